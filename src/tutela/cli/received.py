"""`tutela received`: reports as the EU Centre and an authority receive them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.report_given import Instant
from tutela.cli.taken_out import TO, take_out
from tutela.platform import languages
from tutela.platform.permissions import Permission
from tutela.platform.typesetting import sheet
from tutela.receiving import assessing, codes, holding, printing, reading, routing, triage
from tutela.receiving.model import Outcome
from tutela.reporting.centre.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.receiving.model import ReceivedLine

REPORT = click.argument("report_id", metavar="REPORT", type=click.UUID)
REASON = click.option("--reason", required=True, help="Why, in words; kept with the report.")
COUNTRY = click.option("--country", required=True, metavar="CC", help="Such as DE.")


@click.group()
def received() -> None:
    """Reports that others sent to this node, of the EU Centre or an authority (draft law).

    It rests on COM(2022) 209, which binds nobody unless it becomes law.
    """


@received.command(name="list")
@click.option("--over", is_flag=True, help="Those that are over.")
@json_option
@needs(Permission.RECEIVED_READ)
def list_(over: bool, as_json: bool) -> None:  # noqa: FBT001
    """List the reports to be worked on: urgent ones first, then what is due first."""
    with opened() as node:
        found = reading.list_received(node, console_operator(), over=over)
    if as_json:
        output.emit({"reports": [_json(one) for one in found]})
        return
    output.table(
        ("report", "number", "provider", "state", "urgent", "items", "countries", "due"),
        (
            (
                one.id, one.number, one.provider_name, one.state.value,
                "yes" if one.urgent else "", one.items, ", ".join(one.countries),
                output.minute(one.due_at) if one.due_at else "",
            )
            for one in found
        ),
        empty="No report is here.",
    )  # fmt: skip


@received.command()
@REPORT
@json_option
@needs(Permission.RECEIVED_READ)
def show(report_id: UUID, as_json: bool) -> None:  # noqa: FBT001
    """Show a received report: what it lacks, its items and what was done."""
    with opened() as node:
        one = reading.show(node, console_operator(), report_id, purpose="show a received report")
    if as_json:
        items = [
            {"item": str(each.id), "restricted": each.restricted, "finding": each.finding}
            for each in one.items
        ]
        steps = [
            {"event": each.event, "by": each.by_name, "at": each.at.isoformat()}
            for each in one.steps
        ]
        output.emit(_json(one.line) | {"items": items, "steps": steps})
        return
    output.table(
        ("item", "restricted", "found"),
        ((each.id, "yes" if each.restricted else "no", each.finding) for each in one.items),
        empty="It names no item.",
    )
    output.say("{number}: {sentence}", number=one.line.number, sentence=one.line.state.sentence)


@received.command(name="sheet")
@REPORT
@TO
@person_options(required=True)
@json_option
@needs(Permission.RECEIVED_READ)
def sheet_(
    report_id: UUID,
    path: Path,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Write a report as a PDF, for whoever is given it in the hand. The look is recorded."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        one = reading.show(node, actor, report_id, purpose="hand a report over")
        made = printing.sheet_of(one, node.clock.now(), languages.default(node.settings))
        take_out(sheet.pdf(made), path, "report", report_id, as_json=as_json)


@received.command()
@REPORT
@click.option("--words", required=True, help="What you ask; the provider reads it.")
@person_options(required=True)
@json_option
@needs(Permission.RECEIVED_TRIAGE)
def ask(
    report_id: UUID,
    words: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Ask the provider for what a report lacks."""
    with _acting(report_id, person_name, password_file, as_json=as_json) as (node, actor):
        triage.ask(node, actor, report_id, words)


