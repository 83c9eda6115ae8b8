"""Which changes of a service's policy weaken a safeguard: a rule for every field that
guards somebody. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.law import places
from tutela.platform.services.model import Retention, SecondPerson
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tutela.platform.services.model import Policy

    Rule = Callable[[Policy, Policy], bool]

_KEPT = tuple(Retention)  # from the least that is kept to the most
_SECONDED = tuple(SecondPerson)  # from the fewest second persons to the most


def _keeps_on_another_basis(before: Policy, after: Policy) -> bool:
    kept = after.retention is not Retention.FACTS
    return kept and after.retention_basis != before.retention_basis


def _acts_in_fewer_places(before: Policy, after: Policy) -> bool:
    """Everywhere is wider than any list."""
    if not before.territory:
        return bool(after.territory)
    return bool(after.territory) and not set(before.territory) <= set(after.territory)


# What is called weaker. A scheme says what counts as abuse material, so any other one is asked for.
RULES: Mapping[str, Rule] = {
    "retention": lambda one, two: _KEPT.index(two.retention) > _KEPT.index(one.retention),
    "retention_basis": _keeps_on_another_basis,
    "second_person": lambda one, two: (
        _SECONDED.index(two.second_person) < _SECONDED.index(one.second_person)
    ),
    "hold_hours": lambda one, two: two.hold_hours > one.hold_hours,
    "scheme": lambda one, two: two.scheme != one.scheme,
    "territory": _acts_in_fewer_places,
}
# What guards nobody, and changes at once.
HARMLESS = frozenset({"language", "contact"})
_WORDS = {
    "retention": phrase("What is kept of a hit"),
    "retention_basis": phrase("The basis for keeping it"),
    "second_person": phrase("When a second person decides too"),
    "hold_hours": phrase("The clock of a hold, in hours"),
    "scheme": phrase("The scheme of labels"),
    "territory": phrase("Where a restriction acts"),
}


def weakened(before: Policy, after: Policy) -> tuple[str, ...]:
    """What becomes weaker, as sentences; nothing if `after` is at least as strict."""
    return tuple(
        phrase(
            "{name}: {before} becomes {after}.",
            name=_WORDS[name],
            before=_said(before, name),
            after=_said(after, name),
        )
        for name, weaker in RULES.items()
        if weaker(before, after)
    )


def _said(policy: Policy, name: str) -> str:
    if name == "territory":
        return places.short(policy.territory) or phrase("everywhere it is offered")
    value = getattr(policy, name)
    return str(value) if value != "" else phrase("none")
