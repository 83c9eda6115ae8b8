"""The form of a report to an authority: Annex III of COM(2022) 209, and what we add. Pure values.

The schema that ships beside it (`annex3.schema.json`) is made from these models. Every key is
always there; null or an empty list says that nothing is known. All instants are UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from tutela.law.model import SurfaceKind, TechnologyKind
from tutela.reporting.details import (
    Annotation,
    Awareness,
    Device,
    EarlierReport,
    FileAnnotation,
    Incident,
    IpCapture,
    LawEnforcement,
    Location,
    Message,
    Person,
    Suspect,
    Suspension,
    Victim,
)
from tutela.reporting.model import (
    Contact,
    Digests,
    Environment,
    Match,
    Reference,
    ReportKind,
    Technology,
    Verdict,
    Viewing,
)
from tutela.reporting.words import Country, Value

SCHEMA: Final = "tutela.annex3/1"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class About(Value):
    """Which report this is."""

    id: UUID
    kind: ReportKind
    environment: Environment
    stand_in: bool
    made_at: datetime
    opened_at: datetime
    time_zone: Literal["UTC"] = "UTC"
    node_id: UUID
    case_id: UUID | None
    earlier: tuple[Reference, ...]
    single_person: bool


class Reporter(Value):
    """Who reports, and whom to ask."""

    name: str
    address: str | None
    country: Country | None
    contact: Contact
    police_contact: Contact | None
    legal_url: str | None
    terms_of_service: str | None


class Urgency(Value):
    """Whether life or safety is in imminent danger, and why."""

    urgent: bool
    reason: str | None


class Event(Value):
    """What happened, and when."""

    incident: Incident
    annotations: frozenset[Annotation]
    happened_at: datetime
    happened_note: str | None
    description: str | None


class Metadatum(Value):
    """One piece of data that came with a file."""

    name: str
    value: str


class Content(Value):
    """One item: content data, other data, and what a person found."""

    name: str
    id: UUID
    type: TechnologyKind
    surface: str
    surface_kind: SurfaceKind
    account: str
    external_id: str
    media_type: str
    size: int
    received_at: datetime
    uploaded_at: datetime | None
    file_name: str | None
    url: str | None
    public: bool | None
    digests: Digests
    upload: IpCapture | None
    devices: tuple[Device, ...]
    metadata: tuple[Metadatum, ...]
    annotations: frozenset[FileAnnotation]
    note: str | None
    verdict: Verdict
    viewing: Viewing
    viewed: bool
    viewed_at: datetime | None
    restricted: bool
    attached: bool
    matches: tuple[Match, ...]


class Service(Value):
    """Which service it happened on, of which kinds in law, and where on it."""

    id: str
    title: str
    kinds: frozenset[SurfaceKind]
    surfaces: frozenset[str]
    urls: tuple[str, ...]


class Aware(Value):
    """How the provider became aware."""

    how: Awareness
    detail: str | None


class ThirdCountry(Value):
    """Whether a body outside the Union has a report about the same."""

    reported: bool
    reports: tuple[EarlierReport, ...]


class AccountAction(Value):
    """What was done to one account."""

    account: str | None
    suspension: Suspension


class Done(Value):
    """Whether content was removed or disabled, and what was decided about the user."""

    removed_at: datetime | None
    disabled_at: datetime | None
    restricted_items: tuple[str, ...]
    user_decision: str | None
    accounts: tuple[AccountAction, ...]


class Ground(Value):
    """On what law an item was found, by which technology, indicator and profile."""

    legal_basis: str
    profile: str
    technology: Technology
    indicators: tuple[UUID, ...]


class Signature(Value):
    """Left for the person who signs: a machine signs nothing here."""

    signed_by: str | None = None
    signed_on: date | None = None
    time_stamp: str | None = None
    electronic_signature: str | None = None


class Form(Value):
    """A whole report."""

    schema_id: Literal["tutela.annex3/1"] = Field(default=SCHEMA, serialization_alias="schema")
    report: About
    provider: Reporter
    representative: str | None
    urgency: Urgency
    type: TechnologyKind
    event: Event
    content: tuple[Content, ...]
    messages: tuple[Message, ...]
    locations: tuple[Location, ...]
    account: str
    users: tuple[Suspect, ...]
    recipients: tuple[Person, ...]
    victims: tuple[Victim, ...]
    service: Service
    awareness: Aware
    third_country: ThirdCountry
    law_enforcement: LawEnforcement | None
    member_states: tuple[Country, ...]
    measures: Done
    other: str | None
    profile: str
    grounds: tuple[Ground, ...]
    signature: Signature = Signature()


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the form; `annex3.schema.json` is this."""
    made = TypeAdapter(Form).json_schema(mode="serialization", by_alias=True)
    return {"$schema": DIALECT, "$id": "urn:tutela:annex3:1", **made}
