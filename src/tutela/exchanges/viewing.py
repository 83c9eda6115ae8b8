"""What people see of indicators between institutions: lists, clocks, and one submission opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.exchanges import moves, sealing, store, store_releases
from tutela.exchanges.machine import SubmissionState
from tutela.exchanges.model import Category
from tutela.federation import store as peers
from tutela.platform.audit.model import Event
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from tutela.exchanges.model import Access, Sealed, Submission
    from tutela.federation.model import Peer
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class Overview:
    """What goes on, as far as this kind of node has it.

    `waiting` submissions need somebody here or there, `due` are entries to be looked at again, and
    `settled` the rest, each the oldest first and so many at most; `entries` counts those in the
    Centre's databases, and `last` is the number of what was told last of each.
    """

    waiting: tuple[Submission, ...]
    due: tuple[Submission, ...]
    settled: tuple[Submission, ...]
    entries: int
    accesses: tuple[Access, ...]
    peers: Mapping[UUID, Peer]
    last: Mapping[Category, int]

    @property
    def centres(self) -> tuple[Peer, ...]:
        """The nodes of the Centre that are believed."""
        return tuple(one for one in self.peers.values() if one.believed_as(NodeRole.CENTRE))


@dataclass(frozen=True, slots=True)
class Opened:
    """One submission, and what it rests on; None once that is erased."""

    submission: Submission
    peer: str
    said: Sealed | None


def overview(node: Node, actor: Actor) -> Overview:
    """All that goes on here. Raises Forbidden."""
    actor.require(Permission.EXCHANGE_READ)
    waits = store.in_state(SubmissionState.PROPOSED, SubmissionState.SUBMITTED)
    now = node.clock.now()
    with node.read() as connection:
        taken = store.in_state(SubmissionState.TAKEN)
        due = store.due_for_reverifying(now)
        return Overview(
            waiting=tuple(store.submissions(connection, waits, limit=LISTED)),
            due=tuple(store.submissions(connection, due, limit=LISTED)),
            settled=tuple(store.submissions(connection, ~waits & ~due, limit=LISTED, latest=True)),
            entries=store.count_submissions(connection, taken),
            accesses=tuple(store.accesses(connection)),
            peers={one.id: one for one in peers.peers(connection)},
            last={one: store_releases.last_number(connection, one) for one in Category},
        )


def open_submission(node: Node, actor: Actor, submission_id: UUID) -> Opened:
    """One submission with what it rests on: a look that the log keeps. Raises SubmissionUnknown."""
    actor.require(Permission.EXCHANGE_READ)
    with node.work(actor, purpose="look at a submitted indicator") as work:
        one = moves.required_submission(work, submission_id)
        said = sealing.unseal(node, one.id, one.sealed) if one.sealed else None
        peer = peers.find_peer(work.connection, one.peer_id)
        moves.record_submission(work, Event.SUBMISSION_OPEN, one)
    return Opened(one, peer.name if peer else "", said)
