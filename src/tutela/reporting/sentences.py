"""What every door says of a report, in the same words: clocks, looks, nameless openings. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.reporting.model import ReportKind, Viewing
from tutela.reporting.records import AttemptState
from tutela.texts.phrase import phrase, several

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from tutela.reporting.records import Attempt

VIEWING: Mapping[Viewing, str] = {
    Viewing.WHOLE: phrase("A person opened the original here: told as viewed."),
    Viewing.AT_PLATFORM: phrase(
        "A person says to have looked at it at the platform: told as viewed."
    ),
    Viewing.REDUCED: phrase("A person saw a small grey preview only: told as not viewed."),
    Viewing.NOBODY: phrase("Nobody has looked at it: told as not viewed."),
}
KINDS: Mapping[ReportKind, str] = {
    ReportKind.FIRST: phrase("first report"),
    ReportKind.SUPPLEMENT: "supplement",
    ReportKind.CORRECTION: "correction",
}
ATTEMPTS: Mapping[AttemptState, str] = {
    AttemptState.SUBMITTING: phrase("asked to open, no answer kept yet"),
    AttemptState.OPEN: phrase("open, not finished"),
    AttemptState.FINISHING: phrase("asked to finish, no answer kept yet"),
    AttemptState.FINISHED: phrase("finished"),
    AttemptState.RETRACTED: phrase("taken back"),
    AttemptState.LAPSED: phrase("lapsed"),
    AttemptState.UNNAMED: phrase("nameless: the answer to the opening was lost"),
    AttemptState.REFUSED: phrase("refused"),
    AttemptState.UNCLEAR: phrase("unclear"),
}
CLOCK = phrase(
    "The recipient forgets an unfinished report 24 h after it was opened or 1 h after its last "
    "change, whichever is later."
)


def nameless(attempts: Iterable[Attempt], now: datetime) -> int:
    """How many openings without a number may still lie at the recipient."""
    return sum(one.state is AttemptState.UNNAMED and one.lapses_at > now for one in attempts)


def nameless_words(number: int) -> str:
    """Those openings in a sentence; empty for none."""
    if not number:
        return ""
    return several(
        number,
        "{n} opening without a number may lie at a recipient, because its answer was lost. It is "
        "not finished, and lapses by itself.",
        "{n} openings without a number may lie at recipients, because the answers were lost. "
        "None of them is finished, and they lapse by themselves.",
    )
