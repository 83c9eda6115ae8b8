"""Bringing entries in: what is there already, and writing many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, text

from tutela.indicators.model import IndicatorState
from tutela.indicators.tables import bank, indicator, indicator_signal
from tutela.law.model import BankPurpose, WithdrawalCause
from tutela.signals.model import DIGITS, SignalKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.indicators.terms import Terms

    Fingerprint = tuple[SignalKind, bytes]


class Known(NamedTuple):
    """Whose a fingerprint is, whether it was withdrawn as wrong, and whether the source that is
    asked about vouches for it.
    """

    indicator_id: UUID
    wrong: bool
    stated: bool = True


class NewIndicator(NamedTuple):
    """An indicator to be written, with its fingerprints."""

    id: UUID
    fingerprints: Sequence[Fingerprint]
    label: str
    reference: str
    note: str = ""


# Values laid side by side in one parameter: thousands of entries cross in one statement, and the
# server cuts them apart. Arrays would be written out and read back element by element.
# OFFSET 0 keeps the planner, which knows nothing of a table that is being filled, from comparing
# every value with every other: each is looked up by the key.
_KNOWN = text(
    "SELECT given.value, s.indicator_id, i.cause, (i.source = :source AND (i.kinds IS NULL "
    "OR :kind = ANY(i.kinds))) OR EXISTS (SELECT FROM tutela.indicator_statement AS t "
    "WHERE t.indicator_id = s.indicator_id AND t.source = :source AND t.state <> 'withdrawn' "
    "AND :kind = ANY(t.kinds)) AS stated FROM "
    "(SELECT substring(CAST(:values AS bytea) FROM at * :width + 1 FOR :width) AS value "
    "FROM generate_series(0, :count - 1) AS at OFFSET 0) AS given "
    "CROSS JOIN LATERAL (SELECT indicator_id FROM tutela.indicator_signal "
    "WHERE bank_id = :bank AND kind = :kind AND value = given.value OFFSET 0) AS s "
    "CROSS JOIN LATERAL (SELECT cause, source, kinds FROM tutela.indicator "
    "WHERE id = s.indicator_id OFFSET 0) AS i"
)
_ADD = text(
    "INSERT INTO tutela.indicator (service_id, id, bank_id, state, scheme, label, source, "
    "reference, note, batch_id, proposed_by, added_at, verified_by, second_by, verified_at, "
    "revision) "
    "SELECT :service, CAST(encode(substring(CAST(:ids AS bytea) "
    "FROM (at * 16 + 1)::int FOR 16), 'hex') AS uuid), :bank, :state, :scheme, label, :source, "
    "nullif(reference, ''), nullif(note, ''), :batch, :proposed_by, :now, "
    ":verified_by, :second_by, :verified_at, :revision "
    "FROM (SELECT label, reference, note, ordinality - 1 AS at FROM unnest("
    "string_to_array(:labels, E'\\n'), string_to_array(:references, E'\\n'), "
    "string_to_array(:notes, E'\\n')) WITH ORDINALITY AS given(label, reference, note)) AS given"
)
_ADD_SIGNALS = text(
    "INSERT INTO tutela.indicator_signal (service_id, indicator_id, bank_id, kind, value) "
    "SELECT :service, CAST(encode(substring(CAST(:ids AS bytea) "
    "FROM at * 16 + 1 FOR 16), 'hex') AS uuid), :bank, :kind, "
    "substring(CAST(:values AS bytea) FROM at * :width + 1 FOR :width) "
    "FROM generate_series(0, :count - 1) AS at"
)


def known(
    connection: Connection, terms: Terms, fingerprints: Collection[Fingerprint]
) -> dict[Fingerprint, Known]:
    """Those of `fingerprints` that the bank holds, matching or withdrawn as wrong."""
    found = {}
    for kind, values in _by_kind(fingerprints).items():
        asked = {"bank": terms.bank.id, "source": terms.source} | _side_by_side(kind, values)
        for value, indicator_id, cause, stated in connection.execute(_KNOWN, asked):
            wrong = cause == WithdrawalCause.WRONG.value
            found[kind, bytes(value)] = Known(indicator_id, wrong, stated)
    return found


def add(
    connection: Connection,
    terms: Terms,
    new: Sequence[NewIndicator],
    *,
    revision: int,
    now: datetime,
) -> None:
    """Writes new indicators with their fingerprints, none of which may be in the bank already."""
    common = {"service": terms.bank.service_id, "bank": terms.bank.id}
    connection.execute(
        _ADD,
        common
        | {
            "state": terms.state.value,
            "scheme": terms.scheme.id,
            "source": terms.source,
            "batch": terms.batch_id,
            "proposed_by": terms.proposed_by,
            "now": now,
            "verified_by": terms.verified_by,
            "second_by": terms.second_by,
            "verified_at": now if terms.verified_by else None,
            "revision": revision,
            "ids": b"".join(one.id.bytes for one in new),
            # None of these holds a line break: see `terms` and `reading`. Every label says
            # something, so that there are as many rows as indicators.
            "labels": "\n".join(one.label or terms.label for one in new),
            "references": "\n".join(one.reference for one in new),
            "notes": "\n".join(one.note for one in new),
        },
    )
    ids: dict[SignalKind, list[bytes]] = {}
    values: dict[SignalKind, list[bytes]] = {}
    for one in new:
        for kind, value in one.fingerprints:
            ids.setdefault(kind, []).append(one.id.bytes)
            values.setdefault(kind, []).append(value)
    for kind, owners in ids.items():
        given = {"ids": b"".join(owners)} | _side_by_side(kind, values[kind])
        connection.execute(_ADD_SIGNALS, common | given)


def _by_kind(fingerprints: Collection[Fingerprint]) -> dict[SignalKind, list[bytes]]:
    found: dict[SignalKind, list[bytes]] = {}
    for kind, value in fingerprints:
        found.setdefault(kind, []).append(value)
    return found


def _side_by_side(kind: SignalKind, values: Sequence[bytes]) -> dict[str, object]:
    return {
        "kind": kind.value,
        "values": b"".join(values),
        "count": len(values),
        "width": DIGITS[kind] // 2,
    }


def harmless(connection: Connection) -> list[Fingerprint]:
    """The fingerprints of every enabled bank of common harmless items."""
    rows = connection.execute(
        select(indicator_signal.c.kind, indicator_signal.c.value)
        .join(indicator, indicator.c.id == indicator_signal.c.indicator_id)
        .join(bank, bank.c.id == indicator_signal.c.bank_id)
        .where(
            bank.c.purpose == BankPurpose.COMMON_HARMLESS.value,
            bank.c.enabled,
            indicator.c.state != IndicatorState.WITHDRAWN.value,
        )
    )
    return [(SignalKind(kind), bytes(value)) for kind, value in rows]
