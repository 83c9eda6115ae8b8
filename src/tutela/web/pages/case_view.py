"""A case as its page shows it: facts first, every decision, what may be done now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.casework.consequence import CONSEQUENCES
from tutela.casework.machine import TO_DECIDE, ItemState
from tutela.casework.model import DecisionState, Seen, SubjectKind
from tutela.evidence import service as evidence
from tutela.law.classification import scheme as load_scheme
from tutela.law.model import Finding
from tutela.platform.approvals import alone
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase, several, text, together
from tutela.web.pages.case_gathered import (
    GroupView,
    OtherView,
    groups_of,
    held_words,
    other_view,
    twins_of,
)
from tutela.web.pages.case_offers import Offer, offers
from tutela.web.pages.desk import subject_of
from tutela.web.pages.standing import Standing, standing
from tutela.web.pages.words import Moment, hold_clock, short, size

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from tutela.casework.model import Case, CaseItem, Decision, Part
    from tutela.law.classification import Label, Scheme
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.services.model import SecondPerson

FINDINGS = {
    Finding.CONFIRMED: phrase("Confirmed"),
    Finding.NOT_ABUSE_MATERIAL: phrase("Rejected as not abuse material"),
    Finding.AGE_AMBIGUOUS: phrase("The age cannot be told"),
    Finding.OTHER_ILLEGAL: phrase("Another crime, no abuse material"),
    Finding.UNSURE: phrase("Could not decide"),
}
WITHIN = {
    Finding.CONFIRMED: phrase("confirmed"),
    Finding.NOT_ABUSE_MATERIAL: phrase("rejected as not abuse material"),
    Finding.AGE_AMBIGUOUS: phrase("the age cannot be told"),
    Finding.OTHER_ILLEGAL: phrase("another crime, no abuse material"),
    Finding.UNSURE: phrase("could not decide"),
}
SEEN = {
    Seen.VIEW_LOG: phrase("Looked at it here, says the view log."),
    Seen.AT_PLATFORM: phrase("Says to have looked at it at the platform."),
    Seen.BY_RECIPIENT: phrase("Decided on what the recipient of a report found."),
    Seen.NOT_SEEN: phrase("Decided without looking at it."),
}
STATES = {
    DecisionState.PROPOSED: phrase("waits for a second person"),
    DecisionState.FINAL: phrase("in force"),
    DecisionState.DECLINED: phrase("declined"),
    DecisionState.REVERSED: phrase("reversed"),
    DecisionState.PASSED: phrase("left to another person"),
}
ITEM_STATES = {
    ItemState.PENDING: phrase("waits for a decision"),
    ItemState.UNSURE: phrase("waits for another person"),
    ItemState.SECONDING: phrase("waits for a second person"),
    ItemState.CONFIRMED: phrase("confirmed"),
    ItemState.REJECTED: phrase("rejected"),
    ItemState.AGE_AMBIGUOUS: phrase("age cannot be told"),
    ItemState.OTHER_ILLEGAL: phrase("another crime"),
}


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision of an item's history; a reversal is as long and as visible as any other."""

    id: UUID
    number: int
    heading: str  # where it begins a line
    within: str  # within a sentence
    label: str
    state: DecisionState
    state_words: str
    by: str
    at: datetime
    reason: str
    seen: str
    second_by: str | None
    second_at: datetime | None
    ban: str  # why the account should be banned, if that is proposed
    ban_lifted: bool
    reverses: int | None
    reversed_by: int | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item: `fact` is what the service says, the rest is what the page makes of it."""

    number: int
    fact: CaseItem
    name: str
    kind_words: str
    state_words: str
    clock: Moment | None
    held: str  # the history of its hold, in words
    twins: tuple[int, ...]  # the numbers of other items that look nearly the same
    known: bool
    seen_by_me: bool
    looks: str
    erased_at: datetime | None
    history: tuple[DecisionView, ...]
    proposal: DecisionView | None
    proposed_by_me: bool
    standing: Finding | None
    left_by_me: bool
    turns: tuple[Offer, ...]  # the findings that a reversal may come to

    @property
    def can_open(self) -> bool:
        """Whether its bytes are kept here still."""
        return self.fact.evidence_id is not None and self.erased_at is None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with its items, and those that wait for this person."""

    id: UUID
    short: str
    subject: str
    has_account: bool
    noticed: bool  # nothing was found here: a notice names it
    service: str
    state: str
    opened_at: datetime
    predecessor_id: UUID | None
    alarmed: bool
    restoration: bool
    clock: Moment | None
    standing: Standing | None
    scheme: str
    labels: tuple[Label, ...]
    part: Part
    items: tuple[ItemView, ...]
    waiting: int  # items that wait for a decision, shown here or not
    to_decide: tuple[ItemView, ...]
    offers: tuple[Offer, ...]  # what may be found of those to decide
    to_second: tuple[ItemView, ...]
    alone: bool  # nobody else is here: one's own proposals cool off
    own_proposals: tuple[ItemView, ...]
    left_by_me: tuple[ItemView, ...]
    groups: tuple[GroupView, ...]  # of items to decide
    others: tuple[OtherView, ...]

    @property
    def last(self) -> int:
        """The number of the last item shown."""
        return self.part.first + len(self.items) - 1

    @property
    def second_looks(self) -> bool:
        """Whether something is proposed that a second person must have looked at as well."""
        return any(
            CONSEQUENCES[made.finding].both_look
            for one in self.to_second
            for made in one.fact.decisions
            if made.state is DecisionState.PROPOSED
        )


