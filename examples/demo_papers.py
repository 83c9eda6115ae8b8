"""The yearly papers of the demo, step by step."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demo_node import Demo


def papers(demo: Demo, name: str) -> None:
    """Both papers of this year; the tables of the first add up when they are read again."""
    year = datetime.now(UTC).year
    period = ("--service", "demo", "--from", f"{year}-01-01", "--until", f"{year}-12-31")
    report = demo.work / "report"
    made = demo.tutela("papers", "dsa", *period, "--out", report)
    demo.check(made["preliminary"], "a year that is not over is preliminary")
    problems = demo.tutela("papers", "check", report)["problems"]
    demo.check(not problems, f"the tables add up, not {problems}")
    demo.tell(f"The transparency report of {year} is made; its tables add up", demo.link("papers"))
    form = demo.tutela("papers", "interim", *period)
    demo.check(bool(form["sheets"]["6_errors"]), "the form says how often machines were wrong")
    demo.tell("So is the interim Regulation's form, with errors over flagged and over reviewed",
              demo.link("papers"))  # fmt: skip
    _close(demo, name, year - 1)


def _close(demo: Demo, name: str, year: int) -> None:
    """The paper of a year that is over is kept as it is, and shown with small numbers hidden."""
    period = ("--service", "demo", "--from", f"{year}-01-01", "--until", f"{year}-12-31")
    made = demo.as_person(name, "papers", "close", "--paper", "dsa", *period)
    demo.check(made["version"] == 1, "it is the first version")
    seen = demo.tutela("papers", "public", made["edition"])
    demo.check(bool(seen["figures"]), "anybody may see figures of it")
    demo.tell(f"The report of {year} is closed: nobody can change it; a correction is a new "
              "version", demo.link("papers", "editions", made["edition"]))  # fmt: skip
