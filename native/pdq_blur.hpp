// The picture's luminance, blurred by two passes of a box filter along rows and columns, and of
// that the centres of 64 by 64 equal parts.
//
// The bits must be the reference's, and a sum of floats depends on its order. So each row and each
// column keeps its running sum (add what enters the window, then subtract what leaves it); a vector
// holds the same step of several rows, or of several columns. The picture is read once, in bands of
// rows; what a later step needs waits in rings no longer than a window, 1/128 of the picture.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

#include "pdq_vector.hpp"

namespace tutela::pdq {

inline constexpr std::size_t side = 64;

using Square = std::array<std::array<float, side>, side>;

// Rows of pixels, of 3 bytes (red, green, blue) or 4 (the last means nothing).
struct Picture {
    const std::uint8_t* rgb;
    std::size_t height;
    std::size_t width;
    std::size_t pixel_bytes;
    std::ptrdiff_t row_bytes;

    [[gnu::always_inline]] const std::uint8_t* at(std::size_t row, std::size_t column) const {
        return rgb + static_cast<std::ptrdiff_t>(row) * row_bytes + column * pixel_bytes;
    }
};

// Whole numbers below 2^24 are exact, so the division alone rounds. The reference rounds
// 0.299 R + 0.587 G + 0.114 B, added in double precision: for all colours the same float.
[[gnu::always_inline]] inline float luminance(const std::uint8_t* rgb) {
    return static_cast<float>(299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2]) / 1000.0F;
}

// Of `count` pixels of a row, from a column on.
[[gnu::always_inline]] inline void luminance(const Picture& picture, std::size_t row,
                                             std::size_t column, std::size_t count, float* to) {
    const std::uint8_t* const from = picture.at(row, column);
    if (picture.pixel_bytes == 3) {
        for (std::size_t i = 0; i < count; ++i) {
            to[i] = luminance(from + 3 * i);
        }
        return;
    }
    // Words are faster. The last pixel's fourth byte may be beyond the end of the memory.
    static_assert(std::endian::native == std::endian::little);
    for (std::size_t i = 0; i + 1 < count; ++i) {
        std::uint32_t pixel;
        std::memcpy(&pixel, from + 4 * i, sizeof pixel);
        const auto red = static_cast<float>(static_cast<int>(pixel & 255U));
        const auto green = static_cast<float>(static_cast<int>(pixel >> 8U & 255U));
        const auto blue = static_cast<float>(static_cast<int>(pixel >> 16U & 255U));
        to[i] = (299.0F * red + 587.0F * green + 114.0F * blue) / 1000.0F;
    }
    to[count - 1] = luminance(from + 4 * (count - 1));
}

namespace detail {

// Zeros, aligned to a line of the cache. Throws std::bad_alloc.
class Floats {
public:
    explicit Floats(std::size_t count) : memory_{new (alignment) float[count]()} {}

    [[gnu::always_inline]] float* at(std::size_t place) const { return memory_.get() + place; }

private:
    static constexpr std::align_val_t alignment{64};
    struct Free {
        void operator()(float* memory) const { ::operator delete[](memory, alignment); }
    };
    std::unique_ptr<float[], Free> memory_;
};

// The windows along one direction. What enters at `step` completes the window around the place
// `step - lag`; after a line's end, and before its beginning, zeros enter.
struct Windows {
    std::size_t length;
    std::size_t window;
    std::size_t lag;

    explicit Windows(std::size_t along)
        : length{along}, window{(along + 2 * side - 1) / (2 * side)}, lag{window / 2} {}

    // Enough for two passes.
    std::size_t steps() const { return length + 2 * lag; }

    // How many places of the line the window covers after a step: fewer at both ends.
    [[gnu::always_inline]] float covered(std::size_t step) const {
        const std::size_t entered = std::min(step + 1, window);
        const std::size_t beyond = step < length ? 0 : step + 1 - length;
        return static_cast<float>(entered > beyond ? entered - beyond : 1);
    }

    // Whether the second pass is inside the line at this step of the first.
    [[gnu::always_inline]] bool inside(std::size_t step) const {
        return step >= lag && step < length + lag;
    }