def case_view(node: Node, actor: Actor, found: Case) -> CaseView:
    """The view of a case that `actor` was shown."""
    now = node.clock.now()
    scheme = load_scheme(found.scheme)
    second = found.second_person
    twins = twins_of(found)
    kept = _kept(node, actor, found.items)
    items = tuple(
        _item(kept, actor, scheme, second, number, fact, now, twins)
        for number, fact in enumerate(found.items, found.part.first)
    )
    with node.read() as connection:
        by_one = alone.in_force(connection)
    summary = found.summary
    seconding = [item for item in items if item.proposal]
    may_second = actor.may(Permission.CASE_SECOND)
    to_decide = tuple(one for one in items if _is_to_decide(one, actor))
    return CaseView(
        id=summary.id,
        short=short(summary.id),
        subject=subject_of(summary),
        has_account=summary.subject_kind == SubjectKind.ACCOUNT,
        noticed=summary.subject_kind not in (SubjectKind.ACCOUNT, SubjectKind.UNKNOWN),
        service=summary.service_id,
        state=summary.state,
        opened_at=summary.opened_at,
        predecessor_id=found.predecessor_id,
        alarmed=summary.alarmed,
        restoration=summary.restoration_proposed,
        clock=hold_clock(summary.next_due_at, now) if summary.next_due_at else None,
        standing=standing(summary.priority, summary.since, now) if summary.waits else None,
        scheme=text(scheme.title),
        labels=tuple(label for label in scheme.labels if label.is_abuse_material),
        part=found.part,
        items=items,
        waiting=summary.pending,
        to_decide=to_decide,
        offers=offers(tuple(Finding), [one.fact for one in to_decide], second, now),
        to_second=tuple(
            one for one in seconding if may_second and (by_one or not one.proposed_by_me)
        ),
        alone=by_one,
        own_proposals=tuple(one for one in seconding if one.proposed_by_me and not by_one),
        left_by_me=tuple(one for one in items if one.left_by_me),
        groups=groups_of(found, {one.fact.id: one.number for one in to_decide}),
        others=tuple(other_view(one) for one in found.others),
    )


def _is_to_decide(one: ItemView, actor: Actor) -> bool:
    return one.fact.state in TO_DECIDE and not one.left_by_me and actor.may(Permission.CASE_DECIDE)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the view log and the store say of a case's items, read once for all of them."""

    mine: frozenset[str]  # the items that this person saw
    erased: Mapping[UUID, datetime]


