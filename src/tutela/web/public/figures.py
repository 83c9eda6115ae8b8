"""Figures that a service published: what was found, done and complained of, for anybody to see."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from tutela.observatory import csvset, outside, public_reading, public_words
from tutela.observatory.editions import publishing
from tutela.observatory.printing import public_print
from tutela.texts.phrase import day
from tutela.web.access import open_to_all
from tutela.web.program import program_of
from tutela.web.public.frame import PUBLIC, language, page

if TYPE_CHECKING:
    from tutela.observatory.editions.model import Publication

PATH: Final = PUBLIC + "/figures"
ONE: Final = PATH + "/{publication_id:uuid}"
router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_all)])


@dataclass(frozen=True, slots=True)
class Entry:
    """A published paper in the list of them."""

    id: UUID
    service: str
    paper: str
    first: str
    last: str
    version: int
    newest: bool


@router.get(PATH)
def figures(request: Request) -> Response:
    """Everything that was published here."""
    found = publishing.published(program_of(request).node)
    return page(request, "public/figures.html", entries=[_entry(one) for one in found])


@router.get(ONE)
def one_of_them(request: Request, publication_id: UUID) -> Response:
    """One published paper with its tables."""
    one = publishing.publication(program_of(request).node, publication_id)
    rates = public_reading.rates(one.seen)
    return page(
        request,
        "public/figures_one.html",
        entry=_entry(one),
        published_on=day(one.published_at.date()),
        threshold=one.seen.threshold,
        tables=public_reading.tables(one.seen),
        rates=rates,
        charted=any(each.rate for each in rates),
        medians=public_reading.medians(one.seen),
    )


@router.get(ONE.replace("}", "}.csv"))
def as_csv(request: Request, publication_id: UUID) -> Response:
    """The same as a table for a program."""
    one = publishing.publication(program_of(request).node, publication_id)
    [data] = csvset.files([one.seen.sheet]).values()
    return _file(one, data, "csv", "text/csv")


@router.get(ONE.replace("}", "}.json"))
def as_json(request: Request, publication_id: UUID) -> Response:
    """The same as JSON."""
    one = publishing.publication(program_of(request).node, publication_id)
    about = {
        "paper": one.kind.value,
        "service": one.service,
        "period": str(one.period),
        "version": one.version,
        "published_at": one.published_at.isoformat(),
    }
    text = json.dumps({**about, **outside.as_json(one.seen)}, ensure_ascii=False, indent=1)
    return _file(one, text.encode(), "json", "application/json")


@router.get(ONE.replace("}", "}.pdf"))
def as_pdf(request: Request, publication_id: UUID) -> Response:
    """The same to read and to print, in the reader's language."""
    one = publishing.publication(program_of(request).node, publication_id)
    read = language(request)
    return _file(one, public_print.pdf(one, read), f"{read.language}.pdf", "application/pdf")


def _entry(one: Publication) -> Entry:
    return Entry(
        id=one.id,
        service=one.service,
        paper=public_words.PAPERS[one.kind],
        first=day(one.period.first),
        last=day(one.period.last),
        version=one.version,
        newest=one.newest,
    )


def _file(one: Publication, data: bytes, ending: str, media_type: str) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{one.file_name}.{ending}"'}
    return Response(data, media_type=media_type, headers=named)
