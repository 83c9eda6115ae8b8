"""The page on which a browser makes or uses a passkey. Its script sends the answer as a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.errors import LOGIN
from tutela.web.program import program_of
from tutela.web.shell import shell_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import HTMLResponse

    from tutela.platform.accounts.factors.signing import Ceremony
    from tutela.platform.secret import Secret

CREATE, GET = "create", "get"


@dataclass(frozen=True, slots=True)
class Where:
    """Where passkeys of this node work. `here`: on the host this page was opened at."""

    origin: str
    here: bool


def where(request: Request) -> Where | None:
    """Where to use a passkey; None if this node has no address to bind one to."""
    origin = program_of(request).node.settings.pages_origin
    if origin is None:
        return None
    return Where(origin, urlsplit(origin).hostname == request.url.hostname)


def sign_in(request: Request, asked: Ceremony, token: Secret, *, onward: str) -> HTMLResponse:
    """The page that signs in, and leads on to the node's own page `onward`."""
    back = f"{LOGIN}?next={quote(onward, safe='/')}" if onward else LOGIN
    return _page(
        request, asked, token,
        ceremony=GET, title=phrase("Sign in"), action="/login/passkey/answer",
        fields={"next": onward},
        about=phrase("Your browser asks for your passkey now."),
        back=back, another=phrase("Sign in with your password"),
    )  # fmt: skip


def prove(request: Request, asked: Ceremony, onward: str) -> HTMLResponse:
    """The page that proves again who somebody is, and leads on to `onward`."""
    return _page(
        request, asked, shell_of(request).csrf,
        ceremony=GET, title=phrase("Is it you?"), action="/account/prove/passkey/answer",
        fields={"next": onward},
        about=phrase("Your browser asks for your passkey now."),
        back="/account/prove", another=phrase("Use a code"),
    )  # fmt: skip


def add(request: Request, asked: Ceremony, name: str) -> HTMLResponse:
    """The page that makes a passkey."""
    return _page(
        request, asked, shell_of(request).csrf,
        ceremony=CREATE, title=phrase("Add a passkey"), action="/account/passkeys/answer",
        fields={"name": name}, about=phrase("Your browser asks where to keep the passkey now."),
        back="/account", another=phrase("Rather not"),
    )  # fmt: skip


def _page(
    request: Request, asked: Ceremony, token: Secret, *, fields: Mapping[str, str], **view: Any
) -> HTMLResponse:
    return templates.page(
        request,
        "passkey.html",
        step=asked.step.reveal(),
        options=asked.options,
        token=token,
        fields=fields.items(),
        **view,
    )
