"""Headers on every answer: nothing is cached, framed, referred or loaded from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = "/static/"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# A year; what else lies on the host's other names is not ours to say (RFC 6797).
ONLY_TLS = "max-age=31536000"
NEVER_KEPT = "no-store"
# The address of a static file carries a part of its hash, so a kept one is never out of date.
KEPT = "public, max-age=86400"


class Headers:
    """Sets the headers, whatever the application said."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(ALWAYS)
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = ONLY_TLS
                headers["Cache-Control"] = _caching(scope["path"], message["status"])
            await send(message)

        await self._app(scope, receive, with_headers)


def _caching(path: str, status: int) -> str:
    return KEPT if path.startswith(STATIC) and status in (200, 304) else NEVER_KEPT
