"""What each finding leads to, as a table: on the service, in reports, in the figures. Pure.

The law tells a service what to do with material it knows to be child sexual abuse material. Where a
person finds anything else, nothing may rest on that law any more, so each row says what ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.casework.model import ActionKind
from tutela.law.model import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping


class Asking(StrEnum):
    """When somebody is asked for: a second person, or a look at an item."""

    ALWAYS = "always"
    BY_RULE = "by-rule"  # a second person by the service's policy; a look unless the hit is exact
    NEVER = "never"


class Held(StrEnum):
    """What becomes of an item that is kept from view."""

    FOR_GOOD = "for-good"
    UNTIL_CLOCK = "until-clock"  # until the clock of its hold has run out, then restored
    ENDS = "ends"
    GOES_ON = "goes-on"  # nothing is decided


class Counts(StrEnum):
    """How the match counts in the figures about its technology and its indicator."""

    RIGHT = "right"
    ERROR = "error"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a finding leads to. `why` and `sources` say on what it rests."""

    held: Held
    reported: bool
    erases: bool
    second: Asking
    look: Asking
    hands_over: bool
    counts: Counts
    why: str
    sources: tuple[str, ...]

    @property
    def supports(self) -> bool:
        """Whether support may go with it to a child's account; not where the mark proved wrong:
        the texts speak of a picture that is none.
        """
        return self.counts is not Counts.ERROR

    @property
    def both_look(self) -> bool:
        """Whether the second person must have looked as well."""
        return self.second is Asking.ALWAYS and self.look is Asking.ALWAYS

    def asks(self, *, restricted: bool, kept: bool, hosting: bool) -> ActionKind | None:
        """What the platform is asked for, about an item that was `restricted` before.

        `kept`: the item stays so until a clock. Only what was found on a hosting surface is handed
        over: a scan of communications serves its one purpose and no other (Regulation (EU)
        2021/1232, Article 3(1)(a)(i)).
        """
        if self.held is Held.FOR_GOOD:
            return ActionKind.REMOVE
        released = restricted and not kept
        if self.hands_over and hosting and not (released and self.held is Held.UNTIL_CLOCK):
            return ActionKind.HAND_OVER
        return ActionKind.RESTORE if released and self.held is not Held.GOES_ON else None


CONSEQUENCES: Final[Mapping[Finding, Consequence]] = {
    Finding.CONFIRMED: Consequence(
        held=Held.FOR_GOOD,
        reported=True,
        erases=False,
        second=Asking.BY_RULE,
        look=Asking.BY_RULE,
        hands_over=False,
        counts=Counts.RIGHT,
        why="A verified suspicion is removed and reported without delay.",
        sources=("Reg. (EU) 2021/1232, Art. 3(1)(h) and (j)", "Reg. (EU) 2022/2065, Art. 6(1)(b)"),
    ),
    Finding.NOT_ABUSE_MATERIAL: Consequence(
        held=Held.ENDS,
        reported=False,
        erases=True,
        second=Asking.BY_RULE,
        look=Asking.BY_RULE,
        hands_over=False,
        counts=Counts.ERROR,
        why="Without a suspicion nothing may be kept, or kept from view.",
        sources=("Reg. (EU) 2021/1232, Art. 3(1)(g)(iv), (h) and (i)",),
    ),
    Finding.AGE_AMBIGUOUS: Consequence(
        held=Held.UNTIL_CLOCK,
        reported=False,
        erases=True,
        second=Asking.ALWAYS,
        look=Asking.ALWAYS,
        hands_over=True,
        counts=Counts.OPEN,
        why="A report is for a verified suspicion and knows no maybe; two people must have looked, "
        "and a senior can still reverse it while the item is kept from view.",
        sources=(
            "Reg. (EU) 2021/1232, Art. 3(1)(g)(iii) and (j)",
            "Directive 2011/93/EU, Art. 2(c)(iii) and 5(7)",
        ),
    ),
    Finding.OTHER_ILLEGAL: Consequence(
        held=Held.ENDS,
        reported=False,
        erases=True,
        second=Asking.BY_RULE,
        look=Asking.ALWAYS,
        hands_over=True,
        counts=Counts.ERROR,
        why="The scan was for child sexual abuse material only, and this is none. What else it is, "
        "the service decides by its own process.",
        sources=(
            "Reg. (EU) 2021/1232, Art. 3(1)(a)(i) and (g)(i)",
            "Reg. (EU) 2022/2065, Art. 6, 17 and 18",
        ),
    ),
    Finding.UNSURE: Consequence(
        held=Held.GOES_ON,
        reported=False,
        erases=False,
        second=Asking.NEVER,
        look=Asking.NEVER,
        hands_over=False,
        counts=Counts.OPEN,
        why="Nobody is reported, and nothing restored, on a guess: another person looks.",
        sources=("Reg. (EU) 2021/1232, Art. 3(1)(g)(ii) and (iii)",),
    ),
}
