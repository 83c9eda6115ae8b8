"""A complaint made in the platform's own form is heard as any other, by the same rules."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import pytest
from tests.integration.redress.conftest import told
from tests.integration.web.conftest import Browser, Program
from tests.world import BOSS, CONFIRM, FORUM, SARA, picture

from tutela.platform.accounts.api_keys import create_key
from tutela.platform.accounts.keyring import KeyRing
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.permissions import Permission
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service
from tutela.redress.complaints import deciding, handing, jobs
from tutela.redress.complaints.answer import Answer
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from tests.simulators.platform import Platform
    from tests.world import World

    from tutela.platform.clock import ManualClock

    Hand = Callable[..., httpx.Response]

WORDS = "It is a drawing of my own."


@pytest.fixture
def hand(live: World) -> Hand:
    """Hands a complaint on with a key of a service."""
    browser = Browser(create_app(cast("Any", Program(live.node, KeyRing(live.node)))))

    def send(
        body: dict[str, Any] | bytes,
        service: str = FORUM,
        scope: Permission = Permission.COMPLAINT_LODGE,
    ) -> httpx.Response:
        token = create_key(live.node, BOSS, service, "platform", scopes=[scope])
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        key = {"Authorization": f"Bearer {token.reveal()}"}
        return browser.send("POST", "/v1/complaints", content=content, headers=key)

    return send


@pytest.fixture
def about(live: World, platform: Platform) -> str:
    """The statement of a removal, which the platform has."""
    live.decide(live.hit(picture(1), name="post-1"), CONFIRM)
    live.run_jobs()
    return str(told(platform)[-1]["statement"])


def test_it_waits_for_a_person_and_its_answer_is_told_with_the_name_it_was_given(
    live: World, platform: Platform, hand: Hand, about: str
) -> None:
    sent = {"statement": about, "words": WORDS, "id": "ticket-7", "language": "nl"}
    answer = hand(sent)
    assert answer.status_code == 201
    given = answer.json()
    assert (given["statement"], given["state"]) == (about, "lodged")
    [one] = deciding.list_complaints(live.node, SARA)
    assert (str(one.id), one.words, one.language) == (given["complaint"], WORDS, "nl")
    deciding.decide(live.node, SARA, one.id, Answer("We looked again."))
    live.run_jobs()
    decided = told(platform)[-1]
    assert (decided["type"], decided["reference"]) == ("complaint.decided", "ticket-7")
    assert decided["language"] == "nl"
    again = hand(sent)
    assert (again.status_code, again.json()["state"]) == (200, "decided")


def test_sent_again_it_is_the_same_and_another_is_refused(
    live: World, hand: Hand, about: str
) -> None:
    first = hand({"statement": about, "words": WORDS, "id": "ticket-7"})
    for same in ({"words": WORDS}, {"words": "Other words.", "id": "ticket-7"}):
        again = hand({"statement": about} | same)
        assert (again.status_code, again.json()) == (200, first.json())
    other = hand({"statement": about, "words": "Other words.", "id": "ticket-8"})
    assert (other.status_code, other.json()["code"]) == (409, "complaint-already")
    assert len(live.events("complaint:lodge")) == 1


def test_many_at_once_are_one(live: World, about: str) -> None:
    key = Actor(ActorKind.KEY, "key", "platform", frozenset({Permission.COMPLAINT_LODGE}), FORUM)
    sent = handing.ComplaintSent(statement=UUID(about), words=WORDS, id="ticket-7")
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: handing.hand_on(live.node, key, sent), range(6)))
    assert sorted(one.new for one in made) == [False] * 5 + [True]
    assert len({one.complaint.id for one in made}) == len(live.rows("complaint")) == 1


def test_another_service_knows_nothing_of_it_and_another_key_may_not(
    live: World, hand: Hand, about: str
) -> None:
    declare_service(live.node, BOSS, "other", title="Other", policy=Policy())
    sent = {"statement": about, "words": WORDS}
    refused = hand(sent, service="other")
    assert (refused.status_code, refused.json()["code"]) == (404, "statement-unknown")
    assert hand(sent, scope=Permission.SCAN).status_code == 403
    assert live.rows("complaint") == []


def test_the_time_to_complain_is_the_same_as_by_the_link(
    hand: Hand, about: str, clock: ManualClock
) -> None:
    clock.advance(timedelta(days=200))
    late = hand({"statement": about, "words": WORDS})
    assert (late.status_code, late.json()["code"]) == (409, "complaint-too-late")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"words": ""}, "complaint-words-missing-public"),
        ({"words": "x" * 5001}, "complaint-fields-invalid"),
        ({"words": "a\x00b"}, "complaint-unreadable"),
        ({"words": "a\ud800b"}, "complaint-fields-invalid"),
        ({"words": None}, "complaint-fields-invalid"),
        ({"statement": "x"}, "complaint-fields-invalid"),
        ({"id": "x" * 201}, "complaint-fields-invalid"),
        ({"id": "a\nb"}, "complaint-fields-invalid"),
        ({"language": "<b>"}, "complaint-fields-invalid"),
        ({"canary": "canary"}, "complaint-fields-invalid"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_not_repeated(
    live: World, hand: Hand, about: str, changes: dict[str, Any], code: str
) -> None:
    refused = hand({"statement": about, "words": WORDS} | changes)
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert "canary" not in refused.text
    assert live.rows("complaint") == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[" * 100_000, b"\xff\xfe", b"null"])
def test_a_body_that_is_none_is_refused_in_words(hand: Hand, body: bytes) -> None:
    refused = hand(body)
    assert (refused.status_code, refused.json()["code"]) == (400, "complaint-fields-invalid")


def test_the_name_that_the_platform_gave_is_erased_with_the_words(
    live: World, hand: Hand, about: str, clock: ManualClock
) -> None:
    hand({"statement": about, "words": WORDS, "id": "ticket-7"})
    [one] = deciding.list_complaints(live.node, SARA)
    done = deciding.decide(live.node, SARA, one.id, Answer("It stands."))
    assert done.erase_at is not None
    clock.set(done.erase_at)
    jobs.erase_due(live.node)
    [row] = live.rows("complaint")
    assert (row.words, row.reference) == ("", "")
