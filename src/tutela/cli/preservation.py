"""`tutela preservation`: how long what belongs to a filed report is kept, and who decided it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output, preservation_proof
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.platform.permissions import Permission
from tutela.reporting.preservation import service as preservation_service
from tutela.reporting.preservation.clocks import Choice

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from tutela.reporting.preservation.model import Preservation

CHOICES = [one.value for one in Choice]


@click.group()
def preservation() -> None:
    """How long what belongs to a filed report is kept: the Union's limit, and a foreign duty."""


@preservation.command(name="list")
@click.option("--waiting", is_flag=True, help="Only conflicts that a person has yet to decide.")
@json_option
@needs(Permission.REPORT_READ)
def list_(waiting: bool, as_json: bool) -> None:  # noqa: FBT001
    """List the clocks of filed reports, the nearest end first."""
    with opened() as node:
        found = preservation_service.list_preservations(node, console_operator(), waiting=waiting)
    if as_json:
        output.emit({"preservations": [_json(one) for one in found]})
        return
    output.table(
        ("report", "recipient", "kept objects", "ends", "Union's limit", "foreign duty", "decided"),
        (
            (
                one.report_id,
                one.recipient,
                one.kept_objects,
                output.day(one.erase_at),
                output.day(one.clocks.european_end),
                output.day(one.clocks.foreign_end),
                _decided(one),
            )
            for one in found
        ),
        empty="No conflict waits." if waiting else "No report is filed.",
    )


@preservation.command()
@click.argument("report_id", metavar="REPORT", type=click.UUID)
@click.argument("choice", type=click.Choice(CHOICES))
@click.option("--reason", required=True, help="Why, in words; kept in the log.")
@person_options(required=True)
@json_option
@needs(Permission.PRESERVATION_DECIDE)
def decide(
    report_id: UUID,
    choice: str,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Decide which law's end holds for a report and what is kept of its items.

    The Union's limit holds until somebody decides. "foreign" keeps until the foreign duty ends.
    """
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        preservation_service.decide(node, actor, report_id, Choice(choice), reason=reason)
        one = preservation_service.of_report(node, actor, report_id)
    assert one is not None  # noqa: S101 - decided just above
    if as_json:
        output.emit(_json(one))
    else:
        output.say("Kept until {at} ({choice} law), by your decision.",
                   at=output.minute(one.erase_at), choice=choice)  # fmt: skip


def _decided(one: Preservation) -> str:
    if one.erased_at:
        return f"erased {output.day(one.erased_at)}"
    if one.waits:
        return "CONFLICT: decide"
    return f"{one.decision.value} by {one.decided_by_name}" if one.decision else ""


def _json(one: Preservation) -> dict[str, Any]:
    return {
        "report": str(one.report_id),
        "service": one.service_id,
        "recipient": one.recipient,
        "profile": one.clocks.profile or None,
        "identified_at": one.identified_at,
        "european_end": one.clocks.european_end,
        "foreign_end": one.clocks.foreign_end,
        "foreign_law": one.foreign_law or None,
        "conflict": one.clocks.conflict,
        "waits": one.waits,
        "decision": one.decision.value if one.decision else None,
        "reason": one.reason or None,
        "decided_by": one.decided_by_name,
        "decided_at": one.decided_at,
        "erase_at": one.erase_at,
        "erased_at": one.erased_at,
        "kept_objects": one.kept_objects,
    }


for _command in preservation_proof.COMMANDS:
    preservation.add_command(_command)
