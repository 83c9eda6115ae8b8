// An index in a folder: immutable segments, a log of what changed since, and a catalogue that says
// which files those are. Any process may search and any may write; writers take turns by a lock.
//
// A reader works on what it found when its search began. It notices a change by two numbers in the
// log's memory: the count of its rows, and the generation, which is raised when there is another
// catalogue to read.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "catalogue.hpp"
#include "log.hpp"
#include "segment.hpp"

namespace tutela {

// An id whose entries in the first `segments` segments and in the log's rows before `row` are
// withdrawn.
struct Dead {
    std::uint64_t id;
    std::uint32_t segments;
    std::uint32_t row;
};

struct Standing {
    std::uint64_t generation;
    std::uint64_t entries;
    std::uint64_t withdrawn;  // entries that still take room
    std::uint64_t log_rows;
    std::uint64_t bytes;
    std::size_t segments;
    std::optional<std::uint64_t> mark;
};

// A row's number and an id's place need 28 bits at most.
inline constexpr std::size_t most_entries = std::size_t{1} << 28U;

template <class Table>
class Stored {
public:
    using Query = typename Table::Query;
    static constexpr std::size_t width = Table::width;
    // A change of more entries becomes a segment at once.
    static constexpr std::size_t most_logged = Table::log_rows / 4;
    // More segments than this are merged, for each costs every search something.
    static constexpr std::size_t most_kept = 8;

    // Makes an index of these entries; keys holds `width` bytes for each id. An index of the same
    // kind in this folder is replaced.
    static void build(const fs::path& folder, std::span<const std::byte> keys,
                      std::span<const std::uint64_t> ids, std::optional<std::uint64_t> mark) {
        fs::create_directories(folder);
        fs::permissions(folder, fs::perms::owner_all);
        const Lock merging{folder / "merging"};
        const Lock writing{folder / "lock"};
        Catalogue next = blank(folder);
        if (!ids.empty()) {
            next.segments[next.segment_count++] = ++next.last_number;
            Table::build(segment_path(folder, next.last_number), keys, ids);
        }
        std::vector<LogRow> rows;
        if (mark) {
            rows.push_back(LogRow::marking(*mark));
        }
        publish(folder, next, rows);
        discard_others(folder, next);
    }

    explicit Stored(fs::path folder) : folder_(std::move(folder)) { state_ = load(); }

    [[nodiscard]] const fs::path& folder() const { return folder_; }

    [[nodiscard]] Standing standing() const {
        const auto state = current();
        Standing now{state->catalogue.generation, state->entries(), state->withdrawn,
                     state->seen, state->log->bytes(), state->tables.size(), state->mark};
        for (const auto& table : state->tables) {
            now.bytes += table->file().bytes();
        }
        return now;
    }

    // Calls found(query number, key, id, distance) for every entry that any of the queries finds.
    template <class Found>
    void search(std::span<const Query> queries, Found found) const {
        const auto state = current();
        const auto rows = state->log->rows(0, state->seen);
        for (std::size_t q = 0; q < queries.size(); ++q) {
            for (std::size_t t = 0; t < state->tables.size(); ++t) {
                state->tables[t]->search(
                    queries[q], [&](const std::byte* key, std::uint64_t id, std::uint16_t away) {
                        if (!state->dead_in_segment(id, t)) {
                            found(q, key, id, away);
                        }
                    });
            }
            Table::search_log(rows, queries[q], [&](std::size_t row, std::uint16_t away) {
                const LogRow& one = rows[row];
                if (one.change == Change::add && !state->dead_in_log(one.id, row)) {
                    found(q, one.key.data(), one.id, away);
                }
            });
        }
    }

