"""A verified entry flags; once somebody has activated it, it may hold."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tutela.indicators.activating import Activation, activate
from tutela.indicators.errors import IndicatorWithdrawn, NotVerified
from tutela.indicators.importing import import_file
from tutela.indicators.model import IndicatorState
from tutela.indicators.selectors import ByBatch, ByIds
from tutela.indicators.service import create_bank, show_bank
from tutela.indicators.tables import indicator
from tutela.indicators.verifying import Verification, verify
from tutela.indicators.withdrawing import withdraw
from tutela.law.model import BankPurpose, WithdrawalCause
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.audit.tables import audit_event
from tutela.platform.errors import Forbidden
from tutela.platform.permissions import Role, permissions_of

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.node import Node

ADMIN = Actor(ActorKind.PERSON, "p-ada", "Ada", permissions_of(frozenset({Role.ADMINISTRATOR})))
SENIOR = Actor(ActorKind.PERSON, "p-sun", "Sun", permissions_of(frozenset({Role.SENIOR})))
TERMS: dict[str, Any] = {"source": "hotline", "scheme": "a1-b2", "label": "A1"}


@pytest.fixture
def bank(node: Node) -> str:
    return create_bank(node, ADMIN, "hotline-a", purpose=BankPurpose.KNOWN_ABUSE_MATERIAL).name


def brought_in(node: Node, bank: str, *names: int) -> ByBatch:
    lines = [f"md5 {hashlib.md5(bytes([n]), usedforsecurity=False).hexdigest()}" for n in names]
    return ByBatch(import_file(node, ADMIN, bank, lines, **TERMS).batch_id)


def states(node: Node, bank: str) -> dict[str, int]:
    return {state.value: n for state, n in show_bank(node, ADMIN, bank).states.items() if n}


def ids(node: Node) -> list[UUID]:
    with node.read() as connection:
        return list(connection.execute(select(indicator.c.id)).scalars())


def test_a_batch_is_proposed_then_verified_then_active(node: Node, bank: str) -> None:
    batch = brought_in(node, bank, 1, 2)
    assert verify(node, SENIOR, bank, batch) == Verification(2, 0)
    assert states(node, bank) == {"verified": 2}
    assert activate(node, SENIOR, bank, batch) == Activation(2, 0)
    assert states(node, bank) == {"active": 2}
    with node.read() as connection:
        [event] = connection.execute(
            select(audit_event).where(audit_event.c.event == "indicator:activate")
        )
    assert (event.actor_id, event.facts["count"]) == ("p-sun", 2)
    assert event.facts["batch"] == str(batch.batch_id)


def test_activating_twice_is_once_and_verifying_what_is_active_changes_nothing(
    node: Node, bank: str
) -> None:
    batch = brought_in(node, bank, 1)
    verify(node, SENIOR, bank, batch)
    activate(node, SENIOR, bank, batch)
    assert activate(node, SENIOR, bank, batch) == Activation(0, 1)
    assert verify(node, SENIOR, bank, batch) == Verification(0, 1)
    assert states(node, bank) == {"active": 1}


def test_what_is_only_proposed_cannot_be_activated(node: Node, bank: str) -> None:
    batch = brought_in(node, bank, 1, 2)
    verify(node, SENIOR, bank, ByIds.of(ids(node)[0]))
    with pytest.raises(NotVerified, match="1 of these"):
        activate(node, SENIOR, bank, batch)
    assert states(node, bank) == {"proposed": 1, "verified": 1}


def test_activating_needs_its_permission(node: Node, bank: str) -> None:
    batch = brought_in(node, bank, 1)
    verify(node, SENIOR, bank, batch)
    with pytest.raises(Forbidden, match="indicator:entry:activate"):
        activate(node, ADMIN, bank, batch)


def test_what_was_withdrawn_is_not_activated(node: Node, bank: str) -> None:
    batch = brought_in(node, bank, 1, 2)
    verify(node, SENIOR, bank, batch)
    one = ByIds.of(ids(node)[0])
    withdraw(node, SENIOR, bank, one, cause=WithdrawalCause.WRONG, reason="an error")
    with pytest.raises(IndicatorWithdrawn):
        activate(node, SENIOR, bank, one)
    assert activate(node, SENIOR, bank, batch).activated == 1


def test_entries_may_come_in_verified_and_wait(node: Node, bank: str) -> None:
    both = Actor(
        ActorKind.PERSON, "p-bo", "Bo",
        permissions_of(frozenset({Role.ADMINISTRATOR, Role.SENIOR})),
    )  # fmt: skip
    import_file(
        node, both, bank, ["md5 " + "1" * 32],
        state=IndicatorState.VERIFIED, verified_by="a hotline", **TERMS,
    )  # fmt: skip
    assert states(node, bank) == {"verified": 1}
