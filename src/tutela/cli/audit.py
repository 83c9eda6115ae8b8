"""`tutela audit`: verifying the log, here or from an export with a public key."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import CHECK_FAILED, INPUT_FILE, OPEN, json_option, needs
from tutela.platform.audit.errors import ExportExists, KeyMalformed
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from tutela.platform.audit.report import Report


@click.group()
def audit() -> None:
    """The log of every move and every look, verifiable by anyone."""


@audit.command()
@click.option(
    "--offline",
    "export_file",
    type=INPUT_FILE,
    metavar="EXPORT",
    help="Verify this export; needs no node.",
)
@click.option(
    "--key",
    "key_file",
    type=INPUT_FILE,
    metavar="PUB",
    help="File with the log's public key, got from the node beforehand.",
)
@click.option(
    "--witness",
    "witness_file",
    type=INPUT_FILE,
    metavar="FILE",
    help="The witness's own file of checkpoints.",
)
@json_option
@needs(OPEN)
def verify(
    export_file: Path | None,
    key_file: Path | None,
    witness_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:  # fmt: skip
    """Verify the log of this node, or with --offline an export of any node.

    Exits 0 if nothing was changed, 1 if something was; each finding names its place.
    """
    if export_file:
        if key_file is None:
            raise click.UsageError("--offline needs --key: the log's public key.")
        report = _offline(export_file, key_file, witness_file)
    else:
        if key_file or witness_file:
            raise click.UsageError("--key and --witness go with --offline.")
        report = _here()
    _answer(report, as_json=as_json)
    sys.exit(0 if report.is_intact else CHECK_FAILED)


@audit.command()
@click.argument("path", type=click.Path(path_type=Path))
@json_option
@needs(Permission.AUDIT_EXPORT)
def export(path: Path, as_json: bool) -> None:  # noqa: FBT001
    """Write the log to PATH, and its public key to PATH.key, for verification elsewhere."""
    from tutela.cli.opening import console_operator, opened  # noqa: PLC0415
    from tutela.platform.audit import service  # noqa: PLC0415
    from tutela.platform.audit.own import log_key  # noqa: PLC0415

    key_path = path.with_name(path.name + ".key")
    for one in (path, key_path):
        if one.exists():
            raise ExportExists(path=one)
    with opened() as node, output.progress("Writing") as done:
        rows = service.export(node, console_operator(), path, lambda at, _: done(at))
        key = log_key(node).text
    key_path.write_text(key + "\n", encoding="utf-8")
    if as_json:
        output.emit({"export": str(path), "key": str(key_path), "rows": rows})
    else:
        output.say("{rows} in {path}; the public key in {key}.",
                   rows=output.counted(rows, "row"), path=path, key=key_path)  # fmt: skip
        output.say("Whoever verifies it should have the key from you beforehand, not beside it.")


@audit.command()
@needs(OPEN)
def key() -> None:
    """Print the log's public key. Hand it to those who verify before they need it."""
    from tutela.cli.opening import opened  # noqa: PLC0415
    from tutela.platform.audit.own import log_key  # noqa: PLC0415

    with opened() as node:
        output.write(log_key(node).text)


def _offline(export_file: Path, key_file: Path, witness_file: Path | None) -> Report:
    # Verifying an export needs neither database nor node: whoever checks us installs little.
    from tutela.platform.audit.export import verify_export  # noqa: PLC0415
    from tutela.platform.audit.note import LogKey  # noqa: PLC0415

    try:
        text = key_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise KeyMalformed(problem="it cannot be read as text") from None
    with output.progress("Verifying"):
        return verify_export(export_file, LogKey.parse(text), witness_file)


def _here() -> Report:
    from tutela.cli.opening import console_operator, opened  # noqa: PLC0415
    from tutela.platform.audit import service  # noqa: PLC0415

    with opened() as node, output.progress("Verifying"):
        return service.verify(node, console_operator())


def _answer(report: Report, *, as_json: bool) -> None:
    if as_json:
        output.emit({**asdict(report), "clean": report.is_clean, "unwitnessed": report.unwitnessed})
        return
    for finding in report.findings:
        output.say("[red]{kind}[/] at {place}: {sentence}", kind=finding.kind.value,
                   place=finding.place, sentence=finding.sentence)  # fmt: skip
    output.say(
        "{rows} under {checkpoints}: {witnessed} witnessed, {unwitnessed} unwitnessed; "
        "{pending} waiting. {verdict}",
        rows=output.counted(report.size, "row"),
        checkpoints=output.counted(report.checkpoints, "checkpoint"),
        witnessed=report.witnessed_size,
        unwitnessed=report.unwitnessed,
        pending=report.pending,
        verdict="Nothing was changed." if report.is_clean
        else output.counted(len(report.findings), "finding") + ".",
    )  # fmt: skip
