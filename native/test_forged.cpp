// Files that lie, with every checksum right: whoever made them could write to the disk. They are
// refused, or answered within bounds; nothing outside of them is read.
// Run under sanitizers by tests/integration/test_native_sanitizers.py.
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "checking.hpp"
#include "hamming_table.hpp"

namespace {

namespace fs = std::filesystem;
using tutela::check;
using tutela::Code;
using tutela::Damaged;
using tutela::HammingTable;
using tutela::Random;

// In the order in which a table is written.
enum Section : std::size_t { codes, ids, firsts, samples, begins, groups };

class Forgery {
public:
    explicit Forgery(const fs::path& path) {
        std::ifstream file{path, std::ios::binary};
        const std::vector<char> read{std::istreambuf_iterator<char>(file), {}};
        bytes_.resize(read.size());
        std::memcpy(bytes_.data(), read.data(), read.size());
        std::memcpy(static_cast<void*>(&header), bytes_.data(), sizeof header);
    }

    template <class T>
    std::span<T> section(std::size_t number) {
        const tutela::Section& one = header.sections[number];
        return {reinterpret_cast<T*>(bytes_.data() + one.offset), one.size / sizeof(T)};
    }

    // Writes it with the checksums that belong to what it says now.
    void write(const fs::path& path) {
        const std::uint64_t end = header.checks.offset;
        if (end <= bytes_.size()) {
            const std::span checks{reinterpret_cast<std::uint32_t*>(bytes_.data() + end),
                                   header.checks.size / sizeof(std::uint32_t)};
            for (std::size_t block = 0; block < checks.size(); ++block) {
                const std::size_t from = tutela::page_bytes + block * tutela::block_bytes;
                const std::size_t size = std::min(tutela::block_bytes, end - from);
                checks[block] = tutela::crc32c({bytes_.data() + from, size});
            }
            header.checks_crc = tutela::crc32c(std::as_bytes(checks));
        }
        header.crc = header.computed_crc();
        std::memcpy(bytes_.data(), &header, sizeof header);
        std::ofstream file{path, std::ios::binary | std::ios::trunc};
        file.write(reinterpret_cast<const char*>(bytes_.data()),
                   static_cast<std::streamsize>(bytes_.size()));
    }

    tutela::Header header{};

private:
    std::vector<std::byte> bytes_;
};

Code any_code(Random& random) {
    return {random.word(), random.word(), random.word(), random.word()};
}

// A table of three thousand codes, some of them several times, and where it lies.
struct Original {
    fs::path folder = fs::temp_directory_path() / ("tutela-forged-" + std::to_string(::getpid()));
    fs::path path = folder / "table";
    std::vector<Code> known{};

