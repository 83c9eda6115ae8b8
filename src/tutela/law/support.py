"""Support for children, as data: texts a platform may show, and whom a child can turn to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tutela.law import documents
from tutela.law.errors import ValueRefused

_FOLDER = "support"
CIRCUMSTANCES = frozenset({"self-generated", "coerced", "among-peers", "unknown"})


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody a child can turn to: by a number, or on the web."""

    name: str
    reach: str
    what: str


@dataclass(frozen=True, slots=True)
class Support:
    """The texts by circumstance, and the contacts, in one language (ISO 639-1)."""

    language: str
    source: str
    texts: Mapping[str, str]
    contacts: tuple[Contact, ...]

    def __post_init__(self) -> None:
        if set(self.texts) != CIRCUMSTANCES:
            problem = f"it needs a text for each of {', '.join(sorted(CIRCUMSTANCES))}"
            raise ValueRefused(what=f"The support in {self.language}", problem=problem)

    def to_json(self, circumstance: str) -> dict[str, Any]:
        """What a platform shows in this circumstance."""
        return {
            "language": self.language,
            "text": self.texts[circumstance],
            "contacts": [
                {"name": one.name, "reach": one.reach, "what": one.what} for one in self.contacts
            ],
        }


@cache
def support(language: str = "en") -> Support:
    """The support in that language; in English where there are no words for it yet."""
    known = documents.names(_FOLDER)
    return documents.read(_FOLDER, language if language in known else "en", Support)
