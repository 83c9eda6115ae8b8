// What both indexes lean on: an immutable snapshot that readers hold while a writer prepares the
// next, and marks for the entries that are withdrawn.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace tutela {

// Readers take the current snapshot and keep it as long as they like. Writers go one after another.
template <class Snapshot>
class Published {
public:
    [[nodiscard]] std::shared_ptr<const Snapshot> current() const {
        const std::lock_guard lock{swap_};
        return snapshot_;
    }

    // `prepare` gets a copy of the current snapshot; readers see its changes only if it returns.
    template <class Prepare>
    auto change(Prepare prepare) {
        const std::lock_guard lock{writing_};
        auto next = std::make_shared<Snapshot>(*current());
        auto answer = prepare(*next);
        replace(std::move(next));
        return answer;
    }

private:
    void replace(std::shared_ptr<const Snapshot> next) {
        {
            const std::lock_guard lock{swap_};
            snapshot_.swap(next);
        }
        // The previous snapshot, now in `next`, may free much memory: readers need not wait for it.
    }

    mutable std::mutex swap_;
    std::mutex writing_;
    std::shared_ptr<const Snapshot> snapshot_ = std::make_shared<const Snapshot>();
};

class IdSet {
public:
    explicit IdSet(std::span<const std::uint64_t> ids) : sorted_(ids.begin(), ids.end()) {
        std::ranges::sort(sorted_);
    }

    [[nodiscard]] bool contains(std::uint64_t id) const {
        // Most ids of an index are outside the range of those withdrawn.
        return !sorted_.empty() && sorted_.front() <= id && id <= sorted_.back() &&
               std::ranges::binary_search(sorted_, id);
    }

private:
    std::vector<std::uint64_t> sorted_;
};

// Which entries of a list are withdrawn. Copies share their marks until one of them marks more.
class Withdrawn {
public:
    [[nodiscard]] std::size_t count() const { return count_; }

    [[nodiscard]] bool covers(std::size_t at) const {
        // Entries appended after the last withdrawal have no mark yet.
        return marks_ != nullptr && at < marks_->size() && (*marks_)[at];
    }

    // Marks those of the first `size` entries whose id is doomed; returns how many are new.
    template <class IdAt>
    std::size_t mark(std::size_t size, IdAt id_at, const IdSet& doomed) {
        std::shared_ptr<std::vector<bool>> marks;
        std::size_t marked = 0;
        for (std::size_t at = 0; at < size; ++at) {
            if (!doomed.contains(id_at(at)) || covers(at)) {
                continue;
            }
            if (marks == nullptr) {
                marks = marks_ ? std::make_shared<std::vector<bool>>(*marks_)
                               : std::make_shared<std::vector<bool>>();
                marks->resize(size);
            }
            (*marks)[at] = true;
            ++marked;
        }
        if (marks != nullptr) {
            marks_ = std::move(marks);
            count_ += marked;
        }
        return marked;
    }

private:
    std::shared_ptr<const std::vector<bool>> marks_;
    std::size_t count_ = 0;
};

}  // namespace tutela
