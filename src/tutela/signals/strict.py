"""Strict reading of JSON values: what has another shape is refused, never bent into place."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from tutela.signals.errors import SignalJsonError

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

Member = TypeVar("Member", bound=StrEnum)


def require(holds: bool, detail: str) -> None:  # noqa: FBT001
    """SignalJsonError saying `detail` unless it holds."""
    if not holds:
        raise SignalJsonError(detail=detail)


def fields(
    value: object, names: AbstractSet[str], optional: AbstractSet[str] = frozenset()
) -> dict[str, Any]:
    """An object with exactly these names, and perhaps some of the optional ones."""
    if not isinstance(value, dict) or set(value) - optional != names:
        raise SignalJsonError(detail=f"an object with exactly {', '.join(sorted(names))} is needed")
    return value


def array(value: object) -> list[Any]:
    """An array."""
    if not isinstance(value, list):
        raise SignalJsonError(detail="an array is needed")
    return value


def whole(value: object) -> int:
    """A whole number from zero up; true and false are none."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise SignalJsonError(detail="a whole number is needed")
    return value


def whole_or_none(value: object) -> int | None:
    """A whole number or null."""
    return None if value is None else whole(value)


def text_or_none(value: object) -> str | None:
    """A text or null."""
    if value is not None and not isinstance(value, str):
        raise SignalJsonError(detail="a text is needed")
    return value


def raw(value: object, size: int) -> bytes:
    """`size` bytes written as lower-case hexadecimal text."""
    if not isinstance(value, str) or not re.fullmatch(f"[0-9a-f]{{{2 * size}}}", value):
        raise SignalJsonError(detail=f"{2 * size} lower-case hexadecimal digits are needed")
    return bytes.fromhex(value)


def raw_or_nothing(value: object, size: int) -> bytes:
    """The same, or an empty text for what is not known."""
    return b"" if value == "" else raw(value, size)


def member(names: type[Member], value: str) -> Member:
    """A member of a closed list."""
    try:
        return names(value)
    except ValueError:
        raise SignalJsonError(detail=f"a {names.__name__.lower()} of the list is needed") from None
