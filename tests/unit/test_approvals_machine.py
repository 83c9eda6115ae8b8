"""The states of a request: the table, and who may move it."""

from __future__ import annotations

from itertools import product

import pytest

from tutela.law.machine import mermaid
from tutela.platform.approvals.errors import RequestMoveRefused
from tutela.platform.approvals.machine import REQUEST, Command, Party, move
from tutela.platform.approvals.model import State
from tutela.platform.audit.model import Event

OPEN = {State.WAITING, State.PERMITTED}


@pytest.mark.parametrize(("state", "command", "party"), list(product(State, Command, Party)))
def test_a_move_is_in_the_table_or_refused_in_a_sentence(
    state: State, command: Command, party: Party
) -> None:
    known = REQUEST.moves.get((state, command))
    if known is not None and party in known.actors:
        assert move(state, command, by=party, cooled=True).target is known.target
    else:
        with pytest.raises(RequestMoveRefused, match=f"is {state} takes no {command}"):
            move(state, command, by=party, cooled=True)


@pytest.mark.parametrize("command", [Command.CONFIRM, Command.CONFIRM_PERMIT])
def test_what_has_not_cooled_off_is_not_confirmed(command: Command) -> None:
    with pytest.raises(RequestMoveRefused):
        move(State.WAITING, command, by=Party.ALONE, cooled=False)


@pytest.mark.parametrize("command", [Command.APPROVE, Command.PERMIT, Command.DECLINE])
def test_whoever_asked_answers_nothing(command: Command) -> None:
    for by in (Party.ASKER, Party.NODE):
        with pytest.raises(RequestMoveRefused):
            move(State.WAITING, command, by=by)


def test_every_move_emits_an_event_of_the_closed_list() -> None:
    assert all(Event(one.event) for one in REQUEST.moves.values())
    assert {command for _, command in REQUEST.moves} == set(Command)


def test_what_is_over_stays_over() -> None:
    assert set(State) - REQUEST.finals == OPEN
    assert all(state in mermaid(REQUEST) for state in State)
