"""What the Transparency Database answers is read strictly: what is not whole is unclear."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tutela.redress.publishing import answers
from tutela.redress.publishing.answers import (
    NOT_SAID,
    Existing,
    Later,
    Outcome,
    Refused,
    Stored,
    TokenRefused,
    Unclear,
)
from tutela.redress.publishing.wire import Answer, Silence

PUIDS = ("a", "b")
NAMED = [{"puid": "a", "uuid": "1"}, {"puid": "b", "uuid": "2"}]
WRONG = {"category": ["The category field is required."]}


def said(status: int, content: Any, **more: Any) -> Answer:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Answer(status, body, **more)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (said(201, {"statements": NAMED}), Stored({"a": "1", "b": "2"})),
        (said(201, {"statements": NAMED[:1]}), Unclear("another answer than asked")),
        (said(201, {"statements": [*NAMED, {"puid": "c", "uuid": "3"}]}), None),
        (said(201, {"statements": [{"puid": "a"}, {"puid": "b"}]}), None),
        (said(201, b"<html>"), None),
        (said(201, b"[" * 90_000), None),
        (said(200, {"statements": NAMED}), Unclear("status 200")),
        (said(422, {"errors": {"statement_1": WRONG}}), Refused({1: WRONG}, {})),
        (said(422, {"errors": {"statement_7": WRONG}}), None),
        (
            said(422, {"errors": {"puid": ["x"], "existing_puids": ["b", "c", ["a"]]}}),
            Existing(frozenset({"b"})),
        ),
        (said(422, {"errors": {"puid": ["twice"]}}), Refused({}, {"puid": ["twice"]})),
        (said(422, {}), Refused({}, {"": [NOT_SAID]})),
        (said(413, b""), Refused({}, {"": [NOT_SAID]})),
        (said(429, b"", retry_after=17), Later("status 429", 17)),
        (said(401, {"message": "Unauthenticated."}), TokenRefused()),
        (said(403, b""), TokenRefused()),
        (said(302, b"", redirects=True), Unclear("status 302")),
        (said(500, b""), Unclear("status 500")),
        (said(404, b""), Unclear("status 404")),
        (Silence("ConnectError", sent=False), Later("ConnectError")),
        (Silence("ReadTimeout", sent=True), Unclear("ReadTimeout")),
    ],
)
def test_what_became_of_a_batch(answer: Answer | Silence, outcome: Outcome | None) -> None:
    found = answers.stored(answer, PUIDS)
    if outcome is not None:
        assert found == outcome
    elif isinstance(found, Refused):
        assert not found.said  # nobody is refused who is not in the batch
    else:
        assert isinstance(found, Unclear)


@pytest.mark.parametrize(
    ("answer", "there"),
    [
        (said(302, {"message": "statement of reason found", "puid": "a"}), True),
        (said(404, {"message": "statement of reason not found", "puid": "a"}), False),
        (said(302, {"puid": "b"}), Unclear("status 302")),
        (said(302, {"puid": "a"}, redirects=True), Unclear("status 302")),
        (said(404, {"message": "The route could not be found."}), Unclear("status 404")),
        (said(200, {"puid": "a"}), Unclear("status 200")),
        (said(401, b""), TokenRefused()),
        (said(429, b"", retry_after=1), Later("status 429", 1)),
        (Silence("ReadTimeout", sent=True), Unclear("ReadTimeout")),
    ],
)
def test_whether_a_name_is_there(answer: Answer | Silence, there: Any) -> None:
    assert answers.exists(answer, "a") == there


def test_the_words_of_a_refusal_are_bounded_and_on_one_line() -> None:
    flood = {f"field-{one}\n": ["word\x1b" * 1000] for one in range(1000)}
    found = answers.stored(said(422, {"errors": {"statement_0": flood}}), PUIDS)
    assert isinstance(found, Refused)
    assert len(found.said[0]) == 40
    for field, told in found.said[0].items():
        assert field.isprintable()
        assert len(told[0]) == 300
        assert told[0].isprintable()
