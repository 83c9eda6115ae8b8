// 256-bit codes to ids in one immutable file: a table for each word of the code (see ring.hpp).
//
// A table groups the rows by the first bits of its word. Beside the row, an entry has the word that
// comes next in the code, so nearly all entries of a group are passed over without a look at their
// codes. A group lies in one place (see Piece): looking through it reads two bytes an entry, one
// after another, and what is left has its rows on the same page.
//
// Nearly all of the time goes to waiting for memory. So a search goes over all groups once for each
// kind of thing it needs and reads it in, many at a time, before it works with them.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "codes.hpp"
#include "log.hpp"
#include "owners.hpp"
#include "probing.hpp"
#include "ring.hpp"
#include "segment.hpp"
#include "sorting.hpp"

namespace tutela {

struct HammingQuery {
    Path path;
    Code code;
    std::uint32_t radius;
};

// Where everything lies in a file of so many rows.
struct HammingPlan {
    static constexpr std::uint64_t fewest_rows = 1024;  // of a file with tables
    static constexpr std::size_t margin = 16;           // words that may be read behind all groups

    std::uint64_t rows;
    std::uint32_t prefix;  // bits of a word that name a group; 0: there are no tables
    std::uint64_t steps;   // of the high bits of rows

    explicit HammingPlan(std::uint64_t row_count) : rows(row_count) {
        // Eight to sixteen entries a group, and more where a word has no more bits.
        const auto wide = static_cast<std::uint32_t>(std::bit_width(rows));
        prefix = rows < fewest_rows ? 0 : std::min(wide - 4, word_bits);
        steps = rows == 0 ? 0 : (rows - 1) >> 16U;
    }

    [[nodiscard]] bool has_tables() const { return prefix > 0; }
    [[nodiscard]] std::size_t groups() const { return std::size_t{ring_words} << prefix; }
    [[nodiscard]] std::size_t entries() const { return ring_words * rows; }
    [[nodiscard]] std::size_t begins() const { return has_tables() ? groups() + 1 : 0; }
    [[nodiscard]] std::size_t words() const {
        return has_tables() ? place_of(groups(), entries()) + margin : 0;
    }

