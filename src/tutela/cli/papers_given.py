"""What commands of the papers are given: days, texts, and a folder for files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import INPUT_FILE
from tutela.cli.report_given import new_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Command = Callable[..., None]


class Day(click.ParamType[date]):
    """A day as ISO 8601."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail("it is no day; write it as 2026-12-31", param, ctx)


DAY = Day()


def words_option(function: Command) -> Command:
    """The option that names the texts of a paper."""
    words = "The texts, as a JSON object: summary, training, …"
    return click.option("--words", type=INPUT_FILE, metavar="FILE", help=words)(function)


def pdf_option(function: Command) -> Command:
    """The option that names a PDF to be written."""
    new = click.Path(path_type=Path, dir_okay=False)
    return click.option("--pdf", type=new, metavar="FILE", help="A new file for it as PDF.")(
        function
    )


def period_options(function: Command) -> Command:
    """The options that say what is counted: a service, and whole days of UTC."""
    for option in (
        click.option("--until", "last", type=DAY, required=True, help="The last day, in it."),
        click.option("--from", "first", type=DAY, required=True, help="The first day (UTC)."),
        click.option("--service", required=True, metavar="NAME", help="The service."),
    ):
        function = option(function)
    return function


def write_pdf(path: Path, data: bytes) -> None:
    """Writes a PDF into a new file. Raises FileThere: none is overwritten."""
    with new_file(path) as file:
        file.write(data)


def write_files(out: Path, named: Mapping[str, bytes]) -> None:
    """Writes files into a folder, which may be new. Raises FileThere: none is overwritten."""
    out.mkdir(parents=True, exist_ok=True)
    for name, data in named.items():
        with new_file(out / name) as file:
            file.write(data)


def say_written(*paths: Path | None) -> None:
    """Says where files were written, of those that were asked for."""
    for path in paths:
        if path is not None:
            output.say("Written to {path}", path=path)
