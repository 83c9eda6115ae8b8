"""The index files of a node, brought up to date with its database by whichever process is first."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.indicators import store, store_live
from tutela.indicators.bank_index import BankIndex
from tutela.matching import ExactIndex, MatchingError
from tutela.platform import log

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from tutela.indicators.model import Bank

FOLDER = "index"
_HEAD = "head"
_HEAD_WIDTH = 16  # it holds no entries, only the mark


class IndexFiles:
    """The folder of a node's index: one `BankIndex` for each bank, and the head.

    The head's mark is the revision up to which all enabled banks have been followed. It is kept in
    files that may be lost or removed at any time: they are then made again from the database.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: dict[UUID, BankIndex] = {}
        self._log = log.get("indicators")

    def open(self, bank_id: UUID) -> BankIndex:
        """The index of one bank, opened once. Raises what `BankIndex.open` raises."""
        index = self._opened.get(bank_id)
        if index is None or not index.attached():
            index = self._opened[bank_id] = BankIndex.open(self._folder / str(bank_id))
        return index

    def revision(self) -> int | None:
        """The revision up to which all enabled banks are in; None if that is not known."""
        return ExactIndex.open(self._folder / _HEAD, _HEAD_WIDTH).standing().mark

    def follow(
        self, connection: Connection, suspects: Collection[UUID] = ()
    ) -> tuple[int, dict[UUID, tuple[Bank, BankIndex]]]:
        """Brings the files up to the database's revision; returns it and the enabled banks.

        One process does so at a time, and those that waited for it find nothing left to do. The
        banks that are `suspects` are compared with their checksums first.
        """
        self._folder.mkdir(mode=0o700, exist_ok=True)
        connection.rollback()  # nothing is held open while others have their turn
        with self._turn():
            # One snapshot for all that is read, so that a revision and what it covers fit together.
            # It is taken in our turn, or the head could be ahead of it.
            store_live.begin_snapshot(connection)
            revision = store_live.revision(connection)
            banks = [bank for bank in store.banks(connection) if bank.enabled]
            for bank in banks:
                index = self._sound(bank, check=bank.id in suspects)
                self._opened[bank.id] = _brought_up(
                    connection, bank, index, self._folder / str(bank.id), revision
                )
            self._opened = {bank.id: self._opened[bank.id] for bank in banks}
            self._note(revision)
            return revision, {bank.id: (bank, self._opened[bank.id]) for bank in banks}

    def _note(self, revision: int) -> None:
        """All enabled banks are up to this revision."""
        head = self._opened_head()
        if head.standing().mark != revision:
            self._empty_others({str(bank_id) for bank_id in self._opened})
            head.change(mark=revision)

    def _sound(self, bank: Bank, *, check: bool) -> BankIndex | None:
        """The index of a bank, unless it is not there or not whole."""
        if check:
            self._opened.pop(bank.id, None)
        try:
            index = self.open(bank.id)
            for part in index.parts() if check else ():
                part.verify()
        except MatchingError as error:
            if (self._folder / str(bank.id)).exists():
                self._log.warning("index-rebuilt", bank=str(bank.id), problem=error.code)
            return None
        return index

    def _empty_others(self, kept: Collection[str]) -> None:
        """What is no longer searched must not lie around either."""
        for folder in self._folder.iterdir():
            if folder.name not in kept and _names_a_bank(folder.name) and not _is_empty(folder):
                BankIndex.build(folder, (), lambda _: (), revision=None)

    def _opened_head(self) -> ExactIndex:
        folder = self._folder / _HEAD
        try:
            return ExactIndex.open(folder, _HEAD_WIDTH)
        except MatchingError:
            return ExactIndex.build(folder, _HEAD_WIDTH)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with (self._folder / "turn").open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield


def _brought_up(
    connection: Connection, bank: Bank, index: BankIndex | None, folder: Path, revision: int
) -> BankIndex:
    """The index of a bank at this revision, built anew if there is none to go on from."""
    since = index.revision if index else None
    # A later revision than the database has: a backup was restored. Begin from nothing.
    if index is None or since is None or since > revision:
        return BankIndex.build(
            folder,
            store_live.changes(connection, bank.id, 0),
            lambda kind: store_live.fingerprints(connection, bank.id, kind, 0),
            revision=revision,
        )
    if since < revision:
        index.take(
            # Read whole before anything is changed, and before the connection is asked again.
            list(store_live.changes(connection, bank.id, since)),
            lambda kind: store_live.fingerprints(connection, bank.id, kind, since),
            revision=revision,
        )
    return index


def _is_empty(folder: Path) -> bool:
    """Whether no file of a bank holds an entry, not even a withdrawn one."""
    try:
        parts = [part.standing() for part in BankIndex.open(folder).parts()]
    except MatchingError:
        return False
    return not any(part.entries or part.withdrawn for part in parts)


def _names_a_bank(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True
