"""Reading what a report sends, word for word: documents as pictures or text, exchanges as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.model import Session
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.platform.errors import NotFound
from tutela.platform.permissions import Permission
from tutela.reporting.errors import DocumentUnknown
from tutela.reporting.national.pack import packed
from tutela.reporting.national.picture import pictures
from tutela.reporting.reading import export_pack, read_documents, read_exchange
from tutela.texts.phrase import together
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.report import PATH, PDF, sheets_of
from tutela.web.pages.words import short, size
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.reporting.plugin import Document

router = APIRouter(include_in_schema=False)
Reading = Annotated[Session, Depends(needs(Permission.REPORT_READ))]
Exporting = Annotated[Session, Depends(needs(Permission.REPORT_EXPORT))]
MOST_TEXT = 200_000  # characters of one document on a page
_TEXT = ("text/", "application/json", "application/xml")


class SheetGone(NotFound):
    """This picture is gone: it waits for a minute only. Load its report again to look once more."""

    code = "sheet-gone"


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document: its text where it is text, else how many pictures it has."""

    name: str
    kind_words: str
    text: str | None
    cut: bool
    word: str
    pages: int


@router.get(PATH + "/documents")
def documents(request: Request, session: Reading, report_id: UUID) -> Response:
    """Everything that is sent, or would be sent now, to be read; the look is recorded."""
    found = read_documents(
        program_of(request).node, session.actor, report_id, purpose="read what is sent"
    )
    if not found:
        raise DocumentUnknown(report=report_id, names="document to read")
    return templates.page(
        request,
        "report_documents.html",
        report_id=report_id,
        short=short(report_id),
        documents=[
            _document(request, session, report_id, one)
            for one in sorted(found, key=lambda one: one.media_type != PDF)
        ],
    )


@router.get(PATH + "/sheets/{word}/{number:int}.png")
def sheet(request: Request, session: Reading, report_id: UUID, word: str, number: int) -> Response:
    """One page of a document as PNG, for whoever has just looked at it."""
    found = sheets_of(request).page(session, report_id, word, number)
    if found is None:
        raise SheetGone
    return Response(found, media_type="image/png")


@router.get(PATH + "/exchanges/{exchange_id:uuid}")
def exchange(request: Request, session: Reading, report_id: UUID, exchange_id: UUID) -> Response:
    """A request and its answer, word for word; the look is recorded."""
    request_bytes, answer = read_exchange(
        program_of(request).node, session.actor, report_id, exchange_id
    )
    return templates.page(
        request,
        "report_exchange.html",
        report_id=report_id,
        short=short(report_id),
        asked=_text(request_bytes),
        answered=_text(answer),
    )


@router.post(PATH + "/pack")
def pack(
    request: Request, session: Exporting, report_id: UUID, reason: Annotated[str, Form()] = ""
) -> Response:
    """The pack as a ZIP file, for a person to send, once another person permitted that."""
    node = program_of(request).node
    try:
        found = export_pack(node, session.actor, report_id, reason=reason)
    except AwaitsApproval:
        return RedirectResponse(f"/reports/{report_id}?done=asked", status_code=303)
    named = {"Content-Disposition": f'attachment; filename="report-{short(report_id)}.zip"'}
    return Response(packed(found), media_type="application/zip", headers=named)


def _document(request: Request, session: Session, report_id: UUID, one: Document) -> DocumentLine:
    text = _text(one.data) if one.media_type.startswith(_TEXT) else None
    pages = pictures(one.data) if one.media_type == PDF else []
    return DocumentLine(
        name=one.name,
        kind_words=together((one.media_type, size(len(one.data)))),
        text=text[:MOST_TEXT] if text is not None else None,
        cut=text is not None and len(text) > MOST_TEXT,
        word=sheets_of(request).put(session, report_id, pages) if pages else "",
        pages=len(pages),
    )


def _text(data: bytes) -> str:
    """Bytes to be read; what is no UTF-8 is shown as a replacement sign."""
    return data.decode("utf-8", "replace")
