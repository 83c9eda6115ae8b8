"""`tutela report send|pack|sent|retract|…`: what a person decides about a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import asking_option, json_option, needs, person_options
from tutela.cli.opening import opened, signed_in
from tutela.cli.report_given import INSTANT, new_file
from tutela.platform.permissions import Permission
from tutela.reporting import filing, outcomes, reading, sending
from tutela.reporting.machine import ReportState
from tutela.reporting.model import ReportKind
from tutela.reporting.national.pack import packed
from tutela.reporting.outcomes import Found
from tutela.reporting.plugin import kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.reporting.reading import ReportView

REPORT = click.argument("report_id", metavar="REPORT", type=click.UUID)
REFERENCE = click.option(
    "--reference", required=True, help="The recipient's reference, or how it took it."
)
AS = person_options(required=True)


@click.command()
@REPORT
@AS
@asking_option
@json_option
@needs(Permission.REPORT_SEND)
def send(
    report_id: UUID,
    person_name: str,
    password_file: Path | None,
    reason: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Send a report on its way, as yourself; `tutela serve` carries it out.

    It is filed at most once. What you alone decided, another person must agree to send. A pack is
    for you to send: export it with `tutela report pack`.
    """
    _act(
        lambda node, actor: sending.send(node, actor, report_id, reason=reason),
        (report_id, person_name, password_file),
        as_json=as_json,
    )


