"""`tutela flagger`: who is a trusted flagger, how the status stands, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.standing import Standing
from tutela.platform.permissions import Permission
from tutela.redress.notices.flaggers import register
from tutela.redress.notices.flaggers.machine import Command
from tutela.redress.notices.flaggers.model import WORDS, NewFlagger

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from tutela.redress.notices.flaggers.model import Figures, Flagger

FLAGGER = click.argument("flagger_id", metavar="FLAGGER", type=click.UUID)


@click.group()
def flagger() -> None:
    """Trusted flaggers (Article 22 DSA): whose notices stand first, and what came of them."""


@flagger.command(name="list")
@json_option
@needs(Permission.NOTICE_READ)
def list_(as_json: bool) -> None:  # noqa: FBT001
    """List trusted flaggers, with what came of their notices."""
    with opened() as node:
        found = register.list_flaggers(node, console_operator())
    if as_json:
        output.emit({"flaggers": [_json(one, figures) for one, figures in found]})
        return
    output.table(
        ("flagger", "name", "service", "state", "notices", "unfounded", "median"),
        (
            (
                one.id,
                f"{one.name} ({one.member_state})",
                one.service_id,
                WORDS[one.state],
                f"{figures.notices}, {figures.waiting} waiting",
                figures.unfounded,
                _hours(figures),
            )
            for one, figures in found
        ),
        empty="No trusted flagger is known yet.",
    )


@flagger.command()
@FLAGGER
@json_option
@needs(Permission.NOTICE_READ)
def show(flagger_id: UUID, as_json: bool) -> None:  # noqa: FBT001
    """Show a trusted flagger: who awarded the status, how it stands, what came of its notices."""
    with opened() as node:
        one, figures = register.show_flagger(node, console_operator(), flagger_id)
    output.emit(_json(one, figures)) if as_json else _show(one, figures)


@flagger.command()
@click.argument("service", metavar="SERVICE")
@click.argument("name", metavar="NAME")
@click.option("--awarded-by", required=True, help="The Digital Services Coordinator.")
@click.option("--member-state", required=True, metavar="XX", help="Its Member State, such as DE.")
@click.option("--areas", required=True, help="What the status was awarded for.")
@click.option("--contact", required=True, help="Where the flagger is reached.")
@click.option("--since", required=True, type=click.DateTime(["%Y-%m-%d"]), help="When the status "
              "began.")  # fmt: skip
@click.option("--key", required=True, metavar="ID", help="The public id of the key that is theirs; "
              "`tutela key create --for notices` makes one.")  # fmt: skip
@person_options(required=True)
@json_option
@needs(Permission.FLAGGER_MANAGE)
def add(
    service: str,
    name: str,
    awarded_by: str,
    member_state: str,
    areas: str,
    contact: str,
    since: datetime,
    key: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Enter a trusted flagger, as yourself: what its key sends stands first from now on."""
    new = NewFlagger(name, awarded_by, member_state, areas, contact, since.date(), key)
    with opened() as node:
        made = register.add(node, signed_in(node, person_name, password_file), service, new)
    if as_json:
        output.emit({"flagger": str(made)})
        return
    output.say(
        "{name} is a trusted flagger of {service}: {id}", name=name, service=service, id=made
    )


_STANDING = Standing(
    flagger,
    "flagger",
    Permission.FLAGGER_MANAGE,
    register.change,
    "Why, and which decision it follows.",
)
_STANDING.add(
    Command.SUSPEND,
    "Record, as yourself, that the status is suspended while the Coordinator investigates.",
    "Suspended: what comes in from now on stands where other notices stand.",
)
_STANDING.add(
    Command.RESTORE,
    "Record, as yourself, that the status holds again.",
    "Trusted again: what comes in from now on stands first.",
)
_STANDING.add(
    Command.END,
    "Record, as yourself, that the status was revoked or has ended, for good.",
    "Ended. The key still gives notice, like anybody's; an administrator can end it too.",
)


def _show(one: Flagger, figures: Figures) -> None:
    output.say("[bold]{name}[/], of {service}", name=one.name, service=one.service_id)
    output.say("Status: [bold]{state}[/], by {who} {at} {reason}", state=WORDS[one.state],
               who=one.state_by_name, at=output.minute(one.state_at),
               reason=one.state_reason)  # fmt: skip
    output.say("Awarded by {by} ({state}) since {since}, for {areas}", by=one.awarded_by,
               state=one.member_state, since=one.since.isoformat(), areas=one.areas)  # fmt: skip
    output.say("Reached at {contact}, sends with the key {key}", contact=one.contact, key=one.key)
    output.say("{n}: {waiting} waiting, {unfounded} manifestly unfounded, {late} decided late.",
               n=output.counted(figures.notices, "notice"), waiting=figures.waiting,
               unfounded=figures.unfounded, late=figures.late)  # fmt: skip
    for outcome, number in figures.outcomes.items():
        output.say("  {outcome}: {n}", outcome=outcome.words, n=number)
    if figures.median_hours is not None:
        output.say("Half of the decisions took no longer than {hours}.", hours=_hours(figures))


def _hours(figures: Figures) -> str:
    return "" if figures.median_hours is None else f"{figures.median_hours:.1f} h"


def _json(one: Flagger, figures: Figures) -> dict[str, Any]:
    return {
        "flagger": str(one.id),
        "service": one.service_id,
        "name": one.name,
        "awarded_by": one.awarded_by,
        "member_state": one.member_state,
        "areas": one.areas,
        "contact": one.contact,
        "since": one.since.isoformat(),
        "key": one.key,
        "state": one.state.value,
        "state_at": one.state_at,
        "state_by": one.state_by_name,
        "reason": one.state_reason or None,
        "notices": figures.notices,
        "waiting": figures.waiting,
        "outcomes": {outcome.value: number for outcome, number in figures.outcomes.items()},
        "unfounded": figures.unfounded,
        "late": figures.late,
        "median_hours": figures.median_hours,
    }
