"""Notices on the pages: their words first, decided by a form, and on the desk with their case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tutela import demonstration
from tutela.redress.notices import given, taking
from tutela.redress.notices.model import Way
from tutela.redress.notices.sender import Sender

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

    from tutela.redress.notices.taking import Receipt

URL = "https://xn--80ak6aa92e.com/a?b=<b>"


@pytest.fixture
def takes(stage: Stage) -> Callable[..., Receipt]:
    def take(**changes: Any) -> Receipt:
        values = {
            "kind": "material", "urls": [URL], "reasons": "it shows <b>it</b>", "good_faith": True
        }  # fmt: skip
        sender = Sender(demonstration.SERVICE, "here")
        return taking.take_in(stage.node, sender, given.made(values | changes), Way.FORM)

    return take


def test_a_reviewer_reads_a_notice_and_decides_it(
    visit: Callable[[str], Visitor],
    takes: Callable[..., Receipt],
    events: Callable[[str], list[Any]],
) -> None:
    made, mira = takes(danger=True), visit("mira")
    path = f"/notices/{made.notice_id}"
    assert "1 says that somebody is in danger" in mira.reads("/notices")
    assert "it shows" not in mira.reads("/notices")
    assert events("notice:view") == [], "words are read on the page of the notice, which is noted"
    page = mira.reads(path)
    assert "it shows &lt;b&gt;it&lt;/b&gt;" in page
    assert "\u0430\u0440\u0440\u04cf\u0435.com" in page
    assert "xn--80ak6aa92e.com" in page
    assert 'href="http' not in page, "nobody opens such an address by a slip"
    assert len(events("notice:view")) == 1
    refused = mira.sends(f"{path}/decide", page=path, outcome="not-found", told="")
    assert refused.status_code == 400
    assert "Say in words, for whoever gave notice" in refused.text
    assert 'value="not-found" required checked' in refused.text
    for field, wrong in (("outcome", "x"), ("duplicate_of", "x")):
        sent = {"outcome": "not-found", "told": "gone", field: wrong}
        assert mira.sends(f"{path}/decide", page=path, **sent).status_code == 400
    done = mira.sends(f"{path}/decide", page=path, outcome="not-found", told="It is gone <i>.")
    assert done.headers["location"] == f"{path}?done=decided"
    assert "It is gone &lt;i&gt;." in mira.reads(path)
    assert "nothing was found there" in mira.reads("/notices?show=decided")
    assert "No notice waits" in mira.reads("/notices")
    again = mira.sends(f"{path}/decide", page="/desk", outcome="not-found", told="twice")
    assert again.status_code == 409


def test_a_case_shows_its_notices_before_its_items(
    stage: Stage, visit: Callable[[str], Visitor], takes: Callable[..., Receipt]
) -> None:
    stage.exact_hit(account="kim", name="photo-1")
    made, mira = takes(urls=[], item="photo-1"), visit("mira")
    desk = mira.reads("/desk")
    assert "1 notice" in desk
    assert "kim" in desk, "the notice went to the case of the item's account"
    one = mira.reads(f"/notices/{made.notice_id}")
    [case] = {part.split('"')[0] for part in one.split('href="/cases/')[1:]}
    page = mira.reads(f"/cases/{case}")
    assert page.index("1 notice from outside") < page.index("1 item")
    assert f'href="/notices/{made.notice_id}#decide"' in page


def test_a_notice_alone_makes_a_case_that_somebody_takes(
    visit: Callable[[str], Visitor], takes: Callable[..., Receipt]
) -> None:
    takes(urls=["https://a.example/1", "https://a.example/2"])
    mira = visit("mira")
    assert "Several places that a notice names" in mira.reads("/desk")
    taken = mira.sends("/desk/next")
    page = mira.reads(taken.headers["location"].partition("#")[0])
    assert "You work on this case" in page
    assert "what a notice names on" in page


def test_who_may_not_read_notices_sees_none(
    visit: Callable[[str], Visitor], takes: Callable[..., Receipt]
) -> None:
    made, ada = takes(), visit("ada")
    assert ada.opens("/notices").status_code == 403
    assert ada.opens(f"/notices/{made.notice_id}").status_code == 403
    olga = visit("olga")
    page = olga.reads(f"/notices/{made.notice_id}")
    assert "Record the decision" not in page
    assert olga.sends(
        f"/notices/{made.notice_id}/decide", outcome="not-found", told="x"
    ).status_code == 403  # fmt: skip
