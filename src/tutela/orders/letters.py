"""What an authority is told, in words for a person to send: this program sends nothing. Pure.

Sources: Regulation (EU) 2022/2065, Articles 9(1) and 10(1): of the receipt of an order, and of any
effect given, "specifying if and when effect was given".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.orders.model import Article, LetterKind, TargetState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tutela.orders.conditions import Judged
    from tutela.orders.model import Facts, Target

LONGEST_LIST = 200  # targets told one by one; more are counted
_BECAME = {
    TargetState.NAMED: "not acted on",
    TargetState.ASKED: "not answered yet",
    TargetState.DONE: "effect given",
    TargetState.NOT_FOUND: "not found",
    TargetState.REFUSED: "no effect given",
}


def receipt(facts: Facts) -> str:
    """That an order came in, and when."""
    return _letter(
        facts,
        f"Your order came in on {_minute(facts.received_at)}. It is being checked, and you will be "
        "told of any effect given to it.",
    )


def lacking(facts: Facts, unmet: Sequence[Judged], words: str) -> str:
    """What an order lacks."""
    lines = [f"- {one.condition.asks} ({one.source}): {one.words}" for one in unmet]
    return _letter(
        facts,
        "Your order cannot be given effect yet, because it lacks something that the law asks for:",
        "\n".join(lines),
        words,
        "Please send what is missing. The order is kept, and is looked at again at once.",
    )


def effect(facts: Facts, targets: Sequence[Target]) -> str:
    """Whether and when effect was given, target by target."""
    given = sum(one.state is TargetState.DONE for one in targets)
    what = "Information was given" if facts.article is Article.INFORMATION else "Effect was given"
    return _letter(
        facts, f"{what} for {given:,} of {len(targets):,} targets of your order.", _listed(targets)
    )


def refusal(facts: Facts, words: str) -> str:
    """That no effect is given, and why."""
    return _letter(facts, "No effect is given to your order, for this reason:", words)


def reinstated(facts: Facts, targets: Sequence[Target], words: str) -> str:
    """That what a withdrawn order led to was undone."""
    return _letter(
        facts,
        f"You withdrew your order ({words}). What it led to was undone as far as it could be:",
        _listed(targets, undone=True),
    )


TITLES = {
    LetterKind.RECEIPT: "Receipt of your order",
    LetterKind.LACKING: "What your order lacks",
    LetterKind.EFFECT: "Effect given to your order",
    LetterKind.REFUSAL: "No effect given to your order",
    LetterKind.REINSTATED: "Your order was undone",
}


def _letter(facts: Facts, *paragraphs: str) -> str:
    """The paragraphs under whom they are for and what they are about."""
    to = facts.report_to or facts.issuer
    law = "" if facts.article is Article.NATIONAL else (
        f" under Article {facts.article.value} of Regulation (EU) 2022/2065"
    )  # fmt: skip
    about = f"Your order {facts.reference} of {_day(facts.issued_at)}{law}"
    return "\n\n".join([f"To: {to}", about, *(one for one in paragraphs if one.strip())]) + "\n"


def _listed(targets: Sequence[Target], *, undone: bool = False) -> str:
    lines = [_line(one, undone=undone) for one in targets[:LONGEST_LIST]]
    more = len(targets) - len(lines)
    return "\n".join(
        lines + ([f"and {more:,} more, in the list that goes with this"] if more else [])
    )


def _line(one: Target, *, undone: bool) -> str:
    became = _BECAME[one.state]
    if undone and one.state is TargetState.DONE:
        became = "restored"
    at = f", {_minute(one.effect_at)}" if one.effect_at else ""
    why = f" ({one.reason})" if one.reason else ""
    return f"{one.number}. {one.value}: {became}{at}{why}"


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
