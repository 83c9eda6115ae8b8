"""Who works at the console is told by the process, not by what the environment says."""

from __future__ import annotations

import os
import pwd
from typing import TYPE_CHECKING

from tutela.cli.opening import console_operator

if TYPE_CHECKING:
    import pytest


def test_the_environment_does_not_name_who_works_at_the_console(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "eve")
    assert console_operator().name == pwd.getpwuid(os.getuid()).pw_name
