"""A service and its surfaces as values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutela.law.model import SurfaceKind


class Retention(StrEnum):
    """What is kept of a hit."""

    FACTS = "facts"  # fingerprints, match and account facts; the bytes stay with the platform
    UNTIL_RECEIPT = "until-receipt"  # the bytes too, until a report has its production receipt
    STATUTORY = "statutory"  # the bytes too, as long as the law asks


class SecondPerson(StrEnum):
    """When a decision needs a second person before it takes effect."""

    NEVER = "never"
    NEAR = "near"  # for every item whose match is not exact
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Policy:
    """How a service treats a hit. `hold_hours` is the clock of a hold, in hours."""

    retention: Retention = Retention.FACTS
    retention_basis: str = ""
    second_person: SecondPerson = SecondPerson.NEVER
    hold_hours: int = 72
    scheme: str = "a1-b2"
    language: str = ""  # that people there write in, ISO 639-1; empty: not said
    contact: str = ""  # where its users can complain, for them to read; empty: not said
    # Where a restriction acts, by ISO 3166 and in order; empty: everywhere the service is offered.
    territory: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, for what waits and for the log."""
        return asdict(self) | {"territory": list(self.territory)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Policy:
        """The policy whose fields were written as plain JSON."""
        return cls(
            **values
            | {
                "retention": Retention(values["retention"]),
                "second_person": SecondPerson(values["second_person"]),
                "territory": tuple(values.get("territory", ())),
            }
        )


@dataclass(frozen=True, slots=True)
class Service:
    """One declared service."""

    id: str
    title: str
    policy: Policy
    webhook_url: str | None


@dataclass(frozen=True, slots=True)
class Surface:
    """One declared surface of a service."""

    service_id: str
    name: str
    kind: SurfaceKind
    encrypted: bool
