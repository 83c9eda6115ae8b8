"""`tutela flagger`: entering a trusted flagger, seeing it, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stage import PASSWORD

if TYPE_CHECKING:
    from tests.e2e.programs import Home

SIGNED = ("--as", "sara", "--password-file", "-")
WHOLE = (
    "--awarded-by", "The Coordinator", "--member-state", "de", "--areas", "abuse of children",
    "--contact", "a@hotline.example",
)  # fmt: skip


def test_a_flagger_is_entered_suspended_restored_and_ended(demo: Home) -> None:
    demo.ok("account", "add", "sara", "--role", "senior", "--password-file", "-", given=PASSWORD)
    assert "No trusted flagger is known yet." in demo.ok("flagger", "list").out
    key = demo.json("key", "create", "demo", "hotline", "--for", "notices")["id"]
    add = ("flagger", "add", "demo", "The hotline", *WHOLE, "--key", key, *SIGNED)
    wrong = demo.refused(*add, "--since", "yesterday", given=PASSWORD)
    assert wrong.code == 2
    said = demo.ok(*add, "--since", "2020-05-04", given=PASSWORD).out
    assert "The hotline is a trusted flagger of demo" in said
    [one] = demo.json("flagger", "list")["flaggers"]
    assert (one["state"], one["member_state"], one["key"]) == ("active", "DE", key)
    assert (one["notices"], one["median_hours"]) == (0, None)
    for act, words in (("suspend", "suspended"), ("restore", "trusted"), ("end", "no longer")):
        demo.ok("flagger", act, one["flagger"], "--reason", "Decision 7", *SIGNED, given=PASSWORD)
        shown = demo.ok("flagger", "show", one["flagger"]).out
        assert words in shown
        assert "Decision 7" in shown
    again = demo.refused("flagger", "restore", one["flagger"], "--reason", "x", *SIGNED,
                         given=PASSWORD)  # fmt: skip
    assert "cannot be moved" in again.err
    assert "There is no trusted flagger" in demo.refused("flagger", "show", "0" * 32).err
