"""Publishing: what goes to the Transparency Database, and what did not go. That comes first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.model import Session
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission
from tutela.redress.publishing import settling
from tutela.redress.publishing.errors import PublicationUnknown, RecordInvalid
from tutela.redress.publishing.model import State
from tutela.redress.publishing.rules import FIELDS
from tutela.reporting.model import Environment
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.words import Moment, ago, minute, short
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from tutela.redress.publishing.model import Publication, Target

router = APIRouter(include_in_schema=False)
PATH = "/publishing"
ONE = PATH + "/{publication_id:uuid}"
LISTED = 100
Reading = Annotated[Session, Depends(needs(Permission.PUBLISHING_READ))]
Settling = Annotated[Session, Depends(needs(Permission.PUBLISHING_SETTLE))]
DONE = {
    "retried": phrase("The statement goes again within a minute."),
    "corrected": phrase("The statement goes as you corrected it, within a minute."),
    "closed": phrase("The statement is closed. The log keeps why."),
}
# In the order of the page: what needs somebody first.
STATES = {
    State.DEAD: phrase("refused by the database"),
    State.WITHHELD: phrase("held back by our own check"),
    State.WAITING: phrase("waits to go"),
    State.ASKED: phrase("gone, not confirmed yet"),
    State.CLOSED: phrase("closed by a person; the log says why"),
    State.STORED: phrase("in the database"),
}
ENVIRONMENTS = {
    Environment.SIMULATOR: phrase("a simulator"),
    Environment.TEST: phrase("the sandbox"),
    Environment.PRODUCTION: phrase("the public database"),
}
_BADGES = {
    State.DEAD: "dead",
    State.WITHHELD: "held",
    State.WAITING: "waiting",
    State.ASKED: "waiting",
    State.CLOSED: "withdrawn",
    State.STORED: "delivered",
}
_STUCK = (State.DEAD, State.WITHHELD)


@dataclass(frozen=True, slots=True)
class Line:
    """One statement in a list."""

    id: UUID
    short: str
    service: str
    statement_id: UUID
    badge: str
    state: str
    tries: int
    made: Moment
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service's statements go."""

    service: str
    environment: str
    standing: str
    good: bool
    territory: str


@router.get(PATH)
def publishing(request: Request, session: Reading, done: str = "") -> Response:
    """Where statements go, and the latest in each state."""
    node = program_of(request).node
    now = node.clock.now()
    with node.read() as connection:
        places = settling.status(connection, session.actor)
        groups = [
            (state, words, [_line(one, now) for one in
                            settling.list_publications(connection, session.actor, state, LISTED)])
            for state, words in STATES.items()
        ]  # fmt: skip
    return templates.page(
        request,
        "publishing.html",
        places=[_place(one, now) for one, _ in places],
        groups=groups,
        listed=LISTED,
        stuck_states=_STUCK,
        stuck=sum(len(lines) for state, _, lines in groups if state in _STUCK),
        notice=DONE.get(done, ""),
        may_read_statements=session.actor.may(Permission.STATEMENT_READ),
    )


@router.get(ONE)
def publication(request: Request, session: Reading, publication_id: UUID) -> Response:
    """One statement: what is sent, and what came of it."""
    return _page(request, session, publication_id)


@router.post(ONE + "/retry")
def retry(request: Request, session: Settling, publication_id: UUID) -> Response:
    """Sends a refused statement again as it is."""
    node = program_of(request).node
    return _done(
        request, session, publication_id, "retried",
        lambda: settling.retry(node, session.actor, publication_id),
    )  # fmt: skip


@router.post(ONE + "/correct")
def correct(
    request: Request,
    session: Settling,
    publication_id: UUID,
    record: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Gives a statement that did not go another record."""
    node = program_of(request).node
    return _done(
        request, session, publication_id, "corrected",
        lambda: settling.correct(
            node, session.actor, publication_id, _record(record), reason=reason
        ),
        record=record,
    )  # fmt: skip


@router.post(ONE + "/close")
def close(
    request: Request,
    session: Settling,
    publication_id: UUID,
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Ends a statement that need not go."""
    node = program_of(request).node
    return _done(
        request, session, publication_id, "closed",
        lambda: settling.close(node, session.actor, publication_id, reason=reason),
    )  # fmt: skip


def _record(given: str) -> dict[str, object]:
    """What somebody typed as a record. Raises RecordInvalid."""
    try:
        found = json.loads(given)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RecordInvalid(first=phrase("It is not an object of JSON."), count=1)
    return found


def _done(
    request: Request,
    session: Session,
    publication_id: UUID,
    word: str,
    act: Callable[[], None],
    record: str = "",
) -> Response:
    try:
        act()
    except PublicationUnknown:
        raise
    except TutelaError as error:
        return _page(request, session, publication_id, error=error, record=record)
    return RedirectResponse(f"{PATH}?done={word}", status_code=303)


def _page(
    request: Request,
    session: Session,
    publication_id: UUID,
    *,
    error: TutelaError | None = None,
    record: str = "",
) -> Response:
    node = program_of(request).node
    with node.read() as connection:
        one = settling.show(connection, session.actor, publication_id)
    may_settle = session.actor.may(Permission.PUBLISHING_SETTLE)
    return templates.page(
        request,
        "published.html",
        status=error.status if error else 200,
        line=_line(one, node.clock.now()),
        one=one,
        sent=_text(one.content),
        record=record or _text(one.record),
        ended=minute(one.ended_at) if one.ended_at else "",
        problem=error.sentence if error else "",
        may_correct=may_settle and one.state in _STUCK,
        may_retry=may_settle and one.state is State.DEAD,
        may_read_statements=session.actor.may(Permission.STATEMENT_READ),
    )


def _text(record: Mapping[str, object]) -> str:
    """A record as JSON to be read: a field in each line, in the order of the rules."""
    order = [one.name for one in FIELDS if one.name in record]
    names = [*order, *(name for name in record if name not in order)]
    lines = [f"  {json.dumps(one)}: {json.dumps(record[one], ensure_ascii=False)}" for one in names]
    return "{\n" + ",\n".join(lines) + "\n}"


def _line(one: Publication, now: datetime) -> Line:
    return Line(
        id=one.id,
        short=short(one.id),
        service=one.service_id,
        statement_id=one.statement_id,
        badge=_BADGES[one.state],
        state=STATES[one.state],
        tries=one.tries,
        made=ago(one.made_at, now),
        said=tuple((field, " ".join(words)) for field, words in one.said.items()),
    )


def _place(one: Target, now: datetime) -> Place:
    return Place(
        service=one.service_id,
        environment=ENVIRONMENTS[one.environment],
        standing=one.standing(now),
        good=one.may_send(now) or not one.on,
        territory=" ".join(one.terms.territory),
    )
