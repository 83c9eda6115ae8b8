"""Cases, items, holds and decisions as values, ready for a door to render."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tutela.casework.errors import MarkUnreadable
from tutela.casework.priority import HOUR

if TYPE_CHECKING:
    from tutela.casework.children import AccountAction, Circumstance
    from tutela.casework.claims.model import Claim, Note
    from tutela.casework.films import FilmFact
    from tutela.casework.lookalikes import Group
    from tutela.casework.priority import Priority
    from tutela.law.model import Finding, SurfaceKind
    from tutela.platform.services.model import SecondPerson


# Stands for whoever was unsure where nobody else is there who could decide.
NOBODY_ELSE = "nobody-else"


class SubjectKind(StrEnum):
    """What a case is about."""

    ACCOUNT = "account"
    UNKNOWN = "unknown"  # no account given: the same bytes share a case
    URL = "url"  # somebody outside named this address
    ITEM = "item"  # somebody outside named an item that nothing was found in here
    NOTICE = "notice"  # somebody outside named several places at once


# Subjects whose reference says to a person what they are.
NAMED = frozenset({SubjectKind.ACCOUNT, SubjectKind.URL, SubjectKind.ITEM})


class ActionKind(StrEnum):
    """What a platform is asked to do with an item."""

    HOLD = "hold"
    REMOVE = "remove"
    RESTORE = "restore"
    HAND_OVER = "hand-over"  # nothing of ours: the platform's own process decides


class Seen(StrEnum):
    """How the person who decided knows the item. `VIEW_LOG` is a fact, not a claim."""

    VIEW_LOG = "view-log"
    AT_PLATFORM = "at-platform"  # declared: looked at where the platform keeps it
    BY_RECIPIENT = "by-recipient"  # the recipient of a report looked, and said what it is
    NOT_SEEN = "not-seen"


class DecisionState(StrEnum):
    """Whether a decision is in force."""

    PROPOSED = "proposed"
    FINAL = "final"
    DECLINED = "declined"
    REVERSED = "reversed"
    PASSED = "passed"  # unsure: never in force, another person looks


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's finding on an item."""

    id: UUID
    item_id: UUID
    finding: Finding
    scheme: str
    label: str
    reason: str
    seen: Seen
    state: DecisionState
    decided_by: str
    decided_by_name: str
    decided_at: datetime
    second_by_name: str | None
    second_at: datetime | None
    reverses_id: UUID | None
    account_action: AccountAction
    account_reason: str
    account_lifted_at: datetime | None = None  # what it proposed for the account was taken back

    @property
    def closes_account(self) -> bool:
        """Whether it says that the account is to be closed, and nobody took that back."""
        return self.account_action.closes and self.account_lifted_at is None


@dataclass(frozen=True, slots=True)
class MatchFact:
    """Why an item is here. Distances are shown only where the doors may."""

    bank: str
    demo: bool
    exact: bool
    verified: bool  # the indicator is, and was not withdrawn
    distance: int | None
    quality: int | None
    scheme: str
    label: str
    source: str
    profile: str
    withdrawn: str
    indicator_id: UUID
    batch_id: UUID
    beside: tuple[str, ...] = ()  # other sources that vouch for the indicator
    contested_by: str = ""  # the allow-bank that knows the item as harmless


@dataclass(frozen=True, slots=True)
class HoldClock:
    """The clock of a hold, judged at `now`."""

    started_at: datetime
    due_at: datetime
    ended_at: datetime | None
    alarmed: bool
    ended_by: str = ""  # what was found, that ended it


