"""Later work of the webhooks: delivering, and forgetting verdicts that nobody takes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.platform.webhooks import store
from tutela.platform.webhooks.deliver import deliver

if TYPE_CHECKING:
    from tutela.platform.node import Node

# A verdict may be about a clear item, of which nothing may remain: it cannot wait for ever.
VERDICT_AGE = timedelta(days=7)


def forget_verdicts(node: Node) -> None:
    """Deletes verdicts that found no taker for a week; each loss is in the log."""
    with node.work(NODE, purpose="forget undeliverable verdicts") as work:
        for one in store.undeliverable_verdicts(work.connection, work.now - VERDICT_AGE):
            store.forget(work.connection, one.id)
            work.record(
                Event.DELIVERY_DIE,
                subject=("delivery", one.id),
                service_id=one.service_id,
                reason="a verdict could not be delivered for a week and was forgotten",
                kind=one.kind,
                attempts=one.attempts,
            )


# The row counts the tries and ends them (settings.webhook_attempts); a crash between two of them
# uses up a run of the job without one, so the job itself is allowed many more.
DELIVER = Task("webhook:deliver", deliver, attempts=1000)
FORGET = Task("webhook:forget-verdicts", forget_verdicts, every="41 3 * * *")

TASKS = (DELIVER, FORGET)
