"""`tutela complaint before`: what out-of-court bodies and courts were asked, and what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.law.model import Finding
from tutela.platform.permissions import Permission
from tutela.redress.complaints import proceedings
from tutela.redress.complaints.carrying import INSTEAD
from tutela.redress.complaints.proceeding import Kind, Result
from tutela.redress.misuse import ending

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.redress.complaints.proceeding import Proceeding

PROCEEDING = click.argument("proceeding_id", metavar="PROCEEDING", type=click.UUID)
REASON = click.option("--reason", required=True, help="Why, as the body says.")


@click.group()
def before() -> None:
    """What goes before an out-of-court body (Article 21 DSA) or a court."""


@before.command(name="list")
@json_option
@needs(Permission.COMPLAINT_READ)
def list_(as_json: bool) -> None:  # noqa: FBT001
    """List what other bodies were asked: what is under way first."""
    with opened() as node:
        found = proceedings.list_proceedings(node, console_operator())
    if as_json:
        output.emit({"proceedings": [_shown(one) for one in found]})
        return
    output.table(
        ("proceeding", "body", "reference", "state", "due"),
        (
            (
                one.id,
                one.body,
                one.reference,
                one.result.words if one.result else one.state,
                output.minute(one.due_at) if one.due_at and one.runs else "",
            )
            for one in found
        ),
        empty="No other body was asked.",
    )


@before.command()
@click.argument("about", metavar="STATEMENT|NOTICE", type=click.UUID)
@click.option(
    "--kind",
    required=True,
    type=click.Choice([one.value for one in Kind]),
    help="Which way was taken.",
)
@click.option("--body", required=True, help="Which body or court.")
@click.option("--reference", required=True, help="Its reference.")
@click.option("--on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="When it was asked.")
@person_options(required=True)
@json_option
@needs(Permission.COMPLAINT_DECIDE)
def begin(
    about: UUID,
    kind: str,
    body: str,
    reference: str,
    on: datetime,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that another body was asked about a statement or a notice."""
    begun = proceedings.Begun(Kind(kind), about, body, reference, on.date())
    _act(lambda node, actor: proceedings.register(node, actor, begun), person_name, password_file,
         as_json=as_json)  # fmt: skip


@before.command()
@PROCEEDING
@REASON
@person_options(required=True)
@json_option
@needs(Permission.COMPLAINT_DECIDE)
def extend(
    proceeding_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that an out-of-court body takes longer: once, and 90 days more."""
    _act(lambda node, actor: proceedings.extend(node, actor, proceeding_id, reason), person_name,
         password_file, as_json=as_json)  # fmt: skip


@before.command()
@PROCEEDING
@REASON
@person_options(required=True)
@json_option
@needs(Permission.COMPLAINT_DECIDE)
def admit(
    proceeding_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that a court admitted a case."""
    _act(lambda node, actor: proceedings.admit(node, actor, proceeding_id, reason), person_name,
         password_file, as_json=as_json)  # fmt: skip


@before.command()
@PROCEEDING
@click.option(
    "--result",
    required=True,
    type=click.Choice([one.value for one in Result]),
    help="What it decided.",
)
@REASON
@click.option(
    "--finding",
    type=click.Choice([one.value for one in INSTEAD]),
    help="Where it reversed the decision on an item: what the item is instead.",
)
@click.option("--seen-at-platform", is_flag=True, help="You looked at it on the platform.")
@person_options(required=True)
@json_option
@needs(Permission.COMPLAINT_DECIDE)
def end(
    proceeding_id: UUID,
    result: str,
    reason: str,
    finding: str | None,
    seen_at_platform: bool,  # noqa: FBT001
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record what the body decided, and carry it out."""
    instead = Finding(finding) if finding else None

    def act(node: Node, actor: Actor) -> Proceeding:
        return proceedings.end(
            node, actor, proceeding_id, Result(result), reason, instead,
            seen_at_platform=seen_at_platform, answered=ending.answered,
        )  # fmt: skip

    _act(act, person_name, password_file, as_json=as_json, as_result=True)


def _act(
    act: Callable[[Node, Actor], Proceeding],
    person_name: str,
    password_file: Path | None,
    *,
    as_json: bool,
    as_result: bool = False,
) -> None:
    with opened() as node:
        one = act(node, signed_in(node, person_name, password_file))
    if as_json:
        output.emit(_shown(one))
        return
    if as_result and one.runs:
        output.say("A second person has to agree in case {case}; then do this again.",
                   case=one.case_id)  # fmt: skip
        return
    stands = one.result.words if one.result else one.state
    output.say("{body}, {reference}: [bold]{stands}[/]", body=one.body, reference=one.reference,
               stands=stands)  # fmt: skip
    output.say("Proceeding {id}", id=one.id)


def _shown(one: Proceeding) -> dict[str, Any]:
    return {
        "proceeding": str(one.id),
        "service": one.service_id,
        "kind": one.kind.value,
        "statement": str(one.statement_id) if one.statement_id else None,
        "notice": str(one.notice_id) if one.notice_id else None,
        "body": one.body,
        "reference": one.reference,
        "begun_on": one.begun_on.isoformat(),
        "due_at": one.due_at,
        "state": one.state,
        "result": one.result.value if one.result else None,
        "reason": one.reason or None,
        "ended_at": one.ended_at,
    }
