"""`tutela flag`: what users flagged on the platform, and what was decided on it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.platform.permissions import Permission
from tutela.redress.flags import deciding
from tutela.redress.flags.machine import FlagState
from tutela.redress.flags.model import Outcome

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from tutela.redress.flags.deciding import Opened
    from tutela.redress.flags.model import Flag

FLAG = click.argument("flag_id", metavar="FLAG", type=click.UUID)


@click.group()
def flag() -> None:
    """What users flagged: see it, and decide it as a person."""


@flag.command(name="list")
@click.option(
    "--state", type=click.Choice([one.value for one in FlagState]), help="Only those that stand so."
)
@json_option
@needs(Permission.NOTICE_READ)
def list_(state: str | None, as_json: bool) -> None:  # noqa: FBT001
    """List flags without what they say: what waits first, danger before all."""
    with opened() as node:
        found = deciding.list_flags(node, console_operator(), FlagState(state) if state else None)
    if as_json:
        output.emit({"flags": [_brief(one) for one in found]})
        return
    output.table(
        ("flag", "service", "about", "state", "received", "the same"),
        (
            (
                one.id,
                one.service_id,
                ("DANGER " if one.danger else "") + one.category.value,
                one.outcome.value if one.outcome else one.state.value,
                output.minute(one.received_at),
                one.same or "",
            )
            for one in found
        ),
        empty="No flags.",
    )


@flag.command()
@FLAG
@click.option("--purpose", default="see the flag", show_default=True, help="Why you look.")
@json_option
@needs(Permission.NOTICE_READ)
def show(flag_id: UUID, purpose: str, as_json: bool) -> None:  # noqa: FBT001
    """Open a flag: the user's words and the context they chose. The look is recorded."""
    with opened() as node:
        found = deciding.open_flag(node, console_operator(), flag_id, purpose=purpose)
    if as_json:
        said = asdict(found.said) if found.said else None
        output.emit(_brief(found.flag) | {"item": found.flag.item_ref or None, "said": said})
        return
    _show(found)


@flag.command()
@FLAG
@click.option(
    "--outcome",
    required=True,
    type=click.Choice([one.value for one in Outcome]),
    help="What came of it.",
)
@click.option("--unfounded", is_flag=True, help="This flag was manifestly unfounded.")
@person_options(required=True)
@json_option
@needs(Permission.NOTICE_DECIDE)
def decide(
    flag_id: UUID,
    outcome: str,
    unfounded: bool,  # noqa: FBT001
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Decide a flag with all of the same item, as yourself; the platform is told each."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        count = deciding.decide(node, actor, flag_id, Outcome(outcome), unfounded=unfounded)
    if as_json:
        output.emit({"decided": count, "outcome": outcome})
        return
    output.say("{flags} decided: [bold]{outcome}[/].", flags=output.counted(count, "flag"),
               outcome=Outcome(outcome).words)  # fmt: skip


def _show(found: Opened) -> None:
    one = found.flag
    if one.danger:
        output.say("[red]Says that somebody is in danger now.[/]")
    output.say("[bold]{category}[/]", category=one.category.words)
    output.say("Flag {id} on {service}, case {case}", id=one.id, service=one.service_id,
               case=one.case_id)  # fmt: skip
    output.say("Came in {at}", at=output.minute(one.received_at))
    if found.said is None:
        output.say("What it said was erased.")
    else:
        output.say("Item {item}, flagged by {account}", item=one.item_ref,
                   account=found.said.account)  # fmt: skip
        output.say("  {words}", words=found.said.words or "No words.")
        for piece in found.said.context:
            output.say("  {ref} by {by}: {text}", ref=piece.ref, by=piece.by, text=piece.text)
    if one.same:
        output.say("{n} of the same item.", n=output.counted(one.same, "further flag"))
    if one.outcome and one.decided_at:
        output.say("{who} decided {at}: [bold]{outcome}[/]", who=one.decided_by_name,
                   at=output.minute(one.decided_at), outcome=one.outcome.words)  # fmt: skip


def _brief(one: Flag) -> dict[str, Any]:
    return {
        "flag": str(one.id),
        "service": one.service_id,
        "category": one.category.value,
        "surface": one.surface,
        "state": one.state.value,
        "danger": one.danger,
        "child": one.child,
        "harmed": one.harmed,
        "disclosed": one.disclosed,
        "same": one.same,
        "case": str(one.case_id),
        "received_at": one.received_at,
        "outcome": one.outcome.value if one.outcome else None,
        "unfounded": one.unfounded,
        "decided_at": one.decided_at,
        "erase_at": one.erase_at,
    }
