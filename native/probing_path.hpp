// Included by probing.hpp once for each path; no include guard on purpose.

namespace TUTELA_PATH {

TUTELA_TARGET inline std::uint32_t distance(const std::uint64_t* code, const Code& query) {
    return static_cast<std::uint32_t>(
        std::popcount(code[0] ^ query[0]) + std::popcount(code[1] ^ query[1]) +
        std::popcount(code[2] ^ query[2]) + std::popcount(code[3] ^ query[3]));
}

TUTELA_TARGET inline std::size_t compare_rows(const std::uint64_t* codes, const std::uint32_t* rows,
                                              std::size_t count, const Code& query,
                                              std::uint32_t radius, Near* found) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t away = distance(codes + code_words * std::size_t{rows[i]}, query);
        found[kept] = Near{static_cast<std::uint32_t>(i), away};
        kept += away <= radius ? 1U : 0U;
    }
    return kept;
}

// Which of the 64 bits is the one before which `passed` ones lie.
TUTELA_TARGET inline unsigned place_of_one(std::uint64_t bits, std::uint64_t passed) {
#if TUTELA_VECTOR
    return static_cast<unsigned>(std::countr_zero(_pdep_u64(std::uint64_t{1} << passed, bits)));
#else
    for (; passed > 0; --passed) {
        bits &= bits - 1;
    }
    return static_cast<unsigned>(std::countr_zero(bits));
#endif
}

TUTELA_TARGET inline void name_rows(std::uint64_t steps, const Piece* pieces, const Hit* hits,
                                    std::size_t count, std::uint32_t* rows) {
    const std::uint16_t* group = nullptr;
    std::uint64_t word = 0;    // of the group's string, up to which we are
    std::uint64_t passed = 0;  // ones before that word
    for (std::size_t i = 0; i < count; ++i) {
        const Piece& piece = pieces[hits[i].piece];
        const std::uint64_t at = hits[i].at;
        if (piece.group != group || at < passed) {
            group = piece.group;
            word = passed = 0;
        }
        const std::uint64_t words = (piece.entries + steps + 63) / 64;
        std::uint64_t bits = 0;
        for (; word < words; ++word) {
            std::memcpy(&bits, piece.string() + 4 * word, sizeof bits);
            const auto ones = static_cast<std::uint64_t>(std::popcount(bits));
            if (passed + ones > at) {
                break;
            }
            passed += ones;
        }
        if (word >= words) {
            rows[i] = no_row;
            continue;
        }
        const std::uint64_t high = word * 64 + place_of_one(bits, at - passed) - at;
        rows[i] = static_cast<std::uint32_t>(high << 16U | piece.lows()[at]);
    }
}

#if TUTELA_VECTOR == 512

TUTELA_TARGET inline std::size_t keep_near(const Piece* pieces, std::size_t count, Hit* hits) {
    std::size_t kept = 0;
    for (std::size_t p = 0; p < count; ++p) {
        if (p + pieces_ahead < count) {
            prefetch(pieces[p + pieces_ahead]);
        }
        const Piece& piece = pieces[p];
        const __m512i next = _mm512_set1_epi16(static_cast<short>(piece.next));
        const __m512i most = _mm512_set1_epi16(static_cast<short>(piece.most));
        for (std::uint32_t at = 0; at < piece.count; at += 32) {
            const std::uint32_t now = std::min(piece.count - at, 32U);
            const __mmask32 lanes = ~__mmask32{0} >> (32 - now);
            const __m512i found = _mm512_maskz_loadu_epi16(lanes, piece.nexts() + at);
            const __m512i differing = _mm512_popcnt_epi16(_mm512_xor_si512(found, next));
            __mmask32 near = _mm512_mask_cmple_epu16_mask(lanes, differing, most);
            for (; near != 0; near &= near - 1) {
                const auto lane = static_cast<std::uint32_t>(std::countr_zero(near));
                hits[kept++] = Hit{static_cast<std::uint32_t>(p), piece.from + at + lane};
            }
        }
    }
    return kept;
}

#elif TUTELA_VECTOR == 256

// The ones in each of sixteen words (Mula).
TUTELA_TARGET inline __m256i count_words(__m256i words) {
    const __m256i ones = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                          0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i low = _mm256_set1_epi8(15);
    const __m256i left = _mm256_shuffle_epi8(ones, _mm256_and_si256(words, low));
    const __m256i right =
        _mm256_shuffle_epi8(ones, _mm256_and_si256(_mm256_srli_epi16(words, 4), low));
    return _mm256_maddubs_epi16(_mm256_add_epi8(left, right), _mm256_set1_epi8(1));
}

