"""Something that a command takes out into a new file, which nobody else may read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.report_given import new_file

if TYPE_CHECKING:
    from uuid import UUID

TO = click.option(
    "--to", "path", type=click.Path(path_type=Path), required=True, metavar="FILE",
    help="A new file; nobody else may read it.",
)  # fmt: skip


def take_out(data: bytes, path: Path, noun: str, one_id: UUID, *, as_json: bool) -> None:
    """Writes it and says where; `noun` names in JSON what it is of. Raises FileThere."""
    with new_file(path) as target:
        target.write(data)
    if as_json:
        output.emit({noun: str(one_id), "file": str(path)})
    else:
        output.say("It is in {path}.", path=path)
