"""An account that is suspended for what it put there, on the pages of the desk and by its link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.screens.suspension import HOSTILE, Suspended, play_suspension

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage


@pytest.fixture
def suspended(stage: Stage) -> Suspended:
    return play_suspension(stage)


def test_the_case_of_misuse_and_the_statement_name_each_other(
    visit: Callable[[str], Visitor], suspended: Suspended
) -> None:
    sara = visit("sara")
    page = sara.reads(f"/misuse/{suspended.misuse}")
    assert f'href="/statements/{suspended.statement}"' in page
    assert "The account complains of its suspension itself" in page
    assert f'action="/misuse/{suspended.misuse}/object"' not in page
    typed = sara.sends(f"/misuse/{suspended.misuse}/object", page="/misuse", words="I object")
    assert (typed.status_code, str(suspended.statement) in typed.text) == (409, True)
    shown = sara.reads(f"/statements/{suspended.statement}")
    assert f'href="/misuse/{suspended.misuse}"' in shown
    assert "&lt;b&gt;kim&lt;/b&gt;" in shown
    assert HOSTILE not in shown
    assert "It (i)went on(/i)." in shown
    assert "Account suspended for a time" in shown
    assert f"/statements/{suspended.statement}" in sara.reads("/statements")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Your account on"), ("it", "Il Suo account su")]
)
def test_whoever_has_the_link_reads_why_and_complains(
    stranger: Visitor, suspended: Suspended, language: str, words: str
) -> None:
    answer = stranger.opens(f"{suspended.link}?lang={language}")
    assert (answer.status_code, answer.headers["content-language"]) == (200, language)
    assert words in answer.text
    for hidden in ("kim", "vera", "curator", "jonas"):
        assert hidden not in answer.text
    page = f"{suspended.link}/complaint"
    assert stranger.sends(page, page=page, words="It was not me.").status_code == 200
    assert "We have your complaint." in stranger.reads(page)


def test_its_complaint_is_answered_on_the_page_and_lifts_it(
    visit: Callable[[str], Visitor],
    stranger: Visitor,
    suspended: Suspended,
    events: Callable[[str], list[Any]],
) -> None:
    page = f"{suspended.link}/complaint"
    stranger.sends(page, page=page, words="It was not me.")
    [lodged] = events("complaint:lodge")
    sara, path = visit("sara"), f"/complaints/{lodged.subject_id}"
    shown = sara.reads(path)
    assert "the account is no longer suspended" in shown
    for other in ("not abuse material", "neither illegal", "I looked at it on the platform"):
        assert other not in shown
    for wrong in ("not-illegal", "account", "x"):
        refused = sara.sends(f"{path}/decide", page=path, answer=wrong, told="why")
        assert refused.status_code == 400
    done = sara.sends(f"{path}/decide", page=path, answer="lift", told="You are right.")
    assert done.headers["location"] == f"{path}?done=decided"
    assert len(events("misuse:lift")) == 1
    assert "You were right." in stranger.reads(page)
    assert "You are right." in sara.reads(f"/misuse/{suspended.misuse}")
    assert "over by now" in sara.reads("/statements")
