// Exact radius search over 256-bit codes held in memory: a flat scan, so nothing near is missed.
//
// Entries live in fixed segments that are only ever appended to. A snapshot lists segments with the
// count it may see, so adding one entry copies a list of pointers, not the entries, and readers
// need no lock while they scan. Withdrawn entries are marked; a segment more than half withdrawn
// gives its survivors to the tail, so memory stays within twice the need.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <tuple>
#include <vector>

#include "kernels.hpp"
#include "shared.hpp"

namespace tutela {

inline Code read_code(const std::uint8_t* bytes) {
    Code code{};
    std::memcpy(code.data(), bytes, code_bytes);
    return code;
}

// One entry within the radius of one query of a batch.
struct Hit {
    std::size_t query;
    std::uint64_t id;
    std::uint16_t distance;
};

template <std::size_t SegmentBlocks>
class BasicHammingIndex {
public:
    explicit BasicHammingIndex(const Kernel& kernel) : kernel_(kernel) {}

    [[nodiscard]] const Kernel& kernel() const { return kernel_; }

    // Entries that can be found now.
    [[nodiscard]] std::size_t size() const {
        const auto snapshot = published_.current();
        std::size_t total = 0;
        for (const View& view : *snapshot) {
            total += view.count - view.withdrawn.count();
        }
        return total;
    }

    // `codes` holds code_bytes for each id. All of them become visible together.
    void add(std::span<const std::uint8_t> codes, std::span<const std::uint64_t> ids) {
        published_.change([&](Snapshot& next) {
            for (std::size_t i = 0; i < ids.size(); ++i) {
                append(next, read_code(codes.data() + i * code_bytes), ids[i]);
            }
            return true;
        });
    }

    // Withdraws every entry of these ids; unknown ids are no error. Returns the entries withdrawn.
    std::size_t withdraw(std::span<const std::uint64_t> ids) {
        const IdSet doomed{ids};
        return published_.change([&](Snapshot& next) { return withdraw_from(next, doomed); });
    }

    // All entries within the radius, ordered by query, then distance, then id.
    [[nodiscard]] std::vector<Hit> search(std::span<const std::uint8_t> codes,
                                          std::uint32_t radius) const {
        std::vector<Code> queries(codes.size() / code_bytes);
        for (std::size_t i = 0; i < queries.size(); ++i) {
            queries[i] = read_code(codes.data() + i * code_bytes);
        }
        std::vector<Hit> hits;
        const auto snapshot = published_.current();
        for (const View& view : *snapshot) {
            search_segment(view, queries, radius, hits);
        }
        std::ranges::sort(hits, {}, [](const Hit& hit) {
            return std::tuple{hit.query, hit.distance, hit.id};
        });
        return hits;
    }

private:
    static constexpr std::size_t segment_codes = SegmentBlocks * block_codes;

    struct Segment {
        std::uint64_t words[code_words * segment_codes];
        std::uint64_t ids[segment_codes];

        void write(std::size_t at, const Code& code, std::uint64_t id) {
            for (std::size_t word = 0; word < code_words; ++word) {
                words[word * segment_codes + at] = code[word];
            }
            ids[at] = id;
        }

        [[nodiscard]] Code read(std::size_t at) const {
            Code code{};
            for (std::size_t word = 0; word < code_words; ++word) {
                code[word] = words[word * segment_codes + at];
            }
            return code;
        }
    };

    // What a snapshot may see of a segment: its first `count` entries but those withdrawn.
    struct View {
        std::shared_ptr<Segment> segment;
        std::size_t count = 0;
        Withdrawn withdrawn{};
    };

    // Every segment but the last is full.
    using Snapshot = std::vector<View>;

    static void append(Snapshot& next, const Code& code, std::uint64_t id) {
        if (next.empty() || next.back().count == segment_codes) {
            // Left uninitialised: the system gives out pages as they are written.
            next.push_back(View{std::make_shared_for_overwrite<Segment>()});
        }
        View& tail = next.back();
        // Beyond the count of every published snapshot, so no reader looks here.
        tail.segment->write(tail.count, code, id);
        ++tail.count;
    }

    static std::size_t withdraw_from(Snapshot& next, const IdSet& doomed) {
        std::size_t total = 0;
        Snapshot kept;
        Snapshot thinned;
        for (View& view : next) {
            const auto id_at = [&view](std::size_t at) { return view.segment->ids[at]; };
            total += view.withdrawn.mark(view.count, id_at, doomed);
            (view.withdrawn.count() * 2 > view.count ? thinned : kept).push_back(view);
        }
        for (const View& view : thinned) {
            for (std::size_t at = 0; at < view.count; ++at) {
                if (!view.withdrawn.covers(at)) {
                    append(kept, view.segment->read(at), view.segment->ids[at]);
                }
            }
        }
        next = std::move(kept);
        return total;
    }

    void search_segment(const View& view, std::span<const Code> queries, std::uint32_t radius,
                        std::vector<Hit>& hits) const {
        BlockDistances distances;
        for (std::size_t start = 0; start < view.count; start += block_codes) {
            const Block block{view.segment->words + start, segment_codes,
                              std::min(block_codes, view.count - start)};
            for (std::size_t query = 0; query < queries.size(); ++query) {
                if (!kernel_.scan(block, queries[query], radius, distances)) {
                    continue;
                }
                for (std::size_t i = 0; i < block.count; ++i) {
                    if (distances.of[i] <= radius && !view.withdrawn.covers(start + i)) {
                        hits.push_back(Hit{query, view.segment->ids[start + i], distances.of[i]});
                    }
                }
            }
        }
    }

    Kernel kernel_;
    Published<Snapshot> published_;
};

// 16,384 entries, 655 kB.
using HammingIndex = BasicHammingIndex<32>;

}  // namespace tutela
