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

// The entries of a group, 32 bits each: the number of a row above `tag_bits` bits of its chunk.
struct Group {
    const std::uint32_t* entries;
    std::size_t count;
};

struct TagTest {
    std::uint32_t tag;     // of the query
    std::uint32_t mask;    // the bits of an entry that are tag
    std::uint32_t shift;   // to the number of the row
    std::uint32_t radius;  // differing tag bits that are near enough
};

// Writes the rows of the entries whose tag is near enough and returns how many. `rows` has room for
// `slack` more than there are entries.
using KeepNear = std::size_t (*)(const Group* groups, std::size_t count, const TagTest& test,
                                 std::uint32_t* rows);

// Codes `stride` bytes apart.
struct CodeRows {
    const std::byte* first;
    std::size_t stride;
    std::size_t count;
};

// One row within the radius.
struct Near {
    std::uint32_t row;
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

inline constexpr std::size_t slack = 16;

#define TUTELA_PATH portable
#define TUTELA_TARGET
#define TUTELA_AVX512 0
#include "probing_path.hpp"

#if defined(__x86_64__)
#define TUTELA_PATH popcnt
#define TUTELA_TARGET [[gnu::target("popcnt,bmi,bmi2")]]
#define TUTELA_AVX512 0
#include "probing_path.hpp"

#define TUTELA_PATH avx512
#define TUTELA_TARGET \
    [[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,avx512vpopcntdq,popcnt,bmi,bmi2")]]
#define TUTELA_AVX512 1
#include "probing_path.hpp"
#endif

struct Path {
    std::string_view name;
    KeepNear keep_near;
    ScanRows scan_rows;
    CompareRows compare_rows;
    bool (*runs_here)();
};

// Fastest first; the last one runs everywhere.
inline constexpr std::array paths{
#if defined(__x86_64__)
    Path{"avx512", avx512::keep_near, avx512::scan_rows, avx512::compare_rows,
         [] {
             return __builtin_cpu_supports("avx512vpopcntdq") != 0 &&
                    __builtin_cpu_supports("avx512bw") != 0 &&
                    __builtin_cpu_supports("avx512dq") != 0 &&
                    __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("bmi2") != 0;
         }},
    Path{"popcnt", popcnt::keep_near, popcnt::scan_rows, popcnt::compare_rows,
         [] {
             return __builtin_cpu_supports("popcnt") != 0 && __builtin_cpu_supports("bmi") != 0 &&
                    __builtin_cpu_supports("bmi2") != 0;
         }},
#endif
    Path{"portable", portable::keep_near, portable::scan_rows, portable::compare_rows,
         [] { return true; }},
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
