"""`tutela backup` and `tutela restore`."""

from __future__ import annotations

from pathlib import Path

import click

from tutela import following
from tutela.cli import output
from tutela.cli.doors import INPUT_FILE, OPEN, SECRET_FILE, json_option, needs, read_secret
from tutela.cli.opening import console_operator, login, opened
from tutela.evidence import jobs as evidence
from tutela.platform import log
from tutela.platform.backup import service
from tutela.platform.errors import Unavailable
from tutela.platform.permissions import Permission
from tutela.platform.settings import load

OPTION = "--passphrase-file"
PASSPHRASE = click.option(
    OPTION,
    type=SECRET_FILE,
    help="Read the passphrase from this file instead of asking (- for standard input).",
)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@PASSPHRASE
@json_option
@needs(Permission.NODE_ADMINISTER)
def backup(path: Path, passphrase_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Write the whole node, keys included, sealed with a passphrase, to PATH.

    The node may be served meanwhile. Any age program opens the file with the passphrase.
    """
    passphrase = read_secret(passphrase_file, "passphrase", option=OPTION, twice=True)
    with opened() as node, output.progress("Backing up"):
        size = service.backup(node, console_operator(), path.absolute(), passphrase)
        elsewhere = service.objects_elsewhere(node.settings)
    if as_json:
        output.emit({"backup": str(path), "bytes": size, "objects_elsewhere": elsewhere})
    else:
        output.say("Backed up to {path} ({size:.1f} MB).", path=path, size=size / 1_000_000)
        for place in elsewhere:
            output.say("The sealed objects in {place} are not in it, only", place=place)
            output.say("what opens them: keep a copy of that store too.")
        output.say("Without its passphrase nobody can open it: keep the two apart.")


@click.command()
@click.argument("path", type=INPUT_FILE)
@PASSPHRASE
@json_option
@needs(OPEN)
def restore(path: Path, passphrase_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Make the node of a backup in an empty TUTELA_HOME."""
    settings, _ = load()
    log.configure(settings.log_level)
    passphrase = read_secret(passphrase_file, "passphrase", option=OPTION)
    with output.progress("Restoring"):
        facts = service.restore(settings, login(), path, passphrase, following.tasks())
        erased = _erase_due()
    if as_json:
        told = {**facts, "files": len(facts["files"]), "erased": erased}
        output.emit({"home": str(settings.home), **told})
        return
    output.say(
        "Restored the node of {made_at} to {home}.", made_at=facts["made_at"], home=settings.home
    )
    for place in facts.get("objects_elsewhere", []):
        output.say("Sealed objects are in {place}, not in the backup.", place=place)
        output.say("If the old node still uses it, stop one of the two: what one erases is gone")
        output.say("for the other.")
    if erased:
        output.say("Erased again: {kept} whose time had ended since.",
                   kept=output.counted(erased, "kept item"))  # fmt: skip
    output.say("What happened after the backup is not in it: `tutela audit verify` names the rows.")
    output.say("Keys and sessions that were ended since then are valid again: end them anew.")


def _erase_due() -> int:
    """Erases what should be gone by now: a backup may be older than what it kept."""
    with opened() as node:
        erased = evidence.erase_due(node)
        try:
            evidence.sweep(node)
        except Unavailable as error:
            output.warn(error.sentence)  # the node is whole; an hourly job sweeps again
    return erased
