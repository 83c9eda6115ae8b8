"""A node of one person: twelve hours and a passkey stand for the second person; all is marked."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from tests.bureau import Bureau
from tests.simulators.cybertip import CyberTip
from tests.stage import CHANGED, bytes_of
from tests.world import BOSS, FORUM, World, altered, picture

from tutela import assembly, demonstration
from tutela.casework import decisions
from tutela.casework.decisions import Judgement
from tutela.casework.errors import StillUnsure
from tutela.casework.machine import ItemState
from tutela.law.model import Finding
from tutela.platform.accounts import store as account_store
from tutela.platform.accounts.factors.errors import PasskeyNeeded
from tutela.platform.accounts.factors.model import Method
from tutela.platform.accounts.model import Account, Session
from tutela.platform.accounts.service import add_account, disable_account
from tutela.platform.approvals import alone, answering, asking, listing, store
from tutela.platform.approvals.errors import (
    AlreadyAlone,
    CoolingOff,
    NobodyAgreesHere,
    NotAlone,
    RequestMoveRefused,
    SeveralHere,
    StillCooling,
    TooLateToDeclare,
)
from tutela.platform.approvals.model import State
from tutela.platform.audit.sealer import seal_once
from tutela.platform.permissions import Role
from tutela.platform.secret import Secret
from tutela.platform.services import store as services
from tutela.platform.services.model import Policy, Retention, SecondPerson
from tutela.platform.services.service import declare_service
from tutela.reporting import sending
from tutela.reporting.machine import ReportState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

LOOSER = Policy(hold_hours=200)
COOLED = timedelta(hours=12)


@dataclass
class Hut:
    """A node of one person, whose service is in use."""

    node: Node
    clock: ManualClock

    def __post_init__(self) -> None:
        alone.declare_new(self.node, BOSS)
        self.vera = self.comes("vera")
        declare_service(self.node, BOSS, FORUM, title="Forum", policy=Policy())
        with self.node.transaction() as connection:
            services.mark_scanned(connection, [FORUM], self.clock.now())

    def comes(self, name: str) -> Account:
        """Somebody with an account that no password opens."""
        one = Account(uuid4(), name, frozenset({Role.SENIOR}), self.clock.now())
        with self.node.transaction() as connection:
            account_store.add_account(connection, one, Secret("none"))
        return one

    def session(self, method: Method = Method.PASSKEY, age: timedelta = timedelta(0)) -> Session:
        """Vera's session, proven so and so long ago."""
        now = self.clock.now()
        return Session(
            Secret("token"), Secret("csrf"), self.vera.actor, "f" * 64, now - age, now + COOLED,
            proven_by=method.value,
        )  # fmt: skip

    def loosens(self) -> UUID:
        """The console asks for a longer clock of holds."""
        with pytest.raises(CoolingOff) as waits:
            declare_service(
                self.node, BOSS, FORUM, title="Forum", policy=LOOSER, reason="a long weekend"
            )
        found: UUID = waits.value.facts["request"]
        return found

    def confirm(self, request: UUID, session: Session | None = None) -> State:
        one = answering.confirm(
            self.node, session or self.session(), request, doers=assembly.doers()
        )
        return one.state

    def hours(self) -> int:
        with self.node.read() as connection:
            found = services.find_service(connection, FORUM)
        assert found is not None
        return found.policy.hold_hours

    def rows(self, *events: str) -> list[Any]:
        query = text("SELECT * FROM audit_event WHERE event = ANY(:names) ORDER BY at, id")
        with self.node.read() as connection:
            return list(connection.execute(query, {"names": list(events)}))


def of_vera(node: Node, clock: ManualClock) -> Hut:
    """A node on which Vera alone can sign in, whatever it was declared to be."""
    hut = object.__new__(Hut)
    hut.node, hut.clock = node, clock
    hut.vera = hut.comes("vera")
    return hut


JUDGED = Judgement(Finding.CONFIRMED, "the listed picture", "A1", seen_at_platform=True)
UNSURE = Judgement(Finding.UNSURE, "too dark for me")


@pytest.fixture
def hut(node: Node, clock: ManualClock) -> Hut:
    return Hut(node, clock)