    // Withdraws every entry of the doomed ids, adds these entries, and marks the log: one change.
    // Of more than `most_logged` entries, additions are seen first and withdrawals right after.
    // Returns how many entries were withdrawn.
    std::size_t change(std::span<const std::byte> keys, std::span<const std::uint64_t> ids,
                       std::span<const std::uint64_t> doomed, std::optional<std::uint64_t> mark) {
        const bool logged = ids.size() <= most_logged;
        const std::size_t most = doomed.size() + 1 + (logged ? ids.size() : 0);
        while (true) {
            {
                const Lock writing{folder_ / "lock"};
                const auto state = fresh();
                if (has_room(*state, most)) {
                    return changed(state, keys, ids, doomed, mark);
                }
            }
            const Lock turn{folder_ / "merging"};
            merge_in_turn(false, most);
        }
    }

    // Whether `merge` would make searches cheaper, or give back the room of much that is withdrawn.
    [[nodiscard]] bool wants_merge() const {
        const auto state = current();
        return state->seen - std::min(state->seen, state->dead.size()) > most_logged ||
               state->tables.size() > most_kept || wants_whole(*state);
    }

    // Makes one segment of the log and the younger segments, and switches to it. Others may search
    // and write meanwhile. `all` merges everything, so that nothing withdrawn is left in any file.
    // False if another process is merging, or there is nothing to do.
    bool merge(bool all) {
        const auto [turn, held] = Lock::attempt(folder_ / "merging");
        return held && merge_in_turn(all);
    }

    // Compares all files with their checksums. Throws Damaged.
    void verify() const {
        const auto state = current();
        for (const auto& table : state->tables) {
            table->file().verify();
        }
        state->log->require_sound();
        state->log->require_whole(0, state->seen);
        Catalogue::read(folder_, Table::kind, width);
    }

    // False if the folder was taken away: then no change by another process can be seen any more.
    [[nodiscard]] bool attached() const { return current()->log->linked(); }

private:
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

    using Found = std::vector<std::pair<std::uint64_t, std::uint64_t>>;  // id, entries

    // The state to search in: what the files say at this moment.
    std::shared_ptr<const State> current() const {
        std::shared_ptr<const State> state;
        {
            const std::lock_guard guard{swap_};
            state = state_;
        }
        if (state->log->generation() <= state->catalogue.generation &&
            state->log->committed() == state->seen) {
            return state;
        }
        const std::lock_guard guard{renewing_};
        return renewed(nullptr);
    }

    // What a writer begins with; it holds the lock, so nothing changes under it. It goes by the
    // catalogue on the disk: another writer may have taken a number, or died before it announced
    // its catalogue, or somebody may have put another index in this one's place.
    std::shared_ptr<const State> fresh() const {
        const std::lock_guard guard{renewing_};
        const auto now = Catalogue::read(folder_, Table::kind, width);
        Log{log_path(folder_, now.log), width}.announce(now.generation);
        discard_logs(folder_, now);
        return renewed(&now);
    }

    std::shared_ptr<const State> renewed(const Catalogue* now) const {
        std::shared_ptr<const State> state;
        {
            const std::lock_guard guard{swap_};
            state = state_;
        }
        auto next = state;
        // The count first: a change that switches files announces that before it is counted.
        const std::size_t count = state->log->committed();
        if (state->log->generation() > state->catalogue.generation ||
            (now != nullptr && now->crc != state->catalogue.crc)) {
            next = load();
        } else if (count != state->seen) {
            auto changed = std::make_shared<State>(*state);
            changed->advance(count);
            next = changed;
        }
        if (next != state) {
            const std::lock_guard guard{swap_};
            state_ = next;
        }
        return next;
    }

    std::shared_ptr<const State> load() const {
        for (int attempt = 0;; ++attempt) {
            try {
                auto state = loaded();
                if (state->log->generation() <= state->catalogue.generation) {
                    return state;
                }
                // There was a switch between the catalogue and the log: once more.
                if (attempt == 1000) {
                    throw Damaged(folder_.string() + " names a log that is no longer in use");
                }
            } catch (const Refused& failure) {
                // Files go when a switch makes them old; then there is another catalogue.
                if (failure.number != ENOENT || attempt == 100 ||
                    !fs::exists(Catalogue::path_in(folder_))) {
                    throw;
                }
            }
        }
    }

