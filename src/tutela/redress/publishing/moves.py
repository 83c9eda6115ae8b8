"""Moving a locked publication, with the event that tells of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tutela.redress.publishing import store
from tutela.redress.publishing.machine import ENDED, MOVES, Command

if TYPE_CHECKING:
    from tutela.platform.work import Work
    from tutela.redress.publishing.model import Publication


def move(
    work: Work, one: Publication, command: Command, *, reason: str = "", **values: Any
) -> Publication:
    """Writes the state that follows from `command`, and `values` with it. The log names fields that
    were wrong, and nothing that stands in them.
    """
    state, event = MOVES[one.state, command]
    moved = replace(one, state=state, ended_at=work.now if state in ENDED else None, **values)
    store.save(work.connection, moved)
    if event is not None:
        work.record(
            event,
            subject=("publication", one.id),
            service_id=one.service_id,
            reason=reason,
            statement=str(one.statement_id),
            puid=one.puid,
            fields=sorted(moved.said),
            environment=moved.environment,
            remote=moved.remote_id,
        )
    return moved
