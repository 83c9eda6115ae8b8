"""What a person's finding makes of one locked item, inside the work of a decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tutela.casework import outcome, place, store
from tutela.casework.children import AccountAction
from tutela.casework.children import proposed as proposed_for_account
from tutela.casework.consequence import CONSEQUENCES
from tutela.casework.errors import (
    BanUnfounded,
    LabelUnknown,
    LookNeeded,
    NothingToSecond,
    NotSeen,
    ReasonMissing,
    SamePerson,
    StillUnsure,
)
from tutela.casework.machine import ItemState, agreed, command_for, declined, move
from tutela.casework.model import NOBODY_ELSE, Decision, DecisionState, Seen
from tutela.casework.persons import may_second
from tutela.casework.rules import asks_look, asks_second
from tutela.casework.successor import case_to_go_on
from tutela.detection import store as detections
from tutela.evidence import service as evidence
from tutela.law.classification import scheme as load_scheme
from tutela.law.model import Finding
from tutela.platform.approvals import alone
from tutela.platform.audit.model import Event
from tutela.platform.services.service import require_service

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.casework.store import LockedItem
    from tutela.platform.services.model import Policy
    from tutela.platform.work import Work


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person says of items: a finding, its label in the service's scheme, and why."""

    finding: Finding
    reason: str
    label: str = ""
    seen_at_platform: bool = False
    ban_reason: str = ""  # why the account should be banned; empty: no ban is proposed


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one item, and the case it is in now."""

    item_id: UUID
    state: ItemState
    seen: Seen
    case_id: UUID


def policy_for(work: Work, service_id: str, judgement: Judgement) -> Policy:
    """The service's policy; refuses a judgement without reason or with a label that cannot be."""
    require_reason(judgement.reason)
    policy = require_service(work.connection, service_id).policy
    labels = [one.code for one in load_scheme(policy.scheme).labels if one.is_abuse_material]
    if judgement.finding is Finding.CONFIRMED and judgement.label not in labels:
        raise LabelUnknown(
            label=repr(judgement.label), scheme=policy.scheme, labels=", ".join(labels)
        )
    return policy


