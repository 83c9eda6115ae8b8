"""Random walks through a request: whatever is tried, it is done at most once, and never alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutela.platform.approvals.errors import RequestMoveRefused
from tutela.platform.approvals.machine import REQUEST, Command, Party, move
from tutela.platform.approvals.model import State

STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(Command)), st.sampled_from(sorted(Party))), max_size=40
)
AGREEING = {Command.APPROVE, Command.PERMIT}


@given(STEPS)
def test_nothing_is_done_that_another_person_did_not_agree_to(
    steps: list[tuple[Command, Party]],
) -> None:
    state, taken = State.WAITING, list[tuple[Command, Party]]()
    for command, party in steps:
        known = REQUEST.moves.get((state, command))
        try:
            state = move(state, command, by=party).target
        except RequestMoveRefused:
            assert known is None or party not in known.actors
        else:
            taken.append((command, party))
    agreed = [step for step in taken if step[0] in AGREEING]
    assert len(agreed) <= 1
    assert all(party is Party.ANOTHER for _, party in agreed)
    if state in (State.DONE, State.PERMITTED):
        assert len(agreed) == 1
    assert sum(command in (Command.APPROVE, Command.USE) for command, _ in taken) <= 1
