"""Clocks of filed reports: started once, decided by a person, ended by a receipt."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.reporting import aftermath as after
from tests.integration.reporting.aftermath import ABROAD, DUTY, HOME, living, upload
from tests.world import BOSS, CONFIRM, MIRA, REJECT, SARA, SEEN_REJECT, World

from tutela.casework.errors import PersonNeeded, ReasonMissing
from tutela.evidence import service as evidence
from tutela.evidence.errors import EvidenceUnknown
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.errors import Forbidden
from tutela.platform.services.model import Policy, Retention
from tutela.reporting.errors import RecipientKindUnknown, ReportErased
from tutela.reporting.preservation import jobs, service
from tutela.reporting.preservation.clocks import Choice
from tutela.reporting.preservation.errors import NothingToDecide, PreservationUnknown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node
    from tutela.reporting.preservation.model import Preservation

UNTIL_RECEIPT = Policy(retention=Retention.UNTIL_RECEIPT, retention_basis="terms, section 4")
FOUND = datetime(2026, 11, 22, 9, tzinfo=UTC)
EUROPEAN = datetime(2027, 11, 22, 9, tzinfo=UTC)
FOREIGN = datetime(2027, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    after.install_kinds(tmp_path / "kinds", monkeypatch)


@pytest.fixture
def live(node: Node) -> Iterator[World]:
    with living(node) as world:
        yield world


@pytest.fixture
def until_receipt(node: Node) -> Iterator[World]:
    with living(node, UNTIL_RECEIPT) as world:
        yield world


def filed(
    world: World,
    clock: ManualClock,
    *items: UUID,
    kind: str = ABROAD,
    erase_at: datetime = EUROPEAN,
) -> UUID:
    """A report about these items, filed two days after the first of them was found."""
    report_id = after.add_report(world, after.add_recipient(world, kind), *items, erase_at=erase_at)
    clock.set(FOUND + timedelta(days=2))
    after.file(world, report_id)
    jobs.open_clocks(world.node, subject_id=str(report_id))
    return report_id


def shown(world: World, report_id: UUID) -> Preservation:
    one = service.of_report(world.node, MIRA, report_id)
    assert one is not None
    return one


def decide(world: World, report_id: UUID, choice: Choice) -> None:
    service.decide(world.node, SARA, report_id, choice, reason="counsel advised so")


def confirmed(world: World, number: int = 1, account: str = "kim", **where: str) -> UUID:
    item_id = upload(world, number, account, **where)
    world.decide(item_id, CONFIRM)
    return item_id


def test_a_filed_report_starts_its_clocks_once(live: World, clock: ManualClock) -> None:
    report_id = filed(live, clock, confirmed(live))
    one = shown(live, report_id)
    assert (one.identified_at, one.erase_at) == (FOUND, EUROPEAN)
    assert (one.clocks.profile, one.clocks.european_end) == ("interim-2026", EUROPEAN)
    assert (one.clocks.foreign_end, one.foreign_law) == (FOREIGN, DUTY)
    assert one.waits
    assert one.kept_objects == 1
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: service.open_for(live.node, report_id), range(6)))
    [event] = live.events("preservation:open")
    assert (event.subject_id, event.facts["conflict"]) == (str(report_id), True)
    assert len(live.rows("preservation")) == 1


def test_two_jobs_at_once_start_one_clock(live: World, clock: ManualClock) -> None:
    to = after.add_recipient(live, ABROAD)
    report_id = after.add_report(live, to, confirmed(live), erase_at=EUROPEAN)
    after.file(live, report_id)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: service.open_for(live.node, report_id), range(8)))
    assert len(live.rows("preservation")) == len(live.events("preservation:open")) == 1


def test_a_duty_at_home_is_no_conflict_and_nothing_is_to_decide(
    live: World, clock: ManualClock
) -> None:
    report_id = filed(live, clock, confirmed(live), kind=HOME)
    assert (shown(live, report_id).clocks.foreign_end, shown(live, report_id).waits) == (
        None,
        False,
    )
    for choice in Choice:
        with pytest.raises(NothingToDecide):
            decide(live, report_id, choice)


@pytest.mark.parametrize("state", ["draft", "queued", "handed", "unclear", "cancelled"])
def test_what_is_not_filed_has_no_clock_of_preservation(live: World, state: str) -> None:
    to = after.add_recipient(live)
    report_id = after.add_report(live, to, confirmed(live), erase_at=EUROPEAN, state=state)
    service.open_for(live.node, report_id)
    assert service.of_report(live.node, MIRA, report_id) is None
    with pytest.raises(PreservationUnknown):
        decide(live, report_id, Choice.FOREIGN)


def test_an_unclear_report_that_was_settled_as_filed_starts_its_clocks(
    live: World, clock: ManualClock
) -> None:
    to = after.add_recipient(live, ABROAD)
    report_id = after.add_report(live, to, confirmed(live), erase_at=EUROPEAN, state="unclear")
    after.save(live, report_id, Event.REPORT_SETTLE, state="filed", filed_at=clock.now())
    task = jobs.TASKS[0]
    assert Event.REPORT_SETTLE in task.after
    task.handler(live.node, subject_id=str(report_id))
    assert shown(live, report_id).identified_at == FOUND


def test_the_clock_counts_from_the_first_item_and_else_from_the_opening(
    live: World, clock: ManualClock
) -> None:
    first = confirmed(live, name="a")
    clock.advance(timedelta(hours=3))
    second = confirmed(live, name="b")
    assert shown(live, filed(live, clock, first, second)).identified_at == FOUND
    clock.advance(timedelta(days=1))
    opened = clock.now()
    text_only = after.add_report(live, after.add_recipient(live), erase_at=EUROPEAN)
    after.file(live, text_only)
    service.open_for(live.node, text_only)
    assert shown(live, text_only).identified_at == opened


def test_a_report_is_kept_to_the_unions_limit_from_its_filing_on(
    live: World, clock: ManualClock
) -> None:
    late, early = EUROPEAN + timedelta(days=30), EUROPEAN - timedelta(days=30)
    item_id = confirmed(live)
    assert shown(live, filed(live, clock, item_id, erase_at=late)).erase_at == EUROPEAN
    assert shown(live, filed(live, clock, item_id, erase_at=early)).erase_at == early


def test_a_kind_that_is_not_installed_fails_in_sight(live: World, clock: ManualClock) -> None:
    with pytest.raises(RecipientKindUnknown):
        filed(live, clock, confirmed(live), kind="gone")


def test_the_foreign_end_holds_once_a_person_decided_so_and_not_beyond(
    live: World, clock: ManualClock
) -> None:
    item_id = confirmed(live)
    report_id = filed(live, clock, item_id)
    assert after.kept(live, item_id).erase_at == EUROPEAN
    decide(live, report_id, Choice.FOREIGN)
    one = shown(live, report_id)
    assert (one.erase_at, one.decision, one.waits) == (FOREIGN, Choice.FOREIGN, False)
    assert (one.decided_by_name, one.decided_at) == ("sara", clock.now())
    assert after.kept(live, item_id).erase_at == FOREIGN
    [event] = live.events("preservation:decide")
    assert (event.reason, event.facts["choice"]) == ("counsel advised so", "foreign")
    moved = live.events("evidence:keep")[-1]
    assert moved.facts["erase_at"] == FOREIGN.isoformat()
    assert moved.actor_id == SARA.id


def test_deciding_for_the_union_again_moves_everything_back(
    live: World, clock: ManualClock
) -> None:
    item_id = confirmed(live)
    report_id = filed(live, clock, item_id)
    for choice, end in (
        (Choice.EUROPEAN, EUROPEAN),
        (Choice.FOREIGN, FOREIGN),
        (Choice.EUROPEAN, EUROPEAN),
    ):
        decide(live, report_id, choice)
        assert shown(live, report_id).erase_at == after.kept(live, item_id).erase_at == end
    assert len(live.events("preservation:decide")) == 3
    assert len(live.events("evidence:keep")) == 3  # the first decision moved nothing


def test_bytes_that_another_decision_keeps_stay_as_long_as_that_one_says(
    live: World, clock: ManualClock
) -> None:
    item_id = confirmed(live)
    one, other = filed(live, clock, item_id), filed(live, clock, item_id)
    for report_id in (one, other):
        decide(live, report_id, Choice.FOREIGN)
    decide(live, one, Choice.EUROPEAN)
    assert shown(live, one).erase_at == EUROPEAN
    assert after.kept(live, item_id).erase_at == FOREIGN
    decide(live, other, Choice.EUROPEAN)
    assert after.kept(live, item_id).erase_at == EUROPEAN


def test_bytes_found_again_later_keep_their_own_later_end(live: World, clock: ManualClock) -> None:
    item_id = confirmed(live, name="a")
    report_id = filed(live, clock, item_id)
    clock.advance(timedelta(days=40))
    confirmed(live, name="b", account="lee")
    later = after.kept(live, item_id).erase_at
    assert later > FOREIGN
    for choice in (Choice.FOREIGN, Choice.EUROPEAN):
        decide(live, report_id, choice)
        assert after.kept(live, item_id).erase_at == later


def test_what_was_erased_cannot_be_kept_any_longer(live: World, clock: ManualClock) -> None:
    report_id = filed(live, clock, confirmed(live))
    after.save(live, report_id, Event.REPORT_ERASE, wrapped_key=None, erased_at=clock.now())
    with pytest.raises(ReportErased):
        decide(live, report_id, Choice.FOREIGN)
    assert not shown(live, report_id).waits


def test_only_a_person_who_may_decides_and_with_a_reason(live: World, clock: ManualClock) -> None:
    report_id = filed(live, clock, confirmed(live))
    for actor, refusal in ((BOSS, PersonNeeded), (NODE, PersonNeeded), (MIRA, Forbidden)):
        with pytest.raises(refusal):
            service.decide(live.node, actor, report_id, Choice.FOREIGN, reason="no")
    with pytest.raises(ReasonMissing):
        service.decide(live.node, SARA, report_id, Choice.FOREIGN, reason=" ")
    assert shown(live, report_id).waits


def test_the_list_has_the_nearest_end_first_and_can_show_what_waits(
    live: World, clock: ManualClock
) -> None:
    early = EUROPEAN - timedelta(days=9)
    waiting = filed(live, clock, confirmed(live, account="a"), erase_at=early)
    quiet = filed(live, clock, confirmed(live, account="b"), kind=HOME)
    listed = service.list_preservations(live.node, BOSS)
    assert [one.report_id for one in listed] == [waiting, quiet]
    [one] = service.list_preservations(live.node, MIRA, waiting=True)
    assert one.report_id == waiting
    decide(live, waiting, Choice.EUROPEAN)
    assert service.list_preservations(live.node, MIRA, waiting=True) == []


def test_the_end_of_unknown_bytes_cannot_be_moved(live: World) -> None:
    with pytest.raises(EvidenceUnknown), live.node.work(NODE, purpose="test") as work:
        evidence.keep_until(work, live.node.ids.new(), EUROPEAN, "test")


def reported(world: World, item_id: UUID, environment: str = "production", **row: str) -> UUID:
    to = after.add_recipient(world, HOME, environment)
    return after.add_report(world, to, item_id, erase_at=EUROPEAN, **row)


def sweep(world: World) -> int:
    return service.erase_received(world.node)


def test_a_production_receipt_erases_what_is_kept_until_then(until_receipt: World) -> None:
    world = until_receipt
    item_id = confirmed(world)
    report_id = reported(world, item_id)
    assert sweep(world) == 0
    after.file(world, report_id)
    for _ in range(2):
        jobs.erase_received(world.node, subject_id=str(report_id))
    assert after.kept(world, item_id).erased_at is not None
    [event] = world.events("evidence:erase")
    assert event.reason == service.ERASED_BECAUSE


@pytest.mark.parametrize("environment", ["simulator", "test"])
def test_a_receipt_that_is_not_of_production_erases_nothing(
    until_receipt: World, environment: str
) -> None:
    item_id = confirmed(until_receipt)
    report_id = reported(until_receipt, item_id, environment)
    after.file(until_receipt, report_id, environment)
    assert sweep(until_receipt) == 0
    assert after.kept(until_receipt, item_id).erased_at is None


def test_a_demo_node_keeps_its_bytes_whatever_a_simulator_answers(demo_node: Node) -> None:
    with living(demo_node, UNTIL_RECEIPT) as world:
        item_id = confirmed(world)
        after.file(world, reported(world, item_id, "simulator"), "simulator")
        assert sweep(world) == 0
        assert after.kept(world, item_id).erased_at is None


def test_what_the_law_asks_to_keep_is_not_erased_by_a_receipt(live: World) -> None:
    after.file(live, reported(live, confirmed(live)))
    assert sweep(live) == 0


def test_every_live_report_of_the_item_needs_its_receipt(until_receipt: World) -> None:
    world = until_receipt
    item_id = confirmed(world)
    one, other, dropped = (reported(world, item_id) for _ in range(3))
    after.file(world, one)
    assert sweep(world) == 0
    after.save(world, dropped, Event.REPORT_CANCEL, state="cancelled")
    assert sweep(world) == 0
    after.save(world, other, Event.REPORT_RETRACT, state="retracted")
    assert Event.REPORT_RETRACT in jobs.TASKS[1].after
    assert sweep(world) == 1


def test_bytes_stay_while_another_item_with_them_is_not_reported(until_receipt: World) -> None:
    world = until_receipt
    item_id, other = confirmed(world, account="a"), upload(world, account="b")
    after.file(world, reported(world, item_id))
    assert sweep(world) == 0
    world.decide(other, REJECT)
    assert sweep(world) == 1


def test_bytes_stay_while_a_second_item_with_them_waits_for_its_receipt(
    until_receipt: World,
) -> None:
    world = until_receipt
    first, second = confirmed(world, account="a"), confirmed(world, account="b")
    after.file(world, reported(world, first))
    late = reported(world, second)
    assert sweep(world) == 0
    after.file(world, late)
    assert sweep(world) == 1


def test_bytes_stay_where_a_person_decided_for_the_foreign_duty(
    until_receipt: World, clock: ManualClock
) -> None:
    world = until_receipt
    report_id = filed(world, clock, confirmed(world))
    decide(world, report_id, Choice.FOREIGN)
    assert sweep(world) == 0
    decide(world, report_id, Choice.EUROPEAN)
    assert sweep(world) == 1


def test_an_upload_of_the_same_bytes_at_the_same_time_does_not_lose_them(
    until_receipt: World,
) -> None:
    world = until_receipt
    after.file(world, reported(world, confirmed(world, account="a")))
    with ThreadPoolExecutor(2) as pool:
        swept = pool.submit(sweep, world)
        item_id = pool.submit(upload, world, 1, "b").result(60)
        swept.result(60)
    assert after.kept(world, item_id).erased_at is None
    world.decide(item_id, SEEN_REJECT)
    sweep(world)  # if the upload came first, the sweep before had left the bytes to it
    assert after.kept(world, item_id).erased_at is not None
