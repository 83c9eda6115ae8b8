"""Making, listing, showing and switching banks; opening one indicator."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from tutela.indicators import store, store_counts
from tutela.indicators.errors import (
    BankDiffers,
    BankUnknown,
    DemoBankRefused,
    IndicatorUnknown,
    RadiusInvalid,
    TextMissing,
)
from tutela.indicators.model import NODE_WIDE, Bank
from tutela.matching import MAX_RADIUS
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.services.service import check_name, require_service

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.indicators.model import BankView, Indicator
    from tutela.law.model import BankPurpose
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

DEFAULT_RADIUS = 31  # bits; the distance the PDQ paper advises


def create_bank(
    node: Node,
    actor: Actor,
    name: str,
    *,
    purpose: BankPurpose,
    radius: int = DEFAULT_RADIUS,
    dihedral: bool = False,
    demo: bool = False,
    service_id: str = NODE_WIDE,
) -> Bank:
    """Makes a bank, enabled. Making it again with the same facts changes nothing.

    A bank of a demo-only purpose is a demo bank. Raises NameInvalid, RadiusInvalid,
    DemoBankRefused, ServiceUnknown and BankDiffers.
    """
    actor.require(Permission.BANK_EDIT)
    check_name(name)
    if not 0 <= radius <= MAX_RADIUS:
        raise RadiusInvalid(radius=radius, largest=MAX_RADIUS)
    demo = demo or purpose.terms.demo_only
    if demo and not node.identity.demo:
        raise DemoBankRefused
    one = Bank(
        node.ids.new(),
        service_id,
        name,
        purpose,
        radius,
        dihedral=dihedral,
        demo=demo,
        enabled=True,
    )
    return _write_bank(node, actor, one)


def _write_bank(node: Node, actor: Actor, one: Bank) -> Bank:
    with node.work(actor, purpose="make a bank") as work:
        if one.service_id != NODE_WIDE:
            require_service(work.connection, one.service_id)
        store.next_revision(work.connection)
        if not store.insert_bank(work.connection, one, work.now):
            return _require_same(require_bank(work.connection, one.name), one)
        work.record(
            Event.BANK_CREATE,
            subject=("bank", one.id),
            service_id=one.service_id,
            name=one.name,
            bank_purpose=one.purpose.value,
            radius=one.radius,
            dihedral=one.dihedral,
            demo=one.demo,
        )
    return one


def _require_same(found: Bank, wanted: Bank) -> Bank:
    for field in fields(Bank):
        if field.name in ("id", "enabled"):
            continue
        if getattr(found, field.name) != getattr(wanted, field.name):
            raise BankDiffers(bank=found.name, what=field.name.removesuffix("_id"))
    return found


def list_banks(node: Node, actor: Actor) -> list[Bank]:
    """Every bank, by name."""
    actor.require(Permission.BANK_READ)
    with node.read() as connection:
        return store.banks(connection)


def show_bank(node: Node, actor: Actor, name: str) -> BankView:
    """What is in a bank, counted. Raises BankUnknown."""
    actor.require(Permission.BANK_READ)
    with node.read() as connection:
        return store_counts.view(connection, require_bank(connection, name))


def set_enabled(node: Node, actor: Actor, name: str, *, enabled: bool, reason: str = "") -> Bank:
    """Switches a bank on or off: it matches, or stops matching, within a second.

    Raises BankUnknown.
    """
    actor.require(Permission.BANK_EDIT)
    with node.work(actor, purpose="switch a bank") as work:
        store.next_revision(work.connection)
        one = require_bank(work.connection, name, lock=True)
        if one.enabled is enabled:
            return one
        store.set_enabled(work.connection, one.id, enabled=enabled)
        work.record(
            Event.BANK_ENABLE if enabled else Event.BANK_DISABLE,
            subject=("bank", one.id),
            service_id=one.service_id,
            reason=reason,
        )
        return require_bank(work.connection, name)


def open_indicator(
    node: Node, actor: Actor, bank: str, indicator_id: UUID, *, purpose: str
) -> Indicator:
    """One indicator's history, without its fingerprints: an audited look.

    Raises BankUnknown, IndicatorUnknown and TextMissing.
    """
    actor.require(Permission.BANK_READ)
    if not purpose.strip():
        raise TextMissing(what="why you open this indicator")
    with node.work(actor, purpose=purpose) as work:
        one = require_bank(work.connection, bank)
        found = store.find_indicators(work.connection, [indicator_id]).get(indicator_id)
        if found is None or found.bank.id != one.id:
            raise IndicatorUnknown(bank=bank, indicator=indicator_id)
        work.record(
            Event.INDICATOR_OPEN, subject=("indicator", indicator_id), service_id=one.service_id
        )
    return found


def require_bank(connection: Connection, name: str, *, lock: bool = False) -> Bank:
    """The bank of that name. Raises BankUnknown."""
    found = store.find_bank(connection, name, lock=lock)
    if found is None:
        raise BankUnknown(bank=repr(name))
    return found
