"""What can be done with the log: verify it, export it, and say that the node was restored."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from tutela.platform.audit import store
from tutela.platform.audit.epoch import FIRST_EPOCH
from tutela.platform.audit.errors import WitnessAway
from tutela.platform.audit.export import Header, write_export
from tutela.platform.audit.model import Event
from tutela.platform.audit.own import log_key, witness_of
from tutela.platform.audit.progress import ignored, watched
from tutela.platform.audit.report import Finding, Kind, Report
from tutela.platform.audit.verify import Log
from tutela.platform.audit.verify import verify as verify_log
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.audit.progress import Progress
    from tutela.platform.audit.witness import Shown, Witness
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def verify(node: Node, actor: Actor, progress: Progress = ignored) -> Report:
    """Everything that is wrong with the node's log, against its key and its witness.

    The log may grow meanwhile: one moment of it is looked at. Raises Forbidden and DatabaseAway.
    """
    actor.require(Permission.AUDIT_VERIFY)
    witness = witness_of(node)
    # The witness goes first: whatever it has seen by now, the database must hold below.
    shown, problem = _shown(witness)
    with _moment(node) as connection:
        report = verify_log(_log(node, connection, shown, progress))
    # The first checkpoint may be on its way to the witness; a second one follows the first.
    if problem is None and report.checkpoints > 1 and not witness.exists():
        problem = phrase("The file is missing, so nothing here is witnessed.")
    if problem is None:
        return report
    finding = Finding(Kind.WITNESS_UNREADABLE, str(node.settings.witness_path), problem)
    return replace(report, findings=(*report.findings, finding))


def export(node: Node, actor: Actor, path: Path, progress: Progress = ignored) -> int:
    """Writes the log to `path` (0600, JSON Lines) for verification elsewhere; how many rows.

    The export is itself recorded. Raises Forbidden, ExportExists, ExportUnwritable, DatabaseAway.
    """
    actor.require(Permission.AUDIT_EXPORT)
    with node.work(actor, "hand out the log") as work:
        work.record(
            Event.AUDIT_EXPORT,
            subject=("node", node.identity.id),
            service_id=NODE_SERVICE,
            file=path.name,
        )
        now = work.now
    with _moment(node) as connection:
        last = store.last_checkpoints(connection, 1)
        header = Header(log_key(node), now, last[0].size if last else 0)
        return write_export(path, header, _log(node, connection, (), progress))


def new_epoch(work: Work, reason: str = "") -> int:
    """Records that the node was restored from a backup, and starts the log's next epoch.

    To be called after a restore, before anything else is done with the node. What the witness saw
    beyond the backup stays visible in every verification. Returns the epoch.
    """
    witness = witness_of(work.node)
    last = store.last_checkpoints(work.connection, 1)
    try:
        seen = witness.last()
    except WitnessAway:
        seen = None
    known = [FIRST_EPOCH, *(row.epoch for row in last), *([seen.epoch] if seen else [])]
    epoch = max(known) + 1
    work.record(
        Event.NODE_RESTORE,
        subject=("node", work.node.identity.id),
        service_id=NODE_SERVICE,
        reason=reason,
        epoch=epoch,
        rows=last[0].size if last else 0,
        witnessed_rows=seen.size if seen else 0,
    )
    return epoch


@contextmanager
def _moment(node: Node) -> Iterator[Connection]:
    """A connection that sees one moment of the database."""
    with node.read() as connection, connection.begin():
        store.look_back(connection)
        yield connection


def _log(node: Node, connection: Connection, shown: Shown | tuple[()], progress: Progress) -> Log:
    last = store.last_checkpoints(connection, 1)
    return Log(
        key=log_key(node),
        leaves=watched(store.leaves(connection), progress, last[0].size if last else 0),
        checkpoints=store.checkpoints(connection),
        strays=store.strays(connection),
        pending=store.pending(connection),
        witness=shown,
    )


def _shown(witness: Witness) -> tuple[Shown | tuple[()], str | None]:
    try:
        return (witness.shown(), None) if witness.exists() else ((), None)
    except WitnessAway as error:
        return (), error.sentence
