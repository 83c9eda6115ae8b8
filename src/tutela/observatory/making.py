"""Making a paper: counted, put together, read again and checked. Nothing is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.observatory import appeals, checker, csvset, dsa, interim, reading
from tutela.observatory.errors import SetWrong
from tutela.observatory.model import Kind
from tutela.observatory.words import Words

if TYPE_CHECKING:
    from tutela.observatory.model import Numbers, Paper, Scope
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


def make(
    node: Node, actor: Actor, kind: Kind, scope: Scope, words: Words | None = None
) -> tuple[Paper, Numbers]:
    """A paper of a period with the numbers it is made of; marked preliminary if the period is not
    over. Raises ServiceUnknown, and SetWrong.
    """
    numbers = reading.numbers(node, actor, scope)
    early = not scope.period.over(node.clock.now())
    return assembled(kind, numbers, scope, words or Words(), preliminary=early), numbers


def assembled(
    kind: Kind, numbers: Numbers, scope: Scope, words: Words, *, preliminary: bool
) -> Paper:
    """The paper that these numbers make. Raises SetWrong."""
    if kind is Kind.INTERIM:
        return interim.paper(numbers, scope, words, preliminary=preliminary)
    counted = appeals.of(numbers)
    made = dsa.paper(numbers, scope, words, preliminary=preliminary, appeals=counted)
    problems = checker.check(csvset.files(made.sheets))
    if problems:
        raise SetWrong(first=problems[0].sentence)
    return made
