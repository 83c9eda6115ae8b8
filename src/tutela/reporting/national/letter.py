"""The letter of a pack: a PDF to read in five minutes. The same report, the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.platform.typesetting import setting
from tutela.reporting.national.errors import LetterBroken
from tutela.reporting.national.letter_sections import letter_data
from tutela.reporting.national.phrases import phrases

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.reporting.model import Report
    from tutela.reporting.national.letter_blocks import Block

TEMPLATE: Final = "letter.typ"


def letter(report: Report, language: str, send_to: str) -> bytes:
    """The letter as PDF. `send_to` names the body it goes to. Raises LetterBroken."""
    return typeset(letter_data(phrases(language), report, send_to), report.made_at)


def typeset(data: Block, made_at: datetime) -> bytes:
    """What the template makes of `data`. Raises LetterBroken."""
    try:
        return setting.typeset(setting.template(__package__, TEMPLATE), data, made_at)
    except setting.Unset as error:
        raise LetterBroken from error
