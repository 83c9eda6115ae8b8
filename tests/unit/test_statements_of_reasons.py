"""What a statement of reasons says of what, and what the guard of its letters refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tutela.law.model import Finding
from tutela.law.places import EEA, MEMBER_STATES
from tutela.platform import languages
from tutela.platform.settings import Settings
from tutela.redress.statements import guard
from tutela.redress.statements.model import Content, Facts, Ground, Kind, Trigger
from tutela.redress.statements.public_letter import SaidPart, letter
from tutela.redress.statements.words import plain
from tutela.texts.catalogue import ENGLISH, Catalogue
from tutela.texts.phrase import day, said

AT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
HELD = Facts(
    kind=Kind.HOLD,
    trigger=Trigger.DETECTION,
    ground=Ground.ILLEGAL,
    finding=None,
    content=Content.PICTURE,
    service="Forum",
    put_at=AT,
    at=AT,
    until=datetime(2026, 12, 3, 12, 0, tzinfo=UTC),
    complain_until=datetime(2027, 5, 30, 23, 30, tzinfo=UTC),
    basis="Article 6(1)(f) GDPR",
    terms_clause="Terms, section 4",
    contact="complaints@forum.example",
)
REMOVED = replace(HELD, kind=Kind.REMOVAL, finding=Finding.CONFIRMED, until=None)


def _part(facts: Facts, name: str) -> str:
    found = next(part for part in letter(facts, ENGLISH).parts if part.name == name)
    return " ".join(found.texts)


def test_a_hold_says_that_no_person_has_looked_and_until_when_one_is_to() -> None:
    assert "No person has looked at it yet" in _part(HELD, "why")
    assert "by automated means. No person has decided yet." in _part(HELD, "how")
    assert "A person is to look by 3 December 2026." in _part(HELD, "scope")


def test_a_removal_says_that_a_person_decided() -> None:
    assert "A person decided that it shows the sexual abuse of a child." in _part(REMOVED, "why")
    assert "A person decided, not a machine." in _part(REMOVED, "how")


def test_the_end_says_so_where_the_account_was_to_be_closed_because_of_it() -> None:
    ended = replace(REMOVED, kind=Kind.ENDED, finding=Finding.NOT_ABUSE_MATERIAL)
    sentence = "Your account there is no longer to be closed because of it."
    assert sentence not in _part(ended, "what")
    assert sentence in _part(replace(ended, reopens_account=True), "what")


def test_where_it_acts_is_said_by_the_names_of_places() -> None:
    everywhere = "This applies everywhere that Forum is offered."
    assert everywhere in _part(HELD, "scope")
    states = tuple(sorted(MEMBER_STATES))
    for territory, places in (
        (("DE", "FR", "IT"), "Germany, France and Italy"),
        (("GR",), "Greece"),
        (states, "the whole European Union"),
        (tuple(sorted(EEA)), "the whole European Economic Area"),
    ):
        told = _part(replace(HELD, territory=territory), "scope")
        assert f"This applies here, and nowhere else: {places}." in told
        assert everywhere not in told


def test_places_are_said_in_every_language_of_the_letters() -> None:
    said_in = {
        one.language: letter(replace(HELD, territory=("DE", "GR")), one).text
        for one in languages.public(Settings(home=Path("nowhere")))
    }
    for language, words in (
        ("de", "hier und sonst nirgends: Deutschland und Griechenland."),
        ("fr", "ici, et nulle part ailleurs : Allemagne et Grèce."),
        ("it", "qui e in nessun altro luogo: Germania e Grecia."),
        ("nl", "hier en nergens anders: Duitsland en Griekenland."),
    ):
        assert words in said_in[language]


def test_what_was_kept_before_places_were_said_is_said_as_it_was() -> None:
    before = HELD.to_json()
    del before["territory"]
    assert Facts.from_json(before) == HELD


def test_the_time_to_complain_is_given_as_the_day_it_is_where_it_is_latest() -> None:
    assert "until the end of 31 May 2027" in _part(HELD, "redress")


def test_without_a_contact_the_letter_names_the_one_that_the_service_publishes() -> None:
    told = _part(replace(HELD, contact=""), "redress")
    assert "use the contact for users that Forum publishes" in told


def test_a_letter_to_a_child_begins_with_help_and_accuses_nobody() -> None:
    told = letter(replace(REMOVED, circumstance="self-generated"), ENGLISH)
    assert told.parts[0].name == "support"
    assert "116 111" in told.text
    assert "crime" not in " ".join(
        text for part in told.parts if part.name != "support" for text in part.texts
    )
    assert "This says nothing bad about you." in told.text


def test_what_was_handed_over_says_that_the_service_decides_and_tells() -> None:
    told = letter(replace(HELD, kind=Kind.ENDED, finding=Finding.OTHER_ILLEGAL), ENGLISH)
    assert told.title == "Our hold on something you put on Forum has ended"
    assert "it then tells you so separately" in told.text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("Dear {name},", "place"),
        ("Dear %(name)s,", "place"),
        ("See [insert link]", "place"),
        ("<b>no</b>", "place"),
        ("TODO say why", "TODO"),
        ("Lorem ipsum dolor", "Lorem ipsum"),
        ("XXXX", "XXXX"),
        ("It is undefined", "undefined"),
    ],
)
def test_the_guard_refuses(text: str, word: str) -> None:
    whole = letter(HELD, ENGLISH)
    assert guard.problem(whole) == ""
    for part in (SaidPart("why", "Why", (text,)), SaidPart("why", text, ("Because.",))):
        assert word in guard.problem(replace(whole, parts=(*whole.parts, part)))
    assert word in guard.problem(replace(whole, title=text))


def test_the_guard_refuses_a_letter_without_parts_and_a_part_without_words() -> None:
    whole = letter(HELD, ENGLISH)
    assert guard.problem(replace(whole, parts=()))
    assert guard.problem(replace(whole, parts=(SaidPart("why", "Why", ()),)))


def test_a_service_with_a_hostile_name_is_written_as_plain_words() -> None:
    hostile = plain("<script>{evil}</script>\n\u202eRTL")
    assert hostile == "(script)(evil)(/script) RTL"
    assert guard.problem(letter(replace(HELD, service=hostile), ENGLISH)) == ""


def test_a_long_name_is_cut_and_shows_it() -> None:
    assert plain("x" * 301) == "x" * 299 + "…"


def test_a_day_is_said_as_the_language_writes_it() -> None:
    told = day(AT.date())
    assert told == "30 November 2026"
    assert said(told, Catalogue("de")) == "30. November 2026"
    assert said(told, Catalogue("fr")) == "30 novembre 2026"
