"""What a person or the platform adds to a report: what happened, who was involved. Pure.

The scan knows items and matches; everything here comes from whoever runs the service. Every field
is optional but the kind of incident, because an empty report that arrives beats a full one that
does not; the recipients say what they miss. Instants are aware. Unknown fields are refused.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, IPvAnyAddress

from tutela.law.model import TechnologyKind
from tutela.reporting.words import (
    Body,
    Country,
    Day,
    Email,
    FileName,
    Instant,
    Line,
    Name,
    Phone,
    Text,
    Url,
    Value,
)

# Bounds of lists: a report is read by people, and typeset while it is locked.
MANY, MOST, MESSAGES = Field(max_length=50), Field(max_length=200), Field(max_length=2000)
Port = Annotated[int, Field(ge=0, le=65535)]
Age = Annotated[int, Field(ge=0, le=150)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


def _ip_text(value: object) -> object:
    """An address as people write it: no number, and no zone, which means something here only."""
    if isinstance(value, int) or (isinstance(value, str) and "%" in value):
        raise ValueError("must be an internet address without a zone")
    return value


class Incident(StrEnum):
    """What a report is about: the eight kinds that the CyberTipline takes, in plain words."""

    ABUSE_MATERIAL = "abuse-material"
    ENTICEMENT = "enticement"
    TRAFFICKING = "trafficking"
    SEX_TOURISM = "sex-tourism"
    MOLESTATION = "molestation"
    MISLEADING_DOMAIN = "misleading-domain"
    MISLEADING_CONTENT = "misleading-content"
    UNSOLICITED_MATERIAL = "unsolicited-material"

    @property
    def needs_items(self) -> bool:
        """Whether a report of it makes no sense without an item; the others may be text only."""
        return self is Incident.ABUSE_MATERIAL

    def type_of(self, *, known: bool) -> TechnologyKind:
        """Annex III's type of abuse: known or new material, or solicitation."""
        if self is not Incident.ABUSE_MATERIAL:
            return TechnologyKind.SOLICITATION
        return TechnologyKind.KNOWN if known else TechnologyKind.NEW


class Annotation(StrEnum):
    """What else is true of the incident. The last three only where a recipient knows them."""

    SEXTORTION = "sextortion"
    SOLICITATION_OF_MATERIAL = "solicitation-of-material"
    BETWEEN_MINORS = "between-minors"
    SPAM = "spam"
    SADISTIC_EXPLOITATION = "sadistic-exploitation"
    INFORMATIONAL = "informational"
    AGGRAVATING_FACTORS = "aggravating-factors"
    INSTRUMENTAL_USE = "instrumental-use"


class FileAnnotation(StrEnum):
    """What is true of one item."""

    DRAWN = "drawn"
    MEME = "meme"
    VIRAL = "viral"
    SELF_PRODUCED = "self-produced"
    PHYSICAL_HARM = "physical-harm"
    VIOLENCE = "violence"
    ANIMAL = "animal"
    LIVE_STREAM = "live-stream"
    INFANT = "infant"
    GENERATED = "generated"


class Awareness(StrEnum):
    """How the provider became aware: the choices of Annex III, point 8."""

    OWN_MOTION = "own-motion"
    USER_FLAG = "user-flag"
    TRUSTED_FLAGGER = "trusted-flagger"
    PUBLIC_AUTHORITY = "public-authority"
    DETECTION_ORDER = "detection-order"
    OTHER = "other"


class Occasion(StrEnum):
    """What an address or device was seen at."""

    LOGIN = "login"
    REGISTRATION = "registration"
    PURCHASE = "purchase"
    UPLOAD = "upload"
    OTHER = "other"
    UNKNOWN = "unknown"


class IpCapture(Value):
    """An internet address seen, with its port: without it a shared address names nobody."""

    address: Annotated[IPvAnyAddress, BeforeValidator(_ip_text)]
    port: Port | None = None
    at: Instant | None = None
    occasion: Occasion = Occasion.UNKNOWN
    proxy: bool | None = None


class Device(Value):
    """A device seen, by an identifier of a named kind (IMEI, advertising id, …)."""

    kind: Name
    identifier: Line
    at: Instant | None = None
    occasion: Occasion = Occasion.UNKNOWN


class EmailAddress(Value):
    """An e-mail address of somebody."""

    address: Email
    kind: Literal["home", "work", "business", "recovery"] | None = None
    verified: bool | None = None
    verified_on: Day | None = None


class PhoneNumber(Value):
    """A telephone number of somebody; `country_code` reads `+49`."""

    number: Phone
    kind: Literal["mobile", "home", "business", "work", "fax", "internet", "recovery"] | None = None
    country_code: Annotated[str, Field(pattern=r"^\+[0-9]{1,3}$")] | None = None
    extension: Annotated[str, Field(pattern=r"^[0-9]{1,10}$")] | None = None
    verified: bool | None = None
    verified_on: Day | None = None


class PostalAddress(Value):
    """Where somebody lives or is billed."""

    street: Line | None = None
    city: Name | None = None
    postal_code: Name | None = None
    region: Name | None = None
    country: Country | None = None
    kind: Literal["home", "business", "billing", "shipping", "technical"] | None = None


class Place(Value):
    """Where an account seems to be, as far as the service knows."""

    city: Name | None = None
    region: Name | None = None
    country: Country | None = None
    verified: bool | None = None
    at: Instant | None = None


