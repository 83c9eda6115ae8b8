// The files in the folder of an index: their numbers, and removing what is no longer named.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue.hpp"
#include "failures.hpp"
#include "files.hpp"
#include "log.hpp"

namespace tutela {

inline std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator{folder}) {
        paths.push_back(entry.path());
    }
    return paths;
}

// Whether a file is called like this with a number behind, and that number.
inline bool numbered(const fs::path& path, std::string_view name, std::uint64_t& number) {
    const std::string found = path.filename().string();
    if (!found.starts_with(name) || found.size() > name.size() + 19 ||
        found.find_first_not_of("0123456789", name.size()) != std::string::npos ||
        found.size() == name.size()) {
        return false;
    }
    number = std::stoull(found.substr(name.size()));
    return true;
}

inline std::uint64_t highest_number(const fs::path& folder) {
    std::uint64_t highest = 0;
    for (const auto& path : files_in(folder)) {
        std::uint64_t number = 0;
        if (numbered(path, "segment-", number) || numbered(path, "log-", number)) {
            highest = std::max(highest, number);
        }
    }
    return highest;
}

// Removes older logs, after telling who still reads them.
inline void discard_logs(const fs::path& folder, const Catalogue& now) {
    for (const auto& path : files_in(folder)) {
        std::uint64_t number = 0;
        if (numbered(path, "log-", number) && number != now.log) {
            Log::retire(path);
            remove_if_there(path);
        }
    }
}

// Removes what this catalogue does not name. For who holds both locks: a merge under way has
// files that no catalogue names yet.
inline void discard_others(const fs::path& folder, const Catalogue& now) {
    discard_logs(folder, now);
    const std::set<std::uint64_t> kept(now.listed().begin(), now.listed().end());
    for (const auto& path : files_in(folder)) {
        std::uint64_t number = 0;
        if (path.extension() == ".part" ||
            (numbered(path, "segment-", number) && !kept.contains(number))) {
            remove_if_there(path);
        }
    }
}

// A catalogue of nothing, to come after the one in the folder, if there is one of this kind.
inline Catalogue blank(const fs::path& folder, Kind tables, std::uint32_t width) {
    Catalogue next;
    next.preamble.kind = Kind::catalogue;
    next.preamble.width = width;
    next.tables = tables;
    next.identity = std::uint64_t{std::random_device{}()} << 32U | std::random_device{}();
    try {
        const auto before = Catalogue::read(folder, tables, width);
        next.generation = before.generation;
        next.last_number = before.last_number;
        return next;
    } catch (const Damaged&) {  // what cannot be read is replaced
    } catch (const OtherVersion&) {
    } catch (const Refused& failure) {
        if (failure.number != ENOENT) {
            throw;
        }
    }
    next.last_number = highest_number(folder);
    next.generation = next.last_number;
    return next;
}

}  // namespace tutela
