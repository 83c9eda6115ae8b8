"""What was done with a hotline's case, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.hotline import taking
from tutela.hotline.machine import Command
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

EVENTS: Final[Mapping[str, str]] = {
    taking.REPORT: phrase("reported it"),
    Command.REPORT_AGAIN.value: phrase("reported it again"),
    Command.FIND_ILLEGAL.value: phrase("found it illegal"),
    Command.FIND_LAWFUL.value: phrase("found nothing illegal"),
    Command.TELL_POLICE.value: phrase("told the police"),
    Command.HEAR_POLICE.value: phrase("wrote down what the police answered"),
    Command.POLICE_SILENT.value: phrase("waited for the police until their time was over"),
    Command.TELL_HOST.value: phrase("told the host"),
    Command.HAND_OVER.value: phrase("handed it to another hotline"),
    Command.TAKE_BACK.value: phrase("gave it back"),
    Command.FIND_GONE.value: phrase("found it gone"),
    Command.FIND_PRESENT.value: phrase("found it still there"),
    Command.FIND_UNKNOWN.value: phrase("could not tell whether it is gone"),
    Command.CLOSE.value: phrase("closed the case"),
    "taken": phrase("has it"),
    "refused": phrase("did not take what was said of it"),
}
