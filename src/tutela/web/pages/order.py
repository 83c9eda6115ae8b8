"""One order: what it says and how it stands, and the forms to register, check and answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.orders import answering, checking, effects, executing, reading, registering
from tutela.orders.effects import Effect
from tutela.orders.errors import (
    EffectInvalid,
    LetterUntimely,
    NotAskedFor,
    NothingChosen,
    OrderErased,
    OrderUnknown,
    OrderWordsMissing,
    TimeLimitOver,
    TooMuchChosen,
)
from tutela.orders.model import TargetState
from tutela.orders.removal import reading as removals
from tutela.platform.accounts.model import Session
from tutela.platform.approvals.errors import AskingReasonMissing, AwaitsApproval
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, InstantUnreadable, given, refusal
from tutela.web.pages.order_form import REGISTER, filled, form_of, lists, missing_field, proposed
from tutela.web.pages.order_giving_view import giving_page
from tutela.web.pages.order_view import order_page
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.orders.model import Order
    from tutela.platform.node import Node
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PATH = "/orders/{order_id:uuid}"
PURPOSE = "see to the order"
BECAME = {
    "done": phrase("done"),
    "not-found": phrase("not found"),
    "refused": phrase("not done, for the reason below"),
}

Reading = Annotated[Session, Depends(needs(Permission.ORDER_READ))]
Registering = Annotated[Session, Depends(needs(Permission.ORDER_REGISTER))]
Deciding = Annotated[Session, Depends(needs(Permission.ORDER_DECIDE))]
Sent = Annotated[Given, Depends(given)]

# What the page says after a form was taken, by the word in its address; no other word is repeated.
DONE = {
    "taken": phrase("It came in and is kept. Register what it says."),
    "known": phrase("This file was here already; this is its order."),
    "registered": phrase("The order is registered. Check what it lacks, then decide."),
    "dismissed": phrase("It is dismissed."),
    "checked": phrase("Your answer is recorded."),
    "acknowledged": phrase("That you confirmed its receipt is recorded."),
    "executed": phrase("The order is being carried out."),
    "asked": phrase("Nothing is done yet. Another person finds your request under Requests."),
    "returned": phrase("That you sent it back is recorded."),
    "refused": phrase("It takes no effect. Now tell the authority."),
    "answered": phrase("What became of it is recorded."),
    "reported": phrase("That you told the authority is recorded."),
    "withdrawn": phrase("That the authority withdrew it is recorded."),
    "received": phrase("That the authority has it is recorded."),
}
_FIELDS: dict[type[TutelaError], str] = {
    OrderWordsMissing: "reason",
    AskingReasonMissing: "reason",
    LetterUntimely: "how",
    InstantUnreadable: "at",
    EffectInvalid: "reason",
    NothingChosen: "items",
    NotAskedFor: "items",
    TooMuchChosen: "items",
    TimeLimitOver: "still_wanted",
}


@router.get(PATH)
def order(request: Request, session: Reading, order_id: UUID, done: str = "") -> Response:
    """The order; the look is recorded."""
    return _page(request, session, order_id, notice=DONE.get(done, ""))


@router.get(PATH + "/register")
def register_form(request: Request, session: Registering, order_id: UUID) -> Response:
    """The form to register what came in, or to register it anew."""
    return _form(request, session, order_id)


@router.post(PATH + "/register")
def register(request: Request, session: Registering, order_id: UUID, sent: Sent) -> Response:
    """Registers what an order says."""
    node = program_of(request).node
    try:
        form = form_of(sent)
        one = reading.show(node, session.actor, order_id, purpose=PURPOSE)
        act = registering.complete if one.facts else registering.register
        act(node, session.actor, order_id, form)
    except OrderUnknown:
        raise
    except TutelaError as error:
        refused = refusal(error, REGISTER, sent, missing_field(error))
        return _form(request, session, order_id, refused)
    return RedirectResponse(f"/orders/{order_id}?done=registered", status_code=303)


@router.get(PATH + "/documents/{number:int}")
def document(request: Request, session: Registering, order_id: UUID, number: int) -> Response:
    """A document that came from outside, to be kept and read elsewhere: never shown by the page."""
    node = program_of(request).node
    media_type, data = reading.document(node, session.actor, order_id, number)
    ending = "pdf" if media_type == "application/pdf" else "txt"
    return Response(
        data,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="order-document-{number}.{ending}"',
            "Cache-Control": "no-store",
        },
    )


@router.post(PATH + "/dismiss")
def dismiss(request: Request, session: Registering, order_id: UUID, sent: Sent) -> Response:
    """Ends what came in and is no order of its own."""

    def act(node: Node) -> None:
        same_as = _uuid(sent.one("same_as"))
        registering.dismiss(
            node, session.actor, order_id, reason=sent.one("reason"), same_as=same_as
        )

    return taken(request, session, order_id, ("dismiss", sent), act, "dismissed")


@router.post(PATH + "/check/{condition}")
def check(
    request: Request, session: Deciding, order_id: UUID, condition: str, sent: Sent
) -> Response:
    """Says whether an order meets a condition."""

    def act(node: Node) -> None:
        met = sent.one("answer") == "met"
        checking.answer(node, session.actor, order_id, condition, met=met, note=sent.one("reason"))

    return taken(request, session, order_id, (f"check-{condition}", sent), act, "checked")


@router.post(PATH + "/acknowledge")
def acknowledge(request: Request, session: Registering, order_id: UUID, sent: Sent) -> Response:
    """Records that its receipt was confirmed."""

    def act(node: Node) -> None:
        answering.acknowledge(
            node, session.actor, order_id, how=sent.one("how"), at=sent.instant("at")
        )

    return taken(request, session, order_id, ("acknowledge", sent), act, "acknowledged")


@router.post(PATH + "/execute")
def execute(request: Request, session: Deciding, order_id: UUID, sent: Sent) -> Response:
    """Has an order carried out, or asks another person to agree."""

    def act(node: Node) -> None:
        executing.execute(node, session.actor, order_id, reason=sent.one("reason"))

    return taken(request, session, order_id, ("execute", sent), act, "executed")


@router.post(PATH + "/return")
def send_back(request: Request, session: Deciding, order_id: UUID, sent: Sent) -> Response:
    """Records that an order went back for what it lacks."""

    def act(node: Node) -> None:
        answering.send_back(
            node, session.actor, order_id,
            words=sent.one("reason"), how=sent.one("how"), at=sent.instant("at"),
        )  # fmt: skip

    return taken(request, session, order_id, ("return", sent), act, "returned")


@router.post(PATH + "/refuse")
def refuse(request: Request, session: Deciding, order_id: UUID, sent: Sent) -> Response:
    """Says that an order takes no effect."""

    def act(node: Node) -> None:
        answering.refuse(node, session.actor, order_id, reason=sent.one("reason"))

    return taken(request, session, order_id, ("refuse", sent), act, "refused")


@router.post(PATH + "/effect")
def effect(request: Request, session: Deciding, order_id: UUID, sent: Sent) -> Response:
    """Records what became of one target, or of all that have no answer."""

    def act(node: Node) -> None:
        word, number = sent.one("became"), sent.one("target")
        if word not in BECAME:
            raise EffectInvalid(number=number or 0, problem="say what became of it")
        said = (TargetState(word), sent.one("reason"), sent.instant("at"))
        if number:
            one = Effect(int(number) if number.isdecimal() else 0, *said)
            effects.record(node, session.actor, order_id, [one])
        else:
            state, reason, at = said
            effects.record_rest(node, session.actor, order_id, state, reason=reason, at=at)

    return taken(request, session, order_id, ("effect", sent), act, "answered")


@router.post(PATH + "/report")
def report(request: Request, session: Deciding, order_id: UUID, sent: Sent) -> Response:
    """Records that the authority was told what came of its order."""

    def act(node: Node) -> None:
        answering.report(node, session.actor, order_id, how=sent.one("how"), at=sent.instant("at"))

    return taken(request, session, order_id, ("report", sent), act, "reported")


@router.post(PATH + "/withdraw")
def withdraw(request: Request, session: Deciding, order_id: UUID, sent: Sent) -> Response:
    """Records that the authority withdrew its order."""

    def act(node: Node) -> None:
        answering.withdraw(node, session.actor, order_id, reason=sent.one("reason"))

    return taken(request, session, order_id, ("withdraw", sent), act, "withdrawn")


def taken(
    request: Request,
    session: Session,
    order_id: UUID,
    form: tuple[str, Given],
    act: Callable[[Node], Response | None],
    word: str,
) -> Response:
    """Goes on once `act` is done, with its answer if it has one; what it refuses comes back with
    the input.
    """
    name, sent = form
    try:
        answer = act(program_of(request).node)
    except OrderUnknown as error:
        if error.facts.get("order") == order_id:
            raise
        return _page(request, session, order_id, refused=refusal(error, name, sent, "same_as"))
    except AwaitsApproval:
        word = "asked"
    except TutelaError as error:
        refused = refusal(error, name, sent, _FIELDS.get(type(error), ""))
        return _page(request, session, order_id, refused=refused)
    else:
        if answer is not None:
            return answer
    return RedirectResponse(f"/orders/{order_id}?done={word}", status_code=303)


def _page(
    request: Request,
    session: Session,
    order_id: UUID,
    *,
    notice: str = "",
    refused: Refusal | None = None,
) -> Response:
    node = program_of(request).node
    one = reading.show(node, session.actor, order_id, purpose=PURPOSE)
    return templates.page(
        request,
        "order.html",
        status=refused.status if refused else 200,
        one=order_page(node, session.actor, one, node.clock.now()),
        giving=giving_page(node, session.actor, one, node.clock.now()),
        removal=removals.of_order(node, session.actor, order_id),
        notice=notice,
        problem=refused,
        given=refused.given if refused else Given(),
        became=BECAME,
    )


def _form(
    request: Request, session: Session, order_id: UUID, refused: Refusal | None = None
) -> Response:
    node = program_of(request).node
    one = reading.show(node, session.actor, order_id, purpose=PURPOSE)
    if one.erased_at:
        raise OrderErased(erased_at=f"{one.erased_at:%Y-%m-%d %H:%M} UTC")
    return templates.page(
        request,
        "order_register.html",
        status=refused.status if refused else 200,
        one=order_page(node, session.actor, one, node.clock.now()),
        problem=refused,
        given=refused.given if refused else _filled(one),
        services=[],
        path=f"/orders/{order_id}/register",
        lists=lists(node, session.actor, one.line.service_id),
    )


def _filled(one: Order) -> Given:
    """What the form begins with: what is registered, or what a program sent."""
    return proposed(one.proposed) if one.proposed and not one.facts else filled(one.facts)


def _uuid(text: str) -> UUID | None:
    """An order by its id; None where the field is empty. Raises OrderUnknown."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise OrderUnknown(order=repr(text[:40])) from None
