"""The files of a closed paper: for the authority as they were closed, and as anybody sees it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Request
from fastapi.responses import Response

from tutela.observatory import csvset, outside
from tutela.observatory.editions import keeping
from tutela.observatory.editions.archive import PAPER
from tutela.observatory.printing import whole
from tutela.web.pages.papers_kept import ONE, Reading
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.observatory.editions.model import Edition

router = APIRouter(include_in_schema=False)


@router.get(ONE + "/download.zip")
def download(request: Request, session: Reading, edition_id: UUID) -> Response:
    """Its archive, byte for byte what was closed."""
    one, data = keeping.archived(program_of(request).node, session.actor, edition_id)
    return _file(one, data, "zip", "application/zip")


@router.get(ONE + "/download.json")
def download_json(request: Request, session: Reading, edition_id: UUID) -> Response:
    """The paper for a program."""
    one, kept = keeping.opened(program_of(request).node, session.actor, edition_id)
    return _file(one, kept.files[PAPER], "json", "application/json")


@router.get(ONE + "/download.pdf")
def download_pdf(request: Request, session: Reading, edition_id: UUID) -> Response:
    """The paper as PDF: the same edition, the same bytes."""
    one, kept = keeping.opened(program_of(request).node, session.actor, edition_id)
    return _file(one, whole.closed(one, kept), "pdf", "application/pdf")


@router.get(ONE + "/public.csv")
def public(request: Request, session: Reading, edition_id: UUID) -> Response:
    """What anybody may see of it: small numbers are hidden."""
    one, seen = keeping.outside(program_of(request).node, session.actor, edition_id)
    [data] = csvset.files([seen.sheet]).values()
    return _file(one, data, "public.csv", "text/csv")


@router.get(ONE + "/public.json")
def public_json(request: Request, session: Reading, edition_id: UUID) -> Response:
    """The same for a program."""
    one, seen = keeping.outside(program_of(request).node, session.actor, edition_id)
    text = json.dumps(outside.as_json(seen), ensure_ascii=False)
    return _file(one, text.encode(), "public.json", "application/json")


def _file(one: Edition, data: bytes, ending: str, media_type: str) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{one.file_name}.{ending}"'}
    return Response(data, media_type=media_type, headers=named)
