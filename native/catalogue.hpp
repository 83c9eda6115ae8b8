// Which files make up an index now: a small file, replaced whole at each switch.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "crc32c.hpp"
#include "failures.hpp"
#include "files.hpp"
#include "segment.hpp"

namespace tutela {

inline constexpr std::size_t most_segments = 32;

struct Catalogue {
    Preamble preamble{};
    Kind tables{};
    std::uint32_t segment_count = 0;
    std::uint64_t identity = 0;  // of what was built, so that nothing is taken for another index
    std::uint64_t generation = 0;
    std::uint64_t last_number = 0;  // of the files made so far
    std::uint64_t log = 0;          // the number of its file
    std::array<std::uint64_t, most_segments> segments{};  // theirs, oldest first
    std::uint32_t crc = 0;                                // of all before it
    std::uint32_t unused = 0;

    [[nodiscard]] std::span<const std::uint64_t> listed() const {
        return std::span{segments}.first(segment_count);
    }

    [[nodiscard]] std::uint32_t computed_crc() const {
        return crc32c(std::as_bytes(std::span{this, 1}).first(offsetof(Catalogue, crc)));
    }

    [[nodiscard]] static fs::path path_in(const fs::path& folder) { return folder / "catalogue"; }

    static Catalogue read(const fs::path& folder, Kind tables, std::uint32_t width) {
        const File file{path_in(folder), O_RDONLY};
        const std::string path = file.path();
        Catalogue found;
        if (file.size() != sizeof found) {
            throw Damaged(path + " is cut off");
        }
        const Mapping mapping{file, sizeof found};
        std::memcpy(static_cast<void*>(&found), mapping.data(), sizeof found);
        // First of all: an altered byte must not look like another kind of file.
        if (found.crc != found.computed_crc() || found.segment_count > most_segments) {
            throw Damaged(path + " was altered");
        }
        found.preamble.require(Kind::catalogue, width, path);
        if (found.tables != tables) {
            throw Foreign(path + " is a file of an index of another kind or width");
        }
        return found;
    }

    void write(const fs::path& folder) {
        crc = computed_crc();
        const fs::path unfinished = folder / "catalogue.part";
        {
            File file{unfinished, O_RDWR | O_CREAT | O_TRUNC};
            file.write(0, std::as_bytes(std::span{this, 1}));
            file.sync();
        }
        replace(unfinished, path_in(folder));
    }
};
static_assert(std::is_trivially_copyable_v<Catalogue>);

inline fs::path segment_path(const fs::path& folder, std::uint64_t number) {
    return folder / ("segment-" + std::to_string(number));
}

inline fs::path log_path(const fs::path& folder, std::uint64_t number) {
    return folder / ("log-" + std::to_string(number));
}

}  // namespace tutela
