"""Later work of the webhooks: delivering, and forgetting verdicts that nobody takes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.jobs.registry import Task
from tutela.platform.webhooks import store
from tutela.platform.webhooks.deliver import deliver

if TYPE_CHECKING:
    from tutela.platform.node import Node

# A verdict may be about a clear item, of which nothing may remain: it cannot wait for ever.
VERDICT_AGE = timedelta(days=7)
# What a message said of an account and its items is not needed once it has long arrived.
BODY_AGE = timedelta(days=90)
AT_ONCE = 1000


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


def empty_old(node: Node) -> None:
    """Takes away what messages said that are over for long: that they arrived stays, and when.
    Repeating it changes nothing.
    """
    emptied = AT_ONCE
    while emptied == AT_ONCE:
        with node.work(NODE, purpose="forget what the platform was told") as work:
            emptied = store.empty_old(work.connection, work.now - BODY_AGE, AT_ONCE)
            if emptied:
                work.record(
                    Event.DELIVERY_EMPTY,
                    subject=("node", node.identity.id),
                    service_id=NODE_SERVICE,
                    reason="they were over for ninety days",
                    count=emptied,
                )


# The row counts the tries and ends them (settings.webhook_attempts); a crash between two of them
# uses up a run of the job without one, so the job itself is allowed many more.
DELIVER = Task("webhook:deliver", deliver, attempts=1000)
FORGET = Task("webhook:forget-verdicts", forget_verdicts, every="41 3 * * *")

EMPTY = Task("webhook:empty-old", empty_old, every="47 3 * * *")

TASKS = (DELIVER, FORGET, EMPTY)