def test_after_twelve_hours_and_with_a_passkey_it_is_done_and_marked(
    hut: Hut, clock: ManualClock
) -> None:
    asked = hut.loosens()
    clock.advance(COOLED - timedelta(seconds=1))
    with pytest.raises(StillCooling):
        hut.confirm(asked)
    clock.advance(timedelta(seconds=1))
    assert hut.confirm(asked) is State.DONE
    assert hut.hours() == 200
    with pytest.raises(RequestMoveRefused):
        hut.confirm(asked)
    [confirmed] = hut.rows("request:confirm")
    [_, changed] = hut.rows("service:declare")
    assert confirmed.facts["single_person"] is True
    assert changed.facts["single_person"] is True
    with hut.node.read() as connection:
        assert store.single_person_acts(connection) == {"request:confirm": 1, "service:declare": 1}


@pytest.mark.parametrize("method", [Method.CODE, Method.PASSWORD, Method.RECOVERY_CODE])
def test_no_code_stands_for_the_passkey(hut: Hut, clock: ManualClock, method: Method) -> None:
    asked = hut.loosens()
    clock.advance(COOLED)
    with pytest.raises(PasskeyNeeded):
        hut.confirm(asked, hut.session(method))
    with pytest.raises(PasskeyNeeded):
        hut.confirm(asked, hut.session(age=timedelta(minutes=5)))
    assert hut.hours() == 72


def test_a_clock_put_back_shortens_nothing(hut: Hut, clock: ManualClock) -> None:
    seal_once(hut.node)
    true = clock.now()
    clock.set(true - COOLED)
    asked = hut.loosens()
    clock.set(true)
    with pytest.raises(StillCooling):
        hut.confirm(asked)
    clock.set(true - timedelta(days=1))
    with pytest.raises(StillCooling):
        hut.confirm(asked)
    clock.set(true + COOLED)
    assert hut.confirm(asked) is State.DONE


def test_it_is_recalled_at_any_time(hut: Hut, clock: ManualClock) -> None:
    asked = hut.loosens()
    clock.advance(COOLED)
    assert answering.recall(hut.node, BOSS, asked).state is State.RECALLED
    with pytest.raises(RequestMoveRefused):
        hut.confirm(asked)


def test_the_only_account_agrees_to_nothing_of_the_console(hut: Hut) -> None:
    asked = hut.loosens()
    with pytest.raises(NobodyAgreesHere):
        answering.approve(
            hut.node, hut.vera.actor, asked, reason="mine too", doers=assembly.doers()
        )


def test_a_second_account_itself_cools_off_and_then_four_eyes_hold(
    hut: Hut, clock: ManualClock
) -> None:
    def add() -> Secret | None:
        return add_account(hut.node, BOSS, "nina", [Role.SENIOR], reason="we are two")

    with pytest.raises(CoolingOff) as waits:
        add()
    clock.advance(COOLED)
    assert hut.confirm(waits.value.facts["request"]) is State.PERMITTED
    cools = hut.loosens()
    assert add() is not None
    [*_, made] = hut.rows("account:add")
    assert made.facts["single_person"] is True
    clock.advance(COOLED)
    with pytest.raises(NotAlone):
        hut.confirm(cools)
    assert len(hut.rows("node:end-alone")) == 1
    disable_account(hut.node, BOSS, "nina", reason="she left again")
    with hut.node.read() as connection:
        assert not alone.in_force(connection)
    with pytest.raises(NotAlone):
        hut.confirm(cools)


def test_a_node_with_accounts_is_declared_later_after_twelve_hours(
    node: Node, clock: ManualClock
) -> None:
    hut = of_vera(node, clock)
    with pytest.raises(TooLateToDeclare):
        alone.declare_new(node, BOSS)
    asked = asking.ask_to_be_alone(node, BOSS, "the others left").facts["request"]
    with pytest.raises(NobodyAgreesHere):
        answering.approve(node, hut.vera.actor, asked, reason="yes", doers=assembly.doers())
    clock.advance(COOLED)
    hut.comes("nina")
    with pytest.raises(SeveralHere):
        hut.confirm(asked)
    with node.transaction() as connection:
        connection.execute(text("UPDATE tutela.account SET disabled_at = now() WHERE name='nina'"))
    assert hut.confirm(asked) is State.DONE
    with node.read() as connection:
        assert alone.in_force(connection)
    assert len(hut.rows("node:declare-alone")) == 1
    with pytest.raises(AlreadyAlone):
        asking.ask_to_be_alone(node, BOSS, "again")
    hut.comes("otto")
    with pytest.raises(SeveralHere):
        asking.ask_to_be_alone(node, BOSS, "again")


