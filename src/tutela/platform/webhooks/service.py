"""Setting a service's webhook, sending messages to it, and trying dead ones again."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from tutela.platform.approvals import asking
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.services import store as services
from tutela.platform.services.service import ServiceUnknown, require_service
from tutela.platform.webhooks import address, sealing, signing, store
from tutela.platform.webhooks.errors import (
    ClosingReasonMissing,
    DeliveryNotDead,
    DeliveryUnknown,
)
from tutela.platform.webhooks.jobs import DELIVER
from tutela.platform.webhooks.machine import Command
from tutela.platform.webhooks.model import Delivery, DeliveryState
from tutela.platform.webhooks.moves import move

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.approvals.errors import AwaitsApproval
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret
    from tutela.platform.work import Work

_LISTED = 200


def send(
    work: Work,
    service_id: str,
    kind: str,
    body: dict[str, Any],
    *,
    secret: Mapping[str, Any] | None = None,
) -> UUID:
    """Puts a message to the platform into `work`; returns its idempotency key.

    `secret` is sent in its body too, but lies sealed in the database, until it has arrived.

    It leaves once `work` is committed. A service without a webhook has its messages wait in the
    state `unset`, to be sent when one is set. Raises ServiceUnknown.
    """
    ready = store.has_webhook(work.connection, service_id)
    if ready is None:
        raise ServiceUnknown(service=service_id)
    delivery_id = work.new_id()
    one = Delivery(
        id=delivery_id,
        service_id=service_id,
        kind=kind,
        body=body,
        state=DeliveryState.PENDING if ready else DeliveryState.UNSET,
        attempts=0,
        last_status=None,
        last_error="",
        created_at=work.now,
        finished_at=None,
        sealed=sealing.seal(work.node.keys.evidence, delivery_id, secret) if secret else None,
    )
    store.add(work.connection, one)
    if ready:
        work.defer(DELIVER, delivery_id=str(one.id))
    return one.id


def set_webhook(node: Node, actor: Actor, service_id: str, url: str, *, reason: str = "") -> Secret:
    """Sets where a service's messages go, and returns the new secret: it is shown only here.

    Setting it again makes a new secret, and the old one signs nothing any more. What waited for a
    webhook is sent. Another address than before, and a first one once there were messages, need
    another person's permit in a service that is in use: raises AwaitsApproval, or
    AskingReasonMissing without `reason`. Raises WebhookAddressInvalid and ServiceUnknown.
    """
    actor.require(Permission.SERVICE_DECLARE)
    host = address.check(url, demo=node.identity.demo)
    secret = signing.new_secret()
    sealed = signing.seal(node.keys.evidence, service_id, secret)
    with node.work(actor, purpose="set a webhook") as work:
        require_service(work.connection, service_id)
        waits = _permit(work, service_id, url, host, reason)
        if waits is None:
            _set(work, service_id, url, sealed, host)
    if waits is not None:
        raise waits
    return secret


def _permit(work: Work, service_id: str, url: str, host: str, reason: str) -> AwaitsApproval | None:
    """What to raise where messages would go elsewhere and nobody permitted it."""
    before = services.webhook(work.connection, service_id)
    if before is None:
        # A first address takes all that waited for one. A demo reaches nobody but this machine.
        free = work.node.identity.demo or not store.any_message(work.connection, service_id)
    else:
        free = before[0] == url
    if free or not asking.guarded(work, Act.WEBHOOK, service_id):
        return None
    where = "another address" if before else "an address, also all that waited for one"
    changes = (f"Messages about hits of {service_id} go to {where}, at {host}.",)
    # The path of an address may be the platform's own secret: only its digest is named.
    subject = f"{service_id} {sha256(url.encode()).hexdigest()}"
    return asking.permitted(work, Asked(Act.WEBHOOK, service_id, subject, changes), reason)


def _set(work: Work, service_id: str, url: str, sealed: str, host: str) -> None:
    services.set_webhook(work.connection, service_id, url, sealed)
    waiting = store.unset(work.connection, service_id)
    for one in waiting:
        _start(work, one, Command.RELEASE)
    work.record(
        Event.WEBHOOK_SET,
        subject=("service", service_id),
        service_id=service_id,
        host=host,  # not the whole address: its path may be the platform's own secret
        released=len(waiting),
    )


def list_deliveries(
    connection: Connection, state: DeliveryState | None = None, limit: int = _LISTED
) -> list[Delivery]:
    """The newest deliveries, newest first; those in `state` only, if one is given."""
    return store.deliveries(connection, state, limit)


def retry(node: Node, actor: Actor, delivery_id: UUID) -> None:
    """Gives a dead delivery all its tries again. Raises DeliveryUnknown and DeliveryNotDead."""
    actor.require(Permission.DELIVERY_RETRY)
    with node.work(actor, purpose="retry a delivery") as work:
        _start(work, _dead(work, delivery_id), Command.RETRY)


def close(node: Node, actor: Actor, delivery_id: UUID, *, reason: str) -> None:
    """Ends a dead delivery that need not arrive any more, and with it its alert. The log keeps why.

    Raises ClosingReasonMissing, DeliveryUnknown and DeliveryNotDead.
    """
    actor.require(Permission.DELIVERY_RETRY)
    if not reason.strip():
        raise ClosingReasonMissing
    with node.work(actor, purpose="close a delivery") as work:
        move(work, _dead(work, delivery_id), Command.CLOSE, reason=reason.strip())


def _dead(work: Work, delivery_id: UUID) -> Delivery:
    one = store.find(work.connection, delivery_id, locked=True)
    if one is None:
        raise DeliveryUnknown(delivery=delivery_id)
    if one.state is not DeliveryState.DEAD:
        raise DeliveryNotDead(delivery=delivery_id, state=one.state.value)
    return one


def _start(work: Work, one: Delivery, command: Command) -> None:
    move(work, replace(one, attempts=0), command)
    work.defer(DELIVER, delivery_id=str(one.id))
