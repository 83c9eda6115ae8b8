"""One fingerprint may come from several sources: each is kept, and each can take back its own."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tutela.indicators.activating import activate
from tutela.indicators.adding import add_from_image
from tutela.indicators.errors import TakenOutWhole
from tutela.indicators.importing import ImportReport, import_file
from tutela.indicators.live import LiveIndex
from tutela.indicators.machine import OF_ONE_SOURCE
from tutela.indicators.model import IndicatorState
from tutela.indicators.selectors import ByBatch, ByIds, ByReference, BySignal
from tutela.indicators.service import create_bank, open_indicator, show_bank
from tutela.indicators.tables import indicator, indicator_signal, indicator_statement
from tutela.indicators.verifying import verify
from tutela.indicators.withdrawing import Withdrawal, withdraw
from tutela.law.model import BankPurpose, WithdrawalCause
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.audit.tables import audit_event
from tutela.platform.permissions import Role, permissions_of
from tutela.signals.model import Pdq, SignalKind, Signals

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.indicators.model import Match
    from tutela.platform.node import Node

BOTH = frozenset({Role.ADMINISTRATOR, Role.SENIOR})
ADA = Actor(ActorKind.PERSON, "p-ada", "Ada", permissions_of(BOTH))
BO = Actor(ActorKind.PERSON, "p-bo", "Bo", permissions_of(BOTH))
LEFT, WRONG = WithdrawalCause.LEFT, WithdrawalCause.WRONG
WHOLE = [cause for cause in WithdrawalCause if cause not in OF_ONE_SOURCE]
PROPOSED, VERIFIED, ACTIVE = (
    IndicatorState.PROPOSED,
    IndicatorState.VERIFIED,
    IndicatorState.ACTIVE,
)


@pytest.fixture
def bank(node: Node) -> str:
    return create_bank(node, ADA, "shared", purpose=BankPurpose.KNOWN_ABUSE_MATERIAL).name


def md5(name: object) -> str:
    return hashlib.md5(str(name).encode(), usedforsecurity=False).hexdigest()


def sha256(name: object) -> str:
    return hashlib.sha256(str(name).encode()).hexdigest()


def given(
    node: Node, bank: str, source: str, *lines: str, actor: Actor = ADA, **terms: Any
) -> ImportReport:
    plain: dict[str, Any] = {"source": source, "scheme": "a1-b2", "label": "A1"}
    if terms.get("state", PROPOSED) is not PROPOSED:
        plain["verified_by"] = f"{source}, two analysts"
    return import_file(node, actor, bank, list(lines), **(plain | terms))


def whole(name: object, reference: str = "") -> list[str]:
    """Both fingerprints of one entry."""
    reference = reference or f"ref-{name}"
    return [f"md5 {md5(name)} {reference}", f"sha256 {sha256(name)} {reference}"]


def only_id(node: Node) -> UUID:
    with node.read() as connection:
        found = select(indicator.c.id).where(indicator.c.state != "withdrawn")
        one: UUID = connection.execute(found).scalar_one()
    return one


def facts(node: Node, bank: str) -> tuple[str, str, list[tuple[str, str]]]:
    """The state and leading source of the one living entry, and what stands beside it."""
    one = open_indicator(node, ADA, bank, only_id(node), purpose="test")
    beside = [(said.provenance.source, said.state.value) for said in one.beside]
    return one.state.value, one.provenance.source, beside


def looked_up(node: Node, name: object, index: LiveIndex) -> tuple[Match, ...]:
    index.refresh()
    with node.read() as connection:
        banks = connection.execute(select(indicator.c.bank_id).distinct()).scalars().all()
    return index.match(Signals(md5(name), "", sha256(name), (Pdq(bytes(32), 0),)), banks)


def events(node: Node, name: str) -> list[Any]:
    with node.read() as connection:
        query = select(audit_event).where(audit_event.c.event == name).order_by(audit_event.c.id)
        return list(connection.execute(query))


def test_a_second_source_is_noted_and_reported_as_such(node: Node, bank: str) -> None:
    given(node, bank, "one", *whole(1))
    report = given(node, bank, "two", *whole(1), *whole(2))
    assert (report.read, report.added, report.sources_added, report.already_there) == (4, 2, 2, 0)
    view = show_bank(node, ADA, bank)
    assert [(one.source, one.indicators) for one in view.sources] == [("one", 1), ("two", 2)]
    assert view.states[PROPOSED] == 2
    assert events(node, "bank:import")[-1].facts["sources_added"] == 2


def test_the_same_source_again_adds_nothing(node: Node, bank: str) -> None:
    for source in ("one", "two"):
        given(node, bank, source, *whole(1))
    for source in ("one", "two"):
        again = given(node, bank, source, *whole(1), *whole(1))
        assert (again.sources_added, again.already_there, again.read) == (0, 4, 4)
    assert len(facts(node, bank)[2]) == 1


def test_each_source_keeps_its_label_reference_and_batch(node: Node, bank: str) -> None:
    given(node, bank, "one", f"md5 {md5(1)} r-one")
    report = given(node, bank, "two", f"md5 {md5(1)} r-two", label="B2", actor=BO)
    one = open_indicator(node, ADA, bank, only_id(node), purpose="test")
    [said] = one.beside
    assert (one.reference, one.provenance.label) == ("r-one", "A1")
    assert (said.reference, said.provenance.label, said.batch_id) == (
        "r-two", "B2", report.batch_id,
    )  # fmt: skip
    assert said.provenance.proposed_by == "p-bo"
    assert said.kinds == {SignalKind.MD5}


def test_a_source_fills_its_room_with_what_it_joins_too(node: Node, bank: str) -> None:
    given(node, bank, "one", *(f"md5 {md5(n)}" for n in range(4)))
    lines = [f"md5 {md5(n)}" for n in range(6)]
    report = given(node, bank, "two", *lines, cap=5)
    assert (report.sources_added, report.added, report.refused_count) == (4, 1, 1)


@pytest.mark.parametrize("cause", sorted(OF_ONE_SOURCE))
@pytest.mark.parametrize("first", [0, 1])
def test_an_entry_matches_until_its_last_source_is_gone(
    node: Node, bank: str, cause: WithdrawalCause, first: int
) -> None:
    batches = [given(node, bank, source, *whole(1)).batch_id for source in ("one", "two")]
    index = LiveIndex(node)
    [before] = looked_up(node, 1, index)
    done = withdraw(node, ADA, bank, ByBatch(batches[first]), cause=cause, reason="x")
    assert done == Withdrawal(0, 0, 1)
    [after] = looked_up(node, 1, index)
    assert after == before
    again = withdraw(node, ADA, bank, ByBatch(batches[first]), cause=cause, reason="x")
    assert again == Withdrawal(0, 1, 0)
    last = withdraw(node, ADA, bank, ByBatch(batches[1 - first]), cause=cause, reason="x")
    assert (last.withdrawn, last.sources) == (1, 0)
    assert looked_up(node, 1, index) == ()
    index.close()


def test_what_a_source_took_back_is_told_and_keeps_no_reference(node: Node, bank: str) -> None:
    batch = given(node, bank, "one", f"md5 {md5(1)} r-one").batch_id
    given(node, bank, "two", f"md5 {md5(1)} r-two")
    withdraw(node, ADA, bank, ByBatch(batch), cause=LEFT, reason="the exchange ended")
    one = open_indicator(node, ADA, bank, only_id(node), purpose="test")
    [gone] = one.beside
    assert (one.provenance.source, one.reference) == ("two", "r-two")
    assert (gone.provenance.source, gone.state.value, gone.cause, gone.reference) == (
        "one", "withdrawn", LEFT, None,
    )  # fmt: skip
    [event] = events(node, "source:withdraw")
    assert (event.reason, event.facts["count"], event.facts["batch"]) == (
        "the exchange ended", 1, str(batch),
    )  # fmt: skip
    assert not events(node, "indicator:withdraw")


@pytest.mark.parametrize("cause", WHOLE)
@pytest.mark.parametrize("by", ["one", "two"])
def test_what_is_wrong_or_asked_for_by_the_person_shown_goes_at_once_whoever_vouches_for_it(
    node: Node, bank: str, cause: WithdrawalCause, by: str
) -> None:
    batches = {one: given(node, bank, one, *whole(1)).batch_id for one in ("one", "two")}
    done = withdraw(node, ADA, bank, ByBatch(batches[by]), cause=cause, reason="x")
    assert (done.withdrawn, done.sources) == (1, 0)
    index = LiveIndex(node)
    assert looked_up(node, 1, index) == ()
    index.close()
    with node.read() as connection:
        rows = connection.execute(select(indicator_statement)).all()
        kept = connection.execute(select(indicator_signal)).all()
    assert {row.state for row in rows} == {"withdrawn"}
    assert bool(kept) is not cause.erases
    assert {row.reference is None for row in rows} == {cause.erases}
    assert given(node, bank, "three", *whole(1)).added == (2 if cause.erases else 0)


def test_a_signal_or_an_id_without_a_source_withdraws_the_entry_whole(
    node: Node, bank: str
) -> None:
    for name in (1, 2):
        for source in ("one", "two"):
            given(node, bank, source, *whole(name))
    signal = BySignal(SignalKind.MD5, bytes.fromhex(md5(1)))
    assert withdraw(node, ADA, bank, signal, cause=LEFT, reason="x").withdrawn == 1
    ids = ByIds.of(only_id(node))
    done = withdraw(node, ADA, bank, ids, cause=LEFT, reason="x", source="two")
    assert (done.withdrawn, done.sources) == (0, 1)
    assert withdraw(node, ADA, bank, ids, cause=LEFT, reason="x").withdrawn == 1


def test_a_reference_takes_back_what_its_own_source_says(node: Node, bank: str) -> None:
    given(node, bank, "one", *whole(1, "r-one"))
    given(node, bank, "two", *whole(1, "r-two"))
    done = withdraw(node, ADA, bank, ByReference("r-two"), cause=LEFT, reason="x")
    assert (done.withdrawn, done.sources) == (0, 1)
    assert facts(node, bank) == ("proposed", "one", [("two", "withdrawn")])


def test_a_cause_that_is_about_the_entry_cannot_be_narrowed_to_a_source(
    node: Node, bank: str
) -> None:
    batch = given(node, bank, "one", *whole(1)).batch_id
    with pytest.raises(TakenOutWhole):
        withdraw(node, ADA, bank, ByBatch(batch), cause=WRONG, reason="x", source="one")


def test_a_fingerprint_that_only_the_leaving_source_gave_goes_with_it(
    node: Node, bank: str
) -> None:
    batch = given(node, bank, "one", *whole(1)).batch_id
    given(node, bank, "two", f"md5 {md5(1)} r-two")
    index = LiveIndex(node)
    looked_up(node, 1, index)
    done = withdraw(node, ADA, bank, ByBatch(batch), cause=LEFT, reason="x")
    assert (done.withdrawn, done.sources) == (1, 1)
    [match] = looked_up(node, 1, index)
    index.close()
    assert match.kinds == {SignalKind.MD5}
    with node.read() as connection:
        kinds = connection.execute(select(indicator_signal.c.kind)).scalars().all()
    assert kinds == ["md5"]
    assert facts(node, bank)[1] == "two"


def test_a_source_that_lists_more_later_keeps_that_too(node: Node, bank: str) -> None:
    batch = given(node, bank, "one", *whole(1)).batch_id
    given(node, bank, "two", f"md5 {md5(1)}")
    more = given(node, bank, "two", f"sha256 {sha256(1)}")
    assert (more.sources_added, len(facts(node, bank)[2])) == (1, 1)
    done = withdraw(node, ADA, bank, ByBatch(batch), cause=LEFT, reason="x")
    assert (done.withdrawn, done.sources) == (0, 1)
    assert given(node, bank, "two", *whole(1)).already_there == 2


def test_an_entry_leads_with_the_source_that_says_most(node: Node, bank: str) -> None:
    given(node, bank, "one", *whole(1))
    given(node, bank, "two", *whole(1), state=ACTIVE)
    assert facts(node, bank) == ("active", "two", [("one", "proposed")])
    given(node, bank, "three", *whole(1), state=VERIFIED)
    assert facts(node, bank)[:2] == ("active", "two")


def test_when_the_source_that_said_most_leaves_the_entry_is_only_what_the_others_say(
    node: Node, bank: str
) -> None:
    given(node, bank, "one", *whole(1))
    batch = given(node, bank, "two", *whole(1), state=ACTIVE).batch_id
    index = LiveIndex(node)
    assert [one.state for one in looked_up(node, 1, index)] == [ACTIVE]
    withdraw(node, ADA, bank, ByBatch(batch), cause=LEFT, reason="x")
    [match] = looked_up(node, 1, index)
    index.close()
    assert match.state is PROPOSED
    assert match.indicator_id == only_id(node)
    assert facts(node, bank)[1] == "one"


def test_what_a_second_source_says_is_verified_and_activated_by_its_batch(
    node: Node, bank: str
) -> None:
    given(node, bank, "one", *whole(1))
    batch = ByBatch(given(node, bank, "two", *whole(1)).batch_id)
    assert verify(node, BO, bank, batch).verified == 1
    assert facts(node, bank) == ("verified", "two", [("one", "proposed")])
    assert activate(node, BO, bank, batch).activated == 1
    assert facts(node, bank)[0] == "active"


def test_a_picture_that_another_source_listed_gets_this_source_too(node: Node, bank: str) -> None:
    signals = Signals(md5(1), "1" * 40, sha256(1), (Pdq(bytes(range(32)), 80),))
    terms: dict[str, Any] = {"scheme": "a1-b2", "label": "A1"}
    first = add_from_image(node, ADA, bank, signals, source="one", **terms)
    second = add_from_image(node, ADA, bank, signals, source="two", **terms)
    again = add_from_image(node, ADA, bank, signals, source="two", **terms)
    assert (second.indicator_id, second.added, second.source_added) == (
        first.indicator_id, frozenset(), True,
    )  # fmt: skip
    assert not again.source_added
    [event] = events(node, "source:add")
    assert (event.facts["source"], len(event.facts["kinds"])) == ("two", 4)
    withdraw(node, ADA, bank, ByBatch(first.batch_id), cause=LEFT, reason="x")
    assert facts(node, bank)[1] == "two"
