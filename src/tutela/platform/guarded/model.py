"""Which settings guard people, which way is looser, and what holds of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.platform.settings import Settings
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = int | float | bool


@dataclass(frozen=True, slots=True)
class Guarded:
    """What a setting guards; looser is `more` of it, or less."""

    words: str
    more: bool = True


GUARDED: Final[Mapping[str, Guarded]] = {
    "look_items": Guarded(phrase("items a person may look at in a day")),
    "look_minutes": Guarded(phrase("minutes of looking in a day")),
    "look_points": Guarded(phrase("severity a person may look at in a day")),
    "streak_items": Guarded(phrase("items in a row")),
    "streak_minutes": Guarded(phrase("minutes of looking in a row")),
    "streak_points": Guarded(phrase("severity in a row")),
    "pause_minutes": Guarded(phrase("minutes of pause"), more=False),
    "look_seconds": Guarded(phrase("seconds until a picture is hidden")),
    "session_minutes": Guarded(phrase("minutes until an idle page ends")),
    "evidence_checks": Guarded(phrase("kept objects checked each night"), more=False),
    "index_max_age": Guarded(phrase("seconds until an old index counts as stale")),
    "statement_days": Guarded(phrase("days that statements of reasons are kept on")),
    "paper_threshold": Guarded(phrase("smaller numbers are hidden from the public"), more=False),
    "oidc_administrators": Guarded(phrase("groups elsewhere may make administrators")),
}
SHIPPED: Final[Mapping[str, Value]] = {
    name: Settings.model_fields[name].default for name in GUARDED
}


@dataclass(frozen=True, slots=True)
class Withheld:
    """A setting that waits for another person: what the file says, and what holds meanwhile."""

    name: str
    wished: Value
    holds: Value

    @property
    def sentence(self) -> str:
        return phrase(
            "{name} ({words}): {wished}; until then {holds}.",
            name=self.name,
            words=GUARDED[self.name].words,
            wished=str(self.wished),
            holds=str(self.holds),
        )


def withheld(settings: Settings, agreed: Mapping[str, Value]) -> tuple[Withheld, ...]:
    """What in these settings is looser than shipped, and than what was agreed to."""
    found = []
    for name in GUARDED:
        wished: Value = getattr(settings, name)
        bound = _looser(name, SHIPPED[name], agreed.get(name, SHIPPED[name]))
        if _looser(name, wished, bound) != bound:
            found.append(Withheld(name, wished, bound))
    return tuple(found)


def held(settings: Settings, waiting: tuple[Withheld, ...]) -> Settings:
    """The settings as they hold while these wait."""
    return settings.model_copy(update={one.name: one.holds for one in waiting})


def _looser(name: str, one: Value, other: Value) -> Value:
    return max(one, other) if GUARDED[name].more else min(one, other)
