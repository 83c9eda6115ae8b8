"""The fixed words of a removal order's papers, as its reader gets them in their language. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.orders.removal.model import Definition, Hindrance, Outcome, WordKind
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_QUALIFIED: Final = phrase(
    "It is signed by an Ed25519 key whose code people compared. That is no qualified electronic "
    "signature of Regulation (EU) No 910/2014 (eIDAS)."
)
FOUND: Final[Mapping[Definition, str]] = {
    Definition.MATERIAL: phrase(
        "Child sexual abuse material (Directive 2011/93/EU, Article 2, point (c))"
    ),
    Definition.PERFORMANCE: phrase(
        "A pornographic performance (Directive 2011/93/EU, Article 2, point (e))"
    ),
}
HINDERS: Final[Mapping[Hindrance, str]] = {
    Hindrance.IMPOSSIBLE: phrase(
        "It cannot be carried out: force majeure, or impossible as things are"
    ),
    Hindrance.UNCLEAR: phrase("It has manifest errors, or says too little"),
}
DONE: Final[Mapping[Outcome, str]] = {
    Outcome.REMOVED: phrase("Removed in all Member States"),
    Outcome.DISABLED: phrase("Access disabled in all Member States"),
}
SAYS: Final[Mapping[WordKind, str]] = {
    WordKind.CLARIFY: phrase("It makes clear what the order says"),
    WordKind.EXTEND: phrase("Users must not be told for longer"),
    WordKind.UPHOLD: phrase("It upholds the order"),
    WordKind.ANNUL: phrase("It annuls the order"),
}
