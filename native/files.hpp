// Files as an index needs them: written whole or not at all, mapped, locked. POSIX.
#pragma once

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <utility>

#include "failures.hpp"

namespace tutela {

namespace fs = std::filesystem;

inline Refused::Refused(const std::string& doing, int number)
    : std::runtime_error(doing + ": " + std::strerror(number)), number(number) {}

// Called before every change of a file. Tests end the process in it; nothing else sets it.
inline void (*before_change)() = nullptr;

namespace detail {

inline void changing() {
    if (before_change != nullptr) {
        before_change();
    }
}

template <class Call>
auto retried(const std::string& doing, Call call) {
    while (true) {
        const auto answer = call();
        if (answer != -1) {
            return answer;
        }
        if (errno != EINTR) {
            throw Refused(doing, errno);
        }
    }
}

}  // namespace detail

class File {
public:
    File() = default;
    File(const fs::path& path, int flags)
        : path_(path.string()), number_(detail::retried("open " + path_, [&] {
              return ::open(path_.c_str(), flags | O_CLOEXEC, 0600);
          })) {}
    File(File&& other) noexcept
        : path_(std::move(other.path_)), number_(std::exchange(other.number_, -1)) {}
    File& operator=(File&& other) noexcept {
        std::swap(path_, other.path_);
        std::swap(number_, other.number_);
        return *this;
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (number_ != -1) {
            ::close(number_);
        }
    }

    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] const std::string& path() const { return path_; }

    [[nodiscard]] std::size_t size() const {
        struct stat facts {};
        detail::retried("look at " + path_, [&] { return ::fstat(number_, &facts); });
        return static_cast<std::size_t>(facts.st_size);
    }

    // Names the file has; 0 once it is removed.
    [[nodiscard]] std::size_t links() const {
        struct stat facts {};
        detail::retried("look at " + path_, [&] { return ::fstat(number_, &facts); });
        return facts.st_nlink;
    }

    // Takes the room now: a full disk must be told here, and not by a signal when a page is
    // written.
    void reserve(std::size_t size) {
        detail::changing();
        const int problem = ::posix_fallocate(number_, 0, static_cast<off_t>(size));
        if (problem != 0) {
            throw Refused("make room for " + path_, problem);
        }
    }

    void write(std::size_t at, std::span<const std::byte> bytes) {
        while (!bytes.empty()) {
            detail::changing();
            const auto done = detail::retried("write " + path_, [&] {
                return ::pwrite(number_, bytes.data(), bytes.size(), static_cast<off_t>(at));
            });
            bytes = bytes.subspan(static_cast<std::size_t>(done));
            at += static_cast<std::size_t>(done);
        }
    }

    void sync() {
        detail::changing();
        detail::retried("sync " + path_, [&] { return ::fdatasync(number_); });
    }

private:
    std::string path_;
    int number_ = -1;
};

// Held by one process at a time, and by none that has ended.
class Lock {
public:
    explicit Lock(const fs::path& path) : file_(path, O_RDWR | O_CREAT) {
        detail::retried("lock " + file_.path(), [&] { return ::flock(file_.number(), LOCK_EX); });
    }

    // Not held if another has it.
    static std::pair<File, bool> attempt(const fs::path& path) {
        File file{path, O_RDWR | O_CREAT};
        const bool held = ::flock(file.number(), LOCK_EX | LOCK_NB) == 0;
        if (!held && errno != EWOULDBLOCK) {
            throw Refused("lock " + file.path(), errno);
        }
        return {std::move(file), held};
    }

private:
    File file_;
};

class Mapping {
public:
    Mapping() = default;
    Mapping(const File& file, std::size_t size, bool writable = false) : size_(size) {
        if (size == 0) {
            return;
        }
        const int rights = writable ? PROT_READ | PROT_WRITE : PROT_READ;
        void* place = ::mmap(nullptr, size, rights, MAP_SHARED, file.number(), 0);
        if (place == MAP_FAILED) {
            throw Refused("map " + file.path(), errno);
        }
        data_ = static_cast<std::byte*>(place);
    }
    Mapping(Mapping&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
    Mapping& operator=(Mapping&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        return *this;
    }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping() {
        if (data_ != nullptr) {
            ::munmap(data_, size_);
        }
    }

    [[nodiscard]] std::byte* data() const { return data_; }
    [[nodiscard]] std::size_t size() const { return size_; }

    // Most reads are far apart, so reading ahead would only load what nobody asked for.
    void read_at_random() const { advise(MADV_RANDOM); }

private:
    void advise(int advice) const {
        if (data_ != nullptr) {
            ::madvise(data_, size_, advice);  // advice: a refusal changes nothing
        }
    }

    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

inline void sync_folder(const fs::path& folder) {
    File opened{folder, O_RDONLY | O_DIRECTORY};
    opened.sync();
}

// Puts a finished file in the place of another, so that readers see the one or the other.
inline void replace(const fs::path& from, const fs::path& to) {
    detail::changing();
    detail::retried("rename " + from.string(),
                    [&] { return std::rename(from.c_str(), to.c_str()); });
    sync_folder(to.parent_path());
}

inline void remove_if_there(const fs::path& path) {
    detail::changing();
    std::error_code ignored;
    fs::remove(path, ignored);
}

}  // namespace tutela
