"""Copies of other authorities' removal orders, which are final: the list, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response  # noqa: TC002 - read by FastAPI

from tutela.orders.removal import copies, papers, public_print
from tutela.orders.removal.errors import RemovalErased
from tutela.orders.removal.public_words import FOUND
from tutela.platform import languages
from tutela.platform.accounts.model import Session
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase, several, together
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.downloads import pdf
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.orders.removal.model import Copy, CopyLine

router = APIRouter(include_in_schema=False)
PATH = "/removals/copies"
ONE = PATH + "/{copy_id:uuid}"
Reading = Annotated[Session, Depends(needs(Permission.ORDER_READ))]


@dataclass(frozen=True, slots=True)
class Line:
    """A copy in the list, and at the head of its page."""

    id: UUID
    provider: str
    authority: str
    court: str
    items: str
    badge: tuple[str, str]
    issued_at: datetime
    received_at: datetime
    erase_at: datetime
    erased: bool


@dataclass(frozen=True, slots=True)
class View:
    """One copy on its page; nothing but `line` once it was erased."""

    line: Line
    order_id: UUID
    profile: str
    found: str = ""
    reasons: str = ""
    redress: str = ""
    targets: tuple[str, ...] = ()


@router.get(PATH)
def listed(request: Request, session: Reading) -> Response:
    """The copies, the latest first."""
    node = program_of(request).node
    lines = [_line(one) for one in copies.list_copies(node, session.actor)]
    return templates.page(request, "removal_copies.html", lines=lines)


@router.get(ONE)
def one(request: Request, session: Reading, copy_id: UUID) -> Response:
    """One copy; the look is in the log."""
    node = program_of(request).node
    found = copies.show(node, session.actor, copy_id, purpose="read a copy of a removal order")
    return templates.page(request, "removal_copy.html", one=_view(found))


@router.get(ONE + "/paper.pdf")
def printed(request: Request, session: Reading, copy_id: UUID) -> Response:
    """What the court signed, to be read. Raises RemovalErased."""
    node = program_of(request).node
    found = copies.show(node, session.actor, copy_id, purpose="take a copy out")
    if found.line.erased_at is not None:
        raise RemovalErased(erased_at=f"{found.line.erased_at:%Y-%m-%d %H:%M} UTC")
    paper = public_print.paper(found.signed, languages.of_papers(node.settings.catalogues))
    return pdf(public_print.pdf(paper), f"removal-copy-{copy_id}.pdf")


def _line(one: CopyLine) -> Line:
    known = ("delivered", phrase("court's key believed here"))
    return Line(
        id=one.id,
        provider=one.provider_name,
        authority=one.authority_name,
        court=one.court,
        items=several(one.items, "{n} target", "{n} targets"),
        badge=known if one.compared else ("waiting", phrase("court's key not believed here")),
        issued_at=one.issued_at,
        received_at=one.received_at,
        erase_at=one.erase_at,
        erased=one.erased_at is not None,
    )


def _view(one: Copy) -> View:
    line = _line(one.line)
    if not one.signed:
        return View(line, one.line.order_id, one.line.profile)
    order, _ = papers.read_order(one.signed)
    return View(
        line,
        one.line.order_id,
        one.line.profile,
        found=together([FOUND[each] for each in order.request.definitions], "; "),
        reasons=order.request.reasons,
        redress=order.redress,
        targets=order.request.targets,
    )
