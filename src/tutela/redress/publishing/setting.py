"""Where a service's statements go, and switching it on and off. Off is how a service begins.

The environment has no default, and a demo node reaches simulators only. The token is sealed by the
master key and never shown again: whoever has it speaks there as the platform.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import tink

from tutela.platform.audit.model import Event
from tutela.platform.masterkey.sealed import Form, SealedColumn
from tutela.platform.permissions import Permission
from tutela.platform.secret import Secret
from tutela.platform.services.service import require_service
from tutela.redress.publishing import addresses, store
from tutela.redress.publishing.checker import problems
from tutela.redress.publishing.errors import PublishingInvalid, PublishingUnset, TokenUnreadable
from tutela.redress.publishing.mapping import sample
from tutela.redress.publishing.tables import publishing_target
from tutela.redress.statements.model import Ground

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.publishing.model import Target, Terms
    from tutela.reporting.model import Environment

# A target with which nothing is wrong.
WELL: Final[dict[str, Any]] = {
    "failures": 0,
    "problem": "",
    "rest_until": None,
    "stopped_at": None,
    "failing_since": None,
}
_LONGEST_TOKEN: Final = 500


@dataclass(frozen=True, slots=True)
class NewTarget:
    """What somebody says of where a service's statements go. `address` is a simulator's."""

    environment: Environment
    token: Secret
    terms: Terms
    address: str = ""


def switch_on(node: Node, actor: Actor, service_id: str, new: NewTarget) -> None:
    """Says where a service's statements go, and switches it on: what is issued from now on is
    published. Setting it again ends a stop, and what waited goes there.

    Raises ServiceUnknown and PublishingInvalid.
    """
    actor.require(Permission.PUBLISHING_MANAGE)
    addresses.base_url(new.environment, new.address, demo=node.identity.demo)
    _check_token(new.token)
    _check_terms(new.terms)
    with node.work(actor, purpose="publish statements of reasons") as work:
        require_service(work.connection, service_id)
        before = store.target(work.connection, service_id, locked=True)
        target_id = before.id if before else work.new_id()
        values = {
            "id": target_id,
            "service_id": service_id,
            "environment": new.environment.value,
            "address": new.address,
            "terms": new.terms.to_json(),
            "sealed_token": _seal(node, service_id, new.token),
            "switched_on": True,
            "set_at": work.now,
            **WELL,
        }
        store.set_target(work.connection, values)
        _tell(work, target_id, service_id, on=True, environment=new.environment.value)


def switch_off(node: Node, actor: Actor, service_id: str) -> None:
    """Publishes nothing more of a service; what waits stays, and goes if it is switched on again.

    Raises PublishingUnset.
    """
    actor.require(Permission.PUBLISHING_MANAGE)
    with node.work(actor, purpose="publish no statements of reasons") as work:
        one = store.target(work.connection, service_id, locked=True)
        if one is None:
            raise PublishingUnset(service=service_id)
        store.save_target(work.connection, service_id, switched_on=False, **WELL)
        _tell(work, one.id, service_id, on=False, environment=one.environment.value)


def require(connection: Connection, service_id: str) -> Target:
    """Where a service's statements go. Raises PublishingUnset."""
    found = store.target(connection, service_id)
    if found is None:
        raise PublishingUnset(service=service_id)
    return found


def token(node: Node, connection: Connection, service_id: str) -> Secret:
    """What opens the database for a service. Raises TokenUnreadable."""
    sealed = store.sealed_token(connection, service_id)
    try:
        plain = node.keys.evidence.decrypt(base64.b64decode(sealed), _context(service_id))
    except (tink.TinkError, ValueError):
        raise TokenUnreadable(service=service_id) from None
    return Secret(plain.decode())


def _tell(work: Work, target_id: object, service_id: str, *, on: bool, environment: str) -> None:
    work.record(
        Event.PUBLISHING_SET,
        subject=("publishing", target_id),
        service_id=service_id,
        on=on,
        environment=environment,
    )


def _check_token(given: Secret) -> None:
    value = given.reveal()
    if not value or len(value) > _LONGEST_TOKEN or not value.isascii() or not value.isprintable():
        raise PublishingInvalid(problem="this is not a token of the database")


def _check_terms(terms: Terms) -> None:
    """Tries the operator's own words in whole records: what would keep each back is said now.

    Raises PublishingInvalid.
    """
    for ground in Ground:
        found = problems(sample(ground, terms))
        if found:
            raise PublishingInvalid(problem=str(found[0]).rstrip("."))


def _seal(node: Node, service_id: str, given: Secret) -> str:
    sealed = node.keys.evidence.encrypt(given.reveal().encode(), _context(service_id))
    return base64.b64encode(sealed).decode()


def _context(service_id: str) -> bytes:
    return f"publishing:{service_id}".encode()


SEALED = (
    SealedColumn(
        publishing_target.c.sealed_token, publishing_target.c.service_id, Form.TEXT, _context
    ),
)
