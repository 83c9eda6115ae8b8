"""A victim's request between three institutions: what each learns, and what it never does."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.requests.loop import LINK, MIRA, OLA, PAPER, PIA
from tests.victims import SHA256

from tutela.casework.errors import PersonNeeded
from tutela.federation import posting
from tutela.federation.errors import MessageUnsayable
from tutela.federation.kinds import (
    VICTIM_ANSWERED,
    VICTIM_FOUND,
    VICTIM_REMOVAL,
    VICTIM_SEARCH,
    VICTIM_STANDS,
)
from tutela.platform.actor import NODE
from tutela.platform.alerts.model import Finding, Kind
from tutela.platform.errors import Forbidden
from tutela.redress.requests import alerting, authority, centre, following, jobs, provider, wire
from tutela.redress.requests.errors import (
    ConflictRecorded,
    NobodyShown,
    OtherInstitution,
    ReleaseNeedsAnother,
    RemovalMoveRefused,
    VictimMoveRefused,
    VictimRequestErased,
)
from tutela.redress.requests.machine import RemovalState, VictimState
from tutela.redress.requests.model import Preference, Reason, Recheck, Removal
from tutela.redress.requests.public_errors import RequestCodeUnknown
from tutela.redress.requests.public_words import DECLINED, NOT_TOLD, WAITS

if TYPE_CHECKING:
    from tests.integration.requests.loop import Loop

    from tutela.redress.requests.model import Signal


def test_a_request_goes_the_whole_way_and_nobody_learns_more_than_they_need(loop: Loop) -> None:
    code = loop.asks(name="Kim Example", email="kim@x.example", needs="large letters")
    loop.reported()
    loop.passed_on()
    for there in (loop.centre, loop.provider):
        assert not any(one in loop.everything_in(there) for one in ("Kim", "kim@", "large", LINK))
    loop.found()
    one = loop.request()
    assert one.state is VictimState.MATCHED
    [report] = one.known.found
    assert (report.provider, report.forwarded_to) == (loop.provider.name, loop.authority.name)
    assert report.removal is Removal.UNASKED
    assert following.follow(loop.authority.node, code).found == ()  # nobody answered yet
    loop.provider_asked()
    assert loop.request().state is VictimState.PROVIDER_ASKED
    asked = provider.look(loop.provider.node, MIRA, loop.removal_id(), purpose="see it")
    assert asked.item is not None
    assert asked.item.links == ()
    assert SHA256 in {one.value for one in asked.item.signals}
    loop.answers()
    assert loop.request().state is VictimState.REMOVED
    authority.answer(loop.authority.node, OLA, loop.request_id(), words="It is gone.")
    seen = following.follow(loop.authority.node, code)
    assert (seen.words, seen.found[0].removal) == ("It is gone.", Removal.REMOVED)


def test_what_the_provider_keeps_can_lead_to_an_order_that_a_person_asks_for(loop: Loop) -> None:
    loop.asks()
    loop.reported()
    loop.passed_on()
    loop.found()
    loop.provider_asked()
    loop.answers(Reason.IMPOSSIBLE)
    assert loop.request().state is VictimState.PROVIDER_ASKED  # nothing moves by itself
    centre.notify(loop.centre.node, OLA, loop.search_id())
    loop.carry()
    assert loop.request().state is VictimState.NOTIFIED
    asked = provider.look(loop.provider.node, MIRA, loop.removal_id(), purpose="see it")
    assert (asked.state, asked.times) == (RemovalState.ASKED, 2)
    loop.answers(Reason.NOT_FOUND)
    assert loop.searching().hits[0].reason is Reason.NOT_FOUND
    authority.request_order(loop.authority.node, OLA, loop.request_id())
    assert loop.request().state is VictimState.ORDER_REQUESTED


def test_what_is_found_again_is_news_after_the_answer(loop: Loop) -> None:
    code = loop.asks()
    loop.reported()
    loop.passed_on()
    loop.found()
    loop.provider_asked()
    loop.answers()
    authority.answer(loop.authority.node, OLA, loop.request_id(), words="It is gone.")
    [hit] = loop.searching().hits
    assert hit.recheck_at == loop.clock.now() + timedelta(days=30)
    look = {"purpose": "monthly look"}
    loop.clock.advance(timedelta(days=31))
    centre.recheck(loop.centre.node, OLA, loop.search_id(), 1, Recheck.UNKNOWN, **look)
    centre.recheck(loop.centre.node, OLA, loop.search_id(), 1, Recheck.AGAIN, **look)
    loop.carry()
    one = loop.request()
    assert one.news_at is not None
    assert one.known.found[0].removal is Removal.AGAIN
    assert following.follow(loop.authority.node, code).found[0].removal is Removal.REMOVED
    authority.request_order(loop.authority.node, OLA, one.id)
    authority.answer(loop.authority.node, OLA, one.id, words="It is there again.")
    assert following.follow(loop.authority.node, code).found[0].removal is Removal.AGAIN


def test_nobody_both_searches_and_releases_and_no_program_does_either(loop: Loop) -> None:
    loop.asks()
    loop.passed_on()
    here, one = loop.centre.node, loop.search_id()
    with pytest.raises(PersonNeeded):
        centre.search(here, replace(NODE, permissions=OLA.permissions), one, purpose="look")
    with pytest.raises(Forbidden):
        centre.search(here, MIRA, one, purpose="look")
    assert centre.search(here, OLA, one, purpose="a request of an authority") == 0
    with pytest.raises(ReleaseNeedsAnother):
        centre.release(here, OLA, one)
    loop.carry()
    assert loop.request().state is VictimState.TO_CENTRE
    done: list[str] = []
    start = threading.Barrier(2)

    def release() -> None:
        start.wait()
        try:
            centre.release(here, PIA, one)
            done.append("released")
        except VictimMoveRefused:
            done.append("refused")

    both = [threading.Thread(target=release) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(done) == ["refused", "released"]
    loop.carry()
    assert loop.request().state is VictimState.NO_MATCH
    assert loop.centre.events("victim-request:search") == ["victim-request:search"]


def test_never_means_that_nothing_is_shown_or_sent_until_they_ask_again(loop: Loop) -> None:
    code = loop.asks(preference="never", email="kim@x.example")
    before = following.follow(loop.authority.node, code)
    loop.passed_on()
    loop.found()
    authority.answer(loop.authority.node, OLA, loop.request_id(), words="Nothing is known.")
    after = following.follow(loop.authority.node, code)
    assert after == before  # not even that there is an answer
    assert after.sentence == NOT_TOLD
    assert loop.request().mail_id is None
    assert loop.request().state is VictimState.ANSWERED
    seen = following.prefer(loop.authority.node, code, Preference.ALL)
    assert seen.words == "Nothing is known."
    assert loop.request().mail_id is None


def test_only_when_it_is_gone_means_no_word_before(loop: Loop) -> None:
    code = loop.asks(preference="gone")
    loop.reported()
    loop.passed_on()
    loop.found()
    authority.answer(loop.authority.node, OLA, loop.request_id(), words="One report.")
    assert following.follow(loop.authority.node, code).sentence == WAITS
    loop.provider_asked()
    loop.answers()
    assert following.follow(loop.authority.node, code).words == ""  # no person answered yet
    authority.answer(loop.authority.node, OLA, loop.request_id(), words="It is gone.")
    assert following.follow(loop.authority.node, code).words == "It is gone."


def test_a_representative_whom_a_report_may_concern_learns_nothing(loop: Loop) -> None:
    code = loop.asks(who="guardian")
    here, one = loop.authority.node, loop.request_id()
    authority.identify(here, OLA, one, how="came to the desk")
    with pytest.raises(NobodyShown):  # a guardian shows by what they may ask
        authority.pass_on(here, OLA, one)
    authority.represent(here, OLA, one, PAPER)
    with pytest.raises(VictimMoveRefused):  # they may: nobody refuses them for that
        authority.decline(here, OLA, one, words="no", representative=True)
    authority.represent(here, OLA, one, replace(PAPER, conflict=True))
    with pytest.raises(ConflictRecorded):  # nobody takes that back alone
        authority.represent(here, OLA, one, PAPER)
    with pytest.raises(NobodyShown):
        authority.pass_on(here, OLA, one)
    authority.decline(here, OLA, one, words="Another person can ask.", representative=True)
    seen = following.follow(here, code)
    assert (seen.sentence, seen.words) == (DECLINED, "Another person can ask.")
    loop.carry()
    assert loop.centre.came() == []


def test_taken_back_in_the_middle_it_is_erased_everywhere(loop: Loop) -> None:
    code = loop.asks(name="Kim Example")
    loop.reported()
    loop.passed_on()
    loop.found()
    loop.provider_asked()
    centre_and_provider = loop.search_id(), loop.removal_id()
    following.withdraw(loop.authority.node, code)
    with pytest.raises(RequestCodeUnknown):
        following.follow(loop.authority.node, code)
    loop.carry()
    assert loop.request().content is None
    opened = loop.searching()
    assert (opened.search.item, opened.hits) == (None, ())
    gone = provider.look(loop.provider.node, MIRA, loop.removal_id(), purpose="see it")
    assert (gone.item, gone.reference, gone.state) == (None, "", RemovalState.ERASED)
    with pytest.raises(RemovalMoveRefused):
        loop.answers()
    with pytest.raises(VictimRequestErased):
        centre.ask(loop.centre.node, OLA, centre_and_provider[0])
    for one in (loop.authority, loop.centre, loop.provider):
        assert SHA256 not in loop.everything_in(one)


def test_what_nothing_happens_to_is_erased_at_the_end_of_its_clock(loop: Loop) -> None:
    code = loop.asks()
    loop.reported()
    loop.passed_on()
    loop.found()
    loop.provider_asked()
    loop.clock.advance(timedelta(days=399))
    for one in (loop.authority, loop.centre, loop.provider):
        jobs.erase_due(one.node)
    assert loop.request().content is not None
    loop.clock.advance(timedelta(days=2))
    for one in (loop.authority, loop.centre, loop.provider):
        jobs.erase_due(one.node)
        jobs.erase_due(one.node)
    assert loop.request().content is None
    assert loop.searching().search.item is None
    with pytest.raises(VictimRequestErased):  # nobody is told that nothing was found
        authority.answer(loop.authority.node, OLA, loop.request_id(), words="Nothing.")
    with pytest.raises(VictimRequestErased):
        centre.release(loop.centre.node, PIA, loop.search_id())
    assert loop.provider.events("removal-request:erase") == ["removal-request:erase"]
    with pytest.raises(RequestCodeUnknown):
        following.follow(loop.authority.node, code)


def test_people_are_told_when_our_own_target_is_over_and_no_more_once_it_is_answered(
    loop: Loop,
) -> None:
    late, (here, there) = alerting.CONDITIONS[Kind.VICTIM_LATE], (loop.authority, loop.centre)
    loop.asks()
    loop.passed_on()
    assert late(here.node, loop.request().due_at) is None
    loop.clock.advance(timedelta(days=30, seconds=1))
    since = Finding.of(1, loop.request().due_at)
    assert late(here.node, loop.clock.now()) == since
    assert late(there.node, loop.clock.now()) == Finding.of(1, loop.searching().search.due_at)
    loop.found()
    assert late(there.node, loop.clock.now()) is None
    authority.answer(here.node, OLA, loop.request_id(), words="Nothing was found.")
    assert late(here.node, loop.clock.now()) is None


UNREADABLE: list[dict[str, Any]] = [
    {},
    {"request": "x", "asked": "both", "signals": [], "profile": "p"},
    {"name": "Kim"},
    {"signals": [{"kind": "sha256", "value": "ab"}] * 100},
]


def test_what_cannot_be_read_is_refused_and_written_down(loop: Loop) -> None:
    for number, body in enumerate(UNREADABLE):
        with loop.authority.node.work(OLA, purpose="test") as work:
            posting.post(work, loop.centre.id, VICTIM_SEARCH, str(number), body)
    loop.carry()
    refused = "victim-request:refuse-message"
    assert loop.centre.events(refused) == [refused] * len(UNREADABLE)
    assert loop.authority.events(refused) == [refused] * len(UNREADABLE)  # it was told
    assert {one.state.value for one in loop.centre.came()} == {"handled"}
    with (
        loop.provider.node.work(MIRA, purpose="test") as work,
        pytest.raises(MessageUnsayable),  # a provider can ask for no search at all
    ):
        posting.post(work, loop.centre.id, VICTIM_SEARCH, "s", {})
    with pytest.raises(OtherInstitution):
        centre.search(loop.provider.node, OLA, loop.provider.id, purpose="look")


def test_messages_of_strangers_twice_or_at_the_wrong_time_change_nothing(loop: Loop) -> None:
    loop.asks()
    loop.reported()
    loop.passed_on()
    number = loop.request().number
    forged = (
        (loop.authority, loop.centre, VICTIM_SEARCH, _again(loop)),
        (loop.centre, loop.authority, VICTIM_STANDS, wire.stands(number, "removed", [])),
        (loop.centre, loop.authority, VICTIM_FOUND, wire.found(loop.centre.id, [])),
        (loop.provider, loop.centre, VICTIM_ANSWERED, wire.answered(loop.centre.id, None)),
    )
    for sender, to, kind, body in forged:
        with sender.node.work(OLA, purpose="test") as work:
            posting.post(work, to.id, kind, "forged", body)
    loop.carry()
    assert loop.request().state is VictimState.TO_CENTRE
    refused = "victim-request:refuse-message"
    assert len(loop.centre.events(refused)) == 4  # two refused here, two heard of
    loop.found()
    assert loop.request().state is VictimState.MATCHED


def test_a_removal_is_answered_once_even_when_two_do_at_once(loop: Loop) -> None:
    loop.asks()
    loop.reported()
    loop.passed_on()
    loop.found()
    loop.provider_asked()
    loop.answers()
    with pytest.raises(RemovalMoveRefused):
        loop.answers(Reason.LAWFUL)
    # The same said twice by the provider's node changes nothing either.
    [hit] = loop.searching().hits
    with loop.provider.node.work(MIRA, purpose="test") as work:
        body = wire.answered(hit.id, Reason.LAWFUL)
        posting.post(work, loop.centre.id, VICTIM_ANSWERED, wire.subject(hit.id), body)
    with loop.centre.node.work(OLA, purpose="test") as work:
        again = wire.removal(hit.id, "r", hit.item_id, _signals(loop), "p", again=False)
        posting.post(work, loop.provider.id, VICTIM_REMOVAL, wire.subject(hit.id), again)
    loop.carry()
    assert loop.searching().hits[0].removal is Removal.REMOVED
    assert loop.request().state is VictimState.REMOVED


def _again(loop: Loop) -> dict[str, Any]:
    return wire.search(loop.request().number, loop.request().asked, _signals(loop), "p")


def _signals(loop: Loop) -> tuple[Signal, ...]:
    item = loop.searching().search.item
    assert item is not None
    return item.signals
