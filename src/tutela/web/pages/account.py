"""Your account: what you sign in with. Every person changes their own, and nobody else's here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts import proving
from tutela.platform.accounts.errors import CredentialsRefused, TooManyAttempts
from tutela.platform.accounts.factors import enrolling, removing
from tutela.platform.accounts.factors.errors import CodeRefused
from tutela.platform.accounts.factors.recovery import CODES
from tutela.platform.accounts.model import Session
from tutela.platform.secret import Secret
from tutela.web import qr, templates
from tutela.web.access import signed_in, source_of
from tutela.web.errors import PROVE
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.platform.errors import TutelaError

router = APIRouter(include_in_schema=False)
ACCOUNT = "/account"
APP = "/account/app"
GROUP = 4
Person = Annotated[Session, Depends(signed_in)]


@router.get(ACCOUNT)
def account(request: Request, session: Person) -> Response:
    """What the person signs in with."""
    standing = removing.standing_of(program_of(request).node, session)
    return templates.page(request, "account.html", standing=standing, most_codes=CODES)


@router.get(PROVE)
def show_proof(request: Request, session: Person) -> Response:
    """The form in which the person proves again who they are."""
    return _proof_form(request, session)


@router.post(PROVE)
def prove(request: Request, session: Person, proof: Annotated[str, Form()] = "") -> Response:
    """Takes a code, or the password of whoever has no factor."""
    node, source = program_of(request).node, source_of(request)
    known = removing.standing_of(node, session).has_factor
    by = proving.by_code if known else proving.by_password
    try:
        by(node, session, Secret(proof), source)
    except (CodeRefused, CredentialsRefused, TooManyAttempts) as error:
        return _proof_form(request, session, error)
    return _to(ACCOUNT)


@router.post(APP)
def begin_app(request: Request, session: Person) -> Response:
    """Makes the secret of a new authenticator app."""
    enrolling.start(program_of(request).node, session)
    return _to(APP)


@router.get(APP)
def show_app(request: Request, session: Person) -> Response:
    """What is to be put into the app, until it is confirmed."""
    return _app_form(request, session)


@router.post("/account/app/confirm")
def confirm_app(request: Request, session: Person, code: Annotated[str, Form()] = "") -> Response:
    """Makes the app a factor, and shows the recovery codes this once."""
    node, source = program_of(request).node, source_of(request)
    try:
        made = enrolling.confirm(node, session, Secret(code), source)
    except (CodeRefused, TooManyAttempts) as error:
        return _app_form(request, session, error)
    return _codes(request, made)


@router.post("/account/app/remove")
def remove_app(request: Request, session: Person) -> Response:
    """Removes the authenticator app."""
    removing.remove_app(program_of(request).node, session)
    return _to(ACCOUNT)


@router.post("/account/recovery")
def new_codes(request: Request, session: Person) -> Response:
    """Shows new recovery codes, this once; the others end."""
    return _codes(request, enrolling.new_codes(program_of(request).node, session))


def _proof_form(request: Request, session: Session, error: TutelaError | None = None) -> Response:
    standing = removing.standing_of(program_of(request).node, session)
    view = {"by_code": standing.has_factor, "name": session.actor.name}
    return _form(request, "account_prove.html", error, **view)


def _app_form(request: Request, session: Session, error: TutelaError | None = None) -> Response:
    enrolment = enrolling.started(program_of(request).node, session)
    address, secret = enrolment.address.reveal(), enrolment.secret.reveal()
    groups = [secret[at : at + GROUP] for at in range(0, len(secret), GROUP)]
    return _form(
        request, "account_app.html", error, address=address, groups=groups, qr=qr.drawn(address)
    )


def _codes(request: Request, made: list[Secret]) -> Response:
    return templates.page(request, "account_codes.html", codes=[one.reveal() for one in made])


def _form(request: Request, template: str, error: TutelaError | None, **view: object) -> Response:
    status, problem = (error.status, error.sentence) if error else (200, "")
    response = templates.page(request, template, status=status, problem=problem, **view)
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.facts["seconds"])
    return response


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303)
