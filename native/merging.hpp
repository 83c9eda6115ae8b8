// What a merge takes, what it writes, and what the new log has to go on saying.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <utility>
#include <vector>

#include "log.hpp"
#include "state.hpp"

namespace tutela {

// More segments than this are merged, for each costs every search something.
inline constexpr std::size_t most_kept = 8;

// Counts entries by id, of those ids that are asked for.
class IdCounts {
public:
    explicit IdCounts(std::span<const std::uint64_t> ids) : ids_(ids.begin(), ids.end()) {
        std::ranges::sort(ids_);
        ids_.erase(std::ranges::unique(ids_).begin(), ids_.end());
        counts_.assign(ids_.size(), 0);
    }

    [[nodiscard]] bool empty() const { return ids_.empty(); }

    template <class Counts>
    void add(std::uint64_t id, Counts counts) {
        // Most ids of an index are outside the range of those asked for.
        if (id < ids_.front() || id > ids_.back()) {
            return;
        }
        const auto at = std::ranges::lower_bound(ids_, id);
        if (*at == id && counts()) {
            ++counts_[static_cast<std::size_t>(at - ids_.begin())];
        }
    }

    // Calls with(id, count) for the ids of which there are any.
    template <class With>
    void each(With with) const {
        for (std::size_t i = 0; i < ids_.size(); ++i) {
            if (counts_[i] > 0) {
                with(ids_[i], counts_[i]);
            }
        }
    }

private:
    std::vector<std::uint64_t> ids_;
    std::vector<std::uint64_t> counts_;
};

// How many entries of each id can be found.
template <class Table>
IdCounts living(const State<Table>& state, std::span<const std::uint64_t> ids) {
    IdCounts counts{ids};
    for (std::size_t t = 0; t < state.tables.size() && !counts.empty(); ++t) {
        for (const std::uint64_t id : state.tables[t]->ids()) {
            counts.add(id, [&] { return !state.dead_in_segment(id, t); });
        }
    }
    const auto rows = state.log->rows(0, state.seen);
    for (std::size_t row = 0; row < rows.size() && !counts.empty(); ++row) {
        if (rows[row].change == Change::add) {
            counts.add(rows[row].id, [&] { return !state.dead_in_log(rows[row].id, row); });
        }
    }
    return counts;
}

// How many withdrawn entries of each id lie in the first `kept` segments.
template <class Table>
IdCounts buried(const State<Table>& state, std::size_t kept) {
    std::vector<std::uint64_t> ids;
    for (const Dead& one : state.dead) {
        ids.push_back(one.id);
    }
    IdCounts counts{ids};
    for (std::size_t t = 0; t < kept && !counts.empty(); ++t) {
        for (const std::uint64_t id : state.tables[t]->ids()) {
            counts.add(id, [&] { return state.dead_in_segment(id, t); });
        }
    }
    return counts;
}

// So much is withdrawn that it pays to write everything anew.
template <class Table>
bool wants_whole(const State<Table>& state) {
    return state.withdrawn * 4 > state.entries() + 1024 ||
           state.dead.size() > std::max<std::size_t>(Table::log_rows / 2, state.entries() / 16);
}

// Segments at the beginning of which nothing is withdrawn.
template <class Table>
std::size_t untouched(const State<Table>& state) {
    for (std::size_t t = 0; t < state.tables.size() && !state.dead.empty(); ++t) {
        const auto dead = [&](std::uint64_t id) { return state.dead_in_segment(id, t); };
        if (std::ranges::any_of(state.tables[t]->ids(), dead)) {
            return t;
        }
    }
    return state.tables.size();
}

// Younger segments are merged while they are not much larger than what comes after them.
template <class Table>
std::size_t kept_segments(const State<Table>& state) {
    if (wants_whole(state)) {
        return 0;
    }
    std::size_t kept = state.tables.size();
    std::uint64_t gathered = state.added;
    while (kept > 0 && (state.tables[kept - 1]->entries() <= 3 * gathered || kept >= most_kept)) {
        gathered += state.tables[--kept]->entries();
    }
    return kept;
}

// Writes a segment of what can be found in the log and in the segments from `kept` on. False if
// there is nothing.
template <class Table>
bool build_merged(const State<Table>& state, std::size_t kept, const fs::path& path) {
    std::vector<std::byte> keys;
    std::vector<std::uint64_t> ids;
    std::size_t most = state.added;
    for (std::size_t t = kept; t < state.tables.size(); ++t) {
        most += state.tables[t]->entries();
    }
    keys.reserve(most * Table::width);
    ids.reserve(most);
    const auto take = [&](const std::byte* key, std::uint64_t id) {
        keys.insert(keys.end(), key, key + Table::width);
        ids.push_back(id);
    };
    for (std::size_t t = kept; t < state.tables.size(); ++t) {
        state.tables[t]->each([&](const std::byte* key, std::uint64_t id) {
            if (!state.dead_in_segment(id, t)) {
                take(key, id);
            }
        });
    }
    const auto rows = state.log->rows(0, state.seen);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows[row].change == Change::add && !state.dead_in_log(rows[row].id, row)) {
            take(rows[row].key.data(), rows[row].id);
        }
    }
    if (!ids.empty()) {
        Table::build(path, keys, ids);
    }
    return !ids.empty();
}

// What the log has to go on saying: withdrawals from segments that stay, and the last mark.
template <class Table>
std::vector<LogRow> carried(const State<Table>& begun, std::size_t kept) {
    std::vector<LogRow> rows;
    buried(begun, kept).each([&](std::uint64_t id, std::uint64_t count) {
        const auto segments = std::min<std::size_t>(begun.find_dead(id)->segments, kept);
        rows.push_back(LogRow::withdrawal(id, count, segments));
    });
    if (begun.mark) {
        rows.push_back(LogRow::marking(*begun.mark));
    }
    return rows;
}

}  // namespace tutela
