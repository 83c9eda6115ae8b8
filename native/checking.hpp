// For the native tests: a check that also speaks in optimised builds, and a source of random data.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

namespace tutela {

inline void check(bool holds, const char* truth) {
    if (!holds) {
        std::fprintf(stderr, "not true: %s\n", truth);
        std::exit(1);
    }
}

class Random {
public:
    std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
    std::uint64_t word() { return engine_(); }

    std::vector<std::uint8_t> bytes(std::size_t count) {
        std::vector<std::uint8_t> values(count);
        for (auto& value : values) {
            value = static_cast<std::uint8_t>(below(256));
        }
        return values;
    }

private:
    std::mt19937_64 engine_{20261122};
};

}  // namespace tutela
