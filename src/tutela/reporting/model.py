"""The report as a value: a superset of Annex III of COM(2022) 209 and of what recipients ask. Pure.

Beyond the Annex it says which technology and version, which indicators and which law led here, what
a person found and whether they saw the content: facts from the records of this node, not claims.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import Field

from tutela.law.model import Finding, SurfaceKind, TechnologyKind
from tutela.reporting.details import Details, ItemDetail
from tutela.reporting.words import Country, Email, Line, Name, Phone, Text, Url, Value

if TYPE_CHECKING:
    from collections.abc import Iterator


class Environment(StrEnum):
    """What stands behind a recipient. It has no default: somebody says which."""

    SIMULATOR = "simulator"  # a program on this machine; the only one a demo node reaches
    TEST = "test"  # the recipient's own test system: stand-ins only
    PRODUCTION = "production"


class ReportKind(StrEnum):
    """Whether a report is the first about its events, or follows one."""

    FIRST = "first"
    SUPPLEMENT = "supplement"  # a later finding about the same subject; names the first
    CORRECTION = "correction"  # what was filed proved wrong; names what it corrects


class Viewing(StrEnum):
    """What a person at the provider saw of an item before the report: facts of the view log.

    Only `whole` and `at-platform` may be told a recipient as "viewed": what a reduced grey preview
    shows is less than the file, and whoever relies on it must not open more than was seen.
    """

    WHOLE = "whole"  # the original, opened here
    AT_PLATFORM = "at-platform"  # declared by the person who decided
    REDUCED = "reduced"  # a small grey preview, blurred or not
    NOBODY = "nobody"

    @property
    def viewed(self) -> bool:
        return self in {Viewing.WHOLE, Viewing.AT_PLATFORM}


class Contact(Value):
    """A person or desk that answers for a report."""

    name: Name | None = None
    first_name: Name | None = None
    email: Email
    phone: Phone | None = None
    address: Line | None = None


class Provider(Value):
    """Who reports: Annex III, point 1. Given once for each recipient."""

    name: Name
    address: Line | None = None
    country: Country | None = None
    contact: Contact
    police_contact: Contact | None = None  # whom the police may ask; by default, `contact`
    representative: Line | None = None  # Article 24: of a provider outside the Union
    terms_of_service: Text | None = None
    legal_url: Url | None = None


class Options(Value):
    """What every kind of recipient must know; a kind adds what its body asks for."""

    provider: Provider


class Technology(Value):
    """What made a match: its record at this node."""

    id: UUID
    name: Line
    version: Line


class Match(Value):
    """Why an item was found."""

    indicator_id: UUID
    bank: Line
    source: str
    scheme: str
    label: str
    exact: bool
    distance: int | None
    technology: Technology
    legal_basis: str
    profile: str  # empty where the ground was not a profile's (hosting)
    demo: bool


class Verdict(Value):
    """What people found: the decision in force on an item."""

    decision_id: UUID
    finding: Finding
    scheme: str
    label: str
    reason: str
    decided_at: datetime
    decided_by: str  # a pseudonymous account id, never a name
    second_by: str | None
    second_at: datetime | None


class Digests(Value):
    """Fingerprints of an item, lower-case hexadecimal; empty where unknown."""

    md5: str = ""
    sha1: str = ""
    sha256: str = ""
    pdq: str = ""

    def each(self) -> Iterator[tuple[str, str]]:
        """Kind and value of those that are known, the kinds in upper case."""
        named = (("MD5", self.md5), ("SHA1", self.sha1), ("SHA256", self.sha256), ("PDQ", self.pdq))
        return ((kind, value) for kind, value in named if value)


class ReportedItem(Value):
    """One item of a report. `attach` says that somebody chose to send its bytes along."""

    id: UUID
    surface: str
    surface_kind: SurfaceKind
    account: str
    external_id: str
    received_at: datetime
    media_type: str
    size: int
    digests: Digests
    matches: tuple[Match, ...]
    verdict: Verdict
    viewing: Viewing
    viewed_at: datetime | None
    restricted: bool
    kept: bool  # whether its bytes are still sealed here
    attach: bool = False
    detail: ItemDetail = ItemDetail()

    @property
    def stand_in(self) -> bool:
        """Whether only demo banks match it: harmless by construction."""
        return bool(self.matches) and all(match.demo for match in self.matches)

    @property
    def known(self) -> bool:
        """Whether a listed indicator matches it; else it is new."""
        return bool(self.matches)

    @property
    def name(self) -> str:
        """A short name that tells nothing about anybody."""
        return f"item-{self.id.hex[-8:]}"


class Reference(Value):
    """An earlier report of ours to the same recipient, by its number there."""

    report_id: UUID
    number: str


class Report(Value):
    """Everything a recipient may be told, gathered at `made_at`. Personal data."""

    id: UUID
    kind: ReportKind
    environment: Environment
    demo: bool
    node_id: UUID
    service_id: str
    service_title: str
    case_id: UUID | None
    account: str  # the platform's reference of the account; empty where unknown
    profile: str  # the profile that held when the report was opened; empty where none did
    made_at: datetime
    opened_at: datetime
    provider: Provider
    earlier: tuple[Reference, ...] = ()
    items: tuple[ReportedItem, ...] = ()
    details: Details = Field(default_factory=Details)
    single_person: bool = False  # decided and sent by one person, with nobody else to agree

    @property
    def urgent(self) -> bool:
        return self.details.urgent is not None

    @property
    def happened_at(self) -> datetime:
        """When the incident happened, as far as known: told, else the first item's receipt."""
        received = [item.received_at for item in self.items]
        return self.details.happened_at or min(received, default=self.opened_at)

    @property
    def type(self) -> TechnologyKind:
        """Annex III's type of abuse."""
        return self.details.incident.type_of(known=any(item.known for item in self.items))

    @property
    def stand_in(self) -> bool:
        """Whether nothing in it is real: the only reports that test systems get."""
        return self.demo or (bool(self.items) and all(item.stand_in for item in self.items))

    @property
    def attached(self) -> tuple[ReportedItem, ...]:
        """The items whose bytes go along."""
        return tuple(item for item in self.items if item.attach)
