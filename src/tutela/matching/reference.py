"""The slow, obvious meaning of both indexes in plain Python. Tests hold the kernel against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class ReferenceIndex:
    """What `HammingIndex` promises, one code at a time."""

    def __init__(self) -> None:
        self._entries: list[tuple[bytes, int]] = []

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, codes: Sequence[bytes], ids: Sequence[int]) -> None:
        """Add the entries (codes[i], ids[i])."""
        self._entries.extend(zip(codes, ids, strict=True))

    def withdraw(self, ids: Sequence[int]) -> int:
        """Withdraw every entry of these ids and return how many."""
        before = len(self._entries)
        self._entries = [(code, known) for code, known in self._entries if known not in ids]
        return before - len(self._entries)

    def search(self, codes: Sequence[bytes], radius: int) -> list[tuple[int, int, int]]:
        """The rows (query index, id, distance), ordered by query, then distance, then id."""
        rows = []
        for query, code in enumerate(codes):
            for known, known_id in self._entries:
                between = distance(code, known)
                if between <= radius:
                    rows.append((query, between, known_id))
        return [(query, known_id, between) for query, between, known_id in sorted(rows)]


class ReferenceTable:
    """What `ExactIndex` promises, one digest at a time."""

    def __init__(self) -> None:
        self._index = ReferenceIndex()

    def __len__(self) -> int:
        return len(self._index)

    def add(self, digests: Sequence[bytes], ids: Sequence[int]) -> None:
        """Add the entries (digests[i], ids[i])."""
        self._index.add(digests, ids)

    def withdraw(self, ids: Sequence[int]) -> int:
        """Withdraw every entry of these ids and return how many."""
        return self._index.withdraw(ids)

    def search(self, digest: bytes) -> tuple[int, ...]:
        """The ids of every entry with this digest, ascending."""
        return tuple(known_id for _, known_id, _ in self._index.search([digest], radius=0))


def distance(left: bytes, right: bytes) -> int:
    """How many bits differ."""
    return (int.from_bytes(left) ^ int.from_bytes(right)).bit_count()
