"""The sources of an indicator beside its leading one: their SQL. Callers hold the revision.

The row of an indicator is the statement of the source it leads with, the strongest and then the
oldest; `indicator_statement` holds the others. So a list that is new costs nothing more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, any_, case, func, literal, null, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.types import Uuid

from tutela.indicators.model import IndicatorState
from tutela.indicators.selectors import ByBatch, ByIds, ByReference
from tutela.indicators.tables import indicator, indicator_signal, indicator_statement

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from tutela.indicators.selectors import Selector
    from tutela.indicators.terms import Terms
    from tutela.law.model import WithdrawalCause
    from tutela.signals.model import SignalKind

WITHDRAWN = IndicatorState.WITHDRAWN.value
_STRENGTH = {state.value: at for at, state in enumerate(IndicatorState)}


class Stated(NamedTuple):
    """What a source says of an indicator that is there already, and of which fingerprints."""

    id: UUID
    indicator_id: UUID
    kinds: Sequence[SignalKind]
    label: str
    reference: str = ""


_GIVEN = (
    "FROM unnest(CAST(:ids AS uuid[]), CAST(:indicators AS uuid[]), CAST(:kinds AS text[]), "
    "CAST(:labels AS text[]), CAST(:references AS text[])) "
    "AS given(id, indicator_id, kinds, label, reference) "
    "JOIN tutela.indicator i ON i.id = given.indicator_id "
)
_UNION = "ARRAY(SELECT DISTINCT unnest({} || {}) ORDER BY 1)"
# A source vouches for more of what it leads with, or of what it stands beside, or is new there.
_WIDEN = text(
    "UPDATE tutela.indicator AS led SET kinds = "  # noqa: S608 - ours
    + _UNION.format("i.kinds", "CAST(string_to_array(given.kinds, ',') AS varchar[])")
    + " "
    + _GIVEN
    + "WHERE led.id = i.id AND i.source = :source AND i.kinds IS NOT NULL"
)
_ADD = text(
    "INSERT INTO tutela.indicator_statement AS old (service_id, id, bank_id, indicator_id, state, "
    "kinds, scheme, label, source, reference, batch_id, proposed_by, added_at, verified_by, "
    "second_by, verified_at) "
    "SELECT :service, given.id, :bank, given.indicator_id, :state, "
    "string_to_array(given.kinds, ','), :scheme, given.label, :source, "
    "nullif(given.reference, ''), :batch, :proposed_by, :now, :verified_by, :second_by, "
    ":verified_at " + _GIVEN + "WHERE i.source <> :source "
    "ON CONFLICT (indicator_id, source) WHERE state <> 'withdrawn' "
    "DO UPDATE SET kinds = " + _UNION.format("old.kinds", "excluded.kinds")
)


def join(
    connection: Connection,
    terms: Terms,
    stated: Sequence[Stated],
    *,
    revision: int,
    now: datetime,
) -> None:
    """Writes what the source of `terms` says of indicators that others brought in, each once.

    Where it says more than those, it leads from now on.
    """
    _add(connection, terms, stated, now)
    if terms.state is not IndicatorState.PROPOSED:
        elect(connection, [one.indicator_id for one in stated], revision=revision)


def _add(connection: Connection, terms: Terms, stated: Sequence[Stated], now: datetime) -> None:
    given = {
        "ids": [one.id for one in stated],
        "indicators": [one.indicator_id for one in stated],
        "kinds": [",".join(sorted(one.kinds)) for one in stated],
        "labels": [one.label or terms.label for one in stated],
        "references": [one.reference for one in stated],
        "source": terms.source,
    }
    connection.execute(_WIDEN, given)
    connection.execute(
        _ADD,
        given
        | {
            "service": terms.bank.service_id,
            "bank": terms.bank.id,
            "state": terms.state.value,
            "scheme": terms.scheme.id,
            "batch": terms.batch_id,
            "proposed_by": terms.proposed_by,
            "now": now,
            "verified_by": terms.verified_by,
            "second_by": terms.second_by,
            "verified_at": now if terms.verified_by else None,
        },
    )


def chosen(bank_id: UUID, selector: Selector, source: str = "") -> ColumnElement[bool]:
    """The condition of the statements that `selector` names, of one source if one is given."""
    given = indicator_statement.c
    conditions = [given.bank_id == bank_id, _picked(bank_id, selector)]
    return and_(*conditions, *([given.source == source] if source else []))


def _picked(bank_id: UUID, selector: Selector) -> ColumnElement[bool]:
    given = indicator_statement.c
    if isinstance(selector, ByIds):
        return given.indicator_id == any_(_array(selector.ids))
    if isinstance(selector, ByBatch):
        return given.batch_id == selector.batch_id
    if isinstance(selector, ByReference):
        known_as = given.reference == selector.reference
        return known_as if selector.source is None else known_as & (given.source == selector.source)
    return given.indicator_id.in_(
        select(indicator_signal.c.indicator_id).where(
            indicator_signal.c.bank_id == bank_id,
            indicator_signal.c.kind == selector.kind.value,
            indicator_signal.c.value == selector.value,
        )
    )


def among(ids: Collection[UUID]) -> ColumnElement[bool]:
    """The condition of the statements of these ids."""
    return indicator_statement.c.id == any_(_array(ids))


def standing() -> ColumnElement[bool]:
    """The condition of statements that nobody withdrew."""
    return indicator_statement.c.state != WITHDRAWN


def count(connection: Connection, *conditions: ColumnElement[bool]) -> int:
    """How many statements fulfil all the conditions."""
    query = select(func.count()).select_from(indicator_statement).where(*conditions)
    return connection.execute(query).scalar_one()


def owners(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition of the indicators that these statements are about."""
    return indicator.c.id.in_(select(indicator_statement.c.indicator_id).where(condition))


