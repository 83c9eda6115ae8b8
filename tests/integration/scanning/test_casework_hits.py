"""A hit becomes part of a case: opened, extended, succeeded; held with a clock."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.world import (
    BOSS,
    CONFIRM,
    FACTS,
    FORUM,
    KEPT,
    KEY,
    MIRA,
    REJECT,
    UPLOADS,
    World,
    altered,
    picture,
    signals_of,
)

from tutela.casework import holds, queue
from tutela.casework.errors import CaseUnknown, PurposeNotSaid
from tutela.detection.given import signals_from
from tutela.detection.model import Incoming
from tutela.evidence.objects import OWNER
from tutela.evidence.vault import FOLDER
from tutela.platform.errors import Forbidden
from tutela.platform.services.model import Policy, Retention

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection
    from tests.simulators.platform import Platform

    from tutela.casework.model import CaseSummary
    from tutela.platform.clock import ManualClock

HOUR = timedelta(hours=1)


def cases(world: World, state: str = "open") -> list[CaseSummary]:
    return queue.list_cases(world.node, MIRA, state=state)


def test_a_hit_opens_a_case_about_the_account_and_the_next_one_extends_it(live: World) -> None:
    live.learn(2)
    first, second = live.hit(picture(1)), live.hit(picture(2))
    assert live.case_of(first) == live.case_of(second)
    [case] = cases(live)
    assert (case.subject_kind, case.subject_ref) == ("account", "kim")
    assert (case.items, case.pending, case.state) == (2, 2, "open")
    assert [one.event for one in live.events("case:open", "case:extend")] == [
        "case:open", "case:extend",
    ]  # fmt: skip


def test_another_account_has_another_case(live: World) -> None:
    assert live.case_of(live.hit(picture(1), account="kim")) != live.case_of(
        live.hit(picture(1), account="lee")
    )


def test_without_an_account_the_same_bytes_share_a_case(live: World) -> None:
    live.learn(2)
    first, again = live.hit(picture(1), account=""), live.hit(picture(1), account="")
    other = live.hit(picture(2), account="")
    assert live.case_of(first) == live.case_of(again) != live.case_of(other)
    assert {case.subject_kind for case in cases(live)} == {"unknown"}


def test_signals_without_account_and_sha256_are_not_thrown_together(live: World) -> None:
    live.learn(2)
    found = []
    for number in (1, 2):
        given = signals_from(md5=signals_of(picture(number)).md5)
        verdict = live.program.scanner.match(KEY, Incoming(FORUM, UPLOADS), given)
        assert verdict.item_id is not None
        found.append(live.case_of(verdict.item_id))
    assert found[0] != found[1]


def test_a_closed_case_gets_a_successor(live: World) -> None:
    first = live.hit(picture(1))
    live.decide(first, CONFIRM)
    old = live.case_of(first)
    new = live.case_of(live.hit(picture(1)))
    assert new != old
    found = queue.show_case(live.node, MIRA, new, purpose="test")
    assert found.predecessor_id == old
    assert live.events("case:open")[-1].facts["predecessor"] == str(old)
    assert {case.id for case in cases(live, "closed")} == {old}


def test_a_successor_names_the_case_that_is_closed_while_it_waits(live: World) -> None:
    """The hit waits for the decision that closes the case, and then comes after it."""
    first = live.hit(picture(1))
    old = live.case_of(first)
    started = threading.Event()

    def late() -> UUID:
        started.set()
        return live.hit(picture(1))

    with ThreadPoolExecutor(1) as threads, live.node.transaction() as connection:
        connection.execute(text('SELECT 1 FROM "case" FOR UPDATE'))
        waiting = threads.submit(late)
        started.wait()
        eventually_blocked(live)
        connection.execute(text("UPDATE \"case\" SET state = 'closed', closed_at = now()"))
        connection.commit()
        second = waiting.result(30)
    new = live.case_of(second)
    assert new != old
    assert queue.show_case(live.node, MIRA, new, purpose="t").predecessor_id == old


def eventually_blocked(world: World) -> None:
    """Returns once somebody waits for a lock in this database."""
    from tests.ownserver import eventually  # noqa: PLC0415

    waiting = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )

    def blocked() -> bool:
        with world.node.read() as connection:
            return bool(connection.execute(waiting).scalar_one())

    eventually(blocked, "somebody waits for a lock")


def test_two_first_hits_of_an_account_at_once_open_one_case(live: World) -> None:
    barrier = threading.Barrier(3)

    def hit() -> UUID:
        barrier.wait()
        return live.case_of(live.hit(picture(1)))

    with ThreadPoolExecutor(3) as threads:
        found = {one.result(30) for one in [threads.submit(hit) for _ in range(3)]}
    assert len(found) == 1
    assert len(live.rows("case")) == 1


def test_a_held_item_has_a_clock_and_the_platform_is_asked(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    item_id = live.hit(picture(1), name="photo-7")
    [hold] = live.rows("hold")
    assert (hold.started_at, hold.due_at) == (clock.now(), clock.now() + 72 * HOUR)
    assert live.item(item_id).restricted
    live.run_jobs()
    [message] = platform.messages.values()
    assert message["type"] == "item.hold"
    assert message["data"] == {
        "action": "hold",
        "item": str(item_id),
        "case": str(live.case_of(item_id)),
        "decision": None,
        "finding": None,
        "words": "",
        "until": None,
        "account_action": "none",
        "account_before": "none",
        "support": None,
        "surface": UPLOADS,
        "account": "kim",
        "id": "photo-7",
        "sha256": signals_of(picture(1)).sha256,
        "at": clock.now().isoformat(),
    }


def test_a_flagged_item_is_neither_held_nor_restricted(live: World, platform: Platform) -> None:
    verdict = live.scan(altered(1), surface="messages", account="kim")
    assert verdict.item_id is not None
    item = live.item(verdict.item_id)
    assert (item.verdict, item.restricted, item.hold) == ("flagged", False, None)
    live.run_jobs()
    assert not platform.messages


def test_the_clock_of_a_hold_is_the_services(world: World, clock: ManualClock) -> None:
    world.declare(Policy(hold_hours=5))
    world.switch_on()
    world.learn(1)
    world.hit(picture(1))
    assert [row.due_at for row in world.rows("hold")] == [clock.now() + 5 * HOUR]


def test_a_hold_that_nobody_looks_at_raises_one_alarm(live: World, clock: ManualClock) -> None:
    item_id = live.hit(picture(1))
    clock.advance(72 * HOUR - timedelta(seconds=1))
    assert holds.raise_alarms(live.node) == 0
    clock.advance(timedelta(seconds=1))
    assert holds.raise_alarms(live.node) == 1
    assert holds.raise_alarms(live.node) == 0
    [alarm] = live.events("hold:alarm")
    assert alarm.subject_id == str(item_id)
    assert alarm.facts["case"] == str(live.case_of(item_id))
    assert cases(live)[0].alarmed
    assert live.item(item_id).restricted, "an alarm ends nothing"


def test_a_decided_item_raises_no_alarm(live: World, clock: ManualClock) -> None:
    live.decide(live.hit(picture(1)), CONFIRM)
    clock.advance(100 * HOUR)
    assert holds.raise_alarms(live.node) == 0


def test_two_watchers_raise_one_alarm(live: World, clock: ManualClock) -> None:
    live.hit(picture(1))
    clock.advance(73 * HOUR)
    with ThreadPoolExecutor(3) as threads:
        raised = [threads.submit(holds.raise_alarms, live.node) for _ in range(3)]
    assert sum(one.result() for one in raised) == 1
    assert len(live.events("hold:alarm")) == 1


@pytest.mark.parametrize(
    ("policy", "kept"),
    [(FACTS, 0), (KEPT, 1), (Policy(Retention.UNTIL_RECEIPT, "terms, section 4"), 1)],
)
def test_what_is_kept_of_a_hit_is_the_services_setting(
    world: World, policy: Policy, kept: int
) -> None:
    world.declare(policy)
    world.switch_on()
    world.learn(1)
    item_id = world.hit(picture(1))
    folder = world.node.settings.home / FOLDER
    found = folder.iterdir() if folder.exists() else ()
    files = [one.read_bytes() for one in found if one.name != OWNER]
    assert len(world.rows("evidence_object")) == len(files) == kept
    assert all(picture(1)[20:60] not in sealed for sealed in files)
    assert (world.item(item_id).evidence_id is not None) == bool(kept)


def test_signals_alone_leave_nothing_to_keep(live: World) -> None:
    given = signals_from(sha256=signals_of(picture(1)).sha256)
    verdict = live.program.scanner.match(KEY, Incoming(FORUM, UPLOADS, "kim"), given)
    assert verdict.item_id is not None
    assert live.item(verdict.item_id).evidence_id is None


def test_the_queue_shows_the_most_urgent_first(live: World, clock: ManualClock) -> None:
    """Overdue, then proposed for restoration, then the nearest clock, then what has none."""
    wrong = live.learn(2)
    flagged = live.scan(altered(1), surface="messages", account="flagged").item_id
    assert flagged is not None
    overdue = live.hit(picture(1), account="overdue")
    clock.advance(73 * HOUR)
    holds.raise_alarms(live.node)
    early = live.hit(picture(1), account="early")
    clock.advance(HOUR)
    late = live.hit(picture(1), account="late")
    restore = live.hit(picture(2), account="restore")
    live.withdraw(wrong)
    live.run_jobs()
    wanted = [live.case_of(one) for one in (overdue, restore, early, late, flagged)]
    assert [case.id for case in cases(live)] == wanted
    cut = queue.list_cases(live.node, MIRA, limit=2)
    assert [case.id for case in cut] == wanted[:2], "the most urgent are never cut off"


def test_opening_a_case_is_a_logged_look_with_a_purpose(live: World) -> None:
    case = live.case_of(live.hit(picture(1)))
    queue.show_case(live.node, MIRA, case, purpose="  review  ")
    [look] = live.events("case:view")
    assert (look.actor_id, look.purpose, look.subject_id) == (MIRA.id, "review", str(case))
    with pytest.raises(PurposeNotSaid):
        queue.show_case(live.node, MIRA, case, purpose=" ")
    with pytest.raises(CaseUnknown):
        queue.show_case(live.node, MIRA, live.node.ids.new(), purpose="review")
    with pytest.raises(Forbidden):
        queue.show_case(live.node, KEY, case, purpose="review")
    with pytest.raises(Forbidden):
        queue.list_cases(live.node, KEY)
    assert len(live.events("case:view")) == 1


def test_distances_are_not_shown_outside_demo_banks(live: World) -> None:
    [match] = live.item(live.hit(altered(1))).matches
    assert (match.exact, match.verified, match.distance, match.quality) == (
        False, True, None, None,
    )  # fmt: skip
    assert (match.bank, match.source, match.label) == ("known", "hotline", "A1")


def test_the_log_names_accounts_by_pseudonym_only(
    live: World, admin_connection: Connection
) -> None:
    canary = "canary-kim@example.org"
    item_id = live.hit(picture(1), account=canary)
    live.look(item_id)
    live.decide(item_id, REJECT)
    live.hit(picture(1), account=canary)
    rows = admin_connection.execute(text("SELECT row_to_json(e)::text FROM tutela.audit_event e"))
    log = "\n".join(rows.scalars())
    assert canary not in log
    pseudonym = live.node.pseudonyms.of(FORUM, canary)
    opened = live.events("case:open")
    assert [one.facts["account"] for one in opened] == [pseudonym, pseudonym]


def test_every_step_of_a_hit_is_in_the_log_with_its_actor_and_ground(live: World) -> None:
    item_id = live.hit(picture(1))
    wanted = {"item:detect", "case:open", "evidence:keep", "hold:start", "action:request"}
    found = live.events(*wanted)
    assert {one.event for one in found} == wanted
    assert {one.actor_id for one in found} == {KEY.id}
    assert {one.purpose for one in found} == {"detect"}
    assert {one.service_id for one in found} == {FORUM}
    by_event = {one.event: one for one in found}
    assert by_event["item:detect"].subject_id == str(item_id)
    assert by_event["case:open"].profile == "interim-2026"
    assert by_event["evidence:keep"].reason == KEPT.retention_basis
    assert BOSS.id not in {one.actor_id for one in found}
