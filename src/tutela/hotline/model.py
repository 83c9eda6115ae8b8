"""A hotline's cases as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.hotline.machine import Command
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.hotline.machine import State
    from tutela.platform.alerts.model import MailState


class Found(StrEnum):
    """What a person who has the right to look found at an address."""

    GONE = "gone"
    PRESENT = "present"
    UNKNOWN = "unknown"

    @property
    def words(self) -> str:
        return _FOUND[self]

    @property
    def command(self) -> Command:
        return Command(f"find-{self.value}")


_FOUND = {
    Found.GONE: phrase("it is gone"),
    Found.PRESENT: phrase("it is still there"),
    Found.UNKNOWN: phrase("nobody can tell"),
}


@dataclass(frozen=True, slots=True)
class Host:
    """Who hosts it, as registration data or a person says; `source` says which."""

    name: str
    handle: str
    country: str
    contact: str = field(repr=False)
    source: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a list shows it. `due_at`: by when the next thing is to be done."""

    id: UUID
    state: State
    urgent: bool
    reports: int
    country: str
    police_first: bool
    police_settled: bool
    peer_id: UUID | None
    opened_at: datetime
    due_at: datetime | None
    looked_at: datetime | None
    ended_at: datetime | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing at the address; `where` tells it from others there."""

    id: UUID
    scheme: str
    label: str
    illegal: bool
    where: str = field(repr=False)
    sha256: str = field(repr=False)
    assessed_by_name: str
    assessed_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done with a case, by whom and why."""

    event: str
    by_name: str
    words: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """A message to the host, and what came of it."""

    id: UUID
    case_id: UUID
    state: MailState
    language: str
    tries: int
    last_error: str
    made_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """A case with everything; `url` is empty once it was erased."""

    line: CaseLine
    url: str = field(repr=False)
    hosts: tuple[Host, ...]
    items: tuple[Item, ...]
    steps: tuple[Step, ...]
    mails: tuple[Mail, ...]
    hotline: str

    @property
    def host(self) -> Host | None:
        """What was said last of who hosts it."""
        return self.hosts[-1] if self.hosts else None


@dataclass(frozen=True, slots=True)
class Route:
    """Which hotline gets the cases that a country hosts, and who said so."""

    country: str
    peer_id: UUID
    name: str
    set_by_name: str
    set_at: datetime
