"""Which cases of the queue somebody wants to see, and how many there are of each kind. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Whose turn it is."""

    MINE = "mine"
    FREE = "free"
    ESCALATED = "escalated"
    SECOND = "second"  # waits for a second person
    UNSURE = "unsure"  # somebody could not decide: for another person


class Grade(StrEnum):
    """How severe the gravest label that waits is."""

    GRAVE = "grave"
    SERIOUS = "serious"
    LESS = "less"

    @property
    def span(self) -> range:
        """The severities of this grade."""
        return _SPANS[self]


_SPANS = {Grade.GRAVE: range(9, 11), Grade.SERIOUS: range(6, 9), Grade.LESS: range(6)}


class Look(StrEnum):
    """Whether somebody must look before they may decide."""

    NOT_NEEDED = "not-needed"  # of nothing that waits in the case


class Told(StrEnum):
    """What people told of a case that waits for somebody."""

    COMPLAINT = "complaint"
    NOTICE = "notice"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Only:
    """A choice of cases that wait; what is None is not asked."""

    service: str | None = None
    surface: str | None = None
    grade: Grade | None = None
    who: Who | None = None
    language: str | None = None
    look: Look | None = None
    told: Told | None = None


EVERYTHING = Only()


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many cases that are alike in all that can be chosen by. `held`: somebody works on them."""

    service: str
    language: str  # of the service; empty if it does not say
    surfaces: tuple[str, ...]
    severity: int
    pending: bool
    unseen: bool  # nothing that is to be decided needs a look
    unsure: bool
    seconding: bool
    held: bool
    escalated: bool
    overdue: bool
    restoration: bool
    complaint: bool
    notice: bool
    flag: bool
    cases: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The queue, counted: all that waits, and of it what one person holds."""

    crowds: tuple[Crowd, ...] = ()
    mine: tuple[Crowd, ...] = ()

    def of(self, only: Only) -> int:
        """How many cases are chosen."""
        among = self.mine if only.who is Who.MINE else self.crowds
        return sum(one.cases for one in among if _matches(one, only))

    def languages(self) -> list[str]:
        """Every language in which something waits, in order; where none is said, an empty one."""
        return sorted({one.language for one in self.crowds})

    def places(self) -> list[tuple[str, str]]:
        """Every service and surface from which something waits, in order."""
        return sorted({(one.service, place) for one in self.crowds for place in one.surfaces})


def _matches(one: Crowd, only: Only) -> bool:
    """Whether cases like these are chosen; whose they are is known."""
    return (
        only.service in (None, one.service)
        and (only.surface is None or only.surface in one.surfaces)
        and only.language in (None, one.language)
        and (only.grade is None or one.severity in only.grade.span)
        and (only.look is None or one.unseen)
        and (only.told is None or _is_told(one, only.told))
        and (only.who is None or _is_turn_of(one, only.who))
    )


def _is_told(one: Crowd, told: Told) -> bool:
    match told:
        case Told.COMPLAINT:
            return one.complaint
        case Told.NOTICE:
            return one.notice
        case Told.FLAG:
            return one.flag


def _is_turn_of(one: Crowd, who: Who) -> bool:
    match who:
        case Who.MINE:
            return True
        case Who.FREE:
            return one.pending and not one.held and not one.escalated
        case Who.ESCALATED:
            return one.escalated
        case Who.SECOND:
            return one.seconding
        case Who.UNSURE:
            return one.unsure
