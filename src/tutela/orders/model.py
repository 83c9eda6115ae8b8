"""Orders as values, ready for a door to render. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tutela.orders.machine import OrderState

MOST_TARGETS = 10_000
UNION, WORLD = "EU", "WORLD"  # a scope wider than Member States by name


class Article(StrEnum):
    """What kind of order it is: Articles 9 and 10 of the DSA, or a national removal order."""

    ACT = "9"
    INFORMATION = "10"
    NATIONAL = "national"

    @property
    def words(self) -> str:
        return ARTICLES[self]


ARTICLES: Mapping[Article, str] = {
    Article.ACT: phrase("Order to act against items (Article 9 DSA)"),
    Article.INFORMATION: phrase("Order to provide information (Article 10 DSA)"),
    Article.NATIONAL: phrase("Removal order under national law"),
}


class CameBy(StrEnum):
    """The door an order came in by."""

    PERSON = "person"
    UPLOAD = "upload"
    MAIL = "mail"
    API = "api"
    NODE = "node"  # from another node, signed by a court (`orders.removal`)


class TargetKind(StrEnum):
    """How a target is named."""

    URL = "url"
    ITEM = "item"  # by the platform's own reference
    ACCOUNT = "account"
    SHA256 = "sha256"


class TargetState(StrEnum):
    """What became of a target."""

    NAMED = "named"
    ASKED = "asked"
    DONE = "done"
    NOT_FOUND = "not-found"
    REFUSED = "refused"


class IssuerKind(StrEnum):
    """Who may issue orders (Article 9(1): judicial or administrative authorities)."""

    COURT = "court"
    PROSECUTOR = "prosecutor"
    POLICE = "police"
    ADMINISTRATIVE = "administrative"


class Verified(StrEnum):
    """How somebody made sure that an issuer is who it says."""

    NOT = ""
    CALL_BACK = "call-back"
    CERTIFICATE = "certificate"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Issuer:
    """An authority that issues orders, with how it was verified."""

    id: UUID
    service_id: str
    name: str
    kind: IssuerKind
    member_state: str
    contact: str
    verified: Verified
    verified_note: str
    verified_by_name: str | None
    verified_at: datetime | None
    added_at: datetime
    age_key: str | None = None  # answers under Article 10 are sealed to it
    age_key_by_name: str | None = None
    age_key_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What an order says, as somebody registered it. Texts are sealed in the database."""

    article: Article
    issuer: str
    reference: str
    language: str
    scope: tuple[str, ...]
    issued_at: datetime
    received_at: datetime
    targets: tuple[Target, ...] = field(repr=False)
    legal_basis: str = field(default="", repr=False)
    reasons: str = field(default="", repr=False)
    redress: str = field(default="", repr=False)
    information: str = field(default="", repr=False)  # what is asked for (Article 10)
    report_to: str = ""  # who is told of the effect, where that is not the issuer
    translated: bool = False
    category: str = ""
    due_at: datetime | None = None
    withheld_until: datetime | None = None
    withheld_ground: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that an order names. `doubt`: why it may not be what it seems."""

    number: int
    kind: TargetKind
    value: str = field(repr=False)
    doubt: str = ""
    state: TargetState = TargetState.NAMED
    reason: str = field(default="", repr=False)
    effect_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file that came with an order, or left with it. Its bytes are sealed and not here."""

    number: int
    name: str
    media_type: str
    size: int
    sha256: str
    made_at: datetime
    readable: bool


class LetterKind(StrEnum):
    """What an authority is told."""

    RECEIPT = "receipt"
    LACKING = "lacking"
    EFFECT = "effect"
    REFUSAL = "refusal"
    REINSTATED = "reinstated"


@dataclass(frozen=True, slots=True)
class Letter:
    """One answer to the authority, and who sent it when and how. Tutela itself sends nothing."""

    kind: LetterKind
    text: str = field(repr=False)
    sent_at: datetime
    how: str
    sent_by_name: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said of a condition."""

    condition: str
    met: bool
    note: str = field(repr=False)
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order as a list shows it."""

    id: UUID
    service_id: str
    state: OrderState
    came_by: CameBy
    article: Article | None
    reference: str
    issuer_name: str
    member_state: str
    items: int
    received_at: datetime
    acknowledged_at: datetime | None
    due_at: datetime | None
    withheld_until: datetime | None
    executed_at: datetime | None
    effected_at: datetime | None
    reported_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Order:
    """One order with everything that is known of it; `facts` is None until it is registered, and
    again once what it said was erased.
    """

    line: OrderLine
    facts: Facts | None
    issuer: Issuer | None
    targets: tuple[Target, ...]
    documents: tuple[Document, ...]
    letters: tuple[Letter, ...]
    answers: tuple[Answer, ...]
    said: str = field(repr=False)  # the plain text that came with it
    proposed: str = field(repr=False)  # the form that a program sent, as JSON
    registered_by_name: str | None
    executed_by_name: str | None
    reason: str = field(repr=False)  # why it was refused, dismissed or withdrawn
    same_as_id: UUID | None
    told_users_at: datetime | None
    erase_at: datetime | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counted:
    """One row: orders of one kind, Member State and category. Medians are hours, None of none."""

    article: Article
    member_state: str
    category: str
    orders: int
    items: int
    effected: int
    refused: int
    median_inform: float | None
    median_effect: float | None
