"""`tutela peer`: the other nodes, and how each stands here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import (
    INPUT_FILE,
    asking_option,
    json_option,
    needs,
    person_options,
)
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.peer_messages import COMMANDS
from tutela.cli.standing import Standing
from tutela.federation import keys, peers, signing
from tutela.federation.machine import PeerCommand
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from tutela.federation.model import Peer

PEER = click.argument("peer_id", metavar="PEER", type=click.UUID)


@click.group()
def peer() -> None:
    """Other institutions' nodes: who is believed, and what went between.

    Most of what nodes tell each other rests on draft law.
    """


@peer.command()
@click.option("--name", required=True, help="What this node is called, such as the institution.")
@click.option("--address", required=True, metavar="URL", help="Where it is served for others.")
@person_options(required=True)
@json_option
@needs(Permission.PEER_MANAGE)
def describe(
    name: str,
    address: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Say what this node is called and where others reach it. Who knows it already is told."""
    with opened() as node:
        made = keys.describe(
            node, signed_in(node, person_name, password_file), name=name, address=address
        )
    if as_json:
        output.emit(made)
        return
    output.say("This node is {name} now.", name=name)
    output.say("`tutela peer descriptor` prints what to give to another institution.")


@peer.command()
@json_option
@needs(Permission.NODE_READ)
def descriptor(as_json: bool) -> None:  # noqa: FBT001
    """Print this node's descriptor, to be given to another institution, and its code.

    The descriptor goes by any way. The code is read out by telephone.
    """
    with opened() as node:
        made = keys.descriptor(node, console_operator())
    if as_json:
        output.emit(made)
        return
    click.echo(json.dumps(made, indent=2))
    code = signing.code_of(signing.raw(made["descriptor"]["key"]))
    click.echo(f"The code, to be read out: {code}", err=True)


@peer.command()
@click.argument("file", type=INPUT_FILE)
@person_options(required=True)
@json_option
@needs(Permission.PEER_MANAGE)
def add(
    file: Path,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Add another node by its descriptor. It is not believed before you compared its code."""
    with opened() as node:
        one = peers.add(node, signed_in(node, person_name, password_file), file.read_bytes())
    if as_json:
        output.emit(_json(one))
        return
    output.say("{name} ({role}) is added, and not believed yet: {id}", name=one.name,
               role=one.role.words, id=one.id)  # fmt: skip
    output.say("Call them, have their code read out, and type what you hear:")
    output.say("  tutela peer verify {id} --code … --note …", id=one.id)


@peer.command(name="list")
@json_option
@needs(Permission.NODE_READ)
def list_(as_json: bool) -> None:  # noqa: FBT001
    """List the other nodes."""
    with opened() as node:
        found = peers.list_peers(node, console_operator())
    if as_json:
        output.emit({"peers": [_json(one) for one in found]})
        return
    output.table(
        ("peer", "name", "role", "state", "heard", "problem"),
        (
            (
                one.id,
                one.name,
                one.role.value,
                one.state.value,
                output.minute(one.heard_at) if one.heard_at else "never",
                one.problem,
            )
            for one in found
        ),
        empty="No other node is known yet.",
    )


@peer.command()
@PEER
@click.option("--code", required=True, help="The code that they read out.")
@click.option("--note", required=True, help="Whom you reached, and where the number is from.")
@asking_option
@person_options(required=True)
@json_option
@needs(Permission.PEER_MANAGE)
def verify(
    peer_id: UUID,
    code: str,
    note: str,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Believe another node, once you compared its code. Messages go both ways from then on."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        peers.verify(node, actor, peer_id, code=code, note=note, reason=reason)
    if as_json:
        output.emit({"peer": str(peer_id), "verified": True})
        return
    output.say("It is believed. `tutela peer greet` shows whether it believes this node.")


_STANDING = Standing(peer, "peer", Permission.PEER_MANAGE, peers.change, "Why; the log keeps it.")
_STANDING.add(
    PeerCommand.SUSPEND,
    "Let nothing through to or from another node for now. What waits is kept.",
    "Suspended: nothing goes either way until you restore it.",
)
_STANDING.add(PeerCommand.RESTORE, "Believe a suspended node again.", "Believed again.")
_STANDING.add(
    PeerCommand.END,
    "Believe another node no more, for good. Suspend it where it may come back.",
    "Ended, for good.",
)


@peer.command(name="rotate-key")
@person_options(required=True)
@json_option
@needs(Permission.PEER_MANAGE)
def rotate_key(person_name: str, password_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Replace the key by which this node signs to others. They are told by themselves."""
    with opened() as node:
        code = keys.rotate(node, signed_in(node, person_name, password_file))
    if as_json:
        output.emit({"code": code})
    else:
        output.say("The new key's code is {code}. Who believes this node is told.", code=code)


@peer.command(name="revoke-key")
@click.option("--reason", required=True, help="What happened; the log keeps it.")
@person_options(required=True)
@json_option
@needs(Permission.PEER_MANAGE)
def revoke_key(
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """End the key because it may be in other hands, and make another.

    Others are told to believe this node no more. Give each the new descriptor and its code.
    """
    with opened() as node:
        code = keys.revoke(node, signed_in(node, person_name, password_file), reason=reason)
    if as_json:
        output.emit({"code": code})
    else:
        output.say("Ended. The new key's code is {code}: give each institution the new", code=code)
        output.say("descriptor, and have the code compared again.")


def _json(one: Peer) -> dict[str, Any]:
    return {
        "peer": str(one.id),
        "name": one.name,
        "role": one.role.value,
        "address": one.address,
        "state": one.state.value,
        "code": signing.code_of(one.key),
        "verified_by": one.verified_by_name or None,
        "verified_at": one.verified_at,
        "heard_at": one.heard_at,
        "problem": one.problem or None,
        "skew_seconds": one.skew_seconds,
        "refusals": one.refusals,
        "refusal": one.refusal or None,
    }


for _command in COMMANDS:
    peer.add_command(_command)
