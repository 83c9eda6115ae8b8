"""`tutela papers public`, `publish`: what anybody may see of a closed paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import asking_option, json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.papers_given import pdf_option, say_written, write_files, write_pdf
from tutela.cli.papers_kept import edition_json
from tutela.observatory import csvset, outside
from tutela.observatory.editions import keeping, publishing
from tutela.observatory.printing import public_print
from tutela.platform import languages
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID


@click.command()
@click.argument("edition_id", metavar="EDITION", type=click.UUID)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="A new folder for its table."
)
@pdf_option
@click.option("--language", default="", help="Of the PDF, such as nl; by default the node's.")
@json_option
@needs(Permission.PAPER_READ)
def public(
    edition_id: UUID,
    out: Path | None,
    pdf: Path | None,
    language: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Show a closed paper as anybody may see it: small numbers are hidden.

    There is a PDF of what is published alone.
    """
    with opened() as node:
        one, seen = keeping.outside(node, console_operator(), edition_id)
        if pdf is not None:
            shown = keeping.published(node, console_operator(), edition_id)
            read = languages.for_anybody(node.settings, *([language] if language else []))
            write_pdf(pdf, public_print.pdf(shown, read))
    if out is not None:
        write_files(out, csvset.files([seen.sheet]))
    if as_json:
        output.emit({**edition_json(one), **outside.as_json(seen)})
        return
    output.table(seen.sheet.columns, seen.rows)
    output.say()
    for note in seen.notes:
        output.say("{note}", note=note)
    say_written(out, pdf)


@click.command()
@click.argument("edition_id", metavar="EDITION", type=click.UUID)
@asking_option
@person_options(required=True)
@json_option
@needs(Permission.PAPER_CLOSE)
def publish(
    edition_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: ARG001, FBT001
) -> None:
    """Ask that a closed paper be shown to anybody, on `/public/figures`, with small numbers hidden.

    Another person must agree. What was public once is not taken back.
    """
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        publishing.publish(node, actor, edition_id, reason=reason)


COMMANDS = (public, publish)
