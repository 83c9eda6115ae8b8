"""Counting: every figure at once for a paper, or one with the query that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from tutela.observatory import store_common
from tutela.observatory.figures import FIGURES, named
from tutela.observatory.model import Shown, Unit
from tutela.platform.permissions import Permission
from tutela.platform.services.service import require_service

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

    from tutela.observatory.model import Figure, Number, Numbers, Scope
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

# All figures of a paper are of one moment.
_ONE_MOMENT: Final = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def numbers(node: Node, actor: Actor, scope: Scope) -> Numbers:
    """All figures, as of one moment. Raises ServiceUnknown."""
    actor.require(Permission.PAPER_READ)
    with node.read() as connection:
        connection.execute(_ONE_MOMENT)
        return counted(connection, scope)


def counted(connection: Connection, scope: Scope) -> Numbers:
    """All figures, on a connection whose transaction sees one moment. Raises ServiceUnknown."""
    require_service(connection, scope.service_id)
    return {one.name: _run(connection, one, scope) for one in FIGURES}


def figure(node: Node, actor: Actor, name: str, scope: Scope) -> Shown:
    """One figure, with its query as it is run. Raises FigureUnknown and ServiceUnknown."""
    actor.require(Permission.PAPER_READ)
    one = named(name)
    sql, parameters = query_of(one, scope)
    with node.read() as connection:
        require_service(connection, scope.service_id)
        found = _run(connection, one, scope)
    return Shown(one, scope, sql, parameters, tuple((*key, found[key]) for key in sorted(found)))


def query_of(one: Figure, scope: Scope) -> tuple[str, dict[str, str]]:
    """The SQL of a figure as the database gets it, and its parameters."""
    query: Select[Any] = one.query(scope)
    compiled = query.compile(
        dialect=postgresql.dialect(),  # type: ignore[no-untyped-call]
        compile_kwargs={"render_postcompile": True},
    )
    return str(compiled), {name: str(value) for name, value in sorted(compiled.params.items())}


def described(scope: Scope) -> list[dict[str, str]]:
    """Every figure in words, with its query as it is run for a scope."""
    return [
        {
            "figure": one.name,
            "unit": one.unit.value,
            "definition": str(one.definition),
            "divided": str(one.divided),
            "source": one.source,
            "query": query_of(one, scope)[0],
        }
        for one in FIGURES
    ]


def _run(connection: Connection, one: Figure, scope: Scope) -> dict[tuple[str, str], Number]:
    whole = one.unit is not Unit.HOURS
    return store_common.run(connection, one.query(scope), whole=whole)
