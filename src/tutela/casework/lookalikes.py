"""Which items of a case look nearly the same, so that people can decide them side by side. Pure.

By the fingerprints that the scan stored, and the radius of the banks that matched. It only saves
looking for them: every item is judged by its own facts, and who saw one has not seen the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tutela.matching.hamming import HammingIndex
from tutela.signals.model import MIN_QUALITY, Signals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from numpy.typing import NDArray

MOST_COMPARED: Final = 500  # items of one case; the first of them that waited


@dataclass(frozen=True, slots=True)
class Look:
    """How one item looks: its PDQ, and the smallest radius of the banks that matched it."""

    item_id: UUID
    code: bytes
    radius: int


@dataclass(frozen=True, slots=True)
class Group:
    """Items within `radius` bits of the first of them; no chain from one to the next."""

    items: tuple[UUID, ...]
    radius: int


def look_of(item_id: UUID, signals: dict[str, object], radius: int | None) -> Look | None:
    """How an item looks; None if it has no PDQ that tells anything, or no bank matched it."""
    frames = Signals.from_json(signals).frames
    if radius is None or not frames or frames[0].quality < MIN_QUALITY:
        return None
    return Look(item_id, bytes.fromhex(frames[0].hex), radius)


def groups(looks: Sequence[Look]) -> tuple[Group, ...]:
    """The groups among these, in their order; each item is in one at most.

    At most MOST_COMPARED are compared. A pair is near if both banks would call it so.
    """
    among = looks[:MOST_COMPARED]
    if len(among) < 2:  # noqa: PLR2004 - a pair
        return ()
    near = _neighbours(among)
    taken: set[int] = set()
    found: list[Group] = []
    for first in range(len(among)):
        if first in taken:
            continue
        members = [first, *(one for one in near[first] if one > first and one not in taken)]
        taken.update(members)
        if len(members) > 1:
            radius = max(min(among[first].radius, among[one].radius) for one in members[1:])
            found.append(Group(tuple(among[one].item_id for one in members), radius))
    return tuple(found)


def _neighbours(among: Sequence[Look]) -> list[list[int]]:
    """For each, the others that are near it, in order."""
    codes = _codes(one.code for one in among)
    index = HammingIndex.of(codes, np.arange(len(among), dtype=np.uint64))
    pairs = index.search(codes, max(one.radius for one in among))
    near: list[list[int]] = [[] for _ in among]
    for one, other, distance in zip(
        pairs.query_index.tolist(), pairs.ids.tolist(), pairs.distances.tolist(), strict=True
    ):
        if one != other and distance <= min(among[one].radius, among[other].radius):
            near[one].append(other)
    return [sorted(found) for found in near]


def _codes(codes: Iterable[bytes]) -> NDArray[np.uint8]:
    """uint8[n, 32]."""
    return np.frombuffer(b"".join(codes), np.uint8).reshape(-1, 32)
