// 256-bit codes to ids in one immutable file: multi-index hashing over rows (see plan.hpp).
//
// Each chunk of the code has a table: the rows grouped by the first bits of the chunk. Beside the
// number of a row, an entry carries the other bits of the chunk, so most entries of a group are
// passed over without a look at their codes. Looking up goes in stages over many groups at once,
// each stage asking the memory for what the next one will need.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "codes.hpp"
#include "log.hpp"
#include "owners.hpp"
#include "plan.hpp"
#include "probing.hpp"
#include "segment.hpp"
#include "sorting.hpp"

namespace tutela {

struct HammingQuery {
    Path path;
    Code code;
    std::uint32_t radius;
};

namespace detail {

// The values within a radius of zero, nearest first, a batch at a time.
class Ball {
public:
    Ball(std::uint32_t bits, int radius) : bits_(bits), radius_(radius) {}

    // Fills `masks` with values of one weight and returns how many; 0 at the end.
    std::size_t next(std::span<std::uint32_t> masks) {
        if (done_) {
            return 0;
        }
        std::size_t count = 0;
        while (count < masks.size()) {
            masks[count++] = mask_;
            if (!step()) {
                ++weight_;
                done_ = weight_ > radius_ || weight_ > static_cast<int>(bits_);
                mask_ = (1U << static_cast<unsigned>(weight_)) - 1;
                break;
            }
        }
        return count;
    }

    // The weight of what `next` will give.
    [[nodiscard]] int weight() const { return weight_; }

private:
    // The next value of the same weight (Gosper).
    bool step() {
        if (mask_ == 0) {
            return false;
        }
        const std::uint32_t lowest = mask_ & (~mask_ + 1);
        const std::uint32_t ripple = mask_ + lowest;
        const std::uint32_t moved = (((ripple ^ mask_) >> 2U) >> std::countr_zero(lowest)) | ripple;
        if ((moved >> bits_) != 0) {
            return false;
        }
        mask_ = moved;
        return true;
    }

    std::uint32_t bits_;
    int radius_;
    int weight_ = 0;
    std::uint32_t mask_ = 0;
    bool done_ = false;
};

inline void prefetch(const void* place) { __builtin_prefetch(place, 0, 2); }

}  // namespace detail

class HammingTable {
public:
    static constexpr Kind kind = Kind::hamming;
    static constexpr std::size_t width = code_bytes;
    static constexpr std::size_t log_rows = 32768;
    using Query = HammingQuery;

    // Writes a table; codes holds 32 bytes for each id.
    static void build(const fs::path& path, std::span<const std::byte> codes,
                      std::span<const std::uint64_t> ids);

    explicit HammingTable(const fs::path& path)
        : file_(path, kind, width),
          rows_(file_.header().rows),
          chunks_(read_chunks(file_)),
          codes_(file_.section<std::uint64_t>(0).data()),
          owners_(file_, OwnerSections{1, 2, 3}) {
        if (file_.section<std::uint64_t>(0).size() != rows_ * code_words ||
            owners_.ids().size() != file_.header().entries || rows_ > file_.header().entries) {
            throw Damaged(file_.path() + " does not hold what it says it holds");
        }
        for (std::size_t c = 0; c < chunks_.size(); ++c) {
            offsets_.push_back(file_.section<std::uint32_t>(4 + 2 * c));
            entries_.push_back(file_.section<std::uint32_t>(5 + 2 * c));
            if (offsets_[c].size() != (std::size_t{1} << chunks_[c].prefix) + 1 ||
                entries_[c].size() != rows_) {
                throw Damaged(file_.path() + " has a table of the wrong size");
            }
        }
        for (std::uint32_t radius = 0; radius <= max_radius; ++radius) {
            reaches_.push_back(reach(chunks_, radius, static_cast<double>(rows_)));
        }
    }

    [[nodiscard]] const Segment& file() const { return file_; }
    [[nodiscard]] std::size_t entries() const { return file_.header().entries; }
    [[nodiscard]] std::span<const std::uint64_t> ids() const {
        file_.touch(owners_.ids().data(), owners_.ids().size());
        return owners_.ids();
    }

    // Calls found(code, id, distance) for every entry within the radius.
    template <class Found>
    void search(const HammingQuery& query, Found found) const {
        Finder finder{*this, query.path, query.code, query.radius};
        finder.run();
        for (const Near& near : finder.found) {
            const std::uint64_t* words = codes_ + std::size_t{near.row} * code_words;
            const auto* code = reinterpret_cast<const std::byte*>(words);
            for (const std::uint64_t id : owners_.of(near.row)) {
                found(code, id, static_cast<std::uint16_t>(near.distance));
            }
        }
    }

