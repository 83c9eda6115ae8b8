"""The calls of the Transparency Database: JSON out, bytes in, and a clock on each call.

No redirect is followed: the existence of a name is told by one, and everything else that redirects
is another address than the one that was approved.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence

    from tutela.platform.secret import Secret

_LARGEST: Final = 4 * 1024 * 1024  # a hundred statements come back whole
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `retry_after` is in seconds, 0 where it was not said."""

    status: int
    body: bytes = field(repr=False)
    retry_after: int = 0
    redirects: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer. `sent`: the request may have arrived, and may have been carried out."""

    problem: str
    sent: bool


@dataclass(frozen=True, slots=True)
class Client:
    """One token at one address. `seconds` bounds each whole call, connecting included."""

    base_url: str
    token: Secret
    seconds: float

    def store(self, records: Sequence[dict[str, Any]]) -> Answer | Silence:
        """Sends up to a hundred statements; all are stored, or none."""
        content = json.dumps({"statements": list(records)}).encode()
        return self._call("POST", "statements", content)

    def exists(self, puid: str) -> Answer | Silence:
        """Asks whether there is a statement of that name. Changes nothing."""
        return self._call("GET", f"statement/existing-puid/{puid}")

    def _call(self, method: str, endpoint: str, content: bytes | None = None) -> Answer | Silence:
        try:
            # httpx limits each read; only a clock around everything stops an answer that drips.
            sending = asyncio.wait_for(self._send(method, endpoint, content), self.seconds)
            return asyncio.run(sending)
        except _NOT_SENT as error:
            return Silence(type(error).__name__, sent=False)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, there is no answer
            return Silence(type(error).__name__, sent=True)

    async def _send(self, method: str, endpoint: str, content: bytes | None) -> Answer | Silence:
        headers = {
            "authorization": f"Bearer {self.token.reveal()}",
            "accept": "application/json",
            "accept-encoding": "identity",
            "user-agent": "tutela",
            **({"content-type": "application/json"} if content else {}),
        }
        # trust_env: neither a proxy nor a netrc of the environment is what was approved.
        async with (
            httpx.AsyncClient(
                trust_env=False, follow_redirects=False, timeout=self.seconds, verify=_authorities()
            ) as client,
            client.stream(
                method, f"{self.base_url}/{endpoint}", content=content, headers=headers
            ) as response,
        ):
            return await _read(response)


async def _read(response: httpx.Response) -> Answer | Silence:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > _LARGEST:
            return Silence("AnswerTooLarge", sent=True)
    given = response.headers.get("retry-after", "")
    seconds = int(given) if given.isascii() and given.isdigit() else 0
    elsewhere = "location" in response.headers
    return Answer(response.status_code, bytes(body), seconds, elsewhere)


@cache
def _authorities() -> ssl.SSLContext:
    # Reading them takes longer than most calls.
    return httpx.create_ssl_context(trust_env=False)
