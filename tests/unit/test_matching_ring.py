"""However the differing bits lie, an index of many entries finds what a look at each would find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tutela.matching import MAX_RADIUS, HammingIndex, paths

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

# Enough that every radius is looked up in the tables, and that rows need more than 16 bits.
ENTRIES = 140_000
WORD = 16
BITS = 256


@pytest.fixture(scope="module")
def codes() -> NDArray[np.uint8]:
    """By chance; a few of them several times."""
    made = np.random.default_rng(41).integers(0, 256, (ENTRIES, 32), dtype=np.uint8)
    made[-50:] = made[:50]
    return made


@pytest.fixture(scope="module")
def index(codes: NDArray[np.uint8], tmp_path_factory: pytest.TempPathFactory) -> HammingIndex:
    folder: Path = tmp_path_factory.mktemp("ring") / "index"
    return HammingIndex.build(folder, codes, np.arange(len(codes), dtype=np.uint64))


def spread(count: int, random: np.random.Generator) -> list[int]:
    """As equal a number of bits in each word as can be: the hardest for a look at single words."""
    words = random.permutation(WORD)
    return [int(words[at % WORD]) * WORD + at // WORD for at in range(count)]


def heaped(count: int, random: np.random.Generator) -> list[int]:
    """All in a few words that follow each other, around the end of the code too."""
    first = int(random.integers(BITS))
    return [(first + at) % BITS for at in range(count)]


def anywhere(count: int, random: np.random.Generator) -> list[int]:
    return [int(bit) for bit in random.permutation(BITS)[:count]]


def every_second_word(count: int, random: np.random.Generator) -> list[int]:
    words = 2 * random.permutation(WORD // 2) + int(random.integers(2))
    return [int(words[at % len(words)]) * WORD + at // len(words) for at in range(count)]


@pytest.mark.parametrize("path", paths())
@pytest.mark.parametrize("lie", [spread, heaped, anywhere, every_second_word])
def test_what_differs_in_exactly_the_radius_is_found_and_what_differs_in_one_more_is_not(
    index: HammingIndex, codes: NDArray[np.uint8], lie: object, path: str
) -> None:
    assert callable(lie)
    random = np.random.default_rng(42)
    for radius in range(MAX_RADIUS + 1):
        for wanted in random.integers(100, ENTRIES - 100, 6).tolist():
            bits = np.zeros(BITS, np.uint8)
            bits[lie(radius + 1, random)] = 1
            beyond = codes[wanted] ^ np.packbits(bits, bitorder="little")
            bits[np.flatnonzero(bits)[random.integers(radius + 1)]] = 0
            within = codes[wanted] ^ np.packbits(bits, bitorder="little")
            assert wanted in index.search(within[np.newaxis], radius, path=path).ids
            assert wanted not in index.search(beyond[np.newaxis], radius, path=path).ids


@pytest.mark.parametrize("path", paths())
def test_every_radius_equals_a_look_at_each(
    index: HammingIndex, codes: NDArray[np.uint8], path: str
) -> None:
    random = np.random.default_rng(43)
    queries = codes[random.integers(0, ENTRIES, 8)].copy()
    queries[0] = codes[7]  # one of those that are there twice
    queries[1] = 0
    whole = codes.view(np.uint64)
    for query in queries:
        distances = np.bitwise_count(whole ^ query.view(np.uint64)).sum(axis=1)
        for radius in range(MAX_RADIUS + 1):
            near = np.flatnonzero(distances <= radius)
            found = index.search(query[np.newaxis], radius, path=path)
            order = np.lexsort((near, distances[near]))
            assert found.ids.tolist() == near[order].tolist()
            assert found.distances.tolist() == distances[near][order].tolist()