    // The step of the first pass at which the second ends the window around the centre of a part.
    [[gnu::always_inline]] std::size_t centre(std::size_t part) const {
        return (2 * part + 1) * length / (2 * side) + 2 * lag;
    }
};

// The running sums of several rows, a lane each, going from column to column.
template <std::size_t Lanes>
class RowSums {
public:
    explicit RowSums(std::size_t window) : window_{window}, ring_{window * Lanes} {}

    void restart() {
        sum_ = Vector<Lanes>{};
        std::fill_n(ring_.at(0), window_ * Lanes, 0.0F);
    }

    // Takes the next column; its place takes the new sums.
    [[gnu::always_inline]] void push(Vector<Lanes>& column) {
        Vector<Lanes> leaving;
        float* const ring = ring_.at(place_ * Lanes);
        load<Lanes>(leaving, ring);
        store<Lanes>(ring, column);
        place_ = place_ + 1 == window_ ? 0 : place_ + 1;
        sum_ += column;
        sum_ -= leaving;
        column = sum_;
    }

private:
    std::size_t window_;
    std::size_t place_ = 0;
    Vector<Lanes> sum_ = {};
    Floats ring_;
};

// The running sums of columns, a lane each, going down by bands of rows.
template <std::size_t Lanes>
class ColumnSums {
public:
    ColumnSums(std::size_t window, std::size_t columns)
        : window_{window}, columns_{columns}, sums_{columns}, ring_{window * columns} {}

    void begin_band() {
        for (std::size_t& place : places_) {
            place = place_ * columns_;
            place_ = place_ + 1 == window_ ? 0 : place_ + 1;
        }
    }

    // Takes the band's rows at some columns; their place takes the new sums.
    [[gnu::always_inline]] void push(Tile<Lanes>& rows, std::size_t column) {
        Vector<Lanes> sums;
        load<Lanes>(sums, sums_.at(column));
#pragma GCC unroll 16
        for (std::size_t i = 0; i < Lanes; ++i) {
            Vector<Lanes> leaving;
            float* const ring = ring_.at(places_[i] + column);
            load<Lanes>(leaving, ring);
            store<Lanes>(ring, rows.line[i]);
            sums += rows.line[i];
            sums -= leaving;
            rows.line[i] = sums;
        }
        store<Lanes>(sums_.at(column), sums);
    }

private:
    std::size_t window_;
    std::size_t columns_;
    std::size_t place_ = 0;
    std::size_t places_[Lanes] = {};
    Floats sums_;
    Floats ring_;
};

template <std::size_t Lanes>
[[gnu::always_inline]] inline void average(Tile<Lanes>& tile, const Windows& windows,
                                           std::size_t step) {
#pragma GCC unroll 16
    for (std::size_t i = 0; i < Lanes; ++i) {
        tile.line[i] /= windows.covered(step + i);
    }
}

template <std::size_t Lanes>
[[gnu::always_inline]] inline void clear_outside(Tile<Lanes>& tile, const Windows& windows,
                                                 std::size_t step) {
    if (windows.inside(step) && windows.inside(step + Lanes - 1)) {
        return;
    }
    for (std::size_t i = 0; i < Lanes; ++i) {
        if (!windows.inside(step + i)) {
            tile.line[i] = Vector<Lanes>{};
        }
    }
}

template <std::size_t Lanes>
class Blur {
public:
    explicit Blur(const Picture& picture)
        : picture_{picture},
          across_{picture.width},
          down_{picture.height},
          columns_{(across_.steps() + Lanes - 1) / Lanes * Lanes},
          luminance_{Lanes * stretch},
          chosen_{side * Lanes},
          first_rows_{across_.window},
          second_rows_{across_.window},
          first_columns_{down_.window, columns_},
          second_columns_{down_.window, side} {}

    [[gnu::always_inline]] void run(Square& out) {
        std::size_t part = 0;
        for (std::size_t row = 0; row < down_.steps(); row += Lanes) {
            blur_band(row);
            second_columns_.begin_band();
            for (std::size_t column = 0; column < side; column += Lanes) {
                blur_chosen(row, column, part, out);
            }
            while (part < side && down_.centre(part) < row + Lanes) {
                ++part;
            }
        }
    }

private:
    // As many columns of a band as the nearest cache has room for.
    static constexpr std::size_t stretch = 256;

