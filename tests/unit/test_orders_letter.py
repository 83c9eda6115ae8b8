"""What a user is told of an order: who ordered, why, what to do, and where, in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tutela.orders.model import Article, Facts
from tutela.orders.public_letter import letters
from tutela.platform import languages
from tutela.platform.settings import Settings
from tutela.texts.catalogue import ENGLISH, Catalogue
from tutela.texts.phrase import country, said

AT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
CATALOGUES = languages.public(Settings(home=Path("nowhere")))
ORDER = Facts(
    article=Article.ACT,
    issuer="District court of Vienna",
    reference="12 Hv 7/26x",
    language="en",
    scope=("AT", "DE"),
    issued_at=AT,
    received_at=AT,
    targets=(),
    legal_basis="Section 1",
    reasons="They <b>\nare</b> marked.",
    redress="Appeal within 14 days.",
)


def test_a_letter_names_the_authority_its_reasons_redress_and_scope() -> None:
    text = letters(ORDER, [ENGLISH])["en"]["text"]
    for words in ("District court of Vienna", "12 Hv 7/26x", "Section 1", "Appeal within 14 days."):
        assert words in text
    assert "The order applies here: Austria, Germany." in text
    assert "They (b) are(/b) marked." in text, "what was typed is one line without tags"


def test_every_language_has_its_own_words_and_all_of_the_authority_s() -> None:
    made = letters(ORDER, CATALOGUES)
    assert len({one["title"] for one in made.values()}) == len(made) >= 5
    assert all("Appeal within 14 days." in one["text"] for one in made.values())
    assert "Österreich, Deutschland" in made["de"]["text"]
    assert "Autriche, Allemagne" in made["fr"]["text"]


def test_the_whole_union_is_said_in_words_and_what_is_missing_is_left_out() -> None:
    text = letters(replace(ORDER, scope=("EU",), reasons="", redress=""), [ENGLISH])["en"]["text"]
    assert "the whole European Union" in text
    assert "in its own words" not in text


def test_of_an_order_for_information_no_place_is_told() -> None:
    told = letters(replace(ORDER, article=Article.INFORMATION), [ENGLISH])["en"]
    assert told["title"] == "An authority ordered that information about you be given to it"
    assert "applies here" not in told["text"]


def test_a_country_nobody_knows_stays_its_letters() -> None:
    assert said(country("QQ"), Catalogue("de")) == country("QQ") == "QQ"
