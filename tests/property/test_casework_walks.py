"""Random walks through the states of an item, as persons and the node may move it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tutela.casework.consequence import CONSEQUENCES, Asking
from tutela.casework.errors import MoveRefused
from tutela.casework.machine import (
    DECIDED,
    ITEM,
    TO_DECIDE,
    WAITING,
    Command,
    ItemState,
    agreed,
    command_for,
    declined,
    move,
)
from tutela.law.model import Finding

FINDINGS = st.sampled_from([one for one in Finding if one is not Finding.UNSURE])
PEOPLE = st.sampled_from(["mira", "jonas", "sara"])
STATES = {
    Finding.CONFIRMED: ItemState.CONFIRMED,
    Finding.NOT_ABUSE_MATERIAL: ItemState.REJECTED,
    Finding.AGE_AMBIGUOUS: ItemState.AGE_AMBIGUOUS,
    Finding.OTHER_ILLEGAL: ItemState.OTHER_ILLEGAL,
}


@given(st.lists(st.sampled_from(sorted(Command)), max_size=30))
def test_whatever_is_tried_the_item_stays_in_the_table(commands: list[Command]) -> None:
    state = ItemState.PENDING
    for command in commands:
        by = "node" if command is Command.REOPEN else "person"
        known = (state, command) in ITEM.moves
        try:
            moved = move(state, command, by=by)
        except MoveRefused:
            assert not known
        else:
            assert known
            state = moved.target


class Deciding(RuleBasedStateMachine):
    """Decisions as the service makes them, over the pure table and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.state = ItemState.PENDING
        self.standing: Finding | None = None
        self.proposed: Finding | None = None
        self.reopened = False
        self.doubters: set[str] = set()

    def _reverses(self, finding: Finding) -> bool:
        return self.standing is not None and self.standing is not finding

    @precondition(lambda self: self.state is not ItemState.SECONDING)
    @rule(finding=FINDINGS, second=st.booleans(), person=PEOPLE)
    def decide(self, finding: Finding, person: str, *, second: bool) -> None:
        if self.state not in TO_DECIDE and not self._reverses(finding):
            return  # nothing to reverse
        if person in self.doubters:
            return  # another person must look
        second = second or CONSEQUENCES[finding].second is Asking.ALWAYS
        command = command_for(finding, reverses=self._reverses(finding), proposed=second)
        self.state = move(self.state, command).target
        if second:
            self.proposed = finding
        else:
            self.standing, self.reopened, self.doubters = finding, False, set()

    @precondition(lambda self: self.state is ItemState.SECONDING)
    @rule(agree=st.booleans())
    def second(self, *, agree: bool) -> None:
        assert self.proposed is not None
        if agree:
            command = agreed(self.proposed, reverses=self._reverses(self.proposed))
            self.standing, self.reopened = self.proposed, False
        else:
            standing = None if self.reopened else self.standing
            command = declined(standing, doubted=bool(self.doubters))
        self.state = move(self.state, command).target
        if self.state is not ItemState.UNSURE:
            self.doubters = set()
        self.proposed = None

    @precondition(lambda self: self.state in TO_DECIDE)
    @rule(person=PEOPLE)
    def is_unsure(self, person: str) -> None:
        if person in self.doubters:
            return
        before = self.standing, self.proposed
        command = command_for(Finding.UNSURE, reverses=False, proposed=False)
        self.state = move(self.state, command).target
        self.doubters |= {person}
        assert (self.standing, self.proposed) == before

    @precondition(lambda self: (self.state, Command.REOPEN) in ITEM.moves)
    @rule()
    def reopen(self) -> None:
        self.state = move(self.state, Command.REOPEN, by="node").target
        self.reopened, self.proposed, self.doubters = True, None, set()

    @invariant()
    def a_decided_item_is_what_the_standing_decision_says(self) -> None:
        if self.state in DECIDED:
            assert self.standing is not None
            assert STATES[self.standing] is self.state

    @invariant()
    def somebody_was_unsure_about_what_waits_for_another_person(self) -> None:
        waits = self.state is ItemState.UNSURE
        assert waits == bool(self.doubters) or self.state is ItemState.SECONDING

    @invariant()
    def what_waits_for_a_second_person_has_a_proposal(self) -> None:
        assert (self.state is ItemState.SECONDING) == (self.proposed is not None)

    @invariant()
    def an_item_nobody_decided_or_that_was_reopened_waits(self) -> None:
        if self.standing is None or self.reopened:
            assert self.state in WAITING


TestDeciding = Deciding.TestCase
