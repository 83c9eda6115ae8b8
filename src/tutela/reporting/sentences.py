"""What every door says of a report, in the same words: clocks, looks, nameless openings. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.reporting.model import ReportKind, Viewing
from tutela.reporting.records import AttemptState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from tutela.reporting.records import Attempt

VIEWING: Mapping[Viewing, str] = {
    Viewing.WHOLE: "A person opened the original here: told as viewed.",
    Viewing.AT_PLATFORM: "A person says to have looked at it at the platform: told as viewed.",
    Viewing.REDUCED: "A person saw a small grey preview only: told as not viewed.",
    Viewing.NOBODY: "Nobody has looked at it: told as not viewed.",
}
KINDS: Mapping[ReportKind, str] = {
    ReportKind.FIRST: "first report",
    ReportKind.SUPPLEMENT: "supplement",
    ReportKind.CORRECTION: "correction",
}
ATTEMPTS: Mapping[AttemptState, str] = {
    AttemptState.SUBMITTING: "asked to open, no answer kept yet",
    AttemptState.OPEN: "open, not finished",
    AttemptState.FINISHING: "asked to finish, no answer kept yet",
    AttemptState.FINISHED: "finished",
    AttemptState.RETRACTED: "taken back",
    AttemptState.LAPSED: "lapsed",
    AttemptState.UNNAMED: "nameless: the answer to the opening was lost",
    AttemptState.REFUSED: "refused",
    AttemptState.UNCLEAR: "unclear",
}
CLOCK = (
    "The recipient forgets an unfinished report 24 h after it was opened or 1 h after its last "
    "change, whichever is later."
)


def nameless(attempts: Iterable[Attempt], now: datetime) -> int:
    """How many openings without a number may still lie at the recipient."""
    return sum(one.state is AttemptState.UNNAMED and one.lapses_at > now for one in attempts)


def nameless_words(number: int) -> str:
    """Those openings in a sentence; empty for none."""
    if number == 1:
        return (
            "1 opening without a number may lie at a recipient, because its answer was lost. It is "
            "not finished, and lapses by itself."
        )
    if not number:
        return ""
    return (
        f"{number} openings without a number may lie at recipients, because the answers were lost. "
        "None of them is finished, and they lapse by themselves."
    )
