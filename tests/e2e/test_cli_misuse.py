"""`tutela misuse`: the policy, what is listed, and what is refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stage import PASSWORD

if TYPE_CHECKING:
    from tests.e2e.programs import Home

SIGNED = ("--as", "sara", "--password-file", "-")
WEIGHED = ("--gravity", "grave", "--intention", "unseen", "--told", "stop")
NOBODY = "00000000-0000-0000-0000-000000000000"


def test_misuse_is_listed_warned_of_and_refused_in_words(demo: Home) -> None:
    demo.ok("account", "add", "sara", "--role", "senior", "--password-file", "-", given=PASSWORD)
    assert "no misuse was recorded" in demo.ok("misuse", "list").out
    assert demo.json("misuse", "list") == {"parties": []}
    assert "Nobody was warned or suspended." in demo.ok("misuse", "cases").out
    assert demo.json("misuse", "cases") == {"cases": []}
    assert "Zuerst warnen wir." in demo.ok("misuse", "policy", "--language", "de").out
    assert len(demo.json("misuse", "policy")["texts"]) == 7
    warn = ("misuse", "warn", "demo", "content", *WEIGHED, *SIGNED)
    both = demo.refused(*warn, given=PASSWORD)
    assert "Give one of --key and --account." in both.err
    nothing = demo.refused(*warn, "--account", "kim", given=PASSWORD)
    assert "Nothing was decided within the period" in nothing.err
    for act, words in (("lift", "--reason"), ("object", "--words"), ("uphold", "--words")):
        done = demo.refused("misuse", act, NOBODY, words, "x", *SIGNED, given=PASSWORD)
        assert "There is no case of misuse" in done.err
    asked = ("--days", "5", "--told", "x", "--reason", "y", *SIGNED)
    assert (
        "There is no case" in demo.refused("misuse", "suspend", NOBODY, *asked, given=PASSWORD).err
    )
    assert "There is no case" in demo.refused("misuse", "show", NOBODY).err
