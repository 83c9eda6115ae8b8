"""Where to send: all Member States, each fact with its source, and nothing that looks invented."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files

import pytest

from tutela.law.errors import DocumentBroken
from tutela.reporting.national import where
from tutela.reporting.national.errors import PlaceUnknown
from tutela.reporting.national.where import Fact, Place, all_places, where_to_send
from tutela.reporting.national.where_text import where_text

MEMBER_STATES = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
TEXT = (files("tutela.reporting.national") / "where.yaml").read_text(encoding="utf-8")
OF_PLACE = pytest.mark.parametrize("place", all_places(), ids=lambda place: place.country)


def test_where_there_are_the_27_member_states_each_once() -> None:
    countries = [place.country for place in all_places()]
    assert len(countries) == 27
    assert " ".join(countries) == MEMBER_STATES


@OF_PLACE
def test_where_each_fact_has_a_source_and_a_date_that_is_past(place: Place) -> None:
    for body in place.bodies:
        for fact in body.facts():
            source = where.source_of(fact)
            assert source.url.startswith(("https://", "http://"))
            assert date(2010, 1, 1) < source.as_of <= date(2026, 11, 25)


@OF_PLACE
def test_where_each_way_is_a_fact_or_says_unknown(place: Place) -> None:
    for body in place.bodies:
        for _, fact in body.ways:
            assert fact == "unknown" or isinstance(fact, Fact)
        if isinstance(body.form, Fact):
            assert re.fullmatch(r"https://[^\s@]+", body.form.value)
        if isinstance(body.email, Fact):
            assert re.fullmatch(r"[^\s@]+@[^\s@]+\.[a-z]+", body.email.value)


def test_where_no_form_address_or_mail_belongs_to_two_bodies() -> None:
    bodies = [body for place in all_places() for body in place.bodies]
    for way in ("form", "email", "phone"):
        values = [f.value for b in bodies if isinstance(f := getattr(b, way), Fact)]
        assert len(values) == len(set(values)), way


def test_where_nothing_claims_to_be_verified() -> None:
    assert where.sheet().verified is False


def test_where_a_country_outside_the_union_is_refused_in_a_sentence() -> None:
    with pytest.raises(PlaceUnknown, match="US is not a Member State"):
        where_to_send("US")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("verified: false", "verified: true"),
        ("schema: tutela.where/1", "schema: tutela.where/2"),
        ("country: AT", "country: BE"),
        ("name: Austria\n", "name: Austria\n    surprise: yes\n"),
        ("    languages: [de]\n", ""),
        ("as_of: 2024-04-23", "as_of: some day"),
        ("source: at-police", "source: nobody"),
        ('"https://www.stopline.at"', '"http://www.stopline.at"'),
        ("      email: unknown", "      email: perhaps"),
        ("value: meldestelle@interpol.at", "value: meldestelle"),
    ],
)
def test_where_a_file_with_a_mistake_is_refused(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(DocumentBroken):
        where.read(TEXT.replace(old, new, 1))


@OF_PLACE
def test_where_the_text_names_every_way_with_its_source(place: Place) -> None:
    text = where_text(place, None, stand_in=False)
    assert "DEMO" not in text
    for body in place.bodies:
        assert body.name.value in text
        for fact in body.facts():
            assert fact.value in text
            assert where.source_of(fact).url in text
    assert "call 112 first" in text
    assert "not verified" in text


def test_where_what_the_service_agreed_on_comes_first() -> None:
    text = where_text(where_to_send("DE"), "The desk of Ms Berg", stand_in=True)
    assert text.startswith("DEMO")
    assert text.index("The desk of Ms Berg") < text.index("Authority:")
