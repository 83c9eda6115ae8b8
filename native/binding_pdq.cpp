// The binding of the PDQ kernel: pixels in, bytes out, the interpreter's lock released. Policy and
// error sentences live in Python (tutela.signals); these checks only keep a wrong call from reading
// wild memory.
#include "binding_pdq.hpp"

#include <nanobind/ndarray.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "pdq.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace {

using Pixels = nb::ndarray<const std::uint8_t, nb::shape<-1, -1, 3>, nb::device::cpu>;
using Bytes = nb::ndarray<nb::numpy, const std::uint8_t, nb::ndim<1>>;

tutela::pdq::Picture picture_of(const Pixels& rgb) {
    const bool read = std::min(rgb.shape(0), rgb.shape(1)) >= tutela::pdq::min_side;
    const bool plain = rgb.stride(2) == 1 && (rgb.stride(1) == 3 || rgb.stride(1) == 4);
    if (read && !plain) {
        throw nb::value_error("the pixels are not side by side in memory");
    }
    return {.rgb = rgb.data(),
            .height = rgb.shape(0),
            .width = rgb.shape(1),
            .pixel_bytes = static_cast<std::size_t>(rgb.stride(1)),
            .row_bytes = static_cast<std::ptrdiff_t>(rgb.stride(0))};
}

std::pair<nb::bytes, int> fingerprint(const Pixels& rgb, const std::string& name) {
    const auto kernel = tutela::pdq::find_kernel(name);
    if (!kernel) {
        throw nb::value_error("this machine cannot run that kernel");
    }
    const auto picture = picture_of(rgb);
    tutela::pdq::Fingerprint found;
    {
        const nb::gil_scoped_release released;
        found = tutela::pdq::fingerprint(picture, *kernel);
    }
    return {nb::bytes(found.forms.data(), sizeof found.forms), found.quality};
}

std::vector<std::string> kernel_names() {
    std::vector<std::string> names;
    for (const tutela::pdq::Kernel& kernel : tutela::pdq::kernels) {
        if (kernel.runs_here()) {
            names.emplace_back(kernel.name);
        }
    }
    return names;
}

// An array as libraries hand it to each other (Apache Arrow, "C data interface").
struct ArrowArray {
    std::int64_t length;
    std::int64_t null_count;
    std::int64_t offset;
    std::int64_t n_buffers;
    std::int64_t n_children;
    const void** buffers;
    ArrowArray** children;
    ArrowArray* dictionary;
    void (*release)(ArrowArray*);
    void* private_data;
};

Bytes pixel_bytes(const nb::capsule& capsule) {
    const auto* list = static_cast<const ArrowArray*>(capsule.data("arrow_array"));
    if (list->release == nullptr || list->n_children != 1 || list->offset != 0) {
        throw nb::value_error("this is no array of pixels");
    }
    const ArrowArray& bytes = *list->children[0];
    if (bytes.n_buffers != 2 || bytes.offset != 0 || bytes.length != 4 * list->length) {
        throw nb::value_error("this is no array of pixels of four bytes");
    }
    return Bytes{bytes.buffers[1], {static_cast<std::size_t>(bytes.length)}, capsule};
}

}  // namespace

void tutela::bind_pdq(nb::module_& module) {
    module.def("pdq", &fingerprint, "rgb"_a.noconvert(), "kernel"_a = "",
               "The 8 dihedral forms of a picture's PDQ, 32 bytes each, and its quality.");
    module.def("pdq_kernels", &kernel_names, "PDQ kernels this machine can run, fastest first.");
    module.def("pixel_bytes", &pixel_bytes, "array"_a,
               nb::sig("def pixel_bytes(array: object) -> Annotated[NDArray[numpy.uint8], "
                       "dict(shape=(None,), writable=False)]"),
               "The memory of an Arrow array of pixels of four bytes, not copied.");
}
