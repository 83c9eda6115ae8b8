"""`tutela order`: information given to an authority, from what is on record to its receipt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import asking_option, json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.order_acts import stands
from tutela.cli.order_answers import AT
from tutela.cli.order_issuers import NAME, SERVICE
from tutela.cli.order_shown import ORDER
from tutela.cli.report_given import new_file
from tutela.orders import reading
from tutela.orders.giving import keys, service
from tutela.orders.giving.model import Choice, Part
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.orders.giving.model import Giving, OnRecord

PARTS = [one.value for one in Part if one is not Part.FACTS]


@click.command(name="issuer-key")
@SERVICE
@NAME
@click.option("--key", required=True, metavar="age1…", help="Its public key, as it sent it.")
@click.option("--code", required=True, help="The code of the key, as they read it out to you: the "
              "first sixteen digits of its SHA-256.")  # fmt: skip
@click.option("--note", required=True, help="Whom you reached, and by which number.")
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def issuer_key(
    service: str,
    name: str,
    key: str,
    code: str,
    note: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record the key to which answers to an authority are sealed."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        found = keys.record(node, actor, service, name, key=key, code=code, note=note)
    if as_json:
        output.emit({"issuer": name, "key_code": found})
        return
    output.say("Answers to {name} are sealed to the key with the code {code}.", name=name,
               code=found)  # fmt: skip


@click.command(name="on-record")
@ORDER
@json_option
@needs(Permission.ORDER_READ)
def on_record(order_id: UUID, as_json: bool) -> None:  # noqa: FBT001
    """List what this node has of what an order for information names, and what was given."""
    with opened() as node:
        actor = console_operator()
        one = reading.show(node, actor, order_id, purpose="see what is on record")
        found = service.standing(node, actor, one)
    if as_json:
        output.emit({
            "items": [_item_json(each) for each in found.on_record],
            "given": [_giving_json(each) for each in found.givings],
        })  # fmt: skip
        return
    output.table(
        ("item", "account", "reference", "kind", "bytes", "came in", "kept"),
        (
            (each.id, each.account_ref, each.external_id, each.media_type, each.size,
             output.minute(each.received_at), _kept(each))
            for each in found.on_record
        ),
        empty="Nothing that it names is on record here, or it is not carried out.",
    )  # fmt: skip
    for giving in found.givings:
        _say(giving)


@click.command()
@ORDER
@click.option("--item", "items", multiple=True, type=click.UUID, metavar="ITEM",
              help="An item of `order on-record`; may be given often.")  # fmt: skip
@click.option("--with", "parts", multiple=True, type=click.Choice(PARTS),
              help="What to give beside the facts; may be given often.")  # fmt: skip
@click.option("--note", default="", help="What else you tell the authority.")
@click.option("--still-wanted", default="", help="Who says so, where the order's time limit is "
              "over.")  # fmt: skip
@asking_option
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def choose(
    order_id: UUID,
    items: tuple[UUID, ...],
    parts: tuple[str, ...],
    note: str,
    still_wanted: str,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Choose what to give to the authority; another person must agree before it leaves."""
    choice = Choice(tuple(dict.fromkeys(items)), frozenset(map(Part, parts)), note, still_wanted)
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        service.choose(node, actor, order_id, choice, reason=reason)
        stands(node, order_id, as_json=as_json)


@click.command()
@ORDER
@click.argument("path", metavar="OUT.age", type=click.Path(dir_okay=False, path_type=Path))
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def give(
    order_id: UUID,
    path: Path,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Write what was chosen and agreed on to OUT.age, sealed to the authority: once.

    The file is readable by its owner only, and none is overwritten. Nothing of it is kept here but
    its digest. Send it to the authority yourself.
    """
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        with new_file(path) as file:
            sealed = service.give(node, actor, order_id)
            file.write(sealed.data)
    if as_json:
        output.emit({"order": str(order_id), "file": str(path), "sha256": sealed.sha256})
        return
    output.say("Sealed to the authority: [bold]{path}[/]", path=path)
    output.say("SHA-256 {digest}", digest=sealed.sha256)
    output.say("Send it, and say when they have it: tutela order received {id} --how … --as …",
               id=order_id)  # fmt: skip


@click.command()
@ORDER
@click.option("--how", required=True, help="Who told you that they can open it, and how.")
@AT
@person_options(required=True)
@json_option
@needs(Permission.ORDER_REGISTER)
def received(
    order_id: UUID,
    how: str,
    at: datetime | None,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that the authority has what was given and can open it."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        service.received(node, actor, order_id, how=how, at=at)
        stands(node, order_id, as_json=as_json)


def _kept(one: OnRecord) -> str:
    if one.erased_at is not None:
        return f"erased {output.minute(one.erased_at)}"
    return "yes" if one.kept else "no"


def _say(one: Giving) -> None:
    count = len(one.choice.items) if one.choice else 0
    what = f"about {output.counted(count, 'item')}" if one.choice else "erased with the order"
    output.say("{state}: an answer {what}, chosen by {name} {at}", state=one.state.value.upper(),
               what=what, name=one.asked_by_name, at=output.minute(one.asked_at))  # fmt: skip
    if one.given_at:
        output.say("  taken out by {name} {at}, SHA-256 {digest}", name=one.given_by_name,
                   at=output.minute(one.given_at), digest=one.sha256)  # fmt: skip
    if one.received_at:
        output.say("  the authority has it since {at}: {how}", at=output.minute(one.received_at),
                   how=one.received_how)  # fmt: skip


def _item_json(one: OnRecord) -> dict[str, object]:
    own = ("id", "evidence_id")
    told = {name: getattr(one, name) for name in one.__dataclass_fields__ if name not in own}
    return {"item": str(one.id), **told, "kept": one.kept}


def _giving_json(one: Giving) -> dict[str, object]:
    return {
        "giving": str(one.id),
        "state": one.state.value,
        "items": [str(each) for each in one.choice.items] if one.choice else None,
        "parts": sorted(one.choice.parts) if one.choice else None,
        "key_code": one.key_code,
        "chosen_by": one.asked_by_name,
        "chosen_at": one.asked_at,
        "given_by": one.given_by_name or None,
        "given_at": one.given_at,
        "single_person": one.single_person,
        "sha256": one.sha256 or None,
        "manifest": one.manifest or None,
        "received_at": one.received_at,
        "received_how": one.received_how or None,
    }


COMMANDS = (issuer_key, on_record, choose, give, received)
