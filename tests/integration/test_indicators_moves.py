"""Verifying takes a second person; withdrawing has a cause, and the cause decides what is kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from tutela.indicators.adding import add_from_image
from tutela.indicators.errors import (
    BatchUnknown,
    IndicatorUnknown,
    IndicatorWithdrawn,
    SecondPersonNeeded,
    TextMissing,
    WithdrawnAsWrong,
)
from tutela.indicators.importing import ImportReport, import_file
from tutela.indicators.model import IndicatorState
from tutela.indicators.selectors import ByBatch, ByIds, ByReference, BySignal, Selector
from tutela.indicators.service import create_bank, show_bank
from tutela.indicators.store import find_indicators
from tutela.indicators.tables import indicator, indicator_signal
from tutela.indicators.verifying import Verification, verify
from tutela.indicators.withdrawing import ANNOUNCED_AT_ONCE, Withdrawal, announce, withdraw
from tutela.law.model import BankPurpose, WithdrawalCause
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.audit.tables import audit_event
from tutela.platform.errors import Forbidden
from tutela.platform.permissions import Role, permissions_of
from tutela.signals.model import Pdq, SignalKind, Signals

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.node import Node

ADMIN = Actor(ActorKind.PERSON, "p-ada", "Ada", permissions_of(frozenset({Role.ADMINISTRATOR})))
SENIOR = Actor(ActorKind.PERSON, "p-sun", "Sun", permissions_of(frozenset({Role.SENIOR})))
BOTH = Actor(
    ActorKind.PERSON,
    "p-bo",
    "Bo",
    permissions_of(frozenset({Role.ADMINISTRATOR, Role.SENIOR})),
)
TERMS: dict[str, Any] = {"source": "hotline", "scheme": "a1-b2", "label": "A1"}
ERASING = [cause for cause in WithdrawalCause if cause.erases]
WRONG = WithdrawalCause.WRONG


@pytest.fixture
def bank(node: Node) -> str:
    return create_bank(node, ADMIN, "hotline-a", purpose=BankPurpose.KNOWN_ABUSE_MATERIAL).name


def md5(name: object) -> str:
    return hashlib.md5(str(name).encode(), usedforsecurity=False).hexdigest()


def brought_in(node: Node, bank: str, *names: object, actor: Actor = ADMIN) -> ImportReport:
    return import_file(node, actor, bank, [f"md5 {md5(n)} ref-{n}" for n in names], **TERMS)


def ids(node: Node, *references: str) -> list[UUID]:
    with node.read() as connection:
        rows = connection.execute(select(indicator.c.reference, indicator.c.id))
        found = {row.reference: row.id for row in rows}
    return [found[reference] for reference in references]


def states(node: Node, bank: str) -> dict[str, int]:
    return {state.value: n for state, n in show_bank(node, ADMIN, bank).states.items() if n}


def row_of(node: Node, indicator_id: UUID) -> Any:
    with node.read() as connection:
        return connection.execute(select(indicator).where(indicator.c.id == indicator_id)).one()


def fingerprints(node: Node) -> int:
    with node.read() as connection:
        return connection.execute(select(func.count()).select_from(indicator_signal)).scalar_one()


def events(node: Node, name: str) -> list[Any]:
    with node.read() as connection:
        query = select(audit_event).where(audit_event.c.event == name).order_by(audit_event.c.id)
        return list(connection.execute(query))


def test_another_person_verifies_a_batch(node: Node, bank: str) -> None:
    batch = brought_in(node, bank, 1, 2).batch_id
    assert verify(node, SENIOR, bank, ByBatch(batch)) == Verification(2, 0)
    assert verify(node, SENIOR, bank, ByBatch(batch)) == Verification(0, 2)
    with node.read() as connection:
        found = find_indicators(connection, ids(node, "ref-1"))
    [one] = found.values()
    assert one.state is IndicatorState.VERIFIED
    assert (one.provenance.verified_by, one.provenance.verified_at) == ("p-sun", node.clock.now())
    [event] = events(node, "indicator:verify")
    assert event.facts["count"] == 2


def test_nobody_verifies_what_they_brought_in_themselves(node: Node, bank: str) -> None:
    brought_in(node, bank, 1)
    mine = brought_in(node, bank, 2, actor=BOTH).batch_id
    with pytest.raises(SecondPersonNeeded, match="Bo brought in 1"):
        verify(node, BOTH, bank, ByBatch(mine))
    both = ByIds(frozenset(ids(node, "ref-1", "ref-2")))
    with pytest.raises(SecondPersonNeeded):
        verify(node, BOTH, bank, both)
    assert states(node, bank) == {"proposed": 2}


def test_verifying_needs_the_permission(node: Node, bank: str) -> None:
    batch = brought_in(node, bank, 1).batch_id
    with pytest.raises(Forbidden, match="indicator:entry:verify"):
        verify(node, ADMIN, bank, ByBatch(batch))


def test_in_a_demo_bank_one_person_may_do_both(demo_node: Node) -> None:
    create_bank(demo_node, ADMIN, "photographs", purpose=BankPurpose.DEMO)
    batch = brought_in(demo_node, "photographs", 1).batch_id
    assert verify(demo_node, ADMIN, "photographs", ByBatch(batch)).verified == 1


def test_an_outside_verification_is_kept_with_the_person_who_vouches_for_it(
    node: Node, bank: str
) -> None:
    batch = brought_in(node, bank, 1).batch_id
    verify(node, SENIOR, bank, ByBatch(batch), verified_by="two analysts of the hotline")
    row = row_of(node, ids(node, "ref-1")[0])
    assert (row.verified_by, row.second_by) == ("two analysts of the hotline", "p-sun")


def test_an_indicator_of_another_bank_is_unknown_here(node: Node, bank: str) -> None:
    create_bank(node, ADMIN, "hotline-b", purpose=BankPurpose.KNOWN_ABUSE_MATERIAL)
    batch = brought_in(node, bank, 1).batch_id
    one = ByIds.of(*ids(node, "ref-1"))
    with pytest.raises(IndicatorUnknown):
        verify(node, SENIOR, "hotline-b", one)
    with pytest.raises(IndicatorUnknown):
        withdraw(node, ADMIN, "hotline-b", one, cause=WRONG, reason="a test")
    with pytest.raises(BatchUnknown):
        withdraw(node, ADMIN, "hotline-b", ByBatch(batch), cause=WRONG, reason="a test")
    assert states(node, bank) == {"proposed": 1}


def test_what_was_withdrawn_cannot_be_verified(node: Node, bank: str) -> None:
    batch = brought_in(node, bank, 1, 2).batch_id
    one = ByIds.of(*ids(node, "ref-1"))
    withdraw(node, ADMIN, bank, one, cause=WRONG, reason="a test")
    with pytest.raises(IndicatorWithdrawn):
        verify(node, SENIOR, bank, one)
    assert verify(node, SENIOR, bank, ByBatch(batch)).verified == 1
    assert states(node, bank) == {"verified": 1, "withdrawn": 1}


def test_a_wrong_entry_keeps_its_fingerprints_and_its_history(node: Node, bank: str) -> None:
    brought_in(node, bank, 1)
    [one] = ids(node, "ref-1")
    withdraw(node, ADMIN, bank, ByIds.of(one), cause=WRONG, reason="shows a beach")
    row = row_of(node, one)
    assert (row.state, row.cause, row.withdrawn_by) == ("withdrawn", "wrong", "p-ada")
    assert (row.reference, fingerprints(node)) == ("ref-1", 1)


@pytest.mark.parametrize("cause", ERASING)
def test_other_causes_erase_fingerprints_reference_and_note(
    node: Node, bank: str, cause: WithdrawalCause
) -> None:
    signals = Signals(md5(1), "1" * 40, "1" * 64, (Pdq(bytes(range(32)), 80),))
    made = add_from_image(node, ADMIN, bank, signals, reference="r", note="a note", **TERMS)
    withdraw(node, ADMIN, bank, ByIds.of(made.indicator_id), cause=cause, reason="asked for")
    row = row_of(node, made.indicator_id)
    assert (row.state, row.cause) == ("withdrawn", cause.value)
    assert (row.reference, row.note, fingerprints(node)) == (None, None, 0)


@pytest.mark.parametrize(
    "selector",
    [
        BySignal(SignalKind.MD5, bytes.fromhex(md5(1))),
        ByReference("ref-1"),
        ByReference("ref-1", source="hotline"),
    ],
)
def test_an_entry_can_be_named_by_fingerprint_or_reference(
    node: Node, bank: str, selector: Selector
) -> None:
    brought_in(node, bank, 1, 2)
    done = withdraw(node, ADMIN, bank, selector, cause=WRONG, reason="a test")
    again = withdraw(node, ADMIN, bank, selector, cause=WRONG, reason="a test")
    assert (done, again) == (Withdrawal(1, 0), Withdrawal(0, 1))
    assert states(node, bank) == {"proposed": 1, "withdrawn": 1}


def test_a_reference_of_another_source_names_nothing(node: Node, bank: str) -> None:
    brought_in(node, bank, 1)
    selector = ByReference("ref-1", source="somebody else")
    assert withdraw(node, ADMIN, bank, selector, cause=WRONG, reason="x") == Withdrawal(0, 0)


@pytest.mark.parametrize("cause", list(WithdrawalCause))
def test_withdrawing_twice_is_once(node: Node, bank: str, cause: WithdrawalCause) -> None:
    batch = ByBatch(brought_in(node, bank, 1, 2).batch_id)
    assert withdraw(node, ADMIN, bank, batch, cause=cause, reason="x") == Withdrawal(2, 0)
    assert withdraw(node, ADMIN, bank, batch, cause=cause, reason="x") == Withdrawal(0, 2)
    assert len(events(node, "indicator:withdraw")) == 2


def test_withdrawing_what_was_erased_by_its_fingerprint_finds_nothing_and_does_no_harm(
    node: Node, bank: str
) -> None:
    brought_in(node, bank, 1)
    selector = BySignal(SignalKind.MD5, bytes.fromhex(md5(1)))
    withdraw(node, ADMIN, bank, selector, cause=WithdrawalCause.CONSENT, reason="asked for")
    done = withdraw(node, ADMIN, bank, selector, cause=WithdrawalCause.CONSENT, reason="again")
    assert done == Withdrawal(0, 0)


def test_what_was_kept_as_wrong_is_erased_when_consent_is_taken_back(node: Node, bank: str) -> None:
    batch = ByBatch(brought_in(node, bank, 1).batch_id)
    withdraw(node, ADMIN, bank, batch, cause=WRONG, reason="an error")
    done = withdraw(node, ADMIN, bank, batch, cause=WithdrawalCause.CONSENT, reason="asked for")
    assert (done.withdrawn, fingerprints(node)) == (1, 0)
    late = withdraw(node, ADMIN, bank, batch, cause=WRONG, reason="too late")
    assert late == Withdrawal(0, 1)


def test_each_indicator_gets_its_own_event_with_its_cause(node: Node, bank: str) -> None:
    brought_in(node, bank, 1, 2)
    wanted = ids(node, "ref-1", "ref-2")
    withdraw(node, ADMIN, bank, ByIds(frozenset(wanted)), cause=WRONG, reason="shows a beach")
    found = events(node, "indicator:withdraw")
    assert sorted(one.subject_id for one in found) == sorted(map(str, wanted))
    assert {(one.subject_kind, one.facts["cause"], one.reason) for one in found} == {
        ("indicator", "wrong", "shows a beach")
    }


def test_withdrawing_needs_a_reason_and_the_permission(node: Node, bank: str) -> None:
    batch = ByBatch(brought_in(node, bank, 1).batch_id)
    with pytest.raises(TextMissing, match="why it is withdrawn"):
        withdraw(node, ADMIN, bank, batch, cause=WRONG, reason="")
    reviewer = Actor(ActorKind.PERSON, "p-r", "R", permissions_of(frozenset({Role.REVIEWER})))
    with pytest.raises(Forbidden, match="indicator:entry:withdraw"):
        withdraw(node, reviewer, bank, batch, cause=WRONG, reason="x")


def test_a_wrong_entry_does_not_come_back_with_the_next_import(node: Node, bank: str) -> None:
    batch = ByBatch(brought_in(node, bank, 1).batch_id)
    withdraw(node, ADMIN, bank, batch, cause=WRONG, reason="an error")
    report = brought_in(node, bank, 1, 2)
    assert (report.added, report.refused_count, report.read) == (1, 1, 2)
    assert "withdrawn as wrong" in report.refused[0][1]
    assert states(node, bank) == {"proposed": 1, "withdrawn": 1}
    signals = Signals(md5(1), "1" * 40, "1" * 64, (Pdq(bytes(range(32)), 80),))
    with pytest.raises(WithdrawnAsWrong, match="md5"):
        add_from_image(node, ADMIN, bank, signals, **TERMS)


@pytest.mark.parametrize("cause", ERASING)
def test_an_erased_entry_may_be_added_anew(node: Node, bank: str, cause: WithdrawalCause) -> None:
    batch = ByBatch(brought_in(node, bank, 1).batch_id)
    withdraw(node, ADMIN, bank, batch, cause=cause, reason="x")
    assert brought_in(node, bank, 1).added == 1


def test_a_large_withdrawal_stops_matching_first_and_tells_of_each_in_a_job(
    node: Node, bank: str
) -> None:
    many = ANNOUNCED_AT_ONCE + 1
    batch = ByBatch(brought_in(node, bank, *range(many)).batch_id)
    assert withdraw(node, ADMIN, bank, batch, cause=WRONG, reason="x") == Withdrawal(many, 0)
    assert states(node, bank) == {"withdrawn": many}
    [event] = events(node, "bank:withdraw")
    assert (event.facts["count"], event.facts["cause"]) == (many, "wrong")
    assert events(node, "indicator:withdraw") == []
    query = "SELECT args FROM jobs.procrastinate_jobs WHERE task_name = 'indicators:announce'"
    with node.read() as connection:
        [arguments] = connection.execute(text(query)).scalars()
    announce(node, **arguments)
    announce(node, **arguments)
    told = [one.subject_id for one in events(node, "indicator:withdraw")]
    assert len(told) == len(set(told)) == many


def test_an_unknown_indicator_is_an_error(node: Node, bank: str) -> None:
    with pytest.raises(IndicatorUnknown):
        withdraw(node, ADMIN, bank, ByIds.of(uuid4()), cause=WRONG, reason="x")
