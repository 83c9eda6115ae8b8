"""Acting on what came: each message once, and those about the same in their order.

The rooms above say what is done with which kind (`assembly`). What a message says may be wrong:
that is the room's to answer, by a message of its own. An exception here is a fault: the message
stays, is tried again, and people are told of it when it stays long.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Protocol
from uuid import UUID

from tutela.federation import sealing, store, store_messages
from tutela.federation.errors import PeerUnknown
from tutela.federation.kinds import DESCRIPTOR, GREETING, VOID
from tutela.federation.machine import PeerState
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from tutela.federation.model import Incoming, Peer
    from tutela.platform.node import Node
    from tutela.platform.work import Work


HANDLE: Final = "federation:handle"
PATIENCE: Final = timedelta(minutes=10)
MOST: Final = 100  # that are acted on in one transaction


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


@dataclass(frozen=True, slots=True)
class Together:
    """Acts on many messages of a kind that came one after the other, in few statements."""

    hear: Callable[[Work, Sequence[Said]], None]


OWN: Final[Mapping[str, Hearer | Together]] = {
    one.name: nothing for one in (GREETING, VOID, DESCRIPTOR)
}


def tasks(hearers: Mapping[str, Hearer | Together]) -> tuple[Task, ...]:
    """The jobs that act on what came, by its kind."""
    by_kind = {**OWN, **hearers}

    def handle(node: Node, *, peer_id: str) -> None:
        """Acts on all that a node said and that is next, many at once. Safe to repeat, and to run
        twice at once. What fails stays for the next run with what follows about the same.
        """
        failed = _all(node, UUID(peer_id), by_kind)
        if failed:
            raise failed[0]

    def by_the_clock(node: Node) -> None:
        """The same for what was left: its job failed too often."""
        with node.work(NODE, purpose="act on what was left of what other nodes said") as work:
            for peer_id in store_messages.left(work.connection, work.now - PATIENCE):
                work.defer(again, peer_id=str(peer_id))

    again = Task(HANDLE, handle)
    return (again, Task("federation:handle-left", by_the_clock, every="*/5 * * * *"))


def _all(node: Node, peer_id: UUID, hearers: Mapping[str, Hearer | Together]) -> list[Exception]:
    """Acts on all that is next; what failed. One that fails lets the rest of its lot wait, until
    it was tried alone. What a node said that is not believed now waits until it is.
    """
    failed: dict[str, Exception] = {}
    most = MOST
    while True:
        chosen: list[Incoming] = []
        try:
            with node.work(NODE, purpose="act on what another node said") as work:
                if sender := _believed(work, peer_id):
                    chosen += store_messages.next_in(work.connection, peer_id, most, failed)
                    _act(work, sender, chosen, hearers)
        except Exception as failure:
            if not chosen:
                raise
            if most == 1:
                failed[chosen[0].subject] = failure
            most = 1
            continue
        if not chosen:
            return list(failed.values())
        most = min(2 * most, MOST)


def _believed(work: Work, peer_id: UUID) -> Peer | None:
    """A node, if it is believed; it stays so until the work ends. Raises PeerUnknown."""
    sender = store.keep_peer(work.connection, peer_id)
    if sender is None:
        raise PeerUnknown(peer=peer_id)
    return sender if sender.state is PeerState.ACTIVE else None


def _act(
    work: Work, sender: Peer, chosen: Sequence[Incoming], hearers: Mapping[str, Hearer | Together]
) -> None:
    if not chosen:
        return
    for kind, alike in groupby(chosen, key=lambda one: one.kind):
        hearer, said = hearers[kind], [_said(work, sender, one) for one in alike]
        if isinstance(hearer, Together):
            hearer.hear(work, said)
            continue
        for each in said:
            hearer(work, each)
    store_messages.save_handled(work.connection, [one.id for one in chosen], work.now)
    work.record_all(
        Event.MESSAGE_HANDLE,
        [(("message", one.id), _facts(one)) for one in chosen],
        service_id=NODE_SERVICE,
    )


def _facts(one: Incoming) -> dict[str, Any]:
    return {"peer": str(one.peer_id), "kind": one.kind, "about": one.subject}


def _said(work: Work, sender: Peer, one: Incoming) -> Said:
    return Said(
        sender=sender,
        kind=one.kind,
        subject=one.subject,
        body=sealing.open_in(work.node, one.id, one.sealed),
        sent_at=one.sent_at,
        received_at=one.received_at,
    )
