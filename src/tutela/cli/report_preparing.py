"""`tutela report open|describe|urgent|attach`: what people do with a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import SECRET_FILE, json_option, needs, person_options
from tutela.cli.opening import opened, signed_in
from tutela.cli.report_given import read_bytes
from tutela.platform.permissions import Permission
from tutela.reporting import preparing

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

REPORT = click.argument("report_id", metavar="REPORT", type=click.UUID)
DETAILS = SECRET_FILE  # personal data: a file or standard input, never an argument


@click.command(name="open")
@click.argument("case_id", metavar="[CASE]", required=False, type=click.UUID)
@click.option("--recipient", required=True, metavar="NAME", help="For whom, by its name.")
@click.option("--service", "service_id", default="", help="Without a case: the service.")
@click.option("--account", default="", help="Without a case: your reference of the account.")
@click.option(
    "--details",
    type=DETAILS,
    metavar="FILE.json",
    help="Without a case: what happened, as JSON (- for standard input).",
)
@person_options(required=True)
@json_option
@needs(Permission.REPORT_PREPARE)
def open_(
    case_id: UUID | None,
    recipient: str,
    service_id: str,
    account: str,
    details: Path | None,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Draft a report of what is confirmed in CASE; or one without items, told in words.

    Drafts open by themselves while the node is served. Without a case say --service, --account and
    --details.
    """
    told = bool(service_id and account and details)
    if (case_id is None) != told or (case_id and (service_id or account or details)):
        raise click.UsageError("Say either CASE, or --service, --account and --details.")
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        if case_id is not None:
            made = preparing.open_for_case(node, actor, case_id, recipient)
        else:
            made = _open_text(node, actor, service_id, account, recipient, details)
    if as_json:
        output.emit({"report": str(made)})
    else:
        output.say(
            "Report [bold]{made}[/] is a draft. NOT FILED until it has a receipt.", made=made
        )


def _open_text(
    node: Node, actor: Actor, service_id: str, account: str, recipient: str, details: Path | None
) -> UUID:
    assert details is not None  # noqa: S101 - `open_` has seen to it
    told = preparing.parse(read_bytes(details))
    return preparing.open_text(node, actor, service_id, account, recipient, told)


@click.command()
@REPORT
@click.argument("file", metavar="FILE.json", type=DETAILS)
@person_options(required=True)
@json_option
@needs(Permission.REPORT_PREPARE)
def describe(
    report_id: UUID,
    file: Path,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Replace what is told in a report by FILE.json (- for standard input).

    A refused report, or one whose pack nobody has sent, becomes a draft again.
    """
    details = preparing.parse(read_bytes(file))
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        preparing.describe(node, actor, report_id, details)
    _changed(report_id, "Described.", as_json=as_json)


@click.command()
@REPORT
@click.option("--reason", required=True, help="Why life or safety is in imminent danger.")
@person_options(required=True)
@json_option
@needs(Permission.REPORT_PREPARE)
def urgent(
    report_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Mark a report as urgent: the recipient reads the reason first."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        preparing.mark_urgent(node, actor, report_id, reason)
    _changed(report_id, "It is marked as urgent. Send it now.", as_json=as_json)


@click.command()
@REPORT
@click.argument("item_id", metavar="ITEM", type=click.UUID)
@click.option("--no", "without", is_flag=True, help="Its fingerprints only, as by default.")
@person_options(required=True)
@json_option
@needs(Permission.REPORT_PREPARE)
def attach(
    report_id: UUID,
    item_id: UUID,
    without: bool,  # noqa: FBT001
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Choose that the bytes of an item go along, sealed to the recipient."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        preparing.attach(node, actor, report_id, item_id, attached=not without)
    said = "Its fingerprints go, not its bytes." if without else "Its bytes go along."
    _changed(report_id, said, as_json=as_json)


def _changed(report_id: UUID, sentence: str, *, as_json: bool) -> None:
    if as_json:
        output.emit({"report": str(report_id), "state": "draft"})
    else:
        output.say("{said}", said=sentence)


COMMANDS = (open_, describe, urgent, attach)