    // The group of a word's value.
    [[nodiscard]] std::uint32_t group_of(std::uint32_t word, std::uint32_t value) const {
        return word << prefix | value >> (word_bits - prefix);
    }
    // Where a group begins, counted in words; `first` is its first entry. Of n entries it takes 2 n
    // words, and for the string at least (n + steps) / 16, rounded up.
    [[nodiscard]] std::size_t place_of(std::size_t group, std::size_t first) const {
        return 2 * first + (first + group * (steps + word_bits - 1)) / word_bits;
    }
};

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
          plan_(file_.header().rows),
          codes_(file_.section<std::uint64_t>(Sections::codes)),
          owners_(file_, OwnerSections{Sections::ids, Sections::firsts, Sections::samples}),
          begins_(file_.section<std::uint32_t>(Sections::begins)),
          groups_(file_.section<std::uint16_t>(Sections::groups)),
          ball_(plan_.prefix) {
        const Header& header = file_.header();
        if (header.rows > header.entries || codes_.size() != plan_.rows * code_words ||
            owners_.ids().size() != header.entries || begins_.size() != plan_.begins() ||
            groups_.size() != plan_.words()) {
            throw Damaged(file_.path() + " does not hold what it says it holds");
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
        Finder finder{*this, query};
        finder.run();
        std::size_t left = entries();
        for (const Near& near : finder.found) {
            const auto* code = reinterpret_cast<const std::byte*>(code_of(near.at));
            const auto owners = owners_.of(near.at);
            if (owners.size() > left) {
                throw damaged();
            }
            left -= owners.size();
            for (const std::uint64_t id : owners) {
                found(code, id, static_cast<std::uint16_t>(near.distance));
            }
        }
    }

    // The same for rows of a log: found(row, distance).
    template <class Found>
    static void search_log(std::span<const LogRow> rows, const HammingQuery& query, Found found) {
        constexpr std::size_t at_once = 1024;
        std::array<Near, at_once + slack> near;
        for (std::size_t at = 0; at < rows.size(); at += at_once) {
            const auto part = rows.subspan(at, std::min(at_once, rows.size() - at));
            const CodeRows codes{reinterpret_cast<const std::byte*>(part.data()), sizeof(LogRow),
                                 part.size()};
            const std::size_t count =
                query.path.scan_rows(codes, query.code, query.radius, near.data());
            for (std::size_t i = 0; i < count; ++i) {
                found(at + near[i].at, static_cast<std::uint16_t>(near[i].distance));
            }
        }
    }

    // Calls with(key, id) for every entry, in the order of the keys.
    template <class With>
    void each(With with) const {
        file_.verify();
        for (std::size_t row = 0; row < plan_.rows; ++row) {
            for (const std::uint64_t id : owners_.of(row)) {
                with(reinterpret_cast<const std::byte*>(code_of(row)), id);
            }
        }
    }

private:
    struct Sections {
        static constexpr std::size_t codes = 0, ids = 1, firsts = 2, samples = 3;
        static constexpr std::size_t begins = 4, groups = 5;
    };

    static void fill_table(SegmentWriter& file, const HammingPlan& plan, std::uint32_t word);

    [[nodiscard]] const std::uint64_t* code_of(std::size_t row) const {
        return codes_.data() + row * code_words;
    }

    [[nodiscard]] Damaged damaged() const {
        return Damaged(file_.path() + " has a table that names what is not there");
    }

    // One query under way.
    struct Finder {
        static constexpr std::uint32_t piece_entries = 4096;
        static constexpr std::size_t batch_pieces = 512;
        static constexpr std::size_t batch_entries = 262'144;
        static constexpr std::size_t flat_rows = 16384;

        // A group to look into, and what is asked of its entries.
        struct Lookup {
            std::uint32_t group;
            std::uint16_t next;
            std::uint8_t most;
            std::uint8_t word;
        };

        // Kept by the thread for its next query.
        struct Scratch {
            std::vector<Lookup> lookups{};
            std::vector<Piece> pieces{};
            std::vector<Hit> hits{};
            std::vector<std::uint32_t> rows{};
            std::vector<Near> near{};
        };

        const HammingTable& table;
        const HammingQuery& query;
        Shares shares{query.radius};
        Scratch& scratch = mine();
        bool unverified = !table.file_.verified();
        std::size_t passed = 0;  // entries that passed so far
        std::vector<Near> found{};

        static Scratch& mine() {
            thread_local Scratch scratch;
            return scratch;
        }

        void run() {
            if (!pays() || !look_up()) {
                found.clear();
                scan();
            }
        }

        // False if there is too much to look at: a crowd of nearly equal codes, most of which would
        // have to be compared, and each from several tables.
        bool look_up() {
            list_groups();
            if (!locate()) {
                return false;
            }
            for (std::span<const Piece> left{scratch.pieces}; !left.empty();) {
                const std::span<const Piece> batch = first_of(left);
                if (!look_through(batch)) {
                    return false;
                }
                left = left.subspan(batch.size());
            }
            return true;
        }

        // Whether looking into the groups is cheaper than comparing all codes, if no group is a
        // crowd. A group costs about as much as thirty codes that are compared one after another,
        // and an entry as much as a third of one. Only speed depends on it.
        [[nodiscard]] bool pays() const {
            const HammingPlan& plan = table.plan_;
            std::size_t groups = 0;
            for (std::uint32_t word = 0; word < ring_words; ++word) {
                groups += table.ball_.size(shares.of(word));
            }
            return plan.has_tables() && groups * 30 + usual(groups) / 3 < plan.rows;
        }

        // How many entries so many groups have if no group is a crowd.
        [[nodiscard]] std::size_t usual(std::size_t groups) const {
            return groups * table.plan_.rows >> table.plan_.prefix;
        }

        // Lists all groups near each word of the query.
        void list_groups() {
            const Ball& ball = table.ball_;
            scratch.lookups.clear();
            for (std::uint32_t word = 0; word < ring_words; ++word) {
                const std::uint32_t own =
                    table.plan_.group_of(word, word_of(query.code.data(), word));
                const std::uint16_t next = word_of(query.code.data(), after(word));
                const std::size_t count = ball.size(shares.of(word));
                for (std::size_t i = 0; i < count; ++i) {
                    const std::uint32_t most = shares.of_two(word) - 1 - Ball::weight(ball[i]);
                    scratch.lookups.push_back(Lookup{own ^ ball[i], next,
                                                     static_cast<std::uint8_t>(most),
                                                     static_cast<std::uint8_t>(word)});
                    prefetch(&table.begins_[own ^ ball[i]]);
                }
            }
        }

        // Finds their entries. False if they are too many.
        bool locate() {
            const HammingPlan& plan = table.plan_;
            scratch.pieces.clear();
            std::size_t left = std::max(plan.rows / 4, 4 * usual(scratch.lookups.size()));
            for (const Lookup& lookup : scratch.lookups) {
                const std::uint32_t* at = &table.begins_[lookup.group];
                if (unverified) {
                    table.file_.touch(at, 2);
                }
                if (at[0] > at[1] || at[1] > plan.entries()) {
                    throw table.damaged();
                }
                const std::uint32_t entries = at[1] - at[0];
                if (entries > left) {
                    return false;
                }
                left -= entries;
                const std::uint16_t* group =
                    table.groups_.data() + plan.place_of(lookup.group, at[0]);
                for (std::uint32_t from = 0; from < entries; from += piece_entries) {
                    scratch.pieces.push_back(Piece{group, entries, from,
                                                   std::min(entries - from, piece_entries),
                                                   lookup.next, lookup.most, lookup.word});
                }
            }
            return true;
        }

        // As many pieces as are looked through at once.
        static std::span<const Piece> first_of(std::span<const Piece> pieces) {
            std::size_t count = 0;
            for (std::size_t entries = 0; count < std::min(pieces.size(), batch_pieces) &&
                                          entries < batch_entries;
                 ++count) {
                entries += pieces[count].count;
            }
            return pieces.first(count);
        }

        // False if more pass than would be worth a comparison of all codes.
        bool look_through(std::span<const Piece> pieces) {
            const std::span<const Hit> hits = filter(pieces);
            passed += hits.size();
            if (passed > table.plan_.rows / 32) {
                return false;
            }
            ask_for(pieces, hits);
            name(pieces, hits);
            compare(pieces, hits);
            return true;
        }

        std::span<const Hit> filter(std::span<const Piece> pieces) {
            std::size_t entries = 0;
            for (const Piece& piece : pieces) {
                entries += piece.count;
                if (unverified) {
                    table.file_.touch(piece.nexts(), piece.count);
                }
            }
            for (const Piece& piece : pieces.first(std::min(pieces.size(), pieces_ahead))) {
                prefetch(piece);
            }
            if (scratch.hits.size() < entries + slack) {
                scratch.hits.resize(entries + slack);
            }
            const std::size_t count =
                query.path.keep_near(pieces.data(), pieces.size(), scratch.hits.data());
            return std::span{scratch.hits}.first(count);
        }

        // Asks for what names their rows.
        void ask_for(std::span<const Piece> pieces, std::span<const Hit> hits) const {
            for (const Hit& hit : hits) {
                const Piece& piece = pieces[hit.piece];
                if (unverified) {
                    table.file_.touch(piece.lows() + hit.at, 1);
                    table.file_.touch(piece.string(), (hit.at + table.plan_.steps) / word_bits + 4);
                }
                prefetch(piece.lows() + hit.at);
                // Of the string, about where the entry's one is.
                prefetch(piece.string() + std::uint64_t{hit.at} *
                                              (piece.entries + table.plan_.steps) /
                                              piece.entries / word_bits);
            }
        }

        void name(std::span<const Piece> pieces, std::span<const Hit> hits) {
            if (scratch.rows.size() < hits.size()) {
                scratch.rows.resize(hits.size());
            }
            query.path.name_rows(table.plan_.steps, pieces.data(), hits.data(), hits.size(),
                                 scratch.rows.data());
            for (std::size_t i = 0; i < hits.size(); ++i) {
                if (scratch.rows[i] >= table.plan_.rows) {
                    throw table.damaged();
                }
                if (unverified) {
                    table.file_.touch(table.code_of(scratch.rows[i]), code_words);
                }
                prefetch(table.code_of(scratch.rows[i]));
            }
        }

        void compare(std::span<const Piece> pieces, std::span<const Hit> hits) {
            if (scratch.near.size() < hits.size() + slack) {
                scratch.near.resize(hits.size() + slack);
            }
            const std::size_t count =
                query.path.compare_rows(table.codes_.data(), scratch.rows.data(), hits.size(),
                                        query.code, query.radius, scratch.near.data());
            for (std::size_t i = 0; i < count; ++i) {
                const Near& near = scratch.near[i];
                const std::uint32_t row = scratch.rows[near.at];
                // Several words may lead here; the first one that does counts.
                if (shares.leader(table.code_of(row), query.code) ==
                    pieces[hits[near.at].piece].word) {
                    found.push_back(Near{row, near.distance});
                }
            }
        }

        void scan() {
            table.file_.touch(table.codes_.data(), table.codes_.size());
            auto& near = scratch.near;
            near.resize(std::max(near.size(), flat_rows + slack));
            const std::size_t rows = table.plan_.rows;
            for (std::size_t at = 0; at < rows; at += flat_rows) {
                const auto* first = reinterpret_cast<const std::byte*>(table.code_of(at));
                const CodeRows codes{first, width, std::min(flat_rows, rows - at)};
                const std::size_t count =
                    query.path.scan_rows(codes, query.code, query.radius, near.data());
                for (std::size_t i = 0; i < count; ++i) {
                    found.push_back(
                        Near{static_cast<std::uint32_t>(at) + near[i].at, near[i].distance});
                }
            }
        }
    };

    Segment file_;
    HammingPlan plan_;
    std::span<const std::uint64_t> codes_;
    Owners owners_;
    std::span<const std::uint32_t> begins_;  // of each group; its entries end where the next begins
    std::span<const std::uint16_t> groups_;
    Ball ball_;
};

inline void HammingTable::build(const fs::path& path, std::span<const std::byte> codes,
                                std::span<const std::uint64_t> ids) {
    auto order = sorted_entries(codes, ids, width);
    const HammingPlan plan{order.rows};
    SegmentWriter file{path, kind, width};
    file.header().entries = ids.size();
    file.header().rows = plan.rows;
    file.plan<std::uint64_t>(plan.rows * code_words);
    const auto owners = OwnerSections::planned(file, ids.size(), plan.rows);
    file.plan<std::uint32_t>(plan.begins());
    file.plan<std::uint16_t>(plan.words());
    file.begin();
    OwnerWriter writer{file, owners};
    std::byte* next = file.section<std::byte>(Sections::codes).data();
    order.each([&](const std::byte* code, std::uint64_t id, bool new_row) {
        if (new_row) {
            std::memcpy(next, code, width);
            next += width;
        }
        writer.add(id, new_row);
    });
    order = {};
    if (plan.has_tables()) {
        share_out(ring_words, [&](std::size_t word) {
            fill_table(file, plan, static_cast<std::uint32_t>(word));
        });
        file.section<std::uint32_t>(Sections::begins).back() =
            static_cast<std::uint32_t>(plan.entries());
    }
    file.seal();
}

inline void HammingTable::fill_table(SegmentWriter& file, const HammingPlan& plan,
                                     std::uint32_t word) {
    const auto codes = file.section<std::uint64_t>(Sections::codes);
    const auto places = file.section<std::uint16_t>(Sections::groups);
    const std::size_t groups = std::size_t{1} << plan.prefix;
    const std::uint32_t first = word << plan.prefix;
    const auto begins =
        file.section<std::uint32_t>(Sections::begins).subspan(first, groups);
    const auto each = [&](auto with) {
        for (std::size_t row = 0; row < plan.rows; ++row) {
            const std::uint64_t* code = &codes[row * code_words];
            with(row, code, plan.group_of(word, word_of(code, word)) - first);
        }
    };
    std::vector<std::uint32_t> sizes(groups);
    each([&](std::size_t, const std::uint64_t*, std::uint32_t group) { ++sizes[group]; });
    auto begin = static_cast<std::uint32_t>(word * plan.rows);
    for (std::size_t group = 0; group < groups; ++group) {
        begins[group] = begin;
        begin += sizes[group];
    }
    std::vector<std::uint32_t> filled(groups);
    each([&](std::size_t row, const std::uint64_t* code, std::uint32_t group) {
        std::uint16_t* at = &places[plan.place_of(first + group, begins[group])];
        const std::size_t entry = filled[group]++;
        const std::size_t bit = entry + (row >> 16U);
        at[entry] = word_of(code, after(word));
        at[sizes[group] + entry] = static_cast<std::uint16_t>(row);
        at[2 * sizes[group] + bit / 16] |= static_cast<std::uint16_t>(1U << bit % 16);
    });
}

}  // namespace tutela
