"""The countries that the law speaks of, by two letters (ISO 3166-1 alpha 2). Data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MEMBER_STATES: Final = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"}
    | {"IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)
# The European Economic Area, to which the Digital Services Act is relevant as well.
EEA: Final = MEMBER_STATES | {"IS", "LI", "NO"}
WHOLE: Final[Mapping[str, frozenset[str]]] = {"EU": MEMBER_STATES, "EEA": EEA}


def written(text: str) -> tuple[str, ...]:
    """The countries of a list such as `DE,fr`, or of `EU` or `EEA`: each once, in order. Whether
    there are such countries is not looked at.
    """
    given = {one.strip().upper() for one in text.split(",")} - {""}
    return tuple(sorted(given.union(*(WHOLE[one] for one in given & WHOLE.keys())) - WHOLE.keys()))


def short(countries: tuple[str, ...]) -> str:
    """The same as `written` takes it: `EU`, `EEA`, or a list."""
    known = (name for name, all_ in WHOLE.items() if all_ == frozenset(countries))
    return next(known, ",".join(countries))
