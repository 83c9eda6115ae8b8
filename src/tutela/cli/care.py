"""`tutela care`: what was counted of somebody's looking, their breaks, limits, and more of a day.

The same rules as on the pages: a person sees their own figures only, and a senior sees names.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import opened, signed_in
from tutela.evidence.looking import care as service
from tutela.evidence.looking.budget import MINUTE
from tutela.evidence.looking.model import NAMES, WORDS
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tutela.evidence.looking.care import Own
    from tutela.evidence.looking.model import Limits


@click.group()
def care() -> None:
    """How much somebody looks at: counters, breaks, limits of their own."""


@care.command()
@person_options(required=True)
@json_option
@needs(Permission.EVIDENCE_OPEN)
def show(person_name: str, password_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Show what was counted of your own looking today, and how much more there may be."""
    with opened() as node:
        own = service.own(node, signed_in(node, person_name, password_file))
        stopped = service.stopped(node, own)
    spent = {
        "items": own.spent.items,
        "minutes": own.spent.seconds // MINUTE,
        "points": own.spent.points,
        "streak_items": own.spent.streak_items,
        "streak_minutes": own.spent.streak_seconds // MINUTE,
        "streak_points": own.spent.streak_points,
    }
    if as_json:
        limits = {name: getattr(own.limits, name) for name in NAMES}
        output.emit({"spent": spent, "limits": limits, "stopped": stopped or None})
        return
    output.table(
        ("what is counted", "so far", "at most"),
        ((WORDS[name], count, getattr(own.limits, name)) for name, count in spent.items()),
    )
    if stopped:
        output.say("{stopped}", stopped=stopped)


@care.command(name="break")
@person_options(required=True)
@json_option
@needs(Permission.EVIDENCE_OPEN)
def take_break(person_name: str, password_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Begin a break: nothing is shown to you until it ends by the clock."""
    with opened() as node:
        until = service.take_break(node, signed_in(node, person_name, password_file))
    if as_json:
        output.emit({"until": until})
    else:
        output.say("Nothing is shown to you until {until}.", until=f"{until:%H:%M} UTC")


def _limit_options(function: Callable[..., None]) -> Callable[..., None]:
    for name in reversed(NAMES):
        function = click.option(
            f"--{name.replace('_', '-')}",
            name,
            type=click.IntRange(1, service.MOST),
            help=f"{WORDS[name].capitalize()}.",
        )(function)
    return function


@care.command()
@_limit_options
@person_options(required=True)
@json_option
@needs(Permission.EVIDENCE_OPEN)
def limit(
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
    **wanted: int | None,
) -> None:
    """Choose limits of your own. What is stricter holds at once, what is looser from tomorrow."""
    said = {name: value for name, value in wanted.items() if value is not None}
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        own = service.own(node, actor)
        service.set_limits(node, actor, replace(own.later or own.chosen, **said))
        own = service.own(node, actor)
    if as_json:
        now, then = ({name: getattr(one, name) for name in NAMES} for one in _both(own))
        output.emit({"now": now, "from_tomorrow": then})
        return
    output.table(
        ("limit", "now", "from tomorrow"),
        ((WORDS[name], *(getattr(one, name) for one in _both(own))) for name in NAMES),
    )


def _both(own: Own) -> tuple[Limits, Limits]:
    return own.chosen, own.later or own.chosen


@care.command(name="list")
@person_options(required=True)
@json_option
@needs(Permission.CARE_EXTEND)
def list_(person_name: str, password_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """List who is near the day's limit, at it, or was extended: names, no figures."""
    with opened() as node:
        found = service.neighbours(node, signed_in(node, person_name, password_file))
    if as_json:
        output.emit(
            {
                "people": [
                    {"name": one.name, "at_limit": one.at_limit, "extensions": one.extensions}
                    for one in found
                ]
            }
        )
        return
    output.table(
        ("person", "stands", "extended today"),
        ((one.name, _stands(at=one.at_limit, near=one.near), one.extensions) for one in found),
        empty="Nobody is near a limit.",
    )


def _stands(*, at: bool, near: bool) -> str:
    return "at the limit" if at else "near it" if near else "below it"


@care.command()
@click.argument("name")
@click.option("--reason", required=True, help="Why; kept in the log.")
@person_options(required=True)
@json_option
@needs(Permission.CARE_EXTEND)
def extend(
    name: str,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Let somebody else see a quarter of their day's limits more, until the day ends."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        times = service.extend(node, actor, name, reason=reason)
    if as_json:
        output.emit({"name": name, "extensions": times})
    else:
        output.say(
            "The day of {name} is extended: {times}.",
            name=name,
            times=output.counted(times, "time"),
        )
