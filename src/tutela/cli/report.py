"""`tutela report`: reports to recipients, from a draft to a receipt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutela.cli import output, report_preparing, report_sending
from tutela.cli.doors import json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.cli.report_given import PRIVATE_FOLDER, new_file
from tutela.cli.report_shown import (
    list_reports,
    report_json,
    show_report,
    summary_json,
    user_notice_json,
)
from tutela.platform.permissions import Permission
from tutela.redress.informing import reading as informing
from tutela.reporting import ledger_store, reading, sentences
from tutela.reporting.machine import ReportState
from tutela.reporting.national.picture import pictures
from tutela.reporting.records import LIFE

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.node import Node

STATES = [one.value for one in ReportState]
PDF = "application/pdf"


@click.group()
def report() -> None:
    """Reports to recipients: a person sends each, and only a receipt makes it filed."""


@report.command(name="list")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(STATES),
    help="Only reports in this state; may be given several times.",
)
@click.option("--case", "case_id", type=click.UUID, help="Only reports of this case.")
@json_option
@needs(Permission.REPORT_READ)
def list_(states: tuple[str, ...], case_id: UUID | None, as_json: bool) -> None:  # noqa: FBT001
    """List reports, urgent ones first. What has no production receipt is NOT FILED."""
    wanted = [ReportState(one) for one in states]
    with opened() as node:
        found = reading.list_reports(node, console_operator(), states=wanted, case_id=case_id)
        nameless = _nameless(node)
    if as_json:
        output.emit({"reports": [summary_json(one) for one in found], "nameless": nameless})
    else:
        list_reports(found, nameless)


@report.command()
@click.argument("report_id", metavar="REPORT", type=click.UUID)
@click.option("--purpose", default="see to the report", show_default=True, help="Why you look.")
@json_option
@needs(Permission.REPORT_READ)
def show(report_id: UUID, purpose: str, as_json: bool) -> None:  # noqa: FBT001
    """Show a report and what became of it. The look is recorded."""
    with opened() as node:
        found = reading.show_report(node, console_operator(), report_id, purpose=purpose)
        nameless = sentences.nameless(found.attempts, node.clock.now())
        told = informing.of_report(node, console_operator(), report_id)
    if as_json:
        output.emit(report_json(found, nameless) | {"user_notice": user_notice_json(told)})
    else:
        show_report(found, nameless)
        if told:
            output.say("{sentence} {due}", sentence=told.state.sentence,
                       due=output.minute(told.told_at or told.due_at))  # fmt: skip


@report.command()
@click.argument("report_id", metavar="REPORT", type=click.UUID)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@json_option
@needs(Permission.REPORT_READ)
def picture(report_id: UUID, folder: Path, as_json: bool) -> None:  # noqa: FBT001
    """Write the readable document of a report into FOLDER, one PNG for each page.

    Files are readable by their owner only and never overwritten. The look is recorded.
    """
    with opened() as node:
        documents = reading.read_documents(
            node, console_operator(), report_id, purpose="look at the document"
        )
    folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    written = []
    for one in (one for one in documents if one.media_type == PDF):
        for number, data in enumerate(pictures(one.data), 1):
            path = folder / f"{Path(one.name).stem}-{number}.png"
            with new_file(path) as file:
                file.write(data)
            written.append(path)
    if as_json:
        output.emit({"report": str(report_id), "pictures": [str(path) for path in written]})
    else:
        for path in written:
            output.say("{path}", path=path)


def _nameless(node: Node) -> int:
    """How many nameless openings may lie at recipients, by their longest life."""
    with node.read() as connection:
        return ledger_store.unnamed(connection, node.clock.now() - LIFE)


for _command in (*report_preparing.COMMANDS, *report_sending.COMMANDS):
    report.add_command(_command)
