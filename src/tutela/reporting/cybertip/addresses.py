"""Where the CyberTipline is: two fixed addresses, and a simulator on this machine.

No setting can send a report, or the credentials, to another host on the network.
"""

from __future__ import annotations

from ipaddress import ip_address

import httpx

from tutela.platform.settings import LOOPBACK
from tutela.reporting.cybertip.wire_errors import EnvironmentUnknown, SimulatorAddressInvalid
from tutela.reporting.model import Environment

PRODUCTION = "https://report.cybertip.org/ispws"
TEST = "https://exttest.cybertip.org/ispws"

_LONGEST = 200


def base_url(environment: str, simulator: str = "") -> str:
    """The base of all endpoints, without a slash at its end.

    `simulator` counts in the environment of that name alone. Raises EnvironmentUnknown and
    SimulatorAddressInvalid.
    """
    if environment == Environment.PRODUCTION:
        return PRODUCTION
    if environment == Environment.TEST:
        return TEST
    if environment == Environment.SIMULATOR:
        return _checked(simulator)
    raise EnvironmentUnknown(known=", ".join(reversed(Environment)))


def _checked(url: str) -> str:
    if not url:
        raise SimulatorAddressInvalid(problem="none was given")
    if len(url) > _LONGEST:
        raise SimulatorAddressInvalid(problem=f"it is longer than {_LONGEST} characters")
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError):
        raise SimulatorAddressInvalid(problem="it is not a URL") from None
    problem = _problem(parsed)
    if problem:
        raise SimulatorAddressInvalid(problem=problem)
    return url.rstrip("/")


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
