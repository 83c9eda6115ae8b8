"""Whom a service reports to: adding, checking and ending recipients.

The environment has no default. A demo node reaches simulators only; a recipient outside the Union
needs a recorded transfer ground (GDPR, Chapter V). Credentials are sealed and never shown again.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import tink
from pydantic import ValidationError

from tutela.platform.audit.model import Event
from tutela.platform.invalid import first_problem
from tutela.platform.masterkey.sealed import Form, SealedColumn
from tutela.platform.permissions import Permission
from tutela.platform.secret import Secret
from tutela.platform.services.service import check_name, require_service
from tutela.platform.settings import LOOPBACK
from tutela.reporting import recipient_store as store
from tutela.reporting.errors import (
    CredentialsMissing,
    CredentialsUnreadable,
    RecipientExists,
    RecipientInvalid,
    RecipientUnknown,
    TransferGroundMissing,
)
from tutela.reporting.model import Environment
from tutela.reporting.plugin import Credentials, Probe, Recipient, RecipientKind, kind
from tutela.reporting.tables import recipient

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work


# The address of a simulated recipient to whom a person would send: there is nothing to reach.
BY_HAND = "by-hand"


@dataclass(frozen=True, slots=True)
class NewRecipient:
    """What somebody says of a recipient to add. `options` is plain JSON for its kind's model."""

    name: str
    kind: str
    environment: Environment
    options: dict[str, Any]
    address: str = ""
    transfer_ground: str = ""
    credentials: Credentials | None = None


def add(node: Node, actor: Actor, service_id: str, new: NewRecipient) -> UUID:
    """Adds a recipient to a service; drafts for it open with the next confirmed item.

    One that was ended comes back as the same recipient, if name, kind and environment are the same:
    what was reported to it stays reported. Raises ServiceUnknown, NameInvalid,
    RecipientKindUnknown, RecipientInvalid, TransferGroundMissing, RecipientExists.
    """
    actor.require(Permission.RECIPIENT_MANAGE)
    check_name(new.name)
    options = _checked(node, kind(new.kind), new)
    with node.work(actor, purpose="add a recipient") as work:
        require_service(work.connection, service_id)
        if store.find(work.connection, service_id, new.name):
            raise RecipientExists(service=service_id, recipient=new.name)
        fixed = {
            "service_id": service_id,
            "name": new.name,
            "kind": new.kind,
            "environment": new.environment.value,
        }
        before = store.ended(work.connection, fixed)
        if before and kind(new.kind).identity(before.options) != _identity(new):
            before = None
        recipient_id = before.id if before else work.new_id()
        values = {
            "address": new.address,
            "transfer_ground": new.transfer_ground.strip(),
            "options": options,
            "sealed_credentials": new.credentials and _seal(node, recipient_id, new.credentials),
            "added_by": actor.id,
            "added_at": work.now,
        }
        if before:
            store.save(work.connection, recipient_id, {**values, "ended_at": None})
        else:
            store.add(work.connection, {"id": recipient_id, **fixed, **values})
        _tell(work, Event.RECIPIENT_ADD, recipient_id, new, again=before is not None)
    return recipient_id


def change(
    node: Node,
    actor: Actor,
    service_id: str,
    name: str,
    *,
    options: dict[str, Any] | None = None,
    address: str | None = None,
    transfer_ground: str | None = None,
    known: Credentials | None = None,
) -> None:
    """Changes what is given of a recipient; it stays the same one, with all that it was told.

    Kind and environment cannot change. Raises RecipientUnknown, RecipientInvalid,
    TransferGroundMissing, and CredentialsMissing where it has none and none are given.
    """
    actor.require(Permission.RECIPIENT_MANAGE)
    with node.work(actor, purpose="change a recipient") as work:
        one = require(work.connection, service_id, name)
        kept = known
        if kept is None and kind(one.kind).takes_credentials:
            kept = credentials(node, work.connection, one)
        stored = one.options.model_dump(mode="json", exclude_unset=True)
        new = NewRecipient(
            name=name,
            kind=one.kind,
            environment=one.environment,
            options=stored if options is None else options,
            address=one.address if address is None else address,
            transfer_ground=one.transfer_ground if transfer_ground is None else transfer_ground,
            credentials=kept,
        )
        if kind(one.kind).identity(one.options) != _identity(new):
            raise RecipientInvalid(problem="it would be another body; add it under another name")
        values: dict[str, object] = {
            "options": _checked(node, kind(one.kind), new),
            "address": new.address,
            "transfer_ground": new.transfer_ground.strip(),
            "sealed_credentials": kept and _seal(node, one.id, kept),
        }
        store.save(work.connection, one.id, values)
        _tell(work, Event.RECIPIENT_CHANGE, one.id, new, again=known is not None)


def _tell(work: Work, event: Event, recipient_id: UUID, new: NewRecipient, *, again: bool) -> None:
    """`again`: it was ended before, or got another password."""
    work.record(
        event,
        subject=("recipient", recipient_id),
        service_id=store.by_id(work.connection, recipient_id).service_id,
        reason=new.transfer_ground.strip(),
        name=new.name,
        kind=new.kind,
        environment=new.environment.value,
        again=again,
    )


