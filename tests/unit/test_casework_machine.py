"""The states of an item in a case: the table, and who may move it."""

from __future__ import annotations

from itertools import product

import pytest

from tutela.casework import machine
from tutela.casework.errors import MoveRefused
from tutela.casework.machine import Command, ItemState, agreed, command_for, declined, move
from tutela.law.machine import mermaid
from tutela.law.model import Finding
from tutela.platform.audit.model import Event

CONFIRMED, REJECTED = Finding.CONFIRMED, Finding.NOT_ABUSE_MATERIAL


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


@pytest.mark.parametrize("finding", [CONFIRMED, REJECTED])
def test_a_finding_is_made_reversed_or_proposed(finding: Finding) -> None:
    assert command_for(finding, reverses=True, proposed=True) is Command.PROPOSE
    made = move(ItemState.PENDING, command_for(finding, reverses=False, proposed=False))
    other = REJECTED if finding is CONFIRMED else CONFIRMED
    turned = move(made.target, command_for(other, reverses=True, proposed=False))
    assert {made.target, turned.target} == {ItemState.CONFIRMED, ItemState.REJECTED}
    assert (made.event, turned.event) == ("decision:make", "decision:reverse")


@pytest.mark.parametrize("finding", [CONFIRMED, REJECTED])
def test_a_second_persons_yes_does_what_was_proposed(finding: Finding) -> None:
    for reverses in (True, False):
        done = move(ItemState.SECONDING, agreed(finding, reverses=reverses))
        wanted = ItemState.CONFIRMED if finding is CONFIRMED else ItemState.REJECTED
        assert done.target is wanted
        assert done.event == ("decision:reverse" if reverses else "decision:make")


def test_a_second_persons_no_leaves_what_was_in_force() -> None:
    assert move(ItemState.SECONDING, declined(None)).target is ItemState.PENDING
    assert move(ItemState.SECONDING, declined(CONFIRMED)).target is ItemState.CONFIRMED
    assert move(ItemState.SECONDING, declined(REJECTED)).target is ItemState.REJECTED