def change(
    connection: Connection, condition: ColumnElement[bool], values: Mapping[str, Any], limit: int
) -> list[UUID]:
    """Sets `values` on up to `limit` statements; returns the indicators they are about."""
    some = select(indicator_statement.c.id).where(condition).limit(limit)
    rows = connection.execute(
        update(indicator_statement)
        .where(indicator_statement.c.id.in_(some))
        .values(values)
        .returning(indicator_statement.c.indicator_id)
    )
    return list(rows.scalars())


def let_go(
    connection: Connection,
    condition: ColumnElement[bool],
    *,
    cause: WithdrawalCause,
    by: str,
    now: datetime,
    limit: int,
) -> list[UUID]:
    """Withdraws standing statements; returns the indicators they were about."""
    values = {"state": WITHDRAWN, "cause": cause.value, "withdrawn_by": by, "withdrawn_at": now}
    erased = {"reference": null()} if cause.erases else {}
    return change(connection, condition & standing(), values | erased, limit)


def let_go_all(
    connection: Connection, ids: Collection[UUID], *, cause: WithdrawalCause, by: str, now: datetime
) -> None:
    """Withdraws every statement about these indicators."""
    theirs = indicator_statement.c.indicator_id == any_(_array(ids))
    let_go(connection, theirs, cause=cause, by=by, now=now, limit=_NO_LIMIT)
    if cause.erases:
        connection.execute(update(indicator_statement).where(theirs).values(reference=null()))


_NO_LIMIT = 2**62
_LEAD = (
    "state", "kinds", "scheme", "label", "source", "reference", "batch_id", "proposed_by",
    "added_at", "verified_by", "second_by", "verified_at",
)  # fmt: skip
_ALL_KINDS = (
    "coalesce(i.kinds, ARRAY(SELECT kind FROM tutela.indicator_signal "
    "WHERE indicator_id = i.id ORDER BY 1))"
)
# Both halves see the rows as they were before either.
_SWAP = text(
    "WITH led AS (UPDATE tutela.indicator AS i SET "  # noqa: S608 - ours
    + ", ".join(f"{name} = s.{name}" for name in _LEAD)
    + ", revision = :revision FROM tutela.indicator_statement s "
    "WHERE s.id = ANY(CAST(:ids AS uuid[])) AND i.id = s.indicator_id) "
    "UPDATE tutela.indicator_statement AS s SET "
    + ", ".join(f"{name} = {_ALL_KINDS if name == 'kinds' else 'i.' + name}" for name in _LEAD)
    + " FROM tutela.indicator i WHERE s.id = ANY(CAST(:ids AS uuid[])) AND i.id = s.indicator_id"
)


def elect(connection: Connection, ids: Collection[UUID], *, revision: int) -> None:
    """Has each of these indicators lead with a source that says more of it, if there is one."""
    stronger = _strength(indicator_statement.c.state) > _strength(indicator.c.state)
    _swap(connection, _best(connection, ids, stronger), revision)


