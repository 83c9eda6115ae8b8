"""Asking for what the settings' file loosens, when the node starts to serve; and agreeing to it.

Nobody can be asked before somebody writes into a file. So what is written there and is looser does
not hold until another person agreed: every process opens the node with the settings that do hold.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from tutela.platform import log
from tutela.platform.actor import operator
from tutela.platform.approvals import asking
from tutela.platform.approvals.errors import RequestWaits
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.guarded import store
from tutela.platform.guarded.model import withheld

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tutela.platform.approvals.model import Request
    from tutela.platform.guarded.model import Withheld
    from tutela.platform.node import Node
    from tutela.platform.work import Work

REASON = "It stands in the settings that this node was started with."


# Who writes into that file works at the console: whom the console had in its hands cannot agree.
ASKER = operator("settings-file")


def note_at_start(node: Node) -> None:
    """Asks for what waits. What a node not yet in use was set up with is agreed to by that."""
    if node.identity.demo or not (node.withheld or withheld(node.settings, {})):
        return
    with node.work(ASKER, purpose="loosen guarded settings") as work, suppress(RequestWaits):
        if node.withheld:
            log.get("guarded").warning("settings-wait", names=[one.name for one in node.withheld])
            asking.ask(work, _asked(node.withheld), REASON)
        elif loose := withheld(node.settings, store.agreed(work.connection)):
            _agree(work, {one.name: one.wished for one in loose})


def _asked(waits: tuple[Withheld, ...]) -> Asked:
    values = {one.name: one.wished for one in waits}
    subject = ", ".join(f"{name}={value}" for name, value in sorted(values.items()))
    changes = tuple(one.sentence for one in waits)
    return Asked(Act.SETTINGS, NODE_SERVICE, subject, changes, values)


def carry_out(work: Work, request: Request) -> None:
    """Agrees to looser settings; they hold from the next start on."""
    _agree(work, request.asked.payload)


def _agree(work: Work, values: Mapping[str, Any]) -> None:
    store.agree(work.connection, {name: work.new_id() for name in values}, values, work.now)
    work.record(
        Event.SETTINGS_AGREE,
        subject=("node", work.node.identity.id),
        service_id=NODE_SERVICE,
        **values,
    )
