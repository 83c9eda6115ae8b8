"""The message that there is an answer, which others may read; and the answer as a letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from tests.unit.test_national_letter import read

from tutela.platform.languages import of_papers
from tutela.redress.requests import public_print
from tutela.redress.requests.model import Found, Removal
from tutela.redress.requests.public_letter import letter
from tutela.redress.requests.public_print import Letter
from tutela.texts.catalogue import ENGLISH

AT = datetime(2026, 11, 30, tzinfo=UTC)
LANGUAGES = of_papers()


def test_the_message_says_that_there_is_an_answer_and_no_more() -> None:
    made = letter(UUID(int=7), AT, "node@authority.example", "kim@example.org", ENGLISH)
    whole = f"{made['Subject']} {made.get_content()}".lower()
    assert "answer" in whole
    for word in ("abuse", "picture", "report", "remov", "victim", "child", "authority"):
        assert word not in whole


ANSWER = Letter(
    number=str(UUID(int=5)),
    authority="Office",
    received_at=AT,
    answered_at=AT,
    words="Alles ist weg.",
    found=(
        Found(1, "Forum", AT.date(), "Europol", removed=True),
        Found(2, "Shop", AT.date(), "", removed=False, removal=Removal.KEPT),
    ),
)
DATA = {"Office", ANSWER.words, "Forum", "Shop", "Europol", "\N{EN DASH}"}


def texts(language: str) -> list[str]:
    """Every text of the letter, in order."""
    made = public_print.data(ANSWER, LANGUAGES[language])
    named = [part for row in made["rows"] for part in (row["name"], row["value"])]
    single = [made[name] for name in ("title", "page", "words", "reported", "end")]
    cells = [cell for row in made["found"] for cell in row]
    return [*single, *named, *made["heads"], *cells, *made["notice"].values(), made["foot"]["word"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_a_letter_wholly_in_the_language_of_whoever_asked(language: str) -> None:
    made = public_print.pdf(ANSWER, LANGUAGES[language])
    assert made == public_print.pdf(ANSWER, LANGUAGES[language])
    assert f"/Lang({language})".encode() in made.replace(b" ", b"")
    assert b"pdfuaid" in made
    shown = read(made)
    assert all(word in shown for word in DATA)
    if language != "en":
        pairs = zip(texts(language), texts("en"), strict=True)
        assert {said for said, meant in pairs if said == meant} - DATA == set()


def test_what_was_declined_is_a_letter_too_and_markup_in_it_stays_text() -> None:
    declined = replace(ANSWER, answered_at=None, found=(), words='#panic("x")\nNo *proof*.')
    shown = read(public_print.pdf(declined, ENGLISH))
    assert '#panic("x") No *proof*.' in shown
    assert "What was reported" not in shown
