"""A process that agrees to a request, and is killed in the middle of it."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from tutela import assembly
from tutela.platform import keys
from tutela.platform.accounts import store as accounts
from tutela.platform.approvals import answering
from tutela.platform.approvals.model import Act
from tutela.platform.clock import ManualClock
from tutela.platform.database.engine import engine
from tutela.platform.home import KEYS
from tutela.platform.node import Node
from tutela.platform.services import identity
from tutela.platform.settings import Settings

if TYPE_CHECKING:
    from tutela.platform.approvals.model import Request
    from tutela.platform.work import Work


def main(moment: str, request_id: UUID) -> None:
    """Dies before the act, or after it and before the end of the transaction."""
    folder, url = Path(os.environ["DYING_HOME"]), os.environ["DYING_URL"]
    node_keys, connections = keys.load(folder / KEYS), engine(url)
    with connections.connect() as connection:
        who = identity.find(connection, node_keys)
        sara = accounts.find_account(connection, "sara")
    assert who is not None
    assert sara is not None
    with connections.connect() as connection:
        from tutela.platform.approvals import store  # noqa: PLC0415

        asked = store.find(connection, request_id)
    assert asked is not None
    node = Node(
        settings=Settings(home=folder),
        identity=who,
        keys=node_keys,
        engine=connections,
        database_url=url,
        tasks=assembly.tasks(),
        clock=ManualClock(asked.asked_at),
    )

    def die(work: Work, request: Request) -> None:
        if moment == "after":
            assembly.doers()[Act.POLICY](work, request)
        os.kill(os.getpid(), signal.SIGKILL)

    answering.approve(node, sara.actor, request_id, reason="seen", doers={Act.POLICY: die})


if __name__ == "__main__":
    main(sys.argv[1], UUID(sys.argv[2]))
