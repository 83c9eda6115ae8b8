"""`tutela order`: the authorities that issue orders, and how somebody made sure of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.orders import issuers as register
from tutela.orders.giving import keys
from tutela.orders.model import IssuerKind, Verified
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from pathlib import Path

    from tutela.orders.model import Issuer

KINDS = [one.value for one in IssuerKind]
WAYS = [one.value for one in Verified if one is not Verified.NOT]
SERVICE = click.argument("service", metavar="SERVICE")
NAME = click.argument("name", metavar="NAME")


@click.command()
@click.option("--service", metavar="NAME", help="Only those of this service.")
@json_option
@needs(Permission.ORDER_READ)
def issuers(service: str | None, as_json: bool) -> None:  # noqa: FBT001
    """List the authorities whose orders may come in."""
    with opened() as node:
        found = register.list_issuers(node, console_operator(), service)
    if as_json:
        output.emit({"issuers": [_json(one) for one in found]})
        return
    output.table(
        ("service", "issuer", "kind", "state", "contact", "verified", "key"),
        (
            (
                one.service_id,
                one.name,
                one.kind.value,
                one.member_state,
                one.contact,
                f"{one.verified.value} by {one.verified_by_name}" if one.verified.value else "no",
                keys.code_of(one.age_key) if one.age_key else "none",
            )
            for one in found
        ),
        empty="No issuer is known yet.",
    )


@click.command(name="issuer-add")
@SERVICE
@NAME
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What it is.")
@click.option("--member-state", required=True, metavar="XX", help="Its Member State, such as DE.")
@click.option("--contact", required=True, help="Where it is reached: found by you, not in the "
              "order.")  # fmt: skip
@person_options(required=True)
@json_option
@needs(Permission.ORDER_REGISTER)
def issuer_add(
    service: str,
    name: str,
    kind: str,
    member_state: str,
    contact: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Add an authority, not verified yet."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        register.add(
            node, actor, service, name,
            kind=IssuerKind(kind), member_state=member_state, contact=contact,
        )  # fmt: skip
    if as_json:
        output.emit({"issuer": name, "verified": False})
        return
    output.say("{name} is known, and not verified.", name=name)


@click.command(name="issuer-verify")
@SERVICE
@NAME
@click.option("--how", type=click.Choice(WAYS), help="How you made sure of it.")
@click.option("--not-any-more", "revoked", is_flag=True, help="It is no longer to be trusted.")
@click.option("--note", required=True, help="Whom you reached, and where you found the number or "
              "list.")  # fmt: skip
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def issuer_verify(
    service: str,
    name: str,
    how: str | None,
    revoked: bool,  # noqa: FBT001
    note: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that an authority is who it says, and how you know."""
    if (how is None) != revoked:
        raise click.UsageError("Say --how you made sure of it, or --not-any-more.")
    way = Verified(how) if how else Verified.NOT
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        register.verify(node, actor, service, name, how=way, note=note)
    if as_json:
        output.emit({"issuer": name, "verified": how is not None})
        return
    words = "is verified" if how else "is not verified any more"
    output.say("{name} {words}.", name=name, words=words)


def _json(one: Issuer) -> dict[str, object]:
    return {
        "service": one.service_id,
        "name": one.name,
        "kind": one.kind.value,
        "member_state": one.member_state,
        "contact": one.contact,
        "verified": one.verified.value or None,
        "verified_by": one.verified_by_name,
        "verified_at": one.verified_at,
        "note": one.verified_note or None,
        "key_code": keys.code_of(one.age_key) if one.age_key else None,
    }


COMMANDS = (issuers, issuer_add, issuer_verify)
