"""One try of one webhook: a POST without redirects, of which only the status is read."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import TYPE_CHECKING

import httpx

from tutela.platform.webhooks.model import Outcome

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

_OK, _REDIRECTS, _ERRORS = 200, 300, 400


def post(url: str, headers: Mapping[str, str], payload: str, seconds: float) -> Outcome:
    """Sends `payload` and returns what came of it; never raises for what the other side does.

    `seconds` bounds the whole try. A status from 200 to 299 is a confirmation; a redirect is a
    failure, because the address that was set is the only one that was approved.
    """
    try:
        # httpx limits each read; only a clock around everything stops a platform that drips.
        status = asyncio.run(asyncio.wait_for(_post(url, headers, payload, seconds), seconds))
    except Exception as error:  # noqa: BLE001 - whatever went wrong, it is one failed try
        return Outcome(None, type(error).__name__)
    return Outcome(status, _failure(status))


async def _post(url: str, headers: Mapping[str, str], payload: str, seconds: float) -> int:
    # trust_env: a proxy named in the environment is not an address the administrator approved.
    async with (
        httpx.AsyncClient(
            trust_env=False, follow_redirects=False, timeout=seconds, verify=_authorities()
        ) as client,
        client.stream(
            "POST",
            url,
            content=payload.encode(),
            headers={
                **headers,
                "content-type": "application/json",
                "user-agent": "tutela",
                "accept-encoding": "identity",
            },
        ) as response,
    ):
        return response.status_code


@cache
def _authorities() -> ssl.SSLContext:
    # Reading them takes longer than most deliveries.
    return httpx.create_ssl_context(trust_env=False)


def _failure(status: int) -> str:
    if _OK <= status < _REDIRECTS:
        return ""
    return "Redirected" if _REDIRECTS <= status < _ERRORS else "Refused"