@dataclass(frozen=True, slots=True)
class CaseItem:
    """One item of a case with everything a reviewer needs before opening it."""

    id: UUID
    surface: str
    surface_kind: SurfaceKind
    external_id: str
    verdict: str
    state: str
    restricted: bool
    restoration_proposed: bool
    sha256: str
    size: int
    media_type: str
    received_at: datetime
    evidence_id: UUID | None
    views: int
    matches: tuple[MatchFact, ...]
    decisions: tuple[Decision, ...]
    circumstance: Circumstance | None
    childs_account: bool
    marked: bool  # now, or before if two people did not find it to be wrong
    guarded: bool  # a child may have made it, or the account may be a child's: two people decide
    doubters: tuple[str, ...]  # who could not decide it: another person must
    hold: HoldClock | None
    actions: tuple[tuple[str, str], ...]  # kind, state of the delivery
    film: FilmFact | None = None

    @property
    def exact(self) -> bool:
        """Whether an exact hit of a verified indicator brought it here: it needs no look."""
        return any(match.exact and match.verified for match in self.matches)


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of a case in a list: the next part begins behind it."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> Mark:
        """The mark that was written so. Raises MarkUnreadable."""
        at, _, identifier = text.partition("~")
        try:
            found = cls(datetime.fromisoformat(at), UUID(identifier))
        except ValueError:
            raise MarkUnreadable from None
        if found.at.utcoffset() is None:
            raise MarkUnreadable
        return found


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One line of the queue."""

    id: UUID
    service_id: str
    subject_kind: str
    subject_ref: str
    state: str
    opened_at: datetime
    items: int
    pending: int  # those that somebody was unsure about too
    unsure: int
    seconding: int
    notices: int  # from outside, that wait for a decision
    flags: int  # of users, that wait for a decision
    complained_at: datetime | None  # since when the first complaint about it waits
    next_due_at: datetime | None
    alarmed: bool
    restoration_proposed: bool
    circumstance: Circumstance | None  # the gravest of what waits
    priority: Priority
    waits: bool  # for a person
    claim: Claim
    mark: Mark

    @property
    def since(self) -> datetime:
        """From when on it waits: a closed case that stands in the queue, since somebody complained
        or proposed to reverse what was decided.
        """
        return self.mark.at + self.priority.points * HOUR if self.waits else self.opened_at

    @property
    def named(self) -> str:
        """What the case is about, as the platform or the web calls it; empty if it has no name."""
        return self.subject_ref if self.subject_kind in NAMED else ""

    def to_json(self) -> dict[str, Any]:
        return {
            "case": str(self.id),
            "service": self.service_id,
            "subject": self.subject_ref or self.subject_kind,
            "state": self.state,
            "opened_at": self.opened_at.isoformat(),
            "item_count": self.items,
            "pending": self.pending,
            "unsure": self.unsure,
            "awaiting_second_person": self.seconding,
            "notices": self.notices,
            "flags": self.flags,
            "complained_at": self.complained_at.isoformat() if self.complained_at else None,
            "next_hold_due_at": self.next_due_at.isoformat() if self.next_due_at else None,
            "hold_alarm": self.alarmed,
            "restoration_proposed": self.restoration_proposed,
            "circumstance": self.circumstance,
            "priority": self.priority.points,
            "reasons": [reason.words for reason in self.priority.reasons],
            "claim": self.claim.state.value,
            "claimed_by": self.claim.by_name,
            "claimed_until": self.claim.until.isoformat() if self.claim.until else None,
        }


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another case about the same subject, with how many items it has in each state."""

    id: UUID
    state: str
    opened_at: datetime
    closed_at: datetime | None
    items: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Which of a case's items are shown: the first of them counts from 1."""

    first: int = 1
    of: int = 0  # all items of the case
    next: UUID | None = None  # the item behind which the next part begins; None if it is the last


@dataclass(frozen=True, slots=True)
class Case:
    """A case with items of it, as shown to a reviewer."""

    summary: CaseSummary
    scheme: str
    second_person: SecondPerson  # the service's policy
    predecessor_id: UUID | None
    items: tuple[CaseItem, ...]
    notes: tuple[Note, ...]
    groups: tuple[Group, ...] = ()  # items that look nearly the same
    part: Part = Part()
    confirmed: bool = False  # whether any item is, shown or not
    others: tuple[OtherCase, ...] = ()  # about the same subject, the latest first
