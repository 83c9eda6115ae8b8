"""`tutela complaint`: what people say against a decision, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.complaint_before import before
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.law.model import Finding
from tutela.platform.permissions import Permission
from tutela.redress.complaints import deciding
from tutela.redress.complaints.answer import Answer
from tutela.redress.complaints.carrying import INSTEAD, UNFOUNDED
from tutela.redress.misuse import ending
from tutela.redress.notices.model import FOUNDED
from tutela.redress.notices.model import Outcome as NoticeOutcome

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from tutela.redress.complaints.model import Complaint

COMPLAINT = click.argument("complaint_id", metavar="COMPLAINT", type=click.UUID)
FINDINGS = [one.value for one in INSTEAD]
OUTCOMES = sorted(one.value for one in FOUNDED | UNFOUNDED)


@click.group()
def complaint() -> None:
    """Complaints (Article 20 DSA): see them, and answer them as a person."""


complaint.add_command(before)


@complaint.command(name="list")
@click.option("--decided", is_flag=True, help="Those that were decided, the latest first.")
@json_option
@needs(Permission.COMPLAINT_READ)
def list_(decided: bool, as_json: bool) -> None:  # noqa: FBT001
    """List complaints: those that wait, the first to be decided first."""
    with opened() as node:
        found = deciding.list_complaints(node, console_operator(), waiting=not decided)
        now = node.clock.now()
    if as_json:
        output.emit({"complaints": [_brief(one, now) for one in found]})
        return
    output.table(
        ("complaint", "service", "about", "state", "due"),
        (
            (
                one.id,
                one.service_id,
                one.whose.words,
                one.outcome.words if one.outcome else one.state.value,
                ("LATE " if one.late_at(now) else "") + output.minute(one.due_at),
            )
            for one in found
        ),
        empty="No complaints.",
    )


@complaint.command()
@COMPLAINT
@click.option("--purpose", default="see the complaint", show_default=True, help="Why you look.")
@json_option
@needs(Permission.COMPLAINT_READ)
def show(complaint_id: UUID, purpose: str, as_json: bool) -> None:  # noqa: FBT001
    """Show a complaint: what it says, and what came of it. The look is recorded."""
    with opened() as node:
        one = deciding.show(node, console_operator(), complaint_id, purpose=purpose)
        now = node.clock.now()
    output.emit(_whole(one, now)) if as_json else _show(one, now)


@complaint.command()
@COMPLAINT
@click.option("--told", required=True, help="Why, in words for whoever complained.")
@click.option("--uphold", is_flag=True, help="The decision stands.")
@click.option("--reverse", type=click.Choice(FINDINGS), help="Reversed: what the item is instead.")
@click.option(
    "--account", is_flag=True, help="Only the account is not to be closed; the rest stands."
)
@click.option(
    "--notice",
    type=click.Choice(OUTCOMES),
    help="Reversed: what came of the notice, or "
    "not-illegal: what was removed after it is to be restored.",
)
@click.option("--lift", is_flag=True, help="Reversed: the account is no longer suspended.")
@click.option("--seen-at-platform", is_flag=True, help="You looked at it on the platform.")
@click.option("--unfounded", is_flag=True, help="It was manifestly unfounded; it is counted.")
@person_options(required=True)
@json_option
@needs(Permission.COMPLAINT_DECIDE)
def decide(
    complaint_id: UUID,
    told: str,
    uphold: bool,  # noqa: FBT001
    reverse: str | None,
    account: bool,  # noqa: FBT001
    notice: str | None,
    lift: bool,  # noqa: FBT001
    seen_at_platform: bool,  # noqa: FBT001
    unfounded: bool,  # noqa: FBT001
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Answer a complaint, as yourself; whoever complained is told."""
    if sum((uphold, reverse is not None, account, notice is not None, lift)) != 1:
        raise click.UsageError("Give one of --uphold, --reverse, --account, --notice and --lift.")
    answer = Answer(
        told=told,
        finding=Finding(reverse) if reverse else None,
        notice=NoticeOutcome(notice) if notice else None,
        account=account,
        lifts=lift,
        seen_at_platform=seen_at_platform,
        unfounded=unfounded,
    )
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        one = deciding.decide(node, actor, complaint_id, answer, ending.answered)
        now = node.clock.now()
    if as_json:
        output.emit(_brief(one, now))
    elif one.outcome:
        output.say("Complaint {id}: [bold]{outcome}[/].", id=one.id, outcome=one.outcome.words)
    else:
        output.say("A second person has to agree in case {case}.", case=one.case_id)


def _show(one: Complaint, now: datetime) -> None:
    output.say("[bold]Complaint {about}[/]", about=one.whose.words)
    output.say("Complaint {id} on {service}, case {case}", id=one.id, service=one.service_id,
               case=one.case_id)  # fmt: skip
    about = f"statement {one.statement_id}" if one.statement_id else f"notice {one.notice_id}"
    output.say("About {about}, came in {at}", about=about, at=output.minute(one.received_at))
    if one.erased_at:
        output.say("What it said was erased {at}.", at=output.minute(one.erased_at))
    for line in one.words.splitlines():
        output.say("  {line}", line=line)
    if one.outcome and one.decided_at:
        output.say("{who} decided {at}: [bold]{outcome}[/]", who=one.decided_by_name,
                   at=output.minute(one.decided_at), outcome=one.outcome.words)  # fmt: skip
        output.say("  {told}", told=one.told)
        return
    late = "[red]" if one.late_at(now) else "[bold]"
    output.say("To be decided by " + late + "{at}[/]", at=output.minute(one.due_at))


def _brief(one: Complaint, now: datetime) -> dict[str, Any]:
    return {
        "complaint": str(one.id),
        "service": one.service_id,
        "whose": one.whose.value,
        "statement": str(one.statement_id) if one.statement_id else None,
        "notice": str(one.notice_id) if one.notice_id else None,
        "case": str(one.case_id),
        "state": one.state.value,
        "late": one.late_at(now),
        "received_at": one.received_at,
        "due_at": one.due_at,
        "outcome": one.outcome.value if one.outcome else None,
        "decided_at": one.decided_at,
    }


def _whole(one: Complaint, now: datetime) -> dict[str, Any]:
    return _brief(one, now) | {
        "words": one.words or None,
        "told": one.told or None,
        "unfounded": one.unfounded,
        "account_only": one.account_only,
        "single_person": one.single_person,
        "decided_by": one.decided_by_name or None,
        "erase_at": one.erase_at,
        "erased_at": one.erased_at,
    }
