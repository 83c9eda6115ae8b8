// What a reader knows of an index at one moment; it stays as it is while the files go on.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "catalogue.hpp"
#include "log.hpp"

namespace tutela {

// An id whose entries in the first `segments` segments and in the log's rows before `row` are
// withdrawn. What was added later, under the same id or another, is not.
//
//   segments: 0 1 2 | 3        log rows: 0 1 2 3 4 (withdrawal) | 5 6
//   withdrawn  ^^^^^                     ^^^^^^^^^
struct Dead {
    std::uint64_t id;
    std::uint32_t segments;
    std::uint32_t row;
};

template <class Table>
struct State {
    Catalogue catalogue{};
    std::vector<std::shared_ptr<const Table>> tables{};
    std::shared_ptr<Log> log{};
    std::size_t seen = 0;        // rows of the log that are accounted for here
    std::vector<Dead> dead{};    // by id, each once
    std::uint64_t added = 0;     // by the log
    std::uint64_t withdrawn = 0;  // entries that still take room
    std::optional<std::uint64_t> mark{};

    [[nodiscard]] std::uint64_t stored() const {
        std::uint64_t total = added;
        for (const auto& table : tables) {
            total += table->entries();
        }
        return total;
    }

    [[nodiscard]] std::uint64_t entries() const { return stored() - withdrawn; }

    [[nodiscard]] const Dead* find_dead(std::uint64_t id) const {
        const auto at = std::ranges::lower_bound(dead, id, {}, &Dead::id);
        return at != dead.end() && at->id == id ? &*at : nullptr;
    }

    [[nodiscard]] bool dead_in_segment(std::uint64_t id, std::size_t table) const {
        const Dead* one = find_dead(id);
        return one != nullptr && table < one->segments;
    }

    [[nodiscard]] bool dead_in_log(std::uint64_t id, std::size_t row) const {
        const Dead* one = find_dead(id);
        return one != nullptr && row < one->row;
    }

    // Accounts for the rows of the log up to `count`.
    void advance(std::size_t count) {
        log->require_whole(seen, count);
        std::vector<Dead> fresh;
        for (std::size_t row = seen; row < count; ++row) {
            const LogRow& one = log->rows(row, row + 1)[0];
            if (one.change == Change::mark) {
                mark = one.id;
            } else if (one.change == Change::add) {
                ++added;
            } else {
                withdrawn += one.withdrawn();
                fresh.push_back(Dead{one.id, one.segments, static_cast<std::uint32_t>(row)});
            }
        }
        seen = count;
        if (!fresh.empty()) {
            bury(std::move(fresh));
        }
    }

    void bury(std::vector<Dead> fresh) {
        dead.insert(dead.end(), fresh.begin(), fresh.end());
        std::ranges::stable_sort(dead, {}, &Dead::id);
        std::vector<Dead> once;
        for (const Dead& one : dead) {
            if (once.empty() || once.back().id != one.id) {
                once.push_back(one);
            } else {
                once.back().segments = std::max(once.back().segments, one.segments);
                once.back().row = std::max(once.back().row, one.row);
            }
        }
        dead = std::move(once);
    }
};

}  // namespace tutela
