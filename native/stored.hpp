// An index in a folder: immutable segments, a log of what changed since, and a catalogue that says
// which files those are. Any process may search and any may write; writers take turns by a lock.
//
// A reader works on what it found when its search began. It notices a change by two numbers in the
// log's memory: the count of its rows, and the generation, which is raised when there is another
// catalogue to read.
//
// What everybody keeps to:
// - `merging` is locked before `lock`, never after it. Who merges or builds holds `merging`; who
//   writes the catalogue, or to the log, holds `lock`.
// - A writer begins with the catalogue on the disk, and takes the next number for each new file.
// - Files first, then the catalogue that names them, then the generation, then the count of rows. A
//   reader reads in the other direction, so it never counts rows without their segments.
// - A file goes when no catalogue names it. Of a log, its readers are told first.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "catalogue.hpp"
#include "folder.hpp"
#include "log.hpp"
#include "merging.hpp"
#include "segment.hpp"
#include "state.hpp"

namespace tutela {

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

    // Makes an index of these entries; keys holds `width` bytes for each id. An index of the same
    // kind in this folder is replaced.
    static void build(const fs::path& folder, std::span<const std::byte> keys,
                      std::span<const std::uint64_t> ids, std::optional<std::uint64_t> mark) {
        fs::create_directories(folder);
        fs::permissions(folder, fs::perms::owner_all);
        const Lock merging{folder / "merging"};
        const Lock writing{folder / "lock"};
        Catalogue next = blank(folder, Table::kind, width);
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
        const auto state = up_to_date();
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
        const auto state = up_to_date();
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
                const auto state = as_writer();
                if (has_room(*state, most)) {
                    return log_change(state, keys, ids, doomed, mark);
                }
            }
            const Lock turn{folder_ / "merging"};
            merge_holding_turn(false, most);
        }
    }

    // Whether `merge` would make searches cheaper, or give back the room of much that is withdrawn.
    [[nodiscard]] bool wants_merge() const {
        const auto state = up_to_date();
        return state->seen - std::min(state->seen, state->dead.size()) > most_logged ||
               state->tables.size() > most_kept || wants_whole(*state);
    }

    // Makes one segment of the log and the younger segments, and switches to it. Others may search
    // and write meanwhile. `all` merges everything, so that nothing withdrawn is left in any file.
    // False if another process is merging, or there is nothing to do.
    bool merge(bool all) {
        const auto [turn, held] = Lock::attempt(folder_ / "merging");
        return held && merge_holding_turn(all);
    }

    // Compares all files with their checksums. Throws Damaged.
    void verify() const {
        const auto state = up_to_date();
        for (const auto& table : state->tables) {
            table->file().verify();
        }
        state->log->require_sound();
        state->log->require_whole(0, state->seen);
        Catalogue::read(folder_, Table::kind, width);
    }

    // False if the folder was taken away: then no change by another process can be seen any more.
    [[nodiscard]] bool attached() const { return up_to_date()->log->linked(); }

private:
    using Known = State<Table>;

    // The state to search in: what the files say at this moment.
    std::shared_ptr<const Known> up_to_date() const {
        std::shared_ptr<const Known> state;
        {
            const std::lock_guard guard{swap_};
            state = state_;
        }
        if (state->log->generation() <= state->catalogue.generation &&
            state->log->committed() == state->seen) {
            return state;
        }
        const std::lock_guard guard{renewing_};
        return renew(nullptr);
    }

    // What a writer begins with; it holds the lock, so nothing changes under it. It goes by the
    // catalogue on the disk: another writer may have taken a number, or died before it announced
    // its catalogue, or somebody may have put another index in this one's place.
    std::shared_ptr<const Known> as_writer() const {
        const std::lock_guard guard{renewing_};
        const auto now = Catalogue::read(folder_, Table::kind, width);
        Log{log_path(folder_, now.log), width}.announce(now.generation);
        discard_logs(folder_, now);
        return renew(&now);
    }

    std::shared_ptr<const Known> renew(const Catalogue* now) const {
        std::shared_ptr<const Known> state;
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
            auto changed = std::make_shared<Known>(*state);
            changed->advance(count);
            next = changed;
        }
        if (next != state) {
            const std::lock_guard guard{swap_};
            state_ = next;
        }
        return next;
    }

    std::shared_ptr<const Known> load() const {
        for (int attempt = 0;; ++attempt) {
            try {
                auto state = load_once();
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

    std::shared_ptr<const Known> load_once() const {
        auto state = std::make_shared<Known>();
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

    // Writes a new log and the catalogue that names it.
    static void publish(const fs::path& folder, Catalogue& next, std::span<const LogRow> rows,
                        std::size_t room = 0) {
        next.log = ++next.last_number;
        ++next.generation;
        Log::create(log_path(folder, next.log), width, next.generation,
                    Table::log_rows + rows.size() + room, rows);
        next.write(folder);
    }

    void add_segment(const Known& state, std::span<const std::byte> keys,
                     std::span<const std::uint64_t> ids) {
        Catalogue next = state.catalogue;
        Table::build(segment_path(folder_, ++next.last_number), keys, ids);
        next.segments.at(next.segment_count++) = next.last_number;
        ++next.generation;
        next.write(folder_);
        state.log->announce(next.generation);
    }

    static bool has_room(const Known& state, std::size_t rows) {
        return state.log->capacity() - state.seen >= rows && state.tables.size() < most_segments;
    }

    std::size_t log_change(std::shared_ptr<const Known> state, std::span<const std::byte> keys,
                        std::span<const std::uint64_t> ids, std::span<const std::uint64_t> doomed,
                        std::optional<std::uint64_t> mark) {
        if (state->stored() + ids.size() >= most_entries) {
            throw Refused("add to " + folder_.string(), EFBIG);
        }
        const std::size_t older = state->tables.size();
        std::vector<LogRow> rows;
        std::size_t withdrawn = 0;
        living(*state, doomed).each([&](std::uint64_t id, std::uint64_t count) {
            rows.push_back(LogRow::withdrawal(id, count, older));
            withdrawn += count;
        });
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

    bool merge_holding_turn(bool all, std::size_t room = 0) {
        std::shared_ptr<const Known> begun;
        Catalogue next;
        {
            const Lock writing{folder_ / "lock"};
            begun = as_writer();
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

    // Puts the merged segment (0: there is none) in the place of what it was made of, and takes
    // along what others changed meanwhile.
    void switch_to(const Known& begun, std::size_t kept, std::uint64_t merged, std::size_t room) {
        const auto now = as_writer();
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

    fs::path folder_;
    mutable std::mutex renewing_;
    mutable std::mutex swap_;
    mutable std::shared_ptr<const Known> state_;
};

}  // namespace tutela
