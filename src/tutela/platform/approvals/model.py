"""Requests as values: what somebody asked for, why, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.actor import ActorKind
    from tutela.platform.work import Work


class Act(StrEnum):
    """What nobody does alone; `acts.py` says why."""

    POLICY = "service:policy"
    WEBHOOK = "service:webhook"
    ACTIVATION = "technology:activate"
    ACCOUNT = "account:add"
    GRANT = "account:grant"
    ROLE = "role:change"
    KEY = "key:create"
    EXPORT = "report:export"
    SEND = "report:send"
    SECOND = "decision:second"
    ALONE = "node:declare-alone"
    RECALL = "mark:recall"
    LIFT = "legalhold:lift"
    ORDER = "order:execute"
    GIVE = "order:give"
    SETTINGS = "node:settings"
    MISUSE = "misuse:suspend"
    PUBLISH = "paper:publish"
    FINGERPRINT = "fingerprint:accept"
    PEER = "peer:verify"
    COURT = "court:compare"


class State(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    PERMITTED = "permitted"
    DONE = "done"
    DECLINED = "declined"
    RECALLED = "recalled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Asked:
    """An act as it is asked for. `subject` names what it is about; one request for it waits at a
    time. `changes` are sentences for whoever answers; `payload` is plain JSON for who carries it
    out, and is forgotten with the end of the request.
    """

    act: Act
    service_id: str
    subject: str
    changes: tuple[str, ...]
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as stored. `asked_by` is the id of an actor, which no renaming changes.

    `ready_at` is the end of its cooling-off where nobody else is there; `single_person`: it was
    carried out that way.
    """

    id: UUID
    asked: Asked
    reason: str
    asked_by: str
    asked_kind: ActorKind
    asked_name: str
    asked_at: datetime
    expires_at: datetime
    state: State
    ready_at: datetime | None = None
    single_person: bool = False
    answered_by: str | None = None
    answered_name: str | None = None
    answered_at: datetime | None = None
    answer: str = ""


class Doer(Protocol):
    """Carries an act out in the transaction of its approval, as whoever answered."""

    def __call__(self, work: Work, request: Request) -> None: ...
