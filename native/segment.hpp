// An immutable file of named sections: what tables are kept in.
//
// A header says what the file is and where its sections lie, and has a checksum of its own. Every
// block of what follows has one too. Opening reads the header and the list of checksums; a block is
// compared with its checksum when it is first read, or by `verify`. So opening takes no time, and
// nothing that was altered is ever answered from.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "crc32c.hpp"
#include "failures.hpp"
#include "files.hpp"

namespace tutela {

inline constexpr std::size_t page_bytes = 4096;
inline constexpr std::size_t block_bytes = 65536;
inline constexpr std::uint32_t format_version = 2;
// Reads as another number on a machine with the other order of bytes.
inline constexpr std::uint32_t byte_order = 0x01020304;

enum class Kind : std::uint32_t { hamming = 1, exact = 2, log = 3, catalogue = 4 };

inline std::size_t rounded_up(std::size_t size, std::size_t unit) {
    return (size + unit - 1) / unit * unit;
}

// What every file of an index begins with.
struct Preamble {
    std::array<char, 8> magic{'T', 'U', 'T', 'E', 'L', 'A', 'I', 'X'};
    std::uint32_t version = format_version;
    std::uint32_t order = byte_order;
    Kind kind{};
    std::uint32_t width = 0;  // bytes of a key

    // Refuses a file that is something else.
    void require(Kind wanted, std::uint32_t wanted_width, const std::string& path) const {
        const Preamble ours;
        if (magic != ours.magic || order != ours.order) {
            throw Foreign(path + " is no file of an index of this machine");
        }
        if (version != ours.version) {
            throw OtherVersion(path + " has version " + std::to_string(version) +
                               " of the format, not " + std::to_string(ours.version));
        }
        if (kind != wanted || width != wanted_width) {
            throw Foreign(path + " is a file of an index of another kind or width");
        }
    }
};

struct Section {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;  // bytes
};

struct Header {
    Preamble preamble{};
    std::uint64_t file_size = 0;
    std::uint64_t entries = 0;
    std::uint64_t rows = 0;  // different keys
    std::uint32_t section_count = 0;
    std::uint32_t checks_crc = 0;
    Section checks{};
    std::array<Section, 8> sections{};
    std::uint32_t crc = 0;  // of all before it
    std::uint32_t unused = 0;

    [[nodiscard]] std::uint32_t computed_crc() const {
        return crc32c(std::as_bytes(std::span{this, 1}).first(offsetof(Header, crc)));
    }
};
static_assert(sizeof(Header) <= page_bytes);
static_assert(std::is_trivially_copyable_v<Header>);

class Segment {
public:
    Segment(const fs::path& path, Kind kind, std::uint32_t width) : path_(path.string()) {
        const File file{path, O_RDONLY};
        const std::size_t size = file.size();
        if (size < page_bytes) {
            throw Damaged(path_ + " is cut off");
        }
        mapping_ = Mapping{file, size};
        std::memcpy(&header_, mapping_.data(), sizeof header_);
        header_.preamble.require(kind, width, path_);
        if (header_.crc != header_.computed_crc()) {
            throw Damaged(path_ + " has an altered header");
        }
        require_sections(size);
        mapping_.read_at_random();
        const std::size_t blocks = header_.checks.size / sizeof(std::uint32_t);
        checked_ = std::make_unique<std::atomic<bool>[]>(blocks);
    }

    [[nodiscard]] const Header& header() const { return header_; }
    [[nodiscard]] std::size_t bytes() const { return mapping_.size(); }
    [[nodiscard]] const std::string& path() const { return path_; }

    template <class T>
    [[nodiscard]] std::span<const T> section(std::size_t number) const {
        const Section& one = header_.sections[number];
        if (number >= header_.section_count || one.size % sizeof(T) != 0) {
            throw Damaged(path_ + " lacks a section");
        }
        return {reinterpret_cast<const T*>(mapping_.data() + one.offset), one.size / sizeof(T)};
    }

    // True once all of it has been compared with its checksums.
    [[nodiscard]] bool verified() const { return verified_.load(std::memory_order_acquire); }

    // Compares what these elements lie in with its checksum, if that was not done before.
    template <class T>
    void touch(const T* begin, std::size_t count) const {
        if (count == 0 || verified()) {
            return;
        }
        const auto* first = reinterpret_cast<const std::byte*>(begin);
        const auto from = static_cast<std::size_t>(first - mapping_.data()) - page_bytes;
        const std::size_t last = (from + count * sizeof(T) - 1) / block_bytes;
        for (std::size_t block = from / block_bytes; block <= last; ++block) {
            check(block);
        }
    }

