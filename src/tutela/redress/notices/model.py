"""Notices as values: what may be given notice of, how it comes in, and what is decided. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from ada_url import idna

from tutela.signals import url as addresses
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.alerts.model import MailState
    from tutela.redress.notices.machine import NoticeState

_PUNYCODE: Final = "xn--"


class NoticeKind(StrEnum):
    """What a notice is about. All but the last are offences of Directive 2011/93/EU, Articles 3 to
    7: for those nobody has to say who they are (DSA, Article 16(2)(c)).
    """

    MATERIAL = "material"
    SOLICITATION = "solicitation"
    EXTORTION = "extortion"
    ABUSE = "abuse"
    INCITEMENT = "incitement"
    OTHER = "other"

    @property
    def anonymous(self) -> bool:
        """Whether nobody has to say who they are."""
        return self is not NoticeKind.OTHER


class Way(StrEnum):
    """How a notice came in."""

    FORM = "form"
    API = "api"
    XARF = "xarf"

    @property
    def words(self) -> str:
        return _WAYS[self]


_WAYS = {
    Way.FORM: phrase("by the public form"),
    Way.API: phrase("by the API"),
    Way.XARF: phrase("by the API, as X-ARF"),
}


class Outcome(StrEnum):
    """What a person decided on a notice."""

    ACTED_LAW = "acted-law"
    ACTED_TERMS = "acted-terms"
    NOT_FOUND = "not-found"
    NOT_ILLEGAL = "not-illegal"
    DUPLICATE = "duplicate"
    PASSED_ON = "passed-on"

    @property
    def words(self) -> str:
        """The decision in a few words, for the desk."""
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.ACTED_LAW: phrase("acted: it is illegal"),
    Outcome.ACTED_TERMS: phrase("acted: it breaks the terms"),
    Outcome.NOT_FOUND: phrase("nothing was found there"),
    Outcome.NOT_ILLEGAL: phrase("not illegal, and within the terms"),
    Outcome.DUPLICATE: phrase("decided before"),
    Outcome.PASSED_ON: phrase("passed on to those who can act"),
}
# What the platform has to do something for.
ACTED: Final = frozenset({Outcome.ACTED_LAW, Outcome.ACTED_TERMS})
# What comes of a notice that had something in it: nobody may call it unfounded.
FOUNDED: Final = ACTED | {Outcome.PASSED_ON}


@dataclass(frozen=True, slots=True)
class Place:
    """One address as it was given, in its canonical form, and its host as a reader sees it.

    `spoken` is the host in letters where `canonical` has punycode: a look-alike shows in both.
    """

    given: str = field(repr=False)
    canonical: str = field(repr=False)
    spoken: str = field(default="", repr=False)

    @classmethod
    def of(cls, given: str) -> Place:
        """Raises what `signals.url.canonical` raises, which never repeats the address."""
        form = addresses.canonical(given)
        host = form.partition("/")[0].rpartition(":")[0] or form.partition("/")[0]
        return cls(given.strip(), form, idna.decode(host) if _PUNYCODE in host else "")

    def to_json(self) -> dict[str, str]:
        return {"given": self.given, "canonical": self.canonical, "spoken": self.spoken}

    @classmethod
    def from_json(cls, values: dict[str, str]) -> Place:
        return cls(values["given"], values["canonical"], values["spoken"])


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. What is personal, or says where something is, is never in a `repr`.

    `joined_id` is the notice about the same places that it is decided with.
    """

    id: UUID
    service_id: str
    kind: NoticeKind
    way: Way
    state: NoticeState
    places: tuple[Place, ...] = field(repr=False)
    item_ref: str = field(repr=False)
    reasons: str = field(repr=False)
    danger: bool
    notifier: str = field(repr=False)
    email: str = field(repr=False)
    language: str
    flagger: str
    trusted: bool  # a trusted flagger's, when it came in
    details: dict[str, Any] = field(repr=False)
    case_id: UUID
    joined_id: UUID | None
    received_at: datetime
    due_at: datetime
    profile: str
    outcome: Outcome | None
    told: str = field(repr=False)
    unfounded: bool
    duplicate_of_id: UUID | None
    decided_at: datetime | None
    decided_by_name: str | None
    erase_at: datetime | None
    erased_at: datetime | None
    asked_at: datetime | None = None  # the platform was asked to act on what it names
    key_id: UUID | None = None
    paused_until: datetime | None = None
    pause_id: UUID | None = None
    joined: int = 0  # further notices about the same places

    @property
    def is_late(self) -> bool:
        """Whether it was decided after its time; one that waits is judged by `late_at`."""
        return self.decided_at is not None and self.decided_at > self.due_at

    def late_at(self, now: datetime) -> bool:
        """Whether it waits longer than it should."""
        return self.decided_at is None and now > self.due_at


class MailKind(StrEnum):
    """What a message says."""

    RECEIPT = "receipt"
    DECISION = "decision"
    COMPLAINT = "complaint"  # what came of their complaint about the decision
    CHANGED = "changed"  # the decision was changed on somebody else's


@dataclass(frozen=True, slots=True)
class Mail:
    """A message to whoever gave notice, and its fate."""

    id: UUID
    notice_id: UUID
    service_id: str
    kind: MailKind
    state: MailState
    tries: int
    last_error: str
    made_at: datetime
    finished_at: datetime | None = None


def distinct(given: Iterable[str]) -> tuple[Place, ...]:
    """The places of these addresses, each once. Raises what `Place.of` raises."""
    found: dict[str, Place] = {}
    for one in given:
        place = Place.of(one)
        found.setdefault(place.canonical, place)
    return tuple(found.values())
