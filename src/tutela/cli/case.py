"""`tutela case`: the queue, a case, and deciding it as a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tutela.casework import decisions, queue
from tutela.casework.decisions import Judgement
from tutela.casework.machine import ItemState
from tutela.cli import output
from tutela.cli.case_claims import COMMANDS
from tutela.cli.case_foretold import foretell
from tutela.cli.case_mark import mark
from tutela.cli.case_only import chosen, only_options
from tutela.cli.case_shown import UNNAMED, case_json, show_case
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.law.model import Finding
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from tutela.casework.decisions import Decided

F = TypeVar("F", bound=Callable[..., Any])


@click.group()
def case() -> None:
    """What waits for a person, and deciding it."""


for _one in (*COMMANDS, mark):
    case.add_command(_one)


@case.command(name="list")
@click.option("--closed", is_flag=True, help="Closed cases instead of open ones.")
@only_options
@person_options(required=False)
@json_option
@needs(Permission.CASE_READ)
def list_(
    closed: bool,  # noqa: FBT001
    person_name: str | None,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
    **asked: Any,
) -> None:
    """List cases, the most urgent first; the options choose among those that wait."""
    only = chosen(closed=closed, person=person_name, **asked)
    with opened() as node:
        state = "closed" if closed else "open"
        actor = signed_in(node, person_name, password_file) if person_name else console_operator()
        found = queue.list_cases(node, actor, state=state, only=only)
    if as_json:
        output.emit({"cases": [one.to_json() for one in found]})
        return
    if not found:
        output.say("No closed cases." if closed else "Nothing waits.")
        return
    output.table(
        (
            "case",
            "service",
            "subject",
            "items",
            "to decide",
            "notices",
            "second person",
            "hold due",
            "with",
        ),
        (
            (
                one.id,
                one.service_id,
                one.named or UNNAMED.get(one.subject_kind, "unknown account"),
                one.items,
                one.pending,
                one.notices,
                one.seconding,
                ("ALARM " if one.alarmed else "") + output.minute(one.next_due_at),
                one.claim.by_name or ("a senior must" if one.claim.state == "escalated" else ""),
            )
            for one in found
        ),
    )


@case.command()
@click.argument("case_id", metavar="CASE", type=click.UUID)
@click.option("--purpose", default="review the case", show_default=True, help="Why you look.")
@click.option("--after", type=click.UUID, help="Go on behind this item: 100 are shown at once.")
@json_option
@needs(Permission.CASE_READ)
def show(case_id: UUID, purpose: str, after: UUID | None, as_json: bool) -> None:  # noqa: FBT001
    """Show a case: facts and matches, no picture. The look is recorded."""
    with opened() as node:
        found = queue.show_case(node, console_operator(), case_id, purpose=purpose, after=after)
    output.emit(case_json(found)) if as_json else show_case(found)


def _judgement_options(function: F) -> F:
    finding = [
        click.option("--finding", type=click.Choice([one.value for one in Finding]),
                     help="What you found."),
        click.option("--confirm", "finding", flag_value=Finding.CONFIRMED.value,
                     help="Short for --finding confirmed: it is what the label says."),
        click.option("--reject", "finding", flag_value=Finding.NOT_ABUSE_MATERIAL.value,
                     help="Short for --finding not-abuse-material."),
        click.option("--label", default="", help="Label in the service's scheme, to confirm."),
        click.option("--reason", required=True, help="Why, in words."),
        click.option("--ban-reason", default="",
                     help="Propose a ban of the account, and say why. Without it none is."),
        click.option("--seen-at-platform", is_flag=True,
                     help="You looked at it where the platform keeps it."),
    ]  # fmt: skip
    for option in finding:
        function = option(function)
    return function


@case.command()
@click.argument("case_id", metavar="CASE", type=click.UUID)
@click.option("--item", "items", multiple=True, type=click.UUID, help="Only this item.")
@click.option("--dry-run", is_flag=True, help="Only say what it would do, and do nothing.")
@_judgement_options
@person_options(required=True)
@json_option
@needs(Permission.CASE_DECIDE)
def decide(
    case_id: UUID,
    items: tuple[UUID, ...],
    dry_run: bool,  # noqa: FBT001
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
    **judgement: Any,
) -> None:
    """Decide the waiting items of a case, as yourself."""
    said = _judgement(**judgement)
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        if dry_run:
            found = queue.show_case(
                node, actor, case_id, purpose="weigh a decision", item_ids=items or None
            )
            foretell(found, said.finding, items, node.clock.now(), as_json=as_json)
            return
        made = decisions.decide(node, actor, case_id, said, item_ids=items or None)
    _decided(made, as_json=as_json)


@case.command()
@click.argument("case_id", metavar="CASE", type=click.UUID)
@click.option("--item", "items", multiple=True, type=click.UUID, help="Only this item.")
@click.option("--agree/--decline", required=True, help="Whether you agree.")
@click.option("--reason", required=True, help="Why, in words.")
@click.option(
    "--seen-at-platform", is_flag=True, help="You looked at it where the platform keeps it."
)
@person_options(required=True)
@json_option
@needs(Permission.CASE_SECOND)
def second(
    case_id: UUID,
    items: tuple[UUID, ...],
    agree: bool,  # noqa: FBT001
    reason: str,
    seen_at_platform: bool,  # noqa: FBT001
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Agree to a proposed decision as a second person, or decline it."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        made = decisions.second(
            node,
            actor,
            case_id,
            agree=agree,
            reason=reason,
            seen_at_platform=seen_at_platform,
            item_ids=items or None,
        )
    _decided(made, as_json=as_json)


@case.command()
@click.argument("case_id", metavar="CASE", type=click.UUID)
@click.argument("item_id", metavar="ITEM", type=click.UUID)
@_judgement_options
@person_options(required=True)
@json_option
@needs(Permission.CASE_REVERSE)
def reverse(
    case_id: UUID,
    item_id: UUID,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
    **judgement: Any,
) -> None:
    """Reverse the decision on an item. Both decisions stay visible."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        made = decisions.reverse(node, actor, case_id, item_id, _judgement(**judgement))
    _decided([made], as_json=as_json)


def _judgement(
    finding: str | None, label: str, reason: str, ban_reason: str, *, seen_at_platform: bool
) -> Judgement:
    if finding is None:
        raise click.UsageError("Say what you found: --finding, or --confirm or --reject.")
    return Judgement(Finding(finding), reason, label, seen_at_platform, ban_reason)


_WAITS = {
    ItemState.SECONDING: " (waits for a second person)",
    ItemState.UNSURE: " (waits for another person)",
}


def _decided(made: Sequence[Decided], *, as_json: bool) -> None:
    if as_json:
        output.emit(
            {
                "items": [
                    {"item": str(one.item_id), "state": one.state.value, "seen": one.seen.value}
                    for one in made
                ]
            }
        )
        return
    for one in made:
        waits = _WAITS.get(one.state, "")
        output.say("{item}  {state}{waits}, {seen}", item=one.item_id, state=one.state.value,
                   waits=waits, seen=one.seen.value)  # fmt: skip
