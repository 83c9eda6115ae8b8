"""How the master key stands, in words and for programs. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.platform.masterkey.address import IN_FILE

if TYPE_CHECKING:
    from tutela.platform.masterkey.model import MasterKeyRow, Progress


def sentences(found: Progress) -> list[str]:
    """Which key is in force, and what a change of it still waits for."""
    told = [in_force(found.current)]
    if not found.old:
        return told
    told.append(f"It takes the place of {_key(found.old[-1])}: {_left(found.remaining)}.")
    if found.until is not None:
        when = f"{found.until:%Y-%m-%d %H:%M} UTC"
        told.append(f"The old key is destroyed after {when}, once nothing is sealed with it.")
    return told


def _left(values: int) -> str:
    if not values:
        return "nothing is sealed with that any more"
    return f"{values:,} value{'s are' if values > 1 else ' is'} still sealed with that"


def in_force(one: MasterKeyRow) -> str:
    """One key, where it is kept, and since when it seals."""
    since = f"in force since {one.in_force_at:%Y-%m-%d}" if one.in_force_at else "not in force yet"
    return f"Master {_key(one)}, {since}."


def as_json(found: Progress) -> dict[str, Any]:
    """The same for a program."""
    return {
        "key": _name(found.current),
        "place": found.current.place,
        "in_force_at": found.current.in_force_at,
        "old": [{"key": _name(one), "place": one.place} for one in found.old],
        "left": {one.column: one.values for one in found.left},
        "destroyed_after": found.until,
    }


def _key(one: MasterKeyRow) -> str:
    where = "in its file" if one.place == IN_FILE else f"sealed by {one.place}"
    return f"key {_name(one)}, {where}"


def _name(one: MasterKeyRow) -> str:
    """Tink's id, as eight hexadecimal digits."""
    return f"{one.key_id:08x}"
