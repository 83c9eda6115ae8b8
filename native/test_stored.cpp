// Run under sanitizers by tests/integration/test_native_sanitizers.py.
#include <sys/wait.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "checking.hpp"
#include "exact_table.hpp"
#include "hamming_table.hpp"
#include "stored.hpp"

namespace {

namespace fs = std::filesystem;
using tutela::check;
using tutela::Random;
using Index = tutela::Stored<tutela::HammingTable>;
using Row = std::tuple<std::uint16_t, std::uint64_t>;
using Key = std::vector<std::byte>;

struct Entry {
    Key key;
    std::uint64_t id;
};

class Folder {
public:
    Folder() : path_(fs::temp_directory_path() / ("tutela-test-" + std::to_string(::getpid()))) {
        fs::remove_all(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { fs::remove_all(path_); }
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

Key key_of(Random& random, std::size_t width) {
    Key key;
    for (const auto byte : random.bytes(width)) {
        key.push_back(std::byte{byte});
    }
    return key;
}

Key near(Random& random, Key key, std::uint64_t most) {
    for (std::uint64_t flips = random.below(most + 1); flips > 0; --flips) {
        const std::size_t bit = random.below(key.size() * 8);
        key[bit / 8] ^= std::byte{1} << static_cast<int>(bit % 8);
    }
    return key;
}

struct Arrays {
    std::vector<std::byte> keys;
    std::vector<std::uint64_t> ids;

    explicit Arrays(const std::vector<Entry>& entries) {
        for (const Entry& entry : entries) {
            keys.insert(keys.end(), entry.key.begin(), entry.key.end());
            ids.push_back(entry.id);
        }
    }
};

unsigned distance(const Key& left, const Key& right) {
    unsigned bits = 0;
    for (std::size_t byte = 0; byte < left.size(); ++byte) {
        bits += static_cast<unsigned>(
            std::popcount(std::to_integer<unsigned>(left[byte] ^ right[byte])));
    }
    return bits;
}

std::multiset<Row> expected(const std::vector<Entry>& entries, const Key& query, unsigned radius) {
    std::multiset<Row> rows;
    for (const Entry& entry : entries) {
        const unsigned bits = distance(entry.key, query);
        if (bits <= radius) {
            rows.emplace(static_cast<std::uint16_t>(bits), entry.id);
        }
    }
    return rows;
}

std::multiset<Row> found(const Index& index, const Key& query, unsigned radius,
                         const tutela::Path& path) {
    const tutela::HammingQuery one{path, tutela::read_code(query.data()), radius};
    std::multiset<Row> rows;
    index.search(std::span{&one, 1}, [&](std::size_t, const std::byte*, std::uint64_t id,
                                         std::uint16_t away) { rows.emplace(away, id); });
    return rows;
}

std::vector<Entry> some(Random& random, const Key& centre, std::uint64_t count) {
    std::vector<Entry> entries;
    for (; count > 0; --count) {
        const bool clustered = random.below(2) == 0;
        entries.push_back({clustered ? near(random, centre, 60) : key_of(random, 32),
                           random.below(30'000)});
    }
    return entries;
}

// A group as it lies in a file, and a little behind it.
struct Group {
    std::vector<std::uint16_t> words{};
    std::vector<std::uint32_t> rows{};

    Group(Random& random, std::size_t entries, std::uint64_t most_rows) {
        std::set<std::uint32_t> chosen;
        while (chosen.size() < entries) {
            chosen.insert(static_cast<std::uint32_t>(random.below(most_rows)));
        }
        rows.assign(chosen.begin(), chosen.end());
        words.resize(2 * entries + (entries + (most_rows >> 16U)) / 16 + 1 +
                     tutela::HammingPlan::margin);
        for (std::size_t i = 0; i < entries; ++i) {
            words[i] = static_cast<std::uint16_t>(random.word());
            words[entries + i] = static_cast<std::uint16_t>(rows[i]);
            const std::size_t bit = i + (rows[i] >> 16U);
            words[2 * entries + bit / 16] |= static_cast<std::uint16_t>(1U << bit % 16);
        }
    }

    [[nodiscard]] tutela::Piece piece(std::uint32_t from, std::uint8_t most) const {
        const auto entries = static_cast<std::uint32_t>(rows.size());
        return {words.data(), entries, from, entries - from, 0x1234, most, 0};
    }
};

void every_path_keeps_what_a_plain_loop_keeps_and_knows_its_rows(const tutela::Path& path) {
    Random random;
    constexpr std::uint64_t most_rows = 3'000'000;
    for (const std::size_t count : {1U, 2U, 15U, 16U, 17U, 31U, 32U, 33U, 64U, 65U, 300U, 4096U}) {
        const Group one{random, count, most_rows};
        const Group other{random, 40, most_rows};
        for (const std::uint8_t most : std::initializer_list<std::uint8_t>{0, 1, 3, 7, 16}) {
            std::vector<tutela::Piece> pieces{one.piece(0, most), other.piece(7, most)};
            // More than are asked of the memory before the first is looked at.
            pieces.resize(60, one.piece(static_cast<std::uint32_t>(count - 1), most));
            std::vector<tutela::Hit> hits(count + 200 + tutela::slack);
            hits.resize(path.keep_near(pieces.data(), pieces.size(), hits.data()));
            std::vector<std::pair<std::uint32_t, std::uint32_t>> naive;
            std::vector<std::uint32_t> rows;
            for (std::uint32_t p = 0; p < pieces.size(); ++p) {
                const Group& group = p == 1 ? other : one;
                for (std::uint32_t at = pieces[p].from; at < group.rows.size(); ++at) {
                    if (std::popcount(unsigned(group.words[at] ^ 0x1234)) <= most) {
                        naive.emplace_back(p, at);
                        rows.push_back(group.rows[at]);
                    }
                }
            }
            const auto same = [](const tutela::Hit& left, const auto& right) {
                return left.piece == right.first && left.at == right.second;
            };
            check(std::ranges::equal(hits, naive, same), "a path keeps what a plain loop keeps");
            std::vector<std::uint32_t> named(hits.size());
            path.name_rows(most_rows >> 16U, pieces.data(), hits.data(), hits.size(), named.data());
            check(named == rows, "a path knows the rows of the entries");
        }
    }
}

void a_string_without_ones_names_no_row(const tutela::Path& path) {
    Random random;
    Group group{random, 90, 3'000'000};
    std::fill(group.words.begin() + 180, group.words.end(), std::uint16_t{0});
    const tutela::Piece piece = group.piece(0, 16);
    const tutela::Hit hit{0, 89};
    std::uint32_t row = 0;
    path.name_rows(45, &piece, &hit, 1, &row);
    check(row == tutela::no_row, "a string without ones names no row");
}

// However the differing bits lie, a word leads; and its share and that of two words are kept.
void a_word_leads_wherever_the_bits_lie() {
    Random random;
    for (std::uint32_t radius = 0; radius <= tutela::max_radius; ++radius) {
        const tutela::Shares shares{radius};
        std::uint32_t sum = 0;
        for (std::uint32_t word = 0; word < tutela::ring_words; ++word) {
            sum += shares.of(word);
        }
        check(sum == radius + 1 && shares.of(0) <= tutela::most_share, "the shares add up");
        for (int round = 0; round < 2000; ++round) {
            const Key query = key_of(random, 32);
            Key code = query;
            // All over the code, or within a few words.
            const std::uint64_t room = 16 * (1 + random.below(16));
            const std::uint64_t begin = random.below(256);
            for (std::uint32_t flips = 0; flips < radius; ++flips) {
                const std::size_t bit = (begin + random.below(room)) % 256;
                code[bit / 8] ^= std::byte{1} << static_cast<int>(bit % 8);
            }
            const tutela::Code left = tutela::read_code(code.data());
            const tutela::Code right = tutela::read_code(query.data());
            check(shares.leader(left.data(), right) < tutela::ring_words, "a word leads");
        }
    }
}

void every_path_scans_as_a_plain_loop_would(const tutela::Path& path) {
    Random random;
    for (const std::size_t stride : {std::size_t{32}, std::size_t{48}}) {
        for (const std::size_t count : {0U, 1U, 7U, 8U, 9U, 63U, 300U}) {
            const Key query = key_of(random, 32);
            std::vector<std::byte> codes(count * stride + 1);
            std::vector<std::pair<std::uint32_t, std::uint32_t>> naive;
            for (std::size_t i = 0; i < count; ++i) {
                const Key code = near(random, query, 70);
                std::ranges::copy(code, codes.begin() + static_cast<std::ptrdiff_t>(i * stride));
                if (distance(code, query) <= 31) {
                    naive.emplace_back(i, distance(code, query));
                }
            }
            std::vector<tutela::Near> found(count + tutela::slack);
            found.resize(path.scan_rows({codes.data(), stride, count},
                                        tutela::read_code(query.data()), 31, found.data()));
            check(std::ranges::equal(found, naive,
                                     [](const tutela::Near& left, const auto& right) {
                                         return left.at == right.first &&
                                                left.distance == right.second;
                                     }),
                  "a path scans as a plain loop would");
        }
    }
}

// Adds, withdraws, merges and opens again in turn; the answers are always those of a naive search.
void it_answers_as_a_naive_search_would(const tutela::Path& path) {
    Random random;
    const Folder folder;
    const Key centre = key_of(random, 32);
    std::vector<Entry> entries = some(random, centre, 20'000);
    {
        const Arrays arrays{entries};
        Index::build(folder.path(), arrays.keys, arrays.ids, 7);
    }
    auto index = std::make_unique<Index>(folder.path());
    check(!index->standing().segments == 0, "what was built is a segment");
    for (int round = 0; round < 30; ++round) {
        const std::vector<Entry> more =
            some(random, centre, round % 20 == 5 ? 9'000 : random.below(1'500));
        std::vector<std::uint64_t> doomed(random.below(200));
        for (auto& id : doomed) {
            id = random.below(30'000);
        }
        const std::size_t gone = std::erase_if(entries, [&](const Entry& entry) {
            return std::ranges::find(doomed, entry.id) != doomed.end();
        });
        entries.insert(entries.end(), more.begin(), more.end());
        const Arrays arrays{more};
        check(index->change(arrays.keys, arrays.ids, doomed, round) == gone,
              "a withdrawal counts its entries");
        if (round % 7 == 3) {
            index->merge(round % 2 == 1);
        }
        if (round % 11 == 4) {
            index = std::make_unique<Index>(folder.path());
        }
        const auto now = index->standing();
        check(now.entries == entries.size(), "the count is that of what can be found");
        check(now.mark == std::uint64_t(round), "the mark is the last one");
        for (const unsigned radius : {static_cast<unsigned>(random.below(53)), 31U}) {
            const Key query = near(random, centre, 40);
            check(found(*index, query, radius, path) == expected(entries, query, radius),
                  "a search finds exactly what a naive one finds");
        }
    }
    index->merge(true);
    check(index->standing().withdrawn == 0, "a whole merge leaves nothing withdrawn in the files");
    index->verify();
}

void two_openings_see_each_others_changes() {
    Random random;
    const Folder folder;
    Index::build(folder.path(), {}, {}, std::nullopt);
    Index first{folder.path()};
    Index second{folder.path()};
    const auto& path = tutela::paths.back();
    for (std::uint64_t id = 0; id < 300; ++id) {
        const Arrays one{{Entry{key_of(random, 32), id}}};
        (id % 2 == 0 ? first : second).change(one.keys, one.ids, {}, std::nullopt);
        check(found(id % 2 == 0 ? second : first, one.keys, 0, path).size() == 1,
              "the other sees it at once");
        if (id % 50 == 0) {
            (id % 100 == 0 ? second : first).merge(true);
        }
        (id % 3 == 0 ? first : second).change({}, {}, one.ids, std::nullopt);
        check(found(id % 3 == 0 ? second : first, one.keys, 0, path).empty(),
              "the other no longer sees it");
    }
}

void readers_see_whole_changes_while_others_write_and_merge() {
    const Folder folder;
    Index::build(folder.path(), {}, {}, std::nullopt);
    Index index{folder.path()};
    const Key nothing(32);
    const tutela::Path path = *tutela::find_path({});
    std::vector<std::byte> pair(64);
    std::atomic<std::uint64_t> withdrawn_below{0};
    std::atomic<bool> done{false};
    const auto read = [&] {
        const Index own{folder.path()};
        while (!done) {
            const std::uint64_t gone = withdrawn_below;
            const auto rows = found(own, nothing, 0, path);
            check(rows.size() % 2 == 0, "pairs come and go together");
            check(rows.empty() || std::get<1>(*rows.begin()) >= gone,
                  "what is withdrawn is gone at once");
        }
    };
    std::thread first{read};
    std::thread second{read};
    std::thread merger{[&] {
        Index own{folder.path()};
        while (!done) {
            own.merge(true);
        }
    }};
    for (std::uint64_t id = 0; id < 250; ++id) {
        index.change(pair, std::vector{id, id}, {}, std::nullopt);
        if (id >= 100) {
            index.change({}, {}, std::vector{id - 100}, std::nullopt);
            withdrawn_below = id - 99;
        }
    }
    done = true;
    first.join();
    second.join();
    merger.join();
    check(index.standing().entries == 200, "the last 100 pairs are left");
}

Index* meddler = nullptr;
const Arrays* meddled = nullptr;
const fs::path* meddled_folder = nullptr;

// Called before each change of a file: once the merge builds, nobody holds the writers' lock.
void meddle() {
    const auto [lock, free] = tutela::Lock::attempt(*meddled_folder / "lock");
    if (free) {
        tutela::before_change = nullptr;
        ::flock(lock.number(), LOCK_UN);
        meddler->change(meddled->keys, meddled->ids, {}, 5);
    }
}

// While one opening merges, another adds so much that it becomes a segment at once: at every moment
// at which the merge does not hold the writers' lock.
void a_large_change_during_a_merge_loses_nothing() {
    Random random;
    const Arrays before{some(random, key_of(random, 32), 3'000)};
    const Arrays logged{some(random, key_of(random, 32), 200)};
    const Arrays large{some(random, key_of(random, 32), Index::most_logged + 1)};
    for (const bool whole : {false, true}) {
        const Folder folder;
        Index::build(folder.path(), before.keys, before.ids, 1);
        Index merging{folder.path()};
        Index other{folder.path()};
        merging.change(logged.keys, logged.ids, std::vector{before.ids[0]}, 2);
        check(other.standing().mark == std::uint64_t{2}, "the other has read the catalogue");
        meddler = &other;
        meddled = &large;
        meddled_folder = &folder.path();
        tutela::before_change = meddle;
        check(merging.merge(whole), "there is something to merge");
        check(tutela::before_change == nullptr, "the large change came in between");
        const Index opened{folder.path()};
        opened.verify();
        const auto gone = static_cast<std::uint64_t>(
            std::ranges::count(before.ids, before.ids[0]));
        const std::uint64_t all = before.ids.size() + logged.ids.size() + large.ids.size();
        check(opened.standing().entries == all - gone, "nothing is lost or there twice");
        check(merging.standing().entries == all - gone, "the merging one sees the same");
    }
}

void merging_comes_to_an_end() {
    Random random;
    const Folder folder;
    Index::build(folder.path(), {}, {}, std::nullopt);
    Index index{folder.path()};
    std::size_t total = 0;
    for (std::size_t size = 40'000; size > 8'200; size = size * 17 / 20) {
        const Arrays many{some(random, key_of(random, 32), size)};
        index.change(many.keys, many.ids, {}, std::nullopt);
        total += size;
    }
    int merges = 0;
    for (; index.wants_merge(); ++merges) {
        check(merges < 10, "merging comes to an end");
        check(index.merge(false), "what wants a merge can be merged");
    }
    check(index.standing().entries == total, "all are there");
}

int changes_left = 0;

void die_in_time() {
    if (changes_left-- == 0) {
        ::_exit(9);
    }
}

// A writer is killed before each single change of a file; the index is then as before or as after.
void a_killed_writer_leaves_the_index_as_it_was_or_as_it_will_be() {
    Random random;
    const tutela::Path path = *tutela::find_path({});
    const std::vector<Entry> entries = some(random, key_of(random, 32), 300);
    const std::vector<Entry> more = some(random, key_of(random, 32), 40);
    const std::vector<Entry> many = some(random, key_of(random, 32), Index::most_logged + 1);
    const std::vector<std::uint64_t> doomed{entries[0].id, entries[7].id};
    const auto work = [&](Index& index, int what) {
        const Arrays few{more};
        const Arrays all{many};
        switch (what) {
            case 0: index.change(few.keys, few.ids, doomed, 2); break;
            case 1: index.change(all.keys, all.ids, {}, 2); break;
            case 2: index.merge(true); break;
            default: {
                const Arrays anew{more};
                Index::build(index.folder(), anew.keys, anew.ids, 2);
            }
        }
    };
    for (int what = 0; what < 4; ++what) {
        for (int step = 0;; ++step) {
            const Folder folder;
            const Arrays arrays{entries};
            Index::build(folder.path(), arrays.keys, arrays.ids, 1);
            Index reader{folder.path()};
            reader.change({}, {}, std::vector{entries[1].id}, 1);
            const pid_t child = ::fork();
            if (child == 0) {
                Index index{folder.path()};
                changes_left = step;
                tutela::before_change = die_in_time;
                work(index, what);
                ::_exit(0);
            }
            int status = 0;
            ::waitpid(child, &status, 0);
            auto before = entries;
            std::erase_if(before, [&](const Entry& one) { return one.id == entries[1].id; });
            auto after = before;
            if (what == 0) {
                std::erase_if(after, [&](const Entry& one) {
                    return std::ranges::find(doomed, one.id) != doomed.end();
                });
            }
            if (what == 3) {
                after.clear();
            }
            if (what == 0 || what == 3) {
                after.insert(after.end(), more.begin(), more.end());
            }
            if (what == 1) {
                after.insert(after.end(), many.begin(), many.end());
            }
            const Index opened{folder.path()};
            opened.verify();
            for (const Index* index : std::array<const Index*, 2>{&reader, &opened}) {
                bool old = true;
                bool changed = true;
                for (const Entry& probe : {entries[0], entries[1], entries[7], more[3], many[5]}) {
                    const auto rows = found(*index, probe.key, 31, path);
                    old = old && rows == expected(before, probe.key, 31);
                    changed = changed && rows == expected(after, probe.key, 31);
                }
                check(old || changed, "the index is as before or as after");
            }
            // The next writer is not in anybody's way.
            const Arrays one{{Entry{entries[3].key, 99'999}}};
            reader.change(one.keys, one.ids, {}, 3);
            reader.merge(true);
            check(found(opened, entries[3].key, 0, path).contains(Row{0, 99'999}),
                  "the next change is seen by all");
            if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
                break;
            }
        }
    }
}

void exact_keys_are_found_by_all_of_them_or_by_their_beginning() {
    constexpr std::size_t width = 20;
    using Table = tutela::Stored<tutela::ExactTable<width>>;
    Random random;
    const Folder folder;
    std::vector<Entry> entries;
    const auto several = [&](std::uint64_t count) {
        std::vector<Entry> more;
        for (; count > 0; --count) {
            Key key(width, std::byte{0xa5});
            key[random.below(2)] = std::byte(random.below(4));
            key.back() = std::byte(random.below(16));
            more.push_back({key, random.below(900)});
        }
        return more;
    };
    Table::build(folder.path(), {}, {}, std::nullopt);
    Table table{folder.path()};
    for (int round = 0; round < 60; ++round) {
        const auto more = several(random.below(200));
        std::vector<std::uint64_t> doomed(random.below(30));
        for (auto& id : doomed) {
            id = random.below(900);
        }
        const std::size_t gone = std::erase_if(entries, [&](const Entry& entry) {
            return std::ranges::find(doomed, entry.id) != doomed.end();
        });
        entries.insert(entries.end(), more.begin(), more.end());
        const Arrays arrays{more};
        check(table.change(arrays.keys, arrays.ids, doomed, std::nullopt) == gone,
              "a withdrawal counts its entries");
        if (round % 9 == 2) {
            table.merge(round % 2 == 0);
        }
        for (int probe = 0; probe < 20; ++probe) {
            const Key wanted = several(1)[0].key;
            for (const std::size_t size : {std::size_t{1}, std::size_t{6}, width}) {
                const tutela::ExactQuery query{std::span{wanted}.first(size)};
                std::multiset<std::uint64_t> ids;
                table.search(std::span{&query, 1},
                             [&](std::size_t, const std::byte*, std::uint64_t id, std::uint16_t) {
                                 ids.insert(id);
                             });
                std::multiset<std::uint64_t> naive;
                for (const Entry& entry : entries) {
                    if (std::equal(query.begins.begin(), query.begins.end(), entry.key.begin())) {
                        naive.insert(entry.id);
                    }
                }
                check(ids == naive, "a search finds exactly what a naive one finds");
            }
        }
    }
}

}  // namespace

int main() {
    for (const tutela::Path& path : tutela::paths) {
        if (path.runs_here()) {
            every_path_keeps_what_a_plain_loop_keeps_and_knows_its_rows(path);
            a_string_without_ones_names_no_row(path);
            every_path_scans_as_a_plain_loop_would(path);
            it_answers_as_a_naive_search_would(path);
        }
    }
    a_word_leads_wherever_the_bits_lie();
    two_openings_see_each_others_changes();
    a_large_change_during_a_merge_loses_nothing();
    merging_comes_to_an_end();
    readers_see_whole_changes_while_others_write_and_merge();
    a_killed_writer_leaves_the_index_as_it_was_or_as_it_will_be();
    exact_keys_are_found_by_all_of_them_or_by_their_beginning();
}
