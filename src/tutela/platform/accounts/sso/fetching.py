"""Asking the identity provider: by an approved address, without redirects, within bounds.

What it answers is believed only after checks; a provider that is slow, huge or no JSON is away.
"""

from __future__ import annotations

import asyncio
import json
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from tutela.platform.accounts.sso.errors import SsoAway
from tutela.platform.settings import LOOPBACK

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

SECONDS = 5.0
MOST_BYTES = 256 * 1024
_OK = 200


def safe(url: object) -> bool:
    """Whether `url` is an address to speak to: over https, or on this machine."""
    if not isinstance(url, str) or not url.isascii() or not url.isprintable():
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.password or parts.fragment or port == 0:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def get(url: str) -> dict[str, Any]:
    """The JSON object at `url`. Raises SsoAway."""
    status, found = _asked("GET", url)
    if status != _OK:
        raise SsoAway(problem=f"status {status}")
    return found


def post(url: str, form: Mapping[str, str], login: tuple[str, str]) -> tuple[int, dict[str, Any]]:
    """The status and the JSON object that `url` answers to a form. Raises SsoAway."""
    return _asked("POST", url, data=dict(form), auth=httpx.BasicAuth(*login))


def _asked(method: str, url: str, **more: Any) -> tuple[int, dict[str, Any]]:
    if not safe(url):
        raise SsoAway(problem="an address that is not https")
    try:
        # Each read has its limit, but only a clock around everything stops an answer that drips.
        status, body = asyncio.run(asyncio.wait_for(_answered(method, url, **more), SECONDS))
    except (httpx.HTTPError, OSError, TimeoutError) as error:
        raise SsoAway(problem=type(error).__name__) from None
    if 300 <= status < 400:  # noqa: PLR2004 - the redirects
        raise SsoAway(problem=f"status {status}")
    return status, _object(body)


async def _answered(method: str, url: str, **more: Any) -> tuple[int, bytes]:
    # trust_env: a proxy named in the environment is not an address the operator approved.
    async with (
        httpx.AsyncClient(
            trust_env=False, follow_redirects=False, timeout=SECONDS, verify=_authorities()
        ) as client,
        client.stream(
            method,
            url,
            headers={"accept": "application/json", "accept-encoding": "identity"},
            **more,
        ) as response,
    ):
        body = b""
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > MOST_BYTES:
                raise SsoAway(problem="an answer too large")
        return response.status_code, body


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise SsoAway(problem="no JSON") from None
    if not isinstance(found, dict):
        raise SsoAway(problem="no JSON object")
    return found


@cache
def _authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
