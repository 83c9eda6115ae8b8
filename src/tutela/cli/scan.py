"""`tutela scan`: files and folders through the same scan as the HTTP door."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutela import assembly
from tutela.cli import output
from tutela.cli.doors import FOUND, OUTSIDE_FAILURE, UNSCANNED, json_option, needs
from tutela.cli.opening import console_operator
from tutela.cli.scanning import scanning
from tutela.detection.errors import NotRecorded, SurfaceAmbiguous
from tutela.detection.files import find, scan_files
from tutela.detection.model import Incoming, VerdictKind
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutela.assembly import Program
    from tutela.detection.files import Scanned

COLOURS = {
    VerdictKind.CLEAR: "green",
    VerdictKind.HELD: "red",
    VerdictKind.FLAGGED: "yellow",
    VerdictKind.UNSCANNED: "magenta",
}


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--service", "service_id", help="The service the items are on.")
@click.option("--surface", help="The surface of the service they were on.")
@click.option("--account", default="", help="The account they belong to.")
@click.option("--language", default="", help="The language of that account, such as de or pt-BR.")
@click.option("--all", "show_all", is_flag=True, help="List clear items too.")
@json_option
@needs(Permission.SCAN)
def scan(
    paths: tuple[Path, ...],
    service_id: str | None,
    surface: str | None,
    account: str,
    language: str,
    show_all: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """Scan files, and all files in folders.

    Service and surface need not be said where there is only one, or only one may be scanned now.

    Exits 0 if all were scanned and clear, 3 if something was held or flagged, 5 if nothing was
    found but something could not be scanned, 4 if a hit could not be recorded.
    """
    with scanning() as program:
        where = _surface(program, service_id, surface)
        files = find(paths)
        incoming = Incoming(*where, account_ref=account, language=language)
        with assembly.running(program.watchers()), output.progress("Scanning", len(files)) as done:
            results = _scan(program, incoming, files, done)
    if as_json:
        output.emit({"items": [one.to_json() for one in results]})
    else:
        _print(results, show_all=show_all)
    sys.exit(_exit_code(results))


def _scan(
    program: Program, incoming: Incoming, files: Sequence[Path], done: output.Advance
) -> list[Scanned]:
    results: list[Scanned] = []
    threads = program.node.settings.decoders
    for one in scan_files(program.scanner, console_operator(), incoming, files, threads=threads):
        results.append(one)
        done(len(results))
    return results


def _surface(program: Program, service_id: str | None, surface: str | None) -> tuple[str, str]:
    """The surface meant; it need not be said where only one fits, or only one may be scanned now.

    Raises SurfaceAmbiguous.
    """
    if service_id and surface:
        return service_id, surface
    fitting = [
        (service, name)
        for service, name in program.coverage.surfaces()
        if service_id in (None, service) and surface in (None, name)
    ]
    running = [one for one in fitting if program.scanner.covers(Incoming(*one))]
    for choice in (fitting, running):
        if len(choice) == 1:
            return choice[0]
    named = ", ".join(f"{service}/{name}" for service, name in fitting)
    raise SurfaceAmbiguous(surfaces=named or "none declared yet")


def _print(results: Sequence[Scanned], *, show_all: bool) -> None:
    for one in results:
        if show_all or one.verdict.kind is not VerdictKind.CLEAR or one.verdict.suppressed:
            _say(one)
    counts = Counter(one.verdict.kind for one in results)
    summary = ", ".join(f"{counts[kind]:,} {kind.value}" for kind in VerdictKind if counts[kind])
    looked = output.counted(len(results), "file")
    output.say("{looked}: {summary}." if results else "No files found.",
               looked=looked, summary=summary)  # fmt: skip


def _say(one: Scanned) -> None:
    kind = one.verdict.kind
    pattern = f"[{COLOURS[kind]}]{{kind:<9}}[/] {{path}}"
    about = _about(one)
    output.say(f"{pattern}  ({{about}})" if about else pattern,
               kind=kind.value, path=one.path, about=about)  # fmt: skip


def _about(one: Scanned) -> str:
    if one.verdict.reason:
        advice = f"{one.verdict.reason.value}; advice: {one.verdict.advice}"
        return "; ".join((advice, *_allowed(one)))
    banks = dict.fromkeys(
        f"{match['bank']}"
        + (" exact" if match["exact"] else "")
        + (f" distance {match['distance']}" if match["distance"] is not None else "")
        for match in one.verdict.to_json(distances=False)["matches"]
    )
    return "; ".join((*banks, *_allowed(one)))


def _allowed(one: Scanned) -> list[str]:
    """What allow-banks had to say: each entry once."""
    said = [
        *(("suppressed", gone.match, gone.by) for gone in one.verdict.suppressed),
        *(("contested", hit.match, hit.contested_by) for hit in one.verdict.detections),
    ]
    sentences = (
        f"{match.bank.name} {what} by {by.bank.name} {by.indicator_id}"
        for what, match, by in said
        if by
    )
    return list(dict.fromkeys(sentences))


def _exit_code(results: Sequence[Scanned]) -> int:
    if any(isinstance(one.failure, NotRecorded) for one in results):
        return OUTSIDE_FAILURE
    kinds = {one.verdict.kind for one in results}
    if kinds & {VerdictKind.HELD, VerdictKind.FLAGGED}:
        return FOUND
    return UNSCANNED if VerdictKind.UNSCANNED in kinds else 0
