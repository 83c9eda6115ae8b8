"""The Regulation's tables: their clocks exist, the rules that matter hold move by move."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tutela.law import catalogue
from tutela.law.deadlines import Effect, RunningClock, turn
from tutela.law.errors import ActorRefused, GuardUnmet, MachineUnknown, NoNumericLimit
from tutela.law.machine import Machine, apply, mermaid
from tutela.law.machines import ALL, machine
from tutela.law.machines.parts import Party

WORD = re.compile(r"[a-z]+(-[a-z]+)*")
NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
DRAFT_ONLY = {"delisting-order.execute", "delisting-order.nondisclosure"}


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_law_machines_have_sources_known_actors_and_plain_names(table: Machine[str]) -> None:
    assert table.sources
    commands = [command for _, command in table.moves]
    assert all(WORD.fullmatch(word) for word in (table.name, *table.states, *commands))
    for move in table.moves.values():
        assert move.actors <= set(Party)
        noun, _, verb = move.event.partition(":")
        assert noun == table.name
        assert WORD.fullmatch(verb)
    assert all(sentence.endswith(".") for sentence in table.guards.values())


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_law_machines_every_clock_is_a_deadline_of_the_proposal(table: Machine[str]) -> None:
    names = {line.name for line in catalogue.load("com-2022").deadlines}
    used = {effect.clock for move in table.moves.values() for effect in move.clocks}
    assert used - DRAFT_ONLY <= names


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_law_machines_print_a_diagram_with_every_move(table: Machine[str]) -> None:
    diagram = mermaid(table)
    assert diagram.count("-->") == len(table.moves) + 1 + len(table.finals)


def test_law_machines_names_are_unique_and_unknown_ones_refused() -> None:
    assert len({table.name for table in ALL}) == len(ALL)
    assert machine("removal-order") in ALL
    with pytest.raises(MachineUnknown, match="removal-order"):
        machine("tea")


def walk(table: Machine[str], *steps: tuple[str, Party]) -> str:
    """Follow the steps with every guard held; the state reached."""
    state = table.initial
    facts = dict.fromkeys(table.guards, True)
    for command, actor in steps:
        state = apply(table, state, command, actor_role=actor, facts=facts).target
    return state


def test_law_machines_a_report_is_not_submitted_before_a_person_confirmed() -> None:
    report = machine("report")
    with pytest.raises(GuardUnmet, match="A person confirmed"):
        apply(report, "draft", "submit", actor_role="provider")
    with pytest.raises(ActorRefused):
        apply(report, "draft", "submit", actor_role="system", facts={"confirmed-by-person": True})


def test_law_machines_a_report_reaches_an_indicator_and_its_outcome() -> None:
    reached = walk(
        machine("report"),
        ("submit", Party.PROVIDER),
        ("ask-for-fields", Party.CENTRE),
        ("supply-fields", Party.PROVIDER),
        ("take-in", Party.CENTRE),
        ("forward-to-europol", Party.CENTRE),
        ("refer", Party.EUROPOL),
        ("confirm", Party.LAW_ENFORCEMENT),
        ("submit-indicator", Party.AUTHORITY),
        ("record-outcome", Party.LAW_ENFORCEMENT),
        ("close", Party.CENTRE),
    )
    assert reached == "closed"


def test_law_machines_a_removal_order_runs_24_hours_anew_after_an_obstacle() -> None:
    table, proposal = machine("removal-order"), catalogue.load("com-2022")
    state, running = "issued", None
    steps = [
        ("receive", "provider", NOW),
        ("claim-impossibility", "provider", NOW + timedelta(hours=20)),
        ("end-impossibility", "provider", NOW + timedelta(days=5)),
    ]
    for command, actor, at in steps:
        done = apply(table, state, command, actor_role=actor)
        state = done.target
        for effect in done.clocks:
            running = turn(running, effect.effect, proposal.deadline(effect.clock), at)
    assert state == "received"
    assert isinstance(running, RunningClock)
    assert running.due() == NOW + timedelta(days=6)


def test_law_machines_who_asks_for_an_order_does_not_sign_it() -> None:
    for name in ("removal-order", "delisting-order", "blocking-order"):
        table = machine(name)
        with pytest.raises(ActorRefused):
            apply(table, "requested", "sign", actor_role="authority")
        with pytest.raises(GuardUnmet, match="did not ask for it"):
            apply(table, "requested", "sign", actor_role="court")


def test_law_machines_a_challenge_stops_no_clock_and_leads_back() -> None:
    table = machine("removal-order")
    for state in ("received", "overdue", "user-informed"):
        challenged = apply(table, state, "challenge", actor_role="user")
        assert challenged.clocks == ()
        back = f"return-to-{state}"
        again = apply(table, "upheld", back, actor_role="system", facts={f"was-{state}": True})
        assert again.target == state


def test_law_machines_the_delisting_clock_waits_for_a_known_limit() -> None:
    limit = catalogue.load("council-2025").deadline("delisting-order.execute")
    with pytest.raises(NoNumericLimit, match="unknown"):
        turn(None, Effect.START, limit, NOW)


def test_law_machines_asking_for_information_stops_the_review_clock() -> None:
    asked = apply(
        machine("risk-assessment"), "under-review", "ask-information", actor_role="authority"
    )
    effects = {effect.clock: effect.effect for effect in asked.clocks}
    assert effects["authority-review.decide"] is Effect.STOP


def test_law_machines_a_voluntary_measure_stops_when_the_law_lapses() -> None:
    table = machine("voluntary-measure")
    lapsed = apply(table, "running", "lapse", actor_role="system", facts={"basis-lapsed": True})
    assert lapsed.target == "stopped"
    assert "stopped" in table.finals


def test_law_machines_a_listed_address_cites_an_order_and_an_expiry() -> None:
    with pytest.raises(GuardUnmet, match="order it rests on and the day it expires"):
        apply(machine("url-entry"), "eligible", "list", actor_role="centre")


def test_law_machines_a_victim_may_withdraw_at_any_open_step() -> None:
    table = machine("victim-request")
    for state in set(table.states) - table.finals:
        assert apply(table, state, "withdraw", actor_role="victim").target == "withdrawn"