@click.command()
@REPORT
@click.option("--reason", required=True, help="Why it should be sent, in words.")
@AS
@json_option
@needs(Permission.REPORT_PREPARE)
def ask(
    report_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Ask somebody who may to send a report; they answer with `tutela approve`."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        waits = sending.ask_to_send(node, actor, report_id, reason)
    if as_json:
        output.emit({"report": str(report_id), "request": str(waits.facts["request"])})
    else:
        output.say("{sentence}", sentence=waits.sentence)


@click.command()
@REPORT
@click.argument("path", metavar="OUT.zip", type=click.Path(dir_okay=False, path_type=Path))
@AS
@asking_option
@json_option
@needs(Permission.REPORT_EXPORT)
def pack(
    report_id: UUID,
    path: Path,
    person_name: str,
    password_file: Path | None,
    reason: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Write the pack of a report to OUT.zip, for you to send to the recipient.

    Another person must permit that first, each time: ask with --reason, and repeat the command once
    they agreed. The file is readable by its owner only, and none is overwritten. The export is
    recorded.
    """
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        actor.require(Permission.REPORT_EXPORT)
        with new_file(path) as file:
            _build(node, actor, report_id)
            documents = reading.export_pack(node, actor, report_id, reason=reason)
            file.write(packed(documents))
    names = [one.name for one in documents]
    if as_json:
        output.emit({"report": str(report_id), "pack": str(path), "documents": names})
        return
    output.say("The pack is in [bold]{path}[/]: {names}", path=path, names=", ".join(names))
    output.say("It is NOT FILED yet. Send it, then say so:")
    output.say("  tutela report sent {id} --reference … --as …", id=report_id)


def _build(node: Node, actor: Actor, report_id: UUID) -> None:
    """Builds the pack here and now where it waits for a serving process that may not run."""
    found = reading.show_report(node, actor, report_id, purpose="export a pack")
    if found.summary.row.state is ReportState.QUEUED and _by_person(found):
        filing.carry_out(node, subject_id=str(report_id))


def _by_person(found: ReportView) -> bool:
    return kind(found.to.kind).by_person or found.summary.row.kind is ReportKind.CORRECTION


@click.command()
@REPORT
@REFERENCE
@click.option("--at", type=INSTANT, metavar="INSTANT", help="When, with its zone; by default now.")
@AS
@json_option
@needs(Permission.REPORT_SEND)
def sent(
    report_id: UUID,
    reference: str,
    at: datetime | None,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that you sent a pack: the recipient's reference, and when."""

    def mark(node: Node, actor: Actor) -> None:
        when = at or node.clock.now()
        sending.mark_sent(node, actor, report_id, reference=reference, sent_at=when)

    _act(mark, (report_id, person_name, password_file), as_json=as_json)


@click.command()
@REPORT
@click.option("--reason", required=True, help="Why, in words; kept in the log.")
@AS
@json_option
@needs(Permission.REPORT_SEND)
def retract(
    report_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Drop a report that was not sent, or take back one that was not filed."""
    _act(
        lambda node, actor: sending.retract(node, actor, report_id, reason),
        (report_id, person_name, password_file),
        as_json=as_json,
    )


@click.command()
@REPORT
@AS
@json_option
@needs(Permission.REPORT_SEND)
def revise(report_id: UUID, person_name: str, password_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Make a refused report, or one whose pack nobody has sent, a draft again."""
    _act(
        lambda node, actor: sending.revise(node, actor, report_id),
        (report_id, person_name, password_file),
        as_json=as_json,
    )


@click.command()
@REPORT
@AS
@json_option
@needs(Permission.REPORT_SEND)
def retry(report_id: UUID, person_name: str, password_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Give a failed report all its tries again."""
    _act(
        lambda node, actor: sending.retry(node, actor, report_id),
        (report_id, person_name, password_file),
        as_json=as_json,
    )


@click.command()
@REPORT
@click.option("--filed", "reference", metavar="REFERENCE", help="The recipient has it, under this.")
@click.option("--not-filed", is_flag=True, help="The recipient does not have it: it is sent again.")
@AS
@json_option
@needs(Permission.REPORT_SEND)
def settle(
    report_id: UUID,
    reference: str | None,
    not_filed: bool,  # noqa: FBT001
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Settle an unclear report, after you asked the recipient whether they have it."""
    if (reference is None) is not not_filed:
        raise click.UsageError("Say either --filed REFERENCE or --not-filed.")
    _act(
        lambda node, actor: sending.settle(node, actor, report_id, reference=reference),
        (report_id, person_name, password_file),
        as_json=as_json,
    )


@click.command()
@REPORT
@click.option(
    "--found",
    required=True,
    type=click.Choice([one.value for one in Found]),
    help="What the recipient said.",
)
@click.option("--item", "item_id", type=click.UUID, help="Of which item; else of the whole report.")
@click.option("--reference", default="", help="The recipient's reference of its answer.")
@click.option("--reason", default="", help="What it said, in words.")
@AS
@json_option
@needs(Permission.OUTCOME_RECORD)
def outcome(
    report_id: UUID,
    found: str,
    item_id: UUID | None,
    reference: str,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record what the recipient of a filed report found.

    "not-abuse-material" needs --item: the decision is reversed, item and account are restored, and
    the indicator that listed those very bytes is withdrawn.
    """

    def record(node: Node, actor: Actor) -> None:
        outcomes.record(
            node,
            actor,
            report_id,
            Found(found),
            item_id=item_id,
            reference=reference,
            reason=reason,
        )

    _act(record, (report_id, person_name, password_file), as_json=as_json)


def _act(
    act: Callable[[Node, Actor], None], who: tuple[UUID, str, Path | None], *, as_json: bool
) -> None:
    """Does it as a person, then says where the report stands now."""
    report_id, name, password_file = who
    with opened() as node:
        actor = signed_in(node, name, password_file)
        act(node, actor)
        found = reading.show_report(node, actor, report_id, purpose="see what came of it")
    row = found.summary.row
    if as_json:
        standing = found.summary.standing
        output.emit({"report": str(report_id), "state": row.state.value, "standing": standing})
    else:
        output.say("[bold]{standing}[/]  {state}: {sentence}", standing=found.summary.standing,
                   state=row.state.value, sentence=row.state.sentence)  # fmt: skip


COMMANDS = (send, ask, pack, sent, retract, revise, retry, settle, outcome)
