// Distances from one code to a block of codes: plain loops, compiled once per instruction set and
// chosen at run time. No intrinsics: the compiler makes the vector code, so all kernels mean the
// same.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#if defined(__x86_64__)
#define TUTELA_X86 1
#else
#define TUTELA_X86 0
#endif

namespace tutela {

// A PDQ code has 256 bits; the distance of a bank is a setting from 0 to 52.
inline constexpr std::size_t code_bytes = 32;
inline constexpr std::size_t code_words = 4;
inline constexpr std::uint32_t max_radius = 52;
// 512 codes are 16 KiB: a block stays in the nearest cache while every query of a batch meets it.
inline constexpr std::size_t block_codes = 512;

using Code = std::array<std::uint64_t, code_words>;

// Up to block_codes codes. The same word of all codes lies side by side, so that a vector register
// holds it for several codes: word w of code i is words[w * stride + i].
struct Block {
    const std::uint64_t* words;
    std::size_t stride;
    std::size_t count;
};

struct alignas(64) BlockDistances {
    std::uint16_t of[block_codes];
};

namespace detail {

struct CountedByHardware {
    [[gnu::always_inline]] static std::uint64_t distance(std::uint64_t a, std::uint64_t b,
                                                         std::uint64_t c, std::uint64_t d) {
        return static_cast<std::uint64_t>(std::popcount(a) + std::popcount(b) + std::popcount(c) +
                                          std::popcount(d));
    }
};

// Shifts and adds only: every machine has them and compilers turn the loop into vector code.
struct CountedByAdding {
    [[gnu::always_inline]] static std::uint64_t bits_per_byte(std::uint64_t x) {
        x -= (x >> 1U) & 0x5555555555555555U;
        x = (x & 0x3333333333333333U) + ((x >> 2U) & 0x3333333333333333U);
        return (x + (x >> 4U)) & 0x0f0f0f0f0f0f0f0fU;
    }

    [[gnu::always_inline]] static std::uint64_t distance(std::uint64_t a, std::uint64_t b,
                                                         std::uint64_t c, std::uint64_t d) {
        // Four words give at most 32 in each byte, so bytes can be added before they are folded.
        std::uint64_t x =
            bits_per_byte(a) + bits_per_byte(b) + bits_per_byte(c) + bits_per_byte(d);
        x = (x & 0x00ff00ff00ff00ffU) + ((x >> 8U) & 0x00ff00ff00ff00ffU);
        x += x >> 16U;
        x += x >> 32U;
        return x & 0xffffU;
    }
};

// How far code `i` is from the query in its first `Words` words.
template <class Counted, std::size_t Words>
[[gnu::always_inline]] inline std::uint64_t distance(const Block& block, std::size_t i,
                                                     const Code& query) {
    std::uint64_t differing[code_words] = {};
    for (std::size_t word = 0; word < Words; ++word) {
        differing[word] = block.words[word * block.stride + i] ^ query[word];
    }
    return Counted::distance(differing[0], differing[1], differing[2], differing[3]);
}

template <class Counted, std::size_t Words>
[[gnu::always_inline]] inline bool any_near(const Block& block, const Code& query,
                                            std::uint64_t radius) {
    std::uint64_t near = 0;
    for (std::size_t i = 0; i < block.count; ++i) {
        near |= static_cast<std::uint64_t>(distance<Counted, Words>(block, i, query) <= radius);
    }
    return near != 0;
}

// A code is at least as far as its first words are, so a block whose first words are all too far is
// passed over unread. Unrelated codes differ in 32 bits a word on average; the limits below stay at
// least five standard deviations under that. They affect speed, never an answer.
template <class Counted>
[[gnu::always_inline]] inline bool maybe_near(const Block& block, const Code& query,
                                              std::uint64_t radius) {
    if (radius <= 12) {
        return any_near<Counted, 1>(block, query, radius);
    }
    if (radius <= 35) {
        return any_near<Counted, 2>(block, query, radius);
    }
    return any_near<Counted, 3>(block, query, radius);
}

template <class Counted>
[[gnu::always_inline]] inline bool scan(const Block& block, const Code& query,
                                        std::uint64_t radius, BlockDistances& distances) {
    if (!maybe_near<Counted>(block, query, radius)) {
        return false;
    }
    for (std::size_t i = 0; i < block.count; ++i) {
        const std::uint64_t whole = distance<Counted, code_words>(block, i, query);
        distances.of[i] = static_cast<std::uint16_t>(whole);
    }
    return true;
}

inline bool scan_portable(const Block& block, const Code& query, std::uint64_t radius,
                          BlockDistances& distances) {
    return scan<CountedByAdding>(block, query, radius, distances);
}

#if TUTELA_X86
[[gnu::target("popcnt")]] inline bool scan_popcnt(const Block& block, const Code& query,
                                                  std::uint64_t radius,
                                                  BlockDistances& distances) {
    return scan<CountedByHardware>(block, query, radius, distances);
}

// Adding in vectors of four words overtakes counting them one by one.
[[gnu::target("avx2")]] inline bool scan_avx2(const Block& block, const Code& query,
                                              std::uint64_t radius, BlockDistances& distances) {
    return scan<CountedByAdding>(block, query, radius, distances);
}

[[gnu::target("avx512f,avx512bw,avx512vl,avx512vpopcntdq,popcnt")]] inline bool scan_avx512(
    const Block& block, const Code& query, std::uint64_t radius, BlockDistances& distances) {
    return scan<CountedByHardware>(block, query, radius, distances);
}
#endif

}  // namespace detail

// False: no code of the block is within the radius. True: one may be; the distances are written.
using Scan = bool (*)(const Block& block, const Code& query, std::uint64_t radius,
                      BlockDistances& distances);

struct Kernel {
    std::string_view name;
    Scan scan;
    bool (*runs_here)();
};

// Fastest first; the last one runs everywhere.
inline constexpr std::array kernels{
#if TUTELA_X86
    Kernel{"avx512", detail::scan_avx512,
           [] {
               return __builtin_cpu_supports("avx512vpopcntdq") != 0 &&
                      __builtin_cpu_supports("avx512bw") != 0 &&
                      __builtin_cpu_supports("avx512vl") != 0;
           }},
    Kernel{"avx2", detail::scan_avx2, [] { return __builtin_cpu_supports("avx2") != 0; }},
    Kernel{"popcnt", detail::scan_popcnt, [] { return __builtin_cpu_supports("popcnt") != 0; }},
#endif
    Kernel{"portable", detail::scan_portable, [] { return true; }},
};

// The named kernel, or the fastest one for an empty name; nothing if it cannot run here.
inline std::optional<Kernel> find_kernel(std::string_view name) {
    for (const Kernel& kernel : kernels) {
        if ((name.empty() || kernel.name == name) && kernel.runs_here()) {
            return kernel;
        }
    }
    return std::nullopt;
}

}  // namespace tutela
