"""Papers: the yearly figures of a service, the tables they make, and the query behind each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.observatory import csvset, making, reading
from tutela.observatory.editions import closing
from tutela.observatory.errors import PeriodUnreadable
from tutela.observatory.figures import FIGURES
from tutela.observatory.model import TOTAL, Kind, Period, Scope, Unit, written
from tutela.observatory.printing import whole
from tutela.observatory.shown import as_json, filled
from tutela.observatory.words import words_of
from tutela.platform.accounts.model import Session
from tutela.platform.errors import BadInput, Conflict
from tutela.platform.permissions import Permission
from tutela.platform.services import store as services
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, given, refusal
from tutela.web.pages.papers_kept import EDITIONS, KINDS, PATH, WORDS, kept_of
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.observatory.model import Figure, Numbers
    from tutela.platform.errors import TutelaError
    from tutela.platform.node import Node
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
UNITS = {
    Unit.COUNT: phrase("a count"),
    Unit.HOURS: phrase("a median, in hours"),
    Unit.BYTES: phrase("bytes"),
}
CLOSE = "close"
Reading = Annotated[Session, Depends(needs(Permission.PAPER_READ))]
Closing = Annotated[Session, Depends(needs(Permission.PAPER_CLOSE))]
Sent = Annotated[Given, Depends(given)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form of the page asks for."""

    kind: Kind
    service: str
    first: str
    last: str

    def scope(self) -> Scope:
        """Raises PeriodUnreadable, PeriodBackwards and PeriodUnending."""
        try:
            period = Period(date.fromisoformat(self.first), date.fromisoformat(self.last))
        except ValueError:
            raise PeriodUnreadable from None
        return Scope(self.service, period)


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure with its number over all."""

    name: str
    definition: str
    unit: str
    number: str


def asked(
    request: Request, paper: Kind = Kind.DSA, service: str = "", first: str = "", last: str = ""
) -> Asked:
    """The wish of the address; by default this year's report of the first service."""
    node = program_of(request).node
    year = Period.year(node.clock.now().year)
    known = _services(node)
    return Asked(
        paper,
        service or (known[0] if known else ""),
        first or year.first.isoformat(),
        last or year.last.isoformat(),
    )


Wish = Annotated[Asked, Depends(asked)]


@router.get(PATH)
def papers(request: Request, session: Reading, wish: Wish) -> Response:
    """A paper with its figures, for a service and days that somebody chooses."""
    return _page(request, session, wish)


@router.post(PATH + "/close")
def close(request: Request, session: Closing, sent: Sent) -> Response:
    """Closes a paper; what is refused comes back with what was written."""
    node = program_of(request).node
    wish = Asked(
        Kind.INTERIM if sent.one("paper") == Kind.INTERIM else Kind.DSA,
        sent.one("service"),
        sent.one("first"),
        sent.one("last"),
    )
    scope = wish.scope()
    try:
        words = words_of({name: sent.one(name) for name in WORDS[wish.kind]})
        made = closing.close(
            node, session.actor, wish.kind, scope, words, reason=sent.one("reason")
        )
    except (BadInput, Conflict) as error:
        return _page(request, session, wish, refusal(error, CLOSE, sent, _field(error)))
    return RedirectResponse(f"{EDITIONS}/{made.id}?done=closed", status_code=303)


def _page(
    request: Request, session: Session, wish: Asked, refused: Refusal | None = None
) -> Response:
    node = program_of(request).node
    known = _services(node)
    paper, numbers = (
        making.make(node, session.actor, wish.kind, wish.scope()) if known else (None, {})
    )
    return templates.page(
        request,
        "papers.html",
        status=refused.status if refused else 200,
        refused=refused,
        kept=kept_of(node, session.actor, wish.kind, wish.scope()) if known else None,
        may_close=session.actor.may(Permission.PAPER_CLOSE),
        texts=WORDS[wish.kind],
        wish=wish,
        services=known,
        kinds=KINDS,
        sheets=[filled(one) for one in paper.sheets] if paper else [],
        notes=paper.notes if paper else (),
        preliminary=bool(paper and paper.preliminary),
        figures=[_line(one, numbers) for one in FIGURES] if paper else [],
    )


@router.get(PATH + "/figures/{name}")
def figure(request: Request, session: Reading, name: str, wish: Wish) -> Response:
    """One figure: what it counts, the query that made it, and its numbers."""
    found = reading.figure(program_of(request).node, session.actor, name, wish.scope())
    return templates.page(
        request,
        "paper_figure.html",
        wish=wish,
        one=found.figure,
        unit=UNITS[found.figure.unit],
        sql=found.sql,
        parameters=found.parameters.items(),
        numbers=[(row, key, written(value)) for row, key, value in found.numbers],
    )


@router.get(PATH + "/download.zip")
def download(request: Request, session: Reading, wish: Wish) -> Response:
    """The tables of a paper, in one archive."""
    paper, _ = making.make(program_of(request).node, session.actor, wish.kind, wish.scope())
    data = csvset.zipped(csvset.files(paper.sheets))
    return Response(data, media_type="application/zip", headers=_named(wish, "zip"))


@router.get(PATH + "/download.json")
def download_json(request: Request, session: Reading, wish: Wish) -> Response:
    """The same for a program."""
    paper, _ = making.make(program_of(request).node, session.actor, wish.kind, wish.scope())
    text = json.dumps(as_json(paper), ensure_ascii=False, indent=2)
    return Response(text, media_type="application/json", headers=_named(wish, "json"))


@router.get(PATH + "/download.pdf")
def download_pdf(request: Request, session: Reading, wish: Wish) -> Response:
    """The same as PDF, marked as a draft."""
    node, scope = program_of(request).node, wish.scope()
    paper, numbers = making.make(node, session.actor, wish.kind, scope)
    data = whole.draft(paper, numbers, reading.described(scope), node.clock.now())
    return Response(data, media_type="application/pdf", headers=_named(wish, "pdf"))


def _field(error: TutelaError) -> str:
    """Which field a refusal is about."""
    return str(error.facts.get("name", "reason"))


def _named(wish: Asked, ending: str) -> dict[str, str]:
    name = f"{wish.kind.value}-{wish.service}-{wish.first}-{wish.last}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _line(one: Figure, numbers: Numbers) -> FigureLine:
    value = written(numbers[one.name].get((TOTAL, TOTAL)))
    return FigureLine(one.name, one.definition, UNITS[one.unit], value)


def _services(node: Node) -> list[str]:
    with node.read() as connection:
        return [one.id for one in services.services(connection)]
