"""Counting suspensions for misuse: its SQL. The row is what was misused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tutela.observatory.store_common import divided, how_many, within
from tutela.redress.misuse.tables import misuse

if TYPE_CHECKING:
    from sqlalchemy import Select

    from tutela.observatory.model import Scope


def suspended(scope: Scope) -> Select[Any]:
    base = (
        select(misuse.c.kind.label("row"))
        .where(misuse.c.service_id == scope.service_id, within(misuse.c.suspended_at, scope))
        .subquery()
    )
    return divided(base, how_many())
