"""Two people who do something about the same misuse at the same moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from tests.integration.notices.misuse_samples import Giver
from tests.integration.notices.test_misuse_suspending import (
    WEIGHED,
    agrees,
    asks,
    goes_on,
    party,
    shown,
    suspended,
    warned,
)
from tests.together import together
from tests.world import CURATOR, JONAS, SARA

from tutela.platform.approvals import answering
from tutela.platform.approvals import store as requests
from tutela.platform.approvals.model import State as Asking
from tutela.platform.permissions import Role, permissions_of
from tutela.redress.misuse import ending, suspending, warning
from tutela.redress.misuse.machine import State
from tutela.redress.misuse.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any
    from uuid import UUID

    from tests.integration.notices.notice_samples import Door

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

ROUNDS = 6
THIRD, FOURTH = (
    replace(
        JONAS, id=f"account:{name}", name=name, permissions=permissions_of(frozenset({Role.SENIOR}))
    )
    for name in ("vera", "ivo")
)


def givers(node: Node, door: Door) -> Iterator[Giver]:
    """Others, each of whom gave what can be warned of."""
    for number in range(ROUNDS):
        one = Giver(node, f"giver-{number}")
        one.is_wrong(door)
        yield one


def names(found: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in found)


def agrees_if_it_waits(giver: Giver, request: UUID) -> None:
    with giver.node.work(CURATOR, purpose="test") as work:
        one = requests.find(work.connection, request, locked=True)
        if one is not None and one.state is Asking.WAITING:
            suspending.carry_out(work, one)


def test_who_asks_again_and_who_agrees_at_once_do_not_stop_each_other(
    node: Node, door: Door, clock: ManualClock
) -> None:
    for giver in givers(node, door):
        one = goes_on(giver, door, clock)
        request = asks(giver, one.id)
        again = partial(suspending.suspend, node, SARA, one.id, days=30, told="It went on.",
                        reason="it went on")  # fmt: skip
        other = partial(suspending.suspend, node, CURATOR, one.id, days=5, told="x", reason="y")
        agree = partial(agrees, giver, request)
        found = together(agree, again, other, again)
        assert found[0] is None, found
        assert set(names(found[1:])) <= {"AwaitsApproval", "RequestWaits", "MisuseMoveRefused"}
        assert shown(giver, one.id).state is State.SUSPENDED


def test_who_takes_a_request_back_and_who_asks_anew_at_once_do_not_stop_each_other(
    node: Node, door: Door, clock: ManualClock
) -> None:
    for giver in givers(node, door):
        one = goes_on(giver, door, clock)
        request = asks(giver, one.id)
        other = partial(suspending.suspend, node, CURATOR, one.id, days=5, told="x", reason="y")
        recall = partial(answering.recall, node, SARA, request)
        agree = partial(agrees_if_it_waits, giver, request)
        found = together(recall, other, agree, other)
        assert not {"DatabaseBusy", "DatabaseAway"} & set(names(found)), found


def test_of_two_who_warn_at_once_one_does(node: Node, door: Door) -> None:
    for giver in givers(node, door):
        acts = [
            partial(warning.warn, node, by, Kind.NOTICES, party(giver), WEIGHED)
            for by in (SARA, CURATOR)
        ]
        assert names(together(*acts)) == ["AlreadyWarned", "Misuse"]


def test_whoever_is_suspended_and_freed_at_once_is_free_in_the_end(
    node: Node, door: Door, clock: ManualClock, rows: Callable[..., list[Any]]
) -> None:
    for giver in givers(node, door):
        one = goes_on(giver, door, clock)
        request = asks(giver, one.id)
        lift = partial(ending.lift, node, SARA, one.id, reason="They mended it.")
        found = together(partial(agrees, giver, request), lift)
        assert names(found) in (["NoneType", "NoneType"], ["NoneType", "RequestStale"])
        assert shown(giver, one.id).state is State.ENDED
        assert giver.gives().looked_at_from is None
    assert rows("SELECT 1 FROM pause WHERE ended_at IS NULL") == []


def test_what_is_lifted_as_its_time_ends_ends_once(
    node: Node, door: Door, clock: ManualClock, rows: Callable[..., list[Any]]
) -> None:
    for giver in givers(node, door):
        made = suspended(giver, door, clock, days=1)
        clock.advance(timedelta(days=1))
        lifts = [partial(ending.lift, node, by, made.id, reason="over") for by in (SARA, CURATOR)]
        found = together(partial(ending.lapse, node), *lifts)
        assert set(names(found)) <= {"NoneType", "MisuseMoveRefused"}, found
        assert shown(giver, made.id).state is State.ENDED
    ended = "SELECT 1 FROM audit_event WHERE event IN ('misuse:lift', 'misuse:lapse')"
    assert len(rows(ended)) == ROUNDS


def test_of_two_objections_at_once_one_is_written_down_and_the_other_refused(
    node: Node, door: Door
) -> None:
    for giver in givers(node, door):
        one = warned(giver)
        kept, lost = "We were right.", "They are wrong."
        acts = [partial(ending.object_to, node, SARA, one.id, words=it) for it in (kept, lost)]
        found = together(*acts)
        assert names(found) == ["NoneType", "ObjectionWaits"]
        assert shown(giver, one.id).objection == (kept, lost)[found.index(None)]


def test_of_two_answers_to_an_objection_at_once_one_counts(node: Node, door: Door) -> None:
    for giver in givers(node, door):
        one = warned(giver)
        ending.object_to(node, SARA, one.id, words="We were right.")
        acts = [
            partial(ending.uphold, node, by, one.id, words=f"{by.name} says that it stands.")
            for by in (THIRD, FOURTH)
        ]
        found = together(*acts)
        assert names(found) == ["NoObjection", "NoneType"]
        after = shown(giver, one.id)
        assert after.upheld.startswith(after.upheld_by_name)


def test_an_objection_that_waits_is_not_written_over_and_after_its_answer_another_is_heard(
    node: Node, door: Door
) -> None:
    giver = next(givers(node, door))
    one = warned(giver)
    ending.object_to(node, SARA, one.id, words="We were right.")
    [refusal] = together(partial(ending.object_to, node, CURATOR, one.id, words="Again."))
    assert names([refusal]) == ["ObjectionWaits"]
    ending.uphold(node, THIRD, one.id, words="It stands.")
    ending.object_to(node, CURATOR, one.id, words="Again.")
    assert shown(giver, one.id).objection == "Again."
