"""Where a webhook may go: HTTPS anywhere, plain HTTP to this machine; a demo only to itself."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from tutela.platform.settings import LOOPBACK
from tutela.platform.webhooks.errors import WebhookAddressInvalid

if TYPE_CHECKING:
    import httpx

_LONGEST = 2000


def check(url: str, *, demo: bool) -> str:
    """The host of `url`, if a webhook may be sent there. Raises WebhookAddressInvalid."""
    import httpx  # noqa: PLC0415 - slow to load, and few commands take an address

    if len(url) > _LONGEST:
        raise WebhookAddressInvalid(problem=f"it is longer than {_LONGEST} characters")
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError):
        raise WebhookAddressInvalid(problem="it is not a URL") from None
    problem = _problem(parsed, demo=demo)
    if problem:
        raise WebhookAddressInvalid(problem=problem)
    return parsed.host


def _problem(url: httpx.URL, *, demo: bool) -> str:
    if url.scheme not in {"http", "https"} or not url.host:
        return "it must begin with https:// and name a host"
    if url.userinfo:
        return "it carries a name or password; messages are signed instead"
    if url.fragment:
        return "it has a part after #, which is never sent"
    return "" if _is_loopback(url.host) else _problem_outside(url, demo=demo)


def _problem_outside(url: httpx.URL, *, demo: bool) -> str:
    if demo:
        return "a demo node reaches nobody but this machine"
    return "" if url.scheme == "https" else "plain http is for this machine only; use https"


def _is_loopback(host: str) -> bool:
    try:
        return host in LOOPBACK or ip_address(host).is_loopback
    except ValueError:
        return False
