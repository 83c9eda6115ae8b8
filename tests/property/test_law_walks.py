"""Random walks over every table: only declared states are reached, and final ones stay final."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutela.law.errors import MoveRefused, StateFinal
from tutela.law.machine import Machine, apply, commands
from tutela.law.machines import ALL
from tutela.law.machines.parts import Party


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
@settings(deadline=None)
@given(data=st.data())
def test_law_walks_possible_commands_lead_only_to_declared_states(
    table: Machine[str], data: st.DataObject
) -> None:
    state = table.initial
    facts = dict.fromkeys(table.guards, True)
    for _ in range(40):
        choices = [(c, a) for a in Party for c in commands(table, state, actor_role=a)]
        if not choices:
            break
        command, actor = data.draw(st.sampled_from(choices))
        state = apply(table, state, command, actor_role=actor, facts=facts).target
        assert state in table.states
    assert choices or state in table.finals


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
@settings(deadline=None)
@given(data=st.data())
def test_law_walks_any_command_moves_by_the_table_or_is_refused(
    table: Machine[str], data: st.DataObject
) -> None:
    names = sorted({command for _, command in table.moves})
    state = data.draw(st.sampled_from(table.states))
    command = data.draw(st.sampled_from(names) | st.text(max_size=8))
    actor = data.draw(st.sampled_from(list(Party)))
    facts = data.draw(st.dictionaries(st.sampled_from(sorted({*table.guards, "x"})), st.booleans()))
    move = table.moves.get((state, command))
    allowed = move is not None and actor in move.actors
    if move is not None and allowed and (move.guard is None or facts.get(move.guard)):
        done = apply(table, state, command, actor_role=actor, facts=facts)
        assert (done.target, done.event) == (move.target, move.event)
        return
    with pytest.raises(StateFinal if state in table.finals else MoveRefused):
        apply(table, state, command, actor_role=actor, facts=facts)
