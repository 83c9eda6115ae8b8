"""Who issues orders: a register of authorities, and how somebody made sure of each.

An order's letterhead proves nothing. Verifying means: a call back on a number found elsewhere, a
certificate that was checked, or an official list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.law.places import MEMBER_STATES
from tutela.orders import store
from tutela.orders.errors import IssuerInvalid, IssuerThere, IssuerUnknown
from tutela.orders.model import Issuer, IssuerKind, Verified
from tutela.orders.moves import require_person, require_words
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.services.service import require_service

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

# Who is not to be trusted any more has no key either.
_NO_KEY = dict.fromkeys(("age_key", "age_key_by_name", "age_key_at"))
LONGEST_NAME, LONGEST_CONTACT = 200, 500


def list_issuers(node: Node, actor: Actor, service_id: str | None = None) -> list[Issuer]:
    """The issuers of a service, or of all, by name."""
    actor.require(Permission.ORDER_READ)
    with node.read() as connection:
        return store.issuers(connection, service_id)


def require(connection: Connection, service_id: str, name: str, *, locked: bool = False) -> Issuer:
    """The issuer of that name. Raises IssuerUnknown."""
    found = store.issuer_named(connection, service_id, name.strip(), locked=locked)
    if found is None:
        raise IssuerUnknown(name=name.strip(), service=service_id)
    return found


def add(
    node: Node,
    actor: Actor,
    service_id: str,
    name: str,
    *,
    kind: IssuerKind,
    member_state: str,
    contact: str,
) -> UUID:
    """Records an authority, not verified yet. Raises IssuerInvalid, IssuerThere,
    ServiceUnknown, OrderNeedsPerson.
    """
    require_person(actor, Permission.ORDER_REGISTER)
    name, contact, state = _checked(name, contact, member_state)
    with node.work(actor, purpose="record an issuer of orders") as work:
        require_service(work.connection, service_id)
        issuer_id = work.new_id()
        made = store.add_issuer(
            work.connection,
            id=issuer_id,
            service_id=service_id,
            name=name,
            kind=kind.value,
            member_state=state,
            contact=contact,
            added_by=actor.id,
            added_at=work.now,
        )
        if not made:
            raise IssuerThere(name=name)
        work.record(
            Event.ISSUER_ADD,
            subject=("issuer", issuer_id),
            service_id=service_id,
            kind=kind.value,
            member_state=state,
        )
    return issuer_id


def verify(
    node: Node, actor: Actor, service_id: str, name: str, *, how: Verified, note: str
) -> None:
    """Records how somebody made sure that an issuer is who it says; `Verified.NOT` takes it back.

    Raises IssuerUnknown, OrderWordsMissing, OrderNeedsPerson.
    """
    require_person(actor, Permission.ORDER_DECIDE)
    words = require_words(note, "whom you reached, and where you found their number or list")
    with node.work(actor, purpose="verify an issuer of orders") as work:
        one = require(work.connection, service_id, name, locked=True)
        done = how is not Verified.NOT
        store.save_issuer(
            work.connection,
            one.id,
            verified=how.value,
            verified_note=words,
            verified_by=actor.id if done else None,
            verified_by_name=actor.name if done else None,
            verified_at=work.now if done else None,
            **({} if done else _NO_KEY),
        )
        work.record(
            Event.ISSUER_VERIFY,
            subject=("issuer", one.id),
            service_id=service_id,
            reason=words,
            how=how.value or "not any more",
        )


def _checked(name: str, contact: str, member_state: str) -> tuple[str, str, str]:
    state = member_state.strip().upper()
    if state not in MEMBER_STATES:
        raise IssuerInvalid(problem="its Member State is written as two letters, such as DE")
    texts = {"name": (name.strip(), LONGEST_NAME), "contact": (contact.strip(), LONGEST_CONTACT)}
    for what, (text, longest) in texts.items():
        if not 1 <= len(text) <= longest or not text.isprintable():
            raise IssuerInvalid(problem=f"its {what} is one line of 1 to {longest} characters")
    return texts["name"][0], texts["contact"][0], state
