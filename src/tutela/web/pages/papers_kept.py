"""Papers that were closed: each version with its files, as long as it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.observatory.editions import keeping, publishing
from tutela.observatory.editions.model import State
from tutela.observatory.model import Kind, Scope, Sheet
from tutela.observatory.shown import filled
from tutela.observatory.words import PROVIDER
from tutela.platform.accounts.model import Session
from tutela.platform.approvals.errors import AskingReasonMissing, AwaitsApproval
from tutela.platform.errors import Conflict
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, given, refusal
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.observatory.editions.model import Edition
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PATH = "/papers"
EDITIONS = PATH + "/editions"
ONE = EDITIONS + "/{edition_id:uuid}"
AT_ONCE = 50
Closing = Annotated[Session, Depends(needs(Permission.PAPER_CLOSE))]
Sent = Annotated[Given, Depends(given)]
Reading = Annotated[Session, Depends(needs(Permission.PAPER_READ))]
KINDS = {
    Kind.DSA: phrase("Transparency report (2024/2835)"),
    Kind.INTERIM: phrase("Form of the interim Regulation (2024/2916)"),
}
WORDS = {
    Kind.DSA: {
        PROVIDER: phrase("Name of the provider"),
        "summary": phrase("Summary of the moderation at your own initiative"),
        "training": phrase("Training and assistance of those who moderate"),
        "automated": phrase("Description of the automated means"),
        "purposes": phrase("The precise purposes of the automated means"),
        "safeguards": phrase("Safeguards around the automated means"),
    },
    Kind.INTERIM: {
        PROVIDER: phrase("Name of the provider"),
        "gdpr": phrase("Ground of processing under the General Data Protection Regulation"),
        "transfers": phrase("Ground and purpose of transfers outside the Union"),
        "measures": phrase("How technologies are selected and improved, and errors limited"),
        "retention": phrase("How long data are kept, and how they are protected"),
        "organisations": phrase("Organisations with which data were shared"),
    },
}
STATES = {
    State.CLOSED: ("closed", phrase("closed")),
    State.ERASED: ("withdrawn", phrase("erased")),
}
DONE = {
    "closed": phrase("Closed. From now on it is kept as it is."),
    "asked": phrase("Asked. Anybody sees it once another person has agreed."),
}
PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class EditionLine:
    """A closed paper as one line of a list."""

    id: UUID
    kind: str
    period: str
    version: int
    state: tuple[str, str]
    closed_at: datetime
    closed_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class KeptView:
    """What was closed of a service. `version`: of the paper that is looked at, 0 if it never was;
    `over`: whether its period is.
    """

    lines: tuple[EditionLine, ...]
    more: bool
    version: int
    over: bool


@router.get(ONE)
def edition(request: Request, session: Reading, edition_id: UUID, done: str = "") -> Response:
    """One closed paper with its tables, compared with its hash."""
    return _edition(request, session, edition_id, notice=DONE.get(done, ""))


@router.post(ONE + "/publish")
def publish(request: Request, session: Closing, edition_id: UUID, sent: Sent) -> Response:
    """Asks that anybody may see it; another person has to agree."""
    node = program_of(request).node
    try:
        publishing.publish(node, session.actor, edition_id, reason=sent.one("reason"))
    except AwaitsApproval:
        return RedirectResponse(f"{EDITIONS}/{edition_id}?done=asked", status_code=303)
    except (AskingReasonMissing, Conflict) as error:
        refused = refusal(error, PUBLISH, sent, "reason")
        return _edition(request, session, edition_id, refused=refused)
    raise AssertionError("publishing always waits for another person")


def _edition(
    request: Request,
    session: Session,
    edition_id: UUID,
    *,
    notice: str = "",
    refused: Refusal | None = None,
) -> Response:
    node = program_of(request).node
    one = keeping.edition(node, session.actor, edition_id)
    paper: dict[str, Any] = {}
    if one.state is not State.ERASED:
        paper = keeping.opened(node, session.actor, edition_id)[1].paper
    return templates.page(
        request,
        "paper_edition.html",
        one=one,
        line=line_of(one),
        title=KINDS[one.kind],
        sheets=[filled(sheet) for sheet in _sheets(paper)],
        notes=paper.get("notes", ()),
        notice=notice,
        problem=refused,
        given=refused.given if refused else Given(),
        status=refused.status if refused else 200,
        published_at=keeping.published_at(node, session.actor, edition_id),
        may_publish=session.actor.may(Permission.PAPER_CLOSE),
        threshold=node.settings.paper_threshold,
    )


def kept_of(node: Node, actor: Actor, kind: Kind, scope: Scope) -> KeptView:
    """What was closed of a service, beside the paper that somebody looks at."""
    found = keeping.editions(node, actor, scope.service_id)
    same = [one.version for one in found if (one.kind, one.period) == (kind, scope.period)]
    return KeptView(
        lines=tuple(map(line_of, found[:AT_ONCE])),
        more=len(found) > AT_ONCE,
        version=max(same, default=0),
        over=scope.period.over(node.clock.now()),
    )


def line_of(one: Edition) -> EditionLine:
    """A closed paper as a line."""
    return EditionLine(
        id=one.id,
        kind=KINDS[one.kind],
        period=str(one.period),
        version=one.version,
        state=STATES[one.state],
        closed_at=one.closed_at,
        closed_by=one.closed_by_name,
        reason=one.reason,
    )


def _sheets(paper: dict[str, Any]) -> list[Sheet]:
    """The tables of a kept paper; one without rows has no columns either."""
    return [
        Sheet(name, tuple(rows[0]), tuple(tuple(row.values()) for row in rows))
        for name, rows in paper.get("sheets", {}).items()
        if rows
    ]
