"""Signing in and out, and the start page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts import opening
from tutela.platform.accounts.errors import CredentialsRefused, SessionEnded, TooManyAttempts
from tutela.platform.accounts.factors import signing
from tutela.platform.accounts.factors.errors import CodeRefused, PasskeyRefused, StepEnded
from tutela.platform.accounts.model import Halfway, Session
from tutela.platform.accounts.sessions import close_session
from tutela.platform.accounts.steps import Kind
from tutela.platform.secret import Secret
from tutela.texts.phrase import phrase
from tutela.web import ceremonies, templates
from tutela.web.access import (
    FORM_COOKIE,
    SESSION_COOKIE,
    STEP_COOKIE,
    cookie,
    delete_cookie,
    double_submit,
    form_token,
    open_to_all,
    own_account,
    set_cookie,
    signed_in,
    source_of,
)
from tutela.web.errors import LOGIN
from tutela.web.program import program_of
from tutela.web.shell import places_for

if TYPE_CHECKING:
    from starlette.responses import HTMLResponse

    from tutela.platform.errors import TutelaError

router = APIRouter(include_in_schema=False)
START = "/"
CODE = "/login/code"
PASSKEY = "/login/passkey"
DESK = "/desk"
# Why somebody was sent here, by the code of the error; anything else is not repeated.
NOTICES = {one.code: one.sentence for one in (SessionEnded(), StepEnded())}
NOTICES["left"] = phrase("You are signed out.")


@router.get(LOGIN, dependencies=[Depends(open_to_all)])
def show_login(request: Request, why: str = "", next: str = "") -> Response:  # noqa: A002
    """The form to sign in with."""
    return _form(request, notice=NOTICES.get(why, ""), onward=next)


@router.post(LOGIN, dependencies=[Depends(open_to_all), Depends(double_submit)])
def sign_in(
    request: Request,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    """Opens a session and goes on to where the person was going, or asks for a code first."""
    node = program_of(request).node
    try:
        entered = opening.by_password(node, name, Secret(password), source_of(request))
    except (CredentialsRefused, TooManyAttempts) as error:
        return _form(request, error=error, name=name, onward=next)
    if isinstance(entered, Halfway):
        response = RedirectResponse(code_address(next), status_code=303)
        set_cookie(request, response, STEP_COOKIE, entered.token)
        return response
    return _enter(request, entered, next)


@router.get(CODE, dependencies=[Depends(open_to_all)])
def show_code(request: Request, next: str = "") -> Response:  # noqa: A002
    """The form for the code, for whoever's password was right."""
    return _code_form(request, onward=next)


@router.post(CODE, dependencies=[Depends(open_to_all), Depends(double_submit)])
def sign_in_by_code(
    request: Request,
    code: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    """Opens a session by a code, and goes on to where the person was going."""
    node = program_of(request).node
    try:
        session = opening.by_code(node, _step(request), Secret(code), source_of(request))
    except (CodeRefused, TooManyAttempts) as error:
        return _code_form(request, error=error, onward=next)
    return _enter(request, session, next)


@router.post(PASSKEY, dependencies=[Depends(open_to_all), Depends(double_submit)])
def ask_for_passkey(
    request: Request,
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    """The page on which the browser asks for a passkey."""
    asked = signing.start(program_of(request).node, Kind.PASSKEY_SIGN_IN, source=source_of(request))
    response = ceremonies.sign_in(request, asked, form_token(request), onward=own_path(next))
    set_cookie(request, response, FORM_COOKIE, form_token(request))
    return response


@router.post(f"{PASSKEY}/answer", dependencies=[Depends(open_to_all), Depends(double_submit)])
def sign_in_by_passkey(
    request: Request,
    step: Annotated[str, Form()] = "",
    answer: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    """Opens a session by a passkey, and goes on to where the person was going."""
    node = program_of(request).node
    try:
        session = opening.by_passkey(node, Secret(step), answer, source_of(request))
    except (PasskeyRefused, StepEnded, TooManyAttempts) as error:
        return _form(request, error=error, onward=next)
    return _enter(request, session, next)


@router.post("/logout")
def sign_out(request: Request, session: Annotated[Session, Depends(own_account)]) -> Response:
    """Closes the session."""
    close_session(program_of(request).node, session)
    response = RedirectResponse(f"{LOGIN}?why=left", status_code=303)
    delete_cookie(request, response, SESSION_COOKIE)
    return response


@router.get(START)
def start(request: Request, session: Annotated[Session, Depends(signed_in)]) -> Response:
    """The desk for those who work there; a list of places for everybody else."""
    role = program_of(request).node.identity.role
    places = places_for(request.app, session.actor, role)
    if any(place.path == DESK for place in places):
        return RedirectResponse(DESK, status_code=303)
    return templates.page(request, "start.html", places=places, expires_at=session.expires_at)


def _enter(request: Request, session: Session, onward: str) -> Response:
    response = RedirectResponse(own_path(onward) or START, status_code=303)
    set_cookie(request, response, SESSION_COOKIE, session.token)
    delete_cookie(request, response, FORM_COOKIE)
    delete_cookie(request, response, STEP_COOKIE)
    return response


def _step(request: Request) -> Secret:
    return cookie(request, STEP_COOKIE)


def code_address(onward: str) -> str:
    own = own_path(onward)
    return f"{CODE}?next={quote(own, safe='/')}" if own else CODE


def show_problem(request: Request, error: TutelaError, *, onward: str = "") -> Response:
    """The form to sign in with, and why another way did not lead in."""
    return _form(request, error=error, onward=onward)


def _form(
    request: Request,
    *,
    notice: str = "",
    error: TutelaError | None = None,
    name: str = "",
    onward: str = "",
) -> HTMLResponse:
    settings = program_of(request).node.settings
    view = {"notice": notice, "name": name, "minutes": settings.session_minutes}
    view["sso"] = settings.offers_sso
    view["passkeys"] = ceremonies.where(request)
    return _answer(request, "login.html", error, onward, view)


def _code_form(
    request: Request, *, error: TutelaError | None = None, onward: str = ""
) -> HTMLResponse:
    """Raises StepEnded, which leads back to the beginning."""
    account = opening.halfway(program_of(request).node, _step(request))
    view = {"name": account.name, "passkeys": ceremonies.where(request)}
    return _answer(request, "login_code.html", error, onward, view)


def _answer(
    request: Request, template: str, error: TutelaError | None, onward: str, view: dict[str, Any]
) -> HTMLResponse:
    """A form of somebody who is not signed in yet, with its own token."""
    token = form_token(request)
    view |= {"problem": error.sentence if error else "", "onward": own_path(onward), "token": token}
    response = templates.page(request, template, status=error.status if error else 200, **view)
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.facts["seconds"])
    set_cookie(request, response, FORM_COOKIE, token)
    return response


def own_path(path: str) -> str:
    """`path` if it leads to a page of this node, else nothing: nobody is sent elsewhere."""
    plain = path.isascii() and path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else ""
