"""Sensitive values have types whose `repr`, `str` and JSON are masked."""

from __future__ import annotations

from dataclasses import dataclass

MASK = "********"


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A value that never prints itself; `.reveal()` is easy to search for."""

    _value: str

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __bool__(self) -> bool:
        return bool(self._value)
