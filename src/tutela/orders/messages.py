"""What the platform is asked by its webhook: to act, to undo, and to tell its users.

A message names at most `AT_ONCE` targets; an order of more is several messages, each with its own
idempotency key. A target's number is its name in the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.orders.model import Article
from tutela.orders.public_letter import letters
from tutela.platform import languages
from tutela.platform.webhooks import service as webhooks

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from tutela.orders.model import Order
    from tutela.platform.work import Work

AT_ONCE = 500
ACT, UNDO, TELL = "order.act", "order.undo", "order.tell"


def withheld(order: Order, now: datetime) -> bool:
    """Whether users must not be told yet."""
    until = order.line.withheld_until
    return until is not None and until > now


def act(work: Work, order: Order, numbers: Collection[int]) -> None:
    """Asks the platform to remove or disable what the order names."""
    until = order.line.withheld_until if withheld(order, work.now) else None
    more = {
        "scope": list(order.facts.scope) if order.facts else [],
        "due_at": _text(order.line.due_at),
        "tell_users": until is None,
        "not_before": _text(until),
        "statement": None if until else statement(work, order),
    }
    _send(work, order, ACT, numbers, more)


def undo(work: Work, order: Order, numbers: Collection[int]) -> None:
    """Asks the platform to restore what it removed for a withdrawn order."""
    _send(work, order, UNDO, numbers, {"words": order.reason})


def tell(work: Work, order: Order, numbers: Collection[int], accounts: Sequence[str] = ()) -> None:
    """Asks the platform to tell the users concerned (Articles 9(5) and 10(5)): those of the
    targets, and those `accounts` of which an answer spoke.
    """
    _send(work, order, TELL, numbers, {"statement": statement(work, order)}, accounts)


def statement(work: Work, order: Order) -> dict[str, Any]:
    """What Articles 9(5) and 10(5) have the user told: that effect was given, with the reasons, how
    to seek redress, and the territorial scope. The node does not know who the users are: so their
    letter is there in every language it has.
    """
    facts = order.facts
    if facts is None:
        return {}
    asked = facts.article is Article.INFORMATION
    words = (
        f"{facts.issuer} ordered us to provide information about you."
        if asked
        else f"{facts.issuer} ordered us to act against what you shared."
    )
    return {
        "words": words,
        "authority": facts.issuer,
        "reference": facts.reference,
        "article": facts.article.value,
        "legal_basis": facts.legal_basis,
        "reasons": facts.reasons,
        "redress": facts.redress,
        "scope": list(facts.scope),
        "automated": False,
        "letters": letters(facts, languages.public(work.node.settings)),
    }


def _send(
    work: Work,
    order: Order,
    kind: str,
    numbers: Collection[int],
    more: dict[str, Any],
    accounts: Sequence[str] = (),
) -> None:
    wanted = [one for one in order.targets if one.number in set(numbers)]
    parts = -(-max(len(wanted), len(accounts)) // AT_ONCE)
    for part in range(parts):
        some = slice(part * AT_ONCE, (part + 1) * AT_ONCE)
        body = {
            "order": str(order.line.id),
            "article": order.line.article.value if order.line.article else None,
            "part": part + 1,
            "parts": parts,
            "targets": [
                {"number": one.number, "kind": one.kind.value, "value": one.value}
                for one in wanted[some]
            ],
            "at": work.now.isoformat(),
            **({"accounts": list(accounts[some])} if kind == TELL else {}),
            **more,
        }
        webhooks.send(work, order.line.service_id, kind, body)


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
