"""Received reports on the pages of the Centre, of an authority and of a provider."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.officer import Officer
from tests.receiving import OTTO

from tutela.federation.kinds import REPORT_FILED
from tutela.platform.permissions import Role
from tutela.receiving import triage
from tutela.receiving.machine import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.institutions import Institution
    from tests.receiving import Loop

DRAFT = "This rests on draft law"


@pytest.fixture(scope="module")
def officer(institutions: Loop) -> Callable[[Institution], Officer]:
    known: dict[str, Officer] = {}

    def at(one: Institution) -> Officer:
        role = Role.SENIOR if one is institutions.provider else Role.OFFICER
        if one.name not in known:
            known[one.name] = Officer(one, role)
        return known[one.name]

    return at


def test_the_centre_and_the_authority_work_a_report_through_their_pages(
    loop: Loop, officer: Callable[[Institution], Officer]
) -> None:
    report_id = loop.submitted()
    here, there = officer(loop.centre), officer(loop.authority)
    path = f"/received/{loop.line(loop.centre, report_id).id}"
    assert 'href="/received"' in here.reads("/")
    assert DRAFT in here.reads("/received")
    assert DRAFT in here.reads(path)
    sheet = here.saves(f"{path}/sheet.pdf")
    assert loop.line(loop.centre, report_id).number in sheet
    assert f"report.id: {report_id}" in sheet
    assert here.sends(f"{path}/ask", page=path, words="") == 400
    assert "Say in words" in here.answer.text
    assert here.sends(f"{path}/forward", page=path, country="FR", words="why") == 409
    assert "why" in here.answer.text
    assert here.sends(f"{path}/forward", page=path, country="de", words="it is theirs") == 303
    loop.goes()
    line = loop.line(loop.authority, report_id)
    path = f"/received/{line.id}"
    item = loop.received(loop.authority, report_id).items[0].id
    assert there.sends(f"{path}/code", page=path, words="the police") == 200
    [code] = re.findall(r"<code>((?:[0-9A-Z]{4}-){6}[0-9A-Z]{4})</code>", there.answer.text)
    assert there.sends(f"{path}/extend", page=path, words="it is complex") == 303
    assert there.sends(f"{path}/items/{item}", page=path, words="nothing was chosen") == 400
    assert there.sends(f"{path}/conclude", page=path, words="nothing was chosen") == 400
    assert there.sends(f"{path}/hold", page=path, words="why", until="soon") == 400
    assert there.sends(f"{path}/hold", page=path, words="why", until="2036-01-01T00:00") == 400
    assert "eighteen months" in there.answer.text
    until = f"{loop.centre.node.clock.now() + timedelta(days=30):%Y-%m-%dT%H:%M}"
    assert there.sends(f"{path}/hold", page=path, words="", until=until) == 400
    assert there.sends(f"{path}/hold", page=path, words="file 7", until=until) == 303
    assert "The user is not told until" in there.reads(path)
    assert there.sends(f"{path}/lift", page=path, words="it is over") == 303
    assert "The user is not told until" not in there.reads(path)
    said = {"finding": "confirmed", "words": "it is"}
    assert there.sends(f"{path}/items/{item}", page=path, **said) == 303
    page = "/public/outcome"
    assert there.sends(page, page=page, code="7MQK") == 404
    assert there.sends(page, page=page, code=code) == 200
    assert loop.line(loop.centre, report_id).number in there.answer.text
    said = {"code": code, "sent": "yes", "outcome": "investigation"}
    assert there.sends(page, page=page, **said, words="") == 400
    assert there.sends(page, page=page, **said, words="case 7") == 200
    assert there.sends(page, page=page, **said, words="case 7") == 404
    loop.goes()
    assert loop.line(loop.centre, report_id).state is State.OUTCOME
    assert "An investigation was launched" in there.reads(path)


def test_what_a_report_says_is_shown_as_text(
    loop: Loop, officer: Callable[[Institution], Officer]
) -> None:
    report_id, form = loop.fresh()
    form["event"] = form["event"] | {"description": "<script>alert(1)</script>"}
    about = f"report {report_id}"
    loop.says(loop.provider, loop.centre, REPORT_FILED, about, {"form": form})
    loop.goes()
    page = officer(loop.centre).reads(f"/received/{loop.line(loop.centre, report_id).id}")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_a_provider_sees_nothing_of_it_but_what_the_centre_said_of_its_reports(
    loop: Loop, officer: Callable[[Institution], Officer]
) -> None:
    report_id = loop.filed()
    sara = officer(loop.provider)
    assert 'href="/received"' not in sara.reads("/")
    assert "The EU Centre asks" not in sara.reads(f"/reports/{report_id}")
    triage.ask(loop.centre.node, OTTO, loop.line(loop.centre, report_id).id, "which city is it?")
    loop.goes()
    page = sara.reads(f"/reports/{report_id}")
    assert "What the user is told" in page
    assert "which city is it?" in page
    [action] = re.findall(rf'action="(/reports/{report_id}/centre/[^"]+/answer)"', page)
    assert sara.sends(action, page=f"/reports/{report_id}", words="") == 400
    assert sara.sends(action, page=f"/reports/{report_id}", words="a harbour town") == 303
    loop.goes()
    assert loop.line(loop.centre, report_id).state is State.SUBMITTED
