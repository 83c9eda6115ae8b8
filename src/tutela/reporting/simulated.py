"""The address of a simulator: on this machine, over plain HTTP, and carrying nothing else."""

from __future__ import annotations

from ipaddress import ip_address

import httpx

from tutela.platform.settings import LOOPBACK

_LONGEST = 200


def problem(url: str) -> str:
    """Why no simulator can be reached at `url`; empty if one can."""
    if not url:
        return "none was given"
    if len(url) > _LONGEST:
        return f"it is longer than {_LONGEST} characters"
    try:
        return _problem(httpx.URL(url))
    except (httpx.InvalidURL, UnicodeError):
        return "it is not a URL"


def _problem(url: httpx.URL) -> str:
    if url.scheme != "http" or not url.host:
        return "it must begin with http:// and name this machine"
    if url.userinfo:
        return "it carries a name or password; those are set apart from it"
    if url.query or url.fragment:
        return "it has a part after ? or #"
    return "" if _is_loopback(url.host) else "a simulator is on this machine; its host is 127.0.0.1"


def _is_loopback(host: str) -> bool:
    try:
        return host in LOOPBACK or ip_address(host).is_loopback
    except ValueError:
        return False
