"""Random walks through a request: whatever is tried, it is done at most once, and never alone but
on a node of one person after the cooling-off.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutela.platform.approvals.errors import RequestMoveRefused
from tutela.platform.approvals.machine import REQUEST, Command, Party, move
from tutela.platform.approvals.model import State

STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(Command)), st.sampled_from(sorted(Party)), st.booleans()),
    max_size=40,
)
CONFIRMING = {Command.CONFIRM, Command.CONFIRM_PERMIT}
AGREEING = {Command.APPROVE, Command.PERMIT, *CONFIRMING}
DOING = {Command.APPROVE, Command.CONFIRM, Command.USE}


@given(STEPS)
def test_nothing_is_done_that_another_person_did_not_agree_to(
    steps: list[tuple[Command, Party, bool]],
) -> None:
    state, taken = State.WAITING, list[tuple[Command, Party, bool]]()
    for command, party, cooled in steps:
        known = REQUEST.moves.get((state, command))
        try:
            state = move(state, command, by=party, cooled=cooled).target
        except RequestMoveRefused:
            refused = known is None or party not in known.actors
            assert refused or (command in CONFIRMING and not cooled)
        else:
            taken.append((command, party, cooled))
    agreed = [step for step in taken if step[0] in AGREEING]
    assert len(agreed) <= 1
    for command, party, cooled in agreed:
        assert party is (Party.ALONE if command in CONFIRMING else Party.ANOTHER)
        assert cooled or command not in CONFIRMING
    if state in (State.DONE, State.PERMITTED):
        assert len(agreed) == 1
    assert sum(command in DOING for command, _, _ in taken) <= 1
