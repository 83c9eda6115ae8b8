"""The sealer: gives waiting events their places, signs a checkpoint and shows it to the witness."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.platform import log
from tutela.platform.actor import NODE
from tutela.platform.audit import batch, store
from tutela.platform.audit.batch import Head
from tutela.platform.audit.errors import (
    LogBroken,
    NoteForged,
    NoteMalformed,
    NoteUnsigned,
    WitnessAhead,
    WitnessAway,
)
from tutela.platform.audit.merkle import EMPTY_ROOT, HASH_BYTES, Frontier, FrontierMalformed
from tutela.platform.audit.note import open_checkpoint
from tutela.platform.audit.own import log_key, witness_of
from tutela.platform.audit.walk import BATCH

if TYPE_CHECKING:
    import threading

    from sqlalchemy import Connection

    from tutela.platform.audit.note import Checkpoint, LogKey
    from tutela.platform.node import Node

PURPOSE: Final = "seal the log"
PAUSE: Final = 0.5  # seconds; a row is sealed within one second
_SHOWN_AT_ONCE: Final = 1000

_FALSE_NOTE = (NoteForged, NoteMalformed, NoteUnsigned)


def seal_once(node: Node) -> int:
    """Seals up to 10,000 waiting events, and shows the witness what it lacks; how many.

    Any number of processes may seal at once. Raises LogBroken and WitnessAhead, after which
    nothing was sealed; WitnessAway and WitnessRefused, after which the rows are sealed all the
    same; and DatabaseAway.
    """
    with node.read() as connection:
        is_waiting = store.is_waiting(connection)
    sealed = 0
    if is_waiting:
        with node.work(NODE, PURPOSE) as work:
            sealed = _seal(node, work.connection)
    show(node)
    return sealed


def show(node: Node) -> int:
    """Shows the witness the checkpoints it has not seen; how many.

    Raises WitnessAway, WitnessAhead, WitnessRefused and DatabaseAway.
    """
    witness = witness_of(node)
    seen = witness.last()
    shown = 0
    with node.read() as connection:
        number, epoch = _unseen(node, connection, seen)
        while notes := store.notes_after(connection, number, epoch, _SHOWN_AT_ONCE):
            shown += witness.append_all(notes.values())
            number = max(notes)
    return shown


class Sealer:
    """Seals a node's log in a loop, for a thread of its own."""

    def __init__(self, node: Node, pause: float = PAUSE) -> None:
        self._node = node
        self._pause = pause
        self._trouble: str | None = None

    def run(self, stop: threading.Event) -> None:
        """Seals until `stop` is set, and once more then. Goes on through every failure."""
        while not stop.is_set():
            if self._try() < BATCH:
                stop.wait(self._pause)
        self._try()

    def _try(self) -> int:
        try:
            sealed = seal_once(self._node)
        except Exception as error:  # noqa: BLE001 - the log must go on once the cause has gone
            self._tell(getattr(error, "sentence", type(error).__name__))
            return 0
        self._tell(None)
        return sealed

    def _tell(self, trouble: str | None) -> None:
        """Logs a trouble when it comes and when it goes, not every half second."""
        if trouble == self._trouble:
            return
        self._trouble = trouble
        if trouble is None:
            log.get("audit").info("the log is sealed again")
        else:
            log.get("audit").error("the log is not sealed", problem=trouble)


def _seal(node: Node, connection: Connection) -> int:
    store.lock(connection)
    store.forget_sealed(connection)
    key = log_key(node)
    sealed = batch.seal(
        _head(connection, key),
        store.waiting(connection, BATCH),
        node.keys.audit,
        origin=key.name,
        now=node.clock.now(),
    )
    if sealed is None:
        return 0
    _require_witness_behind(node, connection, sealed.row.epoch)
    store.seal(connection, sealed.first, sealed.leaves)
    store.add_checkpoint(connection, sealed.row)
    return len(sealed.leaves)


def _head(connection: Connection, key: LogKey) -> Head:
    """Where the log stands, the rows sealed last held against the last checkpoint.

    By induction all rows are held against their checkpoints. Raises LogBroken.
    """
    rows = store.last_checkpoints(connection, 2)
    number = rows[0].number if rows else 0
    try:
        frontiers = [Frontier.from_bytes(row.frontier) for row in rows]
        last = open_checkpoint(rows[0].note, key) if rows else None
    except (FrontierMalformed, *_FALSE_NOTE):
        raise LogBroken(number=number) from None
    frontier = frontiers[1] if len(frontiers) > 1 else Frontier()
    for position, leaf in store.leaf_hashes(connection, frontier.size):
        if position != frontier.size or len(leaf) != HASH_BYTES:
            raise LogBroken(number=number)
        frontier.append(leaf)
    kept = (frontier.size, frontier.root(), number)
    signed = (0, EMPTY_ROOT, 0) if last is None else (last.size, last.root, last.number)
    if kept != signed or (frontiers and frontier.to_bytes() != rows[0].frontier):
        raise LogBroken(number=number)
    return Head(last, frontier)


def _unseen(node: Node, connection: Connection, seen: Checkpoint | None) -> tuple[int, int]:
    """After which number and epoch the checkpoints come that the witness has not seen.

    Raises WitnessAhead if it has seen what this database does not hold.
    """
    if seen is None:
        return 0, 0
    if _is_known(connection, seen, log_key(node)):
        return seen.number, 0
    last = store.last_checkpoints(connection, 1)
    if last and last[0].epoch > seen.epoch:
        return 0, seen.epoch
    raise WitnessAhead(path=node.settings.witness_path, seen=seen.number)


def _require_witness_behind(node: Node, connection: Connection, epoch: int) -> None:
    """Raises WitnessAhead if the witness saw what this database lacks and no restore explains it.

    Signing on would fork the log. A witness that is away stops nothing.
    """
    witness = witness_of(node)
    try:
        seen = witness.last()
    except WitnessAway:
        return
    if seen is None or seen.epoch < epoch or _is_known(connection, seen, log_key(node)):
        return
    raise WitnessAhead(path=witness.path, seen=seen.number)


def _is_known(connection: Connection, seen: Checkpoint, key: LogKey) -> bool:
    row = store.checkpoint(connection, seen.number)
    try:
        return row is not None and open_checkpoint(row.note, key) == seen
    except _FALSE_NOTE:
        return False
