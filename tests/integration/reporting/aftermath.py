"""What is there once reports were made: recipients, reports and receipts, written as rows."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, text, update
from tests.world import FORUM, KEPT, World, picture

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.reporting.tables import (
    recipient,
    report,
    report_document,
    report_exchange,
    report_item,
    report_receipt,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    import pytest

    from tutela.platform.node import Node
    from tutela.platform.services.model import Policy

HOME, ABROAD = "test-home", "test-abroad"  # kinds of recipients: without and with a foreign duty
DUTY = "18 U.S.C. 2258A(h)"
_PLUGIN = """
class Kind:
    def __init__(self, name, preservation, source):
        self.id, self.preservation, self.preservation_source = name, preservation, source

home = Kind("test-home", None, "")
abroad = Kind("test-abroad", "P1Y", "18 U.S.C. 2258A(h)")
"""
_ENTRIES = """
[tutela.recipients]
test-home = tutela_test_recipients:home
test-abroad = tutela_test_recipients:abroad
"""


def install_kinds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Installs a package with two kinds of recipients, as anybody could."""
    meta = folder / "tutela_test_recipients-1.dist-info"
    meta.mkdir(parents=True)
    (folder / "tutela_test_recipients.py").write_text(_PLUGIN)
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: tutela-test-recipients\n")
    (meta / "entry_points.txt").write_text(_ENTRIES)
    monkeypatch.syspath_prepend(folder)


@contextmanager
def living(node: Node, policy: Policy = KEPT) -> Iterator[World]:
    """A node that scans uploads and messages, with drawing 1 in the bank."""
    world = World(node, policy)
    try:
        world.switch_on("uploads", "messages")
        world.learn(1)
        yield world
    finally:
        world.close()


def add_recipient(world: World, kind: str = HOME, environment: str = "production") -> UUID:
    recipient_id = world.node.ids.new()
    values = {
        "id": recipient_id,
        "service_id": FORUM,
        "name": f"r{world.node.ids.new().hex[-8:]}",
        "kind": kind,
        "environment": environment,
        "address": "by-hand" if environment == "simulator" else "",
        "transfer_ground": "",
        "options": {},
        "added_by": "test",
        "added_at": world.node.clock.now(),
    }
    _insert(world, recipient, values)
    return recipient_id


def add_report(
    world: World, recipient_id: UUID, *items: UUID, erase_at: datetime, **changes: Any
) -> UUID:
    """A report with sealed content of every sort, in the state `queued` unless told otherwise."""
    report_id, now = world.node.ids.new(), world.node.clock.now()
    values = {
        "id": report_id,
        "service_id": FORUM,
        "recipient_id": recipient_id,
        "kind": "first",
        "state": "queued",
        "subject_kind": "account",
        "subject_ref": "kim",
        "profile": "interim-2026",
        "wrapped_key": "a wrapped key",
        "details": b"sealed details",
        "problems": b"sealed problems",
        "opened_by": "node",
        "opened_at": now,
        "erase_at": erase_at,
        **changes,
    }
    _insert(world, report, values)
    for item_id in items:
        _insert(world, report_item, _item(world, report_id, recipient_id, item_id))
    _insert(world, report_exchange, {**_owned(world, report_id), **_EXCHANGE, "asked_at": now})
    _insert(world, report_document, {**_owned(world, report_id), **_DOCUMENT, "made_at": now})
    return report_id


def file(world: World, report_id: UUID, environment: str = "production") -> None:
    """The recipient has it: state, receipt and event, as the filing job leaves them."""
    with world.node.work(NODE, purpose="file") as work:
        work.connection.execute(
            update(report).where(report.c.id == report_id).values(state="filed", filed_at=work.now)
        )
        work.connection.execute(
            insert(report_receipt).values(
                **_owned(world, report_id),
                environment=environment,
                reference="4711",
                given_by="service",
                recorded_by="node",
                recorded_by_name="this node",
                received_at=work.now,
                recorded_at=work.now,
            )
        )
        work.record(Event.REPORT_FILE, subject=("report", report_id), service_id=FORUM)


def save(world: World, report_id: UUID, event: Event, **values: Any) -> None:
    """Moves a report as the rest of the room would."""
    with world.node.work(NODE, purpose="test") as work:
        work.connection.execute(update(report).where(report.c.id == report_id).values(**values))
        work.record(event, subject=("report", report_id), service_id=FORUM)


def row(world: World, report_id: UUID) -> Any:
    with world.node.read() as connection:
        return connection.execute(select(report).where(report.c.id == report_id)).one()


def kept(world: World, item_id: UUID) -> Any:
    """The kept object of an item."""
    query = text(
        "SELECT o.* FROM evidence_object o JOIN case_item c ON c.evidence_id = o.id "
        "WHERE c.item_id = :item"
    )
    with world.node.read() as connection:
        return connection.execute(query, {"item": item_id}).one()


def upload(world: World, number: int = 1, account: str = "kim", **where: str) -> UUID:
    """A hit, by default of drawing 1."""
    verdict = world.scan(picture(number), account=account, **where)
    assert verdict.item_id is not None
    return verdict.item_id


_EXCHANGE = {
    "step": "submit",
    "request": b"sealed request",
    "answer": b"sealed answer",
    "request_sha256": hashlib.sha256(b"request").hexdigest(),
}
_DOCUMENT = {
    "name": "report.pdf",
    "media_type": "application/pdf",
    "size": 6,
    "sha256": hashlib.sha256(b"report").hexdigest(),
    "sealed": b"sealed document",
}


def _owned(world: World, report_id: UUID) -> dict[str, Any]:
    return {"id": world.node.ids.new(), "service_id": FORUM, "report_id": report_id}


def _item(world: World, report_id: UUID, recipient_id: UUID, item_id: UUID) -> dict[str, Any]:
    return {
        "service_id": FORUM,
        "report_id": report_id,
        "recipient_id": recipient_id,
        "item_id": item_id,
        "event_key": hashlib.sha256(item_id.bytes).hexdigest(),
        "role": "reported",
        "added_at": world.node.clock.now(),
    }


def _insert(world: World, table: Any, values: dict[str, Any]) -> None:
    with world.node.transaction() as connection:
        connection.execute(insert(table).values(**values))
