"""People: who may sign in, and as what. Who changes something proves anew who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse

from tutela.platform.accounts import granting, roles, service
from tutela.platform.accounts.factors import removing
from tutela.platform.accounts.model import Session
from tutela.platform.accounts.showing import list_people, show_person
from tutela.platform.accounts.sso import linking
from tutela.platform.errors import TutelaError
from tutela.platform.permission_words import WORDS
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, Refusal, given, refusal
from tutela.web.pages.proven import is_proven, require_proof
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret

router = APIRouter(include_in_schema=False)
PATH = "/people"
ONE = PATH + "/{name}"
Managing = Annotated[Session, Depends(needs(Permission.ACCOUNT_MANAGE))]
Sent = Annotated[Given, Depends(given)]
DONE = {
    "roles": phrase("The roles are changed. They count from the next thing this person does."),
    "factors": phrase(
        "The second factors have ended, and so have the sessions. The password stays."
    ),
    "linked": phrase("The account is linked."),
    "unlinked": phrase("The account has no link any more."),
    "disabled": phrase("The account has ended, and so have its sessions."),
}


@router.get(PATH)
def people(request: Request, session: Managing) -> Response:
    """Everybody who may sign in, or once could."""
    return _all(request, session)


@router.post(PATH)
def add(request: Request, session: Managing, sent: Sent) -> Response:
    """Adds a person with a password that is shown this once."""
    require_proof(request, session)
    node, name, why = program_of(request).node, sent.one("name"), sent.one("reason")
    try:
        made = service.add_account(node, session.actor, name, sent.many("roles"), reason=why)
    except TutelaError as error:
        return _all(request, session, refusal(error, "add", sent))
    return _password(request, name, made)


@router.get(ONE)
def person(request: Request, session: Managing, name: str, done: str = "") -> Response:
    """One person: what they may do, and what they sign in with. Raises AccountUnknown."""
    return _one(request, session, name, notice=DONE.get(done, ""))


@router.post(ONE + "/roles")
def set_roles(request: Request, session: Managing, name: str, sent: Sent) -> Response:
    """Gives the person these roles in place of those they have."""

    def act(node: Node, actor: Actor) -> None:
        granting.set_roles(node, actor, name, sent.many("roles"), reason=sent.one("reason"))

    return _done(request, session, name, sent, "roles", act)


@router.post(ONE + "/password")
def set_password(request: Request, session: Managing, name: str) -> Response:
    """Gives the person a new password that is shown this once."""
    require_proof(request, session)
    made = service.set_password(program_of(request).node, session.actor, name)
    return _password(request, name, made)


@router.post(ONE + "/reset-factors")
def reset_factors(request: Request, session: Managing, name: str, sent: Sent) -> Response:
    """Ends the second factors of somebody who lost them."""

    def act(node: Node, actor: Actor) -> None:
        removing.reset_factors(node, actor, name, reason=sent.one("reason"))

    return _done(request, session, name, sent, "factors", act)


@router.post(ONE + "/link")
def link(request: Request, session: Managing, name: str, sent: Sent) -> Response:
    """Lets somebody at the identity provider open the account."""

    def act(node: Node, actor: Actor) -> None:
        linking.link(node, actor, name, subject=sent.one("subject"), email=sent.one("email"))

    return _done(request, session, name, sent, "linked", act)


@router.post(ONE + "/unlink")
def unlink(request: Request, session: Managing, name: str, sent: Sent) -> Response:
    """Ends every link of the account to the identity provider."""

    def act(node: Node, actor: Actor) -> None:
        linking.unlink(node, actor, name, reason=sent.one("reason"))

    return _done(request, session, name, sent, "unlinked", act)


@router.post(ONE + "/disable")
def disable(request: Request, session: Managing, name: str, sent: Sent) -> Response:
    """Ends the account for good."""

    def act(node: Node, actor: Actor) -> None:
        service.disable_account(node, actor, name, reason=sent.one("reason"))

    return _done(request, session, name, sent, "disabled", act)


def _done(
    request: Request,
    session: Session,
    name: str,
    sent: Given,
    form: str,
    act: Callable[[Node, Actor], None],
) -> Response:
    """Goes back to the person once `act` is done; what it refuses stands beside its form."""
    require_proof(request, session)
    try:
        act(program_of(request).node, session.actor)
    except TutelaError as error:
        return _one(request, session, name, refusal(error, form, sent))
    return RedirectResponse(f"{PATH}/{name}?done={form}", status_code=303)


def _all(request: Request, session: Session, problem: Refusal | None = None) -> Response:
    node = program_of(request).node
    return templates.page(
        request,
        "people.html",
        status=problem.status if problem else 200,
        people=list_people(node, session.actor),
        roles=_roles(node, session.actor),
        proven=is_proven(request, session),
        problem=problem,
        given=problem.given if problem else Given(),
    )


def _one(
    request: Request,
    session: Session,
    name: str,
    problem: Refusal | None = None,
    *,
    notice: str = "",
) -> Response:
    node = program_of(request).node
    one = show_person(node, session.actor, name)
    return templates.page(
        request,
        "person.html",
        status=problem.status if problem else 200,
        one=one,
        mine=session.account_id == one.account.id,
        may=[WORDS[each] for each in Permission if each in one.account.permissions],
        roles=_roles(node, session.actor),
        sso=node.settings.oidc_issuer or "",
        proven=is_proven(request, session),
        problem=problem,
        given=problem.given if problem else Given(),
        notice=notice,
    )


def _roles(node: Node, actor: Actor) -> list[tuple[str, str]]:
    """The roles that somebody may get, each with who that is."""
    return [(one.name, one.about) for one in roles.every_role(node, actor)]


def _password(request: Request, name: str, made: Secret | None) -> Response:
    shown = made.reveal() if made else ""
    return templates.page(request, "person_password.html", name=name, password=shown)
