"""A report's whole way: provider, Centre, authority, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.bureau import OLGA
from tests.institutions import at_another_time
from tests.receiving import OTTO, PIA
from tests.world import BOSS, SARA

from tutela.federation.kinds import REPORT_ANSWER, REPORT_FILED
from tutela.platform.alerts.model import Kind
from tutela.platform.clock import ManualClock
from tutela.receiving import alerting, assessing, assessments, codes, reading, search, triage
from tutela.receiving.errors import (
    NotOurPart,
    ReceivedExtended,
    ReceivedHanded,
    ReceivedLacking,
    ReceivedMoveRefused,
    ReceivedNeedsPerson,
)
from tutela.receiving.machine import State
from tutela.receiving.model import Lack, Outcome
from tutela.receiving.public_errors import CodeUnusable
from tutela.reporting.centre import answering
from tutela.reporting.centre.errors import WordSettled
from tutela.reporting.centre.model import Finding, WordKind
from tutela.reporting.machine import ReportState
from tutela.signals.model import SignalKind

if TYPE_CHECKING:
    from tests.institutions import Institution
    from tests.receiving import Loop


def test_a_report_is_filed_only_when_the_centre_gave_its_number(loop: Loop) -> None:
    report_id = loop.drafted()
    loop.bureau.send(report_id)
    loop.provider.acts()
    loop.provider.carries()
    assert loop.state(report_id) is ReportState.QUEUED
    assert loop.centre.came()[-1].kind == "report.filed"
    loop.goes()
    filed, there = loop.bureau.show(report_id).summary.row, loop.line(loop.centre, report_id)
    assert filed.state is ReportState.FILED
    assert filed.reference == there.number
    assert there.reference == str(report_id)
    assert there.lacks == (Lack.PLACE,)
    assert there.profile == "com-2022"


def test_an_item_that_an_authority_clears_comes_back_once_a_person_recorded_it(loop: Loop) -> None:
    report_id = loop.forwarded(loop.filed(picture=1))  # which nothing matches from then on
    there = loop.received(loop.authority, report_id)
    assert there.line.state is State.FORWARDED
    assert there.line.due_at is not None
    assert there.line.due_at > there.line.received_at + timedelta(days=27)
    [item] = there.items
    assessing.assess(
        loop.authority.node, PIA, there.line.id, item.id, Finding.NOT_ABUSE, "a landscape"
    )
    loop.goes()
    assert loop.line(loop.authority, report_id).state is State.NOT_ABUSE
    assert loop.line(loop.centre, report_id).state is State.NOT_ABUSE
    [word] = answering.words_of(loop.provider.node, SARA, report_id)
    assert (word.kind, word.item_id, word.text) == (WordKind.OUTCOME, item.id, "a landscape")
    reversed_before = loop.provider.events("decision:reverse")
    answering.record(loop.provider.node, OLGA, word.id)
    loop.goes()
    [outcome] = loop.bureau.show(report_id).outcomes
    assert (outcome.outcome, outcome.item_id) == ("not-abuse-material", item.id)
    assert len(loop.provider.events("decision:reverse")) == len(reversed_before) + 1
    with pytest.raises(WordSettled):
        answering.record(loop.provider.node, OLGA, word.id)


def test_the_centre_asks_and_the_providers_person_answers(loop: Loop) -> None:
    report_id = loop.filed()
    at_centre = loop.line(loop.centre, report_id).id
    triage.ask(loop.centre.node, OTTO, at_centre, "which city is it?")
    loop.goes()
    assert loop.line(loop.centre, report_id).state is State.INCOMPLETE
    with pytest.raises(ReceivedMoveRefused):
        triage.forward(loop.centre.node, OTTO, at_centre, "DE", "it is theirs")
    [word] = answering.words_of(loop.provider.node, SARA, report_id)
    assert (word.kind, word.text) == (WordKind.QUESTION, "which city is it?")
    answering.answer(loop.provider.node, OLGA, word.id, "a harbour town")
    loop.goes()
    whole = loop.received(loop.centre, report_id)
    assert whole.line.state is State.SUBMITTED
    assert whole.steps[-1].words == "a harbour town"
    assert whole.steps[-1].by_name == "Example Forum"


def test_an_unfounded_report_ends_with_reasons_that_a_person_at_the_provider_notes(
    loop: Loop,
) -> None:
    report_id = loop.filed()
    triage.find_unfounded(
        loop.centre.node, OTTO, loop.line(loop.centre, report_id).id, "a picture of a cat"
    )
    loop.goes()
    whole = loop.received(loop.centre, report_id)
    assert whole.line.state is State.UNFOUNDED
    assert whole.line.ended_at is not None
    [word] = answering.words_of(loop.provider.node, SARA, report_id)
    answering.record(loop.provider.node, OLGA, word.id)
    [outcome] = loop.bureau.show(report_id).outcomes
    assert outcome.outcome == "manifestly-unfounded"


def test_a_centre_with_the_stricter_test_passes_on_only_what_facts_make_likely(loop: Loop) -> None:
    settings = loop.centre.node.settings.model_copy(update={"triage_substantiated": True})
    strict = replace(loop.centre.node, settings=settings)
    report_id, form = loop.fresh()
    about = f"report {report_id}"
    body = {"form": form | {"member_states": []}}
    loop.says(loop.provider, loop.centre, REPORT_FILED, about, body)
    loop.goes()
    at_centre = loop.line(loop.centre, report_id).id
    with pytest.raises(ReceivedLacking, match="Member State"):
        triage.forward(strict, OTTO, at_centre, "DE", "it is theirs")
    with pytest.raises(ReceivedLacking):
        triage.to_europol(strict, OTTO, at_centre, "nobody knows")
    triage.ask(strict, OTTO, at_centre, "which Member State is it?")
    loop.goes()
    answer = {"report": str(report_id), "question": str(uuid4()), "words": "it is Germany"}
    loop.says(loop.provider, loop.centre, REPORT_ANSWER, about, answer)
    triage.forward(strict, OTTO, at_centre, "DE", "the fingerprint and the city agree")
    assert loop.line(loop.centre, report_id).state is State.FORWARDED
    mine = loop.filed()
    triage.find_unfounded(strict, OTTO, loop.line(loop.centre, mine).id, "nothing supports it")
    loop.goes()
    [word] = answering.words_of(loop.provider.node, SARA, mine)
    assert (word.kind, word.finding) == (WordKind.UNFOUNDED, "substantiated")


def test_people_are_told_of_what_waits_too_long_urgent_reports_first(loop: Loop) -> None:
    now = loop.centre.node.clock.now()

    def late(at: Institution, **later: int) -> int:
        found = alerting.CONDITIONS[Kind.RECEIVED_LATE](at.node, now + timedelta(**later))
        return found.count if found else 0

    before = late(loop.centre, hours=2)
    report_id, form = loop.fresh()
    urgent = form | {"urgency": {"urgent": True, "reason": "a child is in danger"}}
    loop.says(loop.provider, loop.centre, REPORT_FILED, f"report {report_id}", {"form": urgent})
    loop.submitted()
    loop.goes()
    assert late(loop.centre) == 0
    assert late(loop.centre, hours=2) == before + 1
    assert late(loop.centre, hours=25) > before + 1
    waiting = late(loop.authority, days=32)
    loop.forwarded(report_id)
    assert late(loop.centre, hours=2) == before
    assert late(loop.authority, days=27) == 0
    assert late(loop.authority, days=32) == waiting + 1


def test_what_is_confirmed_waits_for_its_outcome_and_the_month_is_extended_once(
    loop: Loop,
) -> None:
    report_id = loop.forwarded()
    there = loop.received(loop.authority, report_id)
    node = loop.authority.node
    assessing.extend(node, PIA, there.line.id, "many people are in it")
    extended = loop.line(loop.authority, report_id)
    assert extended.due_at is not None
    assert there.line.due_at is not None
    assert extended.due_at > there.line.due_at + timedelta(days=27)
    with pytest.raises(ReceivedExtended):
        assessing.extend(node, PIA, there.line.id, "and more")
    assessing.assess(node, PIA, there.line.id, there.items[0].id, Finding.CONFIRMED, "it is")
    loop.goes()
    assert loop.line(loop.authority, report_id).due_at is None
    assert loop.line(loop.centre, report_id).state is State.CONFIRMED
    with loop.authority.node.read() as connection:
        [found] = assessments.of(connection, there.line.id)
    assert (found.finding, found.assessed_by) == (Finding.CONFIRMED, PIA.id)
    assessing.conclude(node, PIA, there.line.id, Outcome.INVESTIGATION, "case 7")
    loop.goes()
    assert loop.line(loop.centre, report_id).outcome == "investigation"
    assert loop.line(loop.centre, report_id).state is State.OUTCOME


def test_police_without_a_node_say_the_outcome_once_by_a_code(loop: Loop) -> None:
    report_id = loop.submitted()
    at_centre = loop.line(loop.centre, report_id).id
    with pytest.raises(ReceivedMoveRefused):
        codes.make(loop.centre.node, OTTO, at_centre, "the police")
    triage.forward(loop.centre.node, OTTO, at_centre, "DE", "it is theirs")
    loop.goes()
    there, node = loop.line(loop.authority, report_id).id, loop.authority.node
    late = codes.make(node, PIA, there, "the police").reveal()
    assert codes.asked(node, late.lower()).number == loop.line(loop.centre, report_id).number
    in_time = ManualClock(node.clock.now() + codes.LIFE - timedelta(seconds=1))
    assert codes.asked(at_another_time(loop.authority, in_time).node, late)
    in_time.advance(timedelta(seconds=1))
    with pytest.raises(CodeUnusable):
        codes.asked(at_another_time(loop.authority, in_time).node, late)
    code = codes.make(node, PIA, there, "the police").reveal()
    codes.give(node, code, Outcome.NONE, "nobody could be found")
    for used in (code, late):
        with pytest.raises(CodeUnusable):
            codes.give(node, used, Outcome.OTHER, "again")
    loop.goes()
    assert loop.line(loop.centre, report_id).outcome == "none"
    assert loop.received(loop.authority, report_id).steps[-1].by_name == "the police"


def test_what_is_unclear_goes_to_europol_by_a_person_who_may_refer_it_later(loop: Loop) -> None:
    report_id = loop.submitted()
    node, at_centre = loop.centre.node, loop.line(loop.centre, report_id).id
    triage.to_europol(node, OTTO, at_centre, "nobody knows where it is")
    triage.hand_over(node, OTTO, at_centre, "on a disk, to their office")
    assert loop.line(loop.centre, report_id).handed_at is not None
    with pytest.raises(ReceivedHanded):
        triage.hand_over(node, OTTO, at_centre, "again")
    triage.forward(node, OTTO, at_centre, "DE", "Europol says so")
    loop.goes()
    assert loop.line(loop.authority, report_id).state is State.FORWARDED


def test_the_centre_counts_how_often_an_item_was_reported_and_by_how_many(loop: Loop) -> None:
    node = loop.centre.node
    again = loop.fresh()[1]["content"][0]["digests"]["sha256"]
    signals = [(SignalKind.SHA256, bytes.fromhex(again))]
    before = reading.how_often(node, OTTO, signals)
    assert before
    loop.submitted()
    seen = reading.how_often(node, OTTO, signals)
    assert seen
    assert (seen.reports, seen.providers) == (before.reports + 1, 1)
    assert seen.last_at == node.clock.now()
    nothing = reading.how_often(node, OTTO, [(SignalKind.SHA256, bytes(32))])
    assert nothing
    assert (nothing.reports, nothing.last_at) == (0, None)
    assert reading.how_often(loop.authority.node, OTTO, signals) is None


def test_the_centre_finds_reports_by_exact_fingerprints(loop: Loop) -> None:
    report_id = loop.submitted()
    whole = loop.received(loop.centre, report_id)
    assert whole.form is not None
    digests = whole.form["content"][0]["digests"]
    wanted = [
        (SignalKind.SHA256, bytes.fromhex(digests["sha256"])),
        (SignalKind.MD5, bytes.fromhex(digests["md5"])),
    ]
    with loop.centre.node.read() as connection:
        found = search.reports_with(connection, wanted)[-1]
        assert search.reports_with(connection, [(SignalKind.SHA1, wanted[1][1])]) == []
        assert search.reports_with(connection, []) == []
    assert (found.number, found.peer_id) == (whole.line.number, loop.provider.id)
    assert found.authority_id is None


def test_each_institution_does_its_own_part_and_only_by_people(loop: Loop) -> None:
    report_id = loop.submitted()
    at_centre = loop.line(loop.centre, report_id).id
    with pytest.raises(NotOurPart):
        triage.ask(loop.provider.node, OTTO, at_centre, "which city is it?")
    with pytest.raises(NotOurPart):
        assessing.assess(loop.centre.node, OTTO, at_centre, at_centre, Finding.CONFIRMED, "it is")
    with pytest.raises(ReceivedNeedsPerson):
        triage.ask(loop.centre.node, BOSS, at_centre, "which city is it?")
