"""`tutela papers`: the periodic papers of a provider, each figure of them, and their check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tutela.cli import output, papers_kept, papers_public
from tutela.cli.doors import CHECK_FAILED, OPEN, json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.cli.papers_given import (
    pdf_option,
    period_options,
    say_written,
    words_option,
    write_files,
    write_pdf,
)
from tutela.cli.report_given import read_object
from tutela.observatory import checker, csvset, making, reading
from tutela.observatory.figures import FIGURES
from tutela.observatory.model import Kind, Period, Scope, written
from tutela.observatory.printing import whole
from tutela.observatory.shown import as_json as as_json_paper
from tutela.observatory.words import Words, words_of
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from tutela.observatory.model import Paper, Shown

    Command = Callable[..., None]


def making_options(function: Command) -> Command:
    """The options by which a paper is made and written."""
    out = click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
                       help="A new folder for its tables.")  # fmt: skip
    return period_options(words_option(out(pdf_option(function))))


@click.group()
def papers() -> None:
    """The transparency report (Article 15 DSA), the interim Regulation's form, and their figures.

    What is not over yet is counted too, and marked preliminary.
    """


for _one in (*papers_kept.COMMANDS, *papers_public.COMMANDS):
    papers.add_command(_one)


@papers.command()
@making_options
@json_option
@needs(Permission.PAPER_READ)
def dsa(
    service: str,
    first: date,
    last: date,
    out: Path | None,
    pdf: Path | None,
    words: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Make the transparency report: the Commission's tables (2024/2835), read again and checked."""
    scope = Scope(service, Period(first, last))
    _make(Kind.DSA, scope, _Files(out, pdf), words, as_json=as_json)


@papers.command()
@making_options
@json_option
@needs(Permission.PAPER_READ)
def interim(
    service: str,
    first: date,
    last: date,
    out: Path | None,
    pdf: Path | None,
    words: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Make the form of the interim Regulation (2024/2916), with both rates of error."""
    scope = Scope(service, Period(first, last))
    _make(Kind.INTERIM, scope, _Files(out, pdf), words, as_json=as_json)


@papers.command(name="figures")
@json_option
@needs(OPEN)
def list_figures(as_json: bool) -> None:  # noqa: FBT001
    """List the figures: what each counts, and for which article."""
    if as_json:
        output.emit({"figures": [
            {"figure": one.name, "unit": one.unit.value, "definition": one.definition,
             "divided": one.divided, "source": one.source} for one in FIGURES
        ]})  # fmt: skip
        return
    output.table(
        ("figure", "unit", "what it counts"),
        ((one.name, one.unit.value, one.definition) for one in FIGURES),
    )


@papers.command()
@click.argument("name", metavar="FIGURE")
@period_options
@json_option
@needs(Permission.PAPER_READ)
def figure(name: str, service: str, first: date, last: date, as_json: bool) -> None:  # noqa: FBT001
    """Show a figure: what it counts, the query that makes it, and its numbers."""
    with opened() as node:
        scope = Scope(service, Period(first, last))
        found = reading.figure(node, console_operator(), name, scope)
    if as_json:
        output.emit(figure_json(found))
        return
    output.say("[bold]{name}[/]  {unit}", name=found.figure.name, unit=found.figure.unit.value)
    output.say("{words}", words=found.figure.definition)
    output.say("{words}", words=found.figure.divided)
    output.say("{words}", words=found.figure.source)
    output.say()
    for line in found.sql.splitlines():
        output.say("  {line}", line=line)
    output.say()
    output.table(("parameter", "value"), found.parameters.items())
    output.say()
    output.table(
        ("row", "column", "number"), ((row, key, written(one)) for row, key, one in found.numbers)
    )


@papers.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
@needs(OPEN)
def check(folder: Path, as_json: bool) -> None:  # noqa: FBT001
    """Read a finished set of the transparency report again, and see whether it adds up."""
    found = checker.check(csvset.folder(folder))
    if as_json:
        output.emit({"problems": [
            {"rule": one.rule, "file": one.file, "row": one.row, "problem": one.sentence}
            for one in found
        ]})  # fmt: skip
    elif found:
        output.table(
            ("file", "row", "problem"),
            ((one.file, one.row or "", one.sentence) for one in found),
        )
    else:
        output.say("[green]It adds up.[/]")
    if found:
        sys.exit(CHECK_FAILED)


class _Files(NamedTuple):
    """Where a paper is written, if anywhere."""

    out: Path | None
    pdf: Path | None


def _make(kind: Kind, scope: Scope, to: _Files, words: Path | None, *, as_json: bool) -> None:
    given = words_of(read_object(words)) if words else Words()
    with opened() as node:
        made, numbers = making.make(node, console_operator(), kind, scope, given)
        now = node.clock.now()
    if to.pdf is not None:
        write_pdf(to.pdf, whole.draft(made, numbers, reading.described(scope), now))
    if to.out is not None:
        write_files(to.out, csvset.files(made.sheets))
    if as_json:
        output.emit(as_json_paper(made))
        return
    _show(made, to)


def _show(made: Paper, to: _Files) -> None:
    for sheet in made.sheets:
        if made.kind is Kind.INTERIM:
            output.say("[bold]{name}[/]", name=sheet.name)
            output.table(sheet.columns, sheet.rows)
            output.say()
        else:
            rows = output.counted(len(sheet.rows), "row")
            output.say("{name}  {rows}", name=sheet.name, rows=rows)
    output.say()
    for one in made.notes:
        output.say("{note}", note=one)
    say_written(*to)


def figure_json(found: Shown) -> dict[str, Any]:
    """A figure for a program."""
    return {
        "figure": found.figure.name,
        "unit": found.figure.unit.value,
        "definition": found.figure.definition,
        "divided": found.figure.divided,
        "source": found.figure.source,
        "service": found.scope.service_id,
        "period": str(found.scope.period),
        "query": found.sql,
        "parameters": dict(found.parameters),
        "numbers": [{"row": row, "column": key, "number": one} for row, key, one in found.numbers],
    }