    // The same for rows of a log: found(row, distance).
    template <class Found>
    static void search_log(std::span<const LogRow> rows, const HammingQuery& query, Found found) {
        thread_local std::vector<Near> near;
        near.resize(rows.size() + slack);
        const CodeRows codes{reinterpret_cast<const std::byte*>(rows.data()), sizeof(LogRow),
                             rows.size()};
        const std::size_t count =
            query.path.scan_rows(codes, query.code, query.radius, near.data());
        for (std::size_t i = 0; i < count; ++i) {
            found(near[i].row, static_cast<std::uint16_t>(near[i].distance));
        }
    }

    // Calls with(key, id) for every entry, in the order of the keys.
    template <class With>
    void each(With with) const {
        file_.verify();
        for (std::size_t row = 0; row < rows_; ++row) {
            for (const std::uint64_t id : owners_.of(row)) {
                with(reinterpret_cast<const std::byte*>(codes_ + row * code_words), id);
            }
        }
    }

private:
    static std::vector<Chunk> read_chunks(const Segment& file) {
        const auto& facts = file.header().facts;
        if (facts[0] > most_chunks || file.header().section_count != 4 + 2 * facts[0] ||
            file.header().rows > file.header().entries) {
            throw Damaged(file.path() + " describes its tables wrongly");
        }
        std::vector<Chunk> chunks;
        std::uint32_t first = 0;
        for (std::size_t c = 0; c < facts[0]; ++c) {
            const Chunk chunk{facts[1 + 3 * c], facts[2 + 3 * c], facts[3 + 3 * c]};
            const bool sound = chunk.first == first && chunk.width <= 31 && chunk.prefix >= 1 &&
                               chunk.prefix <= chunk.width && chunk.prefix <= 26 &&
                               chunk.tag() <= tag_room(file.header().rows);
            if (!sound) {
                throw Damaged(file.path() + " describes its tables wrongly");
            }
            first += chunk.width;
            chunks.push_back(chunk);
        }
        if (!chunks.empty() && first != code_bits) {
            throw Damaged(file.path() + " describes its tables wrongly");
        }
        return chunks;
    }

    static void fill_chunk(SegmentWriter& file, std::size_t c, const Chunk& chunk,
                           std::size_t rows) {
        const auto codes = file.section<std::uint64_t>(0);
        const auto offsets = file.section<std::uint32_t>(4 + 2 * c);
        const auto entries = file.section<std::uint32_t>(5 + 2 * c);
        const std::uint32_t shift = tag_room(rows);
        const std::uint32_t tag_mask = (1U << chunk.tag()) - 1;
        // offsets[g + 1] counts, then begins, and in the end is where group g + 1 begins.
        for (std::size_t row = 0; row < rows; ++row) {
            const auto value = bits_of(&codes[row * code_words], chunk.first, chunk.width);
            ++offsets[(value >> chunk.tag()) + 1];
        }
        for (std::size_t g = 1; g < offsets.size(); ++g) {
            offsets[g] += offsets[g - 1];
        }
        std::vector<std::uint32_t> next(offsets.begin(), offsets.end() - 1);
        for (std::size_t row = 0; row < rows; ++row) {
            const auto value = bits_of(&codes[row * code_words], chunk.first, chunk.width);
            entries[next[value >> chunk.tag()]++] =
                static_cast<std::uint32_t>(row << shift) | (value & tag_mask);
        }
    }

    // One query under way.
    struct Finder {
        static constexpr std::size_t batch_groups = 64;
        static constexpr std::size_t flat_rows = 16384;

        struct Batch {
            std::size_t chunk = 0;
            std::uint32_t budget = 0;
            std::size_t count = 0;
            std::array<std::uint32_t, batch_groups> groups{};
            std::array<Group, batch_groups> found{};
            std::size_t kept = 0;
            std::vector<std::uint32_t> rows{};
        };

        const HammingTable& table;
        const Path& path;
        const Code& query;
        std::uint32_t radius;
        std::vector<Near> found{};
        std::size_t looks = 0;  // entries and codes looked at
        std::size_t most_looks = 0;

