"""What whoever asks reads of how their request stands. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.redress.requests.machine import VictimState
from tutela.redress.requests.model import Asked, Preference, Removal, Who
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

WAITS: Final = phrase("We are working on it. You need not do anything.")
STANDS: Final[Mapping[VictimState, str]] = {
    VictimState.RECEIVED: phrase("We have your request. A person will read it."),
    VictimState.IDENTITY_CHECK: phrase("Before we search, we need to be sure who is asking."),
    VictimState.ANSWERED: phrase("Here is our answer."),
}
NOT_TOLD: Final = phrase("You asked us to tell you nothing. You can change that at any time.")
WITH_OTHERS: Final = phrase("Your representative gets our answer. You can change that at any time.")
DECLINED: Final = phrase("We cannot go on with this request. This is why:")
WITHDRAWN: Final = phrase("You took it back. What you told us is erased.")
ASKED: Final[Mapping[Asked, str]] = {
    Asked.REPORTS: phrase("Tell me whether it was reported"),
    Asked.REMOVAL: phrase("Help me to have it removed"),
    Asked.BOTH: phrase("Both"),
}
WHO: Final[Mapping[Who, str]] = {
    Who.SELF: phrase("It is about me"),
    Who.GUARDIAN: phrase("I am a parent or guardian"),
    Who.REPRESENTATIVE: phrase("I represent the person it is about"),
}
PREFERENCE: Final[Mapping[Preference, str]] = {
    Preference.ALL: phrase("Tell me everything"),
    Preference.GONE: phrase("Only tell me when it is gone"),
    Preference.REPRESENTATIVE: phrase("Only through my representative"),
    Preference.NEVER: phrase("Never tell me"),
}
REMOVAL: Final[Mapping[Removal, str]] = {
    Removal.UNASKED: phrase("not asked yet"),
    Removal.ASKED: phrase("we asked for it to be removed"),
    Removal.REMOVED: phrase("removed"),
    Removal.KEPT: phrase("still there"),
    Removal.AGAIN: phrase("there again"),
}
