"""Looking at kept evidence: a purpose first, then a small grey blurred preview, then less blur.

The bytes of an item never reach a browser: what does is made of shades of grey by the decoding
process, and every look is in the log before its picture leaves.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from tutela.casework.errors import ItemUnknown
from tutela.casework.queue import show_case
from tutela.evidence.model import ViewKind
from tutela.evidence.service import open_evidence
from tutela.platform.accounts.model import Session
from tutela.platform.errors import NotFound, TutelaError
from tutela.platform.permissions import Permission
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.case import PATH
from tutela.web.pages.case_view import case_view
from tutela.web.pages.previews import Look
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.web.pages.case_view import ItemView
    from tutela.web.pages.previews import Previews
    from tutela.web.waiting import FarPreviews

router = APIRouter(include_in_schema=False)
ITEM = PATH + "/items/{item_id:uuid}/look"
LOOK = ITEM + "/{word}"
PURPOSE = "look at an item"

Opening = Annotated[Session, Depends(needs(Permission.EVIDENCE_OPEN))]


class NothingKept(NotFound):
    """Nothing is kept of this item here. Look at it where the platform keeps it."""

    code = "nothing-kept"


class LookOver(NotFound):
    """This look is over: a preview is shown once. Begin again from the case if you need it."""

    code = "look-over"


@router.get(ITEM)
def ask(request: Request, session: Opening, case_id: UUID, item_id: UUID) -> Response:
    """Asks for the purpose of a look."""
    return _form(request, case_id, _item(request, session, case_id, item_id))


@router.post(ITEM)
def look(
    request: Request,
    session: Opening,
    case_id: UUID,
    item_id: UUID,
    purpose: Annotated[str, Form()] = "",
) -> Response:
    """Records the look and goes on to its page."""
    item = _item(request, session, case_id, item_id)
    if item.fact.evidence_id is None:
        raise NothingKept
    wanted = Look(case_id, item_id, item.fact.evidence_id, item.name, purpose, blurred=True)
    try:
        return _open(request, session, wanted)
    except TutelaError as error:
        return _form(request, case_id, item, purpose=purpose, error=error)


@router.get(LOOK)
def page(request: Request, session: Opening, case_id: UUID, item_id: UUID, word: str) -> Response:
    """The page that shows the preview, once."""
    found, waits = _found(request, session, case_id, item_id, word)
    if not waits:
        raise LookOver
    return templates.page(request, "preview.html", look=found, word=word)


@router.get(LOOK + "/picture")
def picture(
    request: Request, session: Opening, case_id: UUID, item_id: UUID, word: str
) -> Response:
    """The preview itself: a grey PNG, the first time it is asked for."""
    _found(request, session, case_id, item_id, word)
    taken = previews_of(request).take(session, word)
    if taken is None:
        raise LookOver
    return Response(taken, media_type="image/png")


@router.post(LOOK + "/unblurred")
def unblurred(
    request: Request, session: Opening, case_id: UUID, item_id: UUID, word: str
) -> Response:
    """A second, deliberate look: small and grey still, but not blurred."""
    found, _ = _found(request, session, case_id, item_id, word)
    return _open(request, session, replace(found, blurred=False))


def previews_of(request: Request) -> Previews | FarPreviews:
    """The pictures that wait."""
    waiting: Previews | FarPreviews = request.app.state.previews
    return waiting


def _open(request: Request, session: Session, wanted: Look) -> Response:
    program = program_of(request)
    made = open_evidence(
        program.node,
        session.actor,
        wanted.object_id,
        item_id=str(wanted.item_id),
        purpose=wanted.purpose,
        kind=ViewKind.PREVIEW if wanted.blurred else ViewKind.UNBLURRED,
        shown_as=partial(program.decoders.preview, blurred=wanted.blurred),
    )
    word = previews_of(request).put(session, wanted, made)
    address = f"/cases/{wanted.case_id}/items/{wanted.item_id}/look/{word}"
    return RedirectResponse(address, status_code=303)


def _item(request: Request, session: Session, case_id: UUID, item_id: UUID) -> ItemView:
    """The item, through its case: whoever looks at an item has seen its facts."""
    node = program_of(request).node
    found = case_view(node, session.actor, show_case(node, session.actor, case_id, purpose=PURPOSE))
    for item in found.items:
        if item.fact.id == item_id:
            return item
    raise ItemUnknown(item=item_id, case=case_id)


def _found(
    request: Request, session: Session, case_id: UUID, item_id: UUID, word: str
) -> tuple[Look, bool]:
    held = previews_of(request).look(session, word)
    if held is None or (held[0].case_id, held[0].item_id) != (case_id, item_id):
        raise LookOver
    return held


def _form(
    request: Request,
    case_id: UUID,
    item: ItemView,
    *,
    purpose: str = "",
    error: TutelaError | None = None,
) -> Response:
    if error is None and not item.can_open:
        raise NothingKept
    return templates.page(
        request,
        "look.html",
        status=error.status if error else 200,
        case_id=case_id,
        item=item,
        purpose=purpose,
        problem=error.sentence if error else "",
    )
