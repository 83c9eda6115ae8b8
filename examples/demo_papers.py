"""The yearly papers of the demo, step by step."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demo_node import Demo

WAITS = 2  # the exit code of what another person must agree to
PUBLISHING = "paper:publish"


def papers(demo: Demo, name: str, other: str) -> None:
    """Both papers of this year; the tables of the first add up when they are read again. `other`
    agrees that `name` publishes one of the last.
    """
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
    _publish(demo, _close(demo, name, year - 1), name, other)


def _close(demo: Demo, name: str, year: int) -> str:
    """The paper of a year that is over is kept as it is; its id."""
    period = ("--service", "demo", "--from", f"{year}-01-01", "--until", f"{year}-12-31")
    made = demo.as_person(name, "papers", "close", "--paper", "dsa", *period)
    demo.check(made["version"] == 1, "it is the first version")
    whole = demo.work / f"report-{year}.pdf"
    demo.tutela("papers", "show", made["edition"], "--pdf", whole)
    demo.check(whole.read_bytes().startswith(b"%PDF-"), "it is printed")
    demo.tell(f"The report of {year} is closed: nobody can change it; a correction is a new "
              "version", demo.link("papers", "editions", made["edition"]))  # fmt: skip
    demo.tell("As PDF, with every number and its query", whole)
    return str(made["edition"])


def _publish(demo: Demo, edition: str, name: str, other: str) -> None:
    """Two people show it to anybody, with small numbers hidden."""
    why = ("--reason", "the year is over")
    demo.as_person(name, "papers", "publish", edition, *why, exits=WAITS)
    [asked] = [one for one in demo.tutela("requests")["requests"] if one["act"] == PUBLISHING]
    demo.as_person(other, "approve", asked["request"], "--reason", "I read it")
    seen = demo.tutela("papers", "public", edition, "--pdf", demo.work / "figures.pdf")
    demo.check(bool(seen["figures"]), "anybody sees figures of it")
    demo.tell(f"{name} and {other} published it with small numbers hidden, in five languages",
              demo.link("public", "figures"))  # fmt: skip
    demo.tell("As PDF, for anybody", demo.work / "figures.pdf")
