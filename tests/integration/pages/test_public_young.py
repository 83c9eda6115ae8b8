"""Children find whom to talk to, in their language; nothing is asked of them, least a picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tutela.web.public.young import Helpline, countries, known

if TYPE_CHECKING:
    from tests.integration.pages.conftest import Visitor

PATH = "/public/young"
LANGUAGES = ["en", "nl", "fr", "de", "it"]
UNCHECKED = "We have not checked whether this number still works."
UNKNOWN = "We do not know a number of this country for sure."


@pytest.mark.parametrize("one", countries(), ids=lambda one: one.tag)
def test_each_country_says_its_number_or_that_none_is_known(
    stranger: Visitor, one: Helpline
) -> None:
    page = stranger.reads(f"{PATH}?country={one.tag}")
    for always in ("112", "116111", "116000"):
        assert f'href="tel:{always}"' in page
    assert (UNKNOWN in page) == (one.number is None)
    assert (UNCHECKED in page) == (one.number is not None and one.checked is None)
    assert ("We have not called it." in page) == (one.checked is not None)
    assert 'aria-current="true"' in page.split("countries", 1)[1]


def test_no_number_stands_on_it_that_is_not_in_the_data(stranger: Visitor) -> None:
    pages = [stranger.reads(f"{PATH}?country={one.tag}&lang=nl") for one in countries()]
    shown = {number for page in pages for number in re.findall(r'href="tel:(\d+)"', page)}
    assert shown == {one.dialled for one in known() if one.number}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_asks_nothing_and_leads_on_in_the_same_language(
    stranger: Visitor, language: str
) -> None:
    page = stranger.reads(f"{PATH}?lang={language}&country=de-de")
    assert f'<html lang="{language}"' in page
    assert not re.search(r"<(form|input|textarea|script)\b", page)
    assert f'href="/public/picture?lang={language}"' in page
    assert f'href="/public/notice?lang={language}"' in page
    assert '<a class="button grave" href="https://www.wikipedia.org/" rel="noreferrer">' in page


@pytest.mark.parametrize("country", ["xx", "", "de-de%00", "%3Cscript%3E", "a" * 2000])
def test_an_unknown_country_is_no_fault(stranger: Visitor, country: str) -> None:
    page = stranger.reads(f"{PATH}?country={country}")
    assert "<script>" not in page
    assert UNKNOWN not in page


@pytest.mark.parametrize("path", ["/public/notice", "/public/picture"])
def test_the_forms_lead_to_it(stranger: Visitor, path: str) -> None:
    assert 'href="/public/young?lang=fr"' in stranger.reads(f"{path}?lang=fr")


def test_it_is_neither_kept_nor_told_to_whoever_is_visited_next(stranger: Visitor) -> None:
    answer = stranger.opens(PATH)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers
