// Sorting many keys on a few threads.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <span>
#include <thread>
#include <vector>

namespace tutela {

// Cores that building an index may use.
inline std::size_t builders() {
    return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
}

// Does the tasks 0 to count - 1, each once, on a few threads. The first failure is thrown on.
template <class Work>
void share_out(std::size_t count, Work work) {
    std::atomic<std::size_t> next{0};
    std::vector<std::exception_ptr> failures(builders());
    const auto run = [&](std::size_t worker) {
        try {
            for (std::size_t task = next++; task < count; task = next++) {
                work(task);
            }
        } catch (...) {
            failures[worker] = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t worker = 1; worker < failures.size(); ++worker) {
            threads.emplace_back(run, worker);
        }
        run(0);
    }
    for (const auto& failure : failures) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    }
}

struct Keyed {
    std::uint64_t key;
    std::uint32_t at;  // where the whole of it lies
};

// Sorts by key, and items of one key by `before(at, at)`.
template <class Before>
void sort_keyed(std::vector<Keyed>& items, Before before) {
    constexpr std::size_t parts = 256;
    const auto part_of = [](const Keyed& item) { return item.key >> 56U; };
    std::array<std::size_t, parts + 1> begins{};
    for (const Keyed& item : items) {
        ++begins[part_of(item) + 1];
    }
    for (std::size_t part = 0; part < parts; ++part) {
        begins[part + 1] += begins[part];
    }
    std::vector<Keyed> spread(items.size());
    auto next = begins;
    for (const Keyed& item : items) {
        spread[next[part_of(item)]++] = item;
    }
    items.swap(spread);
    share_out(parts, [&](std::size_t part) {
        std::sort(items.begin() + static_cast<std::ptrdiff_t>(begins[part]),
                  items.begin() + static_cast<std::ptrdiff_t>(begins[part + 1]),
                  [&](const Keyed& left, const Keyed& right) {
                      return left.key != right.key ? left.key < right.key
                                                   : before(left.at, right.at);
                  });
    });
}

// Entries in the order of their keys, and then of their ids.
struct SortedEntries {
    std::span<const std::byte> keys;
    std::span<const std::uint64_t> ids;
    std::size_t width;
    std::vector<Keyed> order;
    std::size_t rows = 0;  // different keys

    [[nodiscard]] const std::byte* key_at(std::uint32_t at) const {
        return keys.data() + std::size_t{at} * width;
    }

    // Whether entry i of the order has another key than the one before it.
    [[nodiscard]] bool new_row(std::size_t i) const {
        return i == 0 || order[i - 1].key != order[i].key ||
               std::memcmp(key_at(order[i - 1].at), key_at(order[i].at), width) != 0;
    }

    // Calls with(key, id, whether the key is a new one).
    template <class With>
    void each(With with) const {
        for (std::size_t i = 0; i < order.size(); ++i) {
            with(key_at(order[i].at), ids[order[i].at], new_row(i));
        }
    }
};

// The first eight bytes of a key as a number that sorts like them; a shorter key ends in zeros.
inline std::uint64_t leading(const std::byte* key, std::size_t width) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < sizeof word; ++i) {
        word = word << 8U | (i < width ? std::to_integer<std::uint64_t>(key[i]) : 0U);
    }
    return word;
}

inline SortedEntries sorted_entries(std::span<const std::byte> keys,
                                    std::span<const std::uint64_t> ids, std::size_t width) {
    SortedEntries sorted{keys, ids, width, std::vector<Keyed>(ids.size())};
    for (std::size_t at = 0; at < ids.size(); ++at) {
        sorted.order[at] = Keyed{leading(keys.data() + at * width, width),
                                 static_cast<std::uint32_t>(at)};
    }
    sort_keyed(sorted.order, [&](std::uint32_t left, std::uint32_t right) {
        const int way = std::memcmp(sorted.key_at(left), sorted.key_at(right), width);
        return way != 0 ? way < 0 : ids[left] < ids[right];
    });
    for (std::size_t i = 0; i < sorted.order.size(); ++i) {
        sorted.rows += sorted.new_row(i) ? 1U : 0U;
    }
    return sorted;
}

}  // namespace tutela
