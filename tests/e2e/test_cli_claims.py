"""Taking cases on the command line, and leaving them to others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.programs import Home

PASSWORD = "nine lives of a quiet cat"


@dataclass(frozen=True)
class People:
    """A demo node with one case, two reviewers and a senior at the keyboard."""

    home: Home
    secret: Path
    case: str

    def as_(self, name: str, *arguments: object) -> Any:
        return self.home.json("case", *arguments, *self._who(name))

    def refusal(self, name: str, *arguments: object) -> str:
        done = self.home.refused("case", *arguments, *self._who(name), "--json")
        assert done.code == 2
        return done.error

    def listed(self) -> Any:
        [one] = self.home.json("case", "list")["cases"]
        return one

    def _who(self, name: str) -> tuple[str, ...]:
        return ("--as", name, "--password-file", str(self.secret))


@pytest.fixture
def people(demo: Home, hit: Path, place: Path) -> People:
    secret = place / "password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    for name, role in (("mira", "reviewer"), ("jonas", "reviewer"), ("sara", "senior")):
        demo.ok("account", "add", name, "--role", role, "--password-file", secret)
    demo.run("scan", hit, "--account", "kim")
    [case] = demo.json("case", "list")["cases"]
    return People(demo, secret, case["case"])


def test_a_case_goes_from_one_person_to_the_next(people: People) -> None:
    case = people.case
    assert people.as_("mira", "next") == {"case": case}
    assert people.as_("jonas", "next") == {"case": None}
    listed = people.listed()
    assert (listed["claim"], listed["claimed_by"]) == ("claimed", "mira")
    assert listed["reasons"], "it says why it stands where it stands"
    assert people.refusal("jonas", "take", case) == "claimed-by-other"
    people.as_("mira", "release", case)
    assert people.as_("jonas", "take", case) == {"case": case}
    people.as_("sara", "reassign", case, "mira", "--reason", "she knows the forum")
    people.as_("mira", "skip", case, "--why", "language")
    assert people.as_("mira", "next") == {"case": None}
    people.as_("jonas", "escalate", case, "--reason", "is this ours to judge?")
    assert people.refusal("jonas", "take", case) == "case-escalated"
    assert people.as_("sara", "next") == {"case": case}
    people.as_("jonas", "comment", case, "thank you")
    shown = people.home.json("case", "show", case)
    assert [(one["kind"], one["words"]) for one in shown["notes"]] == [
        ("reassign", "she knows the forum"),
        ("escalate", "is this ours to judge?"),
        ("comment", "thank you"),
    ]
    assert "with" in people.home.ok("case", "list").out
    assert "sara works on it until" in people.home.ok("case", "show", case).out


def test_what_is_refused_is_said(people: People) -> None:
    assert people.refusal("jonas", "release", people.case) == "claim-refused"
    assert people.refusal("mira", "comment", people.case, " ") == "words-missing"
    assert people.refusal("mira", "reassign", people.case, "jonas", "--reason", "x") == "forbidden"
    nobody = ("reassign", people.case, "nobody", "--reason", "x")
    assert people.refusal("sara", *nobody) == "account-unknown"


def test_findings_marks_and_choices_have_their_commands(people: People) -> None:
    case, find = people.case, ("--reason", "so I see it", "--seen-at-platform")
    [told] = people.as_("mira", "decide", case, "--finding", "age-ambiguous", *find, "--dry-run")[
        "items"
    ]
    assert "A second person must agree before your decision takes effect." in told["will"]
    assert people.listed()["pending"] == 1, "nothing was done"
    marked = people.as_(
        "mira", "mark", case, "--circumstance", "self-generated", "--reason", "a mirror"
    )
    assert marked == {"case": case, "items": 1}
    assert people.listed()["circumstance"] == "self-generated"
    off = ("mark", case, "--circumstance", "none", "--reason", "an adult")
    assert people.refusal("mira", *off) == "own-mark"
    [passed] = people.as_("mira", "decide", case, "--finding", "unsure", "--reason", "too dark")[
        "items"
    ]
    assert passed["state"] == "unsure"
    chosen = people.home.json("case", "list", "--who", "unsure", "--severity", "serious")
    assert [one["case"] for one in chosen["cases"]] == [case]
    assert not people.home.json("case", "list", "--language", "de")["cases"]
    assert not people.as_("mira", "list", "--who", "mine")["cases"]
    assert people.home.run("case", "list", "--who", "mine").code == 2
    assert people.home.run("case", "list", "--closed", "--who", "free").code == 2
    shown = people.home.json("case", "show", case)
    assert (shown["items"][0]["circumstance"], shown["other_cases"]) == ("self-generated", [])
