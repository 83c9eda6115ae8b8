// Run under sanitizers by tests/integration/test_native_sanitizers.py.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <numbers>
#include <thread>
#include <vector>

#include "checking.hpp"
#include "pdq.hpp"

namespace {

using tutela::check;
using tutela::pdq::Bits;
using tutela::pdq::Fingerprint;
using tutela::pdq::Kernel;
using tutela::pdq::Picture;
using Plane = std::vector<float>;

struct Memory {
    std::vector<std::uint8_t> bytes;
    Picture picture;
};

// The same colours in memory that ends with the last colour: reading on is caught.
Memory laid_out(const std::vector<std::uint8_t>& rgb, std::size_t height, std::size_t width,
                std::size_t pixel_bytes) {
    const std::size_t count = height * width;
    Memory memory{std::vector<std::uint8_t>(count * pixel_bytes - (pixel_bytes - 3), 77), {}};
    for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(&memory.bytes[i * pixel_bytes], &rgb[i * 3], 3);
    }
    memory.picture = {memory.bytes.data(), height, width, pixel_bytes,
                      static_cast<std::ptrdiff_t>(width * pixel_bytes)};
    return memory;
}

// What follows is the paper's text as plain loops over whole planes.
float naive_luminance(const std::uint8_t* rgb) {
    return static_cast<float>(rgb[0] * 0.299 + rgb[1] * 0.587 + rgb[2] * 0.114);
}

void box(const Plane& in, Plane& out, std::size_t begin, std::size_t step, std::size_t length) {
    const std::size_t window = (length + 127) / 128;
    float sum = 0;
    for (std::size_t i = 0; i < length + window / 2; ++i) {
        sum += i < length ? in[begin + i * step] : 0.0F;
        sum -= i >= window ? in[begin + (i - window) * step] : 0.0F;
        if (i >= window / 2) {
            const std::size_t first = i + 1 > window ? i + 1 - window : 0;
            const std::size_t covered = std::min(i + 1, length) - first;
            out[begin + (i - window / 2) * step] = sum / static_cast<float>(covered);
        }
    }
}

Plane naive_blur(const std::vector<std::uint8_t>& rgb, std::size_t height, std::size_t width) {
    Plane plane(height * width);
    Plane other(height * width);
    for (std::size_t i = 0; i < plane.size(); ++i) {
        plane[i] = naive_luminance(&rgb[3 * i]);
    }
    for (int pass = 0; pass < 2; ++pass) {
        for (std::size_t row = 0; row < height; ++row) {
            box(plane, other, row * width, 1, width);
        }
        for (std::size_t column = 0; column < width; ++column) {
            box(other, plane, column, width, height);
        }
    }
    return plane;
}

float cosine(std::size_t frequency, std::size_t place) {
    const double turn = std::numbers::pi / 128.0 * static_cast<double>(frequency + 1) *
                        static_cast<double>(2 * place + 1);
    return static_cast<float>(double{static_cast<float>(std::sqrt(2.0 / 64.0))} * std::cos(turn));
}

// Through volatile, so that no product is fused with its sum.
void add(float& sum, float left, float right) {
    volatile float product = left * right;
    sum += product;
}

Bits naive_bits(const Plane& square) {
    std::vector<float> spectrum;
    for (std::size_t i = 0; i < 16; ++i) {
        Plane down(64);
        for (std::size_t j = 0; j < 64; ++j) {
            for (std::size_t k = 0; k < 64; ++k) {
                add(down[j], cosine(i, k), square[k * 64 + j]);
            }
        }
        for (std::size_t j = 0; j < 16; ++j) {
            float sum = 0;
            for (std::size_t k = 0; k < 64; ++k) {
                add(sum, down[k], cosine(j, k));
            }
            spectrum.push_back(sum);
        }
    }
    auto sorted = spectrum;
    std::ranges::sort(sorted);
    Bits bits = {};
    for (std::size_t i = 0; i < 256; ++i) {
        if (spectrum[i] > sorted[127]) {
            bits[31 - i / 8] = static_cast<std::uint8_t>(bits[31 - i / 8] | (1U << (i % 8)));
        }
    }
    return bits;
}

