"""`tutela notice`: what people outside say is illegal, and what was decided on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.platform.permissions import Permission
from tutela.redress.notices import deciding
from tutela.redress.notices.deciding import Judgement
from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.model import Outcome
from tutela.redress.notices.public_words import KINDS
from tutela.redress.statements import reading

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from tutela.redress.notices.model import Mail, Notice

STATES = [one.value for one in NoticeState]
OUTCOMES = [one.value for one in Outcome]
NOTICE = click.argument("notice_id", metavar="NOTICE", type=click.UUID)
LONGEST_WHERE = 60


@click.group()
def notice() -> None:
    """Notices from outside (Article 16 DSA): see them, and decide them as a person."""


@notice.command(name="list")
@click.option("--state", type=click.Choice(STATES), help="Only those that stand so.")
@json_option
@needs(Permission.NOTICE_READ)
def list_(state: str | None, as_json: bool) -> None:  # noqa: FBT001
    """List notices: what waits first, danger before all, then trusted flaggers'."""
    wanted = NoticeState(state) if state else None
    with opened() as node:
        found = deciding.list_notices(node, console_operator(), wanted)
        now = node.clock.now()
    if as_json:
        output.emit({"notices": [_brief(one, now) for one in found]})
        return
    output.table(
        ("notice", "service", "about", "where", "state", "due", "the same"),
        (
            (
                one.id,
                one.service_id,
                ("DANGER " if one.danger else "") + one.kind.value,
                _where(one),
                one.outcome.value if one.outcome else one.state.value,
                ("LATE " if one.late_at(now) else "") + output.minute(one.due_at),
                one.joined or "",
            )
            for one in found
        ),
        empty="No notices.",
    )


@notice.command()
@NOTICE
@click.option("--purpose", default="see the notice", show_default=True, help="Why you look.")
@json_option
@needs(Permission.NOTICE_READ)
def show(notice_id: UUID, purpose: str, as_json: bool) -> None:  # noqa: FBT001
    """Show a notice: what it says, where, and what came of it. The look is recorded."""
    with opened() as node:
        actor = console_operator()
        one = deciding.show_notice(node, actor, notice_id, purpose=purpose)
        mails = deciding.messages(node, actor, notice_id)
        removed = reading.of_notice(node, actor, notice_id)
        now = node.clock.now()
    if as_json:
        told = [str(each.statement.id) for each in removed]
        output.emit(_whole(one, mails, now) | {"statements": told})
        return
    _show(one, mails, now)
    for each in removed:
        output.say("Told its user: statement {id}, {kind}", id=each.statement.id,
                   kind=each.statement.kind.value)  # fmt: skip


@notice.command()
@NOTICE
@click.option("--outcome", required=True, type=click.Choice(OUTCOMES), help="What came of it.")
@click.option("--told", required=True, help="Why, in words for whoever gave notice.")
@click.option("--duplicate-of", type=click.UUID, help="The notice that was decided before.")
@click.option("--unfounded", is_flag=True, help="It was manifestly unfounded; it is counted.")
@person_options(required=True)
@json_option
@needs(Permission.NOTICE_DECIDE)
def decide(
    notice_id: UUID,
    outcome: str,
    told: str,
    duplicate_of: UUID | None,
    unfounded: bool,  # noqa: FBT001
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Decide a notice, as yourself; whoever gave it is told."""
    judgement = Judgement(Outcome(outcome), told, unfounded, duplicate_of)
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        found = deciding.decide(node, actor, notice_id, judgement)
    if as_json:
        output.emit({"decided": [str(one.id) for one in found], "outcome": outcome})
        return
    output.say("{notices} decided: [bold]{outcome}[/].", outcome=judgement.outcome.words,
               notices=output.counted(len(found), "notice"))  # fmt: skip
    told_by_mail = sum(bool(one.email) for one in found)
    if told_by_mail:
        output.say("{n} told by e-mail.", n=output.counted(told_by_mail, "notifier"))


def _show(one: Notice, mails: list[Mail], now: datetime) -> None:
    if one.danger:
        output.say("[red]Says that somebody is in danger now.[/]")
    output.say("[bold]{kind}[/]", kind=KINDS[one.kind])
    output.say("Notice {id} on {service}, case {case}", id=one.id, service=one.service_id,
               case=one.case_id)  # fmt: skip
    output.say("Came in {at} {way}, from {who}", at=output.minute(one.received_at),
               way=one.way.words, who=_who(one))  # fmt: skip
    if one.erased_at:
        output.say("What it said was erased {at}.", at=output.minute(one.erased_at))
        return
    for line in one.reasons.splitlines():
        output.say("  {line}", line=line)
    for place in one.places:
        spoken = f"  (reads as {place.spoken})" if place.spoken else ""
        output.say("  at {url}{spoken}", url=place.canonical, spoken=spoken)
    if one.item_ref:
        output.say("  item {item}", item=one.item_ref)
    if one.joined:
        output.say("{n} about the same.", n=output.counted(one.joined, "further notice"))
    if one.outcome and one.decided_at:
        output.say("{who} decided {at}: [bold]{outcome}[/]", who=one.decided_by_name,
                   at=output.minute(one.decided_at), outcome=one.outcome.words)  # fmt: skip
        output.say("  {told}", told=one.told)
    else:
        late = "[red]" if one.late_at(now) else "[bold]"
        output.say("To be decided by " + late + "{at}[/]", at=output.minute(one.due_at))
    for mail in mails:
        output.say("E-mail, {kind}: {state} {problem}", kind=mail.kind.value,
                   state=mail.state.value, problem=mail.last_error)  # fmt: skip


def _who(one: Notice) -> str:
    return one.flagger or one.notifier or one.email or "somebody who did not say who they are"


def _where(one: Notice) -> str:
    names = [place.canonical for place in one.places] + ([one.item_ref] if one.item_ref else [])
    if not names:
        return ""
    first = names[0] if len(names[0]) <= LONGEST_WHERE else f"{names[0][:LONGEST_WHERE]}…"
    return f"{first} and {len(names) - 1} more" if len(names) > 1 else first


def _brief(one: Notice, now: datetime) -> dict[str, Any]:
    return {
        "notice": str(one.id),
        "service": one.service_id,
        "kind": one.kind.value,
        "state": one.state.value,
        "danger": one.danger,
        "late": one.late_at(now),
        "flagger": one.flagger or None,
        "trusted": one.trusted,
        "joined": one.joined,
        "case": str(one.case_id),
        "received_at": one.received_at,
        "due_at": one.due_at,
        "outcome": one.outcome.value if one.outcome else None,
        "decided_at": one.decided_at,
    }


def _whole(one: Notice, mails: list[Mail], now: datetime) -> dict[str, Any]:
    return _brief(one, now) | {
        "way": one.way.value,
        "reasons": one.reasons,
        "urls": [place.to_json() for place in one.places],
        "item": one.item_ref or None,
        "name": one.notifier or None,
        "email": one.email or None,
        "details": one.details,
        "joined_to": str(one.joined_id) if one.joined_id else None,
        "told": one.told or None,
        "unfounded": one.unfounded,
        "duplicate_of": str(one.duplicate_of_id) if one.duplicate_of_id else None,
        "decided_by": one.decided_by_name,
        "profile": one.profile,
        "erase_at": one.erase_at,
        "erased_at": one.erased_at,
        "mails": [
            {"kind": mail.kind.value, "state": mail.state.value, "problem": mail.last_error or None}
            for mail in mails
        ],
    }