TUTELA_TARGET inline std::size_t keep_near(const Piece* pieces, std::size_t count, Hit* hits) {
    std::size_t kept = 0;
    for (std::size_t p = 0; p < count; ++p) {
        if (p + pieces_ahead < count) {
            prefetch(pieces[p + pieces_ahead]);
        }
        const Piece& piece = pieces[p];
        const __m256i next = _mm256_set1_epi16(static_cast<short>(piece.next));
        const __m256i more = _mm256_set1_epi16(static_cast<short>(piece.most + 1));
        for (std::uint32_t at = 0; at < piece.count; at += 16) {
            // Reads what lies behind the last entry; there is always something.
            const __m256i found =
                _mm256_loadu_si256(reinterpret_cast<const __m256i*>(piece.nexts() + at));
            const __m256i differing = count_words(_mm256_xor_si256(found, next));
            auto near = static_cast<std::uint32_t>(
                _mm256_movemask_epi8(_mm256_cmpgt_epi16(more, differing)));
            const std::uint32_t now = std::min(piece.count - at, 16U);
            near &= static_cast<std::uint32_t>((std::uint64_t{1} << 2 * now) - 1) & 0x55555555U;
            for (; near != 0; near &= near - 1) {
                const auto lane = static_cast<std::uint32_t>(std::countr_zero(near)) / 2;
                hits[kept++] = Hit{static_cast<std::uint32_t>(p), piece.from + at + lane};
            }
        }
    }
    return kept;
}

#else

TUTELA_TARGET inline std::size_t keep_near(const Piece* pieces, std::size_t count, Hit* hits) {
    std::size_t kept = 0;
    for (std::size_t p = 0; p < count; ++p) {
        if (p + pieces_ahead < count) {
            prefetch(pieces[p + pieces_ahead]);
        }
        const Piece& piece = pieces[p];
        for (std::uint32_t at = 0; at < piece.count; ++at) {
            const unsigned differing = piece.nexts()[at] ^ piece.next;
            hits[kept] = Hit{static_cast<std::uint32_t>(p), piece.from + at};
            kept += std::popcount(differing) <= piece.most ? 1U : 0U;
        }
    }
    return kept;
}

#endif

#if TUTELA_VECTOR == 512

// The distances of eight codes, each two of which are in one register.
TUTELA_TARGET inline __m512i eight_distances(const std::byte* first, std::size_t stride,
                                             __m512i query) {
    __m512i counts[4];
    for (std::size_t pair = 0; pair < 4; ++pair) {
        const std::byte* at = first + 2 * pair * stride;
        const __m256i even = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
        const __m256i odd = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + stride));
        const __m512i both = _mm512_inserti64x4(_mm512_castsi256_si512(even), odd, 1);
        counts[pair] = _mm512_popcnt_epi64(_mm512_xor_si512(both, query));
    }
    // Adds the four words of each code, two registers at a time.
    const __m512i low = _mm512_add_epi64(_mm512_unpacklo_epi64(counts[0], counts[1]),
                                         _mm512_unpackhi_epi64(counts[0], counts[1]));
    const __m512i high = _mm512_add_epi64(_mm512_unpacklo_epi64(counts[2], counts[3]),
                                          _mm512_unpackhi_epi64(counts[2], counts[3]));
    // low: codes 0,2 | 0,2 | 1,3 | 1,3; high: 4,6 | 4,6 | 5,7 | 5,7.
    const __m512i left = _mm512_permutex2var_epi64(
        low, _mm512_setr_epi64(0, 4, 1, 5, 8, 12, 9, 13), high);
    const __m512i right = _mm512_permutex2var_epi64(
        low, _mm512_setr_epi64(2, 6, 3, 7, 10, 14, 11, 15), high);
    return _mm512_add_epi64(left, right);
}

TUTELA_TARGET inline std::size_t scan_rows(const CodeRows& codes, const Code& query,
                                           std::uint32_t radius, Near* found) {
    const __m512i wanted = _mm512_broadcast_i64x4(
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(query.data())));
    const __m512i most = _mm512_set1_epi64(radius);
    std::size_t kept = 0;
    std::size_t at = 0;
    for (; at + 8 <= codes.count; at += 8) {
        const __m512i away = eight_distances(codes.first + at * codes.stride, codes.stride, wanted);
        auto near = static_cast<unsigned>(_mm512_cmple_epu64_mask(away, most));
        if (near == 0) {
            continue;
        }
        alignas(64) std::uint64_t distances[8];
        _mm512_store_si512(distances, away);
        for (; near != 0; near &= near - 1) {
            const auto lane = static_cast<std::size_t>(std::countr_zero(near));
            found[kept++] = Near{static_cast<std::uint32_t>(at + lane),
                                 static_cast<std::uint32_t>(distances[lane])};
        }
    }
    for (; at < codes.count; ++at) {
        const Code code = read_code(codes.first + at * codes.stride);
        const std::uint32_t away = distance(code.data(), query);
        found[kept] = Near{static_cast<std::uint32_t>(at), away};
        kept += away <= radius ? 1U : 0U;
    }
    return kept;
}

#else

TUTELA_TARGET inline std::size_t scan_rows(const CodeRows& codes, const Code& query,
                                           std::uint32_t radius, Near* found) {
    std::size_t kept = 0;
    for (std::size_t at = 0; at < codes.count; ++at) {
        const Code code = read_code(codes.first + at * codes.stride);
        const std::uint32_t away = distance(code.data(), query);
        found[kept] = Near{static_cast<std::uint32_t>(at), away};
        kept += away <= radius ? 1U : 0U;
    }
    return kept;
}

#endif

}  // namespace TUTELA_PATH

#undef TUTELA_PATH
#undef TUTELA_TARGET
#undef TUTELA_VECTOR
