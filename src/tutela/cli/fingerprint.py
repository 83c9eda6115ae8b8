"""`tutela fingerprint`: pictures that people ask to be found, by two numbers and without them."""

from __future__ import annotations

from hashlib import file_digest
from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import INPUT_FILE, OPEN, json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.platform.permissions import Permission
from tutela.redress.fingerprints import service

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

LARGEST_PICTURE = 64 * 1024 * 1024  # bytes; of a larger file the first number is enough
REASON = click.option("--reason", default="", help="Why; kept in the log. It must name nobody.")


@click.group()
def fingerprint() -> None:
    """Pictures that people ask to be found; the pictures themselves stay with them."""


@fingerprint.command()
@click.argument("file", type=INPUT_FILE)
@json_option
@needs(OPEN)
def of(file: Path, as_json: bool) -> None:  # noqa: FBT001
    """Compute SHA-256 and PDQ of FILE. Nothing is sent, and no node is needed.

    Whoever finds a picture of themselves shared can send these two numbers, not the picture, on
    a service's page /public/picture.
    """
    with file.open("rb") as stream:
        sha256 = file_digest(stream, "sha256").hexdigest()
    pdq = _pdq(file)
    if as_json:
        output.emit({"sha256": sha256, "pdq": pdq or None})
        return
    output.say("SHA-256  {sha256}", sha256=sha256)
    output.say("PDQ      {pdq}", pdq=pdq or "none: it is no picture, or too little is seen in it")


@fingerprint.command(name="list")
@click.option("--ended", is_flag=True, help="Those that were decided or taken back.")
@json_option
@needs(Permission.BANK_READ)
def list_(ended: bool, as_json: bool) -> None:  # noqa: FBT001
    """List what waits for people, the oldest first."""
    with opened() as node:
        found = service.requests(node, console_operator(), ended=ended)
    if as_json:
        output.emit(
            {
                "requests": [
                    {
                        "id": str(one.id),
                        "state": one.state.value,
                        "whose": one.whose.value,
                        "pdq": one.has_pdq,
                        "received_at": one.received_at,
                        "ended_at": one.ended_at,
                        "problem": one.problem or None,
                    }
                    for one in found
                ]
            }
        )
        return
    output.table(
        ("request", "state", "the picture", "received"),
        ((one.id, one.state.value, one.whose.words, one.received_at) for one in found),
    )


@fingerprint.command()
@click.argument("request_id", type=click.UUID)
@REASON
@person_options(required=True)
@json_option
@needs(Permission.INDICATOR_VERIFY)
def accept(
    request_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: ARG001, FBT001
) -> None:
    """Ask that what looks like it may be held. Another person must agree."""
    with opened() as node:
        person = signed_in(node, person_name, password_file)
        service.accept(node, person, request_id, reason=reason)


@fingerprint.command()
@click.argument("request_id", type=click.UUID)
@REASON
@person_options(required=True)
@json_option
@needs(Permission.INDICATOR_VERIFY)
def decline(
    request_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """End a request that cannot be right; its numbers are erased."""
    with opened() as node:
        person = signed_in(node, person_name, password_file)
        service.decline(node, person, request_id, reason=reason)
    if as_json:
        output.emit({"request": str(request_id), "state": "declined"})
    else:
        output.say("It is declined; its numbers are erased.")


def _pdq(file: Path) -> str:
    """The PDQ of a picture, good enough to be found by; empty if there is none."""
    from tutela.signals.compute import perceive  # noqa: PLC0415 - slow to load
    from tutela.signals.model import MIN_QUALITY, Limits  # noqa: PLC0415

    if file.stat().st_size > LARGEST_PICTURE:
        return ""
    found = perceive(file.read_bytes(), Limits())
    first = found.frames[0] if found.frames and not found.film else None
    return first.hex if first and first.quality >= MIN_QUALITY else ""
