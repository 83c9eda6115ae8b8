"""What was removed after a notice on the pages: for people at the desk, and for whoever lost it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.notices.notice_samples import ACTED, URL, a_notice

from tutela import demonstration
from tutela.platform.actor import NODE, Actor, ActorKind
from tutela.platform.permissions import Permission
from tutela.redress.notices import deciding, taking
from tutela.redress.notices.model import Way
from tutela.redress.notices.sender import Sender
from tutela.redress.statements import acted, links
from tutela.redress.statements import store as statements
from tutela.redress.statements.takedown import TakedownSent

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    import httpx
    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

HOSTILE = "<b>kim</b>"


@dataclass(frozen=True)
class Removed:
    """What the platform removed after a notice that Jonas found right."""

    statement: UUID
    notice: UUID
    case: UUID
    link: str


@pytest.fixture
def removed(stage: Stage) -> Removed:
    stage.add_people("jonas", "sara", "mira")
    node, now = stage.node, stage.node.clock.now()
    sender = Sender(demonstration.SERVICE, "here")
    receipt = taking.take_in(node, sender, a_notice(), Way.FORM, token="", details={})
    deciding.decide(node, stage.actor("jonas"), receipt.notice_id, ACTED)
    key = Actor(
        ActorKind.KEY,
        "key",
        "platform",
        frozenset({Permission.TAKEDOWN_RECORD}),
        demonstration.SERVICE,
    )
    sent = TakedownSent(
        place=URL,
        id="post-<i>7</i>",
        account=HOSTILE,
        content="picture",
        put_at=now - timedelta(days=3),
        removed_at=node.clock.now(),
    )
    told = acted.tell(node, key, receipt.notice_id, sent)
    with node.work(NODE, purpose="test") as work:
        one = statements.find(work.connection, told.statement.id)
        assert one is not None
        link = links.new_path(work, one)
    return Removed(told.statement.id, receipt.notice_id, one.case_id, link)


def complains(stranger: Visitor, removed: Removed) -> httpx.Response:
    page = f"{removed.link}/complaint"
    return stranger.sends(page, page=page, words="It is <b>mine</b>.")


def test_its_statement_stands_in_the_list_in_its_case_and_alone(
    visit: Callable[[str], Visitor], removed: Removed
) -> None:
    sara = visit("sara")
    for page in ("/statements", f"/cases/{removed.case}", f"/statements/{removed.statement}"):
        text = sara.reads(page)
        assert f"/statements/{removed.statement}" in text or "Somebody gave notice of it" in text
        assert HOSTILE not in text
    page = sara.reads(f"/statements/{removed.statement}")
    assert f'href="/notices/{removed.notice}"' in page
    assert "&lt;b&gt;kim&lt;/b&gt;" in page
    assert "post-&lt;i&gt;7&lt;/i&gt;" in page
    assert sara.sends(
        f"/statements/{removed.statement}/resend", page=f"/statements/{removed.statement}"
    ).headers["location"].endswith("done=again")  # fmt: skip


def test_the_page_of_the_notice_says_what_was_removed_after_it_or_that_nothing_was(
    visit: Callable[[str], Visitor], stage: Stage, removed: Removed
) -> None:
    sara, silent = visit("sara"), "It has not said that it removed anything"
    page = sara.reads(f"/notices/{removed.notice}")
    assert f'href="/statements/{removed.statement}"' in page
    assert silent not in page
    sender = Sender(demonstration.SERVICE, "here")
    other = a_notice(urls=[f"{URL}0"])
    receipt = taking.take_in(stage.node, sender, other, Way.FORM, token="", details={})
    assert silent not in sara.reads(f"/notices/{receipt.notice_id}")
    deciding.decide(stage.node, stage.actor("jonas"), receipt.notice_id, ACTED)
    assert silent in sara.reads(f"/notices/{receipt.notice_id}")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Somebody gave notice of it"), ("de", "gemeldet")]
)
def test_whoever_has_the_link_reads_it_in_their_language_and_complains(
    stranger: Visitor, removed: Removed, language: str, words: str
) -> None:
    answer = stranger.opens(f"{removed.link}?lang={language}")
    assert (answer.status_code, answer.headers["content-language"]) == (200, language)
    assert words in answer.text
    for hidden in ("kim", "post-", URL, "jonas"):
        assert hidden not in answer.text
    complained = complains(stranger, removed)
    assert complained.status_code == 200
    assert "We have your complaint." in stranger.reads(f"{removed.link}/complaint")


def test_its_complaint_is_answered_by_what_can_be_said_of_it(
    visit: Callable[[str], Visitor],
    stranger: Visitor,
    removed: Removed,
    events: Callable[[str], list[Any]],
) -> None:
    complains(stranger, removed)
    [lodged] = events("complaint:lodge")
    sara, path = visit("sara"), f"/complaints/{lodged.subject_id}"
    page = sara.reads(path)
    assert "neither illegal nor against the terms" in page
    assert "not abuse material" not in page
    assert "I looked at it on the platform" not in page
    for wrong in ("not-abuse-material", "account", "acted-law", "x"):
        refused = sara.sends(f"{path}/decide", page=path, answer=wrong, told="why")
        assert refused.status_code == 400
        assert "why" in refused.text
    done = sara.sends(f"{path}/decide", page=path, answer="not-illegal", told="You are right.")
    assert done.headers["location"] == f"{path}?done=decided"
    assert len(events("takedown:restore")) == 1
    assert "You were right." in stranger.reads(f"{removed.link}/complaint")
    assert "over by now" in sara.reads("/statements")
