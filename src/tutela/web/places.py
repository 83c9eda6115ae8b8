"""How many connections, and requests, one address may have at once: the places are for everybody.

Each serving process has `CONNECTIONS` places (`patience.py`). Who connects is known before a letter
is read, so a direct caller is counted by connection. Behind a proxy all connections are the
proxy's: there each caller's requests are counted, by the address that the proxy names.
"""

from __future__ import annotations

from collections import Counter
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from starlette.requests import Request

from tutela.web.errors import TooManyAtOnce, answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Receive, Scope, Send

# What one customer of an access provider has at least: its addresses count as one.
ONE_CALLER = 64


class Places:
    """Places by caller, `most` for each. All calls come from the one thread of the event loop."""

    def __init__(self, most: int, trusted: Sequence[str] = ()) -> None:
        self._most = most
        self._trusted = [ip_network(one) for one in trusted]
        self._taken: Counter[str] = Counter()

    def take(self, host: str) -> bool:
        """A place for this caller; False if it has as many as it may."""
        who = caller(host)
        if self._taken[who] >= self._most:
            return False
        self._taken[who] += 1
        return True

    def give(self, host: str) -> None:
        """Gives one place back that was taken."""
        who = caller(host)
        self._taken[who] -= 1
        if self._taken[who] <= 0:
            del self._taken[who]

    def is_proxy(self, host: str) -> bool:
        """Whether a proxy that was named calls, for others."""
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in one for one in self._trusted)


class AtOnce:
    """Refuses the requests of a caller that has as many under way as it may."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._places = Places(most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        if scope["type"] != "http" or client is None:
            await self._app(scope, receive, send)
        elif self._places.take(client[0]):
            try:
                await self._app(scope, receive, send)
            finally:
                self._places.give(client[0])
        else:
            response = answer(Request(scope), TooManyAtOnce())
            response.headers["Connection"] = "close"
            await response(scope, receive, send)


def caller(host: str) -> str:
    """Who is counted: an address, or of the newer kind the network it is one of."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), ONE_CALLER), strict=False))
