// Vectors of floats by the compiler's vector extension, so that PDQ's filter is written once for
// every width. Each operation is IEEE's, lane by lane: every width gives the same bits.
#pragma once

#include <cstddef>
#include <cstring>
#include <utility>

namespace tutela::pdq {

template <std::size_t Lanes>
struct VectorOf {
    typedef float Type __attribute__((vector_size(Lanes * sizeof(float))));
};

template <std::size_t Lanes>
using Vector = typename VectorOf<Lanes>::Type;

// A square of a plane of floats: `Lanes` rows, or as many columns, a vector each.
template <std::size_t Lanes>
struct Tile {
    Vector<Lanes> line[Lanes];
};

namespace detail {

// Two lines `Step` apart exchange blocks of `Step` lanes across the diagonal: the lane from which
// lane `i` of one of them comes. Lanes of the second line are counted on from the first's.
template <std::size_t Lanes, std::size_t Step, bool Second>
constexpr int source(std::size_t i) {
    const bool right = (i / Step) % 2 == 1;
    const std::size_t first = Second ? i + Step : i;
    const std::size_t second = Lanes + (Second ? i : i - Step);
    return static_cast<int>(right ? second : first);
}

template <std::size_t Lanes, std::size_t Step, std::size_t... I>
[[gnu::always_inline]] inline void exchange(Vector<Lanes>& first, Vector<Lanes>& second,
                                            std::index_sequence<I...>) {
    const Vector<Lanes> a = first;
    const Vector<Lanes> b = second;
    first = __builtin_shufflevector(a, b, source<Lanes, Step, false>(I)...);
    second = __builtin_shufflevector(a, b, source<Lanes, Step, true>(I)...);
}

template <std::size_t Lanes, std::size_t Step>
[[gnu::always_inline]] inline void exchange_all(Tile<Lanes>& tile) {
    if constexpr (Step > 0) {
#pragma GCC unroll 16
        for (std::size_t i = 0; i < Lanes; ++i) {
            if ((i / Step) % 2 == 0) {
                exchange<Lanes, Step>(tile.line[i], tile.line[i + Step],
                                      std::make_index_sequence<Lanes>{});
            }
        }
        exchange_all<Lanes, Step / 2>(tile);
    }
}

}  // namespace detail

// Rows become columns, and columns rows.
template <std::size_t Lanes>
[[gnu::always_inline]] inline void transpose(Tile<Lanes>& tile) {
    detail::exchange_all<Lanes, Lanes / 2>(tile);
}

template <std::size_t Lanes>
[[gnu::always_inline]] inline void load(Vector<Lanes>& to, const float* from) {
    std::memcpy(&to, from, sizeof to);
}

template <std::size_t Lanes>
[[gnu::always_inline]] inline void store(float* to, const Vector<Lanes>& from) {
    std::memcpy(to, &from, sizeof from);
}

}  // namespace tutela::pdq
