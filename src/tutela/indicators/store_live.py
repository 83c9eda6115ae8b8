"""What the live index reads: SQL for changes since a revision, streamed as arrays.

Rows come by COPY in binary form. All fields of a query have a fixed width, so a block of rows is
an array as it stands: a million rows take about a second and a few megabytes at a time.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
import psycopg
from psycopg import sql
from sqlalchemy import select

from tutela.indicators import store
from tutela.indicators.tables import index_state
from tutela.signals.model import DIGITS, SignalKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from numpy.typing import NDArray
    from sqlalchemy import Connection

_ROWS_AT_ONCE = 65_536
_HEADER_BYTES = 19  # PostgreSQL documentation, COPY, "Binary Format"
_TRAILER_BYTES = 2


class Changes(NamedTuple):
    """Indicators that changed: number[n] uint64, id[n, 16] uint8, state[n] uint8 (of `roster`)."""

    numbers: NDArray[np.uint64]
    ids: NDArray[np.uint8]
    states: NDArray[np.uint8]


class Fingerprints(NamedTuple):
    """Fingerprints of one kind: number[n] uint64 of the indicator, value[n, width] uint8."""

    numbers: NDArray[np.uint64]
    values: NDArray[np.uint8]


def begin_snapshot(connection: Connection) -> None:
    """All that is read from here to the end of the transaction is of one moment."""
    connection.rollback()
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    # A large bank takes longer to read and to write into files than a request may take.
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


def revision(connection: Connection) -> int:
    """The latest revision of what matches; 0 before there was any."""
    return connection.execute(select(index_state.c.revision)).scalar_one_or_none() or 0


def listen(connection: Connection) -> None:
    """Has the server tell this connection of every new revision."""
    connection.exec_driver_sql(f"LISTEN {store.CHANNEL}")


def wait(connection: Connection, seconds: float) -> None:
    """Returns when a new revision is told, at the latest after `seconds`."""
    with _failures_told(connection):
        for _ in _driver(connection).notifies(timeout=seconds, stop_after=1):
            pass


# What is withdrawn is of no interest to an index that never had it.
_CHANGES = sql.SQL(
    "SELECT number, id, "
    "(CASE state WHEN 'withdrawn' THEN 0 WHEN 'proposed' THEN 1 WHEN 'verified' THEN 2 "
    "ELSE 3 END)::int2 "
    "FROM tutela.indicator WHERE bank_id = {bank} AND revision > {seen} "
    "AND ({seen} > 0 OR state <> 'withdrawn')"
)
_FINGERPRINTS = sql.SQL(
    "SELECT i.number, s.value FROM tutela.indicator_signal s "
    "JOIN tutela.indicator i ON i.id = s.indicator_id "
    "WHERE s.bank_id = {bank} AND s.kind = {kind} "
    "AND i.revision > {seen} AND i.state <> 'withdrawn'"
)


def changes(connection: Connection, bank_id: UUID, seen: int) -> Iterator[Changes]:
    """The indicators of a bank whose revision is above `seen`."""
    query = _CHANGES.format(bank=sql.Literal(bank_id), seen=sql.Literal(seen))
    fields = [("number", ">u8", 8), ("id", ("u1", 16), 16), ("state", ">i2", 2)]
    for rows in _stream(connection, query, fields):
        yield Changes(
            rows["number"].astype(np.uint64),
            np.ascontiguousarray(rows["id"]),
            rows["state"].astype(np.uint8),
        )


def fingerprints(
    connection: Connection, bank_id: UUID, kind: SignalKind, seen: int
) -> Iterator[Fingerprints]:
    """The matching fingerprints of one kind whose indicator's revision is above `seen`."""
    query = _FINGERPRINTS.format(
        bank=sql.Literal(bank_id), kind=sql.Literal(kind.value), seen=sql.Literal(seen)
    )
    width = DIGITS[kind] // 2
    for rows in _stream(connection, query, [("number", ">u8", 8), ("value", ("u1", width), width)]):
        yield Fingerprints(rows["number"].astype(np.uint64), np.ascontiguousarray(rows["value"]))


def _stream(
    connection: Connection, query: sql.Composed, fields: list[tuple[str, Any, int]]
) -> Iterator[NDArray[Any]]:
    """The rows of a query whose fields all have fixed widths, as arrays with these field names."""
    layout: list[tuple[str, Any]] = [("fields", ">i2")]
    for name, kind, _ in fields:
        layout += [
            (f"{name}_bytes", ">i4"),
            (name, *kind) if isinstance(kind, tuple) else (name, kind),
        ]
    dtype = np.dtype(layout)
    copy = sql.SQL("COPY ({}) TO STDOUT (FORMAT BINARY)").format(query)
    with (
        _failures_told(connection),
        _driver(connection).cursor() as cursor,
        cursor.copy(copy) as blocks,
    ):
        for rows in _rows(blocks, dtype):
            for name, _, width in fields:
                if (rows[f"{name}_bytes"] != width).any():
                    raise ValueError(f"a {name} in the database does not have {width} bytes")
            yield rows


def _rows(
    blocks: Iterable[bytes | bytearray | memoryview], dtype: np.dtype[Any]
) -> Iterator[NDArray[Any]]:
    waiting = bytearray()
    skip = _HEADER_BYTES
    wanted = _ROWS_AT_ONCE * dtype.itemsize
    for block in blocks:
        waiting += block
        if skip and len(waiting) >= skip:
            del waiting[:skip]
            skip = 0
        if len(waiting) >= wanted:
            yield np.frombuffer(bytes(waiting[:wanted]), dtype)
            del waiting[:wanted]
    whole = len(waiting) - _TRAILER_BYTES
    if whole > 0:
        yield np.frombuffer(bytes(waiting[:whole]), dtype)


@contextmanager
def _failures_told(connection: Connection) -> Iterator[None]:
    """Has the pool throw away a connection that failed where it could not see it."""
    try:
        yield
    except psycopg.OperationalError:
        connection.invalidate()
        raise


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)
