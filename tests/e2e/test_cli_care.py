"""Care on the command line: the same figures, limits and refusals as on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.programs import Home

PASSWORD = "nine lives of a quiet cat"


@pytest.fixture
def secret(demo: Home, place: Path) -> Path:
    secret = place / "password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    for name, role in (("mira", "reviewer"), ("sara", "senior"), ("boss", "administrator")):
        demo.ok("account", "add", name, "--role", role, "--password-file", secret)
    return secret


def test_somebody_sees_their_own_rests_and_is_stricter_with_themselves(
    demo: Home, secret: Path
) -> None:
    mira = ("--as", "mira", "--password-file", secret)
    before = demo.json("care", "show", *mira)
    assert before["spent"]["items"] == 0
    assert before["stopped"] is None
    demo.json("care", "break", *mira)
    assert "on a break" in demo.json("care", "show", *mira)["stopped"]
    chosen = demo.json("care", "limit", "--items", 3, *mira)
    assert chosen["now"]["items"] == chosen["from_tomorrow"]["items"] == 3
    looser = demo.json("care", "limit", "--items", 4, *mira)
    assert (looser["now"]["items"], looser["from_tomorrow"]["items"]) == (3, 4)
    refused = demo.refused("care", "limit", "--items", 99_999, *mira, "--json")
    assert (refused.code, refused.error) == (2, "limit-looser")
    assert "at most" in demo.ok("care", "show", *mira).out


def test_a_senior_extends_another_and_nobody_themselves(demo: Home, secret: Path) -> None:
    sara, mira = (("--as", name, "--password-file", secret) for name in ("sara", "mira"))
    assert demo.json("care", "list", *sara) == {"people": []}
    assert demo.json("care", "extend", "mira", "--reason", "One more hour.", *sara) == {
        "name": "mira",
        "extensions": 1,
    }
    [one] = demo.json("care", "list", *sara)["people"]
    assert one == {"name": "mira", "at_limit": False, "extensions": 1}
    for name, who, code in (
        ("sara", sara, "own-extension"),
        ("boss", sara, "looks-at-nothing"),
        ("mira", mira, "forbidden"),
        ("nobody", sara, "account-unknown"),
    ):
        refused = demo.refused("care", "extend", name, "--reason", "x", *who, "--json")
        assert refused.error == code
