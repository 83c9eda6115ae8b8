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

}  // namespace tutela
