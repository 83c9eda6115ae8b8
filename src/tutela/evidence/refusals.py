"""Who tried to open evidence without the right to: in the log, for auditors to find.

Of one person and one item one try a minute counts, so that nobody floods the log; a made-up item
counts for nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from tutela.evidence import refusals_store as store
from tutela.platform import log
from tutela.platform.audit.model import Event
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from tutela.evidence.refusals_store import Refusal
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

ONCE: Final = timedelta(minutes=1)
LISTED: Final = 50


def note(node: Node, actor: Actor, item_id: str) -> None:
    """Writes that `actor` was refused the evidence of an item. Never raises: they are refused
    anyway.
    """
    try:
        item = UUID(item_id)
    except ValueError:
        return
    try:
        _note(node, actor, item)
    except TutelaError as error:
        log.get("evidence").error("evidence-refusal-unrecorded", error=type(error).__name__)


def _note(node: Node, actor: Actor, item_id: UUID) -> None:
    with node.work(actor, purpose="open evidence without the right to") as work:
        service_id = store.service_of(work.connection, item_id)
        if service_id is None:
            return
        store.take_turns(work.connection, actor.id, item_id)
        if store.was_refused(work.connection, actor.id, item_id, work.now - ONCE):
            return
        work.record(
            Event.EVIDENCE_REFUSE,
            subject=("item", item_id),
            service_id=service_id,
            permission=Permission.EVIDENCE_OPEN.value,
        )


def latest(node: Node, actor: Actor) -> list[Refusal]:
    """The latest refused tries, the newest first. Raises Forbidden."""
    actor.require(Permission.AUDIT_VERIFY)
    with node.read() as connection:
        return store.latest(connection, LISTED)
