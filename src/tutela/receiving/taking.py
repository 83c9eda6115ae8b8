"""Taking a report in: sealed, numbered, and its fingerprints where they can be searched.

Few statements, however many items it has: a Centre takes hundreds in a second.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from tutela.law import draft
from tutela.platform import codes
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.receiving import moves, sealing, store, wire
from tutela.receiving.model import lacks

if TYPE_CHECKING:
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


def take(
    work: Work,
    said: Said,
    given: dict[str, Any],
    form: Form,
    *,
    reference: str,
    number: str,
    provider: str,
    state: State,
    **values: object,
) -> UUID | None:
    """Writes a report; its id, or None where the same node sent it before."""
    report_id = work.new_id()
    wrapped = sealing.new_key(work.node, report_id)
    made = store.add(
        work.connection,
        id=report_id,
        service_id=NODE_SERVICE,
        peer_id=said.sender.id,
        reference=reference,
        number=number,
        provider_name=provider,
        state=state.value,
        urgent=form.urgency.urgent,
        items=len(form.content),
        countries=list(form.member_states),
        lacks=[one.value for one in lacks(form)],
        profile=draft.PROFILE,
        wrapped_key=wrapped,
        content=sealing.Seal(work.node, report_id, wrapped).seal(
            moves.FORM, json.dumps(given).encode()
        ),
        received_at=said.received_at,
        erase_at=said.received_at + moves.LONGEST_KEPT,
        **values,
    )
    if not made:
        return None
    _add_items(work, report_id, form)
    work.record(
        Event.RECEIVED_TAKE,
        subject=("received", report_id),
        service_id=NODE_SERVICE,
        profile=draft.PROFILE,
        peer=str(said.sender.id),
        number=number,
        items=len(form.content),
        urgent=form.urgency.urgent,
    )
    return report_id


def _add_items(work: Work, report_id: UUID, form: Form) -> None:
    mine = {"service_id": NODE_SERVICE, "report_id": report_id}
    store.add_items(
        work.connection,
        [mine | {"item_id": one.id, "restricted": one.restricted} for one in form.content],
    )
    store.add_signals(
        work.connection,
        [
            mine | {"item_id": item_id, "kind": kind.value, "digest": digest}
            for item_id, kind, digest in wire.signals(form)
        ],
    )
