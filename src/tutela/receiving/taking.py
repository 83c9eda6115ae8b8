"""Taking a report in: sealed, numbered, and its fingerprints where they can be searched.

Few statements, however many items it has: a Centre takes hundreds in a second.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.law import draft
from tutela.platform import codes
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.receiving import moves, sealing, store, wire
from tutela.receiving.model import lacks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from tutela.federation.handling import Said
    from tutela.platform.work import Work
    from tutela.receiving.machine import State
    from tutela.reporting.national.annex3_form import Form

_SIGNS: Final = len("XXXX-XXXX-XXXX")  # of a code: sixty bits, so that no two are the same


def new_number(work: Work) -> str:
    """A number that tells nothing about how many there are."""
    return f"EUC-{work.now:%Y}-{codes.new_code().reveal()[:_SIGNS]}"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A report as another node said it: `given` as it came, `form` as it was read.

    `reference` is what its sender calls it, `number` the Centre's, `provider` who reported.
    """

    said: Said
    given: dict[str, Any]
    form: Form
    reference: str
    number: str
    provider: str
    state: State
    due_at: datetime | None = None


def take(work: Work, arrived: Sequence[Arrived]) -> list[UUID | None]:
    """Writes reports; of each its id, or None where the same node sent it before."""
    rows = [_row(work, one) for one in arrived]
    made = store.add(work.connection, rows)
    new = [(row["id"], one) for row, one in zip(rows, arrived, strict=True) if row["id"] in made]
    if new:
        _add_items(work, new)
        facts = [((moves.RECEIVED, report_id), _facts(one)) for report_id, one in new]
        work.record_all(Event.RECEIVED_TAKE, facts, service_id=NODE_SERVICE, profile=draft.PROFILE)
    return [row["id"] if row["id"] in made else None for row in rows]


def _row(work: Work, one: Arrived) -> dict[str, Any]:
    report_id = work.new_id()
    wrapped = sealing.new_key(work.node, report_id)
    seal = sealing.Seal(work.node, report_id, wrapped)
    return {
        "id": report_id,
        "service_id": NODE_SERVICE,
        "peer_id": one.said.sender.id,
        "reference": one.reference,
        "number": one.number,
        "provider_name": one.provider,
        "state": one.state.value,
        "urgent": one.form.urgency.urgent,
        "items": len(one.form.content),
        "countries": list(one.form.member_states),
        "lacks": [each.value for each in lacks(one.form)],
        "profile": draft.PROFILE,
        "wrapped_key": wrapped,
        "content": seal.seal(moves.FORM, json.dumps(one.given).encode()),
        "received_at": one.said.received_at,
        "due_at": one.due_at,
        "erase_at": one.said.received_at + moves.LONGEST_KEPT,
    }


def _facts(one: Arrived) -> dict[str, Any]:
    return {
        "peer": str(one.said.sender.id),
        "number": one.number,
        "items": len(one.form.content),
        "urgent": one.form.urgency.urgent,
    }


def _add_items(work: Work, new: Sequence[tuple[UUID, Arrived]]) -> None:
    store.add_items(
        work.connection,
        [
            {
                "service_id": NODE_SERVICE,
                "report_id": report_id,
                "item_id": item.id,
                "restricted": item.restricted,
            }
            for report_id, one in new
            for item in one.form.content
        ],
    )
    store.add_signals(
        work.connection,
        [
            {
                "service_id": NODE_SERVICE,
                "report_id": report_id,
                "item_id": item_id,
                "kind": kind.value,
                "digest": digest,
            }
            for report_id, one in new
            for item_id, kind, digest in wire.signals(one.form)
        ],
    )