def end(node: Node, actor: Actor, service_id: str, name: str) -> None:
    """Ends a recipient: nothing new is drafted for it, and its credentials are forgotten.

    Reports to it that are under way can no longer be sent. Raises RecipientUnknown.
    """
    actor.require(Permission.RECIPIENT_MANAGE)
    with node.work(actor, purpose="end a recipient") as work:
        one = require(work.connection, service_id, name)
        store.end(work.connection, one.id, work.now)
        work.record(
            Event.RECIPIENT_END, subject=("recipient", one.id), service_id=service_id, name=name
        )


def check(node: Node, actor: Actor, service_id: str, name: str) -> list[Probe]:
    """Tries whether a recipient can be reached with what is known of it; nothing real is sent.

    Raises RecipientUnknown, CredentialsMissing, CredentialsUnreadable.
    """
    actor.require(Permission.RECIPIENT_MANAGE)
    with node.read() as connection:
        one = require(connection, service_id, name)
        of = kind(one.kind)
        known = credentials(node, connection, one) if of.takes_credentials else None
    probes = list(of.probe(one, known, node.settings.report_seconds))
    with node.work(actor, purpose="check a recipient") as work:
        work.record(
            Event.RECIPIENT_CHECK,
            subject=("recipient", one.id),
            service_id=service_id,
            name=name,
            good=all(probe.good for probe in probes),
        )
    return probes


def list_recipients(node: Node, actor: Actor, service_id: str | None = None) -> list[Recipient]:
    """The live recipients of a service, or of all, by name."""
    actor.require(Permission.RECIPIENT_READ)
    with node.read() as connection:
        return store.live(connection, service_id)


def require(connection: Connection, service_id: str, name: str) -> Recipient:
    """The live recipient of that name. Raises RecipientUnknown."""
    found = store.find(connection, service_id, name)
    if found is None:
        raise RecipientUnknown(service=service_id, recipient=name)
    return found


def credentials(node: Node, connection: Connection, one: Recipient) -> Credentials:
    """What opens a recipient's service. Raises CredentialsMissing and CredentialsUnreadable."""
    sealed = store.sealed_credentials(connection, one.id)
    if sealed is None:
        raise CredentialsMissing(recipient=one.name)
    try:
        plain = node.keys.evidence.decrypt(base64.b64decode(sealed), _context(one.id))
    except (tink.TinkError, ValueError):
        raise CredentialsUnreadable(recipient=one.name) from None
    user, password = json.loads(plain)
    return Credentials(user, Secret(password))


def environment_of(connection: Connection, recipient_id: UUID) -> Environment:
    """What stands behind the recipient of a report."""
    return store.by_id(connection, recipient_id).environment


def _checked(node: Node, of: RecipientKind, new: NewRecipient) -> dict[str, Any]:
    """The options as they are stored, once everything about the recipient is in order."""
    problem = _environment_problem(new, of, demo=node.identity.demo)
    if problem:
        raise RecipientInvalid(problem=problem)
    if of.outside_union and not new.transfer_ground.strip():
        raise TransferGroundMissing(recipient=of.title)
    if of.takes_credentials != (new.credentials is not None):
        wants = "needs a user name and a password" if of.takes_credentials else "takes no password"
        raise RecipientInvalid(problem=f"{of.title} {wants}")
    try:
        return of.options.model_validate(new.options).model_dump(mode="json", exclude_unset=True)
    except ValidationError as error:
        raise RecipientInvalid(problem=first_problem(error)) from None


def _identity(new: NewRecipient) -> str:
    """Which body the new options name. Raises RecipientInvalid."""
    of = kind(new.kind)
    try:
        return of.identity(of.options.model_validate(new.options))
    except ValidationError as error:
        raise RecipientInvalid(problem=first_problem(error)) from None


def _environment_problem(new: NewRecipient, of: RecipientKind, *, demo: bool) -> str:
    simulated = new.environment is Environment.SIMULATOR
    if demo and not simulated:
        return "a demo node reaches simulators only"
    if simulated != bool(new.address):
        return "an address is given for a simulator, and only for one"
    if of.by_person and new.address not in {"", BY_HAND}:
        return f"{of.title} is sent by a person: the address of its simulator is {BY_HAND}"
    if not simulated or of.by_person or _is_here(new.address):
        return ""
    return "a simulator runs on this machine: its address begins with http://127.0.0.1"


def _is_here(address: str) -> bool:
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, UnicodeError):
        return False
    return url.scheme == "http" and url.host in LOOPBACK and not url.userinfo


def _seal(node: Node, recipient_id: UUID, given: Credentials) -> str:
    plain = json.dumps([given.user, given.password.reveal()]).encode()
    return base64.b64encode(node.keys.evidence.encrypt(plain, _context(recipient_id))).decode()


def _context(recipient_id: UUID) -> bytes:
    return f"recipient:{recipient_id}".encode()


SEALED = (SealedColumn(recipient.c.sealed_credentials, recipient.c.id, Form.TEXT, _context),)
