"""What was found of received reports, and done with them, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.receiving import holds, triage
from tutela.receiving.machine import Command
from tutela.reporting.centre.model import Finding
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

FINDINGS: Final[Mapping[Finding, str]] = {
    Finding.CONFIRMED: phrase("It is abuse material"),
    Finding.NOT_ABUSE: phrase("It is not abuse material"),
    Finding.CANNOT_TELL: phrase("Nobody can tell"),
}
EVENTS: Final[Mapping[str, str]] = {
    Command.ASK.value: phrase("asked for what it lacks"),
    Command.SUPPLY.value: phrase("answered"),
    Command.FIND_UNFOUNDED.value: phrase("found it unfounded"),
    Command.FORWARD.value: phrase("passed it to an authority"),
    Command.REFER.value: phrase("passed it to an authority, as Europol referred it"),
    Command.TO_EUROPOL.value: phrase("said that it is for Europol"),
    Command.EXTEND.value: phrase("took the longer time to assess it"),
    Command.CONFIRM.value: phrase("confirmed an item"),
    Command.REJECT.value: phrase("found that no item is abuse material"),
    Command.CONCLUDE.value: phrase("said what came of it"),
    triage.HAND_OVER: phrase("handed it over to Europol"),
    holds.HOLD: phrase("asked that the user be not told yet"),
    holds.LIFT: phrase("let the user be told"),
    holds.TOLD: phrase("told the user of the report"),
    "make-code": phrase("made a code for whom the outcome is asked of"),
    "refused": phrase("did not take what was said of it"),
}
