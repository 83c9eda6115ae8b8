"""What the use cases share: who may, on which node; a move with its row in the log; an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.exchanges import store
from tutela.exchanges.errors import (
    AccessUnknown,
    ExchangeElsewhere,
    ExchangeNeedsPerson,
    SubmissionUnknown,
)
from tutela.exchanges.machine import AccessState, SubmissionState, move_access, move_submission
from tutela.exchanges.model import KEEP
from tutela.federation import store as peers
from tutela.federation.machine import PeerState
from tutela.law import draft
from tutela.law.model import WithdrawalCause
from tutela.platform.actor import ActorKind
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.exchanges.machine import AccessCommand, SubmissionCommand
    from tutela.exchanges.model import Access, Submission
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.noderole import NodeRole
    from tutela.platform.permissions import Permission
    from tutela.platform.work import Work

OVER = frozenset({SubmissionState.DROPPED, SubmissionState.REFUSED, SubmissionState.WITHDRAWN})


def require(node: Node, actor: Actor, permission: Permission, *roles: NodeRole) -> None:
    """Raises ExchangeElsewhere, Forbidden, and ExchangeNeedsPerson."""
    if node.identity.role not in roles:
        raise ExchangeElsewhere(whose=roles[0].words)
    actor.require(permission)
    if actor.kind is not ActorKind.PERSON:
        raise ExchangeNeedsPerson(who=actor.name, permission=permission.value)


def required_submission(work: Work, submission_id: UUID) -> Submission:
    """The submission, locked. Raises SubmissionUnknown."""
    found = store.find_submission(work.connection, submission_id, locked=True)
    if found is None:
        raise SubmissionUnknown(submission=submission_id)
    return found


def required_access(work: Work, access_id: UUID) -> Access:
    """The access, locked. Raises AccessUnknown."""
    found = store.find_access(work.connection, access_id, locked=True)
    if found is None:
        raise AccessUnknown(access=access_id)
    return found


def submission(
    work: Work, one: Submission, command: SubmissionCommand, by: str, *,
    another: bool = False, reason: str = "", **values: Any,
) -> None:  # fmt: skip
    """Moves a locked submission, and writes that down. A cause that erases leaves no fingerprint.

    Raises SubmissionMoveRefused.
    """
    moved = move_submission(one.state, command, by, another=another)
    if "cause" in values and WithdrawalCause(values["cause"]).erases:
        values["fingerprints"] = None
    over = {"erase_at": KEEP.after(work.now)} if moved.target in OVER else {}
    kept = {"reason": reason} if reason else {}
    store.save_submission(
        work.connection, one.id, state=moved.target.value, **over, **kept, **values
    )
    facts = {"cause": values["cause"]} if "cause" in values else {}
    record_submission(work, Event(moved.event), one, reason=reason, **facts)


def access(
    work: Work, one: Access, command: AccessCommand, by: str, *, reason: str = "", **values: Any
) -> None:
    """Moves a locked access, and writes that down. Raises AccessMoveRefused."""
    moved = move_access(one.state, command, by)
    if moved.target is AccessState.OVER:
        values |= {"over_at": work.now, "asked_until": None, "asked_basis": ""}
    if reason:
        values["reason"] = reason
    store.save_access(work.connection, one.id, state=moved.target.value, **values)
    record_access(work, Event(moved.event), one, reason=reason)


def record_submission(
    work: Work, event: Event, one: Submission, *, reason: str = "", **facts: Any
) -> None:
    work.record(
        event,
        subject=("submission", one.id),
        service_id=NODE_SERVICE,
        reason=reason,
        profile=draft.PROFILE,
        peer=str(one.peer_id),
        category=one.category.value,
        **facts,
    )


def record_access(work: Work, event: Event, one: Access, *, reason: str = "", **facts: Any) -> None:
    work.record(
        event,
        subject=("access", one.id),
        service_id=NODE_SERVICE,
        reason=reason,
        profile=draft.PROFILE,
        peer=str(one.peer_id),
        category=one.category.value,
        **facts,
    )


def reaches(work: Work, peer_id: UUID) -> bool:
    """Whether another node is believed now, so that something can be said to it."""
    found = peers.find_peer(work.connection, peer_id)
    return found is not None and found.state is PeerState.ACTIVE


def about_submission(given_id: UUID) -> str:
    """The subject of all that is said of a submission but what providers hear."""
    return f"submission {given_id}"


def about_access(given_id: UUID) -> str:
    """The subject of all that is said of an access, in its order."""
    return f"access {given_id}"


def about_withdrawals(given_id: UUID) -> str:
    """A subject of its own: nothing that goes before holds a withdrawal up."""
    return f"withdrawn {given_id}"
