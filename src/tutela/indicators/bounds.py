"""What cannot be an indicator because it would match what many people share. Pure.

DESIGN "Bounds against misuse": a fingerprint without information and one near a common harmless
item are refused, whoever sends them.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from tutela.matching import HammingIndex, pack, pack_ids
from tutela.signals.model import SignalKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from collections.abc import Set as AbstractSet

    Fingerprint = tuple[SignalKind, bytes]

FEWEST_BITS = 64
MOST_BITS = 192
"""A PDQ compares 256 frequencies with their median, so about half its bits are set. One with far
fewer or more is that of a blank or nearly blank picture, or made up; within these bounds it is
farther than any allowed radius (52) from the fingerprint of a blank one."""

EMPTY_FILE = {
    SignalKind(name): hashlib.new(name, b"", usedforsecurity=False).digest()
    for name in ("md5", "sha1", "sha256")
}


def uninformative(kind: SignalKind, value: bytes) -> str | None:
    """Why this fingerprint says too little to be an indicator; None if it may be one."""
    if kind is not SignalKind.PDQ:
        return f"It is the {kind} of an empty file." if value == EMPTY_FILE.get(kind) else None
    bits = int.from_bytes(value).bit_count()
    if FEWEST_BITS <= bits <= MOST_BITS:
        return None
    return (
        f"The pdq has {bits} of 256 bits set, as of a blank picture; it would match many. "
        f"At least {FEWEST_BITS} and at most {MOST_BITS} are needed."
    )


class Harmless:
    """The fingerprints of common harmless items, to be compared with new entries."""

    def __init__(self, fingerprints: Collection[Fingerprint] = ()) -> None:
        self._digests = {one for one in fingerprints if one[0] is not SignalKind.PDQ}
        codes = [value for kind, value in fingerprints if kind is SignalKind.PDQ]
        self._codes = HammingIndex.of(pack(codes), pack_ids(range(len(codes)))) if codes else None

    def near(self, fingerprints: Sequence[Fingerprint], radius: int) -> AbstractSet[Fingerprint]:
        """Those equal to a harmless digest, or within `radius` bits of a harmless PDQ."""
        equal = self._digests.intersection(fingerprints)
        codes = [value for kind, value in fingerprints if kind is SignalKind.PDQ]
        if not codes or self._codes is None:
            return equal
        hits = self._codes.search(pack(codes), radius)
        return equal | {(SignalKind.PDQ, codes[at]) for at in set(hits.query_index.tolist())}
