"""Telling users of reports by the clock: the letter, on its way by the platform."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from tutela.platform import languages
from tutela.platform.actor import NODE
from tutela.platform.services.service import require_service
from tutela.platform.webhooks import service as webhooks
from tutela.redress.informing import hearing, moves, store
from tutela.redress.informing.machine import USER_NOTICE, Command
from tutela.redress.informing.model import Facts, State
from tutela.redress.informing.public_letter import letter
from tutela.redress.statements.words import plain
from tutela.reporting import moves as report_moves
from tutela.reporting.centre import store as centre
from tutela.reporting.machine import ReportState
from tutela.reporting.model import ReportKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from tutela.platform.node import Node
    from tutela.platform.services.model import Service
    from tutela.platform.work import Work
    from tutela.redress.informing.model import Reader, UserNotice
    from tutela.redress.statements.public_letter import Said
    from tutela.reporting.records import ReportRow

TOLD: Final = "user.reported"
_BATCH: Final = 200


def follow(node: Node, *, subject_id: str) -> None:
    """Begins the clock of a report that the Centre has, and ends it where the Centre found it
    unfounded: the user is told without delay (Article 12(2)). Safe to run again.
    """
    report_id = UUID(subject_id)
    with node.work(NODE, purpose="tell a user of a report") as work:
        row = report_moves.lock(work, report_id)
        told = centre.telling(work.connection, report_id)
        if row.state is not ReportState.FILED or row.kind is ReportKind.CORRECTION:
            return
        if told is None or not told.number:
            return
        one = moves.start(work, row)
        unfounded, _, _ = store.said(work.connection, report_id)
        if unfounded and one.state is State.WAITING and one.due_at > work.now:
            moves.move(work, one, Command.HASTEN, due_at=work.now)


def tell_due(node: Node) -> None:
    """Tells every user whose time has come. Repeating it changes nothing."""
    with node.read() as connection:
        due = store.due(connection, node.clock.now(), _BATCH)
    for report_id in due:
        with node.work(NODE, purpose="tell a user of a report") as work:
            row = report_moves.lock(work, report_id)
            one = store.find(work.connection, report_id, locked=True)
            if one and one.state not in USER_NOTICE.finals and one.due_at <= work.now:
                _tell(work, row, one)


def _tell(work: Work, row: ReportRow, one: UserNotice) -> None:
    items = store.items(work.connection, row.id)
    reader = store.reader(items)
    if not reader.known:
        moves.move(work, one, Command.GIVE_UP)
        return
    service = require_service(work.connection, row.service_id)
    settings = work.node.settings
    words = languages.for_anybody(settings, reader.language, service.policy.language)
    said = letter(_facts(work, row, one, items, service), words)
    moves.move(work, one, Command.TELL, told_at=work.now)
    webhooks.send(work, row.service_id, TOLD, _body(work, row, reader, said))
    told = centre.telling(work.connection, row.id)
    if one.held_since and told:
        hearing.say_told(work, replace(one, told_at=work.now), told.peer_id)


def _facts(
    work: Work, row: ReportRow, one: UserNotice, items: Sequence[Row[Any]], service: Service
) -> Facts:
    reported_at = row.filed_at or work.now
    unfounded, confirmed, cleared = store.said(work.connection, row.id)
    return Facts(
        service=plain(service.title),
        contact=plain(service.policy.contact),
        reported_at=reported_at,
        contents=store.contents(items),
        triggers=store.triggers(
            work.connection, items, row.service_id, before=row.sent_at or reported_at
        ),
        circumstance=store.circumstance(items),
        unfounded=unfounded,
        confirmed=confirmed,
        cleared=cleared,
        held=one.held_since is not None,
    )


def _body(work: Work, row: ReportRow, reader: Reader, said: Said) -> dict[str, Any]:
    """What the platform is told: the letter to show, and whom it is for."""
    return {
        "report": str(row.id),
        "case": str(reader.case_id) if reader.case_id else None,
        "account": reader.account_ref or None,
        "ids": list(reader.external_ids),
        "language": said.language,
        "title": said.title,
        "text": said.text,
        "parts": [
            {"part": part.name, "heading": part.heading, "texts": list(part.texts)}
            for part in said.parts
        ],
        "at": work.now.isoformat(),
    }
