"""Signing in and out, and the start page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.errors import CredentialsRefused, SessionEnded, TooManyAttempts
from tutela.platform.accounts.model import Session  # noqa: TC001 - read by FastAPI
from tutela.platform.accounts.sessions import close_session, open_session
from tutela.platform.secret import Secret
from tutela.web import templates
from tutela.web.access import (
    FORM_COOKIE,
    SESSION_COOKIE,
    delete_cookie,
    double_submit,
    form_token,
    open_to_all,
    set_cookie,
    signed_in,
)
from tutela.web.errors import LOGIN
from tutela.web.program import program_of
from tutela.web.shell import places_for

if TYPE_CHECKING:
    from starlette.responses import HTMLResponse

    from tutela.platform.errors import TutelaError

router = APIRouter(include_in_schema=False)
START = "/"
DESK = "/desk"
# Why somebody was sent here, by the code of the error; anything else is not repeated.
NOTICES = {SessionEnded.code: SessionEnded().sentence, "left": "You are signed out."}
SOURCE_UNKNOWN = "unknown"


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
    """Opens a session and goes on to where the person was going."""
    source = request.client.host if request.client else SOURCE_UNKNOWN
    try:
        session = open_session(program_of(request).node, name, Secret(password), source)
    except (CredentialsRefused, TooManyAttempts) as error:
        return _form(request, error=error, name=name, onward=next)
    response = RedirectResponse(_own(next) or START, status_code=303)
    set_cookie(request, response, SESSION_COOKIE, session.token)
    delete_cookie(request, response, FORM_COOKIE)
    return response


@router.post("/logout")
def sign_out(request: Request, session: Annotated[Session, Depends(signed_in)]) -> Response:
    """Closes the session."""
    close_session(program_of(request).node, session)
    response = RedirectResponse(f"{LOGIN}?why=left", status_code=303)
    delete_cookie(request, response, SESSION_COOKIE)
    return response


@router.get(START)
def start(request: Request, session: Annotated[Session, Depends(signed_in)]) -> Response:
    """The desk for those who work there; a list of places for everybody else."""
    places = places_for(request.app, session.actor)
    if any(place.path == DESK for place in places):
        return RedirectResponse(DESK, status_code=303)
    return templates.page(request, "start.html", places=places, expires_at=session.expires_at)


def _form(
    request: Request,
    *,
    notice: str = "",
    error: TutelaError | None = None,
    name: str = "",
    onward: str = "",
) -> HTMLResponse:
    token = form_token(request)
    response = templates.page(
        request,
        "login.html",
        status=error.status if error else 200,
        notice=notice,
        problem=error.sentence if error else "",
        name=name,
        onward=_own(onward),
        token=token,
        minutes=program_of(request).node.settings.session_minutes,
    )
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.facts["seconds"])
    set_cookie(request, response, FORM_COOKIE, token)
    return response


def _own(path: str) -> str:
    """`path` if it leads to a page of this node, else nothing: nobody is sent elsewhere."""
    plain = path.isascii() and path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else ""
