"""The process that is killed while it takes in and acts on what another institution says.

    python -m tests.e2e.crash_loop_child

takes orders as `crash_envelopes_child` does. Only commits are steps: between two of them nothing
that happened is left.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tests.e2e.crash_envelopes_child import opened_node
from tests.e2e.dying import Steps, install, take_orders
from tests.jobs import run_jobs

from tutela.federation import taking
from tutela.platform.clock import ManualClock


class Commits(Steps):
    """Counts commits alone."""

    def step(self, kind: str) -> None:
        if kind == "commit":
            super().step(kind)


def live(folder: str, number: int, deadly: int, database: str, now: str, *given: str) -> None:
    """Takes a post in and acts on it, up to its end or its deadly commit."""
    os.environ["PGAPPNAME"] = f"story-{number}"
    steps = Commits(deadly, ())
    install(steps)
    with opened_node(Path(folder), database) as found:
        node = replace(found, clock=ManualClock(datetime.fromisoformat(now)))
        shown, post = given
        steps.armed = True
        taking.take(node, taking.admit(node, shown), post.encode())
        run_jobs(node)
        steps.armed = False


if __name__ == "__main__":
    take_orders(live)