    // Compares all of it with its checksums. Throws Damaged.
    void verify() const {
        if (verified()) {
            return;
        }
        for (std::size_t block = 0; block < checks().size(); ++block) {
            check(block);
        }
        verified_.store(true, std::memory_order_release);
    }

private:
    [[nodiscard]] std::span<const std::uint32_t> checks() const {
        return {reinterpret_cast<const std::uint32_t*>(mapping_.data() + header_.checks.offset),
                header_.checks.size / sizeof(std::uint32_t)};
    }

    void require_sections(std::size_t size) const {
        const std::uint64_t end = header_.checks.offset;
        const std::uint64_t blocks = (end - page_bytes + block_bytes - 1) / block_bytes;
        if (header_.file_size != size || end < page_bytes || end > size || end % page_bytes != 0 ||
            header_.checks.size != blocks * sizeof(std::uint32_t) ||
            end + header_.checks.size != size) {
            throw Damaged(path_ + " does not have the size it says it has");
        }
        if (crc32c(std::as_bytes(checks())) != header_.checks_crc) {
            throw Damaged(path_ + " has altered checksums");
        }
        if (header_.section_count > header_.sections.size()) {
            throw Damaged(path_ + " lists too many sections");
        }
        for (std::size_t i = 0; i < header_.section_count; ++i) {
            const Section& one = header_.sections[i];
            if (one.offset % page_bytes != 0 || one.offset < page_bytes || one.offset > end ||
                one.size > end - one.offset) {
                throw Damaged(path_ + " has a section outside of itself");
            }
        }
    }

    void check(std::size_t block) const {
        if (checked_[block].load(std::memory_order_acquire)) {
            return;
        }
        const std::size_t from = page_bytes + block * block_bytes;
        const std::size_t size = std::min(block_bytes, header_.checks.offset - from);
        if (crc32c({mapping_.data() + from, size}) != checks()[block]) {
            throw Damaged(path_ + " was altered near byte " + std::to_string(from));
        }
        checked_[block].store(true, std::memory_order_release);
    }

    std::string path_;
    Mapping mapping_;
    Header header_{};
    std::unique_ptr<std::atomic<bool>[]> checked_;
    mutable std::atomic<bool> verified_{false};
};

// Writes a segment: sections are planned, then filled in place, then sealed. Until it is sealed the
// file has another name, so a writer that dies leaves nothing that could be opened.
class SegmentWriter {
public:
    SegmentWriter(fs::path path, Kind kind, std::uint32_t width) : path_(std::move(path)) {
        header_.preamble.kind = kind;
        header_.preamble.width = width;
    }

    SegmentWriter(const SegmentWriter&) = delete;
    SegmentWriter& operator=(const SegmentWriter&) = delete;
    ~SegmentWriter() {
        std::error_code ignored;
        fs::remove(unfinished(), ignored);  // there only if it was not sealed
    }

    Header& header() { return header_; }

    // Room for `count` elements of T; the number of the section.
    template <class T>
    std::size_t plan(std::size_t count) {
        const std::size_t number = header_.section_count++;
        header_.sections.at(number) = Section{end_, count * sizeof(T)};
        end_ = rounded_up(end_ + count * sizeof(T), page_bytes);
        return number;
    }

    // All sections are planned: makes the file.
    void begin() {
        const std::size_t blocks = (end_ - page_bytes + block_bytes - 1) / block_bytes;
        header_.checks = Section{end_, blocks * sizeof(std::uint32_t)};
        header_.file_size = end_ + header_.checks.size;
        remove_if_there(unfinished());
        file_ = File{unfinished(), O_RDWR | O_CREAT | O_EXCL};
        file_.reserve(header_.file_size);
        mapping_ = Mapping{file_, header_.file_size, true};
    }

    template <class T>
    std::span<T> section(std::size_t number) {
        const Section& one = header_.sections[number];
        return {reinterpret_cast<T*>(mapping_.data() + one.offset), one.size / sizeof(T)};
    }

    void seal() {
        const std::span checks{
            reinterpret_cast<std::uint32_t*>(mapping_.data() + header_.checks.offset),
            header_.checks.size / sizeof(std::uint32_t)};
        const auto compute = [&](std::size_t begin, std::size_t end) {
            for (std::size_t block = begin; block < end; ++block) {
                const std::size_t from = page_bytes + block * block_bytes;
                checks[block] = crc32c({mapping_.data() + from,
                                        std::min(block_bytes, header_.checks.offset - from)});
            }
        };
        std::jthread half{compute, 0, checks.size() / 2};
        compute(checks.size() / 2, checks.size());
        half.join();
        header_.checks_crc = crc32c(std::as_bytes(checks));
        header_.crc = header_.computed_crc();
        std::memcpy(mapping_.data(), &header_, sizeof header_);
        file_.sync();
        replace(unfinished(), path_);
    }

private:
    [[nodiscard]] fs::path unfinished() const { return fs::path{path_} += ".part"; }

    fs::path path_;
    Header header_{};
    std::size_t end_ = page_bytes;
    File file_;
    Mapping mapping_;
};

}  // namespace tutela
