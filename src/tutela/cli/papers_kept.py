"""`tutela papers close`, `editions`, `show`: papers that are kept as they were closed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.papers_given import (
    pdf_option,
    period_options,
    say_written,
    words_option,
    write_files,
    write_pdf,
)
from tutela.cli.report_given import read_object
from tutela.observatory.editions import closing, keeping
from tutela.observatory.model import Kind, Period, Scope
from tutela.observatory.printing import whole
from tutela.observatory.words import Words, words_of
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from tutela.observatory.editions.model import Edition


@click.command()
@click.option(
    "--paper", type=click.Choice([one.value for one in Kind]), required=True, help="Which paper."
)
@period_options
@words_option
@click.option("--reason", default="", help="What a new version of a closed paper corrects.")
@person_options(required=True)
@json_option
@needs(Permission.PAPER_CLOSE)
def close(
    paper: str,
    service: str,
    first: date,
    last: date,
    words: Path | None,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Close a paper of a period that is over, and keep it. A correction is a new version."""
    given = words_of(read_object(words)) if words else Words()
    scope = Scope(service, Period(first, last))
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        one = closing.close(node, actor, Kind(paper), scope, given, reason=reason)
    if as_json:
        output.emit(edition_json(one))
    else:
        output.say("Closed as version {version}: [bold]{edition}[/]",
                   version=one.version, edition=one.id)  # fmt: skip
        output.say("SHA-256 {sha256}", sha256=one.sha256)


@click.command()
@click.option("--service", metavar="NAME", help="Only of this service.")
@json_option
@needs(Permission.PAPER_READ)
def editions(service: str | None, as_json: bool) -> None:  # noqa: FBT001
    """List the papers that were closed, the latest periods first."""
    with opened() as node:
        found = keeping.editions(node, console_operator(), service)
    if as_json:
        output.emit({"editions": [edition_json(one) for one in found]})
        return
    output.table(
        ("edition", "paper", "service", "period", "version", "state", "closed", "by", "corrects"),
        (
            (one.id, one.kind.value, one.service_id, one.period, one.version, one.state.value,
             output.minute(one.closed_at), one.closed_by_name, one.reason)
            for one in found
        ),
        empty="No paper was closed yet.",
    )  # fmt: skip


@click.command()
@click.argument("edition_id", metavar="EDITION", type=click.UUID)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="A new folder for its files."
)
@pdf_option
@json_option
@needs(Permission.PAPER_READ)
def show(edition_id: UUID, out: Path | None, pdf: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Show a closed paper, compared with its hash: what was changed is not given out."""
    with opened() as node:
        one, kept = keeping.opened(node, console_operator(), edition_id)
    if pdf is not None:
        write_pdf(pdf, whole.closed(one, kept))
    if out is not None:
        write_files(out, kept.files)
    if as_json:
        output.emit({**edition_json(one), "files": sorted(kept.files), "content": kept.paper})
        return
    output.say("[bold]{paper}[/] {service} {period}, version {version}", paper=one.kind.value,
               service=one.service_id, period=one.period, version=one.version)  # fmt: skip
    output.say("Closed {at} by {name}", at=output.minute(one.closed_at), name=one.closed_by_name)
    if one.reason:
        output.say("It corrects: {reason}", reason=one.reason)
    output.say("SHA-256 {sha256}, as it was closed", sha256=one.sha256)
    output.say("{files}", files=output.counted(len(kept.files), "file"))
    say_written(out, pdf)


COMMANDS = (close, editions, show)


def edition_json(one: Edition) -> dict[str, object]:
    """An edition for a program."""
    return {
        "edition": str(one.id),
        "paper": one.kind.value,
        "service": one.service_id,
        "period": str(one.period),
        "version": one.version,
        "reason": one.reason,
        "state": one.state.value,
        "sha256": one.sha256,
        "closed_at": one.closed_at,
        "closed_by": one.closed_by_name,
        "erase_at": one.erase_at,
        "erased_at": one.erased_at,
    }
