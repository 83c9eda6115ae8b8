"""What a person writes into the papers: five texts of at most 5000 signs, and a name. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tutela.observatory.errors import WordsNotPlain, WordsTooLong, WordsUnknown
from tutela.reporting.words import is_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST: Final = 5000
PROVIDER: Final = "provider"
# As Article 15(1)(c) and (e) ask; the wording of the rows is inferred.
PARTS: Final[dict[str, str]] = {
    "summary": "Summary of the content moderation engaged in at the provider's own initiative",
    "training": "Measures taken to provide training and assistance to persons in charge of content "
    "moderation",
    "automated": "Qualitative description of the automated means",
    "purposes": "Specification of the precise purposes to apply automated means",
    "safeguards": "Safeguards applied to the use of automated means",
}
# Of the form under the interim Regulation: what no count can say.
FORM_PARTS: Final[dict[str, str]] = {
    "gdpr": "Ground of processing under Regulation (EU) 2016/679",
    "transfers": "Ground and purpose of transfers outside the Union",
    "measures": "Measures to select and improve the technologies and limit their error rate",
    "retention": "Retention policy and data protection safeguards",
    "organisations": "Organisations with which data were shared",
}
NAMES: Final = (PROVIDER, *PARTS, *FORM_PARTS)


@dataclass(frozen=True, slots=True)
class Words:
    """The texts by name; what nobody wrote is blank."""

    parts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, text in self.parts.items():
            if name not in NAMES:
                raise WordsUnknown(name=name, names=", ".join(NAMES))
            if len(text) > LONGEST:
                raise WordsTooLong(name=name, length=len(text), limit=LONGEST)
            if text and not is_plain(text, LONGEST):
                raise WordsNotPlain(name=name)

    def __getitem__(self, name: str) -> str:
        return self.parts.get(name, "")


def words_of(given: Mapping[str, Any]) -> Words:
    """What a file or form holds. Raises WordsUnknown, WordsTooLong, WordsNotPlain."""
    return Words({name: str(text).strip() for name, text in given.items()})
