"""How commands show an order, to people and to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.orders import clocks
from tutela.orders.targets import written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tutela.orders.conditions import Judged
    from tutela.orders.model import Facts, Order, OrderLine

ORDER = click.argument("order_id", metavar="ORDER", type=click.UUID)
SHOWN_TARGETS = 50
_SIGNS = {"met": "[green]met[/]    ", "unmet": "[red]unmet[/]  ", "unclear": "[yellow]unclear[/]"}


def line_json(one: OrderLine, now: datetime) -> dict[str, Any]:
    """An order as a program reads it in a list."""
    return {
        "order": str(one.id),
        "service": one.service_id,
        "state": one.state.value,
        "sentence": one.state.sentence,
        "came_by": one.came_by.value,
        "article": one.article.value if one.article else None,
        "issuer": one.issuer_name or None,
        "member_state": one.member_state or None,
        "reference": one.reference or None,
        "targets": one.items,
        "received_at": one.received_at,
        "acknowledged_at": one.acknowledged_at,
        "due_at": one.due_at,
        "withheld_until": one.withheld_until,
        "effected_at": one.effected_at,
        "reported_at": one.reported_at,
        "clocks": [
            {"clock": each.name, "due_at": each.due_at, "over": each.over(now)}
            for each in clocks.running(one)
        ],
    }


def order_json(one: Order, judged: Sequence[Judged], now: datetime) -> dict[str, Any]:
    """An order with everything, as a program reads it."""
    return {
        **line_json(one.line, now),
        "facts": _facts_json(one.facts),
        "conditions": [
            {
                "condition": each.condition.name,
                "answer": each.answer.value,
                "words": each.words,
                "source": each.source,
                "by": each.by_name or "this program",
            }
            for each in judged
        ],
        "targets": [
            {
                "number": each.number,
                "kind": each.kind.value,
                "value": each.value,
                "doubt": each.doubt or None,
                "state": each.state.value,
                "reason": each.reason or None,
                "effect_at": each.effect_at,
            }
            for each in one.targets
        ],
        "documents": [
            {"number": each.number, "name": each.name, "media_type": each.media_type,
             "size": each.size, "sha256": each.sha256, "readable": each.readable}
            for each in one.documents
        ],
        "letters": [
            {"kind": each.kind.value, "sent_at": each.sent_at, "how": each.how,
             "by": each.sent_by_name, "text": each.text}
            for each in one.letters
        ],
        "said": one.said or None,
        "reason": one.reason or None,
        "same_as": str(one.same_as_id) if one.same_as_id else None,
        "told_users_at": one.told_users_at,
        "erase_at": one.erase_at,
        "erased_at": one.erased_at,
    }  # fmt: skip


def show_order(one: Order, judged: Sequence[Judged], now: datetime) -> None:
    """An order for a person."""
    line = one.line
    output.say("[bold]{state}[/]  {sentence}", state=line.state.value, sentence=line.state.sentence)
    output.say("Order {order} for {service}, came in {at} by {door}", order=line.id,
               service=line.service_id, at=output.minute(line.received_at),
               door=line.came_by.value)  # fmt: skip
    if one.reason:
        output.say("Reason: {reason}", reason=one.reason)
    for clock in clocks.running(line):
        pattern = "[red]OVERDUE[/] {words}: {at}" if clock.over(now) else "{words}: by {at}"
        output.say(pattern, words=clock.words, at=output.minute(clock.due_at))
    if one.erased_at:
        output.say("What it said was erased {at}.", at=output.minute(one.erased_at))
    if one.facts:
        _show_facts(one.facts)
    _show_conditions(judged)
    _show_targets(one)
    _show_papers(one)


def _show_facts(facts: Facts) -> None:
    output.say()
    for name, value in _facts_json(facts).items():
        if value and name != "issuer_name":
            output.say("{name}: {value}", name=name.replace("_", " "), value=_flat(value))


def _flat(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _show_conditions(judged: Sequence[Judged]) -> None:
    if judged:
        output.say("\n[bold]Conditions[/]")
    for one in judged:
        who = f" ({one.by_name})" if one.by_name else ""
        output.say(_SIGNS[one.answer.value] + "  {name}: {asks}. {words}{who} {source}",
                   name=one.condition.name, asks=one.condition.asks, words=one.words, who=who,
                   source=one.source)  # fmt: skip


def _show_targets(one: Order) -> None:
    if one.targets:
        output.say("\n[bold]Targets[/]")
    output.table(
        ("number", "state", "when", "target", "remarks"),
        (
            (
                each.number,
                each.state.value,
                output.minute(each.effect_at),
                written(each),
                "; ".join(filter(None, (each.doubt, each.reason))),
            )
            for each in one.targets[:SHOWN_TARGETS]
        ),
    ) if one.targets else None
    if len(one.targets) > SHOWN_TARGETS:
        output.say("and {n:,} more: --json shows all", n=len(one.targets) - SHOWN_TARGETS)


def _show_papers(one: Order) -> None:
    for paper in one.documents:
        output.say("Document {number}: {name}, {kind}, {size:,} bytes{kept}", number=paper.number,
                   name=paper.name, kind=paper.media_type, size=paper.size,
                   kept="" if paper.readable else ", in quarantine")  # fmt: skip
    for letter in one.letters:
        output.say("{kind} sent {at} by {who}: {how}", kind=letter.kind.value.capitalize(),
                   at=output.minute(letter.sent_at), who=letter.sent_by_name,
                   how=letter.how)  # fmt: skip
    if one.said:
        output.say("\n[bold]What it said[/] (from outside, as plain text)")
        for said in one.said.splitlines():
            output.say("  {said}", said=said)


def _facts_json(facts: Facts | None) -> dict[str, Any]:
    if facts is None:
        return {}
    left_out = {"targets", "article"}
    values = {
        name: getattr(facts, name) for name in facts.__dataclass_fields__ if name not in left_out
    }
    return {"article": facts.article.value, **values}
