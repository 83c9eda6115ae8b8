"""Classification schemes as data: versioned label sets a person chooses from."""

from dataclasses import dataclass
from functools import cache

from tutela.law import documents
from tutela.law.errors import DocumentBroken, LabelUnknown, SchemeUnknown, ValueRefused

_FOLDER = "schemes"
_GRAVEST = 10


@dataclass(frozen=True, slots=True)
class Label:
    """One label. `severity` (0 to 10) is Tutela's own order for queues, no part of the scheme."""

    code: str
    title: str
    severity: int
    is_abuse_material: bool

    def __post_init__(self) -> None:
        if not 0 <= self.severity <= _GRAVEST:
            problem = f"its severity {self.severity} is not from 0 to {_GRAVEST}"
            raise ValueRefused(what=f"The label {self.code}", problem=problem)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A label set with its version and source."""

    id: str
    version: str
    title: str
    source: str
    labels: tuple[Label, ...]

    def __post_init__(self) -> None:
        codes = [label.code for label in self.labels]
        if not codes or len(set(codes)) != len(codes):
            problem = "it needs labels, each with a code of its own"
            raise ValueRefused(what=f"The scheme {self.id}", problem=problem)

    def label(self, code: str) -> Label:
        """The label of that code. Raises `LabelUnknown`."""
        for label in self.labels:
            if label.code == code:
                return label
        choices = ", ".join(label.code for label in self.labels)
        raise LabelUnknown(scheme=self.id, label=code, choices=choices)


@cache
def scheme(scheme_id: str) -> Scheme:
    """The scheme of that id. Raises `SchemeUnknown`, `DocumentBroken`."""
    choices = documents.names(_FOLDER)
    if scheme_id not in choices:
        raise SchemeUnknown(scheme=scheme_id, choices=", ".join(choices))
    found = documents.read(_FOLDER, scheme_id, Scheme)
    if found.id != scheme_id:
        raise DocumentBroken(document=f"{_FOLDER}/{scheme_id}.yaml", problem="its id differs")
    return found


def all_schemes() -> tuple[Scheme, ...]:
    """Every scheme, by id."""
    return tuple(scheme(name) for name in documents.names(_FOLDER))
