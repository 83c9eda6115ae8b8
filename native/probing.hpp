// The inner loops of the similarity search, compiled once per instruction set and chosen at run
// time. All paths mean the same; they differ in speed only.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#if defined(__x86_64__)
// GCC 12 takes the header's own undefined registers for a mistake of ours (its bug 105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop
#endif

#include "codes.hpp"

namespace tutela {

// Entries of one group that are to be looked at: all of them, or some of many.
//
// Of its entries a group has first the words that come next in their codes, then the low 16 bits of
// their rows, and then a string of bits: a one for each entry, and a zero wherever the high bits of
// the rows rise by one (Elias, Fano). Rows ascend within a group.
struct Piece {
    const std::uint16_t* group;
    std::uint32_t entries;  // of the whole group
    std::uint32_t from;
    std::uint32_t count;
    std::uint16_t next;  // the word of the query after the one that led here
    std::uint8_t most;   // bits in which an entry's next word may differ from that
    std::uint8_t word;   // the one that led here

    [[nodiscard]] const std::uint16_t* nexts() const { return group + from; }
    [[nodiscard]] const std::uint16_t* lows() const { return group + entries; }
    [[nodiscard]] const std::uint16_t* string() const { return group + 2 * std::size_t{entries}; }
};

// An entry that passed: the piece it is of, and its place in the group.
struct Hit {
    std::uint32_t piece;
    std::uint32_t at;
};

// Writes the entries whose next word is near enough and returns how many. `hits` has room for
// `slack` more than there are entries. May read 32 bytes behind the last entry. The first
// `pieces_ahead` have been asked for.
using KeepNear = std::size_t (*)(const Piece* pieces, std::size_t count, Hit* hits);

inline constexpr std::uint32_t no_row = 0xffffffff;

// Writes the row of each entry, or `no_row` if the group's string has none for it. `steps` is how
// many zeros a string has at most. May read 8 bytes behind the string.
using NameRows = void (*)(std::uint64_t steps, const Piece* pieces, const Hit* hits,
                          std::size_t count, std::uint32_t* rows);

// Codes `stride` bytes apart.
struct CodeRows {
    const std::byte* first;
    std::size_t stride;
    std::size_t count;
};

// One code within the radius: its place among those that were looked at.
struct Near {
    std::uint32_t at;
    std::uint32_t distance;
};

// Writes which of the codes are within the radius, and returns how many. `found` has room for
// `slack` more than there are codes.
using ScanRows = std::size_t (*)(const CodeRows& codes, const Code& query, std::uint32_t radius,
                                 Near* found);

// Of the rows named, writes those within the radius and returns how many.
using CompareRows = std::size_t (*)(const std::uint64_t* codes, const std::uint32_t* rows,
                                    std::size_t count, const Code& query, std::uint32_t radius,
                                    Near* found);

inline constexpr std::size_t slack = 32;
// Pieces that are asked of the memory before they are looked at.
inline constexpr std::size_t pieces_ahead = 16;

// Asks the memory for a place.
inline void prefetch(const void* place) {
    __builtin_prefetch(place, 0, 2);
    // Without this GCC takes a function that only prefetches for one that does nothing.
    asm volatile("");
}

// Asks for the next words of a piece. After so many the processor reads on by itself.
inline void prefetch(const Piece& piece) {
    constexpr std::uint32_t most_words = 256;
    constexpr std::uint32_t line_words = 32;
    const std::uint32_t count = std::min(piece.count, most_words);
    for (std::uint32_t at = 0; at < count; at += line_words) {
        prefetch(piece.nexts() + at);
    }
    prefetch(piece.nexts() + count - 1);
}

#define TUTELA_PATH portable
#define TUTELA_TARGET
#define TUTELA_VECTOR 0
#include "probing_path.hpp"

#if defined(__x86_64__)
#define TUTELA_PATH avx2
#define TUTELA_TARGET [[gnu::target("avx2,popcnt,bmi,bmi2")]]
#define TUTELA_VECTOR 256
#include "probing_path.hpp"

#define TUTELA_PATH avx512
#define TUTELA_TARGET \
    [[gnu::target( \
        "avx512f,avx512bw,avx512vl,avx512dq,avx512vpopcntdq,avx512bitalg,popcnt,bmi,bmi2")]]
#define TUTELA_VECTOR 512
#include "probing_path.hpp"
#endif

struct Path {
    std::string_view name;
    KeepNear keep_near;
    NameRows name_rows;
    ScanRows scan_rows;
    CompareRows compare_rows;
    bool (*runs_here)();
};

// Fastest first; the last one runs everywhere.
inline constexpr std::array paths{
#if defined(__x86_64__)
    Path{"avx512", avx512::keep_near, avx512::name_rows, avx512::scan_rows, avx512::compare_rows,
         [] {
             return __builtin_cpu_supports("avx512vpopcntdq") != 0 &&
                    __builtin_cpu_supports("avx512bitalg") != 0 &&
                    __builtin_cpu_supports("avx512bw") != 0 &&
                    __builtin_cpu_supports("avx512dq") != 0 &&
                    __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("bmi2") != 0;
         }},
    Path{"avx2", avx2::keep_near, avx2::name_rows, avx2::scan_rows, avx2::compare_rows,
         [] {
             return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
                    __builtin_cpu_supports("bmi2") != 0;
         }},
#endif
    Path{"portable", portable::keep_near, portable::name_rows, portable::scan_rows,
         portable::compare_rows, [] { return true; }},
};

// The named path, or the fastest one for an empty name; nothing if it cannot run here.
inline std::optional<Path> find_path(std::string_view name) {
    for (const Path& path : paths) {
        if ((name.empty() || path.name == name) && path.runs_here()) {
            return path;
        }
    }
    return std::nullopt;
}

}  // namespace tutela
