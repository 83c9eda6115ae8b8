// The binding: buffers in, buffers out, the interpreter's lock released. Policy and error sentences
// live in Python (tutela.matching); these checks only keep a wrong call from reading wild memory.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "binding_pdq.hpp"
#include "exact_table.hpp"
#include "failures.hpp"
#include "hamming_table.hpp"
#include "probing.hpp"
#include "stored.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace {

using HammingIndex = tutela::Stored<tutela::HammingTable>;
template <std::size_t Width>
using ExactIndex = tutela::Stored<tutela::ExactTable<Width>>;

template <std::size_t Width>
using Rows = nb::ndarray<const std::uint8_t, nb::shape<-1, static_cast<nb::ssize_t>(Width)>,
                         nb::c_contig, nb::device::cpu>;
using Ids = nb::ndarray<const std::uint64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Mark = std::optional<std::uint64_t>;
template <class T>
using Column = nb::ndarray<nb::numpy, T, nb::ndim<1>>;
using Columns = std::tuple<Column<std::int64_t>, Column<std::uint64_t>, Column<std::uint16_t>>;

template <std::size_t Width>
std::span<const std::byte> bytes_of(const Rows<Width>& rows) {
    return std::as_bytes(std::span{rows.data(), rows.size()});
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

template <std::size_t Width>
void require_pairs(const Rows<Width>& rows, const Ids& ids) {
    if (rows.shape(0) != ids.size()) {
        throw nb::value_error("there must be one id for each row");
    }
    if (ids.size() >= tutela::most_entries) {
        throw nb::value_error("an index holds fewer than 2**28 entries");
    }
}

template <class Index>
void build(const std::string& folder, const Rows<Index::width>& rows, const Ids& ids, Mark mark) {
    require_pairs<Index::width>(rows, ids);
    const auto keys = bytes_of<Index::width>(rows);
    const auto named = ids_of(ids);
    const nb::gil_scoped_release released;
    Index::build(folder, keys, named, mark);
}

template <class Index>
std::size_t change(Index& index, const Rows<Index::width>& rows, const Ids& ids, const Ids& doomed,
                   Mark mark) {
    require_pairs<Index::width>(rows, ids);
    const auto keys = bytes_of<Index::width>(rows);
    const auto added = ids_of(ids);
    const auto withdrawn = ids_of(doomed);
    const nb::gil_scoped_release released;
    return index.change(keys, added, withdrawn, mark);
}

// In the order of tutela.matching.standing.Standing.
template <class Index>
auto standing(const Index& index) {
    const tutela::Standing now = index.standing();
    return std::tuple{now.generation, now.entries,  now.withdrawn, now.log_rows,
                      now.bytes,      now.segments, now.mark};
}

// The rows of an answer, in order: by query, then distance, then id.
class Answer {
public:
    // Queries come in ascending order.
    void add(std::size_t query, std::uint64_t id, std::uint16_t distance) {
        if (query != query_) {
            settle();
            query_ = query;
        }
        found_.emplace_back(id, distance);
    }

    // Puts what was found for one query in its place. The distances are few, so they are counted,
    // and only the ids of each are sorted.
    void settle() {
        std::array<std::size_t, tutela::max_radius + 2> begins{};
        for (const auto& [id, distance] : found_) {
            ++begins[distance + 1U];
        }
        const std::size_t before = ids_.size();
        for (std::size_t away = 0; away <= tutela::max_radius; ++away) {
            distances_.insert(distances_.end(), begins[away + 1], static_cast<std::uint16_t>(away));
            begins[away + 1] += begins[away];
        }
        queries_.resize(before + found_.size(), static_cast<std::int64_t>(query_));
        ids_.resize(before + found_.size());
        auto next = begins;
        for (const auto& [id, distance] : found_) {
            ids_[before + next[distance]++] = id;
        }
        const auto first = ids_.begin() + static_cast<std::ptrdiff_t>(before);
        for (std::size_t away = 0; away <= tutela::max_radius; ++away) {
            std::sort(first + static_cast<std::ptrdiff_t>(begins[away]),
                      first + static_cast<std::ptrdiff_t>(begins[away + 1]));
        }
        found_.clear();
    }

    Columns columns() {
        return {column(std::move(queries_)), column(std::move(ids_)),
                column(std::move(distances_))};
    }

private:
    std::size_t query_ = 0;
    std::vector<std::pair<std::uint64_t, std::uint16_t>> found_{};  // for that query
    std::vector<std::int64_t> queries_{};
    std::vector<std::uint64_t> ids_{};
    std::vector<std::uint16_t> distances_{};
};

Columns search_codes(const HammingIndex& index, const Rows<tutela::code_bytes>& codes,
                     std::uint32_t radius, const std::string& name) {
    const auto path = tutela::find_path(name);
    if (radius > tutela::max_radius || !path) {
        throw nb::value_error("the radius is too large or the path cannot run");
    }
    Answer answer;
    {
        const auto bytes = bytes_of<tutela::code_bytes>(codes);
        const nb::gil_scoped_release released;
        std::vector<tutela::HammingQuery> queries;
        for (std::size_t at = 0; at < bytes.size(); at += tutela::code_bytes) {
            queries.push_back({*path, tutela::read_code(bytes.data() + at), radius});
        }
        index.search(queries, [&](std::size_t query, const std::byte*, std::uint64_t id,
                                  std::uint16_t distance) { answer.add(query, id, distance); });
        answer.settle();
    }
    return answer.columns();
}

using KeyAndId = std::pair<std::string, std::uint64_t>;

template <std::size_t Width>
nb::list search_keys(const ExactIndex<Width>& index, const nb::bytes& begins) {
    if (begins.size() == 0 || begins.size() > Width) {
        throw nb::value_error("the key has the wrong width");
    }
    const tutela::ExactQuery query{
        std::as_bytes(std::span{static_cast<const char*>(begins.data()), begins.size()})};
    std::vector<KeyAndId> found;
    {
        const nb::gil_scoped_release released;
        index.search(std::span{&query, 1},
                     [&](std::size_t, const std::byte* key, std::uint64_t id, std::uint16_t) {
                         found.emplace_back(
                             std::string(reinterpret_cast<const char*>(key), Width), id);
                     });
        std::ranges::sort(found);
    }
    nb::list rows;
    for (const auto& [key, id] : found) {
        rows.append(nb::make_tuple(nb::bytes(key.data(), key.size()), id));
    }
    return rows;
}

std::vector<std::string> path_names() {
    std::vector<std::string> names;
    for (const tutela::Path& path : tutela::paths) {
        if (path.runs_here()) {
            names.emplace_back(path.name);
        }
    }
    return names;
}

template <class Index>
nb::class_<Index> bind(nb::module_& module, const char* name, const char* doc) {
    nb::class_<Index> bound{module, name, doc};
    bound.def(nb::init<const std::string&>(), "folder"_a)
        .def_static("build", &build<Index>, "folder"_a, "rows"_a.noconvert(), "ids"_a.noconvert(),
                    "mark"_a = nb::none())
        .def("change", &change<Index>, "rows"_a.noconvert(), "ids"_a.noconvert(),
             "doomed"_a.noconvert(), "mark"_a = nb::none())
        .def("standing", &standing<Index>)
        .def("attached", &Index::attached)
        .def("wants_merge", &Index::wants_merge, nb::call_guard<nb::gil_scoped_release>())
        .def("merge", &Index::merge, "whole"_a, nb::call_guard<nb::gil_scoped_release>())
        .def("verify", &Index::verify, nb::call_guard<nb::gil_scoped_release>());
    return bound;
}

template <std::size_t Width>
void bind_exact(nb::module_& module, const char* name) {
    bind<ExactIndex<Width>>(module, name, "Keys of one width to ids, in a folder.")
        .def("search", &search_keys<Width>, "begins"_a,
             nb::sig("def search(self, begins: bytes) -> list[tuple[bytes, int]]"));
}

}  // namespace

