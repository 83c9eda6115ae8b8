"""Where the CyberTipline is: two fixed addresses, and a simulator on this machine.

No setting can send a report, or the credentials, to another host on the network.
"""

from __future__ import annotations

from tutela.reporting import simulated
from tutela.reporting.cybertip.wire_errors import EnvironmentUnknown, SimulatorAddressInvalid
from tutela.reporting.model import Environment

PRODUCTION = "https://report.cybertip.org/ispws"
TEST = "https://exttest.cybertip.org/ispws"


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
    problem = simulated.problem(url)
    if problem:
        raise SimulatorAddressInvalid(problem=problem)
    return url.rstrip("/")
