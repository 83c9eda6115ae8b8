// Digests of one width to ids, held as sorted runs: width + 8 bytes an entry and nothing else.
//
// An addition is a new run; runs of similar size are merged, so there are few, and merging stops at
// a bound, so no single addition pays for all entries. Snapshots and withdrawal as in hamming.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "shared.hpp"

namespace tutela {

inline constexpr std::size_t id_bytes = sizeof(std::uint64_t);

template <std::size_t Width, std::size_t MergedEntries = std::size_t{1} << 20U>
class ExactTable {
public:
    // Entries that can be found now.
    [[nodiscard]] std::size_t size() const {
        const auto snapshot = published_.current();
        std::size_t total = 0;
        for (const View& view : *snapshot) {
            total += view.run->size() - view.withdrawn.count();
        }
        return total;
    }

    // `digests` holds Width bytes for each id. All of them become visible together.
    void add(std::span<const std::uint8_t> digests, std::span<const std::uint64_t> ids) {
        if (ids.empty()) {
            return;
        }
        Run run(ids.size());
        for (std::size_t i = 0; i < ids.size(); ++i) {
            std::memcpy(run[i].data(), digests.data() + i * Width, Width);
            std::memcpy(run[i].data() + Width, &ids[i], id_bytes);
        }
        std::ranges::sort(run, before);
        published_.change([&](Snapshot& next) {
            append(next, std::move(run));
            return true;
        });
    }

    // Withdraws every entry of these ids; unknown ids are no error. Returns the entries withdrawn.
    std::size_t withdraw(std::span<const std::uint64_t> ids) {
        const IdSet doomed{ids};
        return published_.change([&](Snapshot& next) { return withdraw_from(next, doomed); });
    }

    // The ids of all entries with this digest, ascending. `digest` holds Width bytes.
    [[nodiscard]] std::vector<std::uint64_t> search(const std::uint8_t* digest) const {
        std::vector<std::uint64_t> ids;
        const auto snapshot = published_.current();
        for (const View& view : *snapshot) {
            auto at = std::ranges::partition_point(*view.run, [digest](const Entry& entry) {
                return std::memcmp(entry.data(), digest, Width) < 0;
            });
            for (; at != view.run->end() && std::memcmp(at->data(), digest, Width) == 0; ++at) {
                if (!view.withdrawn.covers(static_cast<std::size_t>(at - view.run->begin()))) {
                    ids.push_back(id_of(*at));
                }
            }
        }
        std::ranges::sort(ids);
        return ids;
    }

private:
    // The digest, then the id: without padding.
    using Entry = std::array<std::uint8_t, Width + id_bytes>;
    using Run = std::vector<Entry>;

    struct View {
        std::shared_ptr<const Run> run;
        Withdrawn withdrawn{};
    };

    using Snapshot = std::vector<View>;

    static bool before(const Entry& left, const Entry& right) {
        return std::memcmp(left.data(), right.data(), Width) < 0;
    }

    static std::uint64_t id_of(const Entry& entry) {
        std::uint64_t id = 0;
        std::memcpy(&id, entry.data() + Width, id_bytes);
        return id;
    }

    static void append(Snapshot& next, Run run) {
        while (!next.empty() && worth_merging(next.back(), run.size())) {
            run = merged(shown(next.back()), run);
            next.pop_back();
        }
        next.push_back(View{std::make_shared<const Run>(std::move(run))});
    }

    static bool worth_merging(const View& view, std::size_t entries) {
        return view.run->size() <= 2 * entries && view.run->size() + entries <= MergedEntries;
    }

    static Run merged(const Run& left, const Run& right) {
        Run both;
        both.reserve(left.size() + right.size());
        std::ranges::merge(left, right, std::back_inserter(both), before);
        return both;
    }

    static Run shown(const View& view) {
        Run run;
        run.reserve(view.run->size() - view.withdrawn.count());
        for (std::size_t at = 0; at < view.run->size(); ++at) {
            if (!view.withdrawn.covers(at)) {
                run.push_back((*view.run)[at]);
            }
        }
        return run;
    }

    static std::size_t withdraw_from(Snapshot& next, const IdSet& doomed) {
        std::size_t total = 0;
        Snapshot kept;
        Snapshot thinned;
        for (View& view : next) {
            const auto id_at = [&view](std::size_t at) { return id_of((*view.run)[at]); };
            total += view.withdrawn.mark(view.run->size(), id_at, doomed);
            (view.withdrawn.count() * 2 > view.run->size() ? thinned : kept).push_back(view);
        }
        for (const View& view : thinned) {
            if (view.withdrawn.count() < view.run->size()) {
                append(kept, shown(view));
            }
        }
        next = std::move(kept);
        return total;
    }

    Published<Snapshot> published_;
};

}  // namespace tutela
