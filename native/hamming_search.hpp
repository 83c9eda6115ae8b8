// Looks for what is near a query in one file of codes.
//
// Nearly all of the time goes to waiting for memory. So a search goes over all groups once for each
// kind of thing it needs, and asks for what the next round will need.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "codes.hpp"
#include "hamming_plan.hpp"
#include "probing.hpp"
#include "ring.hpp"

namespace tutela {

struct HammingQuery {
    Path path;
    Code code;
    std::uint32_t radius;
};

// One query under way in one file.
class HammingSearch {
public:
    HammingSearch(const HammingParts& parts, const HammingQuery& query)
        : parts_(parts), query_(query), shares_(query.radius),
          unverified_(!parts.file->verified()) {}

    // Every row within the radius, once each, in any order.
    [[nodiscard]] const std::vector<Near>& run() {
        if (!pays() || !look_up()) {
            found_.clear();
            scan();
        }
        return found_;
    }

private:
    static constexpr std::uint32_t piece_entries = 4096;
    static constexpr std::size_t batch_pieces = 512;
    static constexpr std::size_t batch_entries = 262'144;
    static constexpr std::size_t flat_rows = 16384;

    // A group to look into, and what is asked of its entries.
    struct Lookup {
        std::uint32_t group;
        std::uint16_t next;
        std::uint8_t most;
        std::uint8_t word;
    };

    // Kept by the thread for its next query.
    struct Scratch {
        std::vector<Lookup> lookups{};
        std::vector<Piece> pieces{};
        std::vector<Hit> hits{};
        std::vector<std::uint32_t> rows{};
        std::vector<Near> near{};
    };

    static Scratch& mine() {
        thread_local Scratch scratch;
        return scratch;
    }

    // False if there is too much to look at: a crowd of nearly equal codes, most of which would
    // have to be compared, and each from several tables.
    bool look_up() {
        list_groups();
        if (!locate()) {
            return false;
        }
        for (std::span<const Piece> left{scratch_.pieces}; !left.empty();) {
            const std::span<const Piece> batch = first_of(left);
            if (!look_through(batch)) {
                return false;
            }
            left = left.subspan(batch.size());
        }
        return true;
    }

    // Whether looking into the groups is cheaper than comparing all codes, if no group is a
    // crowd. A group costs about as much as thirty codes that are compared one after another,
    // and an entry as much as a third of one. Only speed depends on it.
    [[nodiscard]] bool pays() const {
        const HammingPlan& plan = parts_.plan;
        std::size_t groups = 0;
        for (std::uint32_t word = 0; word < ring_words; ++word) {
            groups += parts_.ball.size(shares_.of(word));
        }
        return plan.has_tables() && groups * 30 + usual(groups) / 3 < plan.rows;
    }

    // How many entries so many groups have if no group is a crowd.
    [[nodiscard]] std::size_t usual(std::size_t groups) const {
        return groups * parts_.plan.rows >> parts_.plan.prefix;
    }

    // Lists all groups near each word of the query.
    void list_groups() {
        const Ball& ball = parts_.ball;
        scratch_.lookups.clear();
        for (std::uint32_t word = 0; word < ring_words; ++word) {
            const std::uint32_t own =
                parts_.plan.group_of(word, word_of(query_.code.data(), word));
            const std::uint16_t next = word_of(query_.code.data(), after(word));
            const std::size_t count = ball.size(shares_.of(word));
            for (std::size_t i = 0; i < count; ++i) {
                const std::uint32_t most = shares_.of_two(word) - 1 - Ball::weight(ball[i]);
                scratch_.lookups.push_back(Lookup{own ^ ball[i], next,
                                                 static_cast<std::uint8_t>(most),
                                                 static_cast<std::uint8_t>(word)});
                prefetch(&parts_.begins[own ^ ball[i]]);
            }
        }
    }

    // Finds their entries. False if they are too many.
    bool locate() {
        const HammingPlan& plan = parts_.plan;
        scratch_.pieces.clear();
        std::size_t left = std::max(plan.rows / 4, 4 * usual(scratch_.lookups.size()));
        for (const Lookup& lookup : scratch_.lookups) {
            const std::uint32_t* at = &parts_.begins[lookup.group];
            if (unverified_) {
                parts_.file->touch(at, 2);
            }
            if (at[0] > at[1] || at[1] > plan.entries()) {
                throw parts_.damaged();
            }
            const std::uint32_t entries = at[1] - at[0];
            if (entries > left) {
                return false;
            }
            left -= entries;
            const std::uint16_t* group =
                parts_.groups.data() + plan.place_of(lookup.group, at[0]);
            for (std::uint32_t from = 0; from < entries; from += piece_entries) {
                scratch_.pieces.push_back(Piece{group, entries, from,
                                               std::min(entries - from, piece_entries),
                                               lookup.next, lookup.most, lookup.word});
            }
        }
        return true;
    }

