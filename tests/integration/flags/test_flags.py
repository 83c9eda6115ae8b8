"""What users flag is taken in once, lies sealed, waits in a case and is decided by a person."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.together import together
from tests.world import BOSS, FORUM, KEY, MIRA

from tutela.casework.errors import PersonNeeded
from tutela.casework.queue import list_cases
from tutela.law.model import SurfaceKind
from tutela.platform.alerts.model import Kind
from tutela.platform.errors import Forbidden
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service, declare_surface
from tutela.redress.flags import deciding, given, jobs, taking
from tutela.redress.flags.alerting import CONDITIONS
from tutela.redress.flags.errors import (
    FlagInvalid,
    FlagMoveRefused,
    FlagNotUnfounded,
    FlagRepeated,
    FlagUndisclosed,
    FlagUnknown,
)
from tutela.redress.flags.machine import FlagState
from tutela.redress.flags.model import Outcome

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node
    from tutela.redress.flags.taking import Taken

CANARY = "canary-that-must-stay-sealed"


class World:
    """A forum that hands on what its users flag."""

    def __init__(self, node: Node) -> None:
        self.node = node
        declare_service(node, BOSS, FORUM, title="Forum", policy=Policy())
        for name, encrypted in (("posts", False), ("secret", True)):
            declare_surface(node, BOSS, FORUM, name, kind=SurfaceKind.HOSTING, encrypted=encrypted)

    def takes(self, **changes: Any) -> Taken:
        values = {
            "id": "f1",
            "item": "photo-1",
            "surface": "posts",
            "category": "material",
            "account": "kim",
            "words": CANARY,
            "context": [{"id": "m1", "by": "flagged", "text": CANARY}],
        }
        body = json.dumps(values | changes).encode()
        return taking.take_in(self.node, KEY, given.parse(body))

    def rows(self, query: str) -> list[Any]:
        with self.node.read() as connection:
            return list(connection.execute(text(query)))

    def is_late(self) -> bool:
        return CONDITIONS[Kind.FLAG_LATE](self.node, self.node.clock.now()) is not None

    def decides(self, flag_id: UUID, outcome: Outcome = Outcome.ACTED, **more: bool) -> int:
        return deciding.decide(self.node, MIRA, flag_id, outcome, **more)


@pytest.fixture
def world(node: Node) -> World:
    return World(node)


def test_a_flag_waits_in_a_case_and_its_words_lie_sealed_until_opened(world: World) -> None:
    made = world.takes()
    [case] = list_cases(world.node, MIRA)
    assert (case.flags, case.notices, case.pending) == (1, 0, 0)
    assert [one.words for one in case.priority.reasons] == ["users flagged it"]
    [row] = world.rows("SELECT to_jsonb(f)::text AS whole FROM user_flag f")
    assert CANARY not in row.whole
    assert "kim" not in row.whole
    found = deciding.open_flag(world.node, MIRA, made.flag_id, purpose="test")
    assert found.said is not None
    assert (found.said.account, found.said.words) == ("kim", CANARY)
    assert [one.text for one in found.said.context] == [CANARY]
    events = world.rows("SELECT event, facts::text FROM audit_event WHERE event LIKE 'flag:%'")
    assert {one.event for one in events} == {"flag:receive", "flag:view"}
    assert all(CANARY not in one.facts for one in events)


def test_the_same_id_is_taken_once_and_never_for_something_else(world: World) -> None:
    made = world.takes()
    assert world.takes() == taking.Taken(made.flag_id, new=False)
    with pytest.raises(FlagRepeated):
        world.takes(words="another")
    assert len(world.rows("SELECT id FROM user_flag")) == 1


def test_the_same_flag_sent_twice_at_once_is_one(world: World) -> None:
    for number in range(8):
        one, other = together(*[partial(world.takes, id=f"f{number}", item=f"photo-{number}")] * 2)
        assert one.flag_id == other.flag_id
        assert sorted([one.new, other.new]) == [False, True]
    assert len(world.rows("SELECT id FROM user_flag")) == 8
    assert len(world.rows("SELECT id FROM audit_event WHERE event LIKE 'case:%'")) == 8


def test_of_two_flags_with_one_id_at_once_one_is_taken_and_the_other_refused(world: World) -> None:
    for number in range(8):
        acts = [partial(world.takes, id=f"f{number}", item=f"photo-{number}-{it}") for it in "ab"]
        kinds = sorted(type(one).__name__ for one in together(*acts))
        assert kinds == ["FlagRepeated", "Taken"]
    assert len(world.rows("SELECT id FROM user_flag")) == 8


def test_encrypted_surfaces_need_the_users_own_disclosure(world: World) -> None:
    with pytest.raises(FlagUndisclosed):
        world.takes(surface="secret")
    assert world.takes(surface="secret", disclosed=True).new


def test_a_flood_counts_each_account_once_and_only_so_far(world: World) -> None:
    for number in range(12):
        world.takes(id=f"one-{number}", account="kim")
    [case] = list_cases(world.node, MIRA)
    assert (case.flags, case.priority.points) == (12, 24)
    for number in range(12):
        world.takes(id=f"many-{number}", account=f"kim-{number}")
    [case] = list_cases(world.node, MIRA)
    assert case.priority.points == 96


def test_said_danger_opens_an_assessment_and_stands_first(world: World) -> None:
    world.takes(id="calm", item="other")
    world.takes(danger=True, child=True, harmed=True)
    first = list_cases(world.node, MIRA)[0]
    assert "a user says that somebody is in danger" in [one.words for one in first.priority.reasons]
    [opened] = world.rows("SELECT event FROM audit_event WHERE event LIKE 'threat:%'")
    assert opened.event == "threat:open"


def test_one_decision_answers_all_who_flagged_the_item_and_closes_the_case(world: World) -> None:
    first = world.takes()
    world.takes(id="f2", account="lou", language="nl")
    other = world.takes(id="f3", item="photo-2")
    assert world.decides(first.flag_id) == 2
    assert [one.flags for one in list_cases(world.node, MIRA)] == [1]
    sent = world.rows("SELECT body FROM webhook_delivery WHERE kind = 'flag.decided'")
    assert {one.body["flag"] for one in sent} == {"f1", "f2"}
    assert all("kim" not in str(one.body) and CANARY not in str(one.body) for one in sent)
    with pytest.raises(FlagMoveRefused):
        world.decides(first.flag_id)
    world.decides(other.flag_id, Outcome.NOT_AGAINST, unfounded=True)
    assert list_cases(world.node, MIRA) == []
    assert [
        one.unfounded for one in world.rows("SELECT unfounded FROM user_flag ORDER BY ref")
    ] == [
        False,
        False,
        True,
    ]


def test_only_people_decide_and_acted_on_is_never_unfounded(world: World) -> None:
    made = world.takes()
    with pytest.raises((PersonNeeded, Forbidden)):
        deciding.decide(world.node, KEY, made.flag_id, Outcome.ACTED)
    with pytest.raises(FlagNotUnfounded):
        world.decides(made.flag_id, unfounded=True)
    with pytest.raises(FlagUnknown):
        world.decides(world.node.ids.new())


def test_what_it_says_is_erased_by_its_clock(world: World, clock: ManualClock) -> None:
    made = world.takes()
    world.decides(made.flag_id)
    [one] = deciding.list_flags(world.node, MIRA, FlagState.DECIDED)
    assert one.erase_at is not None
    clock.set(one.erase_at - timedelta(seconds=1))
    jobs.erase_due(world.node)
    assert deciding.list_flags(world.node, MIRA, FlagState.DECIDED) != []
    clock.set(one.erase_at)
    jobs.erase_due(world.node)
    jobs.erase_due(world.node)
    [row] = world.rows("SELECT ref, item_ref, reporter, sealed, state FROM user_flag")
    assert tuple(row) == ("", "", "", None, "erased")
    assert deciding.open_flag(world.node, MIRA, made.flag_id, purpose="test").said is None


@pytest.mark.parametrize(("danger", "limit"), [(False, 72), (True, 1)])
def test_who_waits_too_long_is_said(
    world: World, clock: ManualClock, limit: int, *, danger: bool
) -> None:
    made = world.takes(danger=danger)
    assert not world.is_late()
    clock.advance(timedelta(hours=limit))
    assert not world.is_late()
    clock.advance(timedelta(seconds=1))
    assert world.is_late()
    world.decides(made.flag_id)
    assert not world.is_late()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, json.dumps({CANARY: CANARY}).encode()]
)
def test_bad_input_is_refused_in_words_that_repeat_nothing(body: bytes) -> None:
    with pytest.raises(FlagInvalid) as refused:
        given.parse(body)
    assert CANARY not in str(refused.value)
