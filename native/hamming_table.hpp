// 256-bit codes to ids in one immutable file: a table for each word of the code (see ring.hpp).
//
// A table groups the rows by the first bits of its word. Beside the row, an entry has the word that
// comes next in the code, so nearly all entries of a group are passed over without a look at their
// codes. A group lies in one place (see Piece): looking through it reads two bytes an entry, one
// after another, and what is left has its rows on the same page.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "codes.hpp"
#include "hamming_plan.hpp"
#include "hamming_search.hpp"
#include "log.hpp"
#include "owners.hpp"
#include "probing.hpp"
#include "ring.hpp"
#include "segment.hpp"
#include "sorting.hpp"

namespace tutela {

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
          owners_(file_, OwnerSections{Sections::ids, Sections::firsts, Sections::samples}),
          parts_{&file_, HammingPlan{file_.header().rows},
                 file_.section<std::uint64_t>(Sections::codes),
                 file_.section<std::uint32_t>(Sections::begins),
                 file_.section<std::uint16_t>(Sections::groups)} {
        const Header& header = file_.header();
        const HammingPlan& plan = parts_.plan;
        if (header.rows > header.entries || parts_.codes.size() != plan.rows * code_words ||
            owners_.ids().size() != header.entries || parts_.begins.size() != plan.begins() ||
            parts_.groups.size() != plan.words()) {
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
        HammingSearch search{parts_, query};
        std::size_t left = entries();
        for (const Near& near : search.run()) {
            const auto* code = reinterpret_cast<const std::byte*>(parts_.code_of(near.at));
            const auto owners = owners_.of(near.at);
            if (owners.size() > left) {
                throw parts_.damaged();
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
        for (std::size_t row = 0; row < parts_.plan.rows; ++row) {
            for (const std::uint64_t id : owners_.of(row)) {
                with(reinterpret_cast<const std::byte*>(parts_.code_of(row)), id);
            }
        }
    }

private:
    struct Sections {
        static constexpr std::size_t codes = 0, ids = 1, firsts = 2, samples = 3;
        static constexpr std::size_t begins = 4, groups = 5;
    };

    static void fill_table(SegmentWriter& file, const HammingPlan& plan, std::uint32_t word);

    Segment file_;
    Owners owners_;
    HammingParts parts_;
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
