"""Where the Transparency Database is: two fixed addresses, and a simulator on this machine.

No setting can send a statement, or the token, to another host on the network.
"""

from __future__ import annotations

from typing import Final

from tutela.redress.publishing.errors import PublishingInvalid
from tutela.reporting import simulated
from tutela.reporting.model import Environment

PRODUCTION: Final = "https://transparency.dsa.ec.europa.eu/api/v1"
# Where platforms try their statements before. Named by a public client of the API.
SANDBOX: Final = "https://sandbox.sor.dsa.ec.europa.eu/api/v1"


def base_url(environment: Environment, simulator: str, *, demo: bool) -> str:
    """The base of all endpoints. `simulator` is given for that environment, and for no other.

    Raises PublishingInvalid.
    """
    here = environment is Environment.SIMULATOR
    if demo and not here:
        raise PublishingInvalid(problem="a demo node reaches simulators only")
    if here != bool(simulator):
        raise PublishingInvalid(problem="an address is given for a simulator, and only for one")
    if not here:
        return PRODUCTION if environment is Environment.PRODUCTION else SANDBOX
    problem = simulated.problem(simulator)
    if problem:
        raise PublishingInvalid(problem=problem)
    return simulator.rstrip("/")
