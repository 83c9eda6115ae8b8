"""Answers only to the names this node is opened by, and beyond this machine over https only.

A page of elsewhere can make its own name point to this machine (DNS rebinding): the browser would
take our answers for that page's. It sends its own name, which is not ours. Programs' addresses
under /v1 need a key that no browser has, so they may be called by any name; but not without TLS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request

from tutela.web.errors import API, METRICS, HostNotOurs, TransportPlain, answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from tutela.platform.errors import TutelaError
    from tutela.platform.settings import Settings

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
# What watches a node asks by its number, from the next machine, and learns nothing else.
ANYWHERE = frozenset({"/health", "/healthz", "/ready"})
PORTS = {"https": 443, "http": 80}


class Hosts:
    """Lets in what names this node, and comes by a way nobody reads."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._origin = settings.origin or ""
        self._loopback = settings.listens_on_loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
            return
        response = answer(Request(scope), refusal)
        await response(scope, receive, send)

    def _refusal(self, scope: Scope) -> TutelaError | None:
        if scope["path"] in ANYWHERE:
            return None
        if not self._loopback and scope["scheme"] != "https":
            return TransportPlain(origin=self._origin)
        by_key = scope["path"] == METRICS or scope["path"].startswith(API + "/")
        return None if by_key or self._ours(Headers(scope=scope)) else HostNotOurs()

    def _ours(self, headers: Headers) -> bool:
        named = headers.getlist("host")
        place = _place("//" + named[0]) if len(named) == 1 else None
        if place is None:
            return False
        host, port = place
        if self._loopback and host in HERE:
            return True
        own = _place(self._origin)
        # A proxy may have taken the port away; another one than ours it has not.
        usual = PORTS.get(self._origin.partition(":")[0])
        return own is not None and host == own[0] and port in {None, own[1] or usual}


def _place(origin: str) -> tuple[str, int | None] | None:
    """The host that an address names, and the port if it does; None if it is no address."""
    try:
        parts = urlsplit(origin)
        found = parts.hostname, parts.port
    except ValueError:
        return None
    bare = parts.username is None and not (parts.path or parts.query or parts.fragment)
    return (found[0], found[1]) if found[0] and bare else None
