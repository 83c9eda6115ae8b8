"""Deciding: a person's finding on each item, a second person where the policy asks, reversal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.casework import doubts, findings, locking, place, store_place
from tutela.casework.claims import keeping
from tutela.casework.errors import (
    AlreadyDecided,
    FindingUndecided,
    MoveRefused,
    NothingToReverse,
    NothingToSecond,
    TooManyToDecide,
)
from tutela.casework.findings import Decided, Judgement
from tutela.casework.machine import TO_DECIDE, ItemState
from tutela.casework.persons import require_person
from tutela.law.model import Finding
from tutela.platform.approvals import alone, asking
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Collection

    from tutela.casework.store import LockedItem
    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node
    from tutela.platform.work import Work

__all__ = ["Decided", "Judgement", "decide", "reverse", "reverse_within", "second"]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The states in which a command takes items, and what it is called in a refusal."""

    states: frozenset[ItemState]
    command: str
    nothing: type[AlreadyDecided | NothingToSecond]


_TO_DECIDE = _Waiting(TO_DECIDE, "decided", AlreadyDecided)
_TO_SECOND = _Waiting(frozenset({ItemState.SECONDING}), "seconded", NothingToSecond)
MOST = 100  # items that one act decides


def decide(
    node: Node,
    actor: Actor,
    case_id: UUID,
    judgement: Judgement,
    *,
    item_ids: Collection[UUID] | None = None,
) -> list[Decided]:
    """Records a finding on each of `item_ids` (all that wait, by default): on each, or on none.

    What a finding leads to is in `consequence.CONSEQUENCES`. Each item is judged by its own facts:
    an exact hit can be confirmed or rejected without being seen. Any other needs a look, here (a
    fact of the view log) or, declared, at the platform; but not to restore what a wrong indicator
    caused. Raises NotSeen, LookNeeded, AlreadyDecided, MoveRefused, LabelUnknown, ReasonMissing,
    StillUnsure, TooManyToDecide.

    Deciding needs the claim on the case, or takes it where nobody holds it; second persons and
    reversals need none. Who is unsure about all that is left gives the case back; once two people
    were unsure about an item, the case goes to the seniors. Raises ClaimedByOther, CaseEscalated.
    """
    require_person(actor, Permission.CASE_DECIDE)
    with node.work(actor, purpose="decide a case") as work:
        alone.mark(work)
        items = _waiting(work, case_id, item_ids, _TO_DECIDE)
        keeping.take(work, store_place.lock(work.connection, case_id))
        policy = findings.policy_for(work, items[0].service_id, judgement)
        made = [findings.take(work, item, judgement, policy) for item in items]
        _renew(work, case_id, made)
        doubts.hand_on(work, case_id)
        return made


def second(
    node: Node,
    actor: Actor,
    case_id: UUID,
    *,
    agree: bool,
    reason: str,
    seen_at_platform: bool = False,
    item_ids: Collection[UUID] | None = None,
) -> list[Decided]:
    """A second person agrees, which makes the decision final, or declines, which undoes it.

    A declined reversal leaves the decision in force that it would have reversed. Who agrees
    that an age cannot be told must have looked, here or, declared, at the platform. On a node of
    one person the one who decided asks, and confirms after the cooling-off: raises CoolingOff.
    Raises SamePerson, LookNeeded, NothingToSecond, MoveRefused, ReasonMissing.
    """
    require_person(actor, Permission.CASE_SECOND)
    findings.require_reason(reason)
    with node.work(actor, purpose="second a decision") as work:
        items = _waiting(work, case_id, item_ids, _TO_SECOND)
        answer = findings.Answer(
            agree=agree,
            reason=reason.strip(),
            seen_at_platform=seen_at_platform,
            by_one=alone.mark(work),
        )
        if not (agree and answer.by_one):
            return _second(work, case_id, items, answer)
        findings.require_looked(work, items, answer)
        waits = asking.ask(work, _to_confirm(case_id, items, answer), reason)
    raise waits


def carry_out(work: Work, request: Request) -> None:
    """Confirms, on a node of one person, what its only person proposed and has cooled off."""
    item_ids = [UUID(one) for one in request.asked.payload["items"]]
    case_id = UUID(request.asked.subject)
    items = _waiting(work, case_id, item_ids, _TO_SECOND)
    answer = findings.Answer(
        agree=True,
        reason=request.reason,
        seen_at_platform=request.asked.payload["seen_at_platform"],
        by_one=True,
    )
    _second(work, case_id, items, answer)


def _to_confirm(case_id: UUID, items: list[LockedItem], answer: findings.Answer) -> Asked:
    count = len(items)
    about = "1 item" if count == 1 else f"{count} items"
    changes = (f"The decision on {about} takes effect without a second person.",)
    payload = {
        "items": sorted(str(item.item_id) for item in items),
        "seen_at_platform": answer.seen_at_platform,
    }
    return Asked(Act.SECOND, items[0].service_id, str(case_id), changes, payload)


def _second(
    work: Work, case_id: UUID, items: list[LockedItem], answer: findings.Answer
) -> list[Decided]:
    made = [findings.second(work, item, answer) for item in items]
    _renew(work, case_id, made)
    return made


def reverse(
    node: Node, actor: Actor, case_id: UUID, item_id: UUID, judgement: Judgement
) -> Decided:
    """Reverses the decision in force on an item; both stay visible for good.

    Where a second person must agree and the case is closed, the item waits for them in its
    successor. Raises NothingToReverse, FindingUndecided, NotSeen, LookNeeded, MoveRefused,
    LabelUnknown, ReasonMissing.
    """
    require_person(actor, Permission.CASE_REVERSE)
    if judgement.finding is Finding.UNSURE:
        raise FindingUndecided(finding=judgement.finding.value)
    with node.work(actor, purpose="reverse a decision") as work:
        alone.mark(work)
        return reverse_within(work, case_id, item_id, judgement)


def reverse_within(work: Work, case_id: UUID, item_id: UUID, judgement: Judgement) -> Decided:
    """The same inside a work that does more; whoever acts was checked before."""
    [item] = locking.meant(work, case_id, [item_id])
    policy = findings.policy_for(work, item.service_id, judgement)
    standing = findings.in_force(work, item)
    if standing is None or standing.finding is judgement.finding:
        raise NothingToReverse(item=item_id)
    made = findings.take(work, item, judgement, policy)
    _renew(work, case_id, [made])
    return made


def _waiting(
    work: Work, case_id: UUID, item_ids: Collection[UUID] | None, waiting: _Waiting
) -> list[LockedItem]:
    """The items meant, all of which wait for this; by default every one that does."""
    chosen = locking.meant(work, case_id, item_ids, waiting.states)
    if item_ids is None:
        chosen = [item for item in chosen if not _left(work, item)] or chosen
    for item in chosen:
        if item.state not in waiting.states:
            raise MoveRefused(state=item.state.value, command=waiting.command)
    if not chosen:
        raise waiting.nothing(case=case_id)
    if len(chosen) > MOST:
        raise TooManyToDecide(items=len(chosen), most=MOST)
    return chosen


def _left(work: Work, item: LockedItem) -> bool:
    """Whether who acts was unsure about an item and left it to another person."""
    return item.state is ItemState.UNSURE and work.actor.id in item.doubters


def _renew(work: Work, case_id: UUID, made: list[Decided]) -> None:
    """The place of the case, and of the successor that an item of it went on to."""
    place.renew(work, {case_id, *(one.case_id for one in made)})
