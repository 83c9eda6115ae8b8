"""`tutela statement hold-back|renew|release|withholdings`: what users are not told yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.report_given import Instant
from tutela.platform.permissions import Permission
from tutela.redress.statements import reading, withholding
from tutela.redress.statements.model import Why

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

_UNTIL = click.option(
    "--until",
    type=Instant(),
    required=True,
    help="When it ends by itself, in UTC: six weeks from now at most.",
)


@click.command(name="hold-back")
@click.argument("case_id", metavar="CASE", type=click.UUID)
@click.option(
    "--why",
    type=click.Choice([one.value for one in Why]),
    required=True,
    help="The lawful ground: an authority investigates, an order forbids it, or somebody's safety.",
)
@click.option("--source", required=True, help="Who asks for it, with their reference.")
@_UNTIL
@person_options(required=True)
@json_option
@needs(Permission.STATEMENT_HOLD_BACK)
def hold_back(
    case_id: UUID,
    why: str,
    source: str,
    until: datetime,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Hold back what the user of a case is told, on a lawful ground and for a time."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        made = withholding.hold_back(node, actor, case_id, why=why, source=source, until=until)
    if as_json:
        output.emit({"withholding": str(made), "until": until})
    else:
        output.say(
            "[bold]{made}[/] holds it back until {until}; then it leaves by itself.",
            made=made,
            until=output.minute(until),
        )


@click.command()
@click.argument("withholding_id", metavar="WITHHOLDING", type=click.UUID)
@click.option("--source", required=True, help="Who asks for it again, with their reference.")
@_UNTIL
@person_options(required=True)
@json_option
@needs(Permission.STATEMENT_HOLD_BACK)
def renew(
    withholding_id: UUID,
    source: str,
    until: datetime,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Let it run on, once; another person than who held it back."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        withholding.renew(node, actor, withholding_id, source=source, until=until)
    if as_json:
        output.emit({"withholding": str(withholding_id), "until": until})
    else:
        output.say("It runs on until {until}.", until=output.minute(until))


@click.command()
@click.argument("withholding_id", metavar="WITHHOLDING", type=click.UUID)
@click.option("--reason", required=True, help="Why the user can be told now.")
@person_options(required=True)
@json_option
@needs(Permission.STATEMENT_HOLD_BACK)
def release(
    withholding_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Tell the user now: what waits leaves at once."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        withholding.release(node, actor, withholding_id, reason=reason)
    if as_json:
        output.emit({"withholding": str(withholding_id), "released": True})
    else:
        output.say("Nothing is held back any more: what waited is on its way.")


@click.command()
@json_option
@needs(Permission.STATEMENT_READ)
def withholdings(as_json: bool) -> None:  # noqa: FBT001
    """List what holds back statements now, the first to end first."""
    with opened() as node:
        found = reading.list_withholdings(node, console_operator())
    if as_json:
        output.emit(
            {
                "withholdings": [
                    {
                        "withholding": str(one.id),
                        "case": str(one.case_id),
                        "service": one.service_id,
                        "why": one.why.value,
                        "source": one.source,
                        "until": one.until,
                        "placed_by": one.placed_by_name,
                        "placed_at": one.placed_at,
                        "renewed_by": one.renewed_by_name or None,
                    }
                    for one in found
                ]
            }
        )
        return
    output.table(
        ("withholding", "case", "why", "until", "by", "source"),
        (
            (
                one.id, one.case_id, one.why.value, output.minute(one.until), one.placed_by_name,
                one.source,
            )
            for one in found
        ),
        empty="Nothing is held back.",
    )  # fmt: skip


COMMANDS = (hold_back, renew, release, withholdings)
