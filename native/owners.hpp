// Which ids belong to which row: a row is a key that is stored once, however many ids have it.
//
// The ids of all rows lie one after another. A bitmap marks the first id of each row, and every
// 512th row has its place written down, so this costs 0.14 bytes an id beside the id.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "segment.hpp"

namespace tutela {

inline constexpr std::size_t rows_a_sample = 512;

struct OwnerSections {
    std::size_t ids;
    std::size_t firsts;
    std::size_t samples;

    static OwnerSections planned(SegmentWriter& file, std::size_t entries, std::size_t rows) {
        return {file.plan<std::uint64_t>(entries), file.plan<std::uint64_t>(entries / 64 + 1),
                file.plan<std::uint32_t>(rows / rows_a_sample + 1)};
    }
};

class OwnerWriter {
public:
    OwnerWriter(SegmentWriter& file, const OwnerSections& sections)
        : ids_(file.section<std::uint64_t>(sections.ids)),
          firsts_(file.section<std::uint64_t>(sections.firsts)),
          samples_(file.section<std::uint32_t>(sections.samples)) {}

    void add(std::uint64_t id, bool new_row) {
        if (new_row) {
            firsts_[at_ / 64] |= std::uint64_t{1} << (at_ % 64);
            if (row_ % rows_a_sample == 0) {
                samples_[row_ / rows_a_sample] = static_cast<std::uint32_t>(at_);
            }
            ++row_;
        }
        ids_[at_++] = id;
    }

private:
    std::span<std::uint64_t> ids_;
    std::span<std::uint64_t> firsts_;
    std::span<std::uint32_t> samples_;
    std::size_t at_ = 0;
    std::size_t row_ = 0;
};

class Owners {
public:
    Owners(const Segment& file, const OwnerSections& sections)
        : file_(&file),
          ids_(file.section<std::uint64_t>(sections.ids)),
          firsts_(file.section<std::uint64_t>(sections.firsts)),
          samples_(file.section<std::uint32_t>(sections.samples)) {
        if (firsts_.size() != ids_.size() / 64 + 1 ||
            samples_.size() != file.header().rows / rows_a_sample + 1) {
            throw Damaged(file.path() + " does not hold what it says it holds");
        }
    }

    [[nodiscard]] std::span<const std::uint64_t> ids() const { return ids_; }

    // The ids of a row, ascending.
    [[nodiscard]] std::span<const std::uint64_t> of(std::size_t row) const {
        // With as many ids as rows there is one for each.
        const bool single = ids_.size() == file_->header().rows;
        const std::size_t begin = single ? row : first_of(row);
        const std::size_t end = single ? row + 1 : next_first(begin + 1);
        if (begin >= end) {
            throw missing();
        }
        file_->touch(&ids_[begin], end - begin);
        return ids_.subspan(begin, end - begin);
    }

private:
    [[nodiscard]] std::uint64_t word(std::size_t at) const {
        file_->touch(&firsts_[at], 1);
        return firsts_[at];
    }

    [[nodiscard]] std::size_t first_of(std::size_t row) const {
        file_->touch(&samples_[row / rows_a_sample], 1);
        const std::size_t sample = samples_[row / rows_a_sample];
        std::size_t left = row % rows_a_sample;  // firsts to pass over
        std::size_t at = sample / 64;
        std::uint64_t bits = 0;
        for (bits = word_from(sample); left >= std::size_t(std::popcount(bits));) {
            left -= std::size_t(std::popcount(bits));
            ++at;
            require(at);
            bits = word(at);
        }
        for (; left > 0; --left) {
            bits &= bits - 1;
        }
        return at * 64 + std::size_t(std::countr_zero(bits));
    }

    [[nodiscard]] std::uint64_t word_from(std::size_t entry) const {
        require(entry / 64);
        return word(entry / 64) & (~std::uint64_t{0} << (entry % 64));
    }

    // The place of the next first at or after `entry`, or the end.
    [[nodiscard]] std::size_t next_first(std::size_t entry) const {
        if (entry >= ids_.size()) {
            return ids_.size();
        }
        std::uint64_t bits = word_from(entry);
        std::size_t at = entry / 64;
        while (bits == 0) {
            if (++at >= firsts_.size()) {
                return ids_.size();
            }
            bits = word(at);
        }
        return std::min(at * 64 + std::size_t(std::countr_zero(bits)), ids_.size());
    }

    void require(std::size_t at) const {
        if (at >= firsts_.size()) {
            throw missing();
        }
    }

    [[nodiscard]] Damaged missing() const {
        return Damaged(file_->path() + " names a row that it does not have");
    }

    const Segment* file_;
    std::span<const std::uint64_t> ids_;
    std::span<const std::uint64_t> firsts_;
    std::span<const std::uint32_t> samples_;
};

}  // namespace tutela
