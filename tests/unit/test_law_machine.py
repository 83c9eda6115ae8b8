"""The engine: one `apply`, typed refusals, tables that check themselves, diagrams from tables."""

from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest

from tutela.law.deadlines import Effect
from tutela.law.errors import (
    ActorRefused,
    GuardUnmet,
    MachineBroken,
    MoveRefused,
    MoveUnknown,
    StateFinal,
    StateUnknown,
)
from tutela.law.machine import (
    Applied,
    ClockEffect,
    Machine,
    Move,
    apply,
    commands,
    from_each,
    merge,
    mermaid,
)


class Door(StrEnum):
    SHUT = "shut"
    OPEN = "open"
    WALLED_UP = "walled-up"


KEEPER = frozenset({"keeper"})
HOLD = (ClockEffect(Effect.START, "door.draught"),)
DOOR: Machine[Door] = Machine(
    name="door",
    title="A door",
    states=tuple(Door),
    initial=Door.SHUT,
    finals=frozenset({Door.WALLED_UP}),
    guards={"has-key": "The keeper has the key."},
    moves={
        (Door.SHUT, "open"): Move(Door.OPEN, "door:open", KEEPER, "has-key", HOLD),
        (Door.OPEN, "shut"): Move(Door.SHUT, "door:shut", frozenset({"keeper", "wind"})),
        **from_each((Door.SHUT,), "wall-up", Move(Door.WALLED_UP, "door:wall-up", KEEPER)),
    },
)


def test_law_machine_a_move_gives_target_event_and_clock_effects() -> None:
    done = apply(DOOR, Door.SHUT, "open", actor_role="keeper", facts={"has-key": True})
    assert done == Applied(Door.OPEN, "door:open", HOLD)
    assert isinstance(done.target, Door)


@pytest.mark.parametrize(
    ("state", "command", "actor", "error", "code"),
    [
        ("ajar", "open", "keeper", StateUnknown, "state-unknown"),
        (Door.WALLED_UP, "open", "keeper", StateFinal, "state-final"),
        (Door.OPEN, "open", "keeper", MoveUnknown, "move-unknown"),
        (Door.SHUT, "open", "wind", ActorRefused, "move-not-for-actor"),
        (Door.SHUT, "open", "keeper", GuardUnmet, "move-guard-unmet"),
    ],
)
def test_law_machine_each_refusal_has_its_type_and_code(
    state: Any, command: str, actor: str, error: type[MoveRefused], code: str
) -> None:
    with pytest.raises(error) as refused:
        apply(DOOR, state, command, actor_role=actor)
    assert refused.value.code == code
    assert str(refused.value).startswith(("In the machine door", "The machine door"))


@pytest.mark.parametrize("facts", [{"has-key": False}, {"other": True}, {"has-key": 1}])
def test_law_machine_a_guard_holds_only_for_a_plain_true(facts: dict[str, Any]) -> None:
    with pytest.raises(GuardUnmet, match="The keeper has the key"):
        apply(DOOR, Door.SHUT, "open", actor_role="keeper", facts=facts)


def test_law_machine_commands_lists_what_an_actor_could_do() -> None:
    assert commands(DOOR, Door.SHUT, actor_role="keeper") == ("open", "wall-up")
    assert commands(DOOR, Door.SHUT, actor_role="wind") == ()


def test_law_machine_the_diagram_comes_from_the_table() -> None:
    assert mermaid(DOOR).splitlines() == [
        "stateDiagram-v2",
        '    state "shut" as shut',
        '    state "open" as open',
        '    state "walled-up" as walled_up',
        "    [*] --> shut",
        "    shut --> open: open (keeper)",
        "    open --> shut: shut (keeper, wind)",
        "    shut --> walled_up: wall-up (keeper)",
        "    walled_up --> [*]",
    ]


def changed(**moves: Move[Any]) -> dict[str, Any]:
    extra = {(name.split("__")[0], name.split("__")[1]): move for name, move in moves.items()}
    return {"moves": {**DOOR.moves, **extra}}


SHUT_BY_WIND = Move(Door.SHUT, "door:shut", frozenset({"wind"}))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"states": (*Door, Door.OPEN)}, "listed twice"),
        ({"states": (Door.SHUT, Door.OPEN)}, "unknown states: walled-up"),
        ({"initial": "ajar"}, "unknown states: ajar"),
        ({"states": (*Door, "ajar")}, "unreachable states: ajar"),
        ({"finals": frozenset()}, "without exit that are not final: walled-up"),
        ({"guards": {}}, "has no sentence"),
        ({"guards": {**DOOR.guards, "idle": "Never used."}}, "unused guards: idle"),
        ({"finals": frozenset({Door.WALLED_UP, Door.OPEN})}, "open is final but has the exit shut"),
        (changed(open__slam=replace(SHUT_BY_WIND, actors=frozenset())), "nobody may slam"),
        (changed(open__slam=replace(SHUT_BY_WIND, event="slam")), "not noun:verb"),
        (changed(open__slam=Move("gone", "door:slam", KEEPER)), "unknown states: gone"),
    ],
)
def test_law_machine_a_bad_table_is_refused_when_it_is_defined(
    change: dict[str, Any], problem: str
) -> None:
    with pytest.raises(MachineBroken, match=problem):
        replace(DOOR, **change)


def test_law_machine_a_loop_without_a_way_to_an_end_is_refused() -> None:
    again = Move("b", "x:go", KEEPER)
    moves = {("a", "end"): Move("z", "x:end", KEEPER), ("a", "go"): again, ("b", "go"): again}
    with pytest.raises(MachineBroken, match="no way to an end from: b"):
        Machine("x", "X", ("a", "b", "z"), "a", frozenset({"z"}), moves)


def test_law_machine_two_tables_may_not_define_one_cell() -> None:
    with pytest.raises(MachineBroken, match="defined twice"):
        merge("door", DOOR.moves, from_each((Door.OPEN,), "shut", SHUT_BY_WIND))


def test_law_machine_a_table_cannot_be_changed_afterwards() -> None:
    with pytest.raises(TypeError):
        DOOR.moves[Door.OPEN, "slam"] = SHUT_BY_WIND  # type: ignore[index]
