// A code of 256 bits, as a PDQ is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tutela {

// The distance of a bank is a setting from 0 to 52.
inline constexpr std::size_t code_bytes = 32;
inline constexpr std::size_t code_words = 4;
inline constexpr std::uint32_t max_radius = 52;

using Code = std::array<std::uint64_t, code_words>;

inline Code read_code(const void* bytes) {
    Code code{};
    std::memcpy(code.data(), bytes, code_bytes);
    return code;
}

// Bits [first, first + width) of a code, at most 32 of them.
inline std::uint32_t bits_of(const std::uint64_t* code, std::uint32_t first, std::uint32_t width) {
    const std::uint32_t word = first / 64;
    const std::uint32_t at = first % 64;
    std::uint64_t bits = code[word] >> at;
    if (at + width > 64) {
        bits |= code[word + 1] << (64 - at);
    }
    return static_cast<std::uint32_t>(bits & ((std::uint64_t{1} << width) - 1));
}

}  // namespace tutela