    std::shared_ptr<const State> loaded() const {
        auto state = std::make_shared<State>();
        state->catalogue = Catalogue::read(folder_, Table::kind, width);
        for (const std::uint64_t number : state->catalogue.listed()) {
            state->tables.push_back(table(number, state->catalogue.identity));
        }
        state->log = std::make_shared<Log>(log_path(folder_, state->catalogue.log), width);
        state->advance(state->log->committed());
        return state;
    }

    // The table of a segment: the one that is open already, if there is one.
    std::shared_ptr<const Table> table(std::uint64_t number, std::uint64_t identity) const {
        const fs::path path = segment_path(folder_, number);
        if (state_ && state_->catalogue.identity == identity) {
            for (const auto& one : state_->tables) {
                if (one->file().path() == path.string()) {
                    return one;
                }
            }
        }
        return std::make_shared<const Table>(path);
    }

    static Catalogue blank(const fs::path& folder) {
        Catalogue next;
        next.preamble.kind = Kind::catalogue;
        next.preamble.width = width;
        next.tables = Table::kind;
        next.identity = std::uint64_t{std::random_device{}()} << 32U | std::random_device{}();
        try {
            const auto before = Catalogue::read(folder, Table::kind, width);
            next.generation = before.generation;
            next.last_number = before.last_number;
            return next;
        } catch (const Damaged&) {
        } catch (const OtherVersion&) {
        } catch (const Refused& failure) {
            if (failure.number != ENOENT) {
                throw;
            }
        }
        next.last_number = highest_number(folder);
        next.generation = next.last_number;
        return next;
    }

    // Writes a new log and the catalogue that names it.
    static void publish(const fs::path& folder, Catalogue& next, std::span<const LogRow> rows,
                        std::size_t room = 0) {
        next.log = ++next.last_number;
        ++next.generation;
        Log::create(log_path(folder, next.log), width, next.generation,
                    Table::log_rows + rows.size() + room, rows);
        next.write(folder);
    }

    static bool numbered(const fs::path& path, std::string_view name, std::uint64_t& number) {
        const std::string found = path.filename().string();
        if (!found.starts_with(name) || found.size() > name.size() + 19 ||
            found.find_first_not_of("0123456789", name.size()) != std::string::npos ||
            found.size() == name.size()) {
            return false;
        }
        number = std::stoull(found.substr(name.size()));
        return true;
    }

    static std::uint64_t highest_number(const fs::path& folder) {
        std::uint64_t highest = 0;
        for (const auto& path : files_in(folder)) {
            std::uint64_t number = 0;
            if (numbered(path, "segment-", number) || numbered(path, "log-", number)) {
                highest = std::max(highest, number);
            }
        }
        return highest;
    }

    // Removes what this catalogue does not name. For who holds both locks: a merge under way has
    // files that no catalogue names yet.
    static void discard_others(const fs::path& folder, const Catalogue& now) {
        discard_logs(folder, now);
        const std::set<std::uint64_t> kept(now.listed().begin(), now.listed().end());
        for (const auto& path : files_in(folder)) {
            std::uint64_t number = 0;
            if (path.extension() == ".part" ||
                (numbered(path, "segment-", number) && !kept.contains(number))) {
                remove_if_there(path);
            }
        }
    }

    // Removes older logs, after telling who still reads them.
    static void discard_logs(const fs::path& folder, const Catalogue& now) {
        for (const auto& path : files_in(folder)) {
            std::uint64_t number = 0;
            if (numbered(path, "log-", number) && number != now.log) {
                Log::retire(path);
                remove_if_there(path);
            }
        }
    }

    static std::vector<fs::path> files_in(const fs::path& folder) {
        std::vector<fs::path> paths;
        for (const auto& entry : fs::directory_iterator{folder}) {
            paths.push_back(entry.path());
        }
        return paths;
    }

