"""What institutions say to each other about a victim's request, read strictly and bounded. Pure.

Whoever says it may be wrong, or hostile: nothing of a value is repeated. No message has a place for
a name, an address, or words of whoever asks.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from tutela.redress.requests.model import Asked, Found, Item, Reason, Removal, Signal
from tutela.reporting.words import one_line
from tutela.signals.model import DIGITS, SignalKind

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_SIGNALS: Final = 60
MOST_FOUND: Final = 500
# Why a message is not acted on: a closed list, for the other side's people.
UNREADABLE, UNKNOWN, REPEATED, UNEXPECTED = "unreadable", "unknown", "repeated", "unexpected"

Name = Annotated[str, StringConstraints(max_length=200), AfterValidator(one_line)]
Reference = Annotated[str, StringConstraints(max_length=100), AfterValidator(one_line)]
Refused = Literal["unreadable", "unknown", "repeated", "unexpected"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Signal(_Strict):
    """Digits of a hash or fingerprint; of an address its digest, never the address."""

    kind: Literal["md5", "sha256", "pdq", "url"]
    value: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]+$", max_length=64)]


def _whole(given: tuple[_Signal, ...]) -> tuple[_Signal, ...]:
    if any(len(one.value) != DIGITS[SignalKind(one.kind)] for one in given):
        raise ValueError("a signal is not whole")
    return given


Signals = Annotated[
    tuple[_Signal, ...], Field(min_length=1, max_length=MOST_SIGNALS), AfterValidator(_whole)
]


class SearchSaid(_Strict):
    """An authority asks the Centre to search."""

    request: UUID
    asked: Asked
    signals: Signals
    profile: Reference

    @property
    def item(self) -> Item:
        return _item(self.signals)


class _Found(_Strict):
    number: Annotated[int, Field(ge=1, le=MOST_FOUND)]
    provider: Name
    reported_on: date
    forwarded_to: Name
    removed: bool


class FoundSaid(_Strict):
    """The Centre says which reports there are."""

    request: UUID
    found: Annotated[tuple[_Found, ...], Field(max_length=MOST_FOUND)]

    def reports(self) -> tuple[Found, ...]:
        return tuple(Found(**dict(one)) for one in self.found)


class _Step(_Strict):
    number: Annotated[int, Field(ge=1, le=MOST_FOUND)]
    removal: Removal


class StandsSaid(_Strict):
    """The Centre says how removal stands: of the whole, and of each report it asked about."""

    request: UUID
    stands: Literal["provider-asked", "notified", "removed"]
    steps: Annotated[tuple[_Step, ...], Field(max_length=MOST_FOUND)]


class RemovalSaid(_Strict):
    """The Centre asks a provider to remove something."""

    asked: UUID
    report: Reference
    item: UUID
    signals: Signals
    again: bool
    profile: Reference

    @property
    def about(self) -> Item:
        return _item(self.signals)


class AnsweredSaid(_Strict):
    """A provider says what became of it."""

    asked: UUID
    removed: bool
    reason: Reason | None


class WithdrawnSaid(_Strict):
    """Whoever asked took it back: all of it is erased."""

    request: UUID


class RefusedSaid(_Strict):
    """A message was not acted on."""

    about: UUID | None
    why: Refused


T = TypeVar("T", bound=_Strict)


def read(model: type[T], body: dict[str, Any]) -> T | None:
    """What a message says; None for what cannot be read."""
    try:
        return model.model_validate(body)
    except (ValidationError, RecursionError):
        return None


def subject(request: UUID) -> str:
    """What a conversation about a request is called: its messages are acted on in their order."""
    return f"victim {request}"


def search(request: UUID, asked: Asked, signals: Iterable[Signal], profile: str) -> dict[str, Any]:
    return {
        "request": str(request),
        "asked": asked.value,
        "signals": _signals(signals),
        "profile": profile,
    }


def found(request: UUID, reports: Iterable[Found]) -> dict[str, Any]:
    return {
        "request": str(request),
        "found": [
            {
                "number": one.number,
                "provider": one.provider,
                "reported_on": one.reported_on.isoformat(),
                "forwarded_to": one.forwarded_to,
                "removed": one.removed,
            }
            for one in reports
        ],
    }


def stands(request: UUID, state: str, steps: Iterable[tuple[int, Removal]]) -> dict[str, Any]:
    said = [{"number": number, "removal": removal.value} for number, removal in steps]
    return {"request": str(request), "stands": state, "steps": said}


def removal(
    asked: UUID, report: str, item: UUID, signals: Iterable[Signal], profile: str, *, again: bool
) -> dict[str, Any]:
    return {
        "asked": str(asked),
        "report": report,
        "item": str(item),
        "signals": _signals(signals),
        "again": again,
        "profile": profile,
    }


def answered(asked: UUID, reason: Reason | None) -> dict[str, Any]:
    said = reason.value if reason else None
    return {"asked": str(asked), "removed": reason is None, "reason": said}


def withdrawn(request: UUID) -> dict[str, Any]:
    return {"request": str(request)}


def refused(about: UUID | None, why: str) -> dict[str, Any]:
    return {"about": str(about) if about else None, "why": why}


def _signals(signals: Iterable[Signal]) -> list[dict[str, str]]:
    return [{"kind": one.kind, "value": one.value} for one in signals]


def _item(signals: Iterable[_Signal]) -> Item:
    return Item((), tuple(Signal(one.kind, one.value) for one in signals))