    explicit Original(Random& random) {
        fs::create_directories(folder);
        std::vector<std::uint64_t> named;
        while (known.size() < 3000) {
            known.push_back(any_code(random));
            known.back()[3] &= random.below(2) == 0 ? ~std::uint64_t{0} : 0xff;
            for (std::uint64_t times = random.below(3); times > 0 && known.size() < 3000; --times) {
                known.push_back(known.back());
            }
        }
        for (std::size_t i = 0; i < known.size(); ++i) {
            named.push_back(i);
        }
        HammingTable::build(path, std::as_bytes(std::span{known}), named);
    }
    Original(const Original&) = delete;
    Original& operator=(const Original&) = delete;
    ~Original() { fs::remove_all(folder); }
};

// Whether it was refused; searches by the tables and by all codes, on every path, and reads all.
bool refused(const fs::path& path, const Original& original, Random& random) {
    try {
        const HammingTable table{path};
        for (const tutela::Path& way : tutela::paths) {
            if (!way.runs_here()) {
                continue;
            }
            for (const std::uint32_t radius : {0U, 9U, 20U, 31U}) {
                const Code& code = original.known[random.below(original.known.size())];
                std::size_t found = 0;
                table.search({way, code, radius}, [&](auto, auto, auto) { ++found; });
                check(found <= table.entries(), "no more is found than there is");
            }
        }
        table.each([](auto, auto) {});
    } catch (const Damaged&) {
        return true;
    }
    return false;
}

void what_is_known_to_be_hard_is_refused(const Original& original, Random& random) {
    using Forge = std::function<void(Forgery&)>;
    const std::vector<Forge> forged{
        // The checksums lie beyond the end, so far that sums of sizes come around.
        [](Forgery& file) {
            file.header.checks.offset = std::uint64_t{0} - 4096 * 1024;
            file.header.checks.size = file.header.file_size - file.header.checks.offset;
        },
        // A row begins behind the last id.
        [](Forgery& file) {
            file.section<std::uint64_t>(firsts).back() = ~std::uint64_t{0};
            std::ranges::fill(file.section<std::uint32_t>(samples),
                              static_cast<std::uint32_t>(file.header.entries));
        },
        [](Forgery& file) { file.header.sections[samples].size = 0; },
        [](Forgery& file) { file.header.sections[firsts].size -= 8; },
        [](Forgery& file) { file.header.sections[begins].size -= 4; },
        [](Forgery& file) { file.header.sections[groups].offset = file.header.checks.offset; },
        [](Forgery& file) { file.header.rows = file.header.entries + 1; },
        // Groups that run backwards.
        [](Forgery& file) { std::ranges::reverse(file.section<std::uint32_t>(begins)); },
    };
    const fs::path path = original.folder / "forged";
    for (const Forge& forge : forged) {
        Forgery file{original.path};
        forge(file);
        file.write(path);
        bool ever = false;
        // Each search meets other groups.
        for (int round = 0; round < 5; ++round) {
            ever = refused(path, original, random) || ever;
        }
        check(ever, "a file that lies is refused");
    }
}

void altered(Forgery& file, Random& random) {
    const auto somewhere = [&](auto values, auto value) {
        if (!values.empty()) {
            values[random.below(values.size())] = value;
        }
    };
    switch (random.below(6)) {
        case 0: {
            const std::uint32_t all[] = {0, 1, static_cast<std::uint32_t>(random.word()),
                                         static_cast<std::uint32_t>(random.below(50'000))};
            somewhere(file.section<std::uint32_t>(begins), all[random.below(4)]);
            break;
        }
        case 1:
            somewhere(file.section<std::uint32_t>(samples),
                      static_cast<std::uint32_t>(random.below(4000)));
            break;
        case 2:
            somewhere(file.section<std::uint64_t>(firsts),
                      random.below(2) == 0 ? random.word() : ~std::uint64_t{0});
            break;
        case 3: {
            const auto places = file.section<std::uint16_t>(groups);
            const auto from = random.below(places.size());
            const auto count = std::min<std::uint64_t>(random.below(3000), places.size() - from);
            std::ranges::fill(places.subspan(from, count),
                              static_cast<std::uint16_t>(random.word()));
            break;
        }
        case 4:
            file.header.rows += random.below(5) - 2;
            break;
        default:
            file.header.sections[random.below(6)].size += 8 * (random.below(9) - 4);
    }
}

void whatever_is_altered_nothing_outside_is_read(const Original& original, Random& random) {
    const fs::path path = original.folder / "forged";
    int refusals = 0;
    for (int round = 0; round < 300; ++round) {
        Forgery file{original.path};
        for (std::uint64_t times = 1 + random.below(4); times > 0; --times) {
            altered(file, random);
        }
        file.write(path);
        refusals += refused(path, original, random) ? 1 : 0;
    }
    check(refusals > 100, "most of it is noticed");
}

}  // namespace

int main() {
    Random random;
    const Original original{random};
    check(!refused(original.path, original, random), "the original is answered");
    what_is_known_to_be_hard_is_refused(original, random);
    whatever_is_altered_nothing_outside_is_read(original, random);
}
