"""One event, one sequence of bytes: JSON in the canonical form of RFC 8785.

Instants are RFC 3339 in UTC with six digits after the second. Numbers must survive a journey
through JSON and PostgreSQL unchanged, so integers and whole floats stay within 53 bits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import rfc8785

from tutela.platform.audit.errors import FactUnrecordable
from tutela.platform.audit.model import AuditEvent

VERSION = 1
LARGEST = 2**53 - 1

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_TEXTS = (
    "service_id",
    "actor_kind",
    "actor_id",
    "event",
    "subject_kind",
    "subject_id",
    "purpose",
    "reason",
    "profile",
)
_FIELDS = frozenset(_TEXTS) | {"v", "id", "at", "facts"}


def canonical(event: AuditEvent) -> bytes:
    """The bytes that the log commits to. Raises FactUnrecordable."""
    return rfc8785.dumps(to_json(event))


def to_json(event: AuditEvent) -> dict[str, Any]:
    """`event` as plain JSON, every value checked. Raises FactUnrecordable."""
    texts = {name: _text(name, getattr(event, name)) for name in _TEXTS}
    if not isinstance(event.facts, Mapping):
        raise FactUnrecordable(name="facts", problem="they must be named values")
    return {
        "v": VERSION,
        "id": str(event.id),
        "at": instant_text(event.at),
        "facts": plain(event.facts),
        **texts,
    }


def from_json(values: Any) -> AuditEvent:
    """The event that `to_json` wrote. Raises FactUnrecordable for anything else."""
    if not isinstance(values, dict) or values.keys() != _FIELDS or values["v"] != VERSION:
        raise FactUnrecordable(name="an event", problem="its fields are not those of version 1")
    if not isinstance(values["facts"], dict):
        raise FactUnrecordable(name="facts", problem="they must be named values")
    return AuditEvent(
        id=_uuid(values["id"]),
        at=instant(values["at"]),
        facts=plain(values["facts"]),
        **{name: _text(name, values[name]) for name in _TEXTS},
    )


def instant_text(at: datetime) -> str:
    """`at` as RFC 3339 in UTC, with microseconds. Raises FactUnrecordable if it is naive."""
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise FactUnrecordable(name="an instant", problem="it is no instant with a time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant(text: Any) -> datetime:
    """The instant written by `instant_text`. Raises FactUnrecordable for any other spelling."""
    if not isinstance(text, str) or not _INSTANT.fullmatch(text):
        raise FactUnrecordable(name="an instant", problem="it is not RFC 3339 with microseconds")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise FactUnrecordable(name="an instant", problem="there is no such time") from None


def plain(value: Any, name: str = "facts") -> Any:
    """`value` as JSON that reads back as itself; ids and instants become text.

    Raises FactUnrecordable for what JSON or the database would change.
    """
    if isinstance(value, list | tuple):
        return [plain(each, name) for each in value]
    if isinstance(value, Mapping):
        return {_text(name, key): plain(each, f"{name}.{key}") for key, each in value.items()}
    return _scalar(name, value)


def _scalar(name: str, value: Any) -> str | float | bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(name, value)
    if isinstance(value, int | float):
        return _number(name, value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return instant_text(value)
    raise FactUnrecordable(name=name, problem=f"a {type(value).__name__} is not plain JSON")


def _number(name: str, value: float) -> float:
    # NaN fails this comparison too, and infinities are larger than anything.
    if not -LARGEST <= value <= LARGEST:
        raise FactUnrecordable(name=name, problem="the number does not fit in 53 bits")
    return int(value) if isinstance(value, int) else float(value)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise FactUnrecordable(name=name, problem="it must be text")
    if _UNSTORABLE.search(value):
        raise FactUnrecordable(name=name, problem="the text has a sign that cannot be stored")
    return str.__str__(value)


def _uuid(text: Any) -> UUID:
    try:
        identifier = UUID(text)
    except (ValueError, TypeError, AttributeError):
        raise FactUnrecordable(name="id", problem="it is not a UUID") from None
    if str(identifier) != text:
        raise FactUnrecordable(name="id", problem="it is not a UUID in its usual spelling")
    return identifier
