"""The states of an item in a case: the table, and who may move it."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from tutela.casework import machine
from tutela.casework.errors import MoveRefused
from tutela.casework.machine import Command, ItemState, agreed, command_for, declined, move
from tutela.law.machine import mermaid
from tutela.law.model import Finding
from tutela.platform.audit.model import Event

CONFIRMED, REJECTED = Finding.CONFIRMED, Finding.NOT_ABUSE_MATERIAL
STATES = {
    CONFIRMED: ItemState.CONFIRMED,
    REJECTED: ItemState.REJECTED,
    Finding.AGE_AMBIGUOUS: ItemState.AGE_AMBIGUOUS,
    Finding.OTHER_ILLEGAL: ItemState.OTHER_ILLEGAL,
}
TURNS = list(permutations(STATES, 2))


@pytest.mark.parametrize(("state", "command"), list(product(ItemState, Command)))
def test_a_move_is_in_the_table_or_refused_in_a_sentence(
    state: ItemState, command: Command
) -> None:
    known = (state, command) in machine.ITEM.moves
    who = "node" if command is Command.REOPEN else "person"
    if known:
        assert move(state, command, by=who).target in ItemState
    else:
        with pytest.raises(MoveRefused, match=f"This item is {state}"):
            move(state, command, by=who)


@pytest.mark.parametrize(("state", "command"), sorted(machine.ITEM.moves))
def test_the_node_only_reopens_and_a_person_does_everything_else(
    state: ItemState, command: Command
) -> None:
    other = "person" if command == Command.REOPEN else "node"
    with pytest.raises(MoveRefused):
        move(state, command, by=other)


def test_every_move_emits_an_event_of_the_closed_list() -> None:
    assert all(Event(one.event) for one in machine.ITEM.moves.values())


def test_every_command_is_used() -> None:
    assert {command for _, command in machine.ITEM.moves} == set(Command)


def test_the_table_draws_itself() -> None:
    drawn = mermaid(machine.ITEM)
    assert all(state.value in drawn for state in ItemState)


@pytest.mark.parametrize(("finding", "other"), TURNS)
def test_a_finding_is_made_reversed_or_proposed(finding: Finding, other: Finding) -> None:
    assert command_for(finding, reverses=True, proposed=True) is Command.PROPOSE
    made = move(ItemState.PENDING, command_for(finding, reverses=False, proposed=False))
    turned = move(made.target, command_for(other, reverses=True, proposed=False))
    assert (made.target, turned.target) == (STATES[finding], STATES[other])
    assert (made.event, turned.event) == ("decision:make", "decision:reverse")


@pytest.mark.parametrize("finding", list(STATES))
def test_a_second_persons_yes_does_what_was_proposed(finding: Finding) -> None:
    for reverses in (True, False):
        done = move(ItemState.SECONDING, agreed(finding, reverses=reverses))
        assert done.target is STATES[finding]
        assert done.event == ("decision:reverse" if reverses else "decision:make")


def test_a_second_persons_no_leaves_what_was_in_force() -> None:
    assert move(ItemState.SECONDING, declined(None)).target is ItemState.PENDING
    for finding, state in STATES.items():
        assert move(ItemState.SECONDING, declined(finding)).target is state


@pytest.mark.parametrize("state", sorted(machine.TO_DECIDE))
def test_who_is_unsure_decides_nothing_and_anybody_else_may(state: ItemState) -> None:
    doubt = command_for(Finding.UNSURE, reverses=False, proposed=False)
    passed = move(state, doubt)
    assert (passed.target, passed.event) == (ItemState.UNSURE, "decision:pass")
    for finding, there in STATES.items():
        made = move(passed.target, command_for(finding, reverses=False, proposed=False))
        assert made.target is there


@pytest.mark.parametrize("state", sorted(machine.DECIDED))
def test_what_is_decided_is_not_made_unsure_again(state: ItemState) -> None:
    with pytest.raises(MoveRefused):
        move(state, Command.DOUBT)


def test_only_what_people_let_go_for_good_is_never_opened_again() -> None:
    reopened = {state for state, command in machine.ITEM.moves if command is Command.REOPEN}
    assert set(ItemState) - reopened == {ItemState.REJECTED, ItemState.OTHER_ILLEGAL}
