"""How a received report moves, against a list written by hand from the draft."""

from __future__ import annotations

import pytest

from tutela.receiving.errors import ReceivedMoveRefused
from tutela.receiving.machine import Command, State, move, possible

S, C = State, Command
# Read from COM(2022) 209, Articles 36, 48 and 83 and recital 65, and not from the table.
MOVES = {
    (S.SUBMITTED, C.ASK): S.INCOMPLETE,
    (S.INCOMPLETE, C.SUPPLY): S.SUBMITTED,
    (S.SUBMITTED, C.TAKE_IN): S.TRIAGE,
    (S.SUBMITTED, C.FIND_UNFOUNDED): S.UNFOUNDED,
    (S.SUBMITTED, C.FORWARD): S.FORWARDED,
    (S.SUBMITTED, C.TO_EUROPOL): S.EUROPOL,
    (S.TRIAGE, C.FIND_UNFOUNDED): S.UNFOUNDED,
    (S.TRIAGE, C.FORWARD): S.FORWARDED,
    (S.TRIAGE, C.TO_EUROPOL): S.EUROPOL,
    (S.EUROPOL, C.REFER): S.FORWARDED,
    (S.FORWARDED, C.EXTEND): S.FORWARDED,
    (S.FORWARDED, C.CONFIRM): S.CONFIRMED,
    (S.FORWARDED, C.REJECT): S.NOT_ABUSE,
    (S.FORWARDED, C.CONCLUDE): S.OUTCOME,
    (S.CONFIRMED, C.CONCLUDE): S.OUTCOME,
}


@pytest.mark.parametrize("state", State)
def test_a_report_moves_as_the_draft_says_and_no_other_way(state: State) -> None:
    for command in Command:
        expected = MOVES.get((state, command))
        if expected is None:
            with pytest.raises(ReceivedMoveRefused):
                move(state, command)
        else:
            assert move(state, command) is expected
    assert possible(state) == {command for start, command in MOVES if start is state}


def test_what_is_over_stays_so_and_says_it_in_a_sentence() -> None:
    for state in State:
        assert state.over == (possible(state) == frozenset())
        assert state.sentence.endswith(".")