    [[gnu::always_inline]] void blur_band(std::size_t row) {
        first_rows_.restart();
        second_rows_.restart();
        first_columns_.begin_band();
        std::size_t part = 0;
        for (std::size_t column = 0; column < columns_; column += Lanes) {
            Tile<Lanes> tile;
            read(tile, row, column);
            blur_tile(tile, row, column);
            for (; part < side && across_.centre(part) < column + Lanes; ++part) {
                const std::size_t step = across_.centre(part);
                const Vector<Lanes> average =
                    tile.line[step - column] / across_.covered(step - across_.lag);
                store<Lanes>(chosen_.at(part * Lanes), average);
            }
        }
    }

    [[gnu::always_inline]] void read(Tile<Lanes>& rows, std::size_t row, std::size_t column) {
        if (column % stretch == 0) {
            for (std::size_t i = 0; i < Lanes; ++i) {
                read_row(row + i, column, luminance_.at(i * stretch));
            }
        }
#pragma GCC unroll 16
        for (std::size_t i = 0; i < Lanes; ++i) {
            load<Lanes>(rows.line[i], luminance_.at(i * stretch + column % stretch));
        }
    }

    [[gnu::always_inline]] void read_row(std::size_t row, std::size_t column, float* to) const {
        std::size_t count = 0;
        if (row < picture_.height && column < picture_.width) {
            count = std::min(stretch, picture_.width - column);
            luminance(picture_, row, column, count, to);
            fetch(row, column + stretch);
        }
        std::fill(to + count, to + stretch, 0.0F);
    }

    // Asks for what is read next: too many rows are read at once for the machine to guess.
    [[gnu::always_inline]] void fetch(std::size_t row, std::size_t column) const {
        if (column + stretch <= picture_.width) {
            const std::uint8_t* const next = picture_.at(row, column);
            for (std::size_t i = 0; i < stretch * picture_.pixel_bytes; i += 64) {
                __builtin_prefetch(next + i);
            }
        }
    }

    // Rows of luminance become columns of the second pass's sums.
    [[gnu::always_inline]] void blur_tile(Tile<Lanes>& tile, std::size_t row, std::size_t column) {
        transpose<Lanes>(tile);
        push(first_rows_, tile);
        average<Lanes>(tile, across_, column);
        transpose<Lanes>(tile);
        first_columns_.push(tile, column);
        average<Lanes>(tile, down_, row);
        transpose<Lanes>(tile);
        clear_outside<Lanes>(tile, across_, column);
        push(second_rows_, tile);
    }

    [[gnu::always_inline]] static void push(RowSums<Lanes>& sums, Tile<Lanes>& columns) {
#pragma GCC unroll 16
        for (std::size_t i = 0; i < Lanes; ++i) {
            sums.push(columns.line[i]);
        }
    }

    [[gnu::always_inline]] void blur_chosen(std::size_t row, std::size_t column, std::size_t part,
                                            Square& out) {
        Tile<Lanes> tile;
        for (std::size_t i = 0; i < Lanes; ++i) {
            load<Lanes>(tile.line[i], chosen_.at((column + i) * Lanes));
        }
        transpose<Lanes>(tile);
        clear_outside<Lanes>(tile, down_, row);
        second_columns_.push(tile, column);
        for (; part < side && down_.centre(part) < row + Lanes; ++part) {
            const std::size_t step = down_.centre(part);
            const Vector<Lanes> average = tile.line[step - row] / down_.covered(step - down_.lag);
            store<Lanes>(&out[part][column], average);
        }
    }

    Picture picture_;
    Windows across_;
    Windows down_;
    std::size_t columns_;
    Floats luminance_;
    Floats chosen_;
    RowSums<Lanes> first_rows_;
    RowSums<Lanes> second_rows_;
    ColumnSums<Lanes> first_columns_;
    ColumnSums<Lanes> second_columns_;
};

template <std::size_t Lanes>
[[gnu::always_inline]] inline void blur(const Picture& picture, Square& out) {
    Blur<Lanes> blur{picture};
    blur.run(out);
}

}  // namespace detail
}  // namespace tutela::pdq