def require_reason(reason: str) -> None:
    """Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing


def in_force(work: Work, item: LockedItem) -> Decision | None:
    """The last final decision on an item."""
    return _latest(work, item, DecisionState.FINAL)


def take(work: Work, item: LockedItem, judgement: Judgement, policy: Policy) -> Decided:
    """Makes the finding the decision on `item`, proposes it to a second person, or leaves the item
    to another person where the finding is that nobody can tell yet.

    Raises StillUnsure, NotSeen, LookNeeded, MoveRefused.
    """
    _require_other(work, item)
    exact = detections.was_exact(work.connection, item.item_id)
    seen = _look(work, item, judgement, exact=exact)
    standing = in_force(work, item)
    reverses = standing if standing and standing.finding is not judgement.finding else None
    asked = _was_left_to_oneself(item, judgement) or asks_second(
        judgement.finding,
        policy.second_person,
        exact=exact,
        guarded=is_guarded(work.connection, item),
    )
    command = command_for(judgement.finding, reverses=reverses is not None, proposed=asked)
    moved = move(item.state, command)
    if asked:
        item = replace(item, case_id=case_to_go_on(work, item))
    made = _decision(work, item, judgement, policy, seen, reverses)
    made = replace(made, state=_STATES.get(moved.target, DecisionState.FINAL))
    if made.state is DecisionState.PASSED:
        made = replace(made, reverses_id=None)
    store.add_decision(
        work.connection, made, service_id=item.service_id, case_id=item.case_id, second_by=None
    )
    store.set_item(
        work.connection,
        item.item_id,
        state=moved.target,
        case_id=item.case_id,
        doubters=_doubters(work, item, moved.target),
    )
    _record(work, Event(moved.event), item, made)
    if made.state is DecisionState.FINAL:
        outcome.follow(work, item, made)
    return Decided(item.item_id, moved.target, seen, item.case_id)


# A decision that is not in force at once, by the state it brings its item to.
_STATES = {
    ItemState.SECONDING: DecisionState.PROPOSED,
    ItemState.UNSURE: DecisionState.PASSED,
}


def is_guarded(connection: Connection, item: LockedItem) -> bool:
    """Whether two people decide whatever the policy says: a child may have made or shared the item,
    or any item of the account was said to come from a child's own. A mark that somebody took off
    still counts; one that two people found to be wrong does not.
    """
    return bool(item.markers) or store.is_childs(connection, item.service_id, item.account_ref)


def _require_other(work: Work, item: LockedItem) -> None:
    """Whoever was unsure leaves the item to another person. Raises StillUnsure."""
    if item.state is ItemState.UNSURE and work.actor.id in item.doubters:
        raise StillUnsure(item=item.item_id)


def _doubters(work: Work, item: LockedItem, target: ItemState) -> list[str]:
    """Who could not decide the item, until it is decided: a proposal may still be declined."""
    if target is ItemState.UNSURE:
        return list(dict.fromkeys([*item.doubters, _leaves(work)]))
    return list(item.doubters) if target is ItemState.SECONDING else []


def _leaves(work: Work) -> str:
    """Who was unsure and leaves an item to another person, or to themself where nobody else is."""
    return NOBODY_ELSE if alone.in_force(work.connection) else work.actor.id


def _was_left_to_oneself(item: LockedItem, judgement: Judgement) -> bool:
    """Whether the only person of a node was unsure before: then what they find is proposed."""
    return NOBODY_ELSE in item.doubters and judgement.finding is not Finding.UNSURE


@dataclass(frozen=True, slots=True)
class Answer:
    """What a second person says of a proposal.

    `seen_at_platform`: they declare that they looked there. `by_one`: the node is one person's, so
    it may be the same one's.
    """

    agree: bool
    reason: str
    seen_at_platform: bool = False
    by_one: bool = False


def require_looked(work: Work, items: Iterable[LockedItem], answer: Answer) -> None:
    """Who agrees that an age cannot be told must have looked, as the first person did. Raises
    LookNeeded and NothingToSecond.
    """
    for item in items:
        _looked(work, item, _proposal(work, item), answer)


def second(work: Work, item: LockedItem, answer: Answer) -> Decided:
    """A second person's answer to what is proposed for `item`.

    Raises SamePerson, LookNeeded, NothingToSecond.
    """
    proposed = _proposal(work, item)
    if not answer.by_one:
        _require_second(work, proposed, answer)
    seen = _looked(work, item, proposed, answer)
    if answer.agree:
        command = agreed(proposed.finding, reverses=proposed.reverses_id is not None)
    else:
        # What was reopened waits again, whatever was decided on it before.
        standing = None if item.restoration_proposed else in_force(work, item)
        command = declined(standing.finding if standing else None, doubted=bool(item.doubters))
    moved = move(item.state, command)
    doubters = list(item.doubters) if moved.target is ItemState.UNSURE else []
    store.set_decision(
        work.connection,
        proposed.id,
        state=(DecisionState.FINAL if answer.agree else DecisionState.DECLINED).value,
        second_by=work.actor.id,
        second_by_name=work.actor.name,
        second_at=work.now,
    )
    store.set_item(work.connection, item.item_id, state=moved.target, doubters=doubters)
    _record(work, Event(moved.event), item, proposed, second_reason=answer.reason, second_seen=seen)
    if answer.agree:
        outcome.follow(work, item, proposed)
    else:
        outcome.close_if_done(work, item.service_id, item.case_id)
    return Decided(item.item_id, moved.target, proposed.seen, item.case_id)


def _require_second(work: Work, proposed: Decision, answer: Answer) -> None:
    """Nobody answers their own proposal; and whoever had a hand in the decision that it reverses
    may agree that they were wrong, but not keep it in force. Raises SamePerson.
    """
    own = not may_second(work.actor, proposed.decided_by)
    if proposed.reverses_id and not answer.agree:
        own = own or work.actor.id in store.hands_in(work.connection, proposed.reverses_id)
    if own:
        raise SamePerson


def _proposal(work: Work, item: LockedItem) -> Decision:
    proposed = _latest(work, item, DecisionState.PROPOSED)
    if proposed is None:
        raise NothingToSecond(case=item.case_id)
    return proposed


def _looked(work: Work, item: LockedItem, proposed: Decision, answer: Answer) -> Seen:
    seen = _seen(work, item, at_platform=answer.seen_at_platform)
    if answer.agree and seen is Seen.NOT_SEEN and CONSEQUENCES[proposed.finding].both_look:
        raise LookNeeded(item=item.item_id)
    return seen


def overturn(work: Work, item: LockedItem, reason: str) -> bool:
    """Reverses a confirmed item at once, on the finding of a recipient of its report.

    Neither a look nor a second person is asked for: the recipient looked, and what follows is that
    the item comes back. False where no confirmation is in force.
    """
    standing = in_force(work, item)
    if standing is None or standing.finding is not Finding.CONFIRMED:
        return False
    if item.state is ItemState.SECONDING:
        item = _decline(work, item)
    policy = require_service(work.connection, item.service_id).policy
    judgement = Judgement(Finding.NOT_ABUSE_MATERIAL, reason)
    moved = move(item.state, command_for(judgement.finding, reverses=True, proposed=False))
    made = _decision(work, item, judgement, policy, Seen.BY_RECIPIENT, standing)
    made = replace(made, state=DecisionState.FINAL)
    store.add_decision(
        work.connection, made, service_id=item.service_id, case_id=item.case_id, second_by=None
    )
    store.set_item(work.connection, item.item_id, state=moved.target, doubters=[])
    _record(work, Event(moved.event), item, made)
    outcome.follow(work, item, made)
    place.renew(work, [item.case_id])
    return True


def _decline(work: Work, item: LockedItem) -> LockedItem:
    """What waited for a second person is settled by the recipient's finding."""
    proposed = _latest(work, item, DecisionState.PROPOSED)
    moved = move(item.state, declined(Finding.CONFIRMED))
    if proposed is not None:
        store.set_decision(work.connection, proposed.id, state=DecisionState.DECLINED.value)
        _record(work, Event(moved.event), item, proposed)
    return replace(item, state=moved.target)


