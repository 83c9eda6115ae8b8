"""Values as plain JSON, the same every time: UTC instants, sorted sets, the order of the fields."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from pydantic import BaseModel


def instant(at: datetime) -> str:
    """An aware instant in UTC as RFC 3339 writes it, such as `2026-01-15T12:00:00Z`."""
    try:
        at = at.astimezone(UTC)
    except OverflowError:  # the first and last days that a calendar can hold
        at = at.replace(tzinfo=UTC)
    return at.isoformat().replace("+00:00", "Z")


def plain(value: object) -> Any:
    """`value` with nothing in it but what JSON has."""
    if isinstance(value, BaseModel):
        return _fields(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return _many(value)


def dumped(value: object) -> bytes:
    """`value` as indented UTF-8 JSON with a last newline."""
    text = json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode()


def _fields(value: BaseModel) -> dict[str, Any]:
    fields = type(value).model_fields
    return {
        f.serialization_alias or name: plain(getattr(value, name)) for name, f in fields.items()
    }


def _many(value: object) -> Any:
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, AbstractSet):
        return sorted(plain(one) for one in value)
    if isinstance(value, Sequence):
        return [plain(one) for one in value]
    return str(value)  # UUIDs and addresses
