// From 64 by 64 luminances to what the hash is made of: the quality, 256 frequencies, their bits.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

#include "pdq_blur.hpp"

namespace tutela::pdq {

inline constexpr std::size_t frequencies = 16;

// The cosine transform's lowest frequencies but the constant one, down by across.
using Spectrum = std::array<std::array<float, frequencies>, frequencies>;

// 256 bits, the most significant byte first: the bit of the highest frequencies leads.
using Bits = std::array<std::uint8_t, frequencies * frequencies / 8>;

// As it is; turned by 90, 180 and 270 degrees; mirrored in X, in Y and in the two diagonals.
using Forms = std::array<Bits, 8>;

namespace detail {

// How often steps of at least 1/100 of the range occur between neighbours (PDQ paper, "Quality").
inline int quality(const Square& square) {
    const auto step = [](float from, float to) {
        return std::abs(static_cast<int>((from - to) * 100.0F / 255.0F));
    };
    int steps = 0;
    for (std::size_t i = 0; i < side; ++i) {
        for (std::size_t j = 0; j < side; ++j) {
            steps += i + 1 < side ? step(square[i][j], square[i + 1][j]) : 0;
            steps += j + 1 < side ? step(square[i][j], square[i][j + 1]) : 0;
        }
    }
    return std::min(steps / 90, 100);
}

// The cosines, place by frequency.
using Cosines = std::array<std::array<float, frequencies>, side>;

inline Cosines make_cosines() {
    const auto scale = static_cast<float>(std::sqrt(2.0 / side));
    Cosines cosines;
    for (std::size_t k = 0; k < side; ++k) {
        for (std::size_t i = 0; i < frequencies; ++i) {
            const double turn = std::numbers::pi / 2.0 / side * static_cast<double>(i + 1) *
                                static_cast<double>(2 * k + 1);
            cosines[k][i] = static_cast<float>(double{scale} * std::cos(turn));
        }
    }
    return cosines;
}

inline const Cosines cosines = make_cosines();

// Each sum adds its products in the reference's order, place by place, without fused operations:
// the build forbids them (-ffp-contract=off).
[[gnu::always_inline]] inline void transform(const Square& square, Spectrum& spectrum) {
    std::array<std::array<float, side>, frequencies> down = {};
    for (std::size_t i = 0; i < frequencies; ++i) {
        for (std::size_t k = 0; k < side; ++k) {
            for (std::size_t j = 0; j < side; ++j) {
                down[i][j] += cosines[k][i] * square[k][j];
            }
        }
    }
    spectrum = {};
    for (std::size_t i = 0; i < frequencies; ++i) {
        for (std::size_t k = 0; k < side; ++k) {
            for (std::size_t j = 0; j < frequencies; ++j) {
                spectrum[i][j] += down[i][k] * cosines[k][j];
            }
        }
    }
}

// Mirroring a picture turns the signs of the odd frequencies along that direction.
inline Spectrum mirrored(Spectrum spectrum, bool down, bool across) {
    for (std::size_t i = 0; i < frequencies; ++i) {
        for (std::size_t j = 0; j < frequencies; ++j) {
            if ((down && i % 2 == 0) != (across && j % 2 == 0)) {
                spectrum[i][j] = -spectrum[i][j];
            }
        }
    }
    return spectrum;
}

// The greatest of the lower half.
inline float median(const Spectrum& spectrum) {
    std::array<float, frequencies * frequencies> values;
    auto end = values.begin();
    for (const auto& row : spectrum) {
        end = std::ranges::copy(row, end).out;
    }
    const auto middle = values.begin() + values.size() / 2 - 1;
    std::ranges::nth_element(values, middle);
    return *middle;
}

// One bit for each frequency above the median; `other` is for rows and columns exchanged.
inline void set_bits(const Spectrum& spectrum, Bits& bits, Bits& other) {
    const auto set = [](Bits& to, std::size_t bit) {
        std::uint8_t& byte = to[to.size() - 1 - bit / 8];
        byte = static_cast<std::uint8_t>(byte | (1U << (bit % 8)));
    };
    const float middle = median(spectrum);
    bits = {};
    other = {};
    for (std::size_t i = 0; i < frequencies; ++i) {
        for (std::size_t j = 0; j < frequencies; ++j) {
            if (spectrum[i][j] > middle) {
                set(bits, i * frequencies + j);
                set(other, j * frequencies + i);
            }
        }
    }
}

inline Forms forms(const Spectrum& spectrum) {
    Forms forms;
    set_bits(spectrum, forms[0], forms[6]);
    set_bits(mirrored(spectrum, false, true), forms[5], forms[1]);
    set_bits(mirrored(spectrum, true, false), forms[4], forms[3]);
    set_bits(mirrored(spectrum, true, true), forms[2], forms[7]);
    return forms;
}

}  // namespace detail
}  // namespace tutela::pdq
