"""Taking in what may be an order: kept sealed, once, until a person registers or dismisses it."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from tutela.orders import content as contents
from tutela.orders import form as forms
from tutela.orders import mail as mails
from tutela.orders import sealing, store, store_parts
from tutela.orders.content import Content
from tutela.orders.errors import DocumentEmpty, DocumentTooLarge
from tutela.orders.machine import OrderState
from tutela.orders.model import CameBy
from tutela.orders.moves import CONTENT
from tutela.orders.paper import LARGEST_DOCUMENT, Paper
from tutela.orders.sealing import Seal
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.services.service import require_service

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from tutela.orders.form import OrderForm
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

LONGEST_NAME = 200
_PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Arrived:
    """What is known before anybody read it. `digest` tells the same thing sent twice."""

    came_by: CameBy
    papers: tuple[Paper, ...] = ()
    said: str = field(default="", repr=False)
    proposed: str = field(default="", repr=False)
    digest: str | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """The order that was made; `new` is False where it was here already."""

    order_id: UUID
    new: bool


def take_document(node: Node, actor: Actor, service_id: str, paper: Paper) -> Taken:
    """Takes a file in as an order to be registered; the same file twice is one order.

    Raises Forbidden, ServiceUnknown, DocumentEmpty and DocumentTooLarge.
    """
    actor.require(Permission.ORDER_REGISTER)
    check(paper)
    digest = sha256(b"document:" + paper.data).hexdigest()
    return take(node, actor, service_id, Arrived(CameBy.UPLOAD, (paper,), digest=digest))


def take_mail(node: Node, actor: Actor, service_id: str, data: bytes) -> Taken:
    """Takes a letter in, as a mail server hands it on; the same letter twice is one order.

    Its words wait for a person, its attachments and itself are kept sealed. Raises Forbidden,
    ServiceUnknown, MailEmpty, MailTooLarge and MailUnreadable.
    """
    actor.require(Permission.ORDER_SUBMIT)
    mail = mails.read(data)
    arrived = Arrived(CameBy.MAIL, mail.papers, said=mail.said, digest=mail.digest)
    return take(node, actor, service_id, arrived)


def take_form(node: Node, actor: Actor, service_id: str, form: OrderForm) -> Taken:
    """Takes in what an authority's program wrote down; the very same again is one order.

    What is wrong with it is said at once, though a person registers it: raises OrderFieldsInvalid,
    TargetInvalid and TooManyTargets; Forbidden, ServiceUnknown.
    """
    actor.require(Permission.ORDER_SUBMIT)
    now = node.clock.now()
    forms.facts(form, now, now)
    text = form.model_dump_json()
    digest = sha256(b"form:" + text.encode()).hexdigest()
    return take(node, actor, service_id, Arrived(CameBy.API, proposed=text, digest=digest))


def take(node: Node, actor: Actor, service_id: str, arrived: Arrived) -> Taken:
    """Takes something in. The caller has checked actor and papers. Raises ServiceUnknown."""
    with node.work(actor, purpose="take an order in") as work:
        require_service(work.connection, service_id)
        return _take(work, service_id, arrived)


def _take(work: Work, service_id: str, arrived: Arrived) -> Taken:
    order_id = work.new_id()
    seal, made = create(work, order_id, service_id, arrived)
    if not made:
        known = store.by_digest(work.connection, service_id, arrived.digest or "")
        return Taken(known or order_id, new=False)
    keep(work, seal, order_id, service_id, arrived.papers)
    work.record(
        Event.ORDER_TAKE,
        subject=("order", order_id),
        service_id=service_id,
        came_by=arrived.came_by.value,
        documents=len(arrived.papers),
    )
    return Taken(order_id, new=True)


def create(work: Work, order_id: UUID, service_id: str, arrived: Arrived) -> tuple[Seal, bool]:
    """Writes the row of an order that nobody registered yet; False if it was here already."""
    wrapped = sealing.new_key(work.node, order_id)
    seal = Seal(work.node, order_id, wrapped)
    made = store.add(
        work.connection,
        id=order_id,
        service_id=service_id,
        state=OrderState.RECEIVED.value,
        came_by=arrived.came_by.value,
        digest=arrived.digest,
        wrapped_key=wrapped,
        content=seal.seal(
            CONTENT, contents.write(Content(said=arrived.said, proposed=arrived.proposed))
        ),
        received_at=arrived.received_at or work.now,
        taken_at=work.now,
    )
    return seal, made


def keep(work: Work, seal: Seal, order_id: UUID, service_id: str, papers: Sequence[Paper]) -> None:
    """Seals papers beside an order. They are kept, never opened here."""
    for paper in papers:
        digest = sha256(paper.data).hexdigest()
        store_parts.add_document(
            work.connection,
            order_id=order_id,
            service_id=service_id,
            name=_name(paper.name),
            media_type=_kind(paper),
            size=len(paper.data),
            sha256=digest,
            readable=not paper.quarantined and readable(paper.data),
            sealed=seal.seal(f"document:{digest}", paper.data),
            made_at=work.now,
        )


def check(paper: Paper) -> None:
    """Raises DocumentEmpty and DocumentTooLarge."""
    if not paper.data:
        raise DocumentEmpty
    if len(paper.data) > LARGEST_DOCUMENT:
        raise DocumentTooLarge(limit=LARGEST_DOCUMENT)


def readable(data: bytes) -> bool:
    """Whether a person may take it out to read: a PDF or plain text, by its bytes.

    Nothing else: a picture or an archive may hold what nobody may look at by chance.
    """
    return data.startswith(_PDF) or _is_text(data)


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return all(sign.isprintable() or sign in "\r\n\t" for sign in text)


def _kind(paper: Paper) -> str:
    if paper.data.startswith(_PDF):
        return "application/pdf"
    return "text/plain" if _is_text(paper.data) else paper.media_type[:100]


def _name(text: str) -> str:
    """A file's name without a folder and without signs that steer; it is only ever shown."""
    last = text.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:LONGEST_NAME] or "document"
