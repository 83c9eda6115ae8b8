"""Statements are kept as long as anybody may speak of them, and a time after; then only counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.bounces import PLACE, report
from tests.integration.redress.conftest import told
from tests.integration.redress.test_links import code_of, in_the_database
from tests.simulators.mail import Mailbox, serving, settings_of
from tests.simulators.platform import Platform
from tests.world import CONFIRM, FORUM, KEY, MIRA, REJECT, SARA, World, picture

from tutela.observatory import store_found, store_measures
from tutela.observatory.model import Period, Scope
from tutela.platform.actor import NODE
from tutela.platform.guarded.model import withheld
from tutela.platform.secret import Secret
from tutela.redress.complaints import (
    clocks,
    deciding,
    handing,
    keeping,
    lodging,
    proceedings,
)
from tutela.redress.complaints.answer import Answer
from tutela.redress.complaints.handing import ComplaintSent
from tutela.redress.complaints.proceeding import Kind, Result
from tutela.redress.complaints.proceedings import Begun
from tutela.redress.publishing import store as publications
from tutela.redress.publishing.model import Publication
from tutela.redress.publishing.model import State as Published
from tutela.redress.statements import (
    bouncing,
    by_hand,
    links,
    mailboxes,
    mending,
    reading,
    store_erasing,
    withholding,
)
from tutela.redress.statements.errors import StatementErased
from tutela.redress.statements.public_errors import LinkUnknown
from tutela.redress.statements.store_reading import Which
from tutela.reporting.erasure import certificate, proof

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from tutela.platform.clock import ManualClock
    from tutela.redress.statements.model import Told

KIM = "kim@mail.example"
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
TOLD = datetime(2026, 11, 22, 9, tzinfo=UTC)
# Six months, a day and 180 days of 24 hours, over both changes of the clock.
END = datetime(2027, 11, 19, 9, tzinfo=UTC)
WORDS = "It is a drawing of my own."


@pytest.fixture
def box() -> Mailbox:
    return Mailbox(frozenset({KIM}))


@pytest.fixture
def mailed(live: World, box: Mailbox, tmp_path: Path) -> Iterator[World]:
    """The same node, which tells by e-mail and by no webhook."""
    with serving(box, tmp_path) as authority:
        changed = settings_of(box, authority, tmp_path, "tutela@example.net")
        sets(live, **changed, mail_bounces=PLACE)
        yield live


def sets(world: World, **changed: Any) -> None:
    node = world.node
    object.__setattr__(node, "settings", node.settings.model_copy(update=changed))


def tells(world: World, number: int = 1, **more: str) -> UUID:
    """An item that is held, and its user told of it; the statement."""
    item = world.hit(picture(1), name=f"post-{number}", **more)
    world.run_jobs()
    [row] = [row for row in world.rows("statement") if row.item_id == item]
    found: UUID = row.id
    return found


def tends(world: World) -> None:
    """What the two jobs do."""
    keeping.start_clocks(world.node)
    keeping.erase_due(world.node)


def shown(world: World, statement_id: UUID) -> Told:
    return reading.show(world.node, MIRA, statement_id, purpose="test").told


def erase_at(world: World, statement_id: UUID) -> datetime | None:
    return shown(world, statement_id).statement.erase_at


def erased(world: World, statement_id: UUID) -> bool:
    return shown(world, statement_id).statement.erased_at is not None


def test_it_is_kept_to_the_second_over_both_changes_of_the_clock(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    one = tells(live)
    tends(live)
    assert erase_at(live, one) == END
    clock.set(END - SECOND)
    tends(live)
    assert not erased(live, one)
    clock.set(END)
    tends(live)
    tends(live)
    assert shown(live, one).statement.erased_at == END
    [event] = live.events("statement:erase")
    assert (event.subject_id, event.reason) == (str(one), "its clock ran out")


def test_what_is_left_is_counted_and_tells_of_nobody(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    one = tells(live, language="de")
    before = shown(live, one).statement
    clock.set(END)
    tends(live)
    left = shown(live, one)
    facts = left.statement.facts
    assert (facts.kind, facts.trigger, facts.ground, facts.finding, facts.content) == (
        before.facts.kind, before.facts.trigger, before.facts.ground, None, before.facts.content,
    )  # fmt: skip
    assert (facts.automated, facts.territory) == (True, before.facts.territory)
    assert {each.time().isoformat() for each in (facts.put_at, facts.at, facts.complain_until)} == {
        "00:00:00"
    }
    said = (facts.service, facts.basis, facts.terms_clause, facts.contact, facts.circumstance)
    assert said == ("",) * 5
    assert (left.account_ref, left.external_id, left.statement.language) == ("", "", "")
    [delivery] = [row for row in live.rows("webhook_delivery") if row.kind == "statement.issued"]
    assert (delivery.body, delivery.sealed, delivery.state) == ({}, None, "delivered")
    letter = before.facts.terms_clause
    assert letter
    assert not {"statement", "webhook_delivery"} & set(in_the_database(live, letter))


def test_the_papers_count_the_same_before_and_after(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    item = live.hit(picture(1), name="post-1")
    live.run_jobs()
    live.decide(item, CONFIRM)
    live.run_jobs()
    before = counted(live)
    assert any(before)
    clock.set(END + DAY)
    tends(live)
    assert {row.state for row in live.rows("statement")} == {"erased"}
    assert counted(live) == before


def counted(world: World) -> list[Any]:
    scope = Scope(FORUM, Period(date(2026, 11, 1), date(2026, 11, 30)))
    queries = (
        store_measures.illegal, store_measures.illegal_automated, store_measures.illegal_accounts,
        store_measures.terms, store_found.removed_there, store_found.accounts_there,
    )  # fmt: skip
    with world.node.read() as connection:
        return [[tuple(row) for row in connection.execute(one(scope))] for one in queries]


def test_its_link_leads_nowhere_and_nothing_more_is_done_with_it(
    mailed: World, platform: Platform, clock: ManualClock
) -> None:
    one = tells(mailed, email=KIM)
    code = code_of(platform)
    clock.set(END)
    tends(mailed)
    with pytest.raises(LinkUnknown):
        links.open_link(mailed.node, code)
    with pytest.raises(LinkUnknown):
        lodging.by_link(mailed.node, code, WORDS, language="en")
    for refused in (
        lambda: mending.send_again(mailed.node, SARA, one),
        lambda: by_hand.send(mailed.node, SARA, one, Secret(KIM)),
        lambda: handing.hand_on(mailed.node, KEY, ComplaintSent(statement=one, words=WORDS)),
    ):
        with pytest.raises(StatementErased):
            refused()
    assert len(told(platform)) == 1
    found = reading.show(mailed.node, MIRA, one, purpose="test")
    assert (found.sent, found.read) == (None, None)


def test_an_item_is_restored_though_its_first_statement_is_erased(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    item = live.hit(picture(1), name="post-1")
    live.run_jobs()
    clock.set(END)
    tends(live)
    live.decide(item, REJECT)
    live.run_jobs()
    assert [one["restriction"] for one in told(platform)] == ["hold", "ended"]
    assert [row.state for row in live.rows("statement") if row.ended_at] == ["erased"]


def complain(world: World, platform: Platform, one: UUID) -> Callable[[], None]:
    made = lodging.by_link(world.node, code_of(platform), WORDS, language="en")
    return lambda: decided(world, made.id)


def decided(world: World, complaint_id: UUID) -> None:
    item = world.rows("complaint")[0].item_id
    world.decide(item, CONFIRM)
    deciding.decide(world.node, SARA, complaint_id, Answer("A second look found the same."))
    world.run_jobs()


def dispute(world: World, platform: Platform, one: UUID) -> Callable[[], None]:
    begun = Begun(Kind.COURT, one, "Court", "1 C 2/26", date(2026, 11, 22))
    case = proceedings.register(world.node, SARA, begun)

    def ends() -> None:
        proceedings.admit(world.node, SARA, case.id, "it admits it")
        proceedings.end(world.node, SARA, case.id, Result.UPHELD, "it stands")

    return ends


def hold_back(world: World, platform: Platform, one: UUID) -> Callable[[], None]:
    until = world.node.clock.now() + 40 * DAY
    held = withholding.hold_back(
        world.node, SARA, shown(world, one).statement.case_id, why="order", source="Court",
        until=until,
    )  # fmt: skip
    return lambda: withholding.release(world.node, SARA, held, reason="over")


def publish(world: World, platform: Platform, one: UUID) -> Callable[[], None]:
    now = world.node.clock.now()
    made = Publication(world.node.ids.new(), FORUM, one, "name", {}, Published.DEAD, {}, 1, now)
    with world.node.work(NODE, purpose="test") as work:
        publications.add(work.connection, made)

    def closes() -> None:
        over = replace(made, state=Published.CLOSED, ended_at=world.node.clock.now())
        with world.node.work(NODE, purpose="test") as work:
            publications.save(work.connection, over)

    return closes


@pytest.mark.parametrize("begins", [complain, dispute, hold_back, publish])
@pytest.mark.parametrize("clocked", ["clocked", ""])
def test_what_runs_about_it_keeps_it_and_its_clock_begins_after(
    live: World, platform: Platform, clock: ManualClock, begins: Any, clocked: str
) -> None:
    one = tells(live)
    if clocked:
        keeping.start_clocks(live.node)
    else:
        assert erase_at(live, one) is None
    if begins is hold_back:
        clock.set(END - 20 * DAY)
    ends = begins(live, platform, one)
    clock.set(END)
    tends(live)
    assert (erased(live, one), erase_at(live, one)) == (False, None)
    ends()
    tends(live)
    after = {complain: timedelta(days=182 + 180), dispute: 180 * DAY, publish: 180 * DAY}
    if begins is hold_back:  # it was told long before: nothing counts from the ground
        assert erased(live, one)
        return
    end = erase_at(live, one)
    assert end is not None
    assert timedelta(0) <= end - (END + after[begins]) <= 2 * DAY
    clock.set(end - SECOND)
    tends(live)
    assert not erased(live, one)
    clock.set(end)
    tends(live)
    assert erased(live, one)


def test_a_letter_that_comes_back_stops_the_clock_and_another_one_begins_it_anew(
    mailed: World, box: Mailbox, clock: ManualClock
) -> None:
    one = tells(mailed, email=KIM)
    keeping.start_clocks(mailed.node)
    assert erase_at(mailed, one) == END
    clock.advance(DAY)
    code = box.envelopes[-1][0].partition("+")[2].partition("@")[0]
    bouncing.take(mailed.node, SARA, report(code))
    assert erase_at(mailed, one) is None
    tends(mailed)
    assert erase_at(mailed, one) is None
    clock.advance(100 * DAY)
    by_hand.send(mailed.node, SARA, one, Secret(KIM))
    mailed.run_jobs()
    tends(mailed)
    again = erase_at(mailed, one)
    assert again == clocks.statement_kept_until(clock.now(), (), 180)
    assert again > END + 99 * DAY
    clock.set(END)
    tends(mailed)
    assert not erased(mailed, one)


def test_a_report_about_the_letter_of_an_erased_statement_changes_nothing_of_it(
    mailed: World, box: Mailbox, clock: ManualClock
) -> None:
    one = tells(mailed, email=KIM)
    clock.set(TOLD)
    keeping.start_clocks(mailed.node)
    clock.set(END)
    tends(mailed)
    code = box.envelopes[-1][0].partition("+")[2].partition("@")[0]
    bouncing.take(mailed.node, SARA, report(code))
    assert (erased(mailed, one), erase_at(mailed, one)) == (True, END)
    assert reading.list_statements(mailed.node, MIRA, Which.UNDELIVERED) == []


def test_whom_nobody_was_told_of_is_kept_until_nobody_will_be(
    live: World, clock: ManualClock
) -> None:
    """No webhook is set: nothing left, and no time to complain began."""
    one = tells(live)
    clock.advance(clocks.LONGEST_UNTOLD - SECOND)
    tends(live)
    assert erase_at(live, one) is None
    clock.advance(SECOND)
    tends(live)
    end = erase_at(live, one)
    assert end == clocks.statement_kept_until(clock.now(), (), 180)
    clock.set(end)
    tends(live)
    assert erased(live, one)
    with Platform(now=clock.now) as late:
        live.hook(late)
        live.run_jobs()
        assert told(late) == []


def test_whom_nobody_could_tell_is_kept_from_the_day_it_was_made(
    live: World, clock: ManualClock
) -> None:
    one = tells(live, account="")
    [row] = live.rows("statement")
    if row.state != "unreachable":
        live.hit(picture(1), account="", name="")
        live.run_jobs()
        one = next(each.id for each in live.rows("statement") if each.state == "unreachable")
    tends(live)
    assert erase_at(live, one) == END
    clock.set(END)
    tends(live)
    assert erased(live, one)


def test_a_letter_sent_again_late_is_kept_as_long_as_its_link_is_open(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    one = tells(live)
    tends(live)
    clock.set(END - DAY)
    mending.send_again(live.node, SARA, one)
    live.run_jobs()
    clock.set(END)
    tends(live)
    assert links.open_link(live.node, code_of(platform)).statement.id == one
    end = erase_at(live, one)
    assert end is not None
    clock.set(end)
    tends(live)
    assert erased(live, one)


def test_what_held_it_back_is_kept_as_long_as_it_and_then_says_nothing_of_anybody(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    first = tells(live)
    held = withholding.hold_back(
        live.node, SARA, shown(live, first).statement.case_id, why="order",
        source="Court of Kimberley", until=clock.now() + 10 * DAY,
    )  # fmt: skip
    late = tells(live, 2)
    clock.advance(10 * DAY)
    mending.tend(live.node)
    live.run_jobs()
    tends(live)
    end = erase_at(live, late)
    assert end is not None
    clock.set(end - SECOND)
    tends(live)
    assert erased(live, first)
    [row] = live.rows("withholding")
    assert (row.source, row.account_ref, row.erased_at) == ("Court of Kimberley", "kim", None)
    clock.set(end)
    tends(live)
    [row] = live.rows("withholding")
    assert (row.id, row.erased_at, row.why) == (held, end, "order")
    assert (row.source, row.account_ref, row.end_reason) == ("", "", "")
    assert [one.subject_id for one in live.events("withholding:erase")] == [str(held)]


def test_an_address_is_kept_while_a_statement_to_its_account_is(
    mailed: World, platform: Platform, clock: ManualClock
) -> None:
    item = mailed.hit(picture(1), name="post-1", email=KIM)
    mailed.run_jobs()
    mailed.decide(item, CONFIRM)
    mailed.run_jobs()
    tends(mailed)
    clock.set(END - SECOND)
    mailboxes.erase_due(mailed.node)
    assert mailed.rows("mailbox")[0].sealed
    clock.set(END)
    tends(mailed)
    mailboxes.erase_due(mailed.node)
    assert mailed.rows("mailbox")[0].sealed is None
    assert [one.reason for one in mailed.events("mailbox:erase")] == ["nothing needs it any more"]


def test_who_dies_between_leaves_all_or_nothing_and_the_next_run_does_the_rest(
    live: World, platform: Platform, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_of_them = [tells(live, number) for number in range(3)]
    tends(live)
    clock.set(END)
    real = store_erasing.erase
    done: list[UUID] = []

    def dies(*given: Any) -> None:
        if len(done) == 2:
            raise KeyboardInterrupt
        real(*given)
        done.append(given[1])

    with monkeypatch.context() as patched:
        patched.setattr(store_erasing, "erase", dies)
        with pytest.raises(KeyboardInterrupt):
            keeping.erase_due(live.node)
    assert [erased(live, one) for one in all_of_them] == [False] * 3
    assert live.events("statement:erase") == []
    keeping.erase_due(live.node)
    assert [erased(live, one) for one in all_of_them] == [True] * 3
    assert len(live.events("statement:erase")) == 3


def test_two_jobs_at_once_erase_each_once(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    for number in range(5):
        tells(live, number)
    clock.set(END)
    both = Barrier(2)

    def run(_: int) -> None:
        both.wait()
        tends(live)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))
    tends(live)
    assert len(live.events("statement:erase")) == 5


def test_a_complaint_at_the_same_moment_is_taken_or_refused_and_never_about_nothing(
    live: World, clock: ManualClock
) -> None:
    ids = [tells(live, number) for number in range(8)]
    clock.advance(clocks.LONGEST_UNTOLD)
    tends(live)
    clock.set(clocks.statement_kept_until(clock.now(), (), 180))
    both = Barrier(2)

    def complains() -> list[UUID]:
        both.wait()
        taken = []
        for one in ids:
            try:
                sent = ComplaintSent(statement=one, words=WORDS)
                handing.hand_on(live.node, KEY, sent)
                taken.append(one)
            except StatementErased:
                continue
        return taken

    def erases() -> None:
        both.wait()
        keeping.erase_due(live.node)

    with ThreadPoolExecutor(2) as pool:
        said, ran = pool.submit(complains), pool.submit(erases)
        ran.result()
        taken = said.result()
    tends(live)
    for one in ids:
        assert erased(live, one) is (one not in taken)


def test_a_complaint_that_is_being_taken_in_keeps_its_statement(
    live: World, clock: ManualClock
) -> None:
    one = tells(live)
    clock.advance(clocks.LONGEST_UNTOLD)
    tends(live)
    clock.set(clocks.statement_kept_until(clock.now(), (), 180))
    with live.node.work(NODE, purpose="test") as work:
        about = shown(live, one)
        assert store_erasing.stays(work.connection, one)
        lodging.keep(work, lodging.about_statement(work, about, WORDS, "en"))
        keeping.erase_due(live.node)
        assert not erased(live, one)
    keeping.erase_due(live.node)
    assert (erased(live, one), erase_at(live, one)) == (False, None)


def test_the_certificate_names_both_and_nothing_outlived_its_clock(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    one = tells(live)
    held = withholding.hold_back(
        live.node, SARA, shown(live, one).statement.case_id, why="order", source="Court",
        until=clock.now() + DAY,
    )  # fmt: skip
    clock.advance(DAY)
    mending.tend(live.node)
    tends(live)
    clock.set(END + DAY)
    tends(live)
    clock.advance(2 * timedelta(hours=1))
    made = made_by(live)
    assert {(each.kind, each.id) for each in made.erased} >= {
        ("statement", one), ("withholding", held),
    }  # fmt: skip
    assert made.overdue == ()


def made_by(world: World) -> certificate.Statement:
    found = proof.prove(world.node)
    with world.node.read() as connection:
        row = connection.execute(
            text("SELECT statement FROM erasure_certificate WHERE id = :id"), {"id": found}
        )
        return certificate.read(row.scalar_one())


def test_keeping_them_longer_waits_for_another_person(live: World) -> None:
    longer = live.node.settings.model_copy(update={"statement_days": 365})
    assert [one.name for one in withheld(longer, {})] == ["statement_days"]
    shorter = live.node.settings.model_copy(update={"statement_days": 90})
    assert withheld(shorter, {}) == ()
