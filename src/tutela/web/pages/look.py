"""Looking at kept evidence: a purpose first, then coarse tiles, then grey, then colour.

Each step is an act of its own, small, marked and gone after seconds; nothing is shown by hovering,
and nothing makes a sound. The bytes of an item never reach a browser: what does is made of points
that the decoding process gives away, and every view is counted and in the log before it leaves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from tutela.casework.queue import show_case
from tutela.detection.sandbox.reveal import Reveal
from tutela.evidence import refusals
from tutela.evidence.looking import care
from tutela.evidence.looking import service as looking
from tutela.evidence.looking.errors import NoLooking
from tutela.evidence.looking.model import Ending, Shown
from tutela.evidence.model import ViewKind
from tutela.platform.accounts.model import Session
from tutela.platform.errors import Forbidden, NotFound, TutelaError
from tutela.platform.permissions import Permission
from tutela.web import templates
from tutela.web.access import Needs
from tutela.web.pages.case import PATH
from tutela.web.pages.case_view import case_view
from tutela.web.pages.enough import enough
from tutela.web.pages.look_view import mark_of, step_view
from tutela.web.pages.previews import Look
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.signals.stretch import Stretch
    from tutela.web.pages.case_view import ItemView
    from tutela.web.pages.previews import Previews
    from tutela.web.waiting import FarPreviews

router = APIRouter(include_in_schema=False)
ITEM = PATH + "/items/{item_id:uuid}/look"
LOOK = ITEM + "/{word}"
PURPOSE = "look at an item"


class EvidenceLock(Needs):
    """The lock of what shows evidence: whoever has not the right to is refused, and in the log."""

    async def __call__(self, request: Request) -> Session:
        try:
            return await super().__call__(request)
        except Forbidden:
            session = getattr(request.state, "session", None)
            item_id = str(request.path_params.get("item_id", ""))
            if session is not None and not session.actor.may(Permission.EVIDENCE_OPEN):
                node = program_of(request).node
                await run_in_threadpool(refusals.note, node, session.actor, item_id)
            raise


Opening = Annotated[Session, Depends(EvidenceLock(Permission.EVIDENCE_OPEN))]


class NothingKept(NotFound):
    """Nothing is kept of this item here. Look at it where the platform keeps it."""

    code = "nothing-kept"


class NoPart(NotFound):
    """This film has no such part to show. Choose one of those on the page."""

    code = "no-part"


class LookOver(NotFound):
    """This look is over: a picture is shown once. Begin again from the case if you need it."""

    code = "look-over"


@router.get(ITEM)
def ask(request: Request, session: Opening, case_id: UUID, item_id: UUID) -> Response:
    """Asks for the purpose of a look; says so where none can begin."""
    item = _item(request, session, case_id, item_id)
    if not item.can_open:
        raise NothingKept
    node = program_of(request).node
    with node.read() as connection:
        refused = care.may_look(connection, node, session.actor, str(item_id))
    if refused:
        return enough(request, refused, back=_case(case_id))
    return _form(request, case_id, item)


@router.post(ITEM)
def look(
    request: Request,
    session: Opening,
    case_id: UUID,
    item_id: UUID,
    purpose: Annotated[str, Form()] = "",
) -> Response:
    """Begins a look with its first step, the coarse tiles."""
    item = _item(request, session, case_id, item_id)
    if item.fact.evidence_id is None:
        raise NothingKept
    wanted = Look(case_id, item_id, item.fact.evidence_id, item.name, purpose, Reveal.TILES)
    try:
        return _open(request, session, wanted)
    except NoLooking as refused:
        return enough(request, refused, back=_case(case_id))
    except TutelaError as error:
        return _form(request, case_id, item, purpose=purpose, error=error)


@router.get(LOOK)
def page(request: Request, session: Opening, case_id: UUID, item_id: UUID, word: str) -> Response:
    """The page of a step. Its picture is shown once; then the page says that it is hidden."""
    found, left = _found(request, session, case_id, item_id, word)
    answer = templates.page(request, "preview.html", look=step_view(found, word), left=left)
    if left:
        # Works without script: the page is loaded again, and the picture is gone.
        answer.headers["Refresh"] = str(left)
    return answer


@router.get(LOOK + "/picture")
def picture(
    request: Request, session: Opening, case_id: UUID, item_id: UUID, word: str
) -> Response:
    """The picture itself, the first time it is asked for."""
    _found(request, session, case_id, item_id, word)
    taken = previews_of(request).take(session, word)
    if taken is None:
        raise LookOver
    return Response(taken, media_type="image/png")


@router.post(LOOK + "/show")
def show(
    request: Request,
    session: Opening,
    case_id: UUID,
    item_id: UUID,
    word: str,
    step: Annotated[Reveal, Form()] = Reveal.TILES,
    part: Annotated[int, Form()] = 0,
    longer: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of a form
) -> Response:
    """A further step of the same look, the same step once more, or tiles of another stretch of a
    film: the `part` of that number, or the `longer` one before. Each is a view of its own.
    """
    found, _ = _found(request, session, case_id, item_id, word)
    way = _way(found, part, longer=longer)
    try:
        return _open(request, session, replace(found, step=step, way=way))
    except NoLooking as refused:
        return enough(request, refused, back=_case(case_id))


@router.post(LOOK + "/hide")
def hide(
    request: Request,
    session: Opening,
    case_id: UUID,
    item_id: UUID,
    word: str,
    why: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = "",
) -> Response:
    """Hides the picture now, and ends the view by the server's clock."""
    found, _ = _found(request, session, case_id, item_id, word)
    previews_of(request).take(session, word)
    if found.view_id:
        ending = Ending.LEFT if why == Ending.LEFT else Ending.HIDDEN
        looking.hide(program_of(request).node, session.actor, found.view_id, ending)
    there = _case(case_id) if to == "case" else _address(found, word)
    return RedirectResponse(there, status_code=303)


