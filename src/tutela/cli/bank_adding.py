"""Adding pictures and addresses to a bank: one that cannot be is named, and the others come in."""

from __future__ import annotations

import stat
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from tutela.cli import output
from tutela.cli.output import shown
from tutela.indicators.adding import add_address, add_from_image
from tutela.platform.errors import BadInput, Conflict
from tutela.signals.digests import digest_stream
from tutela.signals.model import Perception, Problem, Signals

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tutela.assembly import Program
    from tutela.indicators.adding import Addition
    from tutela.indicators.model import Bank
    from tutela.platform.actor import Actor

LONGEST_REFERENCE = 200

Rows = list[dict[str, Any]]


class PictureUnreadable(BadInput):
    """The file cannot be read: {problem}."""

    code = "picture-unreadable"


def add_all(
    program: Program,
    actor: Actor,
    bank: Bank,
    paths: tuple[Path, ...],
    addresses: tuple[str, ...],
    terms: dict[str, Any],
) -> tuple[uuid.UUID, Rows, Rows]:
    """Adds each picture and address; returns their batch, what was added, and what was refused.

    A row names a picture by its path and an address by its place: it is not repeated.
    """
    batch, added, refused = uuid.uuid4(), Rows(), Rows()
    given = {**terms, "batch_id": batch}
    entries: list[tuple[dict[str, Any], Callable[[], Addition]]] = [
        ({"path": str(path)}, partial(_picture, program, actor, bank, path, given))
        for path in paths
    ]
    for place, one in enumerate(addresses, start=1):
        one_more = partial(add_address, program.node, actor, bank.name, one, **given)
        entries.append(({"address": place}, one_more))
    with output.progress("Adding", len(entries)) as done:
        for number, (named, adding) in enumerate(entries, start=1):
            try:
                added.append({**named, **_row(adding(), "file" if "path" in named else "address")})
            except (BadInput, Conflict) as error:
                refused.append({**named, "code": error.code, "problem": error.sentence})
            done(number)
    return batch, added, refused


def show(name: str, batch: str, added: Rows, refused: Rows) -> None:
    """What became of the pictures and addresses, for a person."""
    if not added and not refused:
        output.say("[bold]{name}[/] is there.", name=name)
        return
    output.say("[bold]{name}[/]: {count} added (batch {batch}).",
               name=name, count=_counted(added), batch=batch)  # fmt: skip
    for one in added:
        for notice in one["notices"]:
            output.say("  {named}: {notice}", named=_name(one), notice=notice)
    for one in refused:
        output.say("  [yellow]not added[/] {named}: {problem}",
                   named=_name(one), problem=one["problem"])  # fmt: skip


def _counted(added: Rows) -> str:
    addresses = sum("address" in one for one in added)
    pictures = output.counted(len(added) - addresses, "picture")
    if not addresses:
        return pictures
    counted = output.counted(addresses, "address", "addresses")
    return counted if addresses == len(added) else f"{pictures} and {counted}"


def _name(row: dict[str, Any]) -> str:
    return row["path"] if "path" in row else f"address {row['address']}"


def _row(one: Addition, what: str) -> dict[str, Any]:
    return {
        "indicator": str(one.indicator_id),
        "added": sorted(kind.value for kind in one.added),
        "notices": one.notices
        or (() if one.added else (f"This very {what} is in the bank already.",)),
    }


def _picture(
    program: Program, actor: Actor, bank: Bank, path: Path, given: dict[str, Any]
) -> Addition:
    return add_from_image(
        program.node,
        actor,
        bank.name,
        _signals(program, path),
        reference=shown(path.name)[:LONGEST_REFERENCE],
        **given,
    )


def _signals(program: Program, path: Path) -> Signals:
    """The signals of a file; of one too large to decode, its digests. Raises PictureUnreadable."""
    try:
        with path.open("rb") as file:
            about = path.stat()
            if not stat.S_ISREG(about.st_mode):
                raise PictureUnreadable(problem="it is no regular file")
            if about.st_size <= program.scanner.largest_item:
                return program.decoders.compute(file.read())
            return Signals.of(digest_stream(file), Perception(problem=Problem.TOO_LARGE))
    except OSError as error:
        raise PictureUnreadable(problem=error.strerror or error) from None
