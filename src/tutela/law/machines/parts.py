"""What the tables share: who acts, how a row is written, and the court branch of every order."""

from collections.abc import Iterable
from enum import StrEnum

from tutela.law.deadlines import Effect
from tutela.law.machine import ClockEffect, Move, Table, from_each


class Party(StrEnum):
    """Who acts in the Regulation's procedures; `system` is the clock or a job, never a person."""

    PROVIDER = "provider"
    AUTHORITY = "authority"
    COURT = "court"
    CENTRE = "centre"
    LAW_ENFORCEMENT = "law-enforcement"
    EUROPOL = "europol"
    DISPUTE_BODY = "dispute-body"
    USER = "user"
    VICTIM = "victim"
    SYSTEM = "system"


CLOCK_RUN_OUT = {"clock-run-out": "The time limit has passed by the server's clock."}
APPEAL_OVER = {"appeal-period-over": "The period for redress has passed or redress is exhausted."}


def clock(effect: Effect, *names: str) -> tuple[ClockEffect, ...]:
    """The same effect on each of these deadlines."""
    return tuple(ClockEffect(effect, name) for name in names)


def move(
    target: str,
    event: str,
    *actors: Party,
    guard: str | None = None,
    clocks: tuple[ClockEffect, ...] = (),
    source: str = "",
) -> Move[str]:
    """One cell of a table."""
    return Move(target, event, frozenset(actors), guard, clocks, source)


def court_branch(noun: str, live: Iterable[str], back: Iterable[str], source: str) -> Table[str]:
    """Any live state may be challenged; upheld orders return to where they were; annulled reverse.

    Clocks are not touched: a challenge stops none. Source: Articles 9, 15 and 18 of COM(2022) 209;
    reinstating after annulment is a design choice.
    """
    challenge = move("challenged", f"{noun}:challenge", Party.PROVIDER, Party.USER, source=source)
    returns = {
        ("upheld", f"return-to-{state}"): move(
            state, f"{noun}:return", Party.SYSTEM, guard=f"was-{state}", source=source
        )
        for state in back
    }
    return {
        **from_each(live, "challenge", challenge),
        ("challenged", "uphold"): move("upheld", f"{noun}:uphold", Party.COURT, source=source),
        ("challenged", "annul"): move("annulled", f"{noun}:annul", Party.COURT, source=source),
        ("annulled", "reinstate"): move("reversed", f"{noun}:reinstate", Party.PROVIDER),
        **returns,
    }


def was_guards(states: Iterable[str]) -> dict[str, str]:
    """The guards of the ways back from a court: the order was in that state when challenged."""
    return {f"was-{state}": f"The order was {state} when it was challenged." for state in states}


def closing(noun: str, ended: Iterable[str], source: str) -> Table[str]:
    """An order becomes final when redress is over, and its copies go to all authorities."""
    finalise = move(
        "final", f"{noun}:finalise", Party.AUTHORITY, guard="appeal-period-over", source=source
    )
    copies = move("closed", f"{noun}:transmit-copies", Party.AUTHORITY, source=source)
    return {**from_each(ended, "finalise", finalise), ("final", "transmit-copies"): copies}
