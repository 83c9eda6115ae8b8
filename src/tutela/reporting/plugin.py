"""What a kind of recipient is: the plug-in interface. Registered under `tutela.recipients`.

A kind maps our report to what one body takes, checks it before anything is sent, carries out the
delivery so that it can be killed at any step, and takes back what can be taken back. It keeps no
state of its own: what it must remember goes through the `Filing` it is given. `contract.py` tests
any kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol

from tutela.reporting.errors import RecipientKindUnknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from tutela.platform.secret import Secret
    from tutela.reporting.filing import Filing
    from tutela.reporting.model import Environment, Options, Report

GROUP = "tutela.recipients"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a report cannot go as it is. `path` names the field; neither quotes its value."""

    code: str
    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Document:
    """One file of what is sent: a name without folders, and its bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Recipient:
    """A body that one service reports to. `options` is a value of the kind's own model."""

    id: UUID
    service_id: str
    name: str
    kind: str
    environment: Environment
    address: str  # of a simulator; empty elsewhere
    transfer_ground: str
    options: Options
    ended: bool


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name and a password; never printed."""

    user: str
    password: Secret


# What came of carrying a report out. Nothing else can.


@dataclass(frozen=True, slots=True)
class Filed:
    """The recipient has it. `reference` is its number there, `text` what it said."""

    reference: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """It is ready for a person to send."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot go as it is; somebody must change it."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """Not now; it is tried again. `why` is a word or a short sentence without personal data."""

    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """It was said, and the recipient's own answer, which comes by itself, ends it. No try is
    counted. `why` is as of `Again`.
    """

    why: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """It may have been filed; only a person who asks the recipient can tell."""

    why: str


@dataclass(frozen=True, slots=True)
class Retracted:
    """It was taken back, or never arrived."""


Result = Filed | Handed | Refused | Again | Waiting | Unclear
TakenBack = Retracted | Filed | Again | Waiting | Unclear


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that was checked of a recipient, and how it stands."""

    what: str
    good: bool
    sentence: str


class RecipientKind(Protocol):
    """A kind of recipient."""

    id: str
    title: str
    outside_union: bool
    by_person: bool  # a person sends it and marks it as sent; else a service answers with a receipt
    takes_credentials: bool
    preservation: str | None  # ISO 8601: how long its law makes the sender keep what was filed
    preservation_source: str
    options: type[Options]

    def identity(self, options: Options) -> str:
        """What in the options says which body it is: it cannot be changed, only added anew."""
        ...

    def check(self, report: Report, recipient: Recipient) -> Sequence[Problem]:
        """Everything that keeps `report` from being sent, at once. Pure."""
        ...

    def documents(self, report: Report, recipient: Recipient) -> Sequence[Document]:
        """What would be sent, to be read first; without media. Pure, and the same every time."""
        ...

    def file(self, filing: Filing) -> Result:
        """Carries the report out as far as it gets; repeating it after any crash is safe."""
        ...

    def retract(self, filing: Filing) -> TakenBack:
        """Takes back what was sent but not filed."""
        ...

    def probe(
        self, recipient: Recipient, credentials: Credentials | None, seconds: float
    ) -> Sequence[Probe]:
        """Whether the recipient can be reached with what is known of it; nothing real is sent."""
        ...


def kinds() -> Mapping[str, RecipientKind]:
    """All registered kinds by id."""
    found: dict[str, RecipientKind] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        found[entry.name] = entry.load()
    return found


def kind(name: str) -> RecipientKind:
    """The kind of that id. Raises RecipientKindUnknown."""
    found = kinds()
    if name not in found:
        raise RecipientKindUnknown(kind=name, choices=", ".join(found))
    return found[name]