        void run() {
            const Reach& reach = table.reaches_[radius];
            const Costs costs;
            const auto flat = costs.flat * static_cast<double>(table.rows_);
            if (table.chunks_.empty() || reach.cost >= flat) {
                return scan();
            }
            // A search that meets heavy groups gives up before it costs more than a scan does.
            most_looks = std::max<std::size_t>(table.rows_ / 8, 4096);
            if (!probe(reach)) {
                found.clear();
                scan();
            }
        }

        // False: too much would have to be looked at.
        bool probe(const Reach& reach) {
            std::array<Batch, 4>& ring = scratch();
            std::size_t step = 0;
            std::size_t last = std::size_t(-1);  // the step at which no batch began
            Start start{*this, reach};
            for (; last == std::size_t(-1) || step < last + 3; ++step) {
                if (last == std::size_t(-1) && !start.next(ring[step % 4])) {
                    last = step;
                }
                if (step >= 1 && step - 1 < last) {
                    locate(ring[(step - 1) % 4]);
                }
                if (step >= 2 && step - 2 < last && !filter(ring[(step - 2) % 4])) {
                    return false;
                }
                if (step >= 3 && step - 3 < last) {
                    compare(ring[(step - 3) % 4], reach);
                }
            }
            return true;
        }

        static std::array<Batch, 4>& scratch() {
            thread_local std::array<Batch, 4> ring;
            return ring;
        }

        // Goes over the groups to look at, chunk by chunk.
        struct Start {
            const Finder& finder;
            const Reach& reach;
            std::size_t chunk = 0;
            detail::Ball ball{0, 0};
            bool open = false;

            bool next(Batch& batch) {
                const auto& chunks = finder.table.chunks_;
                for (; chunk < chunks.size(); ++chunk, open = false) {
                    if (reach.radii[chunk] == chunk_left_out) {
                        continue;
                    }
                    if (!open) {
                        ball = detail::Ball{chunks[chunk].prefix, reach.radii[chunk]};
                        open = true;
                    }
                    batch.chunk = chunk;
                    batch.budget = static_cast<std::uint32_t>(reach.radii[chunk] - ball.weight());
                    batch.count = ball.next(batch.groups);
                    if (batch.count > 0) {
                        name(batch);
                        return true;
                    }
                }
                return false;
            }

            void name(Batch& batch) const {
                const Chunk& one = finder.table.chunks_[chunk];
                const std::uint32_t own =
                    bits_of(finder.query.data(), one.first, one.width) >> one.tag();
                const std::uint32_t* offsets = finder.table.offsets_[chunk].data();
                for (std::size_t i = 0; i < batch.count; ++i) {
                    batch.groups[i] ^= own;
                    detail::prefetch(offsets + batch.groups[i]);
                }
            }
        };

        void locate(Batch& batch) const {
            const auto offsets = table.offsets_[batch.chunk];
            const auto entries = table.entries_[batch.chunk];
            const bool unverified = !table.file_.verified();
            for (std::size_t i = 0; i < batch.count; ++i) {
                const std::uint32_t* at = &offsets[batch.groups[i]];
                if (unverified) {
                    table.file_.touch(at, 2);
                }
                const std::uint32_t begin = at[0];
                const std::uint32_t end = at[1];
                if (begin > end || end > entries.size()) {
                    throw Damaged(table.file_.path() + " has a group outside of its table");
                }
                batch.found[i] = Group{entries.data() + begin, end - begin};
                detail::prefetch(entries.data() + begin);
                if (end - begin > 1) {
                    detail::prefetch(entries.data() + end - 1);
                }
            }
        }

        bool filter(Batch& batch) {
            const Chunk& chunk = table.chunks_[batch.chunk];
            const TagTest test{
                bits_of(query.data(), chunk.first, chunk.width) & ((1U << chunk.tag()) - 1),
                (1U << chunk.tag()) - 1, tag_room(table.rows_), batch.budget};
            const bool unverified = !table.file_.verified();
            std::size_t total = 0;
            for (std::size_t i = 0; i < batch.count; ++i) {
                total += batch.found[i].count;
            }
            looks += total / 16;
            if (looks > most_looks || total > std::max<std::size_t>(table.rows_ / 2, 65536)) {
                return false;
            }
            if (batch.rows.size() < total + slack) {
                batch.rows.resize(total + slack);
            }
            if (unverified) {
                for (std::size_t i = 0; i < batch.count; ++i) {
                    table.file_.touch(batch.found[i].entries, batch.found[i].count);
                }
            }
            batch.kept =
                path.keep_near(batch.found.data(), batch.count, test, batch.rows.data());
            for (std::size_t i = 0; i < batch.kept; ++i) {
                detail::prefetch(table.codes_ + code_words * std::size_t{batch.rows[i]});
            }
            looks += batch.kept;
            return looks <= most_looks;
        }

