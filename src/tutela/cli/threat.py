"""`tutela threat`: is life or safety threatened (Article 18 DSA), and which authority was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.report_given import INSTANT
from tutela.platform.permissions import Permission
from tutela.reporting.threats import service as threats
from tutela.reporting.threats.advice import advice
from tutela.reporting.threats.errors import AssessmentUnknown
from tutela.reporting.threats.machine import ThreatState
from tutela.reporting.threats.urgency import urgency

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from tutela.reporting.threats.model import Assessment
    from tutela.reporting.threats.urgency import Urgency

STATES = [one.value for one in ThreatState]
CASE = click.argument("case_id", metavar="CASE", type=click.UUID)
REASON = click.option("--reason", required=True, help="Why, in words; kept in the log.")
MEMBER_STATES = click.option(
    "--member-state", "member_states", multiple=True, metavar="XX",
    help="A Member State concerned, such as DE; may be given several times.",
)  # fmt: skip


@click.group()
def threat() -> None:
    """Threats to life or safety: assess each case, tell the authority, record whom you told."""


@threat.command(name="list")
@click.option("--state", type=click.Choice(STATES))
@json_option
@needs(Permission.REPORT_READ)
def list_(state: str | None, as_json: bool) -> None:  # noqa: FBT001
    """List assessments: threats first, then what nobody has assessed, the oldest first."""
    wanted = ThreatState(state) if state else None
    with opened() as node:
        found = threats.list_assessments(node, console_operator(), wanted)
        now = node.clock.now()
        with node.read() as connection:
            alarm = threats.waiting(connection, now).sentence
    if as_json:
        output.emit({"alarm": alarm or None, "assessments": [_json(one, now) for one in found]})
        return
    output.table(
        ("case", "service", "state", "Member States", "opened", "what to do"),
        (
            (
                one.case_id,
                one.service_id,
                ("ALARM " if _urgency(one, now).alarm else "") + one.state.value,
                " ".join(one.member_states),
                output.minute(one.opened_at),
                _urgency(one, now).sentence,
            )
            for one in found
        ),
        empty="No case needs an assessment.",
    )
    if alarm:
        output.say("\n[red]{alarm}[/]", alarm=alarm)


@threat.command()
@CASE
@json_option
@needs(Permission.REPORT_READ)
def show(case_id: UUID, as_json: bool) -> None:  # noqa: FBT001
    """Show the assessment of a case, and whom the law wants told."""
    with opened() as node:
        one = threats.of_case(node, console_operator(), case_id)
        now = node.clock.now()
    if one is None:
        raise AssessmentUnknown(case=case_id)
    output.emit(_json(one, now)) if as_json else _show(one, now)


@threat.command()
@CASE
@click.option("--threat/--no-threat", "found", required=True, help="Whether you see a threat.")
@REASON
@MEMBER_STATES
@person_options(required=True)
@json_option
@needs(Permission.THREAT_ASSESS)
def assess(
    case_id: UUID,
    found: bool,  # noqa: FBT001
    reason: str,
    member_states: tuple[str, ...],
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record whether life or safety is threatened, as yourself."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        state = threats.assess(
            node, actor, case_id, threat=found, reason=reason, member_states=member_states
        )
    _stands(case_id, state, member_states, as_json=as_json)


@threat.command()
@CASE
@REASON
@MEMBER_STATES
@person_options(required=True)
@json_option
@needs(Permission.THREAT_ASSESS)
def imminent(
    case_id: UUID,
    reason: str,
    member_states: tuple[str, ...],
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Imminent danger: record a threat at once, whether or not anything was confirmed yet."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        state = threats.imminent(node, actor, case_id, reason=reason, member_states=member_states)
    _stands(case_id, state, member_states, as_json=as_json)


@threat.command()
@CASE
@click.option("--authority", required=True, help="Whom you told.")
@click.option("--reference", required=True, help="Its reference, or how you told it.")
@click.option("--at", type=INSTANT, metavar="INSTANT", help="When, with its zone; by default now.")
@person_options(required=True)
@json_option
@needs(Permission.THREAT_ASSESS)
def tell(
    case_id: UUID,
    authority: str,
    reference: str,
    at: datetime | None,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that you told an authority. Tutela itself sends nothing."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        when = at or node.clock.now()
        state = threats.tell(
            node, actor, case_id, authority=authority, reference=reference, told_at=when
        )
    _stands(case_id, state, (), as_json=as_json)


def _stands(
    case_id: UUID, state: ThreatState, member_states: tuple[str, ...], *, as_json: bool
) -> None:
    if as_json:
        output.emit({"case": str(case_id), "state": state.value, "sentence": state.sentence})
        return
    output.say("[bold]{state}[/]  {sentence}", state=state.value, sentence=state.sentence)
    if state is ThreatState.THREAT:
        known = {one.strip().upper() for one in member_states}
        output.say("{advice}", advice=advice(known, None))


def _show(one: Assessment, now: datetime) -> None:
    clock = _urgency(one, now)
    style = "[red]" if clock.alarm or one.state is ThreatState.THREAT else "[bold]"
    output.say(style + "{state}[/]  {said}", state=one.state.value, said=clock.sentence)
    output.say("Case {case}, opened {at}, {items} found", case=one.case_id,
               at=output.minute(one.opened_at),
               items=output.counted(one.found_items, "item"))  # fmt: skip
    if one.assessed_at:
        output.say("{who}, {at}: {why}", who=one.assessed_by_name, why=one.reason,
                   at=output.minute(one.assessed_at))  # fmt: skip
    if one.later_items:
        output.say("[yellow]{n} found since then.[/]",
                   n=output.counted(one.later_items, "item"))  # fmt: skip
    if one.told_at:
        output.say("{authority} was told, {reference}, {at}, by {who}", authority=one.authority,
                   reference=one.reference, at=output.minute(one.told_at),
                   who=one.told_by_name)  # fmt: skip
    elif one.state is ThreatState.THREAT:
        output.say("{advice}", advice=advice(one.member_states, None))


def _urgency(one: Assessment, now: datetime) -> Urgency:
    return urgency(one.state, one.opened_at, one.assessed_at, now)


def _json(one: Assessment, now: datetime) -> dict[str, Any]:
    clock = _urgency(one, now)
    return {
        "case": str(one.case_id),
        "service": one.service_id,
        "state": one.state.value,
        "sentence": clock.sentence,
        "alarm": clock.alarm,
        "member_states": list(one.member_states),
        "found_items": one.found_items,
        "later_items": one.later_items,
        "opened_at": one.opened_at,
        "assessed_at": one.assessed_at,
        "assessed_by": one.assessed_by_name,
        "reason": one.reason or None,
        "told_at": one.told_at,
        "told_by": one.told_by_name,
        "authority": one.authority or None,
        "reference": one.reference or None,
        "advice": advice(one.member_states, None),
    }
