// CRC-32C (RFC 3720, appendix B.4): finds accidental damage. It is no proof against intent.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace tutela {

namespace detail {

inline constexpr auto crc32c_table = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t value = byte;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value >> 1U) ^ ((value & 1U) != 0 ? 0x82f63b78U : 0U);
        }
        table[byte] = value;
    }
    return table;
}();

inline std::uint32_t crc32c_portable(std::uint32_t crc, const std::byte* data, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
        crc = (crc >> 8U) ^ crc32c_table[(crc ^ std::to_integer<std::uint32_t>(data[i])) & 0xffU];
    }
    return crc;
}

#if defined(__x86_64__)
[[gnu::target("sse4.2")]] inline std::uint32_t crc32c_hardware(std::uint32_t crc,
                                                               const std::byte* data,
                                                               std::size_t size) {
    std::uint64_t wide = crc;
    for (; size >= sizeof wide; data += sizeof wide, size -= sizeof wide) {
        std::uint64_t word = 0;
        std::memcpy(&word, data, sizeof word);
        wide = _mm_crc32_u64(wide, word);
    }
    return crc32c_portable(static_cast<std::uint32_t>(wide), data, size);
}
#endif

}  // namespace detail

inline std::uint32_t crc32c(std::span<const std::byte> data) {
    const std::uint32_t begin = 0xffffffffU;
#if defined(__x86_64__)
    static const bool hardware = __builtin_cpu_supports("sse4.2") != 0;
    if (hardware) {
        return ~detail::crc32c_hardware(begin, data.data(), data.size());
    }
#endif
    return ~detail::crc32c_portable(begin, data.data(), data.size());
}

template <class T>
std::uint32_t crc32c_of(const T& value) {
    return crc32c(std::as_bytes(std::span{&value, 1}));
}

}  // namespace tutela
