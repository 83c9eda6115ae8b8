"""A profile: the law valid at a date, as frozen values read strictly from its YAML.

What is permitted (technology x surface), deadlines, templates, recipients and thresholds.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from tutela.law.deadlines import Deadline
from tutela.law.errors import DeadlineUnknown, ValueRefused
from tutela.law.instants import utc
from tutela.law.model import SurfaceKind, TechnologyKind
from tutela.law.provisions import (
    DetectionMode,
    Feature,
    FeatureName,
    HumanConfirmation,
    Permitted,
    ProfileStatus,
    Recipient,
    Rule,
    Surfaces,
    Template,
    Thresholds,
    YearlyReport,
)

# The narrow reading of "until 3 April": over as soon as the day ends in the first Member State.
_FIRST_TO_END = timezone(timedelta(hours=3))


@dataclass(frozen=True, slots=True)
class Profile:
    """One text of law. `verified` is true only after a check against the official text."""

    id: str
    title: str
    status: ProfileStatus
    valid_from: date | None
    valid_to: date | None
    verified: bool
    source: tuple[str, ...]
    notes: tuple[str, ...]
    detection_mode: DetectionMode
    permitted: Permitted
    human_confirmation: HumanConfirmation
    features: tuple[Feature, ...]
    deadlines: tuple[Deadline, ...]
    yearly_reports: tuple[YearlyReport, ...]
    templates: tuple[Template, ...]
    recipients: tuple[Recipient, ...]
    thresholds: Thresholds

    def __post_init__(self) -> None:
        problem = _dates_problem(self) or _names_problem(self)
        if problem:
            raise ValueRefused(what=f"The profile {self.id}", problem=problem)

    @property
    def is_draft(self) -> bool:
        """Whether the text is not law."""
        return self.status is ProfileStatus.DRAFT

    def covers(self, instant: datetime) -> bool:
        """Whether this text is law at `instant`; a draft never is. Raises `NaiveInstant`.

        Both days are included: from 00:00 UTC of the first to the end of the last at UTC+3.
        """
        instant = utc(instant)
        if self.is_draft or self.valid_from is None:
            return False
        if instant < _start_of(self.valid_from):
            return False
        return self.valid_to is None or instant < _end_of(self.valid_to)

    def rule(self, technology: TechnologyKind, surface: SurfaceKind) -> Rule:
        """What the text says of this technology on this surface."""
        row: Surfaces = getattr(self.permitted, technology.value)
        cell: Rule = getattr(row, surface.value)
        return cell

    def feature(self, name: FeatureName) -> Feature:
        """What the text says of one switch."""
        return next(feature for feature in self.features if feature.name is name)

    def deadline(self, name: str) -> Deadline:
        """The deadline of that name. Raises `DeadlineUnknown`."""
        for deadline in self.deadlines:
            if deadline.name == name:
                return deadline
        raise DeadlineUnknown(profile=self.id, name=name)


# Remembered, because the gate asks for every item and bank.
@lru_cache
def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@lru_cache
def _end_of(day: date) -> datetime:
    end = datetime.combine(day + timedelta(days=1), time(), _FIRST_TO_END)
    return end.astimezone(UTC)


def _dates_problem(profile: Profile) -> str:
    if profile.is_draft:
        return "a draft has no dates" if profile.valid_from or profile.valid_to else ""
    if profile.valid_from is None:
        return "a text in force needs its first day"
    if profile.valid_to is not None and profile.valid_to < profile.valid_from:
        return "it ends before it begins"
    return ""


def _names_problem(profile: Profile) -> str:
    if not profile.source:
        return "it names no source"
    if sorted(feature.name for feature in profile.features) != sorted(FeatureName):
        return "it must answer every feature exactly once"
    twice = [
        *_repeated(deadline.name for deadline in profile.deadlines),
        *_repeated(template.name for template in profile.templates),
        *_repeated(recipient.id for recipient in profile.recipients),
    ]
    return f"these names appear twice: {', '.join(twice)}" if twice else ""


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
