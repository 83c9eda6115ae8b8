"""What the gate is asked about: a surface, a technology with its record, and an activation."""

from dataclasses import dataclass
from datetime import date, datetime

from tutela.law.errors import ValueRefused
from tutela.law.instants import utc
from tutela.law.model import InputKind, NearHits, SurfaceKind, TechnologyKind


@dataclass(frozen=True, slots=True)
class Surface:
    """A declared surface. `encrypted`: end-to-end encryption is, has been or will be applied."""

    id: str
    kind: SurfaceKind
    encrypted: bool


@dataclass(frozen=True, slots=True)
class ImpactAssessment:
    """The data-protection impact assessment of one technology (Reg. 2021/1232, Art. 3(1)(c)).

    `near_hits` is what it says about near hits on communication surfaces.
    """

    ref: str
    on: date
    near_hits: NearHits = NearHits.FLAG

    def __post_init__(self) -> None:
        _named(self.ref, "The impact assessment")


@dataclass(frozen=True, slots=True)
class PriorConsultation:
    """The prior consultation of the data-protection authority on it (the same article)."""

    ref: str
    on: date

    def __post_init__(self) -> None:
        _named(self.ref, "The prior consultation")


@dataclass(frozen=True, slots=True)
class TechnologyRecord:
    """One technology in one version, what it looks for and reads, and the papers it has."""

    id: str
    version: str
    kind: TechnologyKind
    inputs: frozenset[InputKind]
    impact_assessment: ImpactAssessment | None = None
    prior_consultation: PriorConsultation | None = None
    is_demo: bool = False

    def __post_init__(self) -> None:
        if not self.inputs:
            raise ValueRefused(what=f"The technology {self.id}", problem="it names no input")


@dataclass(frozen=True, slots=True)
class Attestation:
    """The operator's word that they checked one unverified profile against its official text."""

    profile: str
    by: str
    at: datetime

    def __post_init__(self) -> None:
        _named(self.by, "The attestation")
        object.__setattr__(self, "at", utc(self.at))


@dataclass(frozen=True, slots=True)
class Activation:
    """One technology switched on for one surface, from `starts` until just before `ends`.

    A hosting surface needs `legal_basis` and `terms_clause`; a communication surface needs an
    `attestation` while its profile is unverified, and `order` where the text detects by order.
    """

    id: str
    surface: str
    technology: str
    starts: datetime
    ends: datetime
    legal_basis: str | None = None
    terms_clause: str | None = None
    attestation: Attestation | None = None
    order: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", utc(self.starts))
        object.__setattr__(self, "ends", utc(self.ends))
        if self.ends <= self.starts:
            problem = "it ends before it starts"
            raise ValueRefused(what=f"The activation {self.id}", problem=problem)


def _named(text: str, what: str) -> None:
    if not text.strip():
        raise ValueRefused(what=what, problem="it has no reference")