class Suspension(Value):
    """What the service did to an account."""

    permanent: bool
    at: Instant | None = None
    user_told_at: Instant | None = None
    lifted_at: Instant | None = None


class Person(Value):
    """Somebody involved, as the service knows them."""

    first_name: Name | None = None
    last_name: Name | None = None
    emails: Annotated[tuple[EmailAddress, ...], MANY] = ()
    all_emails_given: bool | None = None
    phones: Annotated[tuple[PhoneNumber, ...], MANY] = ()
    addresses: Annotated[tuple[PostalAddress, ...], MANY] = ()
    age: Age | None = None
    born_on: Day | None = None
    age_doubted: bool | None = None
    account: Line | None = None
    service: Name | None = None
    screen_name: Line | None = None
    display_names: Annotated[tuple[Line, ...], MANY] = ()
    profile_urls: Annotated[tuple[Url, ...], MANY] = ()
    profile_text: Text | None = None
    group: Line | None = None
    captures: Annotated[tuple[IpCapture, ...], MOST] = ()
    devices: Annotated[tuple[Device, ...], MOST] = ()
    suspension: Suspension | None = None
    location: Place | None = None
    compromised: bool | None = None
    earlier_reports: Annotated[
        tuple[Line, ...], MANY
    ] = ()  # references at the recipient, beside our own
    note: Text | None = None


class AssociatedAccount(Person):
    """Another account of the same person, or one tied to it."""

    relation: Literal["billing", "linked", "business", "creator", "guardian", "other"]
    platform: Name | None = None
    on_other_platform: bool | None = None


class Suspect(Person):
    """Whom the report is about."""

    vehicle: Text | None = None
    of_other_service: bool | None = None
    associated: Annotated[tuple[AssociatedAccount, ...], MANY] = ()


class Victim(Person):
    """A child who is harmed, as far as the service can tell; names are never required."""

    school: Line | None = None


class Location(Value):
    """Where on the internet, or outside it, it happened: one kind and what belongs to it."""

    kind: Literal[
        "web-page", "email", "newsgroup", "chat", "game", "phone", "offline", "peer-to-peer"
    ]
    urls: Annotated[tuple[Url, ...], MANY] = ()
    emails: Annotated[tuple[EmailAddress, ...], MANY] = ()
    name: Line | None = None  # of the page's service, newsgroup, chat client, game or program
    room: Line | None = None  # chat room; console of a game
    phone: PhoneNumber | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    addresses: Annotated[tuple[PostalAddress, ...], MANY] = ()
    captures: Annotated[tuple[IpCapture, ...], MOST] = ()
    file_names: Text | None = None
    content: Body | None = None
    third_party_hosted: bool | None = None
    note: Text | None = None


class Message(Value):
    """One message of a conversation; it goes to recipients as a supplemental file."""

    at: Instant | None = None
    sender: Line
    text: Body
    reported: bool = False  # written by whom the report is about


class LawEnforcement(Value):
    """An authority that knows of the case already."""

    agency: Line
    case_number: Line | None = None
    officer: Person | None = None
    told: bool | None = None
    served_domestic_process: bool | None = None
    served_foreign_process: bool | None = None
    foreign_country: Country | None = None


class EarlierReport(Value):
    """A report about the same that went to a body outside the Union: Annex III, point 9."""

    body: Line
    reference: Line


class ItemDetail(Value):
    """What the platform adds about one item."""

    file_name: FileName | None = None
    uploaded_at: Instant | None = None
    url: Url | None = None
    public: bool | None = None
    annotations: frozenset[FileAnnotation] = frozenset()
    capture: IpCapture | None = None
    devices: Annotated[tuple[Device, ...], MOST] = ()
    metadata: Annotated[
        tuple[tuple[Name, Line], ...], MOST
    ] = ()  # EXIF and the like, name and value
    note: Text | None = None


class Measures(Value):
    """What the service did about the content beside what Tutela asked it to: Annex III, 10, 11."""

    removed_at: Instant | None = None
    disabled_at: Instant | None = None
    decision: Text | None = None


class Details(Value):
    """Everything that is added to a report. Personal data: sealed at rest, never in a log."""

    incident: Incident = Incident.ABUSE_MATERIAL
    annotations: frozenset[Annotation] = frozenset()
    urgent: Text | None = None  # why life or safety is in imminent danger; its presence escalates
    happened_at: Instant | None = None  # by default, when the first item was received
    happened_note: Text | None = None
    description: Text | None = None
    awareness: Awareness = Awareness.OWN_MOTION
    awareness_note: Text | None = None
    suspects: Annotated[tuple[Suspect, ...], MANY] = ()
    victims: Annotated[tuple[Victim, ...], MANY] = ()
    recipients: Annotated[tuple[Person, ...], MANY] = ()  # whom it was meant for
    locations: Annotated[tuple[Location, ...], MANY] = ()
    messages: Annotated[tuple[Message, ...], MESSAGES] = ()
    items: Annotated[dict[UUID, ItemDetail], MESSAGES] = Field(default_factory=dict)
    measures: Measures = Measures()
    law_enforcement: LawEnforcement | None = None
    earlier_reports: Annotated[tuple[EarlierReport, ...], MANY] = ()
    member_states: Annotated[tuple[Country, ...], MANY] = ()  # whose jurisdiction seems concerned
    other: Text | None = None
