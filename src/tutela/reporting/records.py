"""Reports and what belongs to them as their rows say it: frozen values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.reporting.machine import ReportState
    from tutela.reporting.model import Environment, ReportKind

# An unfinished CyberTip is deleted 24 h after it was opened or 1 h after its last change,
# whichever is later (documentation of the reporting API, "Report expiration").
LIFE, LIFE_AFTER_CHANGE = timedelta(hours=24), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report to one recipient, without what it says."""

    id: UUID
    service_id: str
    recipient_id: UUID
    case_id: UUID | None
    follows_id: UUID | None
    kind: ReportKind
    state: ReportState
    subject_kind: str
    subject_ref: str = field(repr=False)
    urgent: bool
    profile: str
    wrapped_key: str | None = field(repr=False)
    tries: int
    last_error: str
    reference: str
    opened_by: str
    sent_by: str | None
    sent_by_name: str | None
    opened_at: datetime
    sent_at: datetime | None
    filed_at: datetime | None
    erase_at: datetime
    erased_at: datetime | None
    single_person: bool = False


@dataclass(frozen=True, slots=True)
class ItemRow:
    """That an event is, or was, part of a report."""

    report_id: UUID
    item_id: UUID
    event_key: str
    role: str
    attach: bool
    released_at: datetime | None


class AttemptState(StrEnum):
    """Where one opening at a recipient stands. From `submitting` on it may exist there."""

    SUBMITTING = "submitting"  # asked, and no answer stored
    OPEN = "open"
    FINISHING = "finishing"  # asked to finish, and no answer stored
    FINISHED = "finished"
    RETRACTED = "retracted"
    LAPSED = "lapsed"
    UNNAMED = "unnamed"  # the answer to the opening was lost: it may lie open there, nameless
    REFUSED = "refused"
    UNCLEAR = "unclear"

    @property
    def live(self) -> bool:
        return self in _LIVE


_LIVE = frozenset({AttemptState.SUBMITTING, AttemptState.OPEN, AttemptState.FINISHING})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One opening of a report at its recipient."""

    id: UUID
    report_id: UUID
    number: int
    state: AttemptState
    remote_id: str | None
    started_at: datetime
    opened_at: datetime | None
    changed_at: datetime | None
    ended_at: datetime | None

    @property
    def lapses_at(self) -> datetime:
        """When the recipient forgets it unless it is finished: the later of its two clocks."""
        opened = self.opened_at or self.started_at
        changed = self.changed_at or opened
        return max(opened + LIFE, changed + LIFE_AFTER_CHANGE)


class FileState(StrEnum):
    """Where one file of an attempt stands."""

    INTENDED = "intended"  # asked to be uploaded, and no answer stored
    UPLOADED = "uploaded"
    DESCRIBED = "described"


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of an attempt."""

    id: UUID
    attempt_id: UUID
    item_id: UUID | None
    name: str
    state: FileState
    remote_id: str | None
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request to a recipient and its answer; the words of both only where they were opened."""

    id: UUID
    attempt_id: UUID | None
    step: str
    http_status: int | None
    code: int | None
    request_id: str
    problem: str
    request_sha256: str
    asked_at: datetime
    answered_at: datetime | None
    request: bytes | None = field(default=None, repr=False)
    answer: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A stored document, by name; its bytes are opened apart."""

    name: str
    media_type: str
    size: int
    sha256: str
    made_at: datetime
    there: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a report arrived, and where. Only production counts."""

    environment: Environment
    reference: str
    given_by: str
    recorded_by_name: str
    received_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a recipient found."""

    id: UUID
    item_id: UUID | None
    outcome: str
    reference: str
    reason: str
    recorded_by_name: str
    recorded_at: datetime
