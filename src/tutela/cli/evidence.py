"""`tutela evidence`: looking after the sealed bytes of hits."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tutela import assembly
from tutela.cli import evidence_holds, output
from tutela.cli.doors import CHECK_FAILED, json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.evidence import checking, moves, survey
from tutela.evidence.stores import objects_of
from tutela.platform.masterkey import rotation
from tutela.platform.masterkey.words import as_json as key_as_json
from tutela.platform.masterkey.words import sentences
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from tutela.platform.masterkey.model import Progress


@click.group()
def evidence() -> None:
    """Look after the sealed bytes of hits: where they are, and whether they are whole."""


@evidence.command()
@json_option
@needs(Permission.NODE_READ)
def status(as_json: bool) -> None:  # noqa: FBT001
    """Say what is kept, and where. Exit code 1: something is gone or changed."""
    with opened() as node:
        found = survey.of(node, console_operator())
        place = objects_of(node).place
    if as_json:
        output.emit({"objects": found.objects, "bytes": found.size, "place": place,
                     "damaged": found.damaged.objects})  # fmt: skip
    else:
        output.say("{kept} in {place} ({size:.1f} MB before sealing).", place=place,
                   kept=output.counted(found.objects, "kept object"),
                   size=found.size / 1_000_000)  # fmt: skip
        output.say("{sentence}", sentence=found.damaged.sentence)
    if not found.damaged.good:
        sys.exit(CHECK_FAILED)


@evidence.command()
@json_option
@needs(Permission.NODE_READ)
def damage(as_json: bool) -> None:  # noqa: FBT001
    """List the objects whose bytes are gone or changed. Exit code 1: there are some."""
    with opened() as node:
        found = survey.damages(node, console_operator())
    rows = [(str(one.object_id), one.service_id, one.problem.value, one.found_at) for one in found]
    if as_json:
        names = ("object", "service", "problem", "found_at")
        output.emit({"damaged": [dict(zip(names, row, strict=True)) for row in rows]})
    else:
        output.table(
            ("object", "service", "problem", "found"),
            ((*row[:3], output.minute(row[3])) for row in rows),
            empty="No kept bytes are known to be gone or changed.",
        )
    if found:
        sys.exit(CHECK_FAILED)


@evidence.command()
@json_option
@needs(Permission.NODE_ADMINISTER)
def verify(as_json: bool) -> None:  # noqa: FBT001
    """Open every kept object now and see that it is whole. Exit code 1: some are not.

    Nobody sees what is opened. A part of them is verified every night by itself.
    """
    with opened() as node:
        total = survey.of(node, console_operator()).objects
        with output.progress("Verifying", total) as done:
            found = checking.verify_all(node, console_operator(), told=done)
    if as_json:
        output.emit({"checked": found.checked, "damaged": found.damaged})
    elif found.damaged:
        output.say("[red]{damaged} of {checked} are not whole:[/] tutela evidence damage",
                   damaged=found.damaged, checked=found.checked)  # fmt: skip
    else:
        output.say("{checked}, all whole.", checked=output.counted(found.checked, "kept object"))
    if found.damaged:
        sys.exit(CHECK_FAILED)


@evidence.command()
@json_option
@needs(Permission.NODE_ADMINISTER)
def move(as_json: bool) -> None:  # noqa: FBT001
    """Move kept objects to the store that evidence_store names.

    They come from the one in evidence_store_from. The node may be served meanwhile, with both
    settings. Stopped half way, it goes on where it was. When it has ended, take
    evidence_store_from out of the settings.
    """
    with opened() as node, output.progress("Moving") as done:
        moved = moves.move_all(node, console_operator(), told=done)
        place = node.settings.evidence_store
    if as_json:
        output.emit({"moved": moved, "place": place})
    else:
        output.say("Moved {kept} to {place}.", kept=output.counted(moved, "kept object"),
                   place=place)  # fmt: skip
        output.say("Nothing is left where they were: take evidence_store_from out of the settings.")


@evidence.command()
@json_option
@needs(Permission.NODE_READ)
def key(as_json: bool) -> None:  # noqa: FBT001
    """Say which master key is in force, where it is kept, and how far a change of it is."""
    with opened() as node:
        console_operator().require(Permission.NODE_READ)
        _show_key(rotation.progress(node, assembly.SEALED), as_json=as_json)


@evidence.command(name="rotate-key")
@click.option("--resume", is_flag=True, help="Go on with a change that was begun before.")
@json_option
@needs(Permission.NODE_ADMINISTER)
def rotate_key(resume: bool, as_json: bool) -> None:  # noqa: FBT001
    """Replace the master key; the new one is kept where the setting evidence_key says.

    The node may be served meanwhile. What the old key sealed is sealed anew. An hour later, once
    nothing needs it, the old key is destroyed: by a served node, or with --resume.
    """
    with opened() as node:
        if not resume:
            rotation.start(node, console_operator())
        with output.progress("Sealing anew") as done:
            found = rotation.resume(node, console_operator(), assembly.SEALED, told=done)
    _show_key(found, as_json=as_json)


def _show_key(found: Progress, *, as_json: bool) -> None:
    if as_json:
        output.emit(key_as_json(found))
        return
    for sentence in sentences(found):
        output.say("{sentence}", sentence=sentence)


for _command in evidence_holds.COMMANDS:
    evidence.add_command(_command)