    // As many pieces as are looked through at once.
    static std::span<const Piece> first_of(std::span<const Piece> pieces) {
        std::size_t count = 0;
        for (std::size_t entries = 0; count < std::min(pieces.size(), batch_pieces) &&
                                      entries < batch_entries;
             ++count) {
            entries += pieces[count].count;
        }
        return pieces.first(count);
    }

    // False if more pass than would be worth a comparison of all codes.
    bool look_through(std::span<const Piece> pieces) {
        const std::span<const Hit> hits = filter(pieces);
        passed_ += hits.size();
        if (passed_ > parts_.plan.rows / 32) {
            return false;
        }
        ask_for(pieces, hits);
        name(pieces, hits);
        compare(pieces, hits);
        return true;
    }

    std::span<const Hit> filter(std::span<const Piece> pieces) {
        std::size_t entries = 0;
        for (const Piece& piece : pieces) {
            entries += piece.count;
            if (unverified_) {
                parts_.file->touch(piece.nexts(), piece.count);
            }
        }
        for (const Piece& piece : pieces.first(std::min(pieces.size(), pieces_ahead))) {
            prefetch(piece);
        }
        if (scratch_.hits.size() < entries + slack) {
            scratch_.hits.resize(entries + slack);
        }
        const std::size_t count =
            query_.path.keep_near(pieces.data(), pieces.size(), scratch_.hits.data());
        return std::span{scratch_.hits}.first(count);
    }

    // Asks for what names their rows.
    void ask_for(std::span<const Piece> pieces, std::span<const Hit> hits) const {
        for (const Hit& hit : hits) {
            const Piece& piece = pieces[hit.piece];
            if (unverified_) {
                parts_.file->touch(piece.lows() + hit.at, 1);
                parts_.file->touch(piece.string(), (hit.at + parts_.plan.steps) / word_bits + 4);
            }
            prefetch(piece.lows() + hit.at);
            // Of the string, about where the entry's one is.
            prefetch(piece.string() + std::uint64_t{hit.at} *
                                          (piece.entries + parts_.plan.steps) /
                                          piece.entries / word_bits);
        }
    }

    void name(std::span<const Piece> pieces, std::span<const Hit> hits) {
        if (scratch_.rows.size() < hits.size()) {
            scratch_.rows.resize(hits.size());
        }
        query_.path.name_rows(parts_.plan.steps, pieces.data(), hits.data(), hits.size(),
                             scratch_.rows.data());
        for (std::size_t i = 0; i < hits.size(); ++i) {
            if (scratch_.rows[i] >= parts_.plan.rows) {
                throw parts_.damaged();
            }
            if (unverified_) {
                parts_.file->touch(parts_.code_of(scratch_.rows[i]), code_words);
            }
            prefetch(parts_.code_of(scratch_.rows[i]));
        }
    }

    void compare(std::span<const Piece> pieces, std::span<const Hit> hits) {
        if (scratch_.near.size() < hits.size() + slack) {
            scratch_.near.resize(hits.size() + slack);
        }
        const std::size_t count =
            query_.path.compare_rows(parts_.codes.data(), scratch_.rows.data(), hits.size(),
                                    query_.code, query_.radius, scratch_.near.data());
        for (std::size_t i = 0; i < count; ++i) {
            const Near& near = scratch_.near[i];
            const std::uint32_t row = scratch_.rows[near.at];
            // Several words may lead here; the first one that does counts.
            if (shares_.leader(parts_.code_of(row), query_.code) ==
                pieces[hits[near.at].piece].word) {
                found_.push_back(Near{row, near.distance});
            }
        }
    }

    void scan() {
        parts_.file->touch(parts_.codes.data(), parts_.codes.size());
        auto& near = scratch_.near;
        near.resize(std::max(near.size(), flat_rows + slack));
        const std::size_t rows = parts_.plan.rows;
        for (std::size_t at = 0; at < rows; at += flat_rows) {
            const auto* first = reinterpret_cast<const std::byte*>(parts_.code_of(at));
            const CodeRows codes{first, code_bytes, std::min(flat_rows, rows - at)};
            const std::size_t count =
                query_.path.scan_rows(codes, query_.code, query_.radius, near.data());
            for (std::size_t i = 0; i < count; ++i) {
                found_.push_back(
                    Near{static_cast<std::uint32_t>(at) + near[i].at, near[i].distance});
            }
        }
    }

    const HammingParts& parts_;
    const HammingQuery& query_;
    Shares shares_;
    Scratch& scratch_ = mine();
    bool unverified_;
    std::size_t passed_ = 0;  // entries that passed so far
    std::vector<Near> found_{};
};

}  // namespace tutela
