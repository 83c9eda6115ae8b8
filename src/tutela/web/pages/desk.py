"""The desk: what waits for a person, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request

from tutela.casework.claims.machine import ClaimState
from tutela.casework.model import Mark, SubjectKind
from tutela.casework.only import EVERYTHING, Counts, Grade, Look, Only, Told, Who
from tutela.casework.queue import list_cases
from tutela.platform.accounts.model import Session  # noqa: TC001 - read by FastAPI
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase, several
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.errors import RequestInvalid
from tutela.web.pages.desk_choices import address, choices
from tutela.web.pages.words import Moment, ago, hold_clock, short
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from starlette.responses import Response

    from tutela.casework.counting import Counting
    from tutela.casework.model import CaseSummary
    from tutela.platform.actor import Actor

router = APIRouter(include_in_schema=False)
PART = 50  # cases on a page
NO_ACCOUNT = phrase("No account given")
SEVERAL = phrase("Several places that a notice names")


@dataclass(frozen=True, slots=True)
class Line:
    """One case on the desk."""

    id: UUID
    short: str
    subject: str
    service: str
    items: str
    pending: int
    seconding: int
    notices: str
    flags: str
    complaint: bool
    restoration: bool
    alarmed: bool
    clock: Moment | None
    opened: Moment
    state: str
    reasons: tuple[str, ...]
    holder: str  # who works on it, in words


# What the desk says after a form was taken, by the word in its address; no other is repeated.
DONE = {
    "none": phrase("Nothing waits that you could take. Others may be at work on what stands here."),
    "released": phrase("You gave the case back."),
    "skipped": phrase("You left the case to others."),
    "escalated": phrase("You left the case to the senior reviewers."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the desk asks for; a word that is none is refused."""

    show: Literal["open", "closed"] = "open"
    who: Who | None = None
    grade: Grade | None = None
    service: Annotated[str | None, Query(max_length=40)] = None
    surface: Annotated[str | None, Query(max_length=40)] = None
    language: Annotated[str | None, Query(pattern=r"^([a-z]{2})?$")] = None
    look: Look | None = None
    told: Told | None = None
    after: Annotated[str, Query(max_length=100)] = ""
    done: str = ""

    @property
    def only(self) -> Only:
        return Only(
            self.service,
            self.surface,
            self.grade,
            self.who,
            self.language,
            self.look,
            self.told,
        )


@router.get("/desk")
def desk(
    request: Request,
    session: Annotated[Session, Depends(needs(Permission.CASE_READ))],
    asked: Annotated[Asked, Depends()],
) -> Response:
    """The cases that wait, or the closed ones; a part of them, and the way to the next part."""
    node, actor = program_of(request).node, session.actor
    only = asked.only
    for text in (asked.service, asked.surface):
        if text is not None and not text.isprintable():
            raise RequestInvalid(problem=phrase("it contains a sign that no name has"))
    mark = Mark.parse(asked.after) if asked.after else None
    found = list_cases(node, actor, state=asked.show, only=only, after=mark, limit=PART + 1)
    now = node.clock.now()
    counting: Counting = request.app.state.counting
    counts = counting.counts(actor) if asked.show == "open" else Counts()
    more = found[PART - 1].mark if len(found) > PART else None
    return templates.page(
        request,
        "desk.html",
        show=asked.show,
        notice=DONE.get(asked.done, ""),
        lines=[_line(one, actor, now) for one in found[:PART]],
        waiting=counts.of(EVERYTHING),
        choices=choices(counts, only),
        summary=_summary(counts),
        later=mark is not None,
        first=_address(asked.show, only, None),
        more=_address(asked.show, only, more) if more else "",
        may_take=actor.may(Permission.CASE_DECIDE),
    )


def _address(show: str, only: Only, mark: Mark | None) -> str:
    if show == "open":
        return address(only, mark)
    return f"/desk?{urlencode({'show': show, **({'after': str(mark)} if mark else {})})}"


def subject_of(one: CaseSummary) -> str:
    """Whom or what a case is about, in words."""
    several_places = SEVERAL if one.subject_kind == SubjectKind.NOTICE else NO_ACCOUNT
    return one.named or several_places


def _line(one: CaseSummary, actor: Actor, now: datetime) -> Line:
    return Line(
        id=one.id,
        short=short(one.id),
        subject=subject_of(one),
        service=one.service_id,
        items=several(one.items, "{n} item", "{n} items"),
        pending=one.pending,
        seconding=one.seconding,
        flags=several(one.flags, "{n} flag", "{n} flags") if one.flags else "",
        notices=several(one.notices, "{n} notice", "{n} notices") if one.notices else "",
        complaint=one.complained_at is not None,
        restoration=one.restoration_proposed,
        alarmed=one.alarmed,
        clock=hold_clock(one.next_due_at, now) if one.next_due_at else None,
        opened=ago(one.opened_at, now),
        state=one.state,
        reasons=tuple(reason.words for reason in one.priority.reasons),
        holder=_holder(one, actor),
    )


def _holder(one: CaseSummary, actor: Actor) -> str:
    claim = one.claim
    if claim.by:
        return (
            phrase("with you")
            if claim.by == actor.id
            else phrase("with {name}", name=claim.by_name)
        )
    return phrase("a senior must take it") if claim.state is ClaimState.ESCALATED else ""


def _summary(counts: Counts) -> list[tuple[str, str]]:
    """What the whole queue holds, as (tone, words); what is not there is not said."""
    overdue = sum(one.cases for one in counts.crowds if one.overdue)
    seconding = sum(one.cases for one in counts.crowds if one.seconding)
    restoring = sum(one.cases for one in counts.crowds if one.restoration)
    said = [
        ("stop", overdue, phrase("{number:,} with an overdue hold", number=overdue)),
        ("heed", seconding, phrase("{number:,} waiting for a second person", number=seconding)),
        ("heed", restoring, phrase("{number:,} with a restoration proposed", number=restoring)),
    ]
    return [(tone, words) for tone, number, words in said if number]
