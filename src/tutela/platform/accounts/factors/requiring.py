"""Whether the node asks for a second factor: a setting of a file, which nobody can be asked about.

So its change is noticed when the node starts, and stands in the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.accounts.factors import store
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from tutela.platform.node import Node
    from tutela.platform.work import Work

_CHANGES = (Event.NODE_FACTOR_OPTIONAL, Event.NODE_FACTOR_REQUIRED)


def lets_in_without(node: Node) -> bool:
    """Whether a real node lets people in by a password alone."""
    return not node.identity.demo and not node.settings.requires_factor


def note(work: Work) -> None:
    """Records that a factor is no longer required, or is again, if that is new since then."""
    loose = lets_in_without(work.node)
    node_id = work.node.identity.id
    before = store.last_change(work.connection, node_id, _CHANGES) == Event.NODE_FACTOR_OPTIONAL
    if loose is before:
        return
    event = Event.NODE_FACTOR_OPTIONAL if loose else Event.NODE_FACTOR_REQUIRED
    work.record(event, subject=("node", node_id), service_id=NODE_SERVICE)
