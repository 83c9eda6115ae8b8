"""The demo runs to its end, as the README promises."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys

import pytest
from tests.docs.pages import ROOT
from tests.e2e.preloaded import preloaded
from tests.ownserver import private_folder

from tutela.platform.database.embedded import EmbeddedServer

PATIENCE = 1500


@pytest.mark.timeout(PATIENCE + 60)
def test_every_step_of_the_demo_holds() -> None:
    top = private_folder()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUTELA_")}
    variables = kept | preloaded().in_shells(top)
    variables |= {"TUTELA_HOME": str(top / "demo"), "DEMO_EXIT": "1", "DEMO_PROGRAM": "tutela"}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "examples" / "demo.py")],
        env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        said, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
    finally:
        for home in top.glob("demo*"):
            if (home / "postgres").exists():
                EmbeddedServer(home / "postgres").stop()
        shutil.rmtree(top)
    assert process.returncode == 0, said
    assert "Every step held" in said
