// Run under sanitizers by tests/integration/test_native_sanitizers.py.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <tuple>
#include <vector>

#include "checking.hpp"
#include "hamming.hpp"

namespace {

using tutela::check;

// Segments of two blocks, so that a few thousand entries cross several of both.
using SmallIndex = tutela::BasicHammingIndex<2>;
using Row = std::tuple<std::size_t, std::uint16_t, std::uint64_t>;

struct Entry {
    std::vector<std::uint8_t> code;
    std::uint64_t id;
};

unsigned distance(const std::uint8_t* left, const std::uint8_t* right) {
    unsigned bits = 0;
    for (std::size_t byte = 0; byte < tutela::code_bytes; ++byte) {
        for (unsigned differing = left[byte] ^ right[byte]; differing != 0; differing /= 2) {
            bits += differing % 2;
        }
    }
    return bits;
}

std::vector<Row> expected(const std::vector<Entry>& entries,
                          const std::vector<std::uint8_t>& queries, unsigned radius) {
    std::vector<Row> rows;
    for (std::size_t query = 0; query * tutela::code_bytes < queries.size(); ++query) {
        for (const Entry& entry : entries) {
            const auto bits =
                distance(entry.code.data(), queries.data() + query * tutela::code_bytes);
            if (bits <= radius) {
                rows.emplace_back(query, static_cast<std::uint16_t>(bits), entry.id);
            }
        }
    }
    std::ranges::sort(rows);
    return rows;
}

std::vector<Row> found(const SmallIndex& index, const std::vector<std::uint8_t>& queries,
                       unsigned radius) {
    std::vector<Row> rows;
    for (const tutela::Hit& hit : index.search(queries, radius)) {
        rows.emplace_back(hit.query, hit.distance, hit.id);
    }
    return rows;
}

// A code a few bits from the first one: a cluster gives hits at every distance.
std::vector<std::uint8_t> nearby(tutela::Random& random, std::vector<std::uint8_t> code) {
    for (std::uint64_t flips = random.below(60); flips > 0; --flips) {
        const std::size_t bit = random.below(tutela::code_bytes * 8);
        code[bit / 8] = static_cast<std::uint8_t>(code[bit / 8] ^ (1U << (bit % 8)));
    }
    return code;
}

void every_kernel_counts_differing_bits(const tutela::Kernel& kernel) {
    tutela::Random random;
    std::vector<std::uint64_t> words(tutela::code_words * tutela::block_codes);
    for (auto& word : words) {
        word = random.word() & random.word();
    }
    const tutela::Code query{random.word(), 0, ~std::uint64_t{0}, random.word()};
    for (const std::size_t count : {0U, 1U, 7U, 8U, 9U, 63U, 511U, 512U}) {
        tutela::BlockDistances distances{};
        const tutela::Block block{words.data(), tutela::block_codes, count};
        const bool near = kernel.scan(block, query, 256, distances);
        check(near == (count > 0), "every code is within the largest radius");
        for (std::size_t i = 0; i < count; ++i) {
            unsigned bits = 0;
            for (std::size_t word = 0; word < tutela::code_words; ++word) {
                std::uint64_t x = words[word * tutela::block_codes + i] ^ query[word];
                for (; x != 0; x &= x - 1) {
                    ++bits;
                }
            }
            check(distances.of[i] == bits, "a distance is the number of differing bits");
        }
    }
}

void a_search_finds_what_a_naive_one_finds(const tutela::Kernel& kernel) {
    tutela::Random random;
    SmallIndex index{kernel};
    std::vector<Entry> entries;
    const auto centre = random.bytes(tutela::code_bytes);
    for (int round = 0; round < 25; ++round) {
        std::vector<std::uint8_t> codes;
        std::vector<std::uint64_t> ids;
        for (std::uint64_t count = random.below(300); count > 0; --count) {
            entries.push_back({nearby(random, centre), random.below(3000)});
            codes.insert(codes.end(), entries.back().code.begin(), entries.back().code.end());
            ids.push_back(entries.back().id);
        }
        index.add(codes, ids);
        std::vector<std::uint64_t> doomed(random.below(150));
        for (auto& id : doomed) {
            id = random.below(3000);
        }
        const std::size_t erased = std::erase_if(entries, [&doomed](const Entry& entry) {
            return std::ranges::find(doomed, entry.id) != doomed.end();
        });
        check(index.withdraw(doomed) == erased, "a withdrawal counts its entries");
        check(index.size() == entries.size(), "the size counts what can be found");
        auto queries = nearby(random, centre);
        const auto far = random.bytes(tutela::code_bytes);
        queries.insert(queries.end(), far.begin(), far.end());
        const auto radius = static_cast<unsigned>(random.below(tutela::max_radius + 1));
        check(found(index, queries, radius) == expected(entries, queries, radius),
              "a search finds exactly what a naive one finds");
    }
}

void readers_see_whole_changes_while_a_writer_works(const tutela::Kernel& kernel) {
    SmallIndex index{kernel};
    const std::vector<std::uint8_t> query(tutela::code_bytes);
    const std::vector<std::uint8_t> pair(2 * tutela::code_bytes);
    std::atomic<std::uint64_t> withdrawn_below{0};
    std::atomic<bool> done{false};
    const auto read = [&] {
        while (!done) {
            const std::uint64_t gone = withdrawn_below;
            const auto hits = index.search(query, 0);
            check(hits.size() % 2 == 0, "pairs come and go together");
            check(hits.empty() || hits.front().id >= gone, "what is withdrawn is gone at once");
        }
    };
    std::thread first{read};
    std::thread second{read};
    for (std::uint64_t id = 0; id < 1000; ++id) {
        index.add(pair, std::vector{id, id});
        if (id >= 300) {
            index.withdraw(std::vector{id - 300});
            withdrawn_below = id - 299;
        }
    }
    done = true;
    first.join();
    second.join();
    check(index.size() == 600, "the last 300 pairs are left");
}

}  // namespace

int main() {
    for (const tutela::Kernel& kernel : tutela::kernels) {
        if (kernel.runs_here()) {
            every_kernel_counts_differing_bits(kernel);
            a_search_finds_what_a_naive_one_finds(kernel);
            readers_see_whole_changes_while_a_writer_works(kernel);
        }
    }
}
