"""Accounts are counted by what people decided about them: complaints and confirmed items."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update
from tests.integration.redress.conftest import told
from tests.integration.redress.test_complaints import RIGHT, removed
from tests.integration.redress.test_links import code_of
from tests.world import CONFIRM, CURATOR, FORUM, REJECT, SARA, World, picture

from tutela.casework.tables import case_item
from tutela.platform.approvals import store as requests
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.redress.complaints import clocks, deciding, lodging, resuming
from tutela.redress.complaints import standing as standing_of
from tutela.redress.complaints.answer import Answer
from tutela.redress.complaints.model import Outcome
from tutela.redress.misuse import assessing, ending, suspending, warning
from tutela.redress.misuse.errors import TellingHeldBack, WarningNotTold
from tutela.redress.misuse.model import Kind, Party, Weighing
from tutela.redress.pausing import store as pauses
from tutela.redress.statements import withholding

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.platform import Platform

    from tutela.platform.clock import ManualClock
    from tutela.redress.misuse.assessing import Standing
    from tutela.redress.misuse.model import Misuse

WEIGHED = Weighing("Others were kept waiting.", "Nothing can be seen.", "Please stop.")


def standing(world: World, kind: Kind) -> list[Standing]:
    found = assessing.list_standing(world.node, SARA)
    return [one for one in found if one.count.kind is kind]


def test_an_account_with_several_confirmed_items_stands_out(
    live: World, platform: Platform
) -> None:
    assert platform
    live.decide(live.hit(picture(1), name="post-1"), CONFIRM)
    assert [one.out for one in standing(live, Kind.CONTENT)] == [False]
    second = live.hit(picture(1), name="post-2")
    live.decide(second, CONFIRM)
    live.decide(live.hit(picture(1), name="post-3"), REJECT)
    live.hit(picture(1), name="post-4")
    [one] = standing(live, Kind.CONTENT)
    assert (one.name, one.count.misused, one.count.given, one.out) == ("kim", 2, None, True)
    live.reverse(second, REJECT)
    assert [one.count.misused for one in standing(live, Kind.CONTENT)] == [1]


def test_an_accounts_complaints_count_only_where_whoever_decided_said_so(
    live: World, platform: Platform
) -> None:
    removed(live)
    one = lodging.by_link(live.node, code_of(platform), "no", language="en")
    deciding.decide(live.node, SARA, one.id, Answer(RIGHT.told, unfounded=True))
    [found] = standing(live, Kind.COMPLAINTS)
    assert (found.name, found.count.misused, found.count.given) == ("kim", 1, 1)
    assert dict(found.count.sorts) == {"user": 1}
    assert "kim" not in repr(found.count)


def warned(world: World, kind: Kind) -> Misuse:
    return warning.warn(world.node, SARA, kind, Party(FORUM, account="kim"), WEIGHED)


def suspended(world: World, one: UUID, days: int = 30) -> None:
    with pytest.raises(AwaitsApproval) as waits:
        suspending.suspend(world.node, SARA, one, days=days, told="It went on.", reason="again")
    with world.node.work(CURATOR, purpose="test") as work:
        request = requests.find(work.connection, waits.value.facts["request"], locked=True)
        assert request is not None
        suspending.carry_out(work, request)


def told_of_misuse(platform: Platform) -> list[dict[str, Any]]:
    return [one for one in told(platform) if one["type"].startswith("misuse.")]


def test_an_account_is_warned_suspended_and_freed_through_its_platform(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    live.decide(live.hit(picture(1), name="post-1", language="nl"), CONFIRM)
    one = warned(live, Kind.CONTENT)
    with pytest.raises(WarningNotTold):
        suspending.suspend(live.node, SARA, one.id, days=1, told="x", reason="y")
    live.run_jobs()
    clock.advance(timedelta(seconds=1))
    live.decide(live.hit(picture(1), name="post-2"), CONFIRM)
    clock.advance(timedelta(days=7))
    suspended(live, one.id)
    live.run_jobs()
    clock.advance(timedelta(days=30))
    ending.lapse(live.node)
    live.run_jobs()
    kinds = [(x["type"], x["account"], x["language"]) for x in told_of_misuse(platform)]
    assert kinds == [
        ("misuse.warned", "kim", "nl"),
        ("misuse.suspended", "kim", "nl"),
        ("misuse.ended", "kim", "nl"),
    ]
    warning_, suspension, _ = told_of_misuse(platform)
    assert "kennelijk illegaal" in warning_["text"]
    assert suspension["until"]
    assert "text" not in suspension, "its statement of reasons tells it"


def test_complaints_of_whoever_is_suspended_are_kept_and_answered_afterwards(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    removed(live)
    first = lodging.by_link(live.node, code_of(platform), "no", language="en")
    deciding.decide(live.node, SARA, first.id, Answer(RIGHT.told, unfounded=True))
    one = warned(live, Kind.COMPLAINTS)
    live.run_jobs()
    clock.advance(timedelta(seconds=1))
    item = live.hit(picture(1), name="post-2")
    live.decide(item, CONFIRM)
    live.run_jobs()
    again = lodging.by_link(live.node, code_of(platform), "no!", language="en")
    assert again.paused_until is None
    deciding.decide(live.node, SARA, again.id, Answer(RIGHT.told, unfounded=True))
    clock.advance(timedelta(days=7))
    suspended(live, one.id)
    live.decide(live.hit(picture(1), name="post-3"), CONFIRM)
    live.run_jobs()
    assert "text" in told_of_misuse(platform)[-1], "nothing of theirs is restricted: a letter"
    assert not [row for row in live.rows("statement") if row.suspension_id]
    code = code_of(platform)
    third = lodging.by_link(live.node, code, "it is mine", language="en")
    assert third.paused_until == clock.now() + timedelta(days=30)
    assert third.due_at > third.paused_until
    shown = standing_of.of_link(live.node, code)
    assert shown.made
    assert "a person looks at it from" in shown.texts[0]
    resuming.resume_due(live.node)
    clock.advance(timedelta(days=30))
    ending.lapse(live.node)
    resuming.resume_due(live.node)
    resuming.resume_due(live.node)
    [waits] = deciding.list_complaints(live.node, SARA)
    assert (waits.id, waits.paused_until) == (third.id, None)
    assert waits.due_at == clock.now() + clocks.LONGEST_UNDECIDED
    assert deciding.decide(live.node, SARA, third.id, RIGHT).outcome is Outcome.UPHELD


def test_what_a_machine_alone_hid_is_looked_at_whoever_complains(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    with live.node.work(CURATOR, purpose="test") as work:
        pauses.place(
            work.connection, id=work.new_id(), service_id=FORUM, what=pauses.COMPLAINTS,
            key_id=None, account_ref="kim", until=clock.now() + timedelta(days=30),
        )  # fmt: skip
    live.hit(picture(1), name="post-1")
    live.run_jobs()
    one = lodging.by_link(live.node, code_of(platform), "it is mine", language="en")
    assert one.paused_until is None


def test_what_a_child_may_have_made_is_no_misuse_of_theirs(live: World) -> None:
    item = live.hit(picture(1), name="post-1")
    with live.node.work(CURATOR, purpose="test") as work:
        changed = update(case_item).where(case_item.c.item_id == item)
        work.connection.execute(changed.values(said_childs=True, markers=["x"]))
    live.decide(item, CONFIRM)
    assert standing(live, Kind.CONTENT) == []


def test_nobody_is_warned_by_it_while_an_investigation_must_not_be_told(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    item = live.hit(picture(1), name="post-1")
    until = clock.now() + timedelta(days=10)
    case = live.case_of(item)
    withholding.hold_back(live.node, SARA, case, why="order", source="Police", until=until)
    live.decide(item, CONFIRM)
    with pytest.raises(TellingHeldBack):
        warned(live, Kind.CONTENT)
    clock.set(until)
    withholding.end_due(live.node)
    assert warned(live, Kind.CONTENT)
    live.run_jobs()
    assert [one["type"] for one in told_of_misuse(platform)] == ["misuse.warned"]
