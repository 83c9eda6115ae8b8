"""Complaints on the pages: read, answered by a form, and what other bodies are asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tutela.casework import decisions, store
from tutela.casework.decisions import Judgement
from tutela.casework.tables import decision
from tutela.law.model import Finding
from tutela.platform.actor import NODE
from tutela.redress.complaints import lodging
from tutela.redress.statements import links, making, reading
from tutela.redress.statements import store as statements

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage


@pytest.fixture
def about(stage: Stage) -> UUID:
    """The statement of a removal that Jonas decided."""
    stage.add_people("jonas", "sara")
    jonas, case_id = stage.actor("jonas"), stage.exact_hit()
    confirmed = Judgement(Finding.CONFIRMED, "it is listed", "stand-in")
    [made] = decisions.decide(stage.node, jonas, case_id, confirmed)
    making.follow(stage.node, subject_id=str(made.item_id))
    told, _ = reading.of_case(stage.node, stage.actor("sara"), case_id)
    return told[-1].statement.id


@pytest.fixture
def complained(stage: Stage, about: UUID) -> str:
    with stage.node.work(NODE, purpose="test") as work:
        one = statements.find(work.connection, about)
        assert one is not None
        code = links.new_path(work, one).removeprefix(links.PATH)
    return str(lodging.by_link(stage.node, code, "it is <b>mine</b>", language="en").id)


def test_a_senior_answers_a_complaint_and_what_is_refused_comes_back(
    visit: Callable[[str], Visitor], complained: str, events: Callable[[str], list[Any]]
) -> None:
    sara, path = visit("sara"), f"/complaints/{complained}"
    listed = sara.reads("/complaints")
    assert path in listed
    assert "mine" not in listed, "words are read on the page of the complaint, which the log notes"
    assert events("complaint:view") == []
    page = sara.reads(path)
    assert "it is &lt;b&gt;mine&lt;/b&gt;" in page
    assert len(events("complaint:view")) == 1
    for sent in ({"answer": "x", "told": "why"}, {"answer": "uphold", "told": ""},
                 {"answer": "not-abuse-material", "told": "why", "unfounded": "yes"}):  # fmt: skip
        assert sara.sends(f"{path}/decide", page=path, **sent).status_code == 400
    done = sara.sends(f"{path}/decide", page=path, answer="uphold", told="It <i>stands</i>.")
    assert done.headers["location"] == f"{path}?done=decided"
    assert "It &lt;i&gt;stands&lt;/i&gt;." in sara.reads(path)
    assert "complaint" in sara.reads("/complaints?show=decided")


def test_only_the_account_can_be_given_back_where_it_was_to_be_closed(
    visit: Callable[[str], Visitor], stage: Stage, about: UUID, complained: str
) -> None:
    sara, path, words = visit("sara"), f"/complaints/{complained}", "only the account"
    assert words not in sara.reads(path)
    refused = sara.sends(f"{path}/decide", page=path, answer="account", told="why")
    assert refused.status_code == 409
    with stage.node.work(NODE, purpose="test") as work:
        made = work.connection.execute(select(decision.c.id)).scalar_one()
        store.set_decision(work.connection, made, account_action="ban")
        one = statements.find(work.connection, about)
        assert one is not None
        facts = replace(one.facts, closes_account=True)
        statements.save(work.connection, about, facts=facts.to_json())
    assert words in sara.reads(path)
    done = sara.sends(f"{path}/decide", page=path, answer="account", told="too much")
    assert done.headers["location"] == f"{path}?done=decided"
    assert "Only what was decided about the account was taken back." in sara.reads(path)


def test_a_reviewer_reads_complaints_and_answers_none(
    visit: Callable[[str], Visitor], complained: str
) -> None:
    mira, path = visit("mira"), f"/complaints/{complained}"
    assert "Record the answer" not in mira.reads(path)
    refused = mira.sends(f"{path}/decide", page=path, answer="uphold", told="why")
    assert refused.status_code == 403
    assert visit("ada").opens(path).status_code == 403


def test_what_another_body_was_asked_is_recorded_and_ended(
    visit: Callable[[str], Visitor], about: UUID
) -> None:
    sara = visit("sara")
    asked = {"kind": "dispute", "about": str(about), "body": "A body", "reference": "7/26",
             "on": "2026-11-20"}  # fmt: skip
    before = "/complaints/before"
    for wrong in ({"kind": "x"}, {"about": "x"}, {"on": "soon"}, {"body": " "}):
        refused = sara.sends(before, page="/complaints", **asked | wrong)
        assert refused.status_code in (400, 404)
        assert 'value="7/26"' in refused.text
    assert sara.sends(before, page="/complaints", **asked).status_code == 303
    page = sara.reads("/complaints")
    number = page.split(f'action="{before}/')[1].split('"')[0]
    one = f"{before}/{number}"
    assert sara.sends(one, page="/complaints", move="extend", reason="complex").status_code == 303
    again = sara.sends(one, page="/complaints", move="extend", reason="more")
    assert again.status_code == 409
    ended = sara.sends(one, page="/complaints", move="upheld", reason="it was right")
    assert ended.status_code == 303
    assert "it was right" in sara.reads("/complaints")
