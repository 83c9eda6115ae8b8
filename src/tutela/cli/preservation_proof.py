"""`tutela preservation certificate|prove|verify`: that what should be gone is gone, signed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import CHECK_FAILED, INPUT_FILE, OPEN, json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.cli.report_given import new_file
from tutela.platform.permissions import Permission
from tutela.reporting.erasure import certificate as certificates
from tutela.reporting.erasure import proof

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.reporting.erasure.certificate import Statement
    from tutela.reporting.erasure.model import Certificate


@click.command()
@json_option
@needs(Permission.ERASURE_PROVE)
def prove(as_json: bool) -> None:  # noqa: FBT001
    """Make the certificate of what was erased since the last one; exit code 1: something is left.

    One is made every night by itself. It speaks of what was due an hour ago and more.
    """
    with opened() as node:
        made = proof.prove_now(node, console_operator())
        found = next(one for one in proof.certificates(node, console_operator()) if one.id == made)
    if as_json:
        output.emit(_json(found))
    else:
        output.say("Certificate [bold]{id}[/]: {erased} erased, {overdue} overdue.",
                   id=found.id, erased=found.erased, overdue=found.overdue)  # fmt: skip
    if found.overdue:
        sys.exit(CHECK_FAILED)


@click.command()
@click.argument("certificate_id", metavar="[CERTIFICATE]", required=False, type=click.UUID)
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it to FILE, which proves itself to whoever has the node's public key.",
)
@json_option
@needs(Permission.ERASURE_PROVE)
def certificate(certificate_id: UUID | None, to: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """List the certificates of erasure, or write CERTIFICATE to a file."""
    if (certificate_id is None) is not (to is None):
        raise click.UsageError("Say both CERTIFICATE and --to FILE, or neither.")
    with opened() as node:
        if certificate_id and to:
            data = proof.export(node, console_operator(), certificate_id)
            with new_file(to) as file:
                file.write(data)
            _written(certificate_id, to, as_json=as_json)
            return
        found = proof.certificates(node, console_operator())
        with node.read() as connection:
            standing = proof.standing(connection).sentence(node.clock.now())
    if as_json:
        output.emit({"standing": standing, "certificates": [_json(one) for one in found]})
        return
    output.table(
        ("certificate", "made", "erased", "overdue"),
        ((one.id, output.minute(one.made_at), one.erased, one.overdue) for one in found),
    )
    output.say("{standing}", standing=standing)


@click.command()
@click.argument("file", type=INPUT_FILE)
@click.option("--public-key", required=True, help="The node's key, as it was published.")
@json_option
@needs(OPEN)
def verify(file: Path, public_key: str, as_json: bool) -> None:  # noqa: FBT001
    """Verify a certificate of erasure with the node's public key; needs no node.

    Exit code 1: it is genuine, and names something that is overdue.
    """
    statement = certificates.verify_export(file.read_bytes(), public_key)
    if as_json:
        output.emit({"genuine": True, **statement.model_dump(mode="json", by_alias=True)})
    else:
        _show(statement)
    if statement.overdue:
        sys.exit(CHECK_FAILED)


def _written(certificate_id: UUID, to: Path, *, as_json: bool) -> None:
    if as_json:
        output.emit({"certificate": str(certificate_id), "file": str(to)})
    else:
        output.say("Written to {path}. Verify it with: tutela preservation verify", path=to)


def _show(one: Statement) -> None:
    output.say("[green]Genuine:[/] signed by {node}, {at}", node=one.node,
               at=output.minute(one.made_at))  # fmt: skip
    since = output.minute(one.since) if one.since else "the beginning"
    output.say("From {since} to {until}: {erased} erased, {overdue} overdue", since=since,
               until=output.minute(one.until), erased=one.counts.erased,
               overdue=one.counts.overdue)  # fmt: skip
    output.say("{scope}", scope=one.scope)
    for kept in one.held:
        output.say("{kind} {id}: kept by a legal hold, due {due}", kind=kept.kind, id=kept.id,
                   due=output.minute(kept.due_at, "unknown"))  # fmt: skip
    for late in one.overdue:
        output.say("[red]{kind} {id}[/]: {problem}, due {due}", kind=late.kind, id=late.id,
                   problem=late.problem, due=output.minute(late.due_at, "unknown"))  # fmt: skip


def _json(one: Certificate) -> dict[str, Any]:
    return {
        "certificate": str(one.id),
        "made_at": one.made_at,
        "erased": one.erased,
        "overdue": one.overdue,
    }


COMMANDS = (certificate, prove, verify)
