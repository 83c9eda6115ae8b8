"""Moving a message to another node, and writing down what became of it: in one place."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from tutela.federation import store_messages
from tutela.federation.machine import move_message
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tutela.federation.machine import OutCommand
    from tutela.federation.model import Outgoing
    from tutela.platform.work import Work

MESSAGE: Final = "message"
_NO_FACTS: Mapping[str, Any] = MappingProxyType({})


def move(
    work: Work,
    one: Outgoing,
    command: OutCommand,
    by: str,
    *,
    reason: str = "",
    facts: Mapping[str, Any] = _NO_FACTS,
    **values: object,
) -> None:
    """Moves a locked message, writes `values` with its state, and records the move with `facts`.

    Raises MessageMoveRefused.
    """
    moved = move_message(one.state, command, by)
    store_messages.save_out(work.connection, one.id, state=moved.target.value, **values)
    record(work, Event(moved.event), one, reason=reason, facts=facts)


def record(
    work: Work,
    event: Event,
    one: Outgoing,
    *,
    reason: str = "",
    facts: Mapping[str, Any] = _NO_FACTS,
) -> None:
    """The row of the log about a message: whom it is for, and which it is; never what it says."""
    work.record(
        event,
        subject=(MESSAGE, one.id),
        service_id=NODE_SERVICE,
        reason=reason,
        **_facts(one),
        **facts,
    )


def record_all(work: Work, event: Event, ones: Sequence[Outgoing]) -> None:
    """The same of many, written together."""
    rows = [((MESSAGE, one.id), _facts(one)) for one in ones]
    work.record_all(event, rows, service_id=NODE_SERVICE)


def _facts(one: Outgoing) -> dict[str, Any]:
    return {
        "peer": str(one.peer_id),
        "kind": one.kind,
        "about": one.subject,
        "number": one.number,
    }
