"""`tutela order`: the orders of authorities, from their arrival to the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.cli import order_acts, order_answers, order_doors, order_giving, order_issuers, output
from tutela.cli.doors import json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.cli.order_shown import ORDER, line_json, order_json, show_order
from tutela.cli.report_given import INSTANT
from tutela.orders import clocks, counting, reading
from tutela.orders.machine import OrderState
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.orders.model import Counted, OrderLine

STATES = [one.value for one in OrderState]


@click.group()
def order() -> None:
    """Orders of authorities (Articles 9 and 10 DSA, national law), from arrival to answer.

    What comes in is kept. A person registers it, says whether it takes effect, and answers.
    """


@order.command(name="list")
@click.option("--service", metavar="NAME", help="Only those for this service.")
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@click.option("--all", "everything", is_flag=True, help="Those that are over too.")
@json_option
@needs(Permission.ORDER_READ)
def list_(service: str | None, state: str | None, everything: bool, as_json: bool) -> None:  # noqa: FBT001
    """List the orders that are not over: those with a time limit first, then the oldest."""
    states = (OrderState(state),) if state else tuple(OrderState) if everything else reading.OPEN
    with opened() as node:
        found = reading.list_orders(node, console_operator(), states=states, service_id=service)
        now = node.clock.now()
    if as_json:
        output.emit({"orders": [line_json(one, now) for one in found]})
        return
    output.table(
        ("order", "service", "state", "from", "reference", "targets", "came in", "due"),
        (
            (
                one.id,
                one.service_id,
                one.state.value,
                f"{one.issuer_name} {one.member_state}".strip(),
                one.reference,
                one.items,
                output.minute(one.received_at),
                _due(one, now),
            )
            for one in found
        ),
        empty="No order waits.",
    )


@order.command()
@ORDER
@json_option
@needs(Permission.ORDER_READ)
def show(order_id: UUID, as_json: bool) -> None:  # noqa: FBT001
    """Show an order: what it says, its conditions, its targets, its clocks and letters."""
    with opened() as node:
        one = reading.show(node, console_operator(), order_id, purpose="show an order")
        judged = reading.judged(node, one)
        now = node.clock.now()
    if as_json:
        output.emit(order_json(one, judged, now))
    else:
        show_order(one, judged, now)


@order.command()
@click.option("--service", required=True, metavar="NAME", help="The service they are for.")
@click.option("--since", type=INSTANT, required=True, help="From when they came in, with a zone.")
@click.option("--until", type=INSTANT, help="Before when, with a zone; by default now.")
@json_option
@needs(Permission.ORDER_READ)
def figures(service: str, since: datetime, until: datetime | None, as_json: bool) -> None:  # noqa: FBT001
    """Count orders as the transparency report asks (Article 15(1)(a) DSA; 2024/2835)."""
    with opened() as node:
        found = counting.figures(
            node, console_operator(), service, since, until or node.clock.now()
        )
    if as_json:
        output.emit(
            {
                "rows": [_counted(one) for one in found.rows],
                "totals": [_counted(one) for one in found.totals],
                "dismissed": found.dismissed,
                "given": found.given,
            }
        )
        return
    output.table(
        ("article", "state", "category", "orders", "items", "effected", "refused",
         "median h to inform", "median h to effect"),
        (
            (
                one.article.value,
                one.member_state,
                one.category,
                one.orders,
                one.items,
                one.effected,
                one.refused,
                _hours(one.median_inform),
                _hours(one.median_effect),
            )
            for one in (*found.totals, *found.rows)
        ),
        empty="No order came in.",
    )  # fmt: skip
    output.say("{number} dismissed as no order of their own",
               number=output.counted(found.dismissed, "arrival"))  # fmt: skip
    output.say("{number} left sealed to an authority",
               number=output.counted(found.given, "answer"))  # fmt: skip


def _due(one: OrderLine, now: datetime) -> str:
    running = clocks.running(one)
    if not running:
        return ""
    first = running[0]
    return f"{'OVERDUE ' if first.over(now) else ''}{first.words}, {output.minute(first.due_at)}"


def _hours(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _counted(one: Counted) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


for _module in (order_doors, order_acts, order_answers, order_issuers, order_giving):
    for _command in _module.COMMANDS:
        order.add_command(_command)
