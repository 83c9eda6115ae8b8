"""What a case's page gathers beside its items: groups of look-alikes, holds, other cases. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.casework.machine import ItemState
from tutela.web.pages.words import count, listed, short

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tutela.casework.model import Case, HoldClock, OtherCase

STATES = {
    ItemState.PENDING: "to decide",
    ItemState.UNSURE: "for another person",
    ItemState.SECONDING: "for a second person",
    ItemState.CONFIRMED: "confirmed",
    ItemState.REJECTED: "rejected",
    ItemState.AGE_AMBIGUOUS: "age cannot be told",
    ItemState.OTHER_ILLEGAL: "another crime",
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
            why = (
                f"Their fingerprints (PDQ) lie within {group.radius} of 256 bits of the first "
                "one's, the distance at which the bank calls a hit near."
            )
            tick = f"like-{numbers[items[0]]}"
            views.append(GroupView(tick, items, f"Items {named} look nearly the same", why))
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
    begun = f"since {hold.started_at:%Y-%m-%d %H:%M} UTC"
    if hold.ended_at is None:
        late = ", an alarm was raised" if hold.alarmed else ""
        return f"{begun}, the clock ends at {hold.due_at:%Y-%m-%d %H:%M} UTC{late}"
    why = f" ({hold.ended_by.replace('-', ' ')})" if hold.ended_by else ""
    return f"{begun}, ended at {hold.ended_at:%Y-%m-%d %H:%M} UTC{why}"


def other_view(one: OtherCase) -> OtherView:
    """The line of another case."""
    said = [f"{number} {STATES[ItemState(state)]}" for state, number in one.items]
    items = sum(number for _, number in one.items)
    words = f"{count(items, 'item')}: {listed(said)}" if said else "no item any more"
    return OtherView(one.id, short(one.id), one.state, one.opened_at, one.closed_at, words)
