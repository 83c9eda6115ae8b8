// Which part of a code has to be nearly right for the whole of it to be near.
//
// A code is a ring of 16 words of 16 bits. Let two codes differ in at most R bits, d_i of them in
// word i, and give the words shares s_i with sum(s_i) = R + 1. Then sum(d_i - s_i) < 0, and by the
// cycle lemma (Dvoretzky, Motzkin 1947) there is a word i from which on every sum along the ring
// stays below zero; the first two of these sums say
//
//     d_i < s_i    and    d_i + d_(i+1) < s_i + s_(i+1).
//
// We say that word i leads. So who looks up all values near each word of a query, and then looks at
// the word after it, misses nothing (Qin, Xiao: "Pigeonring: A Principle for Faster Thresholded
// Similarity Search", 2018).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "codes.hpp"

namespace tutela {

inline constexpr std::uint32_t ring_words = 16;
inline constexpr std::uint32_t word_bits = 16;

inline std::uint32_t after(std::uint32_t word) { return (word + 1) % ring_words; }

inline std::uint16_t word_of(const std::uint64_t* code, std::uint32_t word) {
    return static_cast<std::uint16_t>(code[word / 4] >> (word % 4 * word_bits));
}

// The words' shares of a radius; as equal as can be.
class Shares {
public:
    explicit Shares(std::uint32_t radius) {
        for (std::uint32_t word = 0; word < ring_words; ++word) {
            of_[word] = (radius + 1) / ring_words + (word < (radius + 1) % ring_words ? 1 : 0);
        }
    }

    [[nodiscard]] std::uint32_t of(std::uint32_t word) const { return of_[word]; }
    [[nodiscard]] std::uint32_t of_two(std::uint32_t word) const {
        return of_[word] + of_[after(word)];
    }

    // The first word that leads; there is one if the codes differ in no more than the radius.
    [[nodiscard]] std::uint32_t leader(const std::uint64_t* code, const Code& query) const {
        std::array<std::uint32_t, ring_words> differing{};
        for (std::uint32_t word = 0; word < ring_words; ++word) {
            const int bits = word_of(code, word) ^ word_of(query.data(), word);
            differing[word] = static_cast<std::uint32_t>(std::popcount(unsigned(bits)));
        }
        std::uint32_t word = 0;
        while (word < ring_words &&
               (differing[word] >= of(word) ||
                differing[word] + differing[after(word)] >= of_two(word))) {
            ++word;
        }
        return word;
    }

private:
    std::array<std::uint32_t, ring_words> of_{};
};

inline constexpr std::uint32_t most_share = (max_radius + ring_words) / ring_words;

// All values of a few bits that differ from zero in less than the largest share, nearest first.
class Ball {
public:
    explicit Ball(std::uint32_t bits) {
        for (std::uint32_t value = 0; value < (1U << bits); ++value) {
            if (weight(value) < most_share) {
                values_.push_back(static_cast<std::uint16_t>(value));
            }
        }
        std::ranges::stable_sort(values_, {}, weight);
        for (std::uint32_t share = 0; share <= most_share; ++share) {
            sizes_[share] = static_cast<std::size_t>(std::ranges::count_if(
                values_, [&](std::uint32_t value) { return weight(value) < share; }));
        }
    }

    // How many of the values have a weight below the share: the first ones.
    [[nodiscard]] std::size_t size(std::uint32_t share) const { return sizes_[share]; }
    [[nodiscard]] std::uint16_t operator[](std::size_t at) const { return values_[at]; }

    static std::uint32_t weight(std::uint32_t value) {
        return static_cast<std::uint32_t>(std::popcount(value));
    }

private:
    std::vector<std::uint16_t> values_;
    std::array<std::size_t, most_share + 1> sizes_{};
};

}  // namespace tutela
