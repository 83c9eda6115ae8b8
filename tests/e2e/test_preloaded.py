"""A command that a fork runs is the console script: same words, same answer, same code."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.e2e.preloaded import preloaded
from tests.e2e.programs import PATIENCE, TUTELA, Home

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {
    "the version": ["--version"],
    "a list": ["case", "list", "--json"],
    "a table": ["law", "list"],
    "wrong use": ["case", "show", "nothing"],
    "an unknown command": ["kase"],
    "what is not there": ["bank", "show", "none", "--json"],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("node") / "home")
    home.ok("init", "--demo")
    return home


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_both_ways_say_the_same(made: Home, words: list[str]) -> None:
    real = subprocess.run(
        [TUTELA, *words], env=made.environment, capture_output=True, timeout=PATIENCE, check=False
    )
    forked = preloaded().run(words, made.environment, b"", PATIENCE)
    assert forked == (real.returncode, real.stdout, real.stderr)


def test_a_shell_finds_it_with_its_own_streams_folder_and_code(made: Home, tmp_path: Path) -> None:
    variables = made.environment | preloaded().in_shells(tmp_path)
    script = "cd / && tutela account add kim --role reviewer --password-file - --json | wc -l; "
    ended = subprocess.run(
        ["bash", "-c", script + "tutela kase"],
        env=variables,
        input=b"seven quiet herons by the pond",
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 2
    assert int(ended.stdout) > 1
    assert b"kase" in ended.stderr
