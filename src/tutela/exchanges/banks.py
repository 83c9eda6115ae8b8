"""The banks of this room: the Centre's databases, and what a provider holds of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.indicators import store
from tutela.indicators.errors import BankDiffers
from tutela.indicators.model import NODE_WIDE, Bank
from tutela.indicators.service import DEFAULT_RADIUS
from tutela.law.model import BankPurpose
from tutela.platform.audit.model import Event

if TYPE_CHECKING:
    from tutela.platform.work import Work

PURPOSE = BankPurpose.KNOWN_ABUSE_MATERIAL


def prepared(work: Work, name: str) -> Bank:
    """The bank of that name, made if there is none.

    Raises BankDiffers where somebody made another one under this name.
    """
    found = store.find_bank(work.connection, name) or _made(work, name)
    if found.purpose is not PURPOSE or found.demo or found.service_id != NODE_WIDE:
        raise BankDiffers(bank=name, what="purpose")
    return found


def _made(work: Work, name: str) -> Bank:
    # The revision before the bank, as everywhere: whoever took them crosswise would wait for ever.
    store.next_revision(work.connection)
    made = Bank(
        work.new_id(), NODE_WIDE, name, PURPOSE, DEFAULT_RADIUS,
        dihedral=False, demo=False, enabled=True,
    )  # fmt: skip
    if not store.insert_bank(work.connection, made, work.now):
        return store.find_bank(work.connection, name) or made
    work.record(
        Event.BANK_CREATE,
        subject=("bank", made.id),
        service_id=made.service_id,
        name=made.name,
        bank_purpose=made.purpose.value,
        radius=made.radius,
        dihedral=made.dihedral,
        demo=made.demo,
    )
    return made


def switch(work: Work, one: Bank, *, enabled: bool, reason: str) -> None:
    """Switches a bank on or off, if it is not so already."""
    if one.enabled is enabled:
        return
    store.next_revision(work.connection)
    store.set_enabled(work.connection, one.id, enabled=enabled)
    work.record(
        Event.BANK_ENABLE if enabled else Event.BANK_DISABLE,
        subject=("bank", one.id),
        service_id=one.service_id,
        reason=reason,
    )
