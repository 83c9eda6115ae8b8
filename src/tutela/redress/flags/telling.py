"""Telling the platform what was decided on a flag, in words that it can pass to its user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.platform import languages
from tutela.platform.webhooks import service as webhooks
from tutela.redress.flags.public_words import COMPLAIN, TOLD
from tutela.texts.phrase import said

if TYPE_CHECKING:
    from tutela.platform.work import Work
    from tutela.redress.flags.model import Flag, Outcome

DECIDED: Final = "flag.decided"


def tell(work: Work, one: Flag, outcome: Outcome) -> None:
    """Puts the message on its way. It names the flag by the platform's own id, and nobody."""
    wanted = [one.language] if one.language else []
    catalogue = languages.for_anybody(work.node.settings, *wanted)
    body = {
        "flag": one.ref,
        "item": one.item_ref,
        "outcome": outcome.value,
        "language": catalogue.language,
        "text": f"{said(TOLD[outcome], catalogue)}\n\n{said(COMPLAIN, catalogue)}",
    }
    webhooks.send(work, one.service_id, DECIDED, body)
