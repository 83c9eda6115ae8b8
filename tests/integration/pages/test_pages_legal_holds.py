"""Legal holds on a case's page: a senior places and lifts them, a reviewer sees that they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tutela.casework.queue import show_case

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

GIVEN = {"reason": "a court asks for it <b>", "reference": "12 Js 345/26"}


@pytest.fixture
def case(stage: Stage) -> UUID:
    return stage.exact_hit()


def lifting(page: str) -> str:
    """Where the form that lifts the hold goes."""
    [found] = re.findall(r'action="(/cases/[^"]+/legal-holds/[^"]+/lift)"', page)
    return str(found)


def test_a_senior_places_and_lifts_a_hold_and_a_reviewer_sees_it(
    stage: Stage, visit: Callable[[str], Visitor], case: UUID, events: Callable[[str], list[Any]]
) -> None:
    sara, mira = visit("sara"), visit("mira")
    assert "Legal hold" not in mira.reads(f"/cases/{case}")
    assert "None: what is kept is erased on its clock" in sara.reads(f"/cases/{case}")
    placed = sara.sends(f"/cases/{case}/legal-hold", page=f"/cases/{case}", **GIVEN)
    assert placed.headers["location"] == f"/cases/{case}?done=held#legal-hold"
    assert "The case is under legal hold" in sara.reads(f"/cases/{case}?done=held")
    shown = mira.reads(f"/cases/{case}")
    assert "a court asks for it &lt;b&gt;" in shown
    assert "12 Js 345/26" in shown
    assert "Lift this hold" not in shown
    mira.sends(
        f"/cases/{case}/decide", finding="not-abuse-material", reason="harmless",
        items=[str(one.id) for one in show_case(
            stage.node, stage.actor("mira"), case, purpose="test").items],
    )  # fmt: skip
    assert len(events("legalhold:refuse")) == 1
    assert events("evidence:erase") == []
    path = lifting(sara.reads(f"/cases/{case}"))
    asked = sara.sends(path, page=f"/cases/{case}", reason="the court let it go")
    assert asked.headers["location"] == f"/cases/{case}?done=asked#legal-hold"
    assert "Another person must agree first" in sara.reads(f"/cases/{case}?done=asked")
    assert events("legalhold:lift") == [], "it stands until then"
    olga = visit("olga")
    [agreeing] = re.findall(r'action="(/requests/[^"]+/approve)"', olga.reads("/requests"))
    olga.sends(agreeing, page="/requests", reason="I read the letter")
    [row] = events("legalhold:lift")
    assert (row.actor_kind, row.reason) == ("person", "the court let it go")
    assert "Legal hold" not in mira.reads(f"/cases/{case}")


def test_a_hold_without_words_comes_back_with_what_was_written(
    visit: Callable[[str], Visitor], case: UUID
) -> None:
    sara = visit("sara")
    refused = sara.sends(
        f"/cases/{case}/legal-hold", page=f"/cases/{case}", reason="", reference="12 Js"
    )
    assert refused.status_code == 400
    assert "needs a reason and the reference" in refused.text
    assert 'value="12 Js"' in refused.text
    sara.sends(f"/cases/{case}/legal-hold", page=f"/cases/{case}", **GIVEN)
    sara.sends(f"/cases/{case}/legal-hold", page=f"/cases/{case}", **GIVEN)
    page = sara.reads(f"/cases/{case}")
    first, second = re.findall(r'action="(/cases/[^"]+/lift)"', page)
    ids = re.findall(r' id="(lift-[^"]+-reason)"', page)
    assert len(set(ids)) == 2
    refused = sara.sends(first, page=f"/cases/{case}", reason=" ")
    assert refused.status_code == 400
    assert first != second


def test_a_reviewer_can_neither_place_nor_lift(visit: Callable[[str], Visitor], case: UUID) -> None:
    sara, mira = visit("sara"), visit("mira")
    answer = mira.sends(f"/cases/{case}/legal-hold", page=f"/cases/{case}", **GIVEN)
    assert answer.status_code == 403
    sara.sends(f"/cases/{case}/legal-hold", page=f"/cases/{case}", **GIVEN)
    path = lifting(sara.reads(f"/cases/{case}"))
    assert mira.sends(path, page=f"/cases/{case}", reason="no").status_code == 403
