"""A victim's request as values, at each institution that works on it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime  # noqa: TC003 - read by pydantic
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - read by pydantic

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from tutela.platform.alerts.model import MailState
    from tutela.redress.requests.machine import RemovalState, VictimState

# What a request may name an item by, beside its address.
SIGNALS: Final = ("sha256", "md5", "pdq")


class Asked(StrEnum):
    """What is asked for (Articles 20 and 21)."""

    REPORTS = "reports"
    REMOVAL = "removal"
    BOTH = "both"

    @property
    def words(self) -> str:
        return _ASKED[self]

    @property
    def removal(self) -> bool:
        """Whether help with removal is asked for."""
        return self is not Asked.REPORTS


class Who(StrEnum):
    """Who asks, as they say themselves."""

    SELF = "self"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"

    @property
    def words(self) -> str:
        return _WHO[self]


class Preference(StrEnum):
    """What the person wants to be told. They may change it at any time."""

    ALL = "all"
    GONE = "gone"
    REPRESENTATIVE = "representative"
    NEVER = "never"

    @property
    def words(self) -> str:
        return _PREFERENCE[self]


class Removal(StrEnum):
    """How the removal of what one report is about stands."""

    UNASKED = "unasked"
    ASKED = "asked"
    REMOVED = "removed"
    KEPT = "kept"
    AGAIN = "again"

    @property
    def words(self) -> str:
        return _REMOVAL[self]


# Of what an order can be asked for.
STILL: Final = frozenset({Removal.KEPT, Removal.AGAIN})


class Reason(StrEnum):
    """Why a provider did not remove something: a closed list, so that nobody is named."""

    NOT_FOUND = "not-found"
    LAWFUL = "lawful"
    IMPOSSIBLE = "impossible"
    ORDERED = "ordered"

    @property
    def words(self) -> str:
        return _REASON[self]


class Recheck(StrEnum):
    """What a person found when they looked whether it stays away."""

    GONE = "gone"
    AGAIN = "again"
    UNKNOWN = "unknown"

    @property
    def words(self) -> str:
        return _RECHECK[self]


_ASKED = {
    Asked.REPORTS: phrase("which reports there are"),
    Asked.REMOVAL: phrase("help with removal"),
    Asked.BOTH: phrase("which reports there are, and help with removal"),
}
_WHO = {
    Who.SELF: phrase("the person themselves"),
    Who.GUARDIAN: phrase("a parent or guardian"),
    Who.REPRESENTATIVE: phrase("a representative"),
}
_PREFERENCE = {
    Preference.ALL: phrase("tell me everything"),
    Preference.GONE: phrase("tell me only when it is gone"),
    Preference.REPRESENTATIVE: phrase("only through my representative"),
    Preference.NEVER: phrase("never tell me"),
}
_REMOVAL = {
    Removal.UNASKED: phrase("nobody asked yet"),
    Removal.ASKED: phrase("the provider was asked"),
    Removal.REMOVED: phrase("removed"),
    Removal.KEPT: phrase("not removed"),
    Removal.AGAIN: phrase("found again"),
}
_REASON = {
    Reason.NOT_FOUND: phrase("nothing was found there"),
    Reason.LAWFUL: phrase("it is not illegal"),
    Reason.IMPOSSIBLE: phrase("it cannot be done"),
    Reason.ORDERED: phrase("an authority ordered that it stays for now"),
}
_RECHECK = {
    Recheck.GONE: phrase("it is gone"),
    Recheck.AGAIN: phrase("it is there again"),
    Recheck.UNKNOWN: phrase("it cannot be said"),
}


@dataclass(frozen=True, slots=True)
class Signal:
    """What stands for the item: a kind of `SIGNALS`, and its hexadecimal digits."""

    kind: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Item:
    """What a request is about: where it lies, and what stands for it. Never the item."""

    links: tuple[str, ...] = field(default=(), repr=False)
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """How somebody showed who they are, in an officer's words. No copy of anything is kept."""

    how: str = field(repr=False)
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """What a representative may act by, as it was seen; and what they said to the question whether
    a report may be about them.
    """

    kind: str = field(repr=False)
    dated: date
    conflict: bool
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A report that exists, as the person may learn of it (Article 20): no address, and nobody."""

    number: int
    provider: str
    reported_on: date
    forwarded_to: str
    removed: bool
    removal: Removal = Removal.UNASKED


@dataclass(frozen=True, slots=True)
class Content:
    """All that is personal of a request at the authority: sealed, and erased as one.

    `found` is what the Centre says, `told` what of it an officer answered.
    """

    item: Item
    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    needs: str = field(default="", repr=False)
    identity: Check | None = None
    paper: Paper | None = None
    found: tuple[Found, ...] = ()
    told: tuple[Found, ...] = ()
    answer: str = field(default="", repr=False)
    declined: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class VictimRequest:
    """A request at the authority. `number` is all that others know it by; `content` is None once it
    is erased. `due_at` is our own target: the law sets no days.
    """

    id: UUID
    number: UUID
    state: VictimState
    asked: Asked
    who: Who
    preference: Preference
    language: str
    content: Content | None = field(repr=False)
    received_at: datetime
    due_at: datetime
    profile: str
    centre_id: UUID | None
    passed_at: datetime | None
    answered_at: datetime | None
    answered_by_name: str
    news_at: datetime | None
    problem: str
    erase_at: datetime
    erased_at: datetime | None
    mail_id: UUID | None = None
    mail_state: MailState | None = None
    mail_tries: int = 0
    mail_problem: str = ""

    @property
    def known(self) -> Content:
        """What it says. Only for a request that was not erased."""
        assert self.content is not None  # noqa: S101 - the machine lets nobody act on an erased one
        return self.content

    @property
    def shown(self) -> bool:
        """Whether somebody showed who they are, and may ask for whom they ask."""
        paper = self.known.paper
        fit = self.who is Who.SELF or (paper is not None and not paper.conflict)
        return self.known.identity is not None and fit

    def late_at(self, now: datetime) -> bool:
        """Whether it waits longer than it should."""
        return self.answered_at is None and now > self.due_at


@dataclass(frozen=True, slots=True)
class Search:
    """A request at the Centre, which knows no more of whoever asks than that somebody does.

    Whoever searched is not who releases what was found.
    """

    id: UUID
    number: UUID
    authority_id: UUID
    authority_name: str
    state: VictimState
    asked: Asked
    item: Item | None = field(repr=False)
    received_at: datetime
    due_at: datetime
    profile: str
    searched_at: datetime | None
    searched_by: str
    searched_by_name: str
    released_at: datetime | None
    released_by_name: str
    rechecked_until: datetime | None
    erase_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A received report that fits a search, and how removal of what it is about stands. `id` is
    what its provider is told; `reference` and `item_id` are the provider's own names of the
    report and of what it is about.
    """

    id: UUID
    search_id: UUID
    number: int
    report_id: UUID
    provider_id: UUID
    provider: str
    reference: str
    item_id: UUID
    reported_on: date
    forwarded_to: str
    removed: bool
    removal: Removal
    reason: Reason | None
    asked_at: datetime | None
    answered_at: datetime | None
    recheck_at: datetime | None

    def to_found(self) -> Found:
        """What of it leaves the Centre."""
        return Found(
            self.number,
            self.provider,
            self.reported_on,
            self.forwarded_to,
            self.removed,
            self.removal,
        )


@dataclass(frozen=True, slots=True)
class RemovalRequest:
    """A request at the provider: no order. `asked` is the Centre's name of it."""

    id: UUID
    asked: UUID
    centre_id: UUID
    centre_name: str
    state: RemovalState
    reference: str
    item_id: UUID
    item: Item | None = field(repr=False)
    times: int
    received_at: datetime
    profile: str
    reason: Reason | None
    answered_at: datetime | None
    answered_by_name: str
    erase_at: datetime
    erased_at: datetime | None
