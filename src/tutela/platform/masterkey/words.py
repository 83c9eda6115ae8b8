"""How the master key stands, in words and for programs. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.platform.masterkey.address import IN_FILE
from tutela.texts.phrase import phrase, several

if TYPE_CHECKING:
    from tutela.platform.masterkey.model import MasterKeyRow, Progress


def sentences(found: Progress) -> list[str]:
    """Which key is in force, and what a change of it still waits for."""
    told = [in_force(found.current)]
    if not found.old:
        return told
    told.append(_replaced(found.old[-1], found.remaining))
    if found.until is not None:
        when = f"{found.until:%Y-%m-%d %H:%M} UTC"
        told.append(
            phrase(
                "The old key is destroyed after {when}, once nothing is sealed with it.", when=when
            )
        )
    return told


def _replaced(old: MasterKeyRow, values: int) -> str:
    key = _key(old)
    if not values:
        return phrase("It takes the place of {key}: nothing is sealed with that any more.", key=key)
    return several(
        values,
        "It takes the place of {key}: {n} value is still sealed with that.",
        "It takes the place of {key}: {n} values are still sealed with that.",
        key=key,
    )


def in_force(one: MasterKeyRow) -> str:
    """One key, where it is kept, and since when it seals."""
    if one.in_force_at:
        day = f"{one.in_force_at:%Y-%m-%d}"
        return phrase("Master {key}, in force since {day}.", key=_key(one), day=day)
    return phrase("Master {key}, not in force yet.", key=_key(one))


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
    if one.place == IN_FILE:
        return phrase("key {name}, in its file", name=_name(one))
    return phrase("key {name}, sealed by {place}", name=_name(one), place=one.place)


def _name(one: MasterKeyRow) -> str:
    """Tink's id, as eight hexadecimal digits."""
    return f"{one.key_id:08x}"
