"""Misuse as pages show it: who stands out, and cases with what was weighed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.redress.complaints.model import Whose
from tutela.redress.misuse.machine import State
from tutela.redress.misuse.model import Kind, Party
from tutela.redress.notices.model import NoticeKind
from tutela.redress.notices.public_words import KINDS
from tutela.texts.phrase import phrase, several
from tutela.web.pages.words import ago, until

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tutela.redress.misuse.assessing import Standing
    from tutela.redress.misuse.reading import Shown
    from tutela.web.pages.words import Moment

_STATES = {
    State.WARNED: ("proposed", phrase("warned")),
    State.SUSPENDED: ("held", phrase("suspended")),
    State.ENDED: ("withdrawn", phrase("over")),
    State.ERASED: ("withdrawn", phrase("over, erased")),
}


@dataclass(frozen=True, slots=True)
class StandingLine:
    """One party as the page shows it: the facts that the law asks a person to weigh. `value` names
    it in a form.
    """

    value: str
    name: str
    account: bool
    service: str
    kind: str
    misused: int
    share: str
    sorts: tuple[tuple[str, int], ...]
    danger: str
    last: Moment
    out: bool


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list."""

    id: UUID
    name: str
    account: bool
    service: str
    kind: str
    badge: tuple[str, str]
    warned: Moment
    ends: Moment | None
    objects: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case, whole."""

    line: CaseLine
    share: str
    sorts: tuple[tuple[str, int], ...]
    danger: str
    gravity: str
    intention: str
    told: str
    warned_at: datetime
    warned_by: str
    told_at: datetime | None
    since: int | None
    since_words: str
    may_suspend_at: datetime | None
    suspended_at: datetime | None
    suspended_until: datetime | None
    suspended_told: str
    suspended_by: str
    seconded_by: str
    single_person: bool
    objection: str
    objected_at: datetime | None
    upheld: str
    upheld_by: str
    upheld_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    end_reason: str
    erase_at: datetime | None
    erased_at: datetime | None
    open: bool
    warned: bool
    statement_id: UUID | None
    complains: bool


def line_of(one: Standing, now: datetime) -> StandingLine:
    """A party in words."""
    count = one.count
    return StandingLine(
        value=value_of(count.kind, count.party),
        name=one.name,
        account=bool(count.party.account),
        service=count.party.service_id,
        kind=count.kind.words,
        misused=count.misused,
        share=_share(count.misused, count.given),
        sorts=_sorts(count.kind, count.sorts),
        danger=_danger(count.danger),
        last=ago(count.last_at, now),
        out=one.out,
    )


def value_of(kind: Kind, party: Party) -> str:
    """A party as the value of a field."""
    return f"{kind.value}|{party.service_id}|{party.key_id or ''}|{party.account}"


def case_line(found: Shown, now: datetime) -> CaseLine:
    """A case in words."""
    one = found.one
    ends = one.suspended_until if one.state is State.SUSPENDED else None
    return CaseLine(
        id=one.id,
        name=found.name,
        account=bool(one.account_ref),
        service=one.service_id,
        kind=one.kind.words,
        badge=_STATES[one.state],
        warned=ago(one.warned_at, now),
        ends=until(ends, now) if ends else None,
        objects=one.objects,
    )


def view_of(found: Shown, now: datetime) -> CaseView:
    """A case, whole."""
    one, facts = found.one, found.one.factors
    return CaseView(
        line=case_line(found, now),
        share=_share(facts["misused"], facts["given"]) if facts else "",
        sorts=_sorts(one.kind, facts["sorts"]) if facts else (),
        danger=_danger(facts["danger"]) if facts else "",
        gravity=one.gravity,
        intention=one.intention,
        told=one.told,
        warned_at=one.warned_at,
        warned_by=one.warned_by_name,
        told_at=one.told_at,
        since=found.since,
        since_words=several(found.since, "{n} more since then", "{n} more since then")
        if found.since
        else phrase("none since then"),
        may_suspend_at=found.may_suspend_at,
        suspended_at=one.suspended_at,
        suspended_until=one.suspended_until,
        suspended_told=one.suspended_told,
        suspended_by=one.suspended_by_name,
        seconded_by=one.seconded_by_name,
        single_person=one.single_person,
        objection=one.objection,
        objected_at=one.objected_at,
        upheld=one.upheld,
        upheld_by=one.upheld_by_name,
        upheld_at=one.upheld_at,
        ended_at=one.ended_at,
        ended_by=one.ended_by_name,
        end_reason=one.end_reason,
        erase_at=one.erase_at,
        erased_at=one.erased_at,
        open=one.ended_at is None,
        warned=one.state is State.WARNED,
        statement_id=found.statement_id,
        complains=found.complains,
    )


def _share(misused: int, given: int | None) -> str:
    if not given:
        return phrase("{n}; only the platform knows of how many", n=misused)
    percent = misused * 100 // given
    return phrase("{percent} % of {given} decided", percent=percent, given=given)


def _danger(number: int) -> str:
    if not number:
        return ""
    return several(
        number,
        "{n} of them said that somebody is in danger",
        "{n} of them said that somebody is in danger",
    )


def _sorts(kind: Kind, sorts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((_sort(kind, sort), number) for sort, number in sorts.items())


def _sort(kind: Kind, sort: str) -> str:
    """What a part of the count was about; the label of an item is data."""
    if kind is Kind.NOTICES:
        return KINDS[NoticeKind(sort)]
    return Whose(sort).words if kind is Kind.COMPLAINTS else sort
