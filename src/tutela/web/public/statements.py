"""The letter of a statement of reasons, for whoever has its link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, Request

from tutela.redress.statements import links
from tutela.redress.statements.public_letter import letter
from tutela.texts.phrase import day
from tutela.web.access import open_to_all
from tutela.web.program import program_of
from tutela.web.public.frame import language, page

if TYPE_CHECKING:
    from starlette.responses import HTMLResponse

router = APIRouter(include_in_schema=False)


@router.get(links.PATH + "{code}", dependencies=[Depends(open_to_all)])
def statement(request: Request, code: str) -> HTMLResponse:
    """The letter in its reader's language. Nothing is noted of whoever reads it."""
    found = links.open_link(program_of(request).node, code)
    return page(
        request,
        "public/statement.html",
        letter=letter(found.statement.facts, language(request)),
        complaint=f"{links.PATH}{code}/complaint" if found.statement.kind.restricts else "",
        over_since=day(found.over_since.date()) if found.over_since else "",
    )
