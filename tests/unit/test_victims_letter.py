"""The message that there is an answer: others may read a mailbox."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from tutela.redress.requests.public_letter import letter
from tutela.texts.catalogue import ENGLISH

AT = datetime(2026, 11, 30, tzinfo=UTC)


def test_the_message_says_that_there_is_an_answer_and_no_more() -> None:
    made = letter(UUID(int=7), AT, "node@authority.example", "kim@example.org", ENGLISH)
    whole = f"{made['Subject']} {made.get_content()}".lower()
    assert "answer" in whole
    for word in ("abuse", "picture", "report", "remov", "victim", "child", "authority"):
        assert word not in whole
