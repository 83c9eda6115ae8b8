// Where everything lies in a file of codes (see hamming_table.hpp).
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "codes.hpp"
#include "failures.hpp"
#include "ring.hpp"
#include "segment.hpp"

namespace tutela {

// The sizes of all parts, for so many rows.
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

// The parts of a file in which a query looks.
struct HammingParts {
    const Segment* file;
    HammingPlan plan;
    std::span<const std::uint64_t> codes;
    std::span<const std::uint32_t> begins;  // of each group; its entries end where the next begins
    std::span<const std::uint16_t> groups;  // see Piece
    Ball ball{plan.prefix};

    [[nodiscard]] const std::uint64_t* code_of(std::size_t row) const {
        return codes.data() + row * code_words;
    }

    [[nodiscard]] Damaged damaged() const {
        return Damaged(file->path() + " has a table that names what is not there");
    }
};

}  // namespace tutela
