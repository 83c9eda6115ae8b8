"""Notices are taken in once, wait in a case, are decided by a person, and answered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.notices.notice_samples import ACTED, NOT_ILLEGAL, URL
from tests.together import together
from tests.world import BOSS, JONAS, KEY, MIRA

from tutela.casework.claims import service as claims
from tutela.casework.claims.errors import ClaimedByOther
from tutela.casework.errors import PersonNeeded
from tutela.platform.errors import Forbidden
from tutela.redress.notices import deciding, erasing
from tutela.redress.notices.deciding import Judgement
from tutela.redress.notices.errors import (
    DuplicateUnknown,
    NoticeMoveRefused,
    NoticeUnknown,
    NotUnfounded,
    WordsForNotifier,
)
from tutela.redress.notices.following import follow
from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.model import Outcome
from tutela.redress.notices.public_errors import (
    CodeUnknown,
    GoodFaithMissing,
    NoticeRepeated,
    NotifierMissing,
    PlaceMissing,
    PlaceUnusable,
    TooManyNotices,
    TooManyPlaces,
)
from tutela.redress.notices.sender import SENDING_LIMIT
from tutela.reporting.erasure import proof
from tutela.reporting.threats import service as threats
from tutela.reporting.threats.machine import ThreatState

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.notices.notice_samples import Door

    from tutela.platform.clock import ManualClock

    Rows = Callable[..., list[Any]]

LOOKALIKE = "https://xn--80ak6aa92e.com/a"


def test_a_notice_waits_in_a_case_about_its_address_and_its_code_follows_it(door: Door) -> None:
    made = door.takes()
    [case] = door.queue()
    assert (case.subject_kind, case.subject_ref) == ("url", "forum.example/t/1")
    assert (case.notices, case.pending, case.items) == (1, 0, 0)
    assert [one.words for one in case.priority.reasons] == ["somebody gave notice"]
    found = follow(door.node, f"  {made.code.reveal().lower().replace('-', ' ')} ")
    assert (found.state, found.outcome, found.redress) == (NoticeState.RECEIVED, None, ())
    assert "A person will look at it" in found.sentence
    one = door.shows(made.notice_id)
    assert one.reasons == "neutral marker"
    assert one.profile == "interim-2026"
    assert one.due_at == one.received_at + timedelta(hours=72)


def test_deciding_it_tells_the_decision_and_redress_and_closes_the_case(
    door: Door, rows: Rows
) -> None:
    made = door.takes()
    [case] = door.queue()
    door.decides(made.notice_id)
    found = follow(door.node, made.code.reveal())
    assert (found.outcome, found.told) == (Outcome.NOT_ILLEGAL, NOT_ILLEGAL.told)
    assert any("Article 20" in one for one in found.redress)
    assert door.queue() == []
    assert door.state_of(case.id) == "closed"
    events = rows("SELECT event, actor_id, facts FROM audit_event ORDER BY at, id")
    kept = [one for one in events if one.event.startswith("notice:")]
    assert [one.event for one in kept] == ["notice:receive", "notice:decide"]
    assert kept[1].actor_id == MIRA.id
    assert all("forum.example" not in str(one.facts) for one in events), "no address in the log"


def test_only_the_hash_of_a_code_is_kept(door: Door, rows: Rows) -> None:
    made = door.takes()
    [row] = rows("SELECT to_jsonb(n)::text AS whole FROM notice n")
    assert made.code.reveal() not in row.whole
    assert made.code.reveal().replace("-", "") not in row.whole
    for wrong in ("", "AAAA-AAAA", made.code.reveal()[:-1], "\0", "ꟾ" * 300):
        with pytest.raises(CodeUnknown):
            follow(door.node, wrong)


def test_notices_about_the_same_places_are_one_to_decide_and_each_is_answered(
    door: Door, rows: Rows
) -> None:
    first = door.takes(urls=["https://a.example/x", "https://b.example/y"])
    again = door.takes(urls=["http://B.example/y", "https://a.example/x#top"], reasons="another")
    [case] = door.queue()
    assert (case.subject_kind, case.notices) == ("notice", 1)
    head = door.shows(first.notice_id)
    assert (head.joined, door.shows(again.notice_id).joined_id) == (1, first.notice_id)
    assert len(deciding.list_notices(door.node, MIRA, NoticeState.RECEIVED)) == 1
    assert len(door.decides(again.notice_id, ACTED)) == 2, "whichever of them somebody opened"
    for made in (first, again):
        assert follow(door.node, made.code.reveal()).outcome is Outcome.ACTED_LAW
    later = door.takes(urls=["https://a.example/x", "https://b.example/y"])
    assert door.shows(later.notice_id).joined_id is None, "what is decided is joined by nobody"
    [successor] = door.queue()
    assert [one.words for one in successor.priority.reasons if "earlier" in one.words]


def test_many_at_once_about_the_same_are_one_to_decide(door: Door, rows: Rows) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda number: door.takes(source=f"s{number}"), range(12)))
    heads = rows("SELECT id FROM notice WHERE joined_id IS NULL")
    assert len(heads) == 1
    assert len({one.code.reveal() for one in made}) == 12
    assert len(door.queue()) == 1
    assert len(door.decides(made[5].notice_id)) == 12


def test_giving_and_deciding_at_once_lose_nothing(door: Door, rows: Rows) -> None:
    first = door.takes()

    def either(number: int) -> None:
        door.takes(source=f"s{number}") if number else door.decides(first.notice_id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(either, [1, 2, 3, 0, 4, 5, 6, 7]))
    waiting = rows("SELECT id FROM notice WHERE state = 'received' AND joined_id IS NULL")
    assert sum(case.notices for case in door.queue()) == len(waiting)
    orphans = rows(
        "SELECT n.id FROM notice n JOIN notice h ON h.id = n.joined_id WHERE n.state <> h.state"
    )
    assert orphans == []


def test_the_same_form_sent_twice_is_one_notice_with_one_code(door: Door, rows: Rows) -> None:
    one, other = door.takes(token="form-1"), door.takes(token="form-1")
    assert (one.notice_id, one.code.reveal()) == (other.notice_id, other.code.reveal())
    assert len(rows("SELECT id FROM notice")) == 1
    with pytest.raises(NoticeRepeated):
        door.takes(token="form-1", reasons="something else")
    assert door.takes(token="form-2").code.reveal() != one.code.reveal()


def test_the_same_form_sent_twice_at_once_is_one_notice_with_one_receipt(
    door: Door, rows: Rows
) -> None:
    for number in range(8):
        same: dict[str, Any] = {"urls": [f"{URL}/{number}"], "token": f"form-{number}"}
        one, other = together(*[partial(door.takes, danger=number % 2 == 1, **same)] * 2)
        assert (one.notice_id, one.code.reveal()) == (other.notice_id, other.code.reveal())
    assert len(rows("SELECT id FROM notice")) == 8
    assert len(rows("SELECT id FROM audit_event WHERE event LIKE 'case:%'")) == 8


def test_of_two_notices_with_one_id_at_once_one_is_taken_and_the_other_refused(
    door: Door, rows: Rows
) -> None:
    for number in range(8):
        acts = [
            partial(door.takes, token=f"form-{number}", urls=[f"{URL}/{number}/{which}"])
            for which in "ab"
        ]
        kinds = sorted(type(one).__name__ for one in together(*acts))
        assert kinds == ["NoticeRepeated", "Receipt"]
    assert len(rows("SELECT id FROM notice")) == 8


def test_what_somebody_says_of_danger_stands_first_and_opens_the_lane(door: Door) -> None:
    door.takes(urls=["https://other.example/"])
    made = door.takes(danger=True)
    first = door.queue()[0]
    assert first.subject_ref == "forum.example/t/1"
    assert first.priority.reasons[0].words == "a notice says that somebody is in danger"
    assert first.priority.points >= 10_000
    assessment = threats.of_case(door.node, MIRA, first.id)
    assert assessment is not None
    assert assessment.state is ThreatState.OPEN
    one = door.shows(made.notice_id)
    assert one.due_at - one.received_at == timedelta(hours=1)
    door.decides(made.notice_id)
    assert door.state_of(first.id) == "closed"


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"urls": [], "item": ""}, PlaceMissing),
        ({"urls": ["forum.example/t/1"]}, PlaceUnusable),
        ({"urls": [URL, "https://"]}, PlaceUnusable),
        ({"urls": [f"https://a.example/{number}" for number in range(101)]}, TooManyPlaces),
        ({"urls": ["https://a.example/"] * 10_000}, TooManyPlaces),
        ({"good_faith": False}, GoodFaithMissing),
        ({"kind": "other"}, NotifierMissing),
        ({"kind": "other", "name": "Kim"}, NotifierMissing),
    ],
)
def test_what_the_law_asks_for_is_asked_for(
    door: Door, rows: Rows, changes: dict[str, Any], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        door.takes(**changes)
    assert rows("SELECT id FROM notice") == []
    assert door.queue() == []


def test_about_other_things_one_says_who_one_is(door: Door) -> None:
    made = door.takes(kind="other", name="Kim", email="kim@mail.example")
    assert door.shows(made.notice_id).notifier == "Kim"


def test_a_look_alike_host_shows_in_both_forms(door: Door) -> None:
    [place] = door.shows(door.takes(urls=[LOOKALIKE]).notice_id).places
    assert place.canonical == "xn--80ak6aa92e.com/a"
    assert place.spoken == "\u0430\u0440\u0440\u04cf\u0435.com"
    [plain] = door.shows(door.takes().notice_id).places
    assert plain.spoken == ""


def test_one_source_is_bounded_and_others_are_not(door: Door, clock: ManualClock) -> None:
    for number in range(SENDING_LIMIT[False]):
        door.takes(urls=[f"https://a.example/{number}"])
    with pytest.raises(TooManyNotices):
        door.takes()
    door.takes(source="elsewhere")
    clock.advance(timedelta(hours=1, seconds=1))
    door.takes()


def test_a_person_decides_with_the_claim_and_says_why(door: Door) -> None:
    made = door.takes()
    [case] = door.queue()
    with pytest.raises(PersonNeeded):
        deciding.decide(door.node, BOSS, made.notice_id, NOT_ILLEGAL)
    with pytest.raises(WordsForNotifier):
        door.decides(made.notice_id, Judgement(Outcome.NOT_ILLEGAL, "  "))
    with pytest.raises(WordsForNotifier):
        door.decides(made.notice_id, Judgement(Outcome.NOT_FOUND, "a\x00b"))
    with pytest.raises(NotUnfounded):
        door.decides(made.notice_id, Judgement(Outcome.ACTED_LAW, "removed", unfounded=True))
    with pytest.raises(DuplicateUnknown):
        door.decides(made.notice_id, Judgement(Outcome.DUPLICATE, "before"))
    itself = Judgement(Outcome.DUPLICATE, "before", duplicate_of=made.notice_id)
    with pytest.raises(DuplicateUnknown):
        door.decides(made.notice_id, itself)
    assert claims.take_next(door.node, JONAS) == case.id, "a notice alone is work for somebody"
    with pytest.raises(ClaimedByOther):
        door.decides(made.notice_id)
    deciding.decide(door.node, JONAS, made.notice_id, NOT_ILLEGAL)
    with pytest.raises(NoticeMoveRefused):
        door.decides(made.notice_id)
    with pytest.raises(NoticeUnknown):
        door.decides(case.id)
    again = door.takes()
    duplicate = Judgement(Outcome.DUPLICATE, "decided before", duplicate_of=made.notice_id)
    door.decides(again.notice_id, duplicate)
    assert door.shows(again.notice_id).duplicate_of_id == made.notice_id


def test_nobody_reads_notices_without_the_permission(door: Door) -> None:
    made = door.takes()
    with pytest.raises(Forbidden):
        deciding.show_notice(door.node, KEY, made.notice_id, purpose="curious")
    with pytest.raises(Forbidden):
        deciding.list_notices(door.node, KEY)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # The night in which clocks in Europe go back, and the one in which they go on.
        (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 27, 22, tzinfo=UTC)),
        (datetime(2027, 3, 27, 22, tzinfo=UTC), datetime(2027, 3, 30, 22, tzinfo=UTC)),
    ],
)
def test_a_clock_is_not_longer_for_daylight_saving(
    door: Door, clock: ManualClock, received: datetime, due: datetime
) -> None:
    clock.set(received)
    assert door.shows(door.takes().notice_id).due_at == due


def test_what_it_said_is_erased_six_months_after_the_decision_and_counted_on(
    door: Door, clock: ManualClock, rows: Rows
) -> None:
    made = door.takes(name="Kim", email="kim@mail.example", reasons="canary")
    door.decides(made.notice_id)
    one = door.shows(made.notice_id)
    assert one.erase_at == datetime(2027, 5, 22, 9, tzinfo=UTC)
    clock.set(one.erase_at - timedelta(seconds=1))
    assert erasing.erase_due(door.node) == 0
    clock.set(one.erase_at)
    assert (erasing.erase_due(door.node), erasing.erase_due(door.node)) == (1, 0)
    [row] = rows("SELECT to_jsonb(n)::text AS whole FROM notice n")
    for gone in ("canary", "Kim", "kim@", "forum.example", NOT_ILLEGAL.told):
        assert gone not in row.whole
    with pytest.raises(CodeUnknown):
        follow(door.node, made.code.reveal())
    left = door.shows(made.notice_id)
    assert (left.state, left.outcome) == (NoticeState.ERASED, Outcome.NOT_ILLEGAL)
    clock.advance(proof.GRACE + timedelta(seconds=1))
    proof.prove(door.node)
    [statement] = rows("SELECT statement FROM erasure_certificate")
    assert str(made.notice_id) in statement.statement


def test_one_that_outlives_its_clock_is_named_in_the_proof(
    door: Door, clock: ManualClock, rows: Rows
) -> None:
    made = door.takes()
    door.decides(made.notice_id)
    clock.set(datetime(2027, 6, 22, 9, tzinfo=UTC))
    proof.prove(door.node)
    [row] = rows("SELECT overdue FROM erasure_certificate")
    assert row.overdue == 1


def test_where_a_notice_came_from_is_forgotten_after_a_day(
    door: Door, clock: ManualClock, rows: Rows
) -> None:
    door.takes()
    clock.advance(timedelta(days=1, seconds=1))
    erasing.erase_due(door.node)
    assert [one.source for one in rows("SELECT source FROM notice")] == [""]
