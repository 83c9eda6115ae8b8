"""`tutela evidence hold|holds|lift`: legal holds on kept bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import click

from tutela.casework import legal_holds
from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.evidence import holds
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from pathlib import Path

    from tutela.evidence.model import LegalHold
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


@click.command()
@click.option("--case", "case_id", type=click.UUID, help="All that is and will be kept for a case.")
@click.option("--account", help="All that is and will be kept for an account of --service.")
@click.option("--service", help="The service of --account.")
@click.option("--object", "object_id", type=click.UUID, help="One kept object.")
@click.option("--reason", required=True, help="Why it must not be erased.")
@click.option("--reference", required=True, help="What asks for it: a court's file number, say.")
@person_options(required=True)
@json_option
@needs(Permission.LEGAL_HOLD)
def hold(
    case_id: UUID | None,
    account: str | None,
    service: str | None,
    object_id: UUID | None,
    reason: str,
    reference: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Put kept bytes under legal hold: nothing erases them until it is lifted."""
    named = [one for one in (case_id, account, object_id) if one]
    if len(named) != 1 or bool(account) is not bool(service):
        raise click.UsageError("Say one of --case, --object, or --account with --service.")
    words = {"reason": reason, "reference": reference}
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        if account and service:
            made = legal_holds.hold_account(node, actor, service, account, **words)
        else:
            made = _one(node, actor, case_id, object_id, words)
    if as_json:
        output.emit({"hold": str(made)})
    else:
        output.say("Legal hold [bold]{hold}[/] stands until somebody lifts it.", hold=made)


@click.command(name="holds")
@click.option("--all", "everything", is_flag=True, help="Lifted ones too.")
@json_option
@needs(Permission.CASE_READ)
def list_holds(everything: bool, as_json: bool) -> None:  # noqa: FBT001
    """List the legal holds that stand, the latest first."""
    with opened() as node:
        found = holds.list_holds(node, console_operator(), everything=everything)
    if as_json:
        output.emit({"holds": [_json(one) for one in found]})
        return
    output.table(
        ("hold", "on", "of", "objects", "since", "by", "reference", "lifted", "reason"),
        (
            (
                one.id, one.scope.value, one.subject_ref, one.objects, output.day(one.placed_at),
                one.placed_by_name, one.reference, output.day(one.lifted_at), one.reason,
            )
            for one in found
        ),
        empty="No legal hold stands.",
    )  # fmt: skip


@click.command()
@click.argument("hold_id", metavar="HOLD", type=click.UUID)
@click.option("--reason", required=True, help="Why it is not needed any more.")
@person_options(required=True)
@json_option
@needs(Permission.LEGAL_HOLD)
def lift(
    hold_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: ARG001, FBT001 - how to go on is said by an error, in JSON too
) -> None:
    """Ask that a legal hold be lifted; another person agrees. Then what is due is erased."""
    with opened() as node:
        holds.lift(node, signed_in(node, person_name, password_file), hold_id, reason=reason)


def _one(
    node: Node, actor: Actor, case_id: UUID | None, object_id: UUID | None, words: dict[str, str]
) -> UUID:
    if case_id:
        return legal_holds.hold_case(node, actor, case_id, **words)
    return legal_holds.hold_object(node, actor, object_id or UUID(int=0), **words)


def _json(one: LegalHold) -> dict[str, object]:
    return {
        "hold": str(one.id),
        "scope": one.scope.value,
        "of": one.subject_ref,
        "service": one.service_id,
        "objects": one.objects,
        "reason": one.reason,
        "reference": one.reference,
        "placed_by": one.placed_by_name,
        "placed_at": one.placed_at,
        "lifted_by": one.lifted_by_name,
        "lifted_at": one.lifted_at,
        "lifted_reason": one.lifted_reason,
    }


COMMANDS = (hold, list_holds, lift)
