"""Instants are aware and compared in UTC; nothing here knows what time it is."""

from datetime import UTC, datetime

from tutela.law.errors import NaiveInstant


def utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises `NaiveInstant` for one without an offset."""
    if instant.tzinfo is UTC:
        return instant
    if instant.utcoffset() is None:
        raise NaiveInstant(instant=instant.isoformat())
    return instant.astimezone(UTC)