void every_kernel_answers_what_plain_loops_do(const Kernel& kernel, std::size_t height,
                                              std::size_t width,
                                              const std::vector<std::uint8_t>& rgb) {
    Plane square;
    const Plane plane = naive_blur(rgb, height, width);
    for (std::size_t i = 0; i < 64; ++i) {
        for (std::size_t j = 0; j < 64; ++j) {
            square.push_back(plane[(2 * i + 1) * height / 128 * width + (2 * j + 1) * width / 128]);
        }
    }
    const Bits expected = naive_bits(square);
    for (const std::size_t pixel_bytes : {3U, 4U}) {
        const Memory memory = laid_out(rgb, height, width, pixel_bytes);
        tutela::pdq::Square blurred;
        kernel.blur(memory.picture, blurred);
        check(std::memcmp(&blurred, square.data(), sizeof blurred) == 0,
              "the blurred picture is the same, bit for bit");
        check(fingerprint(memory.picture, kernel).forms[0] == expected, "the hash is the same");
    }
}

void pictures_of_many_shapes_and_few_colours_are_hashed_right(const Kernel& kernel) {
    tutela::Random random;
    const std::size_t shapes[][2] = {{5, 5},   {5, 700},   {700, 5},   {6, 129}, {63, 65},
                                     {17, 16}, {128, 127}, {129, 300}, {260, 9}, {300, 513}};
    for (const auto& [height, width] : shapes) {
        for (const std::uint64_t colours : {1U, 2U, 256U}) {
            std::vector<std::uint8_t> rgb(height * width * 3);
            for (auto& value : rgb) {
                value = static_cast<std::uint8_t>(random.below(colours) * 255 / colours + 9);
            }
            every_kernel_answers_what_plain_loops_do(kernel, height, width, rgb);
        }
    }
}

void every_colour_has_the_luminance_of_double_precision() {
    for (unsigned colour = 0; colour < 1U << 24U; ++colour) {
        std::uint8_t rgb[4];
        std::memcpy(rgb, &colour, sizeof rgb);
        check(tutela::pdq::luminance(rgb) == naive_luminance(rgb), "luminance rounds once");
    }
}

void rows_may_lie_apart_or_upside_down(const Kernel& kernel) {
    tutela::Random random;
    const std::vector<std::uint8_t> rgb = random.bytes(90 * 80 * 3);
    const auto hash = [&kernel](const std::uint8_t* first, std::size_t height, std::ptrdiff_t row) {
        return fingerprint({first, height, 80, 3, row}, kernel).forms;
    };
    std::vector<std::uint8_t> flipped;
    std::vector<std::uint8_t> halved;
    for (std::size_t row = 0; row < 90; ++row) {
        const auto* begin = rgb.data() + row * 240;
        flipped.insert(flipped.begin(), begin, begin + 240);
        if (row % 2 == 0) {
            halved.insert(halved.end(), begin, begin + 240);
        }
    }
    check(hash(flipped.data(), 90, 240) == hash(rgb.data() + 89 * 240, 90, -240),
          "rows may go upwards");
    check(hash(halved.data(), 45, 240) == hash(rgb.data(), 45, 480), "rows may lie apart");
}

void a_side_below_five_gives_zeros(const Kernel& kernel) {
    const std::uint8_t rgb[3 * 4 * 9] = {1, 2, 3};
    for (const std::size_t height : {0U, 1U, 4U}) {
        const Fingerprint found = fingerprint({rgb, height, 9, 3, 27}, kernel);
        check(found.quality == 0 && found.forms == tutela::pdq::Forms{}, "too small to hash");
    }
}

void threads_share_nothing(const Kernel& kernel) {
    tutela::Random random;
    const auto rgb = random.bytes(100 * 100 * 3);
    const Picture picture{rgb.data(), 100, 100, 3, 300};
    const Fingerprint alone = fingerprint(picture, kernel);
    const auto same = [&] {
        check(fingerprint(picture, kernel).forms == alone.forms, "threads do not disturb");
    };
    std::thread first{same};
    std::thread second{same};
    first.join();
    second.join();
}

}  // namespace

int main() {
    every_colour_has_the_luminance_of_double_precision();
    for (const Kernel& kernel : tutela::pdq::kernels) {
        if (kernel.runs_here()) {
            pictures_of_many_shapes_and_few_colours_are_hashed_right(kernel);
            rows_may_lie_apart_or_upside_down(kernel);
            a_side_below_five_gives_zeros(kernel);
            threads_share_nothing(kernel);
        }
    }
}
