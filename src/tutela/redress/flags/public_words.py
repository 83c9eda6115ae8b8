"""What whoever flagged something is told of the decision: fixed words, nothing of others. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.redress.flags.model import Outcome
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

TOLD: Final[Mapping[Outcome, str]] = {
    Outcome.ACTED: phrase("Thank you for telling us. A person looked, and we acted on it."),
    Outcome.NOT_FOUND: phrase(
        "Thank you for telling us. A person looked, and found nothing there any more."
    ),
    Outcome.NOT_AGAINST: phrase(
        "Thank you for telling us. A person looked, and found that it is not illegal and does not "
        "break our terms."
    ),
}
COMPLAIN: Final = phrase(
    "If you do not agree, you can complain to us within six months. A person decides the complaint."
)