def _kept(node: Node, actor: Actor, items: Sequence[CaseItem]) -> _Kept:
    objects = [one.evidence_id for one in items if one.evidence_id]
    with node.read() as connection:
        return _Kept(
            evidence.seen_by(connection, [str(one.id) for one in items], actor.id),
            evidence.erasures(connection, objects),
        )


def _item(
    kept: _Kept,
    actor: Actor,
    scheme: Scheme,
    second: SecondPerson,
    number: int,
    fact: CaseItem,
    now: datetime,
    twins: Mapping[UUID, tuple[int, ...]],
) -> ItemView:
    history = _history(fact.decisions, scheme)
    proposed = [one for one in fact.decisions if one.state is DecisionState.PROPOSED]
    final = [one for one in fact.decisions if one.state is DecisionState.FINAL]
    running = fact.hold and not fact.hold.ended_at
    mine = str(fact.id) in kept.mine
    in_force = final[-1].finding if final else None
    others = [one for one in Finding if one not in (in_force, Finding.UNSURE)]
    return ItemView(
        number=number,
        fact=fact,
        name=fact.external_id or f"SHA-256 {fact.sha256[:12]}…",
        kind_words=_kind(fact),
        state_words=ITEM_STATES[ItemState(fact.state)],
        clock=hold_clock(fact.hold.due_at, now) if fact.hold and running else None,
        held=held_words(fact.hold) if fact.hold else "",
        twins=twins.get(fact.id, ()),
        known=fact.exact,
        seen_by_me=mine,
        looks=_looks(fact.views, mine=mine),
        erased_at=kept.erased.get(fact.evidence_id) if fact.evidence_id else None,
        history=history,
        proposal=next((one for one in history if one.state is DecisionState.PROPOSED), None),
        proposed_by_me=any(one.decided_by == actor.id for one in proposed),
        standing=in_force,
        left_by_me=fact.state == ItemState.UNSURE and actor.id in fact.doubters,
        turns=offers(others, [fact], second, now),
    )


def _looks(views: int, *, mine: bool) -> str:
    if not views:
        return phrase("Nobody has opened it.")
    if mine:
        return several(
            views, "Opened {n} time. You have looked.", "Opened {n} times. You have looked."
        )
    return several(
        views, "Opened {n} time. You have not looked.", "Opened {n} times. You have not looked."
    )


def _kind(fact: CaseItem) -> str:
    film = fact.film.words if fact.film else ()
    parts = (fact.media_type, size(fact.size) if fact.size else "", *film)
    return together(part for part in parts if part)


def _history(decisions: tuple[Decision, ...], scheme: Scheme) -> tuple[DecisionView, ...]:
    numbers = {one.id: number for number, one in enumerate(decisions, 1)}
    # A declined reversal reversed nothing.
    reversed_by = {
        one.reverses_id: numbers[one.id]
        for one in decisions
        if one.reverses_id and one.state in (DecisionState.FINAL, DecisionState.REVERSED)
    }
    titles = {label.code: label.title for label in scheme.labels}
    return tuple(
        DecisionView(
            id=one.id,
            number=numbers[one.id],
            heading=_heading(one),
            within=WITHIN[one.finding],
            label=_label(one, scheme, titles),
            state=one.state,
            state_words=STATES[one.state],
            by=one.decided_by_name,
            at=one.decided_at,
            reason=one.reason,
            seen=SEEN[one.seen],
            second_by=one.second_by_name,
            second_at=one.second_at,
            ban=one.account_reason,
            ban_lifted=one.account_lifted_at is not None,
            reverses=numbers.get(one.reverses_id) if one.reverses_id else None,
            reversed_by=reversed_by.get(one.id),
        )
        for one in decisions
    )


def _heading(one: Decision) -> str:
    if one.reverses_id:
        return phrase("Reversal: {finding}", finding=WITHIN[one.finding])
    return FINDINGS[one.finding]


def _label(one: Decision, scheme: Scheme, titles: dict[str, str]) -> str:
    """The label with its title, or with its scheme where the service changed to another."""
    if not one.label:
        return ""
    title = text(titles.get(one.label, "")) if one.scheme == scheme.id else one.scheme
    return phrase("{label} ({title})", label=one.label, title=title) if title else one.label
