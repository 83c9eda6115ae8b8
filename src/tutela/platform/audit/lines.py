"""How an export spells each of its lines, and the strict reading of them."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from tutela.platform.audit.canonical import from_json, instant, instant_text, to_json
from tutela.platform.audit.errors import FactUnrecordable, KeyMalformed
from tutela.platform.audit.note import LogKey, base64_bytes
from tutela.platform.audit.rows import CheckpointRow, LeafRow

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.audit.model import AuditEvent

FORMAT: Final = "tutela-audit-export"
VERSION: Final = 1


class Unreadable(ValueError):
    """A line is not what it should be; the text says why."""


def _decoded(value: Any) -> bytes:
    decoded = base64_bytes(value) if isinstance(value, str) else None
    if decoded is None:
        raise ValueError("it is not base64")
    return decoded


_Bytes = Annotated[bytes, BeforeValidator(_decoded)]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class HeaderLine(_Line):
    """What the export is: the log's name and key, when it was made, and its size in rows."""

    kind: Literal["header"]
    format: Literal["tutela-audit-export"]
    version: Literal[1]
    origin: str
    key: str
    exported_at: str
    size: int


class CheckpointLine(_Line):
    """A checkpoint as the database holds it."""

    kind: Literal["checkpoint"]
    number: int
    epoch: int
    size: int
    root: _Bytes
    note: str
    frontier: _Bytes
    at: str | None


class RowLine(_Line):
    """A place in the log with its event, or null where that is gone or unreadable."""

    kind: Literal["row"]
    position: int
    event_id: UUID
    leaf_hash: _Bytes
    event: dict[str, Any] | None


class EventLine(_Line):
    """An event that waits for its place, or has none."""

    kind: Literal["pending", "stray"]
    event: dict[str, Any]


class EndLine(_Line):
    """Says that nothing is cut off."""

    kind: Literal["end"]


Line = TypeVar("Line", bound=_Line)


def header_line(key: LogKey, exported_at: datetime, size: int) -> bytes:
    return _dumped(
        kind="header",
        format=FORMAT,
        version=VERSION,
        origin=key.name,
        key=key.text,
        exported_at=instant_text(exported_at),
        size=size,
    )


def checkpoint_line(row: CheckpointRow) -> bytes:
    return _dumped(
        kind="checkpoint",
        number=row.number,
        epoch=row.epoch,
        size=row.size,
        root=_encoded(row.root),
        note=row.note,
        frontier=_encoded(row.frontier),
        at=None if row.at is None else instant_text(row.at),
    )


def row_line(row: LeafRow) -> bytes:
    return _dumped(
        kind="row",
        position=row.position,
        event_id=str(row.event_id),
        leaf_hash=_encoded(row.leaf_hash),
        event=None if row.event is None else _event_json(row.event),
    )


def event_line(kind: Literal["pending", "stray"], event: AuditEvent) -> bytes:
    """The line of an event outside the log; empty for one that cannot be written."""
    values = _event_json(event)
    return b"" if values is None else _dumped(kind=kind, event=values)


def end_line() -> bytes:
    return _dumped(kind="end")


def read(line: bytes, form: type[Line]) -> Line:
    """`line` as a `form`. Raises Unreadable."""
    try:
        return form.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        raise Unreadable(f"{place}: {first['msg'].lower()}") from None


def as_key(line: HeaderLine) -> LogKey:
    """The key an export says it is of. Raises Unreadable."""
    try:
        key = LogKey.parse(line.key)
    except KeyMalformed as error:
        raise Unreadable(error.sentence) from None
    if key.name != line.origin:
        raise Unreadable("its key is not the one of its log")
    return key


def as_checkpoint(line: CheckpointLine) -> CheckpointRow:
    """Raises Unreadable."""
    at = None if line.at is None else as_instant(line.at)
    return CheckpointRow(
        line.number, line.epoch, line.size, line.root, line.note, line.frontier, at
    )


def as_leaf(line: RowLine) -> LeafRow:
    """Raises Unreadable."""
    event = None if line.event is None else as_event(line.event)
    return LeafRow(line.position, line.event_id, line.leaf_hash, event)


def as_instant(text: str) -> datetime:
    """Raises Unreadable."""
    try:
        return instant(text)
    except FactUnrecordable as error:
        raise Unreadable(error.sentence) from None


def as_event(values: dict[str, Any]) -> AuditEvent:
    """Raises Unreadable."""
    try:
        return from_json(values)
    except FactUnrecordable as error:
        raise Unreadable(error.sentence) from None


def _dumped(**values: Any) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _encoded(value: bytes) -> str:
    return b64encode(value).decode()


def _event_json(event: AuditEvent) -> dict[str, Any] | None:
    try:
        return to_json(event)
    except FactUnrecordable:
        return None  # tampered with, so that it cannot be what was sealed
