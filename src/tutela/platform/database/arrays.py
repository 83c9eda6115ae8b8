"""Many values as one parameter: a statement takes 65,535 of them at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, Uuid, any_, cast
from sqlalchemy.dialects.postgresql import ARRAY

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy import ColumnElement


def any_id(ids: Collection[UUID]) -> ColumnElement[Any]:
    """One of these ids: a column equals it or not."""
    return any_(cast(list(ids), ARRAY(Uuid(as_uuid=True))))


def any_text(texts: Collection[str]) -> ColumnElement[Any]:
    """One of these texts: a column equals it or not."""
    return any_(cast(list(texts), ARRAY(Text())))