def _decision(
    work: Work,
    item: LockedItem,
    judgement: Judgement,
    policy: Policy,
    seen: Seen,
    reverses: Decision | None,
) -> Decision:
    confirmed = judgement.finding is Finding.CONFIRMED
    account = _account_action(item, judgement)
    return Decision(
        id=work.new_id(),
        item_id=item.item_id,
        finding=judgement.finding,
        scheme=policy.scheme if confirmed else "",
        label=judgement.label if confirmed else "",
        reason=judgement.reason.strip(),
        seen=seen,
        state=DecisionState.PROPOSED,
        decided_by=work.actor.id,
        decided_by_name=work.actor.name,
        decided_at=work.now,
        second_by_name=None,
        second_at=None,
        reverses_id=reverses.id if reverses else None,
        account_action=account,
        account_reason=judgement.ban_reason.strip() if account is AccountAction.BAN else "",
    )


def _account_action(item: LockedItem, judgement: Judgement) -> AccountAction:
    """What is proposed for the account: a ban only where the person chose it, with a reason.

    Raises BanUnfounded where there is nobody to ban, or nothing confirmed to ban them for.
    """
    if not judgement.ban_reason.strip():
        childs = item.childs_account and CONSEQUENCES[judgement.finding].supports
        return proposed_for_account(item.circumstance, childs_account=childs)
    if judgement.finding is not Finding.CONFIRMED or not item.account_ref:
        raise BanUnfounded
    return AccountAction.BAN


def _record(
    work: Work,
    event: Event,
    item: LockedItem,
    made: Decision,
    *,
    second_reason: str = "",
    second_seen: Seen | None = None,
) -> None:
    work.record(
        event,
        subject=("item", item.item_id),
        service_id=item.service_id,
        reason=second_reason or made.reason,
        case=str(item.case_id),
        decision=str(made.id),
        finding=made.finding.value,
        label=f"{made.scheme}:{made.label}" if made.label else None,
        seen=made.seen.value,
        second_seen=second_seen.value if second_seen else None,
        account=made.account_action.value,
        reverses=str(made.reverses_id) if made.reverses_id else None,
    )


def _look(work: Work, item: LockedItem, judgement: Judgement, *, exact: bool) -> Seen:
    """How the person knows the item. Raises NotSeen or LookNeeded where they must have looked."""
    seen = _seen(work, item, at_platform=judgement.seen_at_platform)
    if seen is not Seen.NOT_SEEN:
        return seen
    restores = judgement.finding is not Finding.CONFIRMED and item.restoration_proposed
    if asks_look(judgement.finding, exact=exact, restores=restores):
        raise (LookNeeded if exact or restores else NotSeen)(item=item.item_id)
    return Seen.NOT_SEEN


def _seen(work: Work, item: LockedItem, *, at_platform: bool) -> Seen:
    """What the view log says of whoever acts, or they themselves."""
    if evidence.was_viewed(work.connection, str(item.item_id), work.actor.id):
        return Seen.VIEW_LOG
    return Seen.AT_PLATFORM if at_platform else Seen.NOT_SEEN


def _latest(work: Work, item: LockedItem, state: DecisionState) -> Decision | None:
    found = store.decisions(work.connection, [item.item_id])
    return next((one for one in reversed(found) if one.state is state), None)
