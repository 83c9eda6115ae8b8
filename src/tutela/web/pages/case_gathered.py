"""What a case's page gathers beside its items: groups of look-alikes, holds, other cases. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.casework.machine import ItemState
from tutela.texts.phrase import forms, listed, phrase, several
from tutela.web.pages.words import minute, short

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tutela.casework.model import Case, HoldClock, OtherCase

STATES = {
    ItemState.PENDING: forms("{n} to decide", "{n} to decide"),
    ItemState.UNSURE: forms("{n} for another person", "{n} for another person"),
    ItemState.SECONDING: forms("{n} for a second person", "{n} for a second person"),
    ItemState.CONFIRMED: forms("{n} confirmed", "{n} confirmed"),
    ItemState.REJECTED: forms("{n} rejected", "{n} rejected"),
    ItemState.AGE_AMBIGUOUS: forms("{n} age cannot be told", "{n} age cannot be told"),
    ItemState.OTHER_ILLEGAL: forms("{n} another crime", "{n} another crime"),
}

# What ended a hold, by the finding that did.
ENDED_BY = {
    "confirmed": phrase("confirmed"),
    "not-abuse-material": phrase("not abuse material"),
    "age-ambiguous": phrase("age ambiguous"),
    "other-illegal": phrase("other illegal"),
}


@dataclass(frozen=True, slots=True)
class GroupView:
    """Items to decide that look nearly the same, and why they stand together."""

    tick: str  # the word in the address that ticks them
    items: tuple[UUID, ...]
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class OtherView:
    """Another case about the same subject, in a line."""

    id: UUID
    short: str
    state: str
    opened_at: datetime
    closed_at: datetime | None
    items: str


def groups_of(found: Case, numbers: Mapping[UUID, int]) -> tuple[GroupView, ...]:
    """The groups among the items that have a number here; of one left alone there is none."""
    views = []
    for group in found.groups:
        items = tuple(one for one in group.items if one in numbers)
        if len(items) > 1:
            named = listed([str(numbers[one]) for one in items])
            why = phrase(
                "Their fingerprints (PDQ) lie within {radius} of 256 bits of the first one's, the "
                "distance at which the bank calls a hit near.",
                radius=group.radius,
            )
            tick = f"like-{numbers[items[0]]}"
            views.append(
                GroupView(
                    tick, items, phrase("Items {named} look nearly the same", named=named), why
                )
            )
    return tuple(views)


def twins_of(found: Case) -> dict[UUID, tuple[int, ...]]:
    """For each item the numbers of those that look nearly the same, on the page of the case."""
    numbers = {one.id: number for number, one in enumerate(found.items, found.part.first)}
    return {
        one: tuple(sorted(numbers[other] for other in group.items if other != one))
        for group in found.groups
        for one in group.items
    }


def held_words(hold: HoldClock) -> str:
    """When an item was held, until when, and what ended it."""
    begun, ends = minute(hold.started_at), minute(hold.due_at)
    if hold.ended_at is None:
        if hold.alarmed:
            return phrase(
                "since {begun}, the clock ends at {ends}, an alarm was raised",
                begun=begun,
                ends=ends,
            )
        return phrase("since {begun}, the clock ends at {ends}", begun=begun, ends=ends)
    ended = minute(hold.ended_at)
    if not hold.ended_by:
        return phrase("since {begun}, ended at {ended}", begun=begun, ended=ended)
    why = ENDED_BY.get(hold.ended_by, hold.ended_by)
    return phrase("since {begun}, ended at {ended} ({why})", begun=begun, ended=ended, why=why)


def other_view(one: OtherCase) -> OtherView:
    """The line of another case."""
    said = [STATES[ItemState(state)].of(number) for state, number in one.items]
    items = sum(number for _, number in one.items)
    words = (
        phrase("{count}: {said}", count=several(items, "{n} item", "{n} items"), said=listed(said))
        if said
        else phrase("no item any more")
    )
    return OtherView(one.id, short(one.id), one.state, one.opened_at, one.closed_at, words)
