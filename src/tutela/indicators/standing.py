"""How the index files of one bank stand: size, generation, and whether they are up to date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.indicators import store_live
from tutela.indicators.following import FOLDER, IndexFiles
from tutela.matching import MatchingError

if TYPE_CHECKING:
    from tutela.indicators.bank_index import BankIndex
    from tutela.indicators.model import Bank
    from tutela.platform.node import Node


@dataclass(frozen=True, slots=True)
class IndexStanding:
    """The files of one bank.

    `fingerprints` can be found. `file_bytes` lie on the disk, and all processes map them together.
    `generation` counts the switches to other files. `current` says whether all that the database
    holds is in.
    """

    fingerprints: int
    file_bytes: int
    generation: int
    current: bool


def standing(node: Node, bank: Bank) -> IndexStanding | None:
    """How the files of an enabled bank stand; None if no process has made them yet."""
    files = IndexFiles(node.settings.home / FOLDER)
    with node.read() as connection:
        wanted = store_live.revision(connection)
    try:
        index = files.open(bank.id)
        return _standing(index, current=files.revision() == wanted) if bank.enabled else None
    except MatchingError:
        return None


def _standing(index: BankIndex, *, current: bool) -> IndexStanding:
    parts = [part.standing() for part in index.parts()]
    return IndexStanding(
        fingerprints=len(index),
        file_bytes=sum(part.file_bytes for part in parts),
        generation=sum(part.generation for part in parts),
        current=current,
    )
