"""Statements of reasons on the command line: what users were told, and what is held back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bounces import report

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.programs import Home

PASSWORD = "nine lives of a quiet cat"
LATER = "2099-01-01T00:00Z"


@pytest.fixture
def secret(demo: Home, place: Path) -> Path:
    secret = place / "password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    demo.ok("account", "add", "sara", "--role", "senior", "--password-file", secret)
    return secret


def test_what_is_not_there_is_said_in_words_and_by_its_code(demo: Home, secret: Path) -> None:
    sara = ("--as", "sara", "--password-file", secret)
    nothing = "00000000-0000-7000-8000-000000000000"
    assert demo.json("statement", "list") == {"statements": []}
    assert "No statement of reasons." in demo.ok("statement", "list", "--show", "unfit").out
    assert demo.json("statement", "withholdings") == {"withholdings": []}
    held = ("--why", "order", "--source", "Court, 1 C 2/26")
    for command, code in (
        (("show", nothing), "statement-unknown"),
        (("resend", nothing), "statement-unknown"),
        (("hold-back", nothing, *held, "--until", LATER, *sara), "case-unknown"),
        (("renew", nothing, "--source", "Court", "--until", LATER, *sara), "withholding-unknown"),
        (("mail", nothing, "--known"), "mail-not-set"),
        (("close-mail", nothing, "--reason", "gone"), "letter-unknown"),
        (("release", nothing, "--reason", "over", *sara), "withholding-unknown"),
    ):
        assert demo.refused("statement", *command, "--json").error == code
    for wrong in ("tomorrow", "2099-01-01T00:00"):
        refused = demo.refused("statement", "hold-back", nothing, *held, "--until", wrong, *sara)
        assert refused.code == 2


def test_a_letter_that_came_back_is_taken_from_standard_input(demo: Home) -> None:
    code = "7mqk-0000-0000-0000-0000-0000-0000"
    taken = demo.json("statement", "take-bounce", given=report(code))
    assert taken == {"outcome": "unknown", "statement": None}
    said = demo.ok("statement", "take-bounce", given=report(code)).out
    assert "It names no letter of this node: nothing changed." in " ".join(said.split())
    for wrong in (b"", b"\xff\x00", b"Subject: out of office\n\nBack on Monday."):
        refused = demo.refused("statement", "take-bounce", "--json", given=wrong)
        assert refused.error == "bounce-unreadable"
    assert demo.json("statement", "forget-mailbox", "demo", "kim") == {"erased": False}
    assert "Nothing was known." in demo.ok("statement", "forget-mailbox", "demo", "kim").out
    assert demo.json("statement", "list", "--show", "undelivered") == {"statements": []}
