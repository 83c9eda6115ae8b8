"""State machines as tables: `(state, command) -> Move`, one `apply`, and a diagram from the table.

A machine says who may make which move, what must hold first, which event the move emits and what it
does to the clocks. It keeps no state: the caller stores the target and the event together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, TypeVar

from tutela.law.deadlines import Effect
from tutela.law.errors import (
    ActorRefused,
    GuardUnmet,
    MachineBroken,
    MoveUnknown,
    StateFinal,
    StateUnknown,
)

S = TypeVar("S", bound=str)
_NO_FACTS: Mapping[str, bool] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ClockEffect:
    """What a move does to the clock of the deadline of that name."""

    effect: Effect
    clock: str


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One cell of the table. `event` reads `noun:verb`; `guard` names a fact that must be true."""

    target: S
    event: str
    actors: frozenset[str]
    guard: str | None = None
    clocks: tuple[ClockEffect, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Applied(Generic[S]):
    """What a move led to; the caller stores the target, records the event and turns the clocks."""

    target: S
    event: str
    clocks: tuple[ClockEffect, ...]


Table = Mapping[tuple[S, str], Move[S]]


@dataclass(frozen=True, slots=True)
class Machine(Generic[S]):
    """A checked table. `guards` maps each guard's name to the sentence of what must hold.

    Raises `MachineBroken` for an unknown, unreachable or dead-end state, a final state with an
    exit, a state from which no final one can be reached, a nameless guard, an unused one, a move
    without actors, or an event that is not `noun:verb`. A machine without finals runs in circles.
    """

    name: str
    title: str
    states: tuple[S, ...]
    initial: S
    finals: frozenset[S]
    moves: Table[S]
    guards: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "moves", MappingProxyType(dict(self.moves)))
        object.__setattr__(self, "guards", MappingProxyType(dict(self.guards)))
        problem = _states_problem(self) or _moves_problem(self) or _paths_problem(self)
        if problem:
            raise MachineBroken(machine=self.name, problem=problem)


def merge(machine: str, *tables: Table[S]) -> Table[S]:
    """Several tables as one. Raises `MachineBroken` where two say different things of one cell."""
    merged: dict[tuple[S, str], Move[S]] = {}
    for table in tables:
        for cell, move in table.items():
            if cell in merged:
                raise MachineBroken(machine=machine, problem=f"{cell} is defined twice")
            merged[cell] = move
    return merged


def from_each(states: Iterable[S], command: str, move: Move[S]) -> Table[S]:
    """The same move from several states."""
    return {(state, command): move for state in states}


def apply(
    machine: Machine[S],
    state: S,
    command: str,
    *,
    actor_role: str,
    facts: Mapping[str, bool] = _NO_FACTS,
) -> Applied[S]:
    """Make one move. A guard holds only if `facts` says True under its name.

    Raises `StateUnknown`, `StateFinal`, `MoveUnknown`, `ActorRefused` or `GuardUnmet`, all of them
    `MoveRefused`.
    """
    move = _move(machine, state, command)
    if actor_role not in move.actors:
        choices = ", ".join(sorted(move.actors))
        raise ActorRefused(
            machine=machine.name, command=command, actor=str(actor_role), choices=choices
        )
    if move.guard is not None and facts.get(move.guard) is not True:
        condition = machine.guards[move.guard]
        raise GuardUnmet(
            machine=machine.name, command=command, guard=move.guard, condition=condition
        )
    return Applied(move.target, move.event, move.clocks)


def commands(machine: Machine[S], state: S, *, actor_role: str) -> tuple[str, ...]:
    """The commands this actor could give from this state, guards aside, sorted."""
    return tuple(
        sorted(
            command
            for (source, command), move in machine.moves.items()
            if source == state and actor_role in move.actors
        )
    )


def mermaid(machine: Machine[S]) -> str:
    """The diagram of the table as Mermaid `stateDiagram-v2` text."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{state}" as {_node(state)}' for state in machine.states]
    lines += [f"    [*] --> {_node(machine.initial)}"]
    for (source, command), move in machine.moves.items():
        who = ", ".join(sorted(move.actors))
        lines.append(f"    {_node(source)} --> {_node(move.target)}: {command} ({who})")
    lines += [f"    {_node(s)} --> [*]" for s in machine.states if s in machine.finals]
    return "\n".join(lines) + "\n"


def _node(state: str) -> str:
    return str(state).replace("-", "_")


def _move(machine: Machine[S], state: S, command: str) -> Move[S]:
    if state not in machine.states:
        raise StateUnknown(machine=machine.name, state=str(state))
    if state in machine.finals:
        raise StateFinal(machine=machine.name, state=str(state), command=command)
    found = machine.moves.get((state, command))
    if found is None:
        choices = ", ".join(sorted(name for source, name in machine.moves if source == state))
        raise MoveUnknown(machine=machine.name, state=str(state), command=command, choices=choices)
    return found


def _states_problem(machine: Machine[S]) -> str:
    if len(set(machine.states)) != len(machine.states):
        return "a state is listed twice"
    used = {machine.initial, *machine.finals, *(source for source, _ in machine.moves)}
    used |= {move.target for move in machine.moves.values()}
    unknown = sorted(str(state) for state in used if state not in machine.states)
    return f"unknown states: {', '.join(unknown)}" if unknown else ""


def _moves_problem(machine: Machine[S]) -> str:
    for (source, command), move in machine.moves.items():
        where = f"{command} from {source}"
        if source in machine.finals:
            return f"{source} is final but has the exit {command}"
        if not move.actors:
            return f"nobody may {where}"
        noun, _, verb = move.event.partition(":")
        if not noun or not verb:
            return f"the event of {where} is not noun:verb"
        if move.guard is not None and move.guard not in machine.guards:
            return f"the guard {move.guard} of {where} has no sentence"
    used = {move.guard for move in machine.moves.values()}
    unused = sorted(guard for guard in machine.guards if guard not in used)
    return f"unused guards: {', '.join(unused)}" if unused else ""


def _paths_problem(machine: Machine[S]) -> str:
    ahead = [(source, move.target) for (source, _), move in machine.moves.items()]
    reached = _closure({machine.initial}, ahead)
    unreachable = [str(state) for state in machine.states if state not in reached]
    if unreachable:
        return f"unreachable states: {', '.join(unreachable)}"
    sources = {source for source, _ in ahead}
    dead = [str(s) for s in machine.states if s not in sources and s not in machine.finals]
    if dead:
        return f"states without exit that are not final: {', '.join(dead)}"
    ending = _closure(set(machine.finals), [(target, source) for source, target in ahead])
    endless = [str(s) for s in machine.states if s not in ending]
    return f"no way to an end from: {', '.join(endless)}" if machine.finals and endless else ""


def _closure(start: set[S], steps: list[tuple[S, S]]) -> set[S]:
    reached = set(start)
    grown = True
    while grown:
        found = {after for before, after in steps if before in reached} - reached
        reached |= found
        grown = bool(found)
    return reached
