"""Acting on what came: each message once, and those about the same in their order.

The rooms above say what is done with which kind (`assembly`). What a message says may be wrong:
that is the room's to answer, by a message of its own. An exception here is a fault: the message
stays, is tried again, and people are told of it when it stays long.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol
from uuid import UUID

from tutela.federation import sealing, store, store_messages
from tutela.federation.errors import PeerUnknown
from tutela.federation.kinds import DESCRIPTOR, GREETING, VOID
from tutela.federation.model import InState
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tutela.federation.model import Incoming, Peer
    from tutela.platform.node import Node
    from tutela.platform.work import Work


HANDLE: Final = "federation:handle"
PATIENCE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Said:
    """A message as a room gets it. `sent_at` is the sender's clock, `received_at` ours: every
    deadline runs from ours.
    """

    sender: Peer
    kind: str
    subject: str
    body: dict[str, Any]
    sent_at: datetime
    received_at: datetime


class Hearer(Protocol):
    """Acts on a message, in the transaction that notes so."""

    def __call__(self, work: Work, said: Said) -> None: ...


def nothing(work: Work, said: Said) -> None:
    """Some messages need only have come."""


OWN: Final[Mapping[str, Hearer]] = {one.name: nothing for one in (GREETING, VOID, DESCRIPTOR)}


def tasks(hearers: Mapping[str, Hearer]) -> tuple[Task, ...]:
    """The jobs that act on what came, by its kind."""
    by_kind = {**OWN, **hearers}

    def handle(node: Node, *, message_id: str) -> None:
        """Acts on all that is next about what a message is about. Safe to repeat, and to run twice
        at once.
        """
        with node.read() as connection:
            about = store_messages.about(connection, UUID(message_id))
        while about and _one(node, *about, by_kind):
            pass

    def by_the_clock(node: Node) -> None:
        """The same for what was left: its job failed too often."""
        with node.work(NODE, purpose="act on what was left of what other nodes said") as work:
            for message_id in store_messages.left(work.connection, work.now - PATIENCE):
                work.defer(again, message_id=str(message_id))

    again = Task(HANDLE, handle)
    return (again, Task("federation:handle-left", by_the_clock, every="*/5 * * * *"))


def _one(node: Node, peer_id: UUID, subject: str, hearers: Mapping[str, Hearer]) -> bool:
    with node.work(NODE, purpose="act on what another node said") as work:
        one = store_messages.next_in(work.connection, peer_id, subject)
        if one is None:
            return False
        hearers[one.kind](work, _said(work, one))
        store_messages.save_in(
            work.connection,
            one.id,
            state=InState.HANDLED.value,
            sealed=None,
            handled_at=work.now,
        )
        work.record(
            Event.MESSAGE_HANDLE,
            subject=("message", one.id),
            service_id=NODE_SERVICE,
            peer=str(one.peer_id),
            kind=one.kind,
            about=one.subject,
        )
    return True


def _said(work: Work, one: Incoming) -> Said:
    sender = store.find_peer(work.connection, one.peer_id)
    if sender is None:
        raise PeerUnknown(peer=one.peer_id)
    return Said(
        sender=sender,
        kind=one.kind,
        subject=one.subject,
        body=sealing.open_in(work.node, one.id, one.sealed),
        sent_at=one.sent_at,
        received_at=one.received_at,
    )
