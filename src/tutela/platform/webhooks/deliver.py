"""The job of delivering one message: one try per run, until it is confirmed or dead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.platform.actor import NODE
from tutela.platform.errors import TutelaError
from tutela.platform.services import store as services
from tutela.platform.webhooks import sealing, signing, store
from tutela.platform.webhooks.errors import WebhookFailed
from tutela.platform.webhooks.machine import Command
from tutela.platform.webhooks.model import Delivery, DeliveryState, Outcome
from tutela.platform.webhooks.moves import move
from tutela.platform.webhooks.post import post

if TYPE_CHECKING:
    from tutela.platform.node import Node


def deliver(node: Node, *, delivery_id: str) -> None:
    """Tries a pending delivery once. Raises WebhookFailed while there are tries left.

    The platform may get the message again after a crash between its answer and our commit, with the
    same id. A delivery that is not pending is left alone, so repeating this is harmless.
    """
    with node.read() as connection:
        one = store.find(connection, UUID(delivery_id))
        target = services.webhook(connection, one.service_id) if one else None
    if one is None or one.state is not DeliveryState.PENDING:
        return
    outcome = _try(node, one, *target) if target else None
    still_pending = _settle(node, one.id, outcome)
    if outcome and still_pending:
        problem = outcome.error if outcome.status is None else f"status {outcome.status}"
        raise WebhookFailed(delivery=delivery_id, problem=problem)


def _try(node: Node, one: Delivery, url: str, sealed_secret: str) -> Outcome:
    try:
        carried = sealing.unseal(node.keys.evidence, one.id, one.sealed)
        secret = signing.unseal(node.keys.evidence, one.service_id, sealed_secret)
    except TutelaError as error:
        return Outcome(None, type(error).__name__)
    payload = one.payload(demo=node.identity.demo, secret=carried)
    headers = signing.headers(secret, one.id, node.clock.now(), payload)
    return post(url, headers, payload, node.settings.webhook_seconds)


def _settle(node: Node, delivery_id: UUID, outcome: Outcome | None) -> bool:
    """Writes what came of a try, unless another run has; returns whether more tries follow."""
    with node.work(NODE, purpose="deliver a webhook") as work:
        one = store.find(work.connection, delivery_id, locked=True)
        if one is None or one.state is not DeliveryState.PENDING:
            return False
        if outcome is not None:
            one = _counted(one, outcome)
        command = _command(one, outcome, node.settings.webhook_attempts)
        if command is not None:
            move(work, one, command)
            return False
        store.save(work.connection, one)
        return True


def _counted(one: Delivery, outcome: Outcome) -> Delivery:
    return replace(
        one, attempts=one.attempts + 1, last_status=outcome.status, last_error=outcome.error
    )


def _command(one: Delivery, outcome: Outcome | None, limit: int) -> Command | None:
    if outcome is None:
        return Command.WAIT
    if outcome.received:
        return Command.CONFIRM
    return Command.GIVE_UP if one.attempts >= limit else None