    // How many entries of each id can be found now; ids of none are left out.
    static Found found_of(const State& state, std::span<const std::uint64_t> ids,
                          std::size_t tables) {
        std::vector<std::uint64_t> sorted(ids.begin(), ids.end());
        std::ranges::sort(sorted);
        sorted.erase(std::ranges::unique(sorted).begin(), sorted.end());
        std::vector<std::uint64_t> counts(sorted.size());
        if (sorted.empty()) {
            return {};
        }
        const auto count = [&](std::uint64_t id, auto alive) {
            if (id < sorted.front() || id > sorted.back()) {
                return;
            }
            const auto at = std::ranges::lower_bound(sorted, id);
            if (at != sorted.end() && *at == id && alive()) {
                ++counts[static_cast<std::size_t>(at - sorted.begin())];
            }
        };
        for (std::size_t t = 0; t < tables; ++t) {
            for (const std::uint64_t id : state.tables[t]->ids()) {
                count(id, [&] { return !state.dead_in_segment(id, t); });
            }
        }
        const auto rows = state.log->rows(0, state.seen);
        for (std::size_t row = 0; row < rows.size(); ++row) {
            if (rows[row].change == Change::add) {
                count(rows[row].id, [&] { return !state.dead_in_log(rows[row].id, row); });
            }
        }
        Found found;
        for (std::size_t i = 0; i < sorted.size(); ++i) {
            if (counts[i] > 0) {
                found.emplace_back(sorted[i], counts[i]);
            }
        }
        return found;
    }

    void add_segment(const State& state, std::span<const std::byte> keys,
                     std::span<const std::uint64_t> ids) {
        Catalogue next = state.catalogue;
        Table::build(segment_path(folder_, ++next.last_number), keys, ids);
        next.segments.at(next.segment_count++) = next.last_number;
        ++next.generation;
        next.write(folder_);
        state.log->announce(next.generation);
    }

    static bool has_room(const State& state, std::size_t rows) {
        return state.log->capacity() - state.seen >= rows && state.tables.size() < most_segments;
    }

    std::size_t changed(std::shared_ptr<const State> state, std::span<const std::byte> keys,
                        std::span<const std::uint64_t> ids, std::span<const std::uint64_t> doomed,
                        std::optional<std::uint64_t> mark) {
        if (state->stored() + ids.size() >= most_entries) {
            throw Refused("add to " + folder_.string(), EFBIG);
        }
        const std::size_t older = state->tables.size();
        const auto gone = found_of(*state, doomed, older);
        std::vector<LogRow> rows;
        std::size_t withdrawn = 0;
        for (const auto& [id, count] : gone) {
            rows.push_back(LogRow::withdrawal(id, count, older));
            withdrawn += count;
        }
        if (ids.size() > most_logged) {
            add_segment(*state, keys, ids);
        } else {
            for (std::size_t i = 0; i < ids.size(); ++i) {
                rows.push_back(LogRow::addition(keys.data() + i * width, width, ids[i]));
            }
        }
        if (mark) {
            rows.push_back(LogRow::marking(*mark));
        }
        if (!rows.empty()) {
            state->log->append(rows);
        }
        return withdrawn;
    }

    bool merge_in_turn(bool all, std::size_t room = 0) {
        std::shared_ptr<const State> begun;
        Catalogue next;
        {
            const Lock writing{folder_ / "lock"};
            begun = fresh();
            discard_others(folder_, begun->catalogue);
            next = begun->catalogue;
            ++next.last_number;
            // The number is taken, or a writer would give it to another segment meanwhile.
            next.write(folder_);
        }
        const std::size_t kept = all ? std::min(untouched(*begun), most_kept - 1)
                                     : kept_segments(*begun);
        if (room == 0 && begun->seen == 0 && kept == begun->tables.size()) {
            return false;
        }
        const std::uint64_t number = next.last_number;
        const bool any = build_merged(*begun, kept, segment_path(folder_, number));
        const Lock writing{folder_ / "lock"};
        switch_to(*begun, kept, any ? number : 0, room);
        return true;
    }

    // So much is withdrawn that it pays to write everything anew.
    static bool wants_whole(const State& state) {
        return state.withdrawn * 4 > state.entries() + 1024 ||
               state.dead.size() > std::max<std::size_t>(Table::log_rows / 2, state.entries() / 16);
    }

