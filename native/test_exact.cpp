// Run under sanitizers by tests/integration/test_native_sanitizers.py.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <utility>
#include <vector>

#include "checking.hpp"
#include "exact.hpp"

namespace {

using tutela::check;

// Runs stop merging early, so that a few hundred entries make several.
constexpr std::size_t width = 20;
using SmallTable = tutela::ExactTable<width, 256>;

// Digests that differ in their last byte only: many share a digest, and order matters to the end.
std::vector<std::uint8_t> digest(std::uint64_t number) {
    std::vector<std::uint8_t> bytes(width, 0xa5);
    bytes.back() = static_cast<std::uint8_t>(number);
    return bytes;
}

void a_search_finds_what_a_naive_one_finds() {
    tutela::Random random;
    SmallTable table;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> entries;
    for (int round = 0; round < 30; ++round) {
        std::vector<std::uint8_t> digests;
        std::vector<std::uint64_t> ids;
        for (std::uint64_t count = random.below(90); count > 0; --count) {
            entries.emplace_back(random.below(200), random.below(700));
            const auto bytes = digest(entries.back().first);
            digests.insert(digests.end(), bytes.begin(), bytes.end());
            ids.push_back(entries.back().second);
        }
        table.add(digests, ids);
        std::vector<std::uint64_t> doomed(random.below(60));
        for (auto& id : doomed) {
            id = random.below(700);
        }
        const std::size_t erased = std::erase_if(entries, [&doomed](const auto& entry) {
            return std::ranges::find(doomed, entry.second) != doomed.end();
        });
        check(table.withdraw(doomed) == erased, "a withdrawal counts its entries");
        check(table.size() == entries.size(), "the size counts what can be found");
        for (std::uint64_t number = 0; number < 256; ++number) {
            std::vector<std::uint64_t> expected;
            for (const auto& [known, id] : entries) {
                if (known == number) {
                    expected.push_back(id);
                }
            }
            std::ranges::sort(expected);
            check(table.search(digest(number).data()) == expected,
                  "a search finds exactly what a naive one finds");
        }
    }
}

void readers_see_whole_changes_while_a_writer_works() {
    SmallTable table;
    const auto wanted = digest(7);
    auto pair = wanted;
    pair.insert(pair.end(), wanted.begin(), wanted.end());
    std::atomic<std::uint64_t> withdrawn_below{0};
    std::atomic<bool> done{false};
    const auto read = [&] {
        while (!done) {
            const std::uint64_t gone = withdrawn_below;
            const auto ids = table.search(wanted.data());
            check(ids.size() % 2 == 0, "pairs come and go together");
            check(ids.empty() || ids.front() >= gone, "what is withdrawn is gone at once");
        }
    };
    std::thread first{read};
    std::thread second{read};
    for (std::uint64_t id = 0; id < 1000; ++id) {
        table.add(pair, std::vector{id, id});
        if (id >= 100) {
            table.withdraw(std::vector{id - 100});
            withdrawn_below = id - 99;
        }
    }
    done = true;
    first.join();
    second.join();
    check(table.size() == 200, "the last 100 pairs are left");
}

}  // namespace

int main() {
    a_search_finds_what_a_naive_one_finds();
    readers_see_whole_changes_while_a_writer_works();
}
