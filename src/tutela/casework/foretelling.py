"""What a finding will do to items, in sentences, before anybody presses a button. Pure.

It reads the same table (`consequence`) that the decision is carried out by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework.consequence import CONSEQUENCES, Asking, Counts, Held
from tutela.casework.model import ActionKind
from tutela.casework.rules import asks_second
from tutela.law.model import Finding, SurfaceKind
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tutela.casework.consequence import Consequence
    from tutela.casework.model import CaseItem
    from tutela.platform.services.model import SecondPerson

AT_ONCE = phrase("Your decision takes effect at once.")
SECONDED = phrase("A second person must agree before your decision takes effect.")
PARTLY_SECONDED = phrase(
    "For an item that is no exact hit: a second person must agree before your decision takes "
    "effect."
)
UNDONE = phrase("A senior reviewer can reverse it; both decisions stay visible.")
_REPORTED = phrase(
    "It joins the draft of a report for each recipient. A person sends that, or does not."
)
_UNREPORTED = phrase(
    "Nobody is told of it as child sexual abuse material: a report knows no maybe."
)
_ERASED = phrase("What is kept of it here is erased at once.")
_ERROR = phrase("In the figures the match counts as an error.")
_NO_BAN = phrase("A child may have made or shared it: no ban is proposed unless you choose one.")
_SUPPORT = phrase("The platform is asked to show support on the child's account.")
_SUPPORT_ENDS = phrase(
    "The platform is told that support on the child's account was asked for by mistake."
)
_LOOK = phrase("Whoever finds this must have looked, exact hit or not.")
_UNSURE = (
    phrase("Nothing is decided: it is not reported and not restored, and its clock runs on."),
    phrase("Another person must look. You cannot decide it then; after two of you, a senior must."),
)
_ASKS = {
    ActionKind.REMOVE: phrase("The platform is asked to remove it."),
    ActionKind.RESTORE: phrase("The platform is asked to restore it."),
    ActionKind.HAND_OVER: phrase(
        "The platform is told in words what to decide by its own process."
    ),
}


def foretold(
    finding: Finding, items: Sequence[CaseItem], policy: SecondPerson, now: datetime
) -> tuple[str, ...]:
    """What `finding` will do to these items, one sentence each."""
    if finding is Finding.UNSURE:
        return _UNSURE
    then = CONSEQUENCES[finding]
    return (
        _seconded(finding, items, policy),
        *([_LOOK] if then.look is Asking.ALWAYS else []),
        *_asked(then, items, now),
        *_supports(then, items),
        *([_REPORTED] if then.reported else []),
        *([_UNREPORTED] if then.counts is Counts.OPEN else []),
        *([_ERASED] if then.erases and any(one.evidence_id for one in items) else []),
        *([_ERROR] if then.counts is Counts.ERROR else []),
        UNDONE,
    )


def _seconded(finding: Finding, items: Sequence[CaseItem], policy: SecondPerson) -> str:
    asking = [asks_second(finding, policy, exact=one.exact, guarded=one.guarded) for one in items]
    if not any(asking):
        return AT_ONCE
    return SECONDED if all(asking) else PARTLY_SECONDED


def _supports(then: Consequence, items: Sequence[CaseItem]) -> Iterator[str]:
    if any(one.circumstance for one in items):
        yield _NO_BAN
    if any(one.childs_account for one in items):
        yield _SUPPORT if then.supports else _SUPPORT_ENDS


def _asked(then: Consequence, items: Sequence[CaseItem], now: datetime) -> Iterator[str]:
    """What is asked of the platform, each sentence once, in the order of the items."""
    said = [sentence for one in items for sentence in _asked_of(then, one, now)]
    yield from dict.fromkeys(said)


def _asked_of(then: Consequence, one: CaseItem, now: datetime) -> Iterator[str]:
    due = one.hold.due_at if one.hold and not one.hold.ended_at else None
    kept = then.held is Held.UNTIL_CLOCK and one.restricted and due is not None and due > now
    hosting = one.surface_kind is SurfaceKind.HOSTING
    if kept and due:
        yield phrase(
            "It stays kept from view until {due}. Then the platform is asked to restore it.",
            due=f"{due:%Y-%m-%d %H:%M} UTC",
        )
    asked = then.asks(restricted=one.restricted, kept=kept, hosting=hosting)
    if asked:
        yield _ASKS[asked]
    elif not kept:
        yield phrase("Nothing is asked of the platform: it keeps nothing from view.")
    if then.hands_over and not hosting:
        yield phrase("It is not handed over: a scan of communications serves no other purpose.")
