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
        for (std::uint32_t word = 0; word < ring_words; ++word) {
            alone_[word / 4] |= std::uint64_t{below_top + of(word)} << (word % 4 * word_bits);
            in_two_[word / 4] |= std::uint64_t{below_top + of_two(word)} << (word % 4 * word_bits);
        }
    }

    [[nodiscard]] std::uint32_t of(std::uint32_t word) const { return of_[word]; }
    [[nodiscard]] std::uint32_t of_two(std::uint32_t word) const {
        return of_[word] + of_[after(word)];
    }

    // The first word that leads; there is one if the codes differ in no more than the radius. Works
    // on four words at once: the top bit of each says whether a number is below a share.
    [[nodiscard]] std::uint32_t leader(const std::uint64_t* code, const Code& query) const {
        std::array<std::uint64_t, code_words + 1> differing{};
        for (std::size_t i = 0; i < code_words; ++i) {
            differing[i] = ones_of_words(code[i] ^ query[i]);
        }
        differing[code_words] = differing[0];
        for (std::size_t i = 0; i < code_words; ++i) {
            const std::uint64_t next = differing[i] >> word_bits | differing[i + 1] << 48U;
            const std::uint64_t leads = (alone_[i] - differing[i]) &
                                        (in_two_[i] - differing[i] - next) & 0x8000800080008000U;
            if (leads != 0) {
                const auto place = static_cast<std::uint32_t>(std::countr_zero(leads));
                return static_cast<std::uint32_t>(4 * i) + place / word_bits;
            }
        }
        return ring_words;
    }

private:
    static constexpr std::uint32_t below_top = 0x7fff;

    // How many ones each of four words has.
    static std::uint64_t ones_of_words(std::uint64_t bits) {
        bits -= bits >> 1U & 0x5555555555555555U;
        bits = (bits & 0x3333333333333333U) + (bits >> 2U & 0x3333333333333333U);
        bits = (bits + (bits >> 4U)) & 0x0f0f0f0f0f0f0f0fU;
        return (bits + (bits >> 8U)) & 0x00ff00ff00ff00ffU;
    }

    std::array<std::uint32_t, ring_words> of_{};
    std::array<std::uint64_t, code_words> alone_{};
    std::array<std::uint64_t, code_words> in_two_{};
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
