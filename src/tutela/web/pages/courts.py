"""The keys of courts that this node knows: added, compared by their code, ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.federation import signing
from tutela.orders.removal import courts, papers
from tutela.orders.removal.errors import CourtCodeDiffers, PaperUnreadable, RemovalWordsMissing
from tutela.orders.removal.model import CourtState
from tutela.platform.accounts.model import Session
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.platform.errors import NotFound, TutelaError
from tutela.platform.permissions import Permission
from tutela.texts.phrase import country, phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, given, refusal
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tutela.orders.removal.model import CourtKey
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PATH = "/removals/courts"
ADD, COMPARE, END = "add", "compare", "end"
Reading = Annotated[Session, Depends(needs(Permission.ORDER_READ))]
Registering = Annotated[Session, Depends(needs(Permission.ORDER_REGISTER))]
Deciding = Annotated[Session, Depends(needs(Permission.ORDER_DECIDE))]
Sent = Annotated[Given, Depends(given)]
BADGES = {
    CourtState.ADDED: ("waiting", phrase("not believed yet")),
    CourtState.COMPARED: ("delivered", phrase("believed")),
    CourtState.ENDED: ("withdrawn", phrase("ended")),
}
DONE = {
    "added": phrase("It is added, and not believed yet. Call the court and compare its code."),
    "asked": phrase(
        "Another person must agree first: they find it under Requests. Once they agreed, send the "
        "code again."
    ),
    "compared": phrase("It is believed. What it signs is taken from now on."),
    "ended": phrase("It is ended, for good. What it signed before stands."),
}
_FIELDS = {CourtCodeDiffers: "code", RemovalWordsMissing: "note", PaperUnreadable: "key"}


@dataclass(frozen=True, slots=True)
class Line:
    """The key of a court on the page. The code is shown once it was compared: before that it is
    read out, not copied.
    """

    id: UUID
    name: str
    place: str
    badge: tuple[str, str]
    code: str
    added_at: datetime
    added_by: str
    compared_at: datetime | None
    compared_by: str
    note: str
    ended_at: datetime | None
    ended_by: str
    reason: str
    waits: bool


@router.get(PATH)
def courts_known(request: Request, session: Reading, done: str = "") -> Response:
    """The keys of courts that there are and were."""
    return _page(request, session, notice=DONE.get(done, ""))


@router.post(PATH)
def add(request: Request, session: Registering, sent: Sent) -> Response:
    """Adds the public half of a court's key."""
    node = program_of(request).node
    return _act(
        request, session, ADD, sent, "added",
        lambda: courts.add(node, session.actor, papers.from_file(sent.one("key").encode())),
    )  # fmt: skip


@router.post(PATH + "/{court_id:uuid}/compare")
def compare(request: Request, session: Deciding, court_id: UUID, sent: Sent) -> Response:
    """Believes the key of a court, whose code somebody compared and another person agreed to."""
    node = program_of(request).node
    return _act(
        request, session, f"{COMPARE}-{court_id}", sent, "compared",
        lambda: courts.compare(
            node, session.actor, court_id, code=sent.one("code"), note=sent.one("note")
        ),
    )  # fmt: skip


@router.post(PATH + "/{court_id:uuid}/end")
def end(request: Request, session: Deciding, court_id: UUID, sent: Sent) -> Response:
    """Believes the key of a court no more."""
    node = program_of(request).node
    return _act(
        request, session, f"{END}-{court_id}", sent, "ended",
        lambda: courts.end(node, session.actor, court_id, reason=sent.one("note")),
    )  # fmt: skip


def _act(
    request: Request, session: Session, form: str, sent: Given, word: str,
    act: Callable[[], object],
) -> Response:  # fmt: skip
    try:
        act()
    except NotFound:
        raise
    except AwaitsApproval:
        word = "asked"
    except TutelaError as error:
        problem = refusal(error, form, sent, _FIELDS.get(type(error), ""))
        return _page(request, session, problem=problem)
    return RedirectResponse(f"{PATH}?done={word}", status_code=303)


def _page(
    request: Request, session: Session, *, notice: str = "", problem: Refusal | None = None
) -> Response:
    found = courts.list_courts(program_of(request).node, session.actor)
    return templates.page(
        request,
        "courts.html",
        status=problem.status if problem else 200,
        lines=[_line(one) for one in found],
        notice=notice,
        problem=problem,
        given=problem.given if problem else None,
        may_add=session.actor.may(Permission.ORDER_REGISTER),
        may_decide=session.actor.may(Permission.ORDER_DECIDE),
    )


def _line(one: CourtKey) -> Line:
    return Line(
        id=one.id,
        name=one.name,
        place=country(one.member_state),
        badge=BADGES[one.state],
        code=signing.code_of(one.key) if one.compared_at else "",
        added_at=one.added_at,
        added_by=one.added_by_name,
        compared_at=one.compared_at,
        compared_by=one.compared_by_name,
        note=one.note,
        ended_at=one.ended_at,
        ended_by=one.ended_by_name,
        reason=one.end_reason,
        waits=one.state is CourtState.ADDED,
    )
