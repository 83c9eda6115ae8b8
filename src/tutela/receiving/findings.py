"""Noting what was found of an item: here by a person, at the Centre as the authority says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.receiving import holds, moves, store
from tutela.receiving.errors import ReceivedAssessed, ReceivedItemUnknown, ReceivedMoveRefused
from tutela.receiving.machine import Command, State
from tutela.reporting.centre.model import Finding

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.work import Work
    from tutela.receiving.moves import Opened

ASSESSING: Final = frozenset({State.FORWARDED, State.CONFIRMED})
ASSESS: Final = "assess"


def note(
    work: Work,
    one: Opened,
    item_id: UUID,
    finding: Finding,
    reason: str,
    *,
    by: str,
    by_name: str,
) -> bool:
    """Writes a finding, and moves the report where it follows: with its first confirmed item, or
    when all are none. False where the very same was found before.

    Raises ReceivedItemUnknown, ReceivedAssessed, and ReceivedMoveRefused.
    """
    found = {row.item_id: row.finding for row in store.items(work.connection, one.id)}
    if item_id not in found:
        raise ReceivedItemUnknown(item=item_id)
    if found[item_id] == finding:
        return False
    if found[item_id]:
        raise ReceivedAssessed
    if one.line.state not in ASSESSING:
        raise ReceivedMoveRefused(state=one.line.state.value, command=ASSESS)
    store.save_item(
        work.connection,
        one.id,
        item_id,
        finding=finding.value,
        reason=one.seal.seal(f"item:{item_id}", reason.encode()),
        assessed_by=by,
        assessed_by_name=by_name,
        assessed_at=work.now,
    )
    work.record(
        Event.RECEIVED_ASSESS,
        subject=("received", one.id),
        service_id=NODE_SERVICE,
        profile=one.line.profile,
        item=str(item_id),
        finding=finding.value,
        by=by,
    )
    _follow(work, one, found | {item_id: finding.value}, by_name)
    return True


def _follow(work: Work, one: Opened, found: dict[UUID, str], by_name: str) -> None:
    """The state that follows from all findings; the clock ends with the last of them."""
    if all(found.values()):
        store.save(work.connection, one.id, due_at=None)
    if one.line.state is not State.FORWARDED:
        return
    if Finding.CONFIRMED in found.values():
        moves.move(work, one, Command.CONFIRM, by=by_name)
    elif set(found.values()) == {Finding.NOT_ABUSE}:
        moves.move(work, one, Command.REJECT, by=by_name)
        holds.lift(work, one, holds.IDLE)
