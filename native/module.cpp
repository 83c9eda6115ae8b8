// The binding: buffers in, buffers out, the interpreter's lock released. Policy and error sentences
// live in Python (tutela.matching); these checks only keep a wrong call from reading wild memory.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "exact.hpp"
#include "hamming.hpp"
#include "kernels.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace {

template <std::size_t Width>
using Rows = nb::ndarray<const std::uint8_t, nb::shape<-1, static_cast<nb::ssize_t>(Width)>,
                         nb::c_contig, nb::device::cpu>;
using Ids = nb::ndarray<const std::uint64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
template <class T>
using Column = nb::ndarray<nb::numpy, T, nb::ndim<1>>;
using Columns = std::tuple<Column<std::int64_t>, Column<std::uint64_t>, Column<std::uint16_t>>;

template <std::size_t Width>
std::span<const std::uint8_t> bytes_of(const Rows<Width>& rows) {
    return {rows.data(), rows.size()};
}

std::span<const std::uint64_t> ids_of(const Ids& ids) {
    if (reinterpret_cast<std::uintptr_t>(ids.data()) % alignof(std::uint64_t) != 0) {
        throw nb::value_error("ids are not aligned in memory");
    }
    return {ids.data(), ids.size()};
}

template <class T>
Column<T> column(std::vector<T> values) {
    auto owned = std::make_unique<std::vector<T>>(std::move(values));
    const nb::capsule owner{
        owned.get(), [](void* held) noexcept { delete static_cast<std::vector<T>*>(held); }};
    // From here on the capsule deletes it.
    std::vector<T>* held = owned.release();
    return Column<T>{held->data(), {held->size()}, owner};
}

template <class Index, std::size_t Width>
void add(Index& index, const Rows<Width>& rows, const Ids& ids) {
    if (rows.shape(0) != ids.size()) {
        throw nb::value_error("there must be one id for each row");
    }
    const auto bytes = bytes_of<Width>(rows);
    const auto named = ids_of(ids);
    const nb::gil_scoped_release released;
    index.add(bytes, named);
}

template <class Index>
std::size_t withdraw(Index& index, const Ids& ids) {
    const auto named = ids_of(ids);
    const nb::gil_scoped_release released;
    return index.withdraw(named);
}

Columns search_codes(const tutela::HammingIndex& index, const Rows<tutela::code_bytes>& codes,
                     std::uint32_t radius) {
    if (radius > tutela::max_radius) {
        throw nb::value_error("the radius is too large");
    }
    std::vector<std::int64_t> queries;
    std::vector<std::uint64_t> ids;
    std::vector<std::uint16_t> distances;
    {
        const auto bytes = bytes_of<tutela::code_bytes>(codes);
        const nb::gil_scoped_release released;
        const auto hits = index.search(bytes, radius);
        queries.reserve(hits.size());
        ids.reserve(hits.size());
        distances.reserve(hits.size());
        for (const tutela::Hit& hit : hits) {
            queries.push_back(static_cast<std::int64_t>(hit.query));
            ids.push_back(hit.id);
            distances.push_back(hit.distance);
        }
    }
    return {column(std::move(queries)), column(std::move(ids)), column(std::move(distances))};
}

template <std::size_t Width>
nb::tuple search_digest(const tutela::ExactTable<Width>& table, const nb::bytes& digest) {
    if (digest.size() != Width) {
        throw nb::value_error("the digest has the wrong width");
    }
    const auto* bytes = static_cast<const std::uint8_t*>(digest.data());
    std::vector<std::uint64_t> ids;
    {
        const nb::gil_scoped_release released;
        ids = table.search(bytes);
    }
    return nb::tuple(nb::cast(ids));
}

void make_index(tutela::HammingIndex* place, const std::string& name) {
    const auto kernel = tutela::find_kernel(name);
    if (!kernel) {
        throw nb::value_error("this machine cannot run that kernel");
    }
    new (place) tutela::HammingIndex{*kernel};
}

std::vector<std::string> kernel_names() {
    std::vector<std::string> names;
    for (const tutela::Kernel& kernel : tutela::kernels) {
        if (kernel.runs_here()) {
            names.emplace_back(kernel.name);
        }
    }
    return names;
}

template <class Index, std::size_t Width>
nb::class_<Index> bind(nb::module_& module, const char* name, const char* doc) {
    nb::class_<Index> bound{module, name, doc};
    bound.def("__len__", &Index::size)
        .def("add", &add<Index, Width>, "rows"_a.noconvert(), "ids"_a.noconvert())
        .def("withdraw", &withdraw<Index>, "ids"_a.noconvert());
    return bound;
}

template <std::size_t Width>
void bind_table(nb::module_& module, const char* name) {
    bind<tutela::ExactTable<Width>, Width>(module, name, "Digests of one width to ids.")
        .def(nb::init<>())
        .def("search", &search_digest<Width>, "digest"_a,
             nb::sig("def search(self, digest: bytes) -> tuple[int, ...]"));
}

}  // namespace

NB_MODULE(_native, module) {
    module.doc() = "The native kernel. Use it through tutela.matching.";
    module.attr("CODE_BYTES") = tutela::code_bytes;
    module.attr("MAX_RADIUS") = tutela::max_radius;
    module.def("kernels", &kernel_names, "Kernels this machine can run, fastest first.");
    bind<tutela::HammingIndex, tutela::code_bytes>(module, "HammingIndex",
                                                   "Exact radius search over 256-bit codes.")
        .def("__init__", &make_index, "kernel"_a = "")
        .def_prop_ro("kernel",
                     [](const tutela::HammingIndex& index) {
                         return std::string{index.kernel().name};
                     })
        .def("search", &search_codes, "codes"_a.noconvert(), "radius"_a.noconvert());
    bind_table<16>(module, "ExactTable16");
    bind_table<20>(module, "ExactTable20");
    bind_table<32>(module, "ExactTable32");
}
