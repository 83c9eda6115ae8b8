"""One worker for one report: a lock that ends with the process that holds it.

A session lock of PostgreSQL on a connection of its own. Should that connection be lost, another
worker may begin; so whoever holds the claim asks for it before each request to a recipient, and
every write checks that nobody else has moved the attempt meanwhile.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from tutela.platform.database.engine import failures_named

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.node import Node


class Overtaken(Exception):
    """Another worker goes on with this report. Nothing is lost; this one stops."""


class Claim:
    """The right to carry out one report, as long as its connection lives."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def require(self) -> None:
        """Raises Overtaken if the claim may have passed to another worker."""
        try:
            self._connection.execute(select(1))
        except SQLAlchemyError:
            raise Overtaken from None


@contextmanager
def claimed(node: Node, report_id: UUID) -> Iterator[Claim | None]:
    """The claim on a report, or None while another worker holds it. Raises DatabaseAway."""
    key = _key(report_id)
    with failures_named(), node.engine.connect() as plain:
        connection = plain.execution_options(isolation_level="AUTOCOMMIT")
        if not connection.execute(select(func.pg_try_advisory_lock(key))).scalar_one():
            yield None
            return
        try:
            yield Claim(connection)
        finally:
            # A connection that is gone has let go of the lock already; asked again, SQLAlchemy
            # refuses it with an error that is none of the driver's.
            with suppress(SQLAlchemyError):
                connection.execute(select(func.pg_advisory_unlock(key)))


def _key(report_id: UUID) -> int:
    digest = hashlib.sha256(b"report" + report_id.bytes).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
