"""Headers on every answer: nothing is cached, framed, referred or loaded from elsewhere.

The form for notices alone may stand in frames of the sites that the node's settings name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = "/static/"
EMBEDDABLE = "/public/notice"
UNFRAMED = "frame-ancestors 'none'"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    f"form-action 'self'; {UNFRAMED}; base-uri 'none'"
)
FRAME_OPTIONS = "X-Frame-Options"  # which knows no list of sites: RFC 7034
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    FRAME_OPTIONS: "DENY",
}
# A year; what else lies on the host's other names is not ours to say (RFC 6797).
ONLY_TLS = "max-age=31536000"
NEVER_KEPT = "no-store"
# The address of a static file carries a part of its hash, so a kept one is never out of date.
KEPT = "public, max-age=86400"


class Headers:
    """Sets the headers, whatever the application said. `embedders` are origins of other sites."""

    def __init__(self, app: ASGIApp, embedders: tuple[str, ...] = ()) -> None:
        self._app = app
        self._embeddable = POLICY.replace(UNFRAMED, " ".join(["frame-ancestors", *embedders]))
        self._embedded = bool(embedders)

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
                if self._embedded and _is_embeddable(scope["path"]):
                    headers["Content-Security-Policy"] = self._embeddable
                    del headers[FRAME_OPTIONS]
            await send(message)

        await self._app(scope, receive, with_headers)


def _is_embeddable(path: str) -> bool:
    return path == EMBEDDABLE or path.startswith(EMBEDDABLE + "/")


def _caching(path: str, status: int) -> str:
    return KEPT if path.startswith(STATIC) and status in (200, 304) else NEVER_KEPT