    // Segments at the beginning of which nothing is withdrawn.
    static std::size_t untouched(const State& state) {
        for (std::size_t t = 0; t < state.tables.size() && !state.dead.empty(); ++t) {
            const auto dead = [&](std::uint64_t id) { return state.dead_in_segment(id, t); };
            if (std::ranges::any_of(state.tables[t]->ids(), dead)) {
                return t;
            }
        }
        return state.tables.size();
    }

    // Younger segments are merged while they are not much larger than what comes after them.
    static std::size_t kept_segments(const State& state) {
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

    // Writes a segment of what can be found in the log and in the segments from `kept` on.
    static bool build_merged(const State& state, std::size_t kept, const fs::path& path) {
        std::vector<std::byte> keys;
        std::vector<std::uint64_t> ids;
        std::size_t most = state.added;
        for (std::size_t t = kept; t < state.tables.size(); ++t) {
            most += state.tables[t]->entries();
        }
        keys.reserve(most * width);
        ids.reserve(most);
        const auto take = [&](const std::byte* key, std::uint64_t id) {
            keys.insert(keys.end(), key, key + width);
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

    // Puts the merged segment (0: there is none) in the place of what it was made of, and takes
    // along what others changed meanwhile.
    void switch_to(const State& begun, std::size_t kept, std::uint64_t merged, std::size_t room) {
        const auto now = fresh();
        const std::size_t before = begun.tables.size();
        Catalogue next = now->catalogue;
        std::size_t count = kept;
        if (merged != 0) {
            next.segments.at(count++) = merged;
        }
        // A withdrawal counted segments as they were; those merged now count as one or none.
        const std::size_t first_new = count;
        for (std::size_t t = before; t < now->tables.size(); ++t) {
            next.segments.at(count++) = now->catalogue.segments[t];
        }
        next.segment_count = static_cast<std::uint32_t>(count);
        const auto renumbered = [&](std::size_t segments) {
            return segments < before ? std::min(segments, kept) : segments - before + first_new;
        };
        std::vector<LogRow> rows = carried(begun, kept);
        for (const LogRow& row : now->log->rows(begun.seen, now->seen)) {
            rows.push_back(row.change == Change::withdraw
                               ? LogRow::withdrawal(row.id, row.withdrawn(),
                                                    renumbered(row.segments))
                               : row);
        }
        publish(folder_, next, rows, room);
        discard_others(folder_, next);
    }

    // What the log has to go on saying: withdrawals from segments that stay, and the last mark.
    static std::vector<LogRow> carried(const State& begun, std::size_t kept) {
        std::vector<LogRow> rows;
        std::vector<std::uint64_t> ids;
        for (const Dead& one : begun.dead) {
            if (one.segments > 0 && kept > 0) {
                ids.push_back(one.id);
            }
        }
        for (const auto& [id, count] : stored_of(begun, ids, kept)) {
            const auto segments = std::min<std::size_t>(begun.find_dead(id)->segments, kept);
            rows.push_back(LogRow::withdrawal(id, count, segments));
        }
        if (begun.mark) {
            rows.push_back(LogRow::marking(*begun.mark));
        }
        return rows;
    }

    // How many entries of each id lie withdrawn in the first `kept` segments.
    static Found stored_of(const State& state, std::span<const std::uint64_t> sorted,
                           std::size_t kept) {
        std::vector<std::uint64_t> counts(sorted.size());
        for (std::size_t t = 0; t < kept && !sorted.empty(); ++t) {
            for (const std::uint64_t id : state.tables[t]->ids()) {
                if (sorted.front() <= id && id <= sorted.back() && state.dead_in_segment(id, t)) {
                    ++counts[static_cast<std::size_t>(std::ranges::lower_bound(sorted, id) -
                                                      sorted.begin())];
                }
            }
        }
        Found found;
        for (std::size_t i = 0; i < sorted.size(); ++i) {
            if (counts[i] > 0) {
                found.emplace_back(sorted[i], counts[i]);
            }
        }
        return found;
    }

    fs::path folder_;
    mutable std::mutex renewing_;
    mutable std::mutex swap_;
    mutable std::shared_ptr<const State> state_;
};

}  // namespace tutela
