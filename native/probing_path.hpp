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
        found[kept] = Near{rows[i], away};
        kept += away <= radius ? 1U : 0U;
    }
    return kept;
}

#if TUTELA_AVX512

TUTELA_TARGET inline std::size_t keep_near(const Group* groups, std::size_t count,
                                           const TagTest& test, std::uint32_t* rows) {
    const __m512i tag = _mm512_set1_epi32(static_cast<int>(test.tag));
    const __m512i mask = _mm512_set1_epi32(static_cast<int>(test.mask));
    const __m512i radius = _mm512_set1_epi32(static_cast<int>(test.radius));
    const __m128i shift = _mm_cvtsi32_si128(static_cast<int>(test.shift));
    std::uint32_t* next = rows;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t* at = groups[i].entries;
        for (std::size_t left = groups[i].count; left > 0; at += 16) {
            const std::size_t now = std::min<std::size_t>(left, 16);
            const auto lanes = static_cast<__mmask16>((1U << now) - 1U);
            const __m512i entries = _mm512_maskz_loadu_epi32(lanes, at);
            const __m512i differing = _mm512_and_si512(_mm512_xor_si512(entries, tag), mask);
            const __mmask16 near =
                _mm512_mask_cmple_epu32_mask(lanes, _mm512_popcnt_epi32(differing), radius);
            _mm512_storeu_si512(
                next, _mm512_maskz_compress_epi32(near, _mm512_srl_epi32(entries, shift)));
            next += std::popcount(static_cast<unsigned>(near));
            left -= now;
        }
    }
    return static_cast<std::size_t>(next - rows);
}

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

TUTELA_TARGET inline std::size_t keep_near(const Group* groups, std::size_t count,
                                           const TagTest& test, std::uint32_t* rows) {
    std::size_t kept = 0;
    for (std::size_t g = 0; g < count; ++g) {
        for (std::size_t i = 0; i < groups[g].count; ++i) {
            const std::uint32_t entry = groups[g].entries[i];
            const auto differing = std::popcount((entry ^ test.tag) & test.mask);
            rows[kept] = entry >> test.shift;
            kept += static_cast<std::uint32_t>(differing) <= test.radius ? 1U : 0U;
        }
    }
    return kept;
}

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
#undef TUTELA_AVX512
