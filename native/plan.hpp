// How 256 bits are cut into chunks, and how far each chunk is searched for a radius.
//
// Multi-index hashing (Norouzi, Punjani, Fleet: "Fast Exact Search in Hamming Space With
// Multi-Index Hashing", 2014): if two codes differ in at most R bits and the chunks' radii r_i satisfy
// sum(r_i + 1) = R + 1, at least one chunk differs in at most r_i bits. So looking up every value
// near each chunk of the query misses nothing. A chunk may be left out (r_i = -1).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "codes.hpp"

namespace tutela {

inline constexpr std::uint32_t code_bits = 256;
inline constexpr std::size_t most_chunks = 20;
inline constexpr int chunk_left_out = -1;

// Bits [first, first + width) of a code. The leading `prefix` bits of them name a group of entries;
// an entry carries the other `tag` bits beside its row.
struct Chunk {
    std::uint32_t first = 0;
    std::uint32_t width = 0;
    std::uint32_t prefix = 0;

    [[nodiscard]] std::uint32_t tag() const { return width - prefix; }
};

// What a step costs, in units of one look at a code. Measured; only speed depends on it.
struct Costs {
    double group = 1.4;   // finding and reading the entries of one group
    double code = 1.0;    // comparing one code that lies anywhere
    double entry = 0.02;  // passing over one entry of a group
    double flat = 0.07;   // comparing one code, all codes one after another
};

inline double choose(std::uint32_t n, std::uint32_t k) {
    double ways = 1;
    for (std::uint32_t i = 0; i < k; ++i) {
        ways = ways * (n - i) / (i + 1);
    }
    return ways;
}

// How many values of n bits are within the radius of one.
inline double ball(std::uint32_t bits, int radius) {
    double values = 0;
    for (int r = 0; r <= radius && r <= static_cast<int>(bits); ++r) {
        values += choose(bits, static_cast<std::uint32_t>(r));
    }
    return values;
}

inline double cost_of(const Chunk& chunk, int radius, double rows, const Costs& costs = {}) {
    if (radius == chunk_left_out) {
        return 0;
    }
    const double groups = ball(chunk.prefix, radius);
    const double found =
        rows * ball(chunk.width, radius) / std::ldexp(1.0, static_cast<int>(chunk.width));
    const double passed = rows * groups / std::ldexp(1.0, static_cast<int>(chunk.prefix));
    return groups * costs.group + found * costs.code + passed * costs.entry;
}

using Radii = std::array<int, most_chunks>;

struct Reach {
    Radii radii{};
    double cost = 0;
};

// The cheapest radii that miss nothing within `radius`: by dynamic programming over the chunks.
inline Reach reach(const std::vector<Chunk>& chunks, std::uint32_t radius, double rows) {
    const std::size_t wanted = radius + 1;
    constexpr int largest = 9;
    const double never = std::numeric_limits<double>::infinity();
    std::vector<double> best(wanted + 1, never);
    std::vector<std::vector<int>> taken(chunks.size(),
                                        std::vector<int>(wanted + 1, chunk_left_out));
    best[0] = 0;
    for (std::size_t c = 0; c < chunks.size(); ++c) {
        std::array<double, largest + 2> costs{};
        for (int r = chunk_left_out; r <= largest; ++r) {
            costs[static_cast<std::size_t>(r + 1)] = cost_of(chunks[c], r, rows);
        }
        std::vector<double> next(wanted + 1, never);
        for (std::size_t sum = 0; sum <= wanted; ++sum) {
            for (int r = chunk_left_out; r <= largest; ++r) {
                const auto share = static_cast<std::size_t>(r + 1);
                if (share <= sum && best[sum - share] + costs[share] < next[sum]) {
                    next[sum] = best[sum - share] + costs[share];
                    taken[c][sum] = r;
                }
            }
        }
        best = std::move(next);
    }
    Reach found;
    found.cost = best[wanted];
    std::size_t sum = wanted;
    for (std::size_t c = chunks.size(); c-- > 0;) {
        found.radii[c] = taken[c][sum];
        sum -= static_cast<std::size_t>(taken[c][sum] + 1);
    }
    return found;
}

// Bits an entry has left for its tag beside the number of a row.
inline std::uint32_t tag_room(std::uint64_t rows) {
    return 32U - static_cast<std::uint32_t>(std::bit_width(rows > 1 ? rows - 1 : std::uint64_t{1}));
}

// The cut of `count` chunks of nearly equal width.
inline std::vector<Chunk> cut(std::uint32_t count, std::uint32_t most_prefix,
                              std::uint32_t most_tag) {
    std::vector<Chunk> chunks;
    std::uint32_t first = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t width = code_bits / count + (i < code_bits % count ? 1 : 0);
        const std::uint32_t prefix =
            std::max(std::min(width, most_prefix), width > most_tag ? width - most_tag : 0);
        chunks.push_back(Chunk{first, width, prefix});
        first += width;
    }
    return chunks;
}

// The cut that makes a search within `design_radius` cheapest for this many rows. A group holds
// about `group_entries` entries.
inline constexpr std::uint32_t design_radius = 31;
inline constexpr double group_entries = 10;

inline std::vector<Chunk> plan(std::uint64_t rows) {
    const double full = std::max(1.0, static_cast<double>(rows));
    const auto bits = std::lround(std::log2(full / group_entries));
    const auto most_prefix = static_cast<std::uint32_t>(std::clamp(bits, 4L, 26L));
    std::vector<Chunk> best;  // none where comparing all codes is cheaper
    double least = Costs{}.flat * full;
    for (std::uint32_t count = 9; count <= most_chunks; ++count) {
        const auto chunks = cut(count, most_prefix, tag_room(rows));
        const double cost = reach(chunks, design_radius, full).cost;
        if (cost < least) {
            least = cost;
            best = chunks;
        }
    }
    return best;
}

}  // namespace tutela
