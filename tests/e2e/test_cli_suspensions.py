"""An account that is suspended for what it put there, on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.e2e.programs import Home
from tests.screens.suspension import Suspended, play_suspension
from tests.stage import PASSWORD, Stage

from tutela import assembly
from tutela.platform import home
from tutela.platform.settings import load
from tutela.redress.complaints import lodging
from tutela.redress.statements import links

if TYPE_CHECKING:
    from pathlib import Path

SIGNED = ("--as", "sara", "--password-file", "-")


@pytest.fixture
def played(place: Path) -> tuple[Home, Suspended, str]:
    """A home with a suspension, and the number of the complaint about it."""
    folder = place / "home"
    settings, _ = load(folder, {})
    home.create(settings, demo=True)
    settings, _ = load(folder, {})  # which say by now that it is a demo
    with home.open_node(settings, assembly.tasks()) as node:
        stage = Stage(node)
        made = play_suspension(stage)
        code = made.link.removeprefix(links.PATH)
        one = lodging.by_link(node, code, "It was not me.", language="en")
        stage.close()
    return Home(folder), made, str(one.id)


def test_a_suspension_is_read_and_lifted_by_the_answer_to_its_complaint(
    played: tuple[Home, Suspended, str],
) -> None:
    node, made, complaint = played
    said = node.ok("statement", "show", made.statement).out
    assert "is suspended for a time" in said
    shown = node.json("statement", "show", made.statement)
    assert (shown["kind"], shown["suspension"]) == ("suspension", str(made.misuse))
    assert node.json("misuse", "show", made.misuse)["statement"] == str(made.statement)
    assert str(made.statement) in node.ok("misuse", "show", made.misuse).out
    objects = ("misuse", "object", made.misuse, "--words", "no", *SIGNED, "--json")
    assert node.refused(*objects, given=PASSWORD).error == "misuse-complain-instead"
    decide = ("complaint", "decide", complaint, "--told", "You are right.")
    wrong = node.refused(*decide, "--account", *SIGNED, "--json", given=PASSWORD)
    assert wrong.error == "complaint-lift-needed"
    both = node.refused(*decide, "--lift", "--uphold", *SIGNED, given=PASSWORD)
    assert both.code == 2
    done = node.json(*decide, "--lift", *SIGNED, given=PASSWORD)
    assert done["outcome"] == "reversed"
    assert node.json("misuse", "show", made.misuse)["state"] == "ended"