NB_MODULE(_native, module) {
    module.doc() = "The native kernel. Use it through tutela.matching.";
    module.attr("CODE_BYTES") = tutela::code_bytes;
    module.attr("MAX_RADIUS") = tutela::max_radius;
    nb::exception<tutela::Damaged>(module, "Damaged", PyExc_ValueError);
    nb::exception<tutela::Foreign>(module, "Foreign", PyExc_ValueError);
    static const nb::exception<tutela::Refused> refused{module, "Refused", PyExc_OSError};
    nb::register_exception_translator([](const std::exception_ptr& thrown, void*) {
        try {
            std::rethrow_exception(thrown);
        } catch (const std::filesystem::filesystem_error& error) {
            PyErr_SetString(refused.ptr(), error.what());
        }
    });
    module.def("paths", &path_names, "Paths this machine can run, fastest first.");
    bind<HammingIndex>(module, "HammingIndex", "Exact radius search over 256-bit codes.")
        .def("search", &search_codes, "codes"_a.noconvert(), "radius"_a.noconvert(),
             "path"_a = "");
    bind_exact<16>(module, "ExactIndex16");
    bind_exact<20>(module, "ExactIndex20");
    bind_exact<25>(module, "ExactIndex25");
    bind_exact<32>(module, "ExactIndex32");
    tutela::bind_pdq(module);
}
