"""A hotline's pages: a case from its report until it is gone, by a person with a browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.hotlines import RDAP
from tests.officer import Officer
from tests.receiving import OTTO

from tutela.hotline import reading
from tutela.hotline.machine import State
from tutela.platform.permissions import Role

if TYPE_CHECKING:
    from tests.hotlines import Hotlines


@pytest.fixture(scope="module")
def officer(hotlines: Hotlines) -> Officer:
    return Officer(hotlines.first, Role.OFFICER)


def test_a_case_is_worked_through_its_page_from_the_report_until_it_is_gone(
    hotlines: Hotlines, officer: Officer
) -> None:
    assert 'href="/hotline"' in officer.reads("/")
    address = hotlines.address()
    wrong = {"address": "no address", "words": "somebody called"}
    assert officer.sends("/hotline", page="/hotline", **wrong) == 400
    assert "somebody called" in officer.answer.text
    right = {"address": address, "words": "somebody <b>called</b>", "urgent": "yes"}
    assert officer.sends("/hotline", page="/hotline", **right) == 303
    path = officer.answer.headers["location"].partition("?")[0]
    assert officer.sends("/hotline", page="/hotline", **right) == 303
    assert officer.answer.headers["location"] == f"{path}?done=joined"
    page = officer.reads(path)
    assert address in page
    assert "somebody &lt;b&gt;called&lt;/b&gt;" in page
    for form, fields, status in (
        ("illegal", {"words": "it is"}, 409),
        ("item", {"label": "interpol-baseline/baseline", "where": ""}, 400),
        ("item", {"label": "own/label", "where": "first"}, 400),
        ("item", {"label": "interpol-baseline/baseline", "where": "first"}, 303),
        ("illegal", {"words": "it is", "police_first": "yes"}, 303),
        ("host", {"rdap": "{}"}, 400),
        ("host", {"rdap": json.dumps(RDAP)}, 303),
        ("told-host", {"words": "by their form"}, 409),
        ("police", {"words": "by phone", "hours": "many"}, 400),
        ("police", {"words": "by phone", "hours": "12"}, 303),
        ("police-answer", {"words": "go on"}, 303),
        ("tell-host", {"words": "this node sends no mail"}, 409),
        ("told-host", {"words": "by their form"}, 303),
        ("look", {"words": "Article 12"}, 400),
        ("look", {"found": "present", "words": "Article 12"}, 303),
        ("hand-over", {"words": "it is hosted there"}, 303),
        ("handed", {"words": "it is handed over already"}, 409),
        ("take-back", {"words": "they do not answer"}, 303),
        ("look", {"found": "gone", "words": "Article 12"}, 303),
        ("close", {"words": "too late"}, 409),
    ):
        assert officer.sends(f"{path}/{form}", page=path, **fields) == status, (form, fields)
    page = officer.reads(path)
    assert "It is gone." in page
    assert "EXAMPLE-NET" in page
    sheet = officer.saves(f"{path}/sheet.pdf")
    for words in (
        address,
        "EXAMPLE-NET",
        "interpol-baseline baseline",
        "found it gone: Article 12",
    ):
        assert words in sheet
    [one] = reading.list_cases(hotlines.first.node, OTTO, over=True)
    assert (one.state, one.reports, one.country) == (State.GONE, 2, "NL")
    assert str(one.id) in officer.reads("/hotline?show=over")


def test_a_person_says_which_hotline_serves_a_country(hotlines: Hotlines, officer: Officer) -> None:
    for hotline, country, status in (
        ("", "DE", 400),
        (str(hotlines.second.id), "Germany", 400),
        (str(hotlines.second.id), "de", 303),
    ):
        said = {"country": country, "hotline": hotline}
        assert officer.sends("/hotline/route", page="/hotline", **said) == status
    assert "Hotline Two" in officer.reads("/hotline")