def hand_over(
    connection: Connection, ids: Collection[UUID], *, revision: int
) -> tuple[set[UUID], list[UUID]]:
    """Has these indicators lead with their strongest other source.

    Returns those that have one, and the statements of the sources that led before.
    """
    best = _best(connection, ids, indicator.c.state != WITHDRAWN)
    _swap(connection, best, revision)
    return set(best), list(best.values())


def _best(
    connection: Connection, ids: Collection[UUID], condition: ColumnElement[bool]
) -> dict[UUID, UUID]:
    """For each indicator that has a statement of this kind, the strongest, then the oldest."""
    given = indicator_statement.c
    rows = connection.execute(
        select(given.indicator_id, given.id)
        .ext(distinct_on(given.indicator_id))
        .join(indicator, indicator.c.id == given.indicator_id)
        .where(given.indicator_id == any_(_array(ids)), standing(), condition)
        .order_by(given.indicator_id, _strength(given.state).desc(), given.added_at, given.id)
    )
    return {row.indicator_id: row.id for row in rows}


def _swap(connection: Connection, best: Mapping[UUID, UUID], revision: int) -> None:
    if best:
        connection.execute(_SWAP, {"ids": list(best.values()), "revision": revision})


def _strength(state: Any) -> ColumnElement[int]:
    return case(_STRENGTH, value=state)


def weakened(connection: Connection, statements: Collection[UUID]) -> list[UUID]:
    """The indicators that say less than what was said of them by these former leading statements.

    Before these are withdrawn.
    """
    stronger = _strength(indicator_statement.c.state) > _strength(indicator.c.state)
    rows = connection.execute(
        select(indicator.c.id)
        .join(indicator_statement, indicator_statement.c.indicator_id == indicator.c.id)
        .where(among(statements), stronger)
    )
    return list(rows.scalars())


# Whether somebody still vouches for the fingerprint g of the indicator i.
_VOUCHED = (
    "(i.kinds IS NULL OR g.kind = ANY(i.kinds) OR EXISTS (SELECT FROM tutela.indicator_statement s "
    "WHERE s.indicator_id = i.id AND s.state <> 'withdrawn' AND g.kind = ANY(s.kinds)))"
)
_UNCOVERED = text(
    "SELECT DISTINCT i.id FROM tutela.indicator i "  # noqa: S608 - ours
    "JOIN tutela.indicator_signal g ON g.indicator_id = i.id "
    f"WHERE i.id = ANY(CAST(:ids AS uuid[])) AND NOT {_VOUCHED}"
)
_PAIRS = (
    "unnest(CAST(:old AS uuid[]), CAST(:new AS uuid[])) AS pair(old, new) "
    "JOIN tutela.indicator i ON i.id = pair.old"
)
_COPIED = ("service_id", "bank_id", *_LEAD)
_SUCCEED = text(
    f"INSERT INTO tutela.indicator (id, revision, {', '.join(_COPIED)}) "  # noqa: S608 - ours
    f"SELECT pair.new, :revision, {', '.join('i.' + name for name in _COPIED)} FROM {_PAIRS}"
)
_SUCCEED_SIGNALS = text(
    f"UPDATE tutela.indicator_signal AS g SET indicator_id = pair.new FROM {_PAIRS} "  # noqa: S608 - ours
    f"WHERE g.indicator_id = pair.old AND {_VOUCHED}"
)
_SUCCEED_STATEMENTS = text(
    "UPDATE tutela.indicator_statement AS s SET indicator_id = pair.new "  # noqa: S608 - ours
    f"FROM {_PAIRS} WHERE s.indicator_id = pair.old AND s.state <> 'withdrawn'"
)


def uncovered(connection: Connection, ids: Collection[UUID]) -> list[UUID]:
    """Those of the indicators with a fingerprint for which no source is left."""
    return list(connection.execute(_UNCOVERED, {"ids": list(ids)}).scalars())


def succeed(connection: Connection, pairs: Mapping[UUID, UUID], *, revision: int) -> None:
    """Makes a new indicator from what sources still vouch for of each old one.

    What stays with the old one is for the caller to withdraw: an index knows an indicator's
    fingerprints as a whole, and its state only ever moves up.
    """
    given = {"old": list(pairs), "new": list(pairs.values()), "revision": revision}
    for statement in (_SUCCEED, _SUCCEED_SIGNALS, _SUCCEED_STATEMENTS):
        connection.execute(statement, given)


def _array(ids: Collection[UUID]) -> ColumnElement[Any]:
    return literal(list(ids), ARRAY(Uuid))
