// What changed since the last segment: an append-only, memory-mapped file of rows of one size.
//
// A writer writes rows beyond the committed count, has them put on the disk, and then raises the
// count and has that put on the disk too. So readers of every process see all of a change or
// nothing, a row that is counted but does not have its checksum was altered, and what a writer was
// told is written outlives a power cut.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

#include "crc32c.hpp"
#include "failures.hpp"
#include "files.hpp"
#include "segment.hpp"

namespace tutela {

inline constexpr std::size_t key_room = 32;

enum class Change : std::uint16_t { add = 1, withdraw = 2, mark = 3 };

struct LogRow {
    std::array<std::byte, key_room> key{};  // of an addition; else zero
    std::uint64_t id = 0;                   // the value of a mark
    Change change{};
    std::uint16_t segments = 0;  // a withdrawal concerns the first so many segments
    std::uint32_t crc = 0;

    [[nodiscard]] std::uint32_t computed_crc() const {
        return crc32c(std::as_bytes(std::span{this, 1}).first(offsetof(LogRow, crc)));
    }

    static LogRow addition(const std::byte* key, std::size_t width, std::uint64_t id) {
        LogRow row{};
        std::memcpy(row.key.data(), key, width);
        row.id = id;
        row.change = Change::add;
        return row.sealed();
    }

    // `count` entries of the id were found, and are no longer.
    static LogRow withdrawal(std::uint64_t id, std::uint64_t count, std::size_t segments) {
        LogRow row{};
        std::memcpy(row.key.data(), &count, sizeof count);
        row.id = id;
        row.change = Change::withdraw;
        row.segments = static_cast<std::uint16_t>(segments);
        return row.sealed();
    }

    static LogRow marking(std::uint64_t value) {
        LogRow row{};
        row.id = value;
        row.change = Change::mark;
        return row.sealed();
    }

    [[nodiscard]] std::uint64_t withdrawn() const {
        std::uint64_t count = 0;
        std::memcpy(&count, key.data(), sizeof count);
        return count;
    }

private:
    [[nodiscard]] LogRow sealed() {
        crc = computed_crc();
        return *this;
    }
};
static_assert(sizeof(LogRow) == 48 && std::is_trivially_copyable_v<LogRow>);

// A number that readers of other processes see change in one step, beside its checksum.
class Counter {
public:
    Counter() = default;
    explicit Counter(std::uint64_t value) : word_(packed(value)) {}

    void set(std::uint64_t value) {
        std::atomic_ref{word_}.store(packed(value), std::memory_order_release);
    }

    // Refuses a word that was altered.
    [[nodiscard]] std::uint64_t get(const std::string& path) const {
        // Reading alone changes nothing; the library wants a plain reference all the same.
        auto& word = const_cast<std::uint64_t&>(word_);
        const std::uint64_t found = std::atomic_ref{word}.load(std::memory_order_acquire);
        if (found != packed(found & 0xffffffffU)) {
            throw Damaged(path + " has an altered count");
        }
        return found & 0xffffffffU;
    }

private:
    static std::uint64_t packed(std::uint64_t value) {
        const auto low = static_cast<std::uint32_t>(value);
        return low | std::uint64_t{crc32c_of(low)} << 32U;
    }

    std::uint64_t word_ = 0;
};
static_assert(std::is_trivially_copyable_v<Counter>);

class Log {
public:
    // Later than every generation.
    static constexpr std::uint64_t retired = 0xffffffff;

    // Makes a log with these rows in it.
    static void create(const fs::path& path, std::uint32_t width, std::uint64_t generation,
                       std::size_t capacity, std::span<const LogRow> rows) {
        Front front{};
        front.preamble.kind = Kind::log;
        front.preamble.width = width;
        front.capacity = std::max(capacity, rows.size());
        front.crc = front.computed_crc();
        front.generation = Counter{generation};
        front.committed = Counter{rows.size()};
        File file{path, O_RDWR | O_CREAT | O_TRUNC};
        file.reserve(page_bytes + front.capacity * sizeof(LogRow));
        file.write(0, std::as_bytes(std::span{&front, 1}));
        file.write(page_bytes, std::as_bytes(rows));
        file.sync();
    }