@received.command()
@REPORT
@REASON
@person_options(required=True)
@json_option
@needs(Permission.RECEIVED_TRIAGE)
def unfounded(
    report_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Find a report manifestly unfounded: immediately evident (recital 65)."""
    with _acting(report_id, person_name, password_file, as_json=as_json) as (node, actor):
        triage.find_unfounded(node, actor, report_id, reason)


@received.command()
@REPORT
@COUNTRY
@REASON
@person_options(required=True)
@json_option
@needs(Permission.RECEIVED_TRIAGE)
def forward(
    report_id: UUID,
    country: str,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Pass a report to the authority that serves a Member State."""
    with _acting(report_id, person_name, password_file, as_json=as_json) as (node, actor):
        triage.forward(node, actor, report_id, country, reason)


@received.command()
@REPORT
@REASON
@person_options(required=True)
@json_option
@needs(Permission.RECEIVED_TRIAGE)
def europol(
    report_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Say that a report is for Europol alone: it is unclear which Member State it concerns."""
    with _acting(report_id, person_name, password_file, as_json=as_json) as (node, actor):
        triage.to_europol(node, actor, report_id, reason)


@received.command(name="hand-over")
@REPORT
@click.option("--how", required=True, help="How it was handed over.")
@person_options(required=True)
@json_option
@needs(Permission.RECEIVED_TRIAGE)
def hand_over(
    report_id: UUID,
    how: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that you brought a report to Europol's inbox."""
    with _acting(report_id, person_name, password_file, as_json=as_json) as (node, actor):
        triage.hand_over(node, actor, report_id, how)


@received.command()
@REPORT
@click.argument("item_id", metavar="ITEM", type=click.UUID)
@click.option("--finding", required=True, type=click.Choice([one.value for one in Finding]),
              help="What the item is.")  # fmt: skip
@REASON
@person_options(required=True)
@json_option
@needs(Permission.RECEIVED_ASSESS)
def assess(
    report_id: UUID,
    item_id: UUID,
    finding: str,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Say of an item what it is; the Centre and the provider are told."""
    with _acting(report_id, person_name, password_file, as_json=as_json) as (node, actor):
        assessing.assess(node, actor, report_id, item_id, Finding(finding), reason)


@received.command()
@REPORT
@REASON
@person_options(required=True)
@json_option
@needs(Permission.RECEIVED_ASSESS)
def extend(
    report_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Take the longer time to assess, because it is complex; once."""
    with _acting(report_id, person_name, password_file, as_json=as_json) as (node, actor):
        assessing.extend(node, actor, report_id, reason)


@received.command()
@REPORT
@click.option("--until", required=True, type=Instant(),
              help="In UTC: eighteen months from the first day at most.")  # fmt: skip
@REASON
@person_options(required=True)
@json_option
@needs(Permission.RECEIVED_ASSESS)
def hold(
    report_id: UUID,
    until: datetime,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Ask that the user be not told of a report yet (Article 48(6)); then it happens by itself."""
    with _acting(report_id, person_name, password_file, as_json=as_json) as (node, actor):
        holding.hold(node, actor, report_id, until, reason)


@received.command()
@REPORT
@REASON
@person_options(required=True)
@json_option
@needs(Permission.RECEIVED_ASSESS)
def lift(
    report_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Let the user be told now of a report that you held back."""
    with _acting(report_id, person_name, password_file, as_json=as_json) as (node, actor):
        holding.end(node, actor, report_id, reason)


@received.command()
@REPORT
@click.option("--outcome", required=True, type=click.Choice([one.value for one in Outcome]),
              help="What was done about it.")  # fmt: skip
@REASON
@person_options(required=True)
@json_option
@needs(Permission.RECEIVED_ASSESS)
def conclude(
    report_id: UUID,
    outcome: str,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record what came of a report (Article 83(2)(a))."""
    with _acting(report_id, person_name, password_file, as_json=as_json) as (node, actor):
        assessing.conclude(node, actor, report_id, Outcome(outcome), reason)


@received.command()
@REPORT
@click.option("--for", "for_whom", required=True, help="Whom the code is for.")
@person_options(required=True)
@json_option
@needs(Permission.RECEIVED_ASSESS)
def code(
    report_id: UUID,
    for_whom: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Make a code by which somebody without a node says once what came of a report."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        made = codes.make(node, actor, report_id, for_whom)
    if as_json:
        output.emit({"code": made.reveal()})
    else:
        output.say("{code}", code=made.reveal())


@received.command()
@COUNTRY
@click.option("--authority", required=True, type=click.UUID, help="The id of its node.")
@person_options(required=True)
@json_option
@needs(Permission.RECEIVED_TRIAGE)
def serve(
    country: str,
    authority: UUID,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Say which authority gets the reports that concern a Member State."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        routing.serve(node, actor, country, authority)
        found = routing.list_serving(node, actor)
    if as_json:
        output.emit({"serving": [{"country": one.country, "authority": one.name} for one in found]})
        return
    output.table(
        ("country", "authority"),
        ((one.country, one.name) for one in found),
        empty="No authority serves any Member State.",
    )


@contextmanager
def _acting(
    report_id: UUID, name: str, password_file: Path | None, *, as_json: bool
) -> Iterator[tuple[Node, Actor]]:
    """The node and who acts; says afterwards how the report stands."""
    with opened() as node:
        actor = signed_in(node, name, password_file)
        yield node, actor
        one = reading.show(node, actor, report_id, purpose="say how it stands")
    if as_json:
        output.emit(_json(one.line))
    else:
        output.say("{number}: {sentence}", number=one.line.number, sentence=one.line.state.sentence)


def _json(one: ReceivedLine) -> dict[str, object]:
    return {
        "report": str(one.id),
        "number": one.number,
        "provider": one.provider_name,
        "state": one.state.value,
        "urgent": one.urgent,
        "items": one.items,
        "countries": list(one.countries),
        "lacks": [each.value for each in one.lacks],
        "profile": one.profile,
        "received_at": one.received_at.isoformat(),
        "due_at": one.due_at.isoformat() if one.due_at else None,
        "outcome": one.outcome,
        "hold_until": one.hold_until.isoformat() if one.hold_until else None,
        "user_told_at": one.user_told_at.isoformat() if one.user_told_at else None,
    }
