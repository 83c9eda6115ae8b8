"""Single sign-on at the web door: a link to the identity provider, and the way back.

The way out is a link, not a form: the policy lets forms lead to this node only. Coming back, the
browser arrives from another site and sends no strict cookie; so the step's cookie is lax, and what
follows is a page of ours that leads on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.errors import TooManyAttempts
from tutela.platform.accounts.factors.errors import StepEnded
from tutela.platform.accounts.model import Halfway
from tutela.platform.accounts.sso import signing
from tutela.platform.accounts.sso.asking import Answer
from tutela.platform.accounts.sso.errors import (
    SsoAway,
    SsoNotLinked,
    SsoOff,
    SsoRefused,
    SsoUnknown,
    SsoWeak,
)
from tutela.platform.accounts.sso.terms import BACK
from tutela.platform.secret import Secret
from tutela.web import templates
from tutela.web.access import (
    SESSION_COOKIE,
    STEP_COOKIE,
    cookie,
    delete_cookie,
    open_to_all,
    set_cookie,
    source_of,
)
from tutela.web.program import program_of
from tutela.web.signin import START, code_address, own_path, show_problem

if TYPE_CHECKING:
    from tutela.platform.accounts.model import Session

router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_all)])
SSO = "/login/sso"
SSO_COOKIE = "tutela_sso"
LONGEST_WAY = 500
_MARK = "~"  # stands in no token


@router.get(SSO)
def go(request: Request, next: str = "") -> Response:  # noqa: A002
    """Sends the browser to the identity provider."""
    try:
        begun = signing.set_out(program_of(request).node, source_of(request))
    except SsoAway as error:
        return show_problem(request, error, onward=next)
    response = RedirectResponse(begun.address, status_code=303)
    onward = quote(own_path(next)[:LONGEST_WAY], safe="/")
    kept = Secret(f"{begun.token.reveal()}{_MARK}{onward}")
    set_cookie(request, response, SSO_COOKIE, kept, lax=True)
    return response


@router.get(BACK)
def come_back(
    request: Request, state: str = "", code: str = "", error: str = "", iss: str = ""
) -> Response:
    """Opens a session for whom the provider vouches for, or asks for the second factor."""
    token, _, way = cookie(request, SSO_COOKIE).reveal().partition(_MARK)
    onward = own_path(unquote(way))
    answer = Answer(state, code, error, iss)
    try:
        node = program_of(request).node
        entered = signing.finish(node, Secret(token), answer, source_of(request))
    except (
        SsoAway,
        SsoNotLinked,
        SsoOff,
        SsoRefused,
        SsoUnknown,
        SsoWeak,
        StepEnded,
        TooManyAttempts,
    ) as problem:
        response: Response = show_problem(request, problem, onward=onward)
    else:
        response = _lead_on(request, entered, onward)
    delete_cookie(request, response, SSO_COOKIE)
    return response


def _lead_on(request: Request, entered: Session | Halfway, onward: str) -> Response:
    halfway = isinstance(entered, Halfway)
    where = code_address(onward) if halfway else onward or START
    response = templates.page(request, "sso_back.html", where=where, halfway=halfway)
    name = STEP_COOKIE if halfway else SESSION_COOKIE
    set_cookie(request, response, name, entered.token)
    return response
