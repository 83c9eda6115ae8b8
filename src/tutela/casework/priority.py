"""How urgent a case is: facts in, points and their reasons out. Pure.

One point puts a case as far ahead in the queue as one more hour of waiting would. So points and age
are one order, nothing waits for ever behind what is new, and the place of a case changes only when
a fact changes, not with every tick of the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from tutela.casework.children import Circumstance
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

SOON: Final = timedelta(hours=24)  # a hold that ends within this time is urgent
MANY: Final = 10  # items of one subject
GRAVEST: Final = 10  # the severity of a scheme's gravest label

DANGER: Final = 10_000
SAID_DANGER: Final = 10_000  # as much as what was found: whoever waits to find out loses time
COERCED: Final = 5_000
# Below what was found or a notice says: a crowd of accounts never stands before a child in danger.
FLAG_DANGER: Final = 2_500
TRUSTED: Final = 600  # Article 22(1) DSA: given priority
OVERDUE: Final = 500
RESTORATION: Final = 250
ENDING: Final = 192
HELD: Final = 96
CHILDREN: Final = 120
NOTICED: Final = 96
UNSURE: Final = 48
FLAGGED: Final = 24  # for each account that flagged, however often
MOST_FLAGGED: Final = 96  # and never more than that
FLAG_HARMED: Final = 120
FOR_EACH_SEVERITY: Final = 6
REPEATED: Final = 24
SPREAD: Final = 24
HOUR: Final = timedelta(hours=1)


class HoldStage(StrEnum):
    """The most urgent clock among the holds of a case."""

    NONE = "none"
    RUNNING = "running"
    ENDING = "ending"  # within SOON
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the priority of a case depends on; `severity` is of the items that wait."""

    danger: bool = False
    hold: HoldStage = HoldStage.NONE
    restoration: bool = False
    severity: int = 0
    unsure: bool = False
    circumstance: Circumstance | None = None
    repeated: bool = False
    items: int = 1
    noticed: bool = False  # a notice from outside waits
    trusted: bool = False  # one of them is a trusted flagger's
    said_danger: bool = False  # one of them says that somebody is in danger
    flag_accounts: int = 0  # that flagged something which waits
    flag_danger: bool = False  # one of them says that somebody is in danger
    flag_harmed: bool = False  # one of them is a child that was harmed


# The facts that people told, by the column in which a case keeps each (`noticed`).
TOLD: Final[Mapping[str, str]] = {
    "trusted": "notice_trusted",
    "said_danger": "notice_danger",
    "flag_accounts": "flag_accounts",
    "flag_danger": "flag_danger",
    "flag_harmed": "flag_harmed",
}


def facts_of(case: Mapping[str, Any]) -> Facts:
    """What the priority of a case depends on, from the columns of its row."""
    circumstance = case["circumstance"]
    return Facts(
        danger=case["danger"],
        hold=HoldStage(case["hold_stage"]),
        restoration=case["restoration"],
        severity=case["severity"],
        unsure=case["unsure"] > 0,
        circumstance=Circumstance(circumstance) if circumstance else None,
        repeated=case["predecessor_id"] is not None,
        items=case["item_count"],
        noticed=case["notices"] > 0,
        **{fact: case[column] for fact, column in TOLD.items()},
    )


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case stands further ahead, in words, and by how many points."""

    words: str
    points: int


@dataclass(frozen=True, slots=True)
class Priority:
    """The points of a case, and what makes them up; the weightiest reason first."""

    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)


_HOLDS = {
    HoldStage.OVERDUE: Reason(phrase("a hold is overdue"), OVERDUE),
    HoldStage.ENDING: Reason(phrase("a hold ends within 24 hours"), ENDING),
    HoldStage.RUNNING: Reason(phrase("an item is kept from view"), HELD),
}


def priority(facts: Facts) -> Priority:
    """The priority of a case with these facts. Says nothing of its age; `stands_as_of` does."""
    found = [
        _danger(facts),
        _HOLDS.get(facts.hold),
        Reason(phrase("restoration is proposed"), RESTORATION) if facts.restoration else None,
        _severity(facts.severity),
        _circumstance(facts.circumstance),
        _notice(facts),
        *_flags(facts),
        Reason(phrase("somebody was unsure: another person must look"), UNSURE)
        if facts.unsure
        else None,
        Reason(phrase("goes on from an earlier case"), REPEATED) if facts.repeated else None,
        Reason(phrase("{many} items or more", many=MANY), SPREAD) if facts.items >= MANY else None,
    ]
    reasons = [reason for reason in found if reason]
    return Priority(tuple(sorted(reasons, key=lambda reason: -reason.points)))


def stands_as_of(opened_at: datetime, points: int) -> datetime:
    """The instant by which a case is ordered: the earlier, the further ahead."""
    return opened_at - points * HOUR


def hold_stage(next_due_at: datetime | None, *, alarmed: bool, now: datetime) -> HoldStage:
    """The stage of a case's running holds; `next_due_at` is None if there is none."""
    if alarmed:
        return HoldStage.OVERDUE
    if next_due_at is None:
        return HoldStage.NONE
    return HoldStage.ENDING if next_due_at - now <= SOON else HoldStage.RUNNING


def _danger(facts: Facts) -> Reason | None:
    if facts.danger:
        return Reason(phrase("danger to life or safety was found"), DANGER)
    said = phrase("a notice says that somebody is in danger")
    return Reason(said, SAID_DANGER) if facts.said_danger else None


def _notice(facts: Facts) -> Reason | None:
    """Trusted flaggers come first among all who tell us of something (Article 22(1) DSA)."""
    if facts.trusted:
        return Reason(phrase("a trusted flagger gave notice"), TRUSTED)
    return Reason(phrase("somebody gave notice"), NOTICED) if facts.noticed else None


def _flags(facts: Facts) -> list[Reason]:
    """Users' flags enlarge the priority within bounds, whoever and however many they are."""
    points = min(facts.flag_accounts * FLAGGED, MOST_FLAGGED)
    return [
        *([Reason(phrase("users flagged it"), points)] if points else []),
        *([Reason(phrase("a user says that somebody is in danger"), FLAG_DANGER)]
          if facts.flag_danger else []),
        *([Reason(phrase("the child that was harmed told of it"), FLAG_HARMED)]
          if facts.flag_harmed else []),
    ]  # fmt: skip


def _circumstance(found: Circumstance | None) -> Reason | None:
    if found is Circumstance.COERCED:
        return Reason(phrase("a child may be coerced"), COERCED)
    return Reason(phrase("a child may have made or shared it"), CHILDREN) if found else None


def _severity(severity: int) -> Reason | None:
    words = phrase("severity {severity} of {gravest}", severity=severity, gravest=GRAVEST)
    return Reason(words, severity * FOR_EACH_SEVERITY) if severity else None
