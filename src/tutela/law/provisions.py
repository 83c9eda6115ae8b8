"""What a profile is made of: answers from closed lists, each with its source.

`unknown` means that the text was not seen; it never means "allowed".
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

Share = Annotated[float, Field(ge=0, le=1)]


class ProfileStatus(StrEnum):
    """Whether the text is law."""

    IN_FORCE = "in-force"
    DRAFT = "draft"


class DetectionMode(StrEnum):
    """How a text lets providers detect."""

    VOLUNTARY = "voluntary"
    ORDERED_TARGETED = "ordered-targeted"
    ORDERED_SERVICE_WIDE = "ordered-service-wide"


class Coverage(StrEnum):
    """What a text says of one technology on one surface."""

    PERMITTED = "permitted"
    BY_ORDER = "by-order"
    OTHER_LAW = "other-law"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """What a text says of one feature."""

    PROVIDED = "provided"
    NOT_PROVIDED = "not-provided"
    OTHER_LAW = "other-law"
    EXCLUDED = "excluded"
    NOT_EXCLUDED = "not-excluded"
    UNKNOWN = "unknown"


class Duty(StrEnum):
    """Whether a text itself requires something."""

    REQUIRED = "required"
    NOT_STATED = "not-stated"
    UNKNOWN = "unknown"


class FeatureName(StrEnum):
    """The switches every profile answers."""

    AUDIO = "audio"
    LIVE_CALLS = "live-calls"
    END_TO_END_ENCRYPTED = "end-to-end-encrypted"
    DETECTION_ORDERS = "detection-orders"
    REMOVAL_ORDERS = "removal-orders"
    BLOCKING_ORDERS = "blocking-orders"
    DELISTING_ORDERS = "delisting-orders"
    RISK_CATEGORIES = "risk-categories"
    AGE_MEASURES = "age-measures"


@dataclass(frozen=True, slots=True)
class Rule:
    """One cell of the table technology x surface."""

    answer: Coverage
    note: str = ""


@dataclass(frozen=True, slots=True)
class Surfaces:
    """One row of that table."""

    communication: Rule
    hosting: Rule
    access: Rule


@dataclass(frozen=True, slots=True)
class Permitted:
    """The table technology x surface."""

    known: Surfaces
    new: Surfaces
    solicitation: Surfaces


@dataclass(frozen=True, slots=True)
class HumanConfirmation:
    """Whether the text itself requires a person to confirm before a report is made.

    Tutela always does (nothing is filed by a score alone); this says what the law adds.
    """

    known: Duty
    new: Duty
    solicitation: Duty
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """One switch: what the text says, with its source."""

    name: FeatureName
    standing: Standing
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class YearlyReport:
    """A report due on the same day every year (UTC calendar)."""

    who: str
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """One form the law prescribes and the version of it."""

    name: str
    title: str
    version: str
    source: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """One kind of body that reports may or must go to."""

    id: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Greatest error share a text allows per technology (0 to 1); null where it sets none."""

    known: Share | None
    new: Share | None
    solicitation: Share | None
    note: str
