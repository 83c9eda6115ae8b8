"""Locks of the web door: every route names one of these, or it does not start (and a test says so).

Pages open by the session cookie, programs' addresses under /v1 by an API key. A page's lock also
checks the token of every form: nobody can forget it.
"""

# Annotations are not deferred here: FastAPI cannot read those of a lock, which is an object.

import secrets
from collections.abc import Iterator
from hmac import compare_digest
from typing import Annotated

from fastapi import FastAPI, Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from tutela.platform.accounts.factors.errors import FactorMissing
from tutela.platform.accounts.model import Session
from tutela.platform.accounts.sessions import resume
from tutela.platform.actor import Actor
from tutela.platform.errors import Unauthenticated
from tutela.platform.permissions import Permission
from tutela.platform.secret import Secret
from tutela.platform.settings import LOOPBACK
from tutela.web.errors import API, FormNotOurs, RequestInvalid
from tutela.web.forms import whole_form
from tutela.web.program import program_of

SESSION_COOKIE = "tutela_session"
FORM_COOKIE = "tutela_form"
STEP_COOKIE = "tutela_step"
FORM_FIELD = "csrf"
SOURCE_UNKNOWN = "unknown"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN_MOUNTS = frozenset({"/static"})
_bearer = HTTPBearer(auto_error=False, scheme_name="API key", description="`tutela_…`")


class Needs:
    """A page's lock: a live session with a permission (None: with any), and its form's token.

    Used as `session: Annotated[Session, Depends(needs(Permission.X))]`. `enrolling` also lets in
    who must set up a second factor first. Raises Unauthenticated, SessionEnded, FactorMissing,
    Forbidden and FormNotOurs.
    """

    def __init__(self, permission: Permission | None, *, enrolling: bool = False) -> None:
        self.permission = permission
        self.enrolling = enrolling

    async def __call__(self, request: Request) -> Session:
        session = await run_in_threadpool(_session, request)
        request.state.session = session  # also for the page that says no
        if session.must_enrol and not self.enrolling:
            raise FactorMissing
        if self.permission is not None:
            session.actor.require(self.permission)
        await _check_form(request, session.csrf)
        return session


class KeyNeeds:
    """A program's lock: a valid API key that holds a permission.

    Used as `actor: Annotated[Actor, Depends(key_needs(Permission.X))]`. Raises Unauthenticated,
    Forbidden and DatabaseAway.
    """

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(
        self,
        request: Request,
        _: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    ) -> Actor:
        actor = key_holder(request)
        actor.require(self.permission)
        return actor


class DoubleSubmit:
    """The lock of a form that anybody may send: its field must repeat its cookie."""

    async def __call__(self, request: Request) -> None:
        await _check_form(request, cookie(request, FORM_COOKIE))


class OwnPage(DoubleSubmit):
    """The same where the form may stand in a frame of another site, in which browsers keep no
    cookie of ours: there the browser says itself that the form is from a page of ours
    (`Sec-Fetch-Site`, W3C Fetch Metadata), which no other page can make it say.
    """

    async def __call__(self, request: Request) -> None:
        own = request.headers.get("sec-fetch-site") == "same-origin"
        if own and not cookie(request, FORM_COOKIE):
            _check_text(await whole_form(request))
        else:
            await super().__call__(request)


def needs(permission: Permission) -> Needs:
    return Needs(permission)


def key_needs(permission: Permission) -> KeyNeeds:
    return KeyNeeds(permission)


def open_to_all() -> None:
    """Marks a route that anybody may call."""


signed_in = Needs(None)
# What somebody needs in order to set up a second factor, and to leave.
own_account = Needs(None, enrolling=True)
double_submit = DoubleSubmit()
own_page = OwnPage()


def key_holder(request: Request) -> Actor:
    """The service that sent this request. Raises Unauthenticated and DatabaseAway."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    sent = token.strip() if scheme.lower() == "bearer" else ""
    return program_of(request).keyring.actor_for(sent)


def source_of(request: Request) -> str:
    """The address that attempts to sign in are counted by."""
    return request.client.host if request.client else SOURCE_UNKNOWN


def form_token(request: Request) -> Secret:
    """The double-submit token of this browser; a new one if it has none."""
    return cookie(request, FORM_COOKIE) or Secret(secrets.token_urlsafe(32))


def cookie(request: Request, name: str) -> Secret:
    """What this browser keeps for us under `name`; empty if nothing."""
    return Secret(request.cookies.get(_cookie_name(request, name), ""))


def set_cookie(
    request: Request, response: Response, name: str, value: Secret, *, lax: bool = False
) -> None:
    """A cookie for this browser session: out of scripts' reach, sent to this node only.

    `lax`: also when the browser comes from another site by a link, as from an identity provider.
    """
    response.set_cookie(
        _cookie_name(request, name),
        value.reveal(),
        httponly=True,
        samesite="lax" if lax else "strict",
        secure=_must_be_secure(request),
        path="/",
    )


def delete_cookie(request: Request, response: Response, name: str) -> None:
    response.delete_cookie(
        _cookie_name(request, name),
        httponly=True,
        samesite="strict",
        secure=_must_be_secure(request),
        path="/",
    )


def unprotected_routes(app: FastAPI) -> list[str]:
    """Routes that name no permission and are not marked open to all: there must be none."""
    locks = (Needs, KeyNeeds)
    return [
        name
        for name, _, calls in _routes(app)
        if not any(isinstance(call, locks) or call is open_to_all for call in calls)
    ]


def unchecked_forms(app: FastAPI) -> list[str]:
    """Pages' routes that change something without checking a form's token: there must be none."""
    return [
        name
        for name, methods, calls in _routes(app)
        if not methods <= SAFE_METHODS
        and not name.startswith(API + "/")
        and not any(isinstance(call, Needs | DoubleSubmit) for call in calls)
    ]


def _routes(app: FastAPI) -> Iterator[tuple[str, frozenset[str], list[object]]]:
    for route in iter_route_contexts(app.routes):
        if route.path in OPEN_MOUNTS and route.methods is None:
            continue
        dependant = getattr(route, "dependant", None)
        calls = list(_calls(dependant)) if dependant else []
        yield str(route.path), frozenset(route.methods or ()), calls


def _calls(dependant: Dependant) -> Iterator[object]:
    for one in dependant.dependencies:
        yield one.call
        yield from _calls(one)


def _session(request: Request) -> Session:
    token = cookie(request, SESSION_COOKIE)
    if not token:
        raise Unauthenticated
    return resume(program_of(request).node, token)


async def _check_form(request: Request, expected: Secret) -> None:
    if request.method in SAFE_METHODS:
        return
    form = await whole_form(request)
    sent = form.get(FORM_FIELD)
    given = sent if isinstance(sent, str) else ""
    if not expected or not compare_digest(given.encode(), expected.reveal().encode()):
        raise FormNotOurs
    _check_text(form)


def _check_text(form: FormData) -> None:
    if any("\0" in value for _, value in form.multi_items() if isinstance(value, str)):
        raise RequestInvalid(problem="it contains a sign that no text has")


def _cookie_name(request: Request, name: str) -> str:
    """With this prefix a browser takes a cookie from this very host only, and over TLS."""
    return f"__Host-{name}" if _must_be_secure(request) else name


def _must_be_secure(request: Request) -> bool:
    """A browser keeps a Secure cookie only over TLS, which a node on loopback may lack."""
    return request.url.scheme != "http" or request.url.hostname not in LOOPBACK
