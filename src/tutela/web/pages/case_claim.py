"""What a case's page says of its claim, and of the notes on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.casework.claims.machine import ClaimState
from tutela.casework.claims.model import NoteKind, SkipReason
from tutela.casework.machine import TO_DECIDE
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase
from tutela.web.pages.words import span

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.casework.claims.model import Claim, Note
    from tutela.casework.model import Case
    from tutela.platform.actor import Actor

KINDS = {
    NoteKind.COMMENT: phrase("commented"),
    NoteKind.SKIP: phrase("left it to others"),
    NoteKind.ESCALATE: phrase("escalated it"),
    NoteKind.REASSIGN: phrase("reassigned it"),
    NoteKind.MARK: phrase("said how a child may have made or shared it"),
}


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note; a skip's words are for the seniors and whoever wrote them."""

    by: str
    what: str
    why: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClaimPanel:
    """Who works on the case, in a sentence, and what this person may do about it."""

    sentence: str
    tone: str
    mine: bool
    others: bool
    may_take: bool
    may_leave: bool  # skip it, or escalate it
    may_escalate: bool
    may_assign: bool
    may_comment: bool
    reasons: tuple[tuple[str, str], ...]
    notes: tuple[NoteLine, ...]


def claim_panel(actor: Actor, found: Case, now: datetime) -> ClaimPanel:
    """The panel for `actor`."""
    claim, noticed = found.summary.claim, found.summary.notices + found.summary.flags > 0
    waits = noticed or found.summary.pending > 0
    senior = actor.may(Permission.CASE_ASSIGN)
    mine = claim.by == actor.id
    escalated = claim.state is ClaimState.ESCALATED
    decides = actor.may(Permission.CASE_DECIDE) and waits
    free = claim.by is None and (senior or not escalated)
    shown = [one for one in found.items if one.state in TO_DECIDE]
    left = len(shown) == found.summary.pending and all(actor.id in one.doubters for one in shown)
    return ClaimPanel(
        sentence=_sentence(claim, now, mine=mine) if waits else "",
        tone="calm" if mine else "heed" if claim.by or escalated else "open",
        mine=mine,
        others=waits and not mine and not free,
        may_take=decides and free and (noticed or not left),
        may_leave=decides and (mine or free),
        may_escalate=decides and (mine or free) and claim.state in _BEFORE_SENIORS,
        may_assign=senior and waits,
        may_comment=actor.may(Permission.CASE_COMMENT),
        reasons=tuple((one.value, one.sentence) for one in SkipReason),
        notes=tuple(_line(one, actor, senior=senior) for one in found.notes),
    )


_BEFORE_SENIORS = (ClaimState.FREE, ClaimState.CLAIMED)


def _sentence(claim: Claim, now: datetime, *, mine: bool) -> str:
    if claim.until is not None:
        left = span(claim.until - now)
        if mine:
            return phrase(
                "You work on this case. It is yours for {left}, and longer while you go on.",
                left=left,
            )
        return phrase(
            "{by_name} works on this case, for {left} more unless they go on.",
            by_name=claim.by_name,
            left=left,
        )
    if claim.state is ClaimState.ESCALATED:
        return phrase("This case was escalated. A senior reviewer takes it from here.")
    return phrase("Nobody works on this case.")


def _line(one: Note, actor: Actor, *, senior: bool) -> NoteLine:
    skip = one.kind is NoteKind.SKIP
    told = not skip or senior or one.by == actor.id
    return NoteLine(
        by=one.by_name,
        what=KINDS[one.kind],
        why=one.why.sentence if told and one.why else "",
        words=one.words if told else "",
        at=one.at,
    )
