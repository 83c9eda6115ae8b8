"""What an error says is for any reader; only the command line speaks of commands and options."""

from __future__ import annotations

import inspect
import re

import pytest
from docs.generators.errors import ours

from tutela.casework.errors import CaseUnknown, NotSeen
from tutela.platform.approvals.errors import AwaitsApproval, CoolingOff
from tutela.platform.errors import TutelaError

COMMAND = re.compile(r"--[a-z]|`tutela ")
# What whoever runs the node puts right, at its console and nowhere else.
FOR_THE_CONSOLE = frozenset(
    {
        "audit-witness-ahead", "beyond-loopback", "database-behind", "deadline-unknown",
        "decoder-missing", "factor-unreadable", "master-key-elsewhere", "no-webhook",
        "not-initialised", "not-serving", "recipient-credentials-missing", "restore-unfinished",
        "retention-basis-missing", "rotation-running", "setting-unknown", "sso-not-linked",
        "sso-unknown", "surface-ambiguous", "too-late-to-declare", "transfer-ground-missing",
    }
)  # fmt: skip


def test_no_sentence_in_a_browser_speaks_of_the_command_line() -> None:
    found = {vars(one)["code"] for one in ours() if COMMAND.search(inspect.getdoc(one) or "")}
    assert found == FOR_THE_CONSOLE


def test_the_command_line_adds_what_helps_there() -> None:
    error = CaseUnknown(case="7")
    assert error.sentence == "There is no case 7."
    assert error.at_console == "There is no case 7. `tutela case list` shows those there are."
    assert "--seen-at-platform" in NotSeen(item="7").at_console
    assert "--seen-at-platform" not in NotSeen(item="7").sentence


@pytest.mark.parametrize("one", [one for one in ours() if issubclass(one, TutelaError)])
def test_what_the_command_line_adds_is_filled_by_the_same_facts(one: type[TutelaError]) -> None:
    said = set(re.findall(r"{(\w+)", inspect.getdoc(one) or ""))
    assert set(re.findall(r"{(\w+)", one.console)) <= said


def test_who_is_alone_is_not_told_that_another_person_agrees() -> None:
    assert "tutela approve" in AwaitsApproval(request="7", then="go on", until="soon").at_console
    assert "tutela approve" not in CoolingOff(request="7", ready="soon", then="").at_console
