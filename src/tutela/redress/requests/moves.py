"""A request is moved, and its move recorded, in one place at each institution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.redress.requests import clocks, machine, store, store_centre
from tutela.redress.requests.model import VictimRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutela.platform.work import Work
    from tutela.redress.requests.machine import Command, VictimState
    from tutela.redress.requests.model import RemovalRequest, Search

REQUEST, SEARCH, REMOVAL = "victim-request", "victim-search", "removal-request"


def apply(
    work: Work,
    one: VictimRequest | Search,
    *commands: Command,
    facts: Mapping[str, bool] | None = None,
    reason: str = "",
    **values: Any,
) -> VictimState:
    """Moves a request, locked before, by these commands; `values` are what else changes in its row.
    Its clock begins anew. Raises VictimMoveRefused.
    """
    state = one.state
    for command in commands:
        moved = machine.move(state, command, facts=facts)
        state = moved.target
        record(work, Event(moved.event), one, reason=reason)
    kept = clocks.kept_until(work.node.settings, work.now)
    save = store.save if isinstance(one, VictimRequest) else store_centre.save
    save(work.connection, one.id, state=state.value, erase_at=kept, **values)
    return state


def record(
    work: Work,
    event: Event,
    one: VictimRequest | Search | RemovalRequest,
    *,
    reason: str = "",
    **facts: Any,
) -> None:
    """Writes down what happened to it; never what it says, or whose it is."""
    work.record(
        event,
        subject=(_noun(one), one.id),
        service_id=NODE_SERVICE,
        reason=reason,
        profile=one.profile,
        **facts,
    )


def _noun(one: VictimRequest | Search | RemovalRequest) -> str:
    if isinstance(one, VictimRequest):
        return REQUEST
    return SEARCH if hasattr(one, "authority_id") else REMOVAL