        void compare(Batch& batch, const Reach& reach) {
            if (!table.file_.verified()) {
                touch_codes(batch);
            }
            const std::size_t before = found.size();
            found.resize(before + batch.kept + slack);
            const std::size_t near = path.compare_rows(table.codes_, batch.rows.data(), batch.kept,
                                                       query, radius, found.data() + before);
            found.resize(before + near);
            const auto repeated = std::remove_if(
                found.begin() + static_cast<std::ptrdiff_t>(before), found.end(),
                [&](const Near& one) {
                    return seen_before(one.row, batch.chunk, reach);
                });
            found.erase(repeated, found.end());
        }

        void touch_codes(const Batch& batch) const {
            for (std::size_t i = 0; i < batch.kept; ++i) {
                if (batch.rows[i] >= table.rows_) {
                    throw Damaged(table.file_.path() + " names a row that it does not have");
                }
                table.file_.touch(table.codes_ + code_words * std::size_t{batch.rows[i]},
                                  code_words);
            }
        }

        // Whether an earlier chunk has led to this row as well.
        [[nodiscard]] bool seen_before(std::uint32_t row, std::size_t chunk,
                                       const Reach& reach) const {
            const std::uint64_t* code = table.codes_ + code_words * std::size_t{row};
            for (std::size_t c = 0; c < chunk; ++c) {
                const Chunk& one = table.chunks_[c];
                const std::uint32_t differing = bits_of(code, one.first, one.width) ^
                                                bits_of(query.data(), one.first, one.width);
                if (std::popcount(differing) <= reach.radii[c]) {
                    return true;
                }
            }
            return false;
        }

        void scan() {
            table.file_.touch(table.codes_, table.rows_ * code_words);
            std::vector<Near> near(flat_rows + slack);
            for (std::size_t at = 0; at < table.rows_; at += flat_rows) {
                const auto* first = reinterpret_cast<const std::byte*>(table.codes_) + at * width;
                const CodeRows codes{first, width, std::min(flat_rows, table.rows_ - at)};
                const std::size_t count = path.scan_rows(codes, query, radius, near.data());
                for (std::size_t i = 0; i < count; ++i) {
                    found.push_back(
                        Near{static_cast<std::uint32_t>(at) + near[i].row, near[i].distance});
                }
            }
        }
    };

    Segment file_;
    std::size_t rows_;
    std::vector<Chunk> chunks_;
    const std::uint64_t* codes_;
    Owners owners_;
    std::vector<std::span<const std::uint32_t>> offsets_;
    std::vector<std::span<const std::uint32_t>> entries_;
    std::vector<Reach> reaches_;
};

inline void HammingTable::build(const fs::path& path, std::span<const std::byte> codes,
                                std::span<const std::uint64_t> ids) {
    auto order = sorted_entries(codes, ids, width);
    const std::size_t rows = order.rows;
    SegmentWriter file{path, kind, width};
    file.header().entries = ids.size();
    file.header().rows = rows;
    const auto chunks = plan(rows);
    auto& facts = file.header().facts;
    facts[0] = static_cast<std::uint32_t>(chunks.size());
    const std::size_t kept = file.plan<std::uint64_t>(rows * code_words);
    const auto owners = OwnerSections::planned(file, ids.size(), rows);
    for (std::size_t c = 0; c < chunks.size(); ++c) {
        facts[1 + 3 * c] = chunks[c].first;
        facts[2 + 3 * c] = chunks[c].width;
        facts[3 + 3 * c] = chunks[c].prefix;
        file.plan<std::uint32_t>((std::size_t{1} << chunks[c].prefix) + 1);
        file.plan<std::uint32_t>(rows);
    }
    file.begin();
    OwnerWriter writer{file, owners};
    std::byte* next = file.section<std::byte>(kept).data();
    order.each([&](const std::byte* code, std::uint64_t id, bool new_row) {
        if (new_row) {
            std::memcpy(next, code, width);
            next += width;
        }
        writer.add(id, new_row);
    });
    order = {};
    share_out(chunks.size(), [&](std::size_t c) { fill_chunk(file, c, chunks[c], rows); });
    file.seal();
}

}  // namespace tutela
