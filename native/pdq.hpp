// PDQ, the perceptual hash of photographs, equal to the reference's bit for bit.
// Source: "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019.
//
// Plain loops and the compiler's vectors, compiled once per instruction set and chosen at run time;
// nothing is reordered or fused, so all give the same bits.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "pdq_bits.hpp"
#include "pdq_blur.hpp"

namespace tutela::pdq {

// Pixels; the reference answers zeros of quality 0 for anything smaller.
inline constexpr std::size_t min_side = 5;

struct Kernel {
    std::string_view name;
    void (*blur)(const Picture& picture, Square& out);
    void (*transform)(const Square& square, Spectrum& spectrum);
    bool (*runs_here)();
};

struct Fingerprint {
    Forms forms = {};
    int quality = 0;
};

namespace detail {

inline void blur_portable(const Picture& picture, Square& out) { blur<4>(picture, out); }

inline void transform_portable(const Square& square, Spectrum& spectrum) {
    transform(square, spectrum);
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] inline void blur_avx2(const Picture& picture, Square& out) {
    blur<8>(picture, out);
}

[[gnu::target("avx2")]] inline void transform_avx2(const Square& square, Spectrum& spectrum) {
    transform(square, spectrum);
}

[[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi")]] inline void blur_avx512(
    const Picture& picture, Square& out) {
    blur<16>(picture, out);
}
#endif

// The luminances of a picture of 64 by 64, as they are.
inline void take(const Picture& picture, Square& out) {
    for (std::size_t i = 0; i < side; ++i) {
        luminance(picture, i, 0, side, out[i].data());
    }
}

}  // namespace detail

// Fastest first; the last one runs everywhere.
inline constexpr std::array kernels{
#if defined(__x86_64__)
    Kernel{"avx512", detail::blur_avx512, detail::transform_avx2,
           [] {
               return __builtin_cpu_supports("avx512f") != 0 &&
                      __builtin_cpu_supports("avx512bw") != 0 &&
                      __builtin_cpu_supports("avx512dq") != 0 &&
                      __builtin_cpu_supports("avx512vl") != 0 &&
                      __builtin_cpu_supports("avx512vbmi") != 0;
           }},
    Kernel{"avx2", detail::blur_avx2, detail::transform_avx2,
           [] { return __builtin_cpu_supports("avx2") != 0; }},
#endif
    Kernel{"portable", detail::blur_portable, detail::transform_portable, [] { return true; }},
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

// Zeros of quality 0 for a picture with a side below `min_side`. Throws std::bad_alloc.
inline Fingerprint fingerprint(const Picture& picture, const Kernel& kernel) {
    if (picture.height < min_side || picture.width < min_side) {
        return {};
    }
    Square square;
    Spectrum spectrum;
    kernel.blur(picture, square);
    kernel.transform(square, spectrum);
    Fingerprint found{detail::forms(spectrum), detail::quality(square)};
    if (picture.height == side && picture.width == side) {
        // Here the reference has two answers: unblurred for the hash, blurred for its other forms.
        detail::take(picture, square);
        kernel.transform(square, spectrum);
        found.forms[0] = detail::forms(spectrum)[0];
        found.quality = detail::quality(square);
    }
    return found;
}

}  // namespace tutela::pdq
