"""`tutela order`: registering, checking and carrying out, as yourself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import INPUT_FILE, asking_option, json_option, needs, person_options
from tutela.cli.opening import opened, signed_in
from tutela.cli.order_shown import ORDER
from tutela.cli.report_given import INSTANT
from tutela.orders import checking, effects, executing, reading, registering, store
from tutela.orders import form as forms
from tutela.orders.effects import Effect
from tutela.orders.errors import OrderUnknown
from tutela.orders.model import TargetState
from tutela.platform.errors import BadInput
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from tutela.orders.form import OrderForm
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

REASON = click.option("--reason", required=True, help="Why, in words; kept in the log.")
FACTS = click.option(
    "--facts", "file", type=INPUT_FILE, required=True, help="What it says, as JSON."
)
SENT = click.option(
    "--facts",
    "file",
    type=INPUT_FILE,
    help="What it says, as JSON; by default as a program sent it.",
)


class FormAbsent(BadInput):
    """No program wrote down what this order says. Say it yourself."""

    code = "order-form-absent"
    console = "Give it with --facts FILE."


BECAME = ("done", "not-found", "refused")


@click.command()
@click.argument("order_id", metavar="[ORDER]", type=click.UUID, required=False)
@SENT
@click.option("--service", metavar="NAME", help="The service it is for, if it came in on paper.")
@person_options(required=True)
@json_option
@needs(Permission.ORDER_REGISTER)
def register(
    order_id: UUID | None,
    file: Path | None,
    service: str | None,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Register what an order says: one that came in (ORDER), or one on paper (--service)."""
    if (order_id is None) == (service is None):
        raise click.UsageError("Name the order that came in, or --service for one on paper.")
    form = _form(file) if file else None
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        if form is None:
            form = _sent(node, actor, order_id)
        if order_id is None:
            order_id = registering.register_new(node, actor, service or "", form)
        else:
            registering.register(node, actor, order_id, form)
        stands(node, order_id, as_json=as_json)


@click.command()
@ORDER
@FACTS
@person_options(required=True)
@json_option
@needs(Permission.ORDER_REGISTER)
def complete(
    order_id: UUID,
    file: Path,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Register an order anew after the authority sent what it lacked."""
    form = _form(file)
    with opened() as node:
        registering.complete(node, signed_in(node, person_name, password_file), order_id, form)
        stands(node, order_id, as_json=as_json)


@click.command()
@ORDER
@REASON
@click.option("--same-as", type=click.UUID, metavar="ORDER", help="The order that it repeats.")
@person_options(required=True)
@json_option
@needs(Permission.ORDER_REGISTER)
def dismiss(
    order_id: UUID,
    reason: str,
    same_as: UUID | None,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """End what came in and is no order of its own."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        registering.dismiss(node, actor, order_id, reason=reason, same_as=same_as)
        stands(node, order_id, as_json=as_json)


@click.command()
@ORDER
@click.argument("condition")
@click.option("--met/--unmet", "met", required=True, help="What you found.")
@click.option("--note", required=True, help="How you know; kept in the log.")
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def check(
    order_id: UUID,
    condition: str,
    met: bool,  # noqa: FBT001
    note: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Say whether an order meets a condition, by its name in `order show`."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        checking.answer(node, actor, order_id, condition, met=met, note=note)
        stands(node, order_id, as_json=as_json)


@click.command()
@ORDER
@asking_option
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def execute(
    order_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Have an order carried out: the platform is asked by its webhook."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        executing.execute(node, actor, order_id, reason=reason)
        stands(node, order_id, as_json=as_json)


@click.command()
@ORDER
@click.argument("became", type=click.Choice(BECAME))
@click.option("--target", "numbers", multiple=True, type=int, help="Its number; by default "
              "all that have no answer.")  # fmt: skip
@click.option("--reason", default="", help="Why; asked for where it was refused.")
@click.option("--at", type=INSTANT, metavar="INSTANT", help="When, with its zone; by default now.")
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def effect(
    order_id: UUID,
    became: str,
    numbers: tuple[int, ...],
    reason: str,
    at: datetime | None,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Say what became of targets, where the platform's program does not."""
    state = TargetState(became)
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        if numbers:
            given = [Effect(number, state, reason, at) for number in numbers]
            effects.record(node, actor, order_id, given)
        else:
            effects.record_rest(node, actor, order_id, state, reason=reason, at=at)
        stands(node, order_id, as_json=as_json)


def stands(node: Node, order_id: UUID, *, as_json: bool) -> None:
    """Says where an order stands after an act."""
    with node.read() as connection:
        stored = store.find(connection, order_id)
    if stored is None:
        raise OrderUnknown(order=order_id)
    state = stored.line.state
    if as_json:
        output.emit({"order": str(order_id), "state": state.value, "sentence": state.sentence})
        return
    output.say("[bold]{state}[/]  {sentence}", state=state.value, sentence=state.sentence)
    output.say("Order {order}", order=order_id)


def _form(file: Path) -> OrderForm:
    with file.open("rb") as opened_file:
        return forms.parse(opened_file.read(forms.LARGEST + 1))


def _sent(node: Node, actor: Actor, order_id: UUID | None) -> OrderForm:
    """The form that a program sent. Raises FormAbsent."""
    one = reading.show(node, actor, order_id, purpose="register an order") if order_id else None
    if one is None or not one.proposed:
        raise FormAbsent
    return forms.parse(one.proposed.encode())


COMMANDS = (register, complete, dismiss, check, execute, effect)
