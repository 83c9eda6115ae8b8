"""The assessment of threats: its table, its clock and its advice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from tutela.law.machine import mermaid
from tutela.law.places import MEMBER_STATES
from tutela.platform.audit.model import Event
from tutela.reporting.threats import machine
from tutela.reporting.threats.advice import advice
from tutela.reporting.threats.errors import MemberStateUnknown, ThreatMoveRefused
from tutela.reporting.threats.machine import Command, ThreatState, found, move
from tutela.reporting.threats.model import member_states
from tutela.reporting.threats.urgency import (
    LONGEST_UNASSESSED,
    LONGEST_UNTOLD,
    Waiting,
    urgency,
)

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
S = ThreatState


def _who(command: Command) -> str:
    return "node" if command is Command.REOPEN else "person"


@pytest.mark.parametrize(("state", "command"), list(product(ThreatState, Command)))
def test_a_move_is_in_the_table_or_refused_in_a_sentence(
    state: ThreatState, command: Command
) -> None:
    if (state, command) in machine.THREAT.moves:
        assert move(state, command, by=_who(command)).target in ThreatState
    else:
        with pytest.raises(ThreatMoveRefused, match=f"This assessment is {state}"):
            move(state, command, by=_who(command))


@pytest.mark.parametrize(("state", "command"), sorted(machine.THREAT.moves))
def test_the_node_only_reopens_and_a_person_finds_and_tells(
    state: ThreatState, command: Command
) -> None:
    other = "person" if command is Command.REOPEN else "node"
    with pytest.raises(ThreatMoveRefused):
        move(state, command, by=other)


def test_every_move_emits_an_event_of_the_closed_list() -> None:
    assert {one.event for one in machine.THREAT.moves.values()} == {
        Event.THREAT_OPEN, Event.THREAT_ASSESS, Event.THREAT_TELL,
    }  # fmt: skip


def test_only_what_was_told_is_over() -> None:
    assert machine.THREAT.finals == {S.TOLD}
    assert "told --> [*]" in mermaid(machine.THREAT)


@pytest.mark.parametrize("state", [S.OPEN, S.NO_THREAT, S.THREAT])
def test_a_threat_can_be_found_from_every_state_that_is_not_over(state: ThreatState) -> None:
    assert move(state, found(threat=True)).target is S.THREAT


def test_every_state_says_what_it_means() -> None:
    assert len({state.sentence for state in ThreatState}) == len(ThreatState)


@pytest.mark.parametrize(
    ("state", "since", "alarm"),
    [
        (S.OPEN, LONGEST_UNASSESSED, False),
        (S.OPEN, LONGEST_UNASSESSED + SECOND, True),
        (S.THREAT, LONGEST_UNTOLD, False),
        (S.THREAT, LONGEST_UNTOLD + SECOND, True),
        (S.NO_THREAT, timedelta(days=400), False),
        (S.TOLD, timedelta(days=400), False),
    ],
)
def test_an_alarm_rings_only_for_what_somebody_must_do(
    state: ThreatState, since: timedelta, *, alarm: bool
) -> None:
    shown = urgency(state, NOON - since, NOON - since, NOON)
    assert (shown.age, shown.alarm) == (since, alarm)
    assert shown.sentence.startswith(state.sentence)
    assert ("promptly" in shown.sentence) is alarm


def test_the_clock_of_a_threat_begins_when_it_was_found() -> None:
    old = NOON - timedelta(days=3)
    assert not urgency(S.THREAT, old, NOON, NOON).alarm
    assert urgency(S.THREAT, old, NOON, NOON).age == timedelta(days=3)
    assert urgency(S.THREAT, old, None, NOON).alarm


def test_the_alarm_of_the_node_is_one_sentence_or_none() -> None:
    assert Waiting(0, 0).sentence == ""
    assert Waiting(1, 0).sentence == (
        "One threat to life or safety has not been told to an authority for over an hour "
        "(Article 18 DSA: promptly)."
    )
    assert "2 threats have" in Waiting(2, 3).sentence
    assert "3 cases have not been assessed for threats for over 24 hours" in Waiting(2, 3).sentence


def test_the_advice_names_the_member_states_concerned() -> None:
    told = advice(["FR", "DE"], "IE")
    assert "the police or the judicial authorities of DE and FR promptly" in told
    assert "Europol" not in told
    assert "IE" not in told


@pytest.mark.parametrize(
    ("country", "own"),
    [
        ("IE", "IE, where the provider is established"),
        ("US", "or of its legal representative"),
        (None, "or of its legal representative"),
    ],
)
def test_where_none_is_known_the_own_member_state_or_europol_is_told(
    country: str | None, own: str
) -> None:
    told = advice([], country)
    assert own in told
    assert "or Europol, or both" in told


def test_member_states_are_given_in_any_case_and_kept_once_in_order() -> None:
    assert len(MEMBER_STATES) == 27
    assert member_states(["fr", " DE ", "FR"]) == ("DE", "FR")
    assert member_states([]) == ()


@pytest.mark.parametrize("given", ["GB", "EL", "US", "", "DEU", "D"])
def test_what_is_no_member_state_is_refused(given: str) -> None:
    with pytest.raises(MemberStateUnknown, match="is no Member State"):
        member_states([given])