    Log(const fs::path& path, std::uint32_t width) : file_(path, O_RDWR) {
        const std::size_t size = file_.size();
        if (size < page_bytes) {
            throw Damaged(file_.path() + " is cut off");
        }
        mapping_ = Mapping{file_, size, true};
        const Front& front = *this->front();
        front.preamble.require(Kind::log, width, file_.path());
        require_sound();
        if (front.capacity > (size - page_bytes) / sizeof(LogRow)) {
            throw Damaged(file_.path() + " is cut off");
        }
    }

    [[nodiscard]] const std::string& path() const { return file_.path(); }
    [[nodiscard]] std::size_t bytes() const { return mapping_.size(); }
    [[nodiscard]] std::size_t capacity() const { return front()->capacity; }

    // Rows that readers may see.
    [[nodiscard]] std::size_t committed() const {
        const std::size_t count = front()->committed.get(file_.path());
        if (count > capacity()) {
            throw Damaged(file_.path() + " counts more rows than it has room for");
        }
        return count;
    }

    // The catalogue that this log belongs to, or a later one.
    [[nodiscard]] std::uint64_t generation() const {
        return front()->generation.get(file_.path());
    }

    [[nodiscard]] std::span<const LogRow> rows(std::size_t begin, std::size_t end) const {
        const auto* first = reinterpret_cast<const LogRow*>(mapping_.data() + page_bytes);
        return {first + begin, end - begin};
    }

    // Refuses rows that are not what was written.
    void require_whole(std::size_t begin, std::size_t end) const {
        for (const LogRow& row : rows(begin, end)) {
            if (row.crc != row.computed_crc()) {
                throw Damaged(file_.path() + " has an altered row");
            }
        }
    }

    // For writers, one at a time.
    void append(std::span<const LogRow> rows) {
        const std::size_t at = committed();
        if (rows.size() > capacity() - at) {
            throw Damaged(file_.path() + " is full");
        }
        file_.write(page_bytes + at * sizeof(LogRow), std::as_bytes(rows));
        file_.sync();
        detail::changing();
        front()->committed.set(at + rows.size());
        // The marks of other indexes may rely on these rows: they must not be lost alone.
        file_.sync();
    }

    // Refuses a header that is not what was written.
    void require_sound() const {
        if (front()->crc != front()->computed_crc()) {
            throw Damaged(file_.path() + " has an altered header");
        }
    }

    // Whether the file still has a name.
    [[nodiscard]] bool linked() const { return file_.links() > 0; }

    // Tells readers of an old log, whatever state it is in, to read the catalogue again.
    static void retire(const fs::path& path) {
        const File file{path, O_RDWR};
        if (file.size() >= page_bytes) {
            const Mapping mapping{file, page_bytes, true};
            reinterpret_cast<Front*>(mapping.data())->generation.set(retired);
        }
    }

    // Tells readers that there is a later catalogue.
    void announce(std::uint64_t generation) {
        front()->generation.set(generation);
    }

private:
    struct Front {
        Preamble preamble{};
        std::uint64_t capacity = 0;  // rows
        std::uint32_t crc = 0;       // of all before it
        std::uint32_t unused = 0;
        alignas(64) Counter committed{};
        Counter generation{};

        [[nodiscard]] std::uint32_t computed_crc() const {
            return crc32c(std::as_bytes(std::span{this, 1}).first(offsetof(Front, crc)));
        }
    };
    static_assert(std::is_trivially_copyable_v<Front>);

    [[nodiscard]] Front* front() const { return reinterpret_cast<Front*>(mapping_.data()); }

    File file_;
    Mapping mapping_;
};

}  // namespace tutela
