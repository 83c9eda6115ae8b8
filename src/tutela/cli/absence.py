"""`tutela absence`: who is away, and who stands in for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.report_given import INSTANT
from tutela.platform.absences import service
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID


@click.group()
def absence() -> None:
    """Who is away. What they hold goes to who stands in for them, or back to the queue."""


@absence.command()
@person_options(required=True)
@click.option("--until", type=INSTANT, required=True, help="The end, such as 2026-12-08T09:00Z.")
@click.option("--from", "since", type=INSTANT, help="The beginning; by default now.")
@click.option("--cover", default="", metavar="NAME", help="Who stands in; by default nobody.")
@click.option("--for", "name", default="", metavar="NAME", help="Seniors: for somebody else.")
@click.option("--reason", default="", help="Why, if it is for somebody else; kept in the log.")
@json_option
@needs(Permission.CASE_READ)
def add(
    person_name: str,
    password_file: Path | None,
    until: datetime,
    since: datetime | None,
    cover: str,
    name: str,
    reason: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Say that you are away, or as a senior that somebody else is."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        made = service.say(
            node,
            actor,
            since=since or node.clock.now(),
            until=until,
            cover=cover,
            name=name,
            reason=reason,
        )
    who, other = name or person_name, cover or "nobody"
    if as_json:
        output.emit({"absence": made, "name": who, "cover": cover or None, "until": until})
    else:
        sentence = "{who} is away until {until}; {other} stands in."
        output.say(sentence, who=who, until=f"{until:%Y-%m-%d %H:%M} UTC", other=other)


@absence.command(name="list")
@json_option
@needs(Permission.NODE_READ)
def list_(as_json: bool) -> None:  # noqa: FBT001
    """List who is away or will be."""
    with opened() as node:
        found = service.list_absences(node, console_operator())
    if as_json:
        output.emit(
            {
                "absences": [
                    {
                        "id": one.absence.id,
                        "name": one.name,
                        "cover": one.cover or None,
                        "from": one.absence.since,
                        "until": one.absence.until,
                    }
                    for one in found
                ]
            }
        )
        return
    output.table(
        ("absence", "name", "from", "until", "stands in"),
        (
            (
                one.absence.id,
                one.name,
                output.day(one.absence.since),
                output.day(one.absence.until),
                one.cover or "nobody",
            )
            for one in found
        ),
        empty="Nobody is away, or will be.",
    )


@absence.command()
@click.argument("absence_id", metavar="ABSENCE", type=click.UUID)
@person_options(required=True)
@json_option
@needs(Permission.CASE_READ)
def end(
    absence_id: UUID,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """End an absence before its time: your own, or any as a senior."""
    with opened() as node:
        service.end(node, signed_in(node, person_name, password_file), absence_id)
    if as_json:
        output.emit({"absence": absence_id, "ended": True})
    else:
        output.say("The absence is over.")
