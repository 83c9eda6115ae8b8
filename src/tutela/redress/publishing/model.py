"""A statement on its way to the Transparency Database, and where it goes, as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tutela.redress.publishing.rules import EEA
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tutela.reporting.model import Environment


class State(StrEnum):
    """Where a statement stands."""

    WAITING = "waiting"
    ASKED = "asked"  # it left, or may have; what came of it is not known yet
    STORED = "stored"
    WITHHELD = "withheld"  # our own check refused it: it did not leave
    DEAD = "dead"  # the database refused it; its words are kept
    CLOSED = "closed"  # a person said why it need not go


@dataclass(frozen=True, slots=True)
class Publication:
    """One statement. `puid` is its name over there: random, and reserved here before it leaves.

    `said` is what is wrong with it, by field, in the words of whoever refused it. `remote_id` names
    it in the public database, where `environment` says which one.
    """

    id: UUID
    service_id: str
    statement_id: UUID
    puid: str
    record: dict[str, Any] = field(repr=False)
    state: State
    said: dict[str, list[str]]
    tries: int
    made_at: datetime
    asked_at: datetime | None = None
    ended_at: datetime | None = None
    remote_id: str = ""
    environment: str = ""

    @property
    def content(self) -> dict[str, Any]:
        """What is sent."""
        return {**self.record, "puid": self.puid}


@dataclass(frozen=True, slots=True)
class Terms:
    """What every record of a service says alike. `legal_ground` is cited where content is illegal,
    `terms_ground` where it only breaks the terms.
    """

    territory: tuple[str, ...] = EEA
    legal_ground: str = ""
    terms_ground: str = ""
    terms_url: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "territory": list(self.territory),
            "legal_ground": self.legal_ground,
            "terms_ground": self.terms_ground,
            "terms_url": self.terms_url,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Terms:
        return cls(**{**values, "territory": tuple(values["territory"])})


@dataclass(frozen=True, slots=True)
class Target:
    """Where a service's statements go. Off until somebody switches it on.

    `rest_until`: after failures nothing is sent before. `stopped_at`: the token was refused, and
    nothing goes before somebody gives another. `problem` is what went wrong last.
    """

    id: UUID
    service_id: str
    environment: Environment
    address: str
    terms: Terms
    on: bool
    failures: int
    problem: str
    rest_until: datetime | None
    stopped_at: datetime | None
    failing_since: datetime | None

    def standing(self, now: datetime) -> str:
        """How it stands, in words."""
        if not self.on:
            return phrase("switched off")
        if self.stopped_at is not None:
            return phrase("stopped: {problem}", problem=self.problem)
        if self.rest_until is not None and now < self.rest_until:
            return phrase("tries again later: {problem}", problem=self.problem)
        return phrase("sends")

    def may_send(self, now: datetime) -> bool:
        """Whether something may leave for it now."""
        resting = self.rest_until is not None and now < self.rest_until
        return self.on and self.stopped_at is None and not resting
