"""Whom to tell of a report, when, and what, as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.redress.statements.model import Content, Trigger


class State(StrEnum):
    """Where telling a user of a report stands."""

    WAITING = "waiting"
    HELD = "held"  # an authority asked that they be not told yet
    TOLD = "told"
    UNREACHABLE = "unreachable"  # nobody knows whom to tell

    @property
    def sentence(self) -> str:
        return _SENTENCES[self]


_SENTENCES = {
    State.WAITING: phrase("The user is told of this report when this time is over, by itself."),
    State.HELD: phrase(
        "An authority asks that the user be not told of this report yet. Then it happens by itself."
    ),
    State.TOLD: phrase("The platform was asked to tell the user of this report."),
    State.UNREACHABLE: phrase("Nobody knows whom to tell of this report."),
}


@dataclass(frozen=True, slots=True)
class UserNotice:
    """That the user of a report is to be told of it, at `due_at`. `held_since`: when it was first
    asked that they be not told yet.
    """

    report_id: UUID
    service_id: str
    state: State
    due_at: datetime
    held_since: datetime | None
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom to tell, by what the platform calls them and what they put there; all may be empty."""

    case_id: UUID | None
    account_ref: str = field(repr=False)
    external_ids: tuple[str, ...] = field(repr=False)
    language: str

    @property
    def known(self) -> bool:
        return bool(self.account_ref or self.external_ids)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a letter may say of one report (Article 12(2)): nobody's name, and no indicator.

    `triggers`: how the service became aware, each once. `circumstance` is set where the account is
    a child's. `confirmed` and `cleared` of its items an authority found to be abuse material, or
    none; `unfounded`: the Centre found the report so. `held`: an authority had this wait.
    """

    service: str
    contact: str  # where the service takes complaints; empty: it has said none here
    reported_at: datetime
    contents: tuple[Content, ...]
    triggers: tuple[Trigger, ...]
    circumstance: str
    unfounded: bool
    confirmed: int
    cleared: int
    held: bool
