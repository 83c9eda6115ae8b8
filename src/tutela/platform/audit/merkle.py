"""Merkle tree hashes and proofs of RFC 9162 §2.1 (the same trees as RFC 6962) with SHA-256.

Pure. A *leaf* here is a leaf's hash, 32 bytes; positions count from 0.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HASH_BYTES = 32
SIZE_BYTES = 8
EMPTY_ROOT = sha256(b"").digest()


class OutsideTree(ValueError):
    """The position or size lies outside the tree."""


class FrontierMalformed(ValueError):
    """The bytes are not a frontier."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry of the log, told apart from inner nodes by its first byte."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a tree: the roots of its perfect subtrees, largest first.

    It takes leaves and gives the root without keeping the leaves: one hash for each 1 bit in the
    size (a compact range).
    """

    __slots__ = ("_peaks", "_size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        self._size = size
        self._peaks = list(peaks)

    @property
    def size(self) -> int:
        return self._size

    def append(self, leaf: bytes) -> None:
        """Adds the leaf after the last one. Raises ValueError unless it has 32 bytes."""
        if len(leaf) != HASH_BYTES:
            raise ValueError(f"a leaf hash has {HASH_BYTES} bytes, not {len(leaf)}")
        self._peaks.append(leaf)
        carry = self._size
        while carry & 1:
            right = self._peaks.pop()
            self._peaks.append(node_hash(self._peaks.pop(), right))
            carry >>= 1
        self._size += 1

    def root(self) -> bytes:
        """The tree's root hash; of the empty tree, the hash of nothing."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def copy(self) -> Self:
        """A frontier that grows by itself from here."""
        return type(self)(self._size, self._peaks)

    def to_bytes(self) -> bytes:
        """The size in 8 bytes, most significant first, and the hashes, largest subtree first."""
        return self._size.to_bytes(SIZE_BYTES, "big") + b"".join(self._peaks)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The frontier that `to_bytes` wrote. Raises FrontierMalformed."""
        size, hashes = int.from_bytes(data[:SIZE_BYTES], "big"), data[SIZE_BYTES:]
        if len(data) < SIZE_BYTES or len(hashes) != size.bit_count() * HASH_BYTES:
            raise FrontierMalformed
        places = range(0, len(hashes), HASH_BYTES)
        return cls(size, [hashes[at : at + HASH_BYTES] for at in places])


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root hash of a tree with these leaves."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def inclusion_proof(leaves: Sequence[bytes], position: int) -> list[bytes]:
    """The path from the leaf at `position` to the root (RFC 9162 §2.1.3.1). Raises OutsideTree."""
    if not 0 <= position < len(leaves):
        raise OutsideTree(position)
    path: list[bytes] = []
    start, end = 0, len(leaves)
    while end - start > 1:
        split = start + _left_size(end - start)
        if position < split:
            path.append(root_of(leaves[split:end]))
            end = split
        else:
            path.append(root_of(leaves[start:split]))
            start = split
    return path[::-1]


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Shows that the first `old_size` leaves begin this tree (RFC 9162 §2.1.4.1).

    Raises OutsideTree unless 0 < `old_size` <= the number of leaves.
    """
    if not 0 < old_size <= len(leaves):
        raise OutsideTree(old_size)
    path: list[bytes] = []
    start, end, whole = 0, len(leaves), True
    while old_size != end:
        split = start + _left_size(end - start)
        if old_size <= split:
            path.append(root_of(leaves[split:end]))
            end = split
        else:
            path.append(root_of(leaves[start:split]))
            start, whole = split, False
    # The verifier has the old root already when it is a subtree of the new tree.
    return [*([] if whole else [root_of(leaves[start:end])]), *path[::-1]]


def verify_inclusion(
    leaf: bytes, position: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether `proof` leads from `leaf` at `position` to `root` (RFC 9162 §2.1.3.2)."""
    if not 0 <= position < size or not _all_hashes([leaf, root, *proof]):
        return False
    node, last, reached = position, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            reached = node_hash(sibling, reached)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and reached == root


def verify_consistency(
    old_size: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes
) -> bool:
    """Whether `proof` shows the old tree to begin the new one (RFC 9162 §2.1.4.2)."""
    if not 0 < old_size <= size or not _all_hashes([old_root, root, *proof]):
        return False
    if old_size == size:
        return not proof and old_root == root
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    return bool(path) and _climb(old_size - 1, size - 1, path) == (old_root, root)


def _climb(node: int, last: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    """The old and the new root that `path` leads to, or None if it is too long or too short."""
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return (old, new) if last == 0 else None


def _left_size(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _all_hashes(values: Sequence[bytes]) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
