"""Items taken in now and scanned later: sealed in the database, gone once the verdict is sent.

`202 Accepted` is a promise: bytes, row and job are one transaction and survive a crash at any
instruction. Where the law does not let this node look, nothing is taken in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from tutela.detection import references
from tutela.detection.errors import IntakeFull, NoWebhook, OtherService, TooLargeToTakeIn
from tutela.detection.model import Incoming, Reason, Verdict, VerdictKind
from tutela.detection.tables import intake, item
from tutela.platform import log
from tutela.platform.actor import NODE, Actor, ActorKind
from tutela.platform.errors import Unavailable
from tutela.platform.jobs.registry import Task
from tutela.platform.masterkey.sealed import Form, SealedColumn
from tutela.platform.permissions import Permission
from tutela.platform.secret import Secret
from tutela.platform.services.service import require_service
from tutela.platform.webhooks import service as webhooks
from tutela.platform.webhooks.model import VERDICT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Row

    from tutela.detection.scanner import Scanner
    from tutela.platform.node import Node
    from tutela.platform.work import Work

SCAN = "detection:scan-intake"
MOST_WAITING = 10_000
ATTEMPTS = 60
# What could not be scanned by then is answered so: bytes may be clear, and may not wait for ever.
LONGEST_WAIT = timedelta(days=2)


_NAMES = [
    intake.c[name]
    for name in ("id", "service_id", "surface", "account_ref", "external_id", "language")
]

# What the node may do by itself with an item a key handed in: look at it. Not decide.
_SCANNING = Actor(ActorKind.NODE, "node", "this node", frozenset({Permission.SCAN}))


@dataclass(frozen=True, slots=True)
class _Waiting:
    incoming: Incoming
    data: bytes


def take_in(
    node: Node, scanner: Scanner, actor: Actor, incoming: Incoming, data: bytes
) -> UUID | Verdict:
    """Takes an item in for a later scan; its verdict goes to the service's webhook.

    Where nothing may be compared with it, nothing is taken in: the verdict says so at once. Raises
    ReferenceInvalid, OtherService, ServiceUnknown, SurfaceUnknown, NoWebhook, TooLargeToTakeIn and
    IntakeFull.
    """
    actor.require(Permission.SCAN)
    references.check(incoming)
    if actor.service_id not in (None, incoming.service_id):
        raise OtherService(service=incoming.service_id)
    if not scanner.covers(incoming):
        return scanner.scan(actor, incoming, b"")
    return _store(node, actor, incoming, data)


def _store(node: Node, actor: Actor, incoming: Incoming, data: bytes) -> UUID:
    if len(data) > node.settings.max_item_bytes:
        raise TooLargeToTakeIn(limit=node.settings.max_item_bytes)
    with node.work(actor, purpose="take an item in") as work:
        service = require_service(work.connection, incoming.service_id)
        if not service.webhook_url:
            raise NoWebhook(service=service.id)
        waiting = work.connection.execute(select(func.count()).select_from(intake)).scalar_one()
        if waiting >= MOST_WAITING:
            raise IntakeFull(waiting=waiting)
        item_id = work.new_id()
        work.connection.execute(
            insert(intake).values(
                id=item_id,
                service_id=incoming.service_id,
                surface=incoming.surface,
                account_ref=incoming.account_ref,
                external_id=incoming.external_id,
                language=incoming.language,
                sealed=node.keys.evidence.encrypt(data, _context(item_id)),
                email=_sealed_email(node, item_id, incoming.email),
                received_at=work.now,
            )
        )
        work.defer(node.tasks.by_name[SCAN], intake_id=str(item_id))
    return item_id


def scan_one(node: Node, scanner: Scanner, intake_id: UUID) -> None:
    """Scans one waiting item and puts its verdict on the way. Safe to run again."""
    waiting = _load(node, intake_id)
    if waiting is None:
        return
    verdict = scanner.scan(_SCANNING, waiting.incoming, waiting.data)
    if verdict.reason is Reason.STALE_INDEX:
        raise Unavailable
    with node.work(_SCANNING, purpose="answer an item taken in") as work:
        _answer(work, waiting.incoming, verdict)


def give_up(node: Node) -> int:
    """Answers what has waited too long as `unscanned: timed out`, and forgets it; how many."""
    with node.work(NODE, purpose="give up on items that could not be scanned") as work:
        overdue = work.connection.execute(
            select(*_NAMES, item.c.verdict)
            .outerjoin(item, item.c.id == intake.c.id)
            .where(intake.c.received_at < work.now - LONGEST_WAIT)
            .with_for_update(of=intake, skip_locked=True)
        ).all()
        for row in overdue:
            _answer(work, _incoming(row), _last_word(row))
    if overdue:
        log.get("detection").error("intake-given-up", items=len(overdue))
    return len(overdue)


def _last_word(row: Row[*tuple[Any, ...]]) -> Verdict:
    if row.verdict:  # a hit that was recorded, and then could not be answered
        return Verdict(VerdictKind(row.verdict), item_id=row.id)
    return Verdict(VerdictKind.UNSCANNED, Reason.TIMED_OUT)


def _answer(work: Work, incoming: Incoming, verdict: Verdict) -> None:
    """Puts the verdict on its way and forgets the item; once, however many try."""
    gone = work.connection.execute(delete(intake).where(intake.c.id == incoming.item_id))
    if gone.rowcount:
        webhooks.send(work, incoming.service_id, VERDICT, _body(incoming, verdict))


def task(scanner: Callable[[], Scanner]) -> Task:
    """The job that scans a waiting item with the scanner of the running program."""

    def run(node: Node, *, intake_id: str) -> None:
        """Scans one item that was taken in for later."""
        scan_one(node, scanner(), UUID(intake_id))

    return Task(SCAN, run, attempts=ATTEMPTS)


def _load(node: Node, intake_id: UUID) -> _Waiting | None:
    with node.read() as connection:
        row = connection.execute(select(intake).where(intake.c.id == intake_id)).one_or_none()
    if row is None:
        return None
    key = node.keys.evidence
    incoming = _incoming(row)
    if row.email:
        email = key.decrypt(row.email, _email_context(intake_id)).decode()
        incoming = replace(incoming, email=Secret(email))
    return _Waiting(incoming, key.decrypt(row.sealed, _context(intake_id)))


def _sealed_email(node: Node, item_id: UUID, email: Secret | None) -> bytes | None:
    if not email:
        return None
    return bytes(node.keys.evidence.encrypt(email.reveal().encode(), _email_context(item_id)))


def _incoming(row: Row[*tuple[Any, ...]]) -> Incoming:
    return Incoming(
        row.service_id, row.surface, row.account_ref, row.external_id, row.id, row.language
    )


def _context(item_id: UUID) -> bytes:
    return f"intake:{item_id}".encode()


def _email_context(item_id: UUID) -> bytes:
    return f"intake-email:{item_id}".encode()


def _body(incoming: Incoming, verdict: Verdict) -> dict[str, object]:
    return {
        "id": incoming.external_id or None,
        "account": incoming.account_ref or None,
        "surface": incoming.surface,
        "request": str(incoming.item_id),
        **verdict.to_json(distances=False),
    }


# While it waits, an item's bytes are sealed by the node's master key itself.
SEALED = (
    SealedColumn(intake.c.sealed, intake.c.id, Form.BYTES, _context),
    SealedColumn(intake.c.email, intake.c.id, Form.BYTES, _email_context),
)
