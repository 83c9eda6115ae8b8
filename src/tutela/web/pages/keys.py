"""Keys: what the programs of a platform call this node with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse

from tutela.platform.accounts import api_keys
from tutela.platform.accounts.errors import ApiKeyTermInvalid
from tutela.platform.accounts.model import Session
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission
from tutela.platform.services import store as services
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, Refusal, given, refusal
from tutela.web.pages.proven import is_proven, require_proof
from tutela.web.pages.words import Moment, ago, until
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.responses import Response

    from tutela.platform.accounts.model import ApiKey

router = APIRouter(include_in_schema=False)
PATH = "/keys"
Managing = Annotated[Session, Depends(needs(Permission.KEY_MANAGE))]
Sent = Annotated[Given, Depends(given)]
DONE = {"revoked": phrase("The key has ended: every program that calls with it is refused.")}
FOR = {
    "scanning": (
        phrase("Scanning"),
        phrase("Scans items, gives details of its reports, and says what became of orders."),
    ),
    "metrics": (
        phrase("Watching"),
        phrase("Reads the figures of the whole node, and nothing else."),
    ),
    "orders": (
        phrase("Orders"),
        phrase("An authority's program: it sends orders, and reads nothing."),
    ),
    "notices": (
        phrase("Notices"),
        phrase("A hotline's or trusted flagger's program: it gives notice, and nothing else."),
    ),
    "case-system": (
        phrase("Case system"),
        phrase("An institution's own program: it sees what waits, and hands in addresses."),
    ),
}


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key without its secret part."""

    public_id: str
    service: str
    label: str
    purpose: str
    expires: Moment | None
    used: Moment | None
    live: bool
    state: str


@router.get(PATH)
def keys(request: Request, session: Managing, done: str = "") -> Response:
    """Every key there ever was."""
    return _all(request, session, notice=DONE.get(done, ""))


@router.post(PATH)
def create(request: Request, session: Managing, sent: Sent) -> Response:
    """Makes a key that is shown this once."""
    require_proof(request, session)
    purpose = sent.one("purpose", "scanning")
    try:
        made = api_keys.create_key(
            program_of(request).node,
            session.actor,
            sent.one("service"),
            sent.one("label"),
            expires_in_days=_days(sent.one("days", str(api_keys.USUAL_DAYS))),
            scopes=api_keys.PURPOSES.get(purpose, frozenset()),
            reason=sent.one("reason"),
        )
    except TutelaError as error:
        return _all(request, session, refusal(error, "create", sent))
    return templates.page(
        request, "key_made.html", key=made.reveal(), label=sent.one("label"), of=sent.one("service")
    )


@router.post(PATH + "/{public_id}/revoke")
def revoke(request: Request, session: Managing, public_id: str, sent: Sent) -> Response:
    """Ends a key, in all processes within a second."""
    require_proof(request, session)
    node, why = program_of(request).node, sent.one("reason")
    api_keys.revoke_key(node, session.actor, public_id, reason=why)
    return RedirectResponse(f"{PATH}?done=revoked", status_code=303)


def _all(
    request: Request, session: Session, problem: Refusal | None = None, *, notice: str = ""
) -> Response:
    node = program_of(request).node
    now = node.clock.now()
    with node.read() as connection:
        declared = [(one.id, one.title) for one in services.services(connection)]
    return templates.page(
        request,
        "programs.html",
        status=problem.status if problem else 200,
        lines=[_line(one, now) for one in api_keys.list_keys(node, session.actor)],
        services=declared,
        purposes=FOR,
        usual=api_keys.USUAL_DAYS,
        longest=api_keys.LONGEST_DAYS,
        longest_label=api_keys.LONGEST_LABEL,
        proven=is_proven(request, session),
        problem=problem,
        given=problem.given if problem else Given(),
        notice=notice,
    )


def _line(one: ApiKey, now: datetime) -> KeyLine:
    over = one.expires_at is not None and one.expires_at <= now
    purpose = next(
        (FOR[name][0] for name, may in api_keys.PURPOSES.items() if may == one.scopes), ""
    )
    return KeyLine(
        public_id=one.public_id,
        service=one.service_id,
        label=one.label,
        purpose=purpose or ", ".join(sorted(one.scopes)),
        expires=until(one.expires_at, now) if one.expires_at else None,
        used=ago(one.last_used_at, now) if one.last_used_at else None,
        live=not over and one.revoked_at is None,
        state=_state(over=over, revoked=one.revoked_at is not None),
    )


def _state(*, over: bool, revoked: bool) -> str:
    if revoked:
        return phrase("revoked")
    return phrase("expired") if over else phrase("live")


def _days(text: str) -> int:
    """Raises ApiKeyTermInvalid."""
    if not (text.isascii() and text.isdigit() and len(text) < 6):  # noqa: PLR2004 - far above any
        raise ApiKeyTermInvalid(longest=api_keys.LONGEST_DAYS, days=repr(text[:20]))
    return int(text)
