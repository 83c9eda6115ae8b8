"""A hotline's case: one address, however often it is reported, until it is gone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.hotlines import ABUSE
from tests.receiving import OTTO, PIA
from tests.simulators.mail import Mailbox, serving, settings_of
from tests.world import MIRA

from tutela.hotline import (
    alerting,
    assessing,
    handing,
    hosts,
    jobs,
    looking,
    mailing,
    reading,
    taking,
)
from tutela.hotline import telling as telling_others
from tutela.hotline.errors import (
    AddressInvalid,
    FindingMissing,
    HostUnknown,
    HostUntold,
    HotlineErased,
    HotlineMoveRefused,
    HotlineNeedsPerson,
    HotlineUnset,
    HotlineWordsMissing,
    ItemInvalid,
    LetterWaits,
    MailUnset,
    NotHotline,
    PoliceFirst,
    PoliceTimeInvalid,
)
from tutela.hotline.machine import State
from tutela.hotline.model import Found
from tutela.platform.actor import NODE
from tutela.platform.alerts.model import Kind, MailState
from tutela.platform.errors import Forbidden
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from pathlib import Path

    from tests.hotlines import Hotlines

    from tutela.platform.node import Node

RIGHT = "section 184b(5) of the criminal code"


def test_the_same_address_is_one_case_however_it_is_written(hotlines: Hotlines) -> None:
    node = hotlines.first.node
    first = taking.report(node, OTTO, "https://Host.example:443/a/../b?x=1#top", "somebody called")
    again = taking.report(node, PIA, "http://host.example/b?x=1", "another called", urgent=True)
    assert (first.known, again.known) == (False, True)
    assert first.case_id == again.case_id
    one = hotlines.show(hotlines.first, first.case_id)
    assert (one.line.reports, one.line.urgent, one.line.state) == (2, True, State.OPEN)
    assert [step.words for step in one.steps] == ["somebody called", "another called"]
    assert [step.by_name for step in one.steps] == ["otto", "pia"]


def test_two_who_report_the_same_at_once_make_one_case(hotlines: Hotlines) -> None:
    node, address = hotlines.first.node, hotlines.address()
    barrier = threading.Barrier(4)

    def report(number: int) -> taking.Taken:
        barrier.wait()
        return taking.report(node, OTTO, address, f"caller {number}")

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(report, range(4)))
    assert len({one.case_id for one in found}) == 1
    assert [one.known for one in found].count(False) == 1
    assert hotlines.show(hotlines.first, found[0].case_id).line.reports == 4


@pytest.mark.parametrize(
    "address",
    [
        "",
        "host.example/x",
        "javascript:alert(1)",
        "https://",
        "https://host.example/\x00",
        "https://host.example/" + "a" * 100_000,
    ],
)
def test_what_is_no_address_is_refused(hotlines: Hotlines, address: str) -> None:
    with pytest.raises(AddressInvalid):
        taking.report(hotlines.first.node, OTTO, address, "somebody called")


def test_an_address_that_was_gone_and_is_reported_again_is_open_again(hotlines: Hotlines) -> None:
    node, case_id = hotlines.first.node, hotlines.illegal()
    looking.look(node, OTTO, case_id, Found.GONE, RIGHT)
    one = hotlines.show(hotlines.first, case_id)
    assert (one.line.state, one.line.due_at) == (State.GONE, None)
    assert one.line.ended_at is not None
    assert case_id not in {each.id for each in reading.list_cases(node, OTTO)}
    assert case_id in {each.id for each in reading.list_cases(node, OTTO, over=True)}
    hotlines.clock.advance(timedelta(seconds=1))
    taken = taking.report(node, OTTO, one.url, "it is back")
    assert (taken.case_id, taken.known) == (case_id, True)
    again = hotlines.show(hotlines.first, case_id)
    assert (again.line.state, again.line.ended_at) == (State.OPEN, None)
    with pytest.raises(FindingMissing):  # what was found before is no finding of today
        assessing.find_illegal(node, OTTO, case_id, "it was so before")
    assessing.find_lawful(node, OTTO, case_id, "an empty page")
    assert hotlines.show(hotlines.first, case_id).line.state is State.LAWFUL


def test_a_case_goes_further_only_with_something_illegal_that_a_person_wrote_down(
    hotlines: Hotlines,
) -> None:
    node, case_id = hotlines.first.node, hotlines.reported()
    with pytest.raises(FindingMissing):
        assessing.find_illegal(node, OTTO, case_id, "it is")
    item = {"scheme": "no-abuse", "label": "no-person", "where": "first picture"}
    assessing.add_item(node, OTTO, case_id, **item)
    with pytest.raises(FindingMissing):
        assessing.find_illegal(node, OTTO, case_id, "it is")
    for wrong in (
        item | {"label": "unknown"},
        item | {"scheme": "own-request", "label": "minor-said"},
        item | {"where": " "},
        item | {"where": "two\nlines"},
        item | {"sha256": "abc"},
    ):
        with pytest.raises(ItemInvalid):
            assessing.add_item(node, OTTO, case_id, **wrong)
    with pytest.raises(HotlineWordsMissing):
        assessing.find_lawful(node, OTTO, case_id, "\x00")
    with pytest.raises(HotlineMoveRefused):
        telling_others.told_host(node, OTTO, case_id, "by their form")
    assert hotlines.show(hotlines.first, case_id).line.state is State.OPEN


def test_only_people_of_a_hotline_work_on_its_cases(hotlines: Hotlines) -> None:
    node = hotlines.first.node
    with pytest.raises(HotlineNeedsPerson):
        taking.report(node, NODE, hotlines.address(), "a program")
    with pytest.raises(Forbidden):
        taking.report(node, MIRA, hotlines.address(), "somebody who may not")
    with pytest.raises(NotHotline):
        taking.report(_provider(node), OTTO, hotlines.address(), "at a provider")


def test_the_police_are_first_where_they_ask_for_it_until_they_answer(hotlines: Hotlines) -> None:
    node, case_id = hotlines.first.node, hotlines.reported()
    assessing.add_item(
        node, OTTO, case_id, scheme="interpol-baseline", label="baseline", where="a film"
    )
    assessing.find_illegal(node, OTTO, case_id, "it is", police_first=True)
    with pytest.raises(PoliceFirst):
        telling_others.told_host(node, OTTO, case_id, "by their form")
    with pytest.raises(PoliceTimeInvalid):
        telling_others.tell_police(node, OTTO, case_id, "by phone", hours=0)
    telling_others.tell_police(node, OTTO, case_id, "by phone", hours=48)
    with pytest.raises(HotlineMoveRefused):
        telling_others.told_host(node, OTTO, case_id, "by their form")
    telling_others.hear_police(node, OTTO, case_id, "go on")
    telling_others.told_host(node, OTTO, case_id, "by their form")
    assert hotlines.show(hotlines.first, case_id).line.state is State.TOLD


def test_the_polices_time_ends_by_the_clock(hotlines: Hotlines) -> None:
    node, case_id = hotlines.first.node, hotlines.illegal()
    telling_others.tell_police(node, OTTO, case_id, "by phone", hours=2)
    hotlines.clock.advance(timedelta(hours=2) - timedelta(seconds=1))
    jobs.end_police_time(node)
    assert hotlines.show(hotlines.first, case_id).line.state is State.POLICE
    hotlines.clock.advance(timedelta(seconds=1))
    jobs.end_police_time(node)
    jobs.end_police_time(node)
    one = hotlines.show(hotlines.first, case_id)
    assert (one.line.state, one.line.police_settled) == (State.ILLEGAL, True)
    assert len(hotlines.first.events("hotline:end-police-time")) == 1


def test_the_host_is_told_in_its_language_with_xarf_and_never_a_picture(
    hotlines: Hotlines, tmp_path: Path
) -> None:
    node, case_id = hotlines.first.node, hotlines.illegal()
    with pytest.raises(MailUnset):
        telling_others.tell_host(node, OTTO, case_id, "remove it", language="nl")
    box = Mailbox(frozenset({ABUSE}), greylisted=1)
    with serving(box, tmp_path) as authority:
        changed = settings_of(box, authority, tmp_path, "notices@hotline.example")
        node = replace(node, settings=node.settings.model_copy(update=changed))
        telling_others.tell_host(node, OTTO, case_id, "remove it", language="nl")
        with pytest.raises(LetterWaits):
            telling_others.tell_host(node, OTTO, case_id, "by a second officer", language="nl")
        [waiting] = hotlines.show(hotlines.first, case_id).mails
        for _ in range(3):
            try:
                mailing.send(node, mail_id=str(waiting.id))
            except HostUntold:
                continue
    [letter] = box.arrived
    body, attached = letter.iter_parts()
    said = body.get_content()
    url = hotlines.show(hotlines.first, case_id).url
    assert url in said
    assert body["Content-Language"] == "nl"
    assert letter["To"] == ABUSE
    assert attached.get_content_type() == "application/json"
    assert b'"classification": "baseline"' in attached.get_content()
    [told] = hotlines.show(hotlines.first, case_id).mails
    assert (told.state, told.tries) == (MailState.SENT, 2)
    assert len(hotlines.first.events("hotline:send-to-host")) == 1


def test_nobody_is_written_to_before_the_host_is_known(hotlines: Hotlines) -> None:
    node, case_id = hotlines.first.node, hotlines.reported()
    sends = {"mail_host": "h", "mail_from": "a@b.example"}
    node = replace(node, settings=node.settings.model_copy(update=sends))
    assessing.add_item(
        node, OTTO, case_id, scheme="interpol-baseline", label="baseline", where="a film"
    )
    assessing.find_illegal(node, OTTO, case_id, "it is")
    with pytest.raises(HostUnknown):
        telling_others.tell_host(node, OTTO, case_id, "remove it")
    with pytest.raises(HotlineUnset):
        handing.hand_over(node, OTTO, case_id, "nobody knows where")
    hosts.say(node, OTTO, case_id, name="A host", country="NL", contact=ABUSE)
    telling_others.tell_host(node, OTTO, case_id, "remove it")
    one = hotlines.show(hotlines.first, case_id)
    assert (one.line.country, one.line.state) == ("NL", State.TOLD)
    assert one.host is not None
    assert one.host.contact == ABUSE


def test_people_look_again_by_a_clock_and_are_told_when_they_are_late(
    hotlines: Hotlines,
) -> None:
    node, case_id = hotlines.first.node, hotlines.illegal()
    telling_others.told_host(node, OTTO, case_id, "by their form")
    due = hotlines.show(hotlines.first, case_id).line.due_at
    assert due == hotlines.clock.now() + timedelta(days=3)
    late = alerting.CONDITIONS[Kind.HOTLINE_LATE]
    assert due is not None
    hotlines.clock.advance(timedelta(days=3, seconds=1))
    found = late(node, hotlines.clock.now())
    assert found is not None
    before = found.count
    with pytest.raises(HotlineWordsMissing):
        looking.look(node, OTTO, case_id, Found.PRESENT, " ")
    looking.look(node, OTTO, case_id, Found.PRESENT, RIGHT)
    left = late(node, hotlines.clock.now())
    assert (left.count if left else 0) == before - 1
    looking.look(node, OTTO, case_id, Found.UNKNOWN, RIGHT)
    looking.close(node, OTTO, case_id, "the host does not answer")
    with pytest.raises(HotlineMoveRefused):
        looking.look(node, OTTO, case_id, Found.GONE, RIGHT)


def test_what_a_case_says_is_erased_at_the_end_of_its_clock_and_nothing_of_it_lies_open(
    hotlines: Hotlines,
) -> None:
    node, case_id = hotlines.first.node, hotlines.illegal()
    url = hotlines.show(hotlines.first, case_id).url
    assert _found_open(node, url, "first picture", ABUSE, "somebody called") == []
    looking.look(node, OTTO, case_id, Found.GONE, RIGHT)
    hotlines.clock.advance(timedelta(days=365) - timedelta(seconds=1))
    jobs.erase_due(node)
    assert hotlines.show(hotlines.first, case_id).url == url
    hotlines.clock.advance(timedelta(seconds=1))
    jobs.erase_due(node)
    one = hotlines.show(hotlines.first, case_id)
    assert (one.url, one.hosts, [step.words for step in one.steps]) == ("", (), [""] * 3)
    assert [(item.where, item.sha256) for item in one.items] == [("", "")]
    with pytest.raises(HotlineErased):
        looking.close(node, OTTO, case_id, "too late")
    fresh = taking.report(node, OTTO, url, "it is back")
    assert (fresh.known, fresh.case_id == case_id) == (False, False)


def _found_open(node: Node, *words: str) -> list[str]:
    """Which of these words stand readable in a table of this room, or in the log."""
    tables = ("case", "item", "step", "origin", "mail", "route")
    with node.read() as connection:
        rows = [
            str(row)
            for name in tables
            for row in connection.execute(text(f"SELECT t::text FROM tutela.hotline_{name} t"))
        ]
        rows += [
            str(row) for row in connection.execute(text("SELECT e::text FROM tutela.audit_event e"))
        ]
    return [word for word in words if any(word in row for row in rows)]


def _provider(node: Node) -> Node:
    return replace(node, identity=replace(node.identity, role=NodeRole.PROVIDER))
