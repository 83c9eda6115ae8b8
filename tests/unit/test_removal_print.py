"""The papers of a removal order stand in the language of the order, and nothing else of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from tests.removals import NOW, made_court, request, signed, spoken
from tests.unit.test_national_letter import read

from tutela.orders.removal import papers, public_print
from tutela.orders.removal.machine import RemovalState
from tutela.orders.removal.model import (
    Definition,
    Hindrance,
    Outcome,
    Removal,
    RemovalLine,
    WordKind,
)
from tutela.platform.languages import of_papers
from tutela.platform.typesetting import sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.orders.removal.public_print import Paper

LANGUAGES = of_papers()
OURS = pytest.mark.parametrize("language", ["de", "fr", "it", "nl"])
COURT = made_court()
TYPED = "Was jemand schrieb."
# What no language changes: names, numbers, and what people typed.
DATA = {"A1", "P1", "s1", "3", COURT.public.name, TYPED, "So it is.", "The same court, in a month."}
TITLES = {
    "en": "Removal order",
    "de": "Entfernungsanordnung",
    "fr": "Injonction de retrait",
    "it": "Ordine di rimozione",
    "nl": "Verwijderingsbevel",
}
# Words that a language writes as English does.
ALIKE = {"fr": {"Service", "Signature"}}


def asked(language: str, **changes: Any) -> papers.Request:
    names = {"authority_name": "A1", "provider_name": "P1", "service": "s1", "reasons": TYPED}
    return request(**names | {"language": language} | changes)


def answered(one: papers.Request, **changes: Any) -> Removal:
    row: dict[str, Any] = dict.fromkeys(RemovalLine.__dataclass_fields__)
    row |= {"id": UUID(int=9), "state": RemovalState.EXECUTED, "received_at": NOW}
    said: dict[str, Any] = {"signed": {}, "words": (), "hindrance": {}, "report": {}}
    return Removal(RemovalLine(**row), papers.write_request(one), **said | changes)


def every(language: str) -> Iterator[Paper]:
    """Every paper there is in a language, with each of its choices at least once."""
    hidden = asked(
        language, definitions=[one.value for one in Definition], days=42, days_reason=TYPED
    )
    order = signed(COURT, hidden)
    for one in (papers.write_request(asked(language)), order):
        yield public_print.paper(one, LANGUAGES)
    for kind in WordKind:
        word = spoken(COURT, kind, order, days=3 if kind is WordKind.EXTEND else 0)
        yield public_print.paper(word, LANGUAGES, language)
    for outcome in Outcome:
        report = {"outcome": outcome.value, "at": papers.text_of(NOW)}
        yield from _one(answered(hidden, report=report))
    for what in (Hindrance.IMPOSSIBLE, Hindrance.UNCLEAR):
        yield from _one(answered(hidden, hindrance={"what": what.value, "words": TYPED}))


def _one(answer: Removal) -> Iterator[Paper]:
    found = public_print.answer(answer, NOW, LANGUAGES)
    if found is not None:
        yield found


def texts(one: Paper) -> Iterator[str]:
    """Every text of a paper but its codes, in order."""
    data = sheet.data(public_print.sheet_of(one))
    yield from (data["title"], data["page"], data["foot"]["word"])
    for part in data["notices"]:
        yield from part.values()
    for row in data["rows"]:
        yield row["name"]
        yield "" if row["mono"] else row["value"]
    for part in data["parts"]:
        yield part["title"]
        yield from [] if part["listed"] else part["lines"]


@OURS
def test_every_paper_says_nothing_of_ours_in_english(language: str) -> None:
    there, english = list(every(language)), list(every("en"))
    assert len(there) == len(english) == 10
    for one, other in zip(there, english, strict=True):
        pairs = zip(texts(one), texts(other), strict=True)
        same = {said for said, meant in pairs if said == meant and said}
        left = {said for said in same - DATA - ALIKE.get(language, set()) if "UTC" not in said}
        assert left == set()


@pytest.mark.parametrize("language", TITLES)
def test_every_paper_is_set_in_its_language_and_tagged_so(language: str) -> None:
    for one in every(language):
        made = public_print.pdf(one)
        assert f"/Lang({language})".encode() in made.replace(b" ", b"")
        assert b"pdfuaid" in made
    order = public_print.pdf(public_print.paper(signed(COURT, asked(language)), LANGUAGES))
    assert TITLES[language] in read(order)
    assert TYPED in read(order)


def test_what_has_no_catalogue_of_its_own_is_set_in_english_and_names_its_language() -> None:
    made = read(public_print.pdf(public_print.paper(signed(COURT, asked("pl")), LANGUAGES)))
    assert "Removal order" in made
    assert "Polish" in made
