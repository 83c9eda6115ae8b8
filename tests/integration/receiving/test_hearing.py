"""What another node says of a report may be repeated, wrong, another's, or hostile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from tests.receiving import OTTO, PIA
from tests.world import SARA

from tutela.federation.kinds import (
    REPORT_ANSWER,
    REPORT_ASSESSED,
    REPORT_CONCLUDED,
    REPORT_FILED,
    REPORT_FORWARDED,
    REPORT_OUTCOME,
    REPORT_QUESTION,
    REPORT_REFUSED,
    REPORT_TAKEN,
    REPORT_UNFOUNDED,
)
from tutela.platform.noderole import NodeRole
from tutela.receiving import assessing, triage
from tutela.receiving.machine import State
from tutela.reporting import sending
from tutela.reporting.centre import answering
from tutela.reporting.centre.model import Finding
from tutela.reporting.machine import ReportState

if TYPE_CHECKING:
    from uuid import UUID

    from tests.institutions import Institution
    from tests.receiving import Loop


def subject(name: object) -> str:
    return f"report {name}"


def count(at: Institution, table: str) -> int:
    with at.node.read() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM tutela.{table}")).scalar_one())


def form_of(loop: Loop, report_id: UUID) -> dict[str, Any]:
    form = loop.received(loop.centre, report_id).form
    assert form is not None
    return form


def test_a_report_said_twice_is_one_and_keeps_its_number(loop: Loop) -> None:
    report_id = loop.filed()
    before = (count(loop.centre, "received_report"), loop.line(loop.centre, report_id).number)
    body = {"form": form_of(loop, report_id)}
    loop.says(loop.provider, loop.centre, REPORT_FILED, subject(report_id), body)
    [(kind, answer)] = loop.answers(loop.centre, loop.provider)
    assert (kind, answer["number"]) == ("report.taken", before[1])
    loop.goes()
    after = (count(loop.centre, "received_report"), loop.line(loop.centre, report_id).number)
    assert after == before
    assert loop.bureau.show(report_id).summary.row.reference == before[1]


def test_findings_said_twice_are_one_and_another_one_is_refused(loop: Loop) -> None:
    report_id = loop.forwarded(loop.filed())
    there = loop.received(loop.authority, report_id)
    item = there.items[0].id
    node = loop.authority.node
    assessing.assess(node, PIA, there.line.id, item, Finding.CONFIRMED, "it is")
    assessing.assess(node, PIA, there.line.id, item, Finding.CONFIRMED, "it is, still")
    loop.goes()
    said = {"number": there.line.number, "item": str(item), "reason": "it is"}
    about = subject(there.line.number)
    for finding, answers in (("confirmed", 0), ("not-abuse-material", 1)):
        body = said | {"finding": finding}
        loop.says(loop.authority, loop.centre, REPORT_ASSESSED, about, body)
        assert len(loop.answers(loop.centre, loop.authority)) == answers
    assert len(answering.words_of(loop.provider.node, SARA, report_id)) == 1
    loop.goes()
    assert loop.received(loop.authority, report_id).steps[-1].event == "refused"
    assert loop.line(loop.centre, report_id).state is State.CONFIRMED


def test_the_centres_words_said_twice_wait_once(loop: Loop) -> None:
    report_id = loop.filed()
    about = subject(report_id)
    body = {"report": str(report_id), "question": str(uuid4()), "words": "which city is it?"}
    reason = {"report": str(report_id), "reason": "a cat"}
    for _ in range(2):
        loop.says(loop.centre, loop.provider, REPORT_QUESTION, about, body)
        loop.says(loop.centre, loop.provider, REPORT_UNFOUNDED, about, reason)
    assert loop.answers(loop.provider, loop.centre) == []
    assert len(answering.words_of(loop.provider.node, SARA, report_id)) == 2


def test_another_provider_cannot_speak_of_a_report(loop: Loop, other: Institution) -> None:
    report_id = loop.submitted()
    at_centre = loop.line(loop.centre, report_id).id
    triage.ask(loop.centre.node, OTTO, at_centre, "which city is it?")
    loop.goes()
    body = {"report": str(report_id), "question": str(uuid4()), "words": "another city"}
    loop.says(other, loop.centre, REPORT_ANSWER, subject(report_id), body)
    [(kind, answer)] = loop.answers(loop.centre, other)
    assert (kind, answer["code"]) == ("report.refused", "report-unknown")
    assert loop.line(loop.centre, report_id).state is State.INCOMPLETE
    loop.centre.carries()


def test_another_authority_cannot_assess_a_report(loop: Loop, court: Institution) -> None:
    report_id = loop.forwarded()
    one = loop.received(loop.centre, report_id)
    said = {"number": one.line.number, "reason": "it is none"}
    finding = said | {"item": str(one.items[0].id), "finding": "not-abuse-material"}
    outcome = said | {"outcome": "none"}
    loop.says(court, loop.centre, REPORT_ASSESSED, subject(one.line.number), finding)
    loop.says(court, loop.centre, REPORT_CONCLUDED, subject(one.line.number), outcome)
    answers = loop.answers(loop.centre, court)
    assert [answer["code"] for _, answer in answers] == ["report-unknown"] * 2
    assert loop.line(loop.centre, report_id).state is State.FORWARDED
    loop.centre.carries()


def test_what_no_report_is_known_for_is_refused(loop: Loop) -> None:
    nobody = str(uuid4())
    about = subject(nobody)
    sayings = (
        (loop.centre, loop.provider, REPORT_TAKEN, {"report": nobody, "number": "EUC-1"}),
        (loop.centre, loop.provider, REPORT_UNFOUNDED, {"report": nobody, "reason": "why"}),
        (
            loop.provider,
            loop.centre,
            REPORT_ANSWER,
            {"report": nobody, "question": nobody, "words": "a city"},
        ),
        (
            loop.authority,
            loop.centre,
            REPORT_CONCLUDED,
            {"number": "EUC-1", "outcome": "none", "reason": "why"},
        ),
    )
    for who, to, kind, body in sayings:
        loop.says(who, to, kind, about, body)
        [(refused, answer)] = loop.answers(to, who)
        assert (refused, answer) == (
            "report.refused",
            {"about": kind.name, "code": "report-unknown"},
        )
        loop.goes()


def broken(form: dict[str, Any]) -> list[dict[str, Any]]:
    """Bodies that are no report, each for one reason."""
    item = form["content"][0]
    spoilt: list[dict[str, Any]] = [
        {},
        {"form": {}},
        {"form": form, "more": 1},
        {"form": form | {"more": 1}},
        {"form": form | {"schema": "tutela.annex3/2"}},
        {"form": form | {"content": [item, item]}},
        {"form": form | {"report": form["report"] | {"id": str(uuid4())}}},
        {"form": form | {"member_states": ["Germany"]}},
    ]
    spoilt += [
        {"form": form | {"content": [item | {"digests": item["digests"] | {"md5": wrong}}]}}
        for wrong in ("0" * 31, "x" * 32, "00" * 5000)
    ]
    return spoilt


def test_what_is_no_report_is_refused_and_nothing_is_kept(loop: Loop) -> None:
    fresh, form = loop.fresh()
    before = count(loop.centre, "received_report")
    bodies = broken(form)
    for body in bodies:
        loop.says(loop.provider, loop.centre, REPORT_FILED, subject(fresh), body)
    answers = loop.answers(loop.centre, loop.provider)
    assert [answer["code"] for _, answer in answers] == ["body-unreadable"] * len(bodies)
    assert count(loop.centre, "received_report") == before
    loop.says(loop.provider, loop.centre, REPORT_FILED, subject(fresh), {"form": form})
    assert count(loop.centre, "received_report") == before + 1
    loop.centre.carries()


def test_words_that_nobody_can_read_are_refused(loop: Loop) -> None:
    unreadable = ["", "\x00", "a" * 4001, "\x1b[2J", 5, None, ["a"]]
    for one in unreadable:
        body = {"report": str(uuid4()), "reason": one}
        loop.says(loop.centre, loop.provider, REPORT_UNFOUNDED, "report x", body)
    answers = loop.answers(loop.provider, loop.centre)
    assert [answer["code"] for _, answer in answers] == ["body-unreadable"] * len(unreadable)
    loop.goes()


def test_an_outcome_of_an_item_that_was_not_reported_is_refused(loop: Loop) -> None:
    mine, other = loop.filed(), loop.submitted()
    foreign = loop.received(loop.centre, other).items[0].id
    body = {"report": str(mine), "item": str(foreign), "finding": "confirmed", "reason": "why"}
    loop.says(loop.centre, loop.provider, REPORT_OUTCOME, subject(mine), body)
    [(_, answer)] = loop.answers(loop.provider, loop.centre)
    assert answer["code"] == "item-unknown"
    assert answering.words_of(loop.provider.node, SARA, mine) == []
    loop.goes()


def test_a_report_that_the_centre_refused_is_a_persons_again(loop: Loop) -> None:
    report_id = loop.drafted()
    loop.bureau.send(report_id)
    loop.provider.acts()
    refusal = {"about": "report.filed", "code": "body-unreadable"}
    loop.says(loop.centre, loop.provider, REPORT_REFUSED, subject(report_id), refusal)
    assert loop.state(report_id) is ReportState.REFUSED
    loop.goes()  # the Centre's number comes after all
    assert loop.state(report_id) is ReportState.REFUSED


def test_what_is_taken_back_before_the_number_came_is_filed_by_it(loop: Loop) -> None:
    report_id = loop.drafted()
    loop.bureau.send(report_id)
    loop.provider.acts()
    sending.retract(loop.provider.node, SARA, report_id, "a mistake")
    loop.provider.acts()
    assert loop.state(report_id) is ReportState.RETRACTING
    loop.goes()
    assert loop.state(report_id) is ReportState.FILED


def test_a_form_forwarded_wrongly_is_refused_and_a_right_one_kept_once(loop: Loop) -> None:
    report_id = loop.submitted()
    form = form_of(loop, report_id)
    number = loop.line(loop.centre, report_id).number
    body = {"number": number, "provider": "Forum", "form": form, "reason": "it is theirs"}
    before = count(loop.authority, "received_report")
    spoilt = body | {"form": {}}
    loop.says(loop.centre, loop.authority, REPORT_FORWARDED, subject(number), spoilt)
    assert count(loop.authority, "received_report") == before
    loop.goes()
    for _ in range(2):
        loop.says(loop.centre, loop.authority, REPORT_FORWARDED, subject(number), body)
    assert count(loop.authority, "received_report") == before + 1
    assert loop.received(loop.centre, report_id).steps[-1].event == "refused"


@pytest.fixture(scope="module")
def other(institutions: Loop) -> Institution:
    """Another provider that the Centre believes."""
    return _met(institutions, NodeRole.PROVIDER)


@pytest.fixture(scope="module")
def court(institutions: Loop) -> Institution:
    """Another authority that the Centre believes."""
    return _met(institutions, NodeRole.AUTHORITY)


def _met(loop: Loop, role: NodeRole) -> Institution:
    one = loop.union.make(role)
    one.meets(loop.centre)
    loop.centre.meets(one)
    return one
