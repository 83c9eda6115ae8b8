"""Whatever three people do to what a child may have made, in any order: never one of them alone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count, product
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.world import CONFIRM, JONAS, MIRA, REJECT, SARA, World, picture

from tutela.casework import marking, recalling
from tutela.casework.children import Circumstance
from tutela.casework.decisions import Judgement
from tutela.casework.marking import Marking
from tutela.law.model import Finding
from tutela.platform.errors import TutelaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from tutela.platform.actor import Actor

CHILDS = Marking(Circumstance.UNKNOWN, "it looks so", childs_account=True)
COERCED = Marking(Circumstance.COERCED, "the messages threaten")
OFF = Marking(None, "no")
BAN = replace(CONFIRM, ban_reason="a third name")
AGE = Judgement(Finding.AGE_AMBIGUOUS, "nobody can tell", seen_at_platform=True)
OTHER = Judgement(Finding.OTHER_ILLEGAL, "another crime", seen_at_platform=True)
UNSURE = Judgement(Finding.UNSURE, "hard to tell")
NUMBERS = count(1)


@dataclass
class Play:
    """Two items of one account, and what three people try with them."""

    world: World
    people: tuple[Actor, ...] = (MIRA, JONAS, SARA)
    items: tuple[UUID, ...] = ()
    since: dict[UUID, set[UUID]] = field(default_factory=dict)  # decisions before the mark

    def __post_init__(self) -> None:
        self.world.refresh()  # nobody else does, and these tests take a while
        account = f"kim-{next(NUMBERS)}"
        hit = self.world.hit
        self.items = tuple(hit(picture(1), account=account, name=f"{n}") for n in range(2))

    def mark(self, by: Actor, item: UUID, said: Marking) -> None:
        case = self.world.case_of(item)
        marking.mark(self.world.node, by, case, said, item_ids=[item])
        if said is CHILDS:
            for one in self.items:
                self.since.setdefault(one, self.made(one))
        elif said.circumstance:
            self.since.setdefault(item, self.made(item))

    def made(self, item: UUID) -> set[UUID]:
        """The decisions on an item that ever were in force."""
        return {
            one.id
            for one in self.world.rows("decision")
            if one.item_id == item and one.state in ("final", "reversed")
        }

    def alone(self) -> list[object]:
        """Decisions that took effect after the mark and have one person only."""
        return [
            one
            for one in self.world.rows("decision")
            if one.item_id in self.since
            and one.state in ("final", "reversed")
            and one.id not in self.since[one.item_id]
            and one.second_by in (None, one.decided_by)
        ]


MOVES: dict[str, Callable[[Play, Actor, UUID], object]] = {
    "mark": lambda play, by, item: play.mark(by, item, COERCED),
    "mark as a child's account": lambda play, by, item: play.mark(by, item, CHILDS),
    "take the mark off": lambda play, by, item: play.mark(by, item, OFF),
    "confirm": lambda play, by, item: play.world.decide(item, CONFIRM, by),
    "ban": lambda play, by, item: play.world.decide(item, BAN, by),
    "reject": lambda play, by, item: play.world.decide(item, REJECT, by),
    "age": lambda play, by, item: play.world.decide(item, AGE, by),
    "other": lambda play, by, item: play.world.decide(item, OTHER, by),
    "unsure": lambda play, by, item: play.world.decide(item, UNSURE, by),
    "agree": lambda play, by, item: play.world.second(item, agree=True, by=by),
    "decline": lambda play, by, item: play.world.second(item, agree=False, by=by),
    "reverse": lambda play, by, item: play.world.reverse(item, REJECT, by),
    "ask to recall": lambda play, by, item: recalling.recall(
        play.world.node, by, play.world.case_of(item), reason="wrong", item_ids=[item]
    ),
}
STEP = st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 2), st.integers(0, 1))
FIRST = st.tuples(st.sampled_from(["mark", "mark as a child's account"]), st.just(0), st.just(0))


def tries(play: Play, move: str, person: int, item: int) -> None:
    with suppress(TutelaError):
        MOVES[move](play, play.people[person], play.items[item])


def sequences() -> Iterator[tuple[tuple[str, int], ...]]:
    """Every way in which three people mark, take off and decide, up to four steps after a mark.

    People are alike, so the first of them marks, and the next new one is always the same.
    """
    marks = [*product(("mark", "take the mark off"), range(3))]
    for length in range(3):
        for between in product(marks, repeat=length):
            people = [person for _, person in between]
            if all(one <= max([0, *people[:at]]) + 1 for at, one in enumerate(people)):
                for person in range(min(3, max([0, *people]) + 2)):
                    yield (("mark", 0), *between, ("confirm", person))


def test_in_no_order_of_marks_and_decisions_is_one_person_enough(live: World) -> None:
    found = [*sequences()]
    assert len(found) == 68, "all of them"
    for steps in found:
        play = Play(live)
        for move, person in steps:
            tries(play, move, person, 0)
        assert not play.alone(), steps
        assert live.item(play.items[0]).state == "seconding", steps


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(FIRST, st.lists(STEP, min_size=2, max_size=7))
def test_nobody_alone_decides_about_what_a_child_may_have_made(
    live: World, first: tuple[str, int, int], steps: list[tuple[str, int, int]]
) -> None:
    """No request to recall is ever answered here, so every mark counts from when it was set."""
    play = Play(live)
    for step in (first, *steps):
        tries(play, *step)
    assert not play.alone(), (first, steps)


def test_what_one_item_says_of_an_account_holds_for_all_its_items(live: World) -> None:
    play = Play(live)
    tries(play, "mark as a child's account", 0, 0)
    tries(play, "ban", 1, 1)
    assert live.item(play.items[1]).state == "seconding"
    assert not play.alone()
