"""`tutela texts`: the catalogues in which pages and messages are translated."""

from __future__ import annotations

from pathlib import Path

import click

from tutela.cli import output
from tutela.cli.doors import CHECK_FAILED, INPUT_FILE, OPEN, json_option, needs


@click.group()
def texts() -> None:
    """Translate the pages and messages, one file for each language."""


@texts.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@needs(OPEN)
def update(file: Path, as_json: bool) -> None:  # noqa: FBT001
    """Bring the catalogue FILE up to date, or begin it: nl.po, say, for Dutch.

    What is new is added empty. A text that has changed a little keeps its translation, marked as
    fuzzy, which is not used until you take the mark off.
    """
    from tutela.platform import languages  # noqa: PLC0415 - slow to load

    missing = languages.update(file)
    if as_json:
        output.emit({"file": str(file), "to_translate": missing})
        return
    output.say("{file}: {texts} to translate.", file=file,
               texts=output.counted(missing, "text"))  # fmt: skip


@texts.command()
@click.argument("file", type=INPUT_FILE)
@json_option
@needs(OPEN)
def check(file: Path, as_json: bool) -> None:  # noqa: FBT001
    """Say what the catalogue FILE lacks, and which of its texts cannot be used.

    A language is offered to people once there is nothing of that.
    """
    from tutela.platform import languages  # noqa: PLC0415 - slow to load

    found = languages.faults(file)
    if as_json:
        output.emit({"file": str(file), "faults": found})
    else:
        _say(found)
    if found:
        raise SystemExit(CHECK_FAILED)


def _say(found: list[str]) -> None:
    for one in found:
        output.say("{fault}", fault=one)
    if found:
        output.say("{faults}.", faults=output.counted(len(found), "text is", "texts are")
                   + " left to see to")  # fmt: skip
        return
    output.say("Every text is translated.")
