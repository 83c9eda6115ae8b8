"""Every letter of a statement that the facts allow is whole, in every language there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tutela.casework.children import Circumstance
from tutela.law.model import Finding
from tutela.law.places import EEA
from tutela.platform import languages
from tutela.platform.settings import Settings
from tutela.redress.statements import guard
from tutela.redress.statements.model import Content, Facts, Ground, Kind, Trigger
from tutela.redress.statements.public_letter import letter
from tutela.redress.statements.public_reasons import OFFENCES
from tutela.redress.statements.words import LONGEST, plain
from tutela.texts.catalogue import ENGLISH

if TYPE_CHECKING:
    from tutela.texts.catalogue import Catalogue

CATALOGUES = languages.public(Settings(home=Path("nowhere")))
INSTANTS = st.integers(0, 17 * 365 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
# What people type, and what others hope they type: never empty once it is cleaned.
TYPED = st.one_of(
    st.text(min_size=1).map(plain).filter(bool),
    st.sampled_from(
        ["<script>alert(1)</script>", "{name}", "%(x)s", "a\nb", "[insert here]", "\u202eevil", "Ω"]
    ).map(plain),
).filter(lambda text: not guard.unfinished(text))
FACTS = st.builds(
    Facts,
    kind=st.sampled_from(Kind),
    trigger=st.sampled_from(Trigger),
    also=st.lists(st.sampled_from(Trigger), max_size=2, unique=True).map(tuple),
    ground=st.sampled_from(Ground),
    finding=st.none() | st.sampled_from(Finding),
    content=st.sampled_from(Content),
    service=TYPED,
    put_at=INSTANTS,
    at=INSTANTS,
    until=INSTANTS,
    complain_until=INSTANTS,
    basis=TYPED,
    terms_clause=TYPED,
    contact=st.just("") | TYPED,
    closes_account=st.booleans(),
    reopens_account=st.booleans(),
    delayed=st.booleans(),
    territory=st.lists(st.sampled_from(sorted(EEA)), unique=True).map(
        lambda one: tuple(sorted(one))
    ),
    circumstance=st.just("") | st.sampled_from([one.value for one in Circumstance]),
    offence=st.none() | st.sampled_from(sorted(OFFENCES)),
    suspends=st.booleans(),
    misused=st.integers(1, 99),
    within_days=st.integers(1, 999),
    warned_at=st.none() | INSTANTS,
    told=st.just("") | TYPED,
    by_two=st.booleans(),
    lifted=st.booleans(),
).map(
    lambda one: replace(
        one,
        suspends=one.kind is Kind.SUSPENSION or (one.kind is Kind.ENDED and one.suspends),
    )
)


@given(FACTS, st.sampled_from(CATALOGUES))
def test_every_letter_passes_the_guard(facts: Facts, catalogue: Catalogue) -> None:
    said = letter(facts, catalogue)
    assert guard.problem(said) == ""
    assert said.language == catalogue.language


@given(FACTS, st.sampled_from(CATALOGUES))
def test_a_restriction_is_told_with_all_that_the_article_asks(
    facts: Facts, catalogue: Catalogue
) -> None:
    said = letter(facts, catalogue)
    parts = [part.name for part in said.parts]
    asked = ["what", "scope", "why", "how", "redress"]
    assert [name for name in parts if name != "support"] == [
        name for name in asked if name != "scope" or facts.kind.restricts
    ]
    assert (parts[0] == "support") is bool(facts.circumstance)
    assert all(len(part.texts) >= 1 for part in said.parts)


@given(FACTS)
def test_facts_come_back_from_json_as_they_were(facts: Facts) -> None:
    assert Facts.from_json(facts.to_json()) == facts


@given(st.text())
def test_what_people_typed_is_one_line_without_brackets(text: str) -> None:
    clean = plain(text)
    assert len(clean) <= LONGEST
    assert not set(clean) & set("{}[]<>\n\r\t\x00\u202e")
    assert plain(clean) == clean


@given(FACTS, INSTANTS)
def test_the_day_to_complain_by_is_never_before_the_law_ends_anywhere_in_the_union(
    facts: Facts, until: datetime
) -> None:
    """Whoever reads a day has it until it ends where they live."""
    said = letter(replace(facts, complain_until=until), ENGLISH)
    day = (until + timedelta(hours=3)).date()
    redress = next(part for part in said.parts if part.name == "redress")
    assert f"{day.day} {day:%B} {day.year}" in redress.texts[0]