@pytest.fixture
def world(node: Node) -> Iterator[World]:
    alone.declare_new(node, BOSS)
    policy = Policy(Retention.STATUTORY, "Article 3(1)(h)", SecondPerson.NEAR)
    one = World(node, policy)
    one.switch_on("uploads")
    one.learn(1)
    try:
        yield one
    finally:
        one.close()


def test_an_exact_hit_is_one_confirmation_and_a_near_one_cools_off(
    world: World, clock: ManualClock
) -> None:
    hut = of_vera(world.node, clock)
    vera = hut.vera.actor
    exact = world.hit(picture(1))
    assert world.decide(exact, JUDGED, by=vera).state is ItemState.CONFIRMED
    [made] = hut.rows("decision:make")
    assert made.facts["single_person"] is True
    near = world.hit(altered(1), account="otto")
    assert world.decide(near, JUDGED, by=vera).state is ItemState.SECONDING
    with pytest.raises(CoolingOff) as waits:
        world.second(near, agree=True, by=vera)
    asked = waits.value.facts["request"]
    assert listing.show_request(world.node, vera, asked).ready_at == clock.now() + COOLED
    with pytest.raises(StillCooling):
        hut.confirm(asked)
    clock.advance(COOLED)
    assert hut.confirm(asked) is State.DONE
    assert world.item(near).state == ItemState.CONFIRMED
    [*_, last] = hut.rows("decision:make")
    assert last.facts["single_person"] is True


def test_who_is_unsure_alone_decides_later_and_that_cools_off(
    world: World, clock: ManualClock
) -> None:
    hut = of_vera(world.node, clock)
    vera = hut.vera.actor
    hit = world.hit(picture(1))
    assert world.decide(hit, UNSURE, by=vera).state is ItemState.UNSURE
    assert world.decide(hit, JUDGED, by=vera).state is ItemState.SECONDING
    with pytest.raises(CoolingOff):
        world.second(hit, agree=True, by=vera)


def test_what_was_left_to_others_comes_back_to_the_one_who_is_left(
    node: Node, clock: ManualClock
) -> None:
    one = World(node, Policy(Retention.STATUTORY, "Article 3(1)(h)"))
    one.switch_on("uploads")
    one.learn(1)
    try:
        hut = of_vera(node, clock)
        hit = one.hit(picture(1))
        one.decide(hit, UNSURE, by=hut.vera.actor)
        with pytest.raises(StillUnsure):
            one.decide(hit, JUDGED, by=hut.vera.actor)
        asked = asking.ask_to_be_alone(node, BOSS, "the others left").facts["request"]
        clock.advance(COOLED)
        assert hut.confirm(asked) is State.DONE
        assert one.decide(hit, JUDGED, by=hut.vera.actor).state is ItemState.SECONDING
    finally:
        one.close()


def test_the_report_of_what_is_no_exact_hit_cools_off_and_says_that_it_is_one_persons(
    demo_node: Node, clock: ManualClock
) -> None:
    node = demo_node
    alone.declare_new(node, BOSS)
    policy = replace(demonstration.POLICY, second_person=SecondPerson.NEVER)
    declare_service(node, BOSS, demonstration.SERVICE, title="Demo platform", policy=policy)
    with CyberTip(now=clock.now) as service, closing(Bureau(node, service)) as bureau:
        hut = of_vera(node, clock)
        bureau.add_cybertip()
        hit = bureau.stage.comes_in(bytes_of("astronaut.png", CHANGED), "otto", "photo-1")
        assert hit.item_id is not None
        judged = replace(JUDGED, label="stand-in")
        decisions.decide(node, hut.vera.actor, bureau.case_of(hit.item_id), judged)
        bureau.run_jobs()
        report = bureau.only().row.id
        with pytest.raises(CoolingOff) as waits:
            sending.send(node, hut.vera.actor, report, reason="nobody else is here")
        clock.advance(COOLED)
        assert hut.confirm(waits.value.facts["request"]) is State.DONE
        bureau.run_jobs()
        assert bureau.state(report) is ReportState.FILED
        assert b"single person" in service.finished[0].xml
    [sent] = hut.rows("report:send")
    assert sent.facts["single_person"] is True
