"""`tutela publishing check`, which needs no node and sends nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.e2e.programs import Home
from tests.simulators.transparency import Transparency
from tests.transparency_samples import WHOLE, statement

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def nowhere(place: Path) -> Home:
    """A home that is not there."""
    return Home(place / "none")


def check(home: Home, given: Any, *more: str, code: int = 0) -> str:
    done = home.run("publishing", "check", "-", *more, given=json.dumps(given))
    assert done.code == code, done
    assert not home.folder.exists()
    return done.out


def test_a_whole_statement_is_in_order_alone_and_in_a_list(nowhere: Home) -> None:
    assert "In order: 1 statement." in check(nowhere, WHOLE)
    assert "In order: 2 statements." in check(nowhere, [WHOLE, WHOLE])
    assert "In order: 3 statements." in check(nowhere, {"statements": [WHOLE] * 3})


def test_what_is_wrong_is_said_by_statement_field_and_whose_rule_it_is(nowhere: Home) -> None:
    wrong = statement({"category": "NOT_LISTED", "decision_facts": "By user-4711"})
    said = check(nowhere, [WHOLE, wrong], "--fact", "user-4711", code=1)
    assert "the database" in said
    assert "Tutela" in said
    assert "1 of 2 statements cannot be sent." in said
    assert "NOT_LISTED" not in said
    assert "4711" not in said
    found = json.loads(check(nowhere, [WHOLE, wrong], "--fact", "user-4711", "--json", code=1))
    problems = found["statements"][1]["problems"]
    assert [(one["field"], one["code"], one["rule"]) for one in problems] == [
        ("category", "unlisted", "commission"),
        ("decision_facts", "personal-data", "tutela"),
    ]
    assert found["statements"][0] == {"problems": []}


@pytest.mark.parametrize(
    "given", [b"", b"{", b"[]", b"7", b"[7]", b'{"statements": 7}', b"\xff", b"[" * 90_000,
              b'"' + b"a" * 2_000_000 + b'"', b"1" * 9000]
)  # fmt: skip
def test_what_is_no_statement_is_refused_with_a_sentence(nowhere: Home, given: bytes) -> None:
    refused = nowhere.run("publishing", "check", "-", "--json", given=given)
    assert (refused.code, refused.error) == (2, "json-unusable")


def test_a_service_publishes_once_it_is_switched_on_and_the_database_has_it(demo: Home) -> None:
    assert "No service publishes." in demo.ok("publishing", "status").out
    with Transparency() as commission:
        on = ("publishing", "on", "demo", "--token-file", "-", "--territory", "EU")
        away = demo.refused(*on, "--environment", "production", "--json", given=commission.token)
        assert (away.code, away.error) == (2, "publishing-invalid")
        here = ("--environment", "simulator", "--address", commission.url)
        assert "are published (simulator)" in demo.ok(*on, *here, given=commission.token).out
        assert commission.token not in demo.ok("publishing", "status", "--json").out
    [target] = demo.json("publishing", "status")["services"]
    assert (target["service"], target["on"], target["problem"]) == ("demo", True, None)
    assert len(target["terms"]["territory"]) == 27
    assert demo.json("publishing", "list") == {"publications": []}
    unknown = "00000000-0000-7000-8000-000000000000"
    for words in (("show",), ("retry",), ("close", "--reason", "so")):
        refused = demo.refused("publishing", *words[:1], unknown, *words[1:], "--json")
        assert (refused.code, refused.error) == (2, "publication-unknown")
    assert "Nothing of demo is published" in demo.ok("publishing", "off", "demo").out
    assert demo.refused("publishing", "off", "nowhere", "--json").error == "publishing-unset"
