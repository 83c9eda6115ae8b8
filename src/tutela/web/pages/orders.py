"""Orders of authorities: the list, one typed in or sent up as a file, and who issues them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from tutela.orders import issuers, reading, registering, taking
from tutela.orders.errors import (
    DocumentEmpty,
    DocumentTooLarge,
    KeyCodeDiffers,
    OrderWordsMissing,
)
from tutela.orders.giving import keys
from tutela.orders.model import IssuerKind, Verified
from tutela.orders.paper import LARGEST_DOCUMENT, Paper
from tutela.platform.accounts.model import Session
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission
from tutela.platform.services import store as services
from tutela.reporting.national.errors import KeyUnusable
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, given, refusal
from tutela.web.pages.order_form import REGISTER, form_of, lists, missing_field
from tutela.web.pages.order_view import order_line
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.platform.node import Node
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PATH, NEW, ISSUERS = "/orders", "/orders/new", "/orders/issuers"
UPLOAD, ADD, VERIFY, KEY = "upload", "add", "verify", "key"
KINDS = {
    IssuerKind.COURT: phrase("a court"),
    IssuerKind.PROSECUTOR: phrase("a prosecutor"),
    IssuerKind.POLICE: phrase("the police"),
    IssuerKind.ADMINISTRATIVE: phrase("another administrative authority"),
}
WAYS = {
    Verified.CALL_BACK: phrase("I called back a number that I found myself"),
    Verified.CERTIFICATE: phrase("I checked its certificate or seal"),
    Verified.LIST: phrase("It is on an official list"),
    Verified.NOT: phrase("It is not to be trusted any more"),
}

Reading = Annotated[Session, Depends(needs(Permission.ORDER_READ))]
Registering = Annotated[Session, Depends(needs(Permission.ORDER_REGISTER))]
Deciding = Annotated[Session, Depends(needs(Permission.ORDER_DECIDE))]
Sent = Annotated[Given, Depends(given)]


@dataclass(frozen=True, slots=True)
class IssuerLine:
    """One authority as the register shows it."""

    service: str
    name: str
    kind: str
    member_state: str
    contact: str
    verified: str
    note: str
    key: str


@router.get(PATH)
def orders(request: Request, session: Reading, show: Literal["open", "over"] = "open") -> Response:
    """The orders that are not over, or those that are."""
    node = program_of(request).node
    now = node.clock.now()
    states = reading.OPEN if show == "open" else reading.OVER
    found = reading.list_orders(node, session.actor, states=states)
    lines = [order_line(one, now) for one in found]
    return templates.page(
        request,
        "orders.html",
        show=show,
        lines=lines,
        all_shown=len(lines) < reading.LISTED,
        may_register=session.actor.may(Permission.ORDER_REGISTER),
    )


@router.get(NEW)
def new(request: Request, session: Registering) -> Response:
    """The forms by which an order on paper is typed in, or a file is sent up."""
    return _new(request, session)


@router.post(NEW)
def register_new(request: Request, session: Registering, sent: Sent) -> Response:
    """Registers an order that came on paper."""
    node = program_of(request).node
    try:
        form = form_of(sent)
        made = registering.register_new(node, session.actor, sent.one("service"), form)
    except TutelaError as error:
        return _new(request, session, refusal(error, REGISTER, sent, missing_field(error)))
    return RedirectResponse(f"{PATH}/{made}?done=registered", status_code=303)


@router.post(PATH + "/upload")
async def upload(request: Request, session: Registering, sent: Sent) -> Response:
    """Takes a file in as an order to be registered; it is kept sealed, never shown."""
    node = program_of(request).node
    try:
        paper = await _paper(request)
        taken = taking.take_document(node, session.actor, sent.one("service"), paper)
    except TutelaError as error:
        return _new(request, session, refusal(error, UPLOAD, sent, "file"))
    word = "taken" if taken.new else "known"
    return RedirectResponse(f"{PATH}/{taken.order_id}?done={word}", status_code=303)


@router.get(ISSUERS)
def show_issuers(request: Request, session: Reading, done: str = "") -> Response:
    """The authorities whose orders may come in, and how each was verified."""
    return _issuers(request, session, notice=_DONE.get(done, ""))


@router.post(ISSUERS)
def add_issuer(request: Request, session: Registering, sent: Sent) -> Response:
    """Records an authority."""
    node = program_of(request).node
    try:
        issuers.add(
            node,
            session.actor,
            sent.one("service"),
            sent.one("name"),
            kind=IssuerKind(sent.one("kind", IssuerKind.COURT)),
            member_state=sent.one("state"),
            contact=sent.one("contact"),
        )
    except (TutelaError, ValueError) as error:
        return _issuers(request, session, refused=_refused(error, ADD, sent, "name"))
    return RedirectResponse(f"{ISSUERS}?done=added", status_code=303)


@router.post(ISSUERS + "/verify")
def verify_issuer(request: Request, session: Deciding, sent: Sent) -> Response:
    """Records how somebody made sure of an authority."""
    node = program_of(request).node
    service, _, name = sent.one("issuer").partition(" ")
    try:
        issuers.verify(
            node, session.actor, service, name,
            how=Verified(sent.one("how")), note=sent.one("note"),
        )  # fmt: skip
    except (TutelaError, ValueError) as error:
        return _issuers(request, session, refused=_refused(error, VERIFY, sent, "note"))
    return RedirectResponse(f"{ISSUERS}?done=verified", status_code=303)


@router.post(ISSUERS + "/key")
def record_key(request: Request, session: Deciding, sent: Sent) -> Response:
    """Records the key of an authority, with the code that it read out."""
    node = program_of(request).node
    service, _, name = sent.one("issuer").partition(" ")
    try:
        keys.record(
            node, session.actor, service, name,
            key=sent.one("key"), code=sent.one("code"), note=sent.one("note"),
        )  # fmt: skip
    except TutelaError as error:
        field = _KEY_FIELDS.get(type(error), "note")
        return _issuers(request, session, refused=refusal(error, KEY, sent, field))
    return RedirectResponse(f"{ISSUERS}?done=key", status_code=303)


_KEY_FIELDS: dict[type[TutelaError], str] = {KeyUnusable: "key", KeyCodeDiffers: "code"}
_DONE = {
    "key": phrase("Its key is recorded. Answers to its orders are sealed to it."),
    "added": phrase("The authority is known. Nobody has verified it yet."),
    "verified": phrase("What you found is recorded."),
}


def _refused(error: Exception, form: str, sent: Given, field: str) -> Refusal:
    """What was wrong; a word that no form of ours sends is no answer either."""
    if not isinstance(error, TutelaError):
        error = OrderWordsMissing(what="which of the answers is right")
    return refusal(error, form, sent, field)


async def _paper(request: Request) -> Paper:
    """The file of the form. Raises DocumentEmpty and DocumentTooLarge."""
    form = await request.form()
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise DocumentEmpty
    data = await file.read(LARGEST_DOCUMENT + 1)
    if len(data) > LARGEST_DOCUMENT:
        raise DocumentTooLarge(limit=LARGEST_DOCUMENT)
    return Paper(file.filename or "", file.content_type or "application/octet-stream", data)


def _new(request: Request, session: Session, refused: Refusal | None = None) -> Response:
    node = program_of(request).node
    return templates.page(
        request,
        "order_new.html",
        status=refused.status if refused else 200,
        problem=refused,
        given=refused.given if refused and refused.form == REGISTER else Given(),
        services=_services(node),
        path=NEW,
        may_upload=True,
        lists=lists(node, session.actor, None),
        largest=LARGEST_DOCUMENT // 1024 // 1024,
    )


def _issuers(
    request: Request, session: Session, *, notice: str = "", refused: Refusal | None = None
) -> Response:
    node = program_of(request).node
    found = issuers.list_issuers(node, session.actor)
    return templates.page(
        request,
        "order_issuers.html",
        status=refused.status if refused else 200,
        lines=[
            IssuerLine(
                one.service_id,
                one.name,
                KINDS[one.kind],
                one.member_state,
                one.contact,
                _verified(one.verified, one.verified_by_name),
                one.verified_note,
                keys.code_of(one.age_key) if one.age_key else "",
            )
            for one in found
        ],
        notice=notice,
        problem=refused,
        given=refused.given if refused else Given(),
        services=_services(node),
        kinds=KINDS,
        ways=WAYS,
        may_add=session.actor.may(Permission.ORDER_REGISTER),
        may_verify=session.actor.may(Permission.ORDER_DECIDE),
    )


def _verified(how: Verified, by: str | None) -> str:
    words = {
        Verified.CALL_BACK: phrase("called back by {name}", name=by),
        Verified.CERTIFICATE: phrase("certificate checked by {name}", name=by),
        Verified.LIST: phrase("found on a list by {name}", name=by),
    }
    return words.get(how, "")


def _services(node: Node) -> list[str]:
    with node.read() as connection:
        return [one.id for one in services.services(connection)]
