"""Received reports as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.receiving.public_errors import OutcomeUnsaid
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from tutela.receiving.machine import State
    from tutela.reporting.national.annex3_form import Form


class Outcome(StrEnum):
    """What came of a report (Article 83(2)(a))."""

    INVESTIGATION = "investigation"
    CONTRIBUTED = "contributed"
    OTHER = "other-action"
    NONE = "none"

    @property
    def words(self) -> str:
        return OUTCOMES[self]

    @classmethod
    def said(cls, text: str) -> Outcome:
        """What a form says. Raises OutcomeUnsaid."""
        found = next((one for one in cls if one.value == text), None)
        if found is None:
            raise OutcomeUnsaid
        return found


OUTCOMES = {
    Outcome.INVESTIGATION: phrase("An investigation was launched"),
    Outcome.CONTRIBUTED: phrase("It contributed to an investigation"),
    Outcome.OTHER: phrase("Other action was taken"),
    Outcome.NONE: phrase("No action was taken"),
}


class Lack(StrEnum):
    """What Annex III asks and a report may lack."""

    ADDRESS = "provider-address"
    USER = "user"
    PLACE = "place"
    FINGERPRINTS = "fingerprints"

    @property
    def words(self) -> str:
        return _LACKS[self]


_LACKS = {
    Lack.ADDRESS: phrase("the provider's address"),
    Lack.USER: phrase("who the user is"),
    Lack.PLACE: phrase("which Member State it concerns"),
    Lack.FINGERPRINTS: phrase("fingerprints of an item"),
}
_NOBODY: Final = ""


def lacks(form: Form) -> tuple[Lack, ...]:
    """What a report lacks of what routing and assessing need (Article 48(1) to (5))."""
    found = {
        Lack.ADDRESS: form.provider.address is None,
        Lack.USER: form.account == _NOBODY and not form.users,
        Lack.PLACE: not form.member_states,
        Lack.FINGERPRINTS: not all(any(one.digests.each()) for one in form.content),
    }
    return tuple(one for one, lacking in found.items() if lacking)


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """A received report as a list shows it. `due_at`: by when the authority must have assessed;
    `hold_until`: until when the user is not to be told, asked for the first time at `hold_since`.
    """

    id: UUID
    peer_id: UUID
    reference: str
    number: str
    provider_name: str
    state: State
    urgent: bool
    items: int
    countries: tuple[str, ...]
    lacks: tuple[Lack, ...]
    profile: str
    authority_id: UUID | None
    outcome: str
    received_at: datetime
    due_at: datetime | None
    extended: bool
    forwarded_at: datetime | None
    handed_at: datetime | None
    hold_since: datetime | None
    hold_until: datetime | None
    user_told_at: datetime | None
    ended_at: datetime | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReceivedItem:
    """One item, and what was found of it."""

    id: UUID
    restricted: bool
    finding: str
    reason: str = field(repr=False)
    assessed_by_name: str
    assessed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done with a report, by whom and why."""

    event: str
    by_name: str
    words: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Received:
    """One report with everything; `form` is None once it was erased."""

    line: ReceivedLine
    form: dict[str, Any] | None = field(repr=False)
    items: tuple[ReceivedItem, ...]
    steps: tuple[Step, ...]
    authority_name: str
