"""Where reports may go."""

from __future__ import annotations

import pytest

from tutela.reporting.cybertip.addresses import base_url
from tutela.reporting.cybertip.wire_errors import EnvironmentUnknown, SimulatorAddressInvalid
from tutela.reporting.model import Environment


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ("production", "https://report.cybertip.org/ispws"),
        ("test", "https://exttest.cybertip.org/ispws"),
    ],
)
def test_the_addresses_of_ncmec_cannot_be_set(environment: str, url: str) -> None:
    assert base_url(environment) == url
    assert base_url(environment, "http://127.0.0.1:9/ispws") == url
    assert base_url(Environment(environment)) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/ispws",
        "http://127.0.0.2/ispws/",
        "http://localhost:8000/ispws",
        "http://[::1]:8000/ispws",
    ],
)
def test_a_simulator_is_on_this_machine(url: str) -> None:
    assert base_url("simulator", url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ispws",
        "http://",
        "http://[",
        "https://127.0.0.1/ispws",
        "http://app.example/ispws",
        "http://127.0.0.1.app.example/ispws",
        "http://10.0.0.1/ispws",
        "http://report.cybertip.org/ispws",
        "https://report.cybertip.org/ispws",
        "http://127.0.0.1@app.example/ispws",
        "http://user:word@127.0.0.1/ispws",
        "http://127.0.0.1/ispws?to=x",
        "http://127.0.0.1/ispws#x",
        "ftp://127.0.0.1/ispws",
        "http://127.0.0.1/" + "i" * 200,
        "http://127.0.0.1/\ud800",
    ],
)
def test_another_address_is_refused_as_a_simulator(url: str) -> None:
    with pytest.raises(SimulatorAddressInvalid, match="cannot be used"):
        base_url("simulator", url)


def test_an_unknown_environment_is_refused() -> None:
    with pytest.raises(EnvironmentUnknown, match="production, test, simulator"):
        base_url("staging")
