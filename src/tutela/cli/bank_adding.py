"""Adding pictures to a bank: one that cannot be added is named, and the others come in."""

from __future__ import annotations

import stat
import uuid
from typing import TYPE_CHECKING, Any

from tutela.cli import output
from tutela.cli.output import shown
from tutela.indicators.adding import add_from_image
from tutela.platform.errors import BadInput, Conflict
from tutela.signals.digests import digest_stream
from tutela.signals.model import Perception, Problem, Signals

if TYPE_CHECKING:
    from pathlib import Path

    from tutela.assembly import Program
    from tutela.indicators.model import Bank
    from tutela.platform.actor import Actor

LONGEST_REFERENCE = 200

Rows = list[dict[str, Any]]


class PictureUnreadable(BadInput):
    """The file cannot be read: {problem}."""

    code = "picture-unreadable"


def add_all(
    program: Program, actor: Actor, bank: Bank, paths: tuple[Path, ...], terms: dict[str, Any]
) -> tuple[uuid.UUID, Rows, Rows]:
    """Adds each picture; returns their batch, what was added, and what was refused and why."""
    batch, added, refused = uuid.uuid4(), Rows(), Rows()
    with output.progress("Adding", len(paths)) as done:
        for number, path in enumerate(paths, start=1):
            try:
                added.append(_add(program, actor, bank, path, batch, terms))
            except (BadInput, Conflict) as error:
                refused.append({"path": str(path), "code": error.code, "problem": error.sentence})
            done(number)
    return batch, added, refused


def show(name: str, batch: str, added: Rows, refused: Rows) -> None:
    """What became of the pictures, for a person."""
    if not added and not refused:
        output.say("[bold]{name}[/] is there.", name=name)
        return
    output.say("[bold]{name}[/]: {count} added (batch {batch}).",
               name=name, count=output.counted(len(added), "picture"), batch=batch)  # fmt: skip
    for one in added:
        for notice in one["notices"]:
            output.say("  {path}: {notice}", path=one["path"], notice=notice)
    for one in refused:
        output.say("  [yellow]not added[/] {path}: {problem}", **one)


def _add(
    program: Program,
    actor: Actor,
    bank: Bank,
    path: Path,
    batch: uuid.UUID,
    terms: dict[str, Any],
) -> dict[str, Any]:
    one = add_from_image(
        program.node,
        actor,
        bank.name,
        _signals(program, path),
        batch_id=batch,
        reference=shown(path.name)[:LONGEST_REFERENCE],
        **terms,
    )
    return {
        "path": str(path),
        "indicator": str(one.indicator_id),
        "added": sorted(kind.value for kind in one.added),
        "notices": one.notices
        or (() if one.added else ("This very file is in the bank already.",)),
    }


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
