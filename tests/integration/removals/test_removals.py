"""A removal order goes from an authority to a court, a provider and the Centre, and back."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.removals import believe, made_court, signed, spoken
from tests.world import BOSS, SARA

from tutela.federation import keys, posting, signing, store
from tutela.federation.kinds import (
    REMOVAL_EXECUTED,
    REMOVAL_ISSUED,
    REMOVAL_RECEIVED,
    REMOVAL_REINSTATED,
    REMOVAL_WORD,
)
from tutela.law.machines.parts import Party
from tutela.orders import answering, effects, executing
from tutela.orders import jobs as order_jobs
from tutela.orders import reading as orders
from tutela.orders.alerting import CONDITIONS
from tutela.orders.errors import OrderBetweenNodes
from tutela.orders.machine import OrderState
from tutela.orders.model import TargetState
from tutela.orders.removal import carrying, courts, jobs, looking, papers, reading, requesting
from tutela.orders.removal.court import Court
from tutela.orders.removal.errors import (
    CourtCodeDiffers,
    CourtIsNode,
    NotCarriedOut,
    OrderDiffers,
    OrderRefused,
    RemovalMoveRefused,
    RemovalNeedsPerson,
    RemovalNotHere,
    RequestInvalid,
)
from tutela.orders.removal.model import Hindrance, Outcome, WordKind
from tutela.platform.alerts.model import Finding, Kind
from tutela.platform.errors import TutelaError
from tutela.reporting.erasure.clocks import clocks

if TYPE_CHECKING:
    from uuid import UUID

    from tests.institutions import Institution
    from tests.removals import Courtroom

    from tutela.federation.kinds import MessageKind
    from tutela.orders.model import Order

DAY = timedelta(hours=24)


def rejected(one: Institution) -> list[str]:
    """Why what others said about removal orders was not taken, in order."""
    query = text(
        "SELECT facts->>'code' FROM tutela.audit_event WHERE event = 'removal-order:reject' "
        "ORDER BY at, id"
    )
    with one.node.read() as connection:
        return list(connection.execute(query).scalars())


def say(one: Institution, other: Institution, kind: MessageKind, body: dict[str, Any]) -> None:
    """Says something without asking whether it is true."""
    with one.node.work(SARA, purpose="test") as work:
        posting.post(work, other.id, kind, "hostile", body)


def order_at(courtroom: Courtroom, order_id: UUID) -> Order:
    return orders.show(courtroom.provider.node, SARA, courtroom.order_of(order_id), purpose="test")


def test_an_order_is_asked_for_signed_carried_out_seen_and_told(courtroom: Courtroom) -> None:
    asked = courtroom.asked()
    assert courtroom.at(courtroom.authority, asked.id).state.value == "requested"
    order_id, _ = courtroom.issued()
    assert courtroom.states(order_id) == ("received", "received", "issued")
    here = courtroom.at(courtroom.provider, order_id)
    assert here.received_at == courtroom.clock.now()
    assert here.due_at == courtroom.clock.now() + DAY
    taken = order_at(courtroom, order_id)
    assert (taken.line.due_at, taken.line.issuer_name) == (here.due_at, courtroom.court.public.name)
    with pytest.raises(OrderBetweenNodes):
        answering.refuse(courtroom.provider.node, SARA, taken.line.id, reason="no")
    executing.execute(courtroom.provider.node, SARA, taken.line.id)
    with pytest.raises(NotCarriedOut):
        carrying.report(courtroom.provider.node, SARA, order_id, Outcome.REMOVED)
    effects.record_rest(courtroom.provider.node, SARA, taken.line.id, TargetState.DONE)
    with pytest.raises(OrderBetweenNodes):
        answering.report(courtroom.provider.node, SARA, taken.line.id, how="by post")
    carrying.report(courtroom.provider.node, SARA, order_id, Outcome.DISABLED)
    courtroom.settle()
    assert courtroom.states(order_id) == ("user-informed", "user-informed", "executed")
    shown = reading.show(courtroom.authority.node, SARA, order_id, purpose="test")
    assert (shown.report["outcome"], len(shown.report["results"])) == ("disabled", 2)
    assert shown.line.due_at is None
    looking.check(courtroom.centre.node, SARA, order_id, gone=True)
    requesting.finalise(courtroom.authority.node, SARA, order_id, reason="nobody went to court")
    courtroom.settle()
    assert courtroom.at(courtroom.authority, order_id).gone is True
    assert courtroom.states(order_id) == ("closed", "final", "verified")
    courtroom.clock.advance(timedelta(days=366))
    for one in courtroom.all:
        jobs.erase_due(one.node)
        assert reading.show(one.node, SARA, order_id, purpose="test").request == {}
    kept = [one for one in clocks() if one.kind == "removal-order"]
    with courtroom.authority.node.read() as connection:
        gone = [one.erased(connection, None, courtroom.clock.now(), ()) for one in kept]
    assert order_id in {one.id for found in gone for one in found}


def test_what_nobody_signs_or_ends_is_erased_by_a_clock_too(courtroom: Courtroom) -> None:
    asked = courtroom.asked()
    order_id, _ = courtroom.issued()
    courtroom.executed(order_id)
    courtroom.clock.advance(timedelta(days=366))
    for one in courtroom.all:
        jobs.erase_due(one.node)
        assert reading.show(one.node, SARA, order_id, purpose="test").request
    authority, provider = courtroom.authority.node, courtroom.provider.node
    assert reading.show(authority, SARA, asked.id, purpose="test").request == {}
    assert asked.id in {one.id for one in reading.list_removals(authority, SARA, over=True)}
    assert [one.id for one in reading.list_removals(authority, SARA)] == [order_id]
    courtroom.clock.advance(timedelta(days=731))
    for one in courtroom.all:
        jobs.erase_due(one.node)
        assert reading.show(one.node, SARA, order_id, purpose="test").request == {}
    jobs.disclosed(provider, subject_id=str(courtroom.order_of(order_id)))
    jobs.undone(provider, subject_id=str(courtroom.order_of(order_id)))


def test_whoever_has_the_authority_s_database_and_keys_cannot_forge_an_order(
    courtroom: Courtroom,
) -> None:
    authority, provider = courtroom.authority, courtroom.provider
    with authority.node.read() as connection:
        own = store.current_key(connection)
        assert own
        key = keys.of_peer(authority.node, connection, own.id)
    believed = courtroom.court.public
    mine = believed.model_copy(update={"key": own.public})
    good = courtroom.signs(courtroom.asked())
    changed = good | {"content": good["content"] | {"redress": "None."}}
    forged = [
        signed(Court(mine, key), courtroom.asked(), courtroom.clock.now()),
        signed(Court(believed, key), courtroom.asked(), courtroom.clock.now()),
        signed(made_court(), courtroom.asked(), courtroom.clock.now()),
        {name: value for name, value in good.items() if name != "signature"},
        changed,
    ]
    believe(authority, made_court("Made Up"))
    for paper in forged:
        with pytest.raises(TutelaError):
            requesting.issue(authority.node, SARA, paper)
        say(authority, provider, REMOVAL_ISSUED, {"order": paper})
    courtroom.settle()
    assert rejected(provider) == ["no-court", "forged", "no-court", "unsigned", "forged"]
    assert reading.list_removals(provider.node, SARA) == []
    assert orders.list_orders(provider.node, SARA) == []
    with pytest.raises(CourtIsNode):
        courts.add(provider.node, SARA, papers.to_json(mine))
    said = [one.kind for one in authority.came() if one.kind.startswith("removal-order")]
    assert said == ["removal-order.refused"] * 5
    for word in (spoken(Court(believed, key), WordKind.ANNUL, good, courtroom.clock.now()),):
        requesting.issue(authority.node, SARA, good)
        courtroom.settle()
        say(authority, provider, REMOVAL_WORD, {"word": word})
    courtroom.settle()
    assert rejected(provider)[5:] == ["forged"]


def test_an_order_comes_once_and_to_whom_it_is_for(courtroom: Courtroom) -> None:
    order_id, paper = courtroom.issued()
    say(courtroom.authority, courtroom.provider, REMOVAL_ISSUED, {"order": paper})
    elsewhere = courtroom.asked(service="shop")
    say(
        courtroom.authority, courtroom.provider, REMOVAL_ISSUED,
        {"order": courtroom.signs(elsewhere)},
    )  # fmt: skip
    late = courtroom.signs(courtroom.asked())
    courtroom.settle()
    courtroom.clock.advance(timedelta(days=15))
    say(courtroom.authority, courtroom.provider, REMOVAL_ISSUED, {"order": late})
    courts_here = courts.list_courts(courtroom.provider.node, SARA)
    courtroom.settle()
    courts.end(courtroom.provider.node, SARA, courts_here[0].id, reason="its key is lost")
    requesting.issue(courtroom.authority.node, SARA, courtroom.signs(courtroom.asked()))
    courtroom.settle()
    assert rejected(courtroom.provider) == ["replayed", "other-service", "expired", "no-court"]
    refused = [
        one.refusal for one in reading.list_removals(courtroom.authority.node, SARA) if one.refusal
    ]
    assert sorted(refused) == ["no-court"]
    assert len(orders.list_orders(courtroom.provider.node, SARA)) == 1
    assert courtroom.at(courtroom.provider, order_id).refusal == ""


def test_what_hinders_stops_the_clock_and_begins_it_anew(courtroom: Courtroom) -> None:
    order_id, paper = courtroom.issued()
    node = courtroom.provider.node
    courtroom.clock.advance(timedelta(hours=23))
    carrying.hinder(node, SARA, order_id, Hindrance.UNCLEAR, explanation="the address is cut off")
    courtroom.settle()
    assert courtroom.states(order_id)[:2] == ("suspended", "suspended")
    with pytest.raises(RemovalMoveRefused):
        carrying.hinder(node, SARA, order_id, Hindrance.POSSIBLE, explanation="it is clear to us")
    courtroom.clock.advance(timedelta(days=3))
    jobs.run_out(node)
    assert order_at(courtroom, order_id).line.due_at is None
    courtroom.says(WordKind.CLARIFY, paper)
    assert courtroom.at(courtroom.provider, order_id).due_at == courtroom.clock.now() + DAY
    carrying.hinder(node, SARA, order_id, Hindrance.IMPOSSIBLE, explanation="our servers burn")
    courtroom.settle()
    with pytest.raises(OrderRefused):
        courtroom.says(WordKind.CLARIFY, paper)
    carrying.hinder(node, SARA, order_id, Hindrance.POSSIBLE, explanation="they do not any more")
    courtroom.settle()
    due = courtroom.clock.now() + DAY
    assert courtroom.at(courtroom.authority, order_id).due_at == due
    assert order_at(courtroom, order_id).line.due_at == due
    courtroom.clock.advance(DAY)
    for one in courtroom.all:
        jobs.run_out(one.node)
    assert courtroom.states(order_id)[0] == "received"
    courtroom.clock.advance(timedelta(seconds=1))
    for one in courtroom.all:
        jobs.run_out(one.node)
        jobs.run_out(one.node)
    assert courtroom.states(order_id) == ("overdue", "overdue", "issued")
    assert courtroom.authority.events("removal-order:run-out") == ["removal-order:run-out"]
    alert = CONDITIONS[Kind.ORDER_OVERDUE](courtroom.authority.node, courtroom.clock.now())
    assert alert == Finding(1, due)
    requesting.enforce(courtroom.authority.node, SARA, order_id, reason="a hearing is called")
    courtroom.executed(order_id)
    assert courtroom.states(order_id) == ("user-informed", "user-informed", "executed")


def test_users_are_told_when_the_court_lets_them_by_the_clock(courtroom: Courtroom) -> None:
    with pytest.raises(RequestInvalid):
        courtroom.asked(days=43, days_reason="an inquiry")
    order_id, paper = courtroom.issued(days=42, days_reason="an inquiry")
    courtroom.executed(order_id)
    assert courtroom.states(order_id)[:2] == ("executed", "non-disclosure")
    assert order_at(courtroom, order_id).told_users_at is None
    until = courtroom.at(courtroom.provider, order_id).hidden_until
    assert until
    courtroom.says(WordKind.EXTEND, paper, days=42)
    longer = courtroom.at(courtroom.provider, order_id)
    assert longer.state.value == "non-disclosure-extended"
    assert longer.hidden_until == until + timedelta(days=42)
    with pytest.raises(OrderRefused):
        courtroom.says(WordKind.EXTEND, paper, days=1)
    courtroom.clock.advance(timedelta(days=83))
    order_jobs.disclose(courtroom.provider.node)
    courtroom.settle()
    assert courtroom.states(order_id)[1] == "non-disclosure-extended"
    courtroom.clock.advance(timedelta(days=1))
    order_jobs.disclose(courtroom.provider.node)
    courtroom.settle()
    assert courtroom.states(order_id)[:2] == ("user-informed", "user-informed")
    assert order_at(courtroom, order_id).told_users_at == courtroom.clock.now()


def test_what_a_court_annuls_is_restored_and_what_it_upholds_stands(courtroom: Courtroom) -> None:
    order_id, paper = courtroom.issued()
    courtroom.executed(order_id)
    node = courtroom.provider.node
    carrying.challenge(node, SARA, order_id, Party.USER, words_="the user sued")
    courtroom.settle()
    assert courtroom.states(order_id)[:2] == ("challenged", "challenged")
    courtroom.says(WordKind.UPHOLD, paper)
    assert courtroom.states(order_id)[:2] == ("user-informed", "user-informed")
    courtroom.says(WordKind.ANNUL, paper)
    assert courtroom.states(order_id) == ("annulled", "annulled", "annulled")
    assert carrying.reinstate(node, SARA, order_id) is OrderState.REINSTATING
    with pytest.raises(RemovalMoveRefused):
        carrying.reinstate(node, SARA, order_id)
    effects.record_rest(node, SARA, courtroom.order_of(order_id), TargetState.DONE)
    courtroom.settle()
    courtroom.settle()
    assert courtroom.states(order_id) == ("reversed", "reversed", "reversed")
    assert order_at(courtroom, order_id).line.state is OrderState.WITHDRAWN


def test_what_was_annulled_before_it_was_carried_out_never_is(courtroom: Courtroom) -> None:
    order_id, paper = courtroom.issued()
    courtroom.says(WordKind.ANNUL, paper)
    courtroom.settle()
    assert courtroom.states(order_id) == ("reversed", "reversed", "issued")
    with pytest.raises(TutelaError):
        executing.execute(courtroom.provider.node, SARA, courtroom.order_of(order_id))


def test_what_others_say_wrongly_changes_nothing_and_is_answered(courtroom: Courtroom) -> None:
    order_id, _ = courtroom.issued()
    about = {"order": str(order_id), "words": ""}
    done = {
        "order": str(order_id),
        "outcome": "removed",
        "at": papers.text_of(courtroom.clock.now()),
        "results": [{"number": 1, "found": True}],
    }
    for body in (about, {}, {"order": 7}, {"order": "x" * 5000}, about | {"more": 1}):
        say(courtroom.provider, courtroom.authority, REMOVAL_RECEIVED, body)
    say(courtroom.provider, courtroom.authority, REMOVAL_EXECUTED, done)
    say(courtroom.provider, courtroom.authority, REMOVAL_REINSTATED, about)
    say(courtroom.authority, courtroom.provider, REMOVAL_ISSUED, {"order": {"content": []}})
    courtroom.settle()
    assert rejected(courtroom.authority) == [
        "untimely", "unreadable", "unreadable", "unreadable", "unreadable", "unreadable",
        "untimely",
    ]  # fmt: skip
    assert rejected(courtroom.provider) == ["unsigned"]
    assert courtroom.states(order_id) == ("received", "received", "issued")
    assert all(one.state.value == "handled" for one in courtroom.authority.came())


def test_another_provider_has_no_say_in_an_order(courtroom: Courtroom) -> None:
    order_id, _ = courtroom.issued()
    other = courtroom.union.make()
    other.meets(courtroom.authority)
    courtroom.authority.meets(other)
    say(other, courtroom.authority, REMOVAL_REINSTATED, {"order": str(order_id), "words": ""})
    other.carries()
    courtroom.authority.acts()
    assert rejected(courtroom.authority) == ["other-sender"]


def test_of_two_people_at_once_one_tells_the_authority(courtroom: Courtroom) -> None:
    order_id, _ = courtroom.issued()
    courtroom.carries_out(order_id)
    start, said = threading.Barrier(2), []

    def tell() -> None:
        start.wait()
        try:
            carrying.report(courtroom.provider.node, SARA, order_id, Outcome.REMOVED)
            said.append("told")
        except RemovalMoveRefused:
            said.append("refused")

    threads = [threading.Thread(target=tell) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said) == ["refused", "told"]
    courtroom.settle()
    came = [one for one in courtroom.authority.came() if one.kind == REMOVAL_EXECUTED.name]
    assert len(came) == 1


def test_only_people_of_the_right_institution_move_an_order(courtroom: Courtroom) -> None:
    order_id, paper = courtroom.issued()
    with pytest.raises(RemovalNeedsPerson):
        requesting.issue(courtroom.authority.node, BOSS, paper)
    with pytest.raises(RemovalNotHere):
        requesting.issue(courtroom.provider.node, SARA, paper)
    with pytest.raises(RemovalNotHere):
        carrying.report(courtroom.authority.node, SARA, order_id, Outcome.REMOVED)
    with pytest.raises(RemovalNotHere):
        looking.check(courtroom.provider.node, SARA, order_id, gone=True)
    with pytest.raises(RemovalMoveRefused):
        looking.check(courtroom.centre.node, SARA, order_id, gone=True)
    asked = courtroom.asked()
    other = papers.read_order(courtroom.signs(asked.model_copy(update={"reasons": "Others."})))[0]
    with pytest.raises(OrderDiffers):
        requesting.issue(
            courtroom.authority.node, SARA, papers.sign_order(other, courtroom.court.key)
        )
    added = courts.add(courtroom.centre.node, SARA, papers.to_json(made_court("Other").public))
    with pytest.raises(CourtCodeDiffers):
        courts.compare(
            courtroom.centre.node, SARA, added.id,
            code=signing.code_of(peers_key(courtroom)), note="called",
        )  # fmt: skip


def peers_key(courtroom: Courtroom) -> bytes:
    with courtroom.centre.node.read() as connection:
        own = store.current_key(connection)
    assert own
    return own.public