def _way(found: Look, part: int, *, longer: bool) -> tuple[Stretch, ...]:
    if longer:
        return found.way[:-1] or found.way
    if not part:
        return found.way
    if not 1 <= part <= len(found.parts):
        raise NoPart
    return (*found.way, found.parts[part - 1])


def previews_of(request: Request) -> Previews | FarPreviews:
    """The pictures that wait."""
    waiting: Previews | FarPreviews = request.app.state.previews
    return waiting


def _open(request: Request, session: Session, wanted: Look) -> Response:
    program = program_of(request)

    def shown(data: bytes, at: datetime) -> Shown:
        mark = mark_of(program.node, session.actor, at)
        made = program.decoders.preview(data, wanted.step, mark, wanted.stretch)
        return Shown(made.png, made.seconds, made.stills, made.stretch)

    made = looking.look(
        program.node,
        session.actor,
        wanted.object_id,
        item_id=str(wanted.item_id),
        purpose=wanted.purpose,
        kind=ViewKind(wanted.step),
        shown_as=shown,
        look_id=wanted.look_id,
        stretch=wanted.stretch,
    )
    seen = made.shown.stretch
    now = replace(
        wanted,
        look_id=made.look_id,
        view_id=made.view_id,
        seconds=made.seconds,
        stills=made.shown.stills,
        way=wanted.way or ((seen,) if seen else ()),
    )
    word = previews_of(request).put(session, now, made.shown.data)
    return RedirectResponse(_address(now, word), status_code=303)


def _item(request: Request, session: Session, case_id: UUID, item_id: UUID) -> ItemView:
    """The item, through its case: whoever looks at an item has seen its facts."""
    node = program_of(request).node
    found = show_case(node, session.actor, case_id, purpose=PURPOSE, item_ids=[item_id])
    [item] = case_view(node, session.actor, found).items
    return item


def _found(
    request: Request, session: Session, case_id: UUID, item_id: UUID, word: str
) -> tuple[Look, int]:
    held = previews_of(request).look(session, word)
    if held is None or (held[0].case_id, held[0].item_id) != (case_id, item_id):
        raise LookOver
    return held


def _case(case_id: UUID) -> str:
    return f"/cases/{case_id}"


def _address(one: Look, word: str) -> str:
    return f"{_case(one.case_id)}/items/{one.item_id}/look/{word}"


def _form(
    request: Request,
    case_id: UUID,
    item: ItemView,
    *,
    purpose: str = "",
    error: TutelaError | None = None,
) -> Response:
    return templates.page(
        request,
        "look.html",
        status=error.status if error else 200,
        case_id=case_id,
        item=item,
        purpose=purpose,
        problem=error.sentence if error else "",
    )
