"""The frame of public pages: its languages, its errors, and no way to the pages of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.pages.conftest import Visitor

NOWHERE = "/public/nowhere"


@pytest.mark.parametrize(
    ("query", "accepted", "language", "heading"),
    [
        ("", "", "en", "Nothing here"),
        ("", "de-AT, en;q=0.5", "de", "Hier ist nichts"),
        ("?lang=fr", "de", "fr", "Rien ici"),
        ("?lang=sv", "it", "it", "Qui non c’è nulla"),
        ("?lang=%3Cscript%3E", "nl", "nl", "Hier is niets"),
    ],
)
def test_a_page_is_in_the_language_that_was_asked_for(
    stranger: Visitor, query: str, accepted: str, language: str, heading: str
) -> None:
    answer = stranger.opens(NOWHERE + query, **{"Accept-Language": accepted})
    assert answer.status_code == 404
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert f"<h1>{heading}</h1>" in answer.text
    assert "<script" not in answer.text


def test_every_language_is_offered_by_its_own_name(stranger: Visitor) -> None:
    page = stranger.opens(NOWHERE).text
    for name in ("Deutsch", "English", "Français", "Italiano", "Nederlands"):
        assert f">{name}</a>" in page
    assert 'href="/public/nowhere?lang=nl"' in page
    assert "tel:112" in page


def test_a_public_page_says_nothing_of_who_works_here(visit: Callable[..., Visitor]) -> None:
    page = visit("mira").opens(NOWHERE).text
    assert "mira" not in page
    assert "/desk" not in page
