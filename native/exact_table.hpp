// Keys of one width to ids in one immutable file: sorted, with a directory by their first bits.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "log.hpp"
#include "owners.hpp"
#include "segment.hpp"
#include "sorting.hpp"

namespace tutela {

// The beginning of a key, or all of it.
struct ExactQuery {
    std::span<const std::byte> begins;
};

template <std::size_t Width>
class ExactTable {
public:
    static_assert(4 <= Width && Width <= key_room);
    static constexpr Kind kind = Kind::exact;
    static constexpr std::size_t width = Width;
    static constexpr std::size_t log_rows = 16384;
    using Query = ExactQuery;

    // Writes a table; keys holds Width bytes for each id.
    static void build(const fs::path& path, std::span<const std::byte> keys,
                      std::span<const std::uint64_t> ids);

    explicit ExactTable(const fs::path& path)
        : file_(path, kind, Width),
          keys_(file_.section<std::byte>(0)),
          directory_(file_.section<std::uint32_t>(1)),
          owners_(file_, OwnerSections{2, 3, 4}) {
        const Header& header = file_.header();
        if (header.section_count != 5 || keys_.size() != header.rows * Width ||
            owners_.ids().size() != header.entries || header.rows > header.entries ||
            directory_.size() != (std::size_t{1} << directory_bits(header.rows)) + 1) {
            throw Damaged(file_.path() + " does not hold what it says it holds");
        }
    }

    [[nodiscard]] const Segment& file() const { return file_; }
    [[nodiscard]] std::size_t entries() const { return file_.header().entries; }
    [[nodiscard]] std::span<const std::uint64_t> ids() const {
        file_.touch(owners_.ids().data(), owners_.ids().size());
        return owners_.ids();
    }

    // Calls found(key, id, 0) for every entry whose key begins like this.
    template <class Found>
    void search(const ExactQuery& query, Found found) const {
        const auto [begin, end] = range(query.begins);
        for (std::size_t row = lower_bound(query.begins, begin, end); row < end; ++row) {
            const std::byte* key = key_at(row);
            if (std::memcmp(key, query.begins.data(), query.begins.size()) != 0) {
                return;
            }
            for (const std::uint64_t id : owners_.of(row)) {
                found(key, id, std::uint16_t{0});
            }
        }
    }

    // The same for rows of a log: found(row, 0).
    template <class Found>
    static void search_log(std::span<const LogRow> rows, const ExactQuery& query, Found found) {
        for (std::size_t row = 0; row < rows.size(); ++row) {
            if (std::memcmp(rows[row].key.data(), query.begins.data(), query.begins.size()) == 0) {
                found(row, std::uint16_t{0});
            }
        }
    }

    // Calls with(key, id) for every entry, in the order of the keys.
    template <class With>
    void each(With with) const {
        file_.verify();
        for (std::size_t row = 0; row < file_.header().rows; ++row) {
            for (const std::uint64_t id : owners_.of(row)) {
                with(keys_.data() + row * Width, id);
            }
        }
    }

private:
    // Four to eight keys for each place of the directory.
    static std::uint32_t directory_bits(std::uint64_t rows) {
        const auto wide = static_cast<int>(std::bit_width(rows));
        return static_cast<std::uint32_t>(std::clamp(wide - 3, 0, 28));
    }

    static std::uint32_t first_bits(const std::byte* key, std::uint32_t bits) {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            word = word << 8U | std::to_integer<std::uint64_t>(key[i]);
        }
        return static_cast<std::uint32_t>(word >> (32 - bits));
    }

    [[nodiscard]] const std::byte* key_at(std::size_t row) const {
        file_.touch(keys_.data() + row * Width, Width);
        return keys_.data() + row * Width;
    }

    // The rows among which those that begin like this are.
    [[nodiscard]] std::pair<std::size_t, std::size_t> range(
        std::span<const std::byte> begins) const {
        const std::size_t rows = file_.header().rows;
        if (begins.size() < 4) {
            return {0, rows};
        }
        const std::size_t place = first_bits(begins.data(), directory_bits(rows));
        file_.touch(&directory_[place], 2);
        const std::pair<std::size_t, std::size_t> found{directory_[place], directory_[place + 1]};
        if (found.first > found.second || found.second > rows) {
            throw Damaged(file_.path() + " has an altered directory");
        }
        return found;
    }

    [[nodiscard]] std::size_t lower_bound(std::span<const std::byte> begins, std::size_t begin,
                                          std::size_t end) const {
        while (begin < end) {
            const std::size_t middle = begin + (end - begin) / 2;
            if (std::memcmp(key_at(middle), begins.data(), begins.size()) < 0) {
                begin = middle + 1;
            } else {
                end = middle;
            }
        }
        return begin;
    }

    Segment file_;
    std::span<const std::byte> keys_;
    std::span<const std::uint32_t> directory_;
    Owners owners_;
};

template <std::size_t Width>
void ExactTable<Width>::build(const fs::path& path, std::span<const std::byte> keys,
                              std::span<const std::uint64_t> ids) {
    const auto order = sorted_entries(keys, ids, Width);
    SegmentWriter file{path, kind, Width};
    file.header().entries = ids.size();
    file.header().rows = order.rows;
    const std::size_t kept = file.plan<std::byte>(order.rows * Width);
    const std::uint32_t bits = directory_bits(order.rows);
    const std::size_t listed = file.plan<std::uint32_t>((std::size_t{1} << bits) + 1);
    const auto owners = OwnerSections::planned(file, ids.size(), order.rows);
    file.begin();
    OwnerWriter writer{file, owners};
    const auto directory = file.template section<std::uint32_t>(listed);
    std::byte* next = file.template section<std::byte>(kept).data();
    order.each([&](const std::byte* key, std::uint64_t id, bool new_row) {
        if (new_row) {
            std::memcpy(next, key, Width);
            next += Width;
            ++directory[first_bits(key, bits) + 1];
        }
        writer.add(id, new_row);
    });
    for (std::size_t place = 1; place < directory.size(); ++place) {
        directory[place] += directory[place - 1];
    }
    file.seal();
}

}  // namespace tutela
