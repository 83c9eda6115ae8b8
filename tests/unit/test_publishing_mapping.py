"""Whatever a statement says, its public record is whole, in fixed words, and names nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from tests.simulators.transparency_rules import validated

from tutela.redress.notices.model import NoticeKind
from tutela.redress.publishing import words
from tutela.redress.publishing.checker import problems
from tutela.redress.publishing.mapping import goes, record, sample
from tutela.redress.publishing.model import Terms
from tutela.redress.publishing.rules import EEA, UNION
from tutela.redress.statements.model import OF_CONTENT, Content, Facts, Ground, Kind, Trigger
from tutela.redress.statements.public_reasons import OFFENCES

AT = datetime(2026, 1, 15, 23, 30, tzinfo=UTC)
FACTS = Facts(
    kind=Kind.HOLD,
    trigger=Trigger.DETECTION,
    ground=Ground.ILLEGAL,
    finding=None,
    content=Content.PICTURE,
    service="Somebody's forum, forum@app.example",
    put_at=AT,
    at=AT,
    until=AT,
    complain_until=AT,
    basis="somebody@app.example",
    terms_clause="ask somebody@app.example",
    contact="somebody@app.example",
    circumstance="coerced",
)
TERMS = Terms(
    territory=UNION,
    legal_ground="Section 184b of the Criminal Code",
    terms_ground="Terms, part 3",
    terms_url="https://app.example/terms",
)
# Of items: what is done with an account has no visibility.


@pytest.mark.parametrize("terms", [Terms(), TERMS], ids=["plain", "full"])
@pytest.mark.parametrize("closes", [False, True])
def test_every_restriction_has_a_record_that_the_database_takes(
    terms: Terms, *, closes: bool
) -> None:
    for kind, trigger, ground, content in product(OF_CONTENT, Trigger, Ground, Content):
        facts = replace(
            FACTS, kind=kind, trigger=trigger, ground=ground, content=content, closes_account=closes
        )
        made = {**record(facts, terms), "puid": "one"}
        assert problems(made, ["somebody", "forum", "coerced"]) == (), (kind, trigger, ground)
        assert ("decision_account" in made) == closes


@pytest.mark.parametrize("terms", [Terms(), TERMS], ids=["plain", "full"])
def test_what_was_removed_after_a_notice_has_a_record_of_its_offence(terms: Terms) -> None:
    for offence, trigger, ground, content in product(OFFENCES, Trigger, Ground, Content):
        facts = replace(
            FACTS, kind=Kind.REMOVAL, trigger=trigger, ground=ground, content=content,
            offence=offence, circumstance="",
        )  # fmt: skip
        made = {**record(facts, terms), "puid": "one"}
        assert problems(made, ["somebody", "forum"]) == (), (offence, trigger, ground, content)
        assert made["category"] == "STATEMENT_CATEGORY_PROTECTION_OF_MINORS"
        if ground is Ground.TERMS:
            assert made["decision_facts"].endswith(words.AGAINST_TERMS_REMOVED)
            continue
        cited = made["illegal_content_legal_ground"]
        assert (cited == words.OFFENCE_GROUND) is (offence is not NoticeKind.MATERIAL)
        assert made["illegal_content_explanation"] == words.OFFENCES[offence]


def test_every_offence_has_its_words_and_one_keyword() -> None:
    assert set(words.OFFENCES) == set(OFFENCES)
    assert not set(words.KEYWORDS) & set(words.OFFENCE_KEYWORDS)
    assert set(words.KEYWORDS) | set(words.OFFENCE_KEYWORDS) == set(OFFENCES)


def test_what_led_to_it_as_well_is_published_and_a_machine_among_it_is_said() -> None:
    for first, second in product(Trigger, Trigger):
        made = {**record(replace(FACTS, trigger=first, also=(second,)), Terms()), "puid": "one"}
        assert problems(made, ["somebody", "forum", "coerced"]) == (), (first, second)
        assert words.ALSO[second] in made["decision_facts"]
        assert made["source_type"] == words.SOURCE[first]
        assert (made["automated_detection"] == "Yes") == (first.automated or second.automated)


def test_the_end_of_a_restriction_is_not_published() -> None:
    assert [one for one in Kind if not goes(replace(FACTS, kind=one))] == [Kind.ENDED]


def test_nothing_that_people_typed_is_in_a_record() -> None:
    made = str(record(FACTS, Terms()))
    for typed in ("omebody", "forum", "coerced"):
        assert typed not in made


def test_only_a_hold_is_decided_by_machine_alone() -> None:
    decided = {one: record(replace(FACTS, kind=one), Terms()) for one in OF_CONTENT}
    alone = [one for one, made in decided.items() if made["automated_decision"].endswith("FULLY")]
    assert alone == [Kind.HOLD]


def test_days_are_those_of_universal_time_and_the_area_is_whole_unless_said() -> None:
    made = record(FACTS, Terms())
    assert (made["content_date"], made["application_date"]) == ("2026-01-15", "2026-01-15")
    assert made["territorial_scope"] == list(EEA)


def test_where_a_restriction_acts_goes_before_where_the_service_is_offered() -> None:
    made = record(replace(FACTS, territory=("DE", "FR")), TERMS)
    assert made["territorial_scope"] == ["DE", "FR"]
    assert record(FACTS, TERMS)["territorial_scope"] == list(UNION)


def test_only_what_is_kept_until_a_clock_has_a_day_on_which_it_ends() -> None:
    ends = {one: record(replace(FACTS, kind=one), Terms()) for one in OF_CONTENT}
    days = {one: made.get("end_date_visibility_restriction") for one, made in ends.items()}
    assert days == {Kind.HOLD: None, Kind.REMOVAL: None, Kind.KEPT: "2026-01-15"}


def test_what_the_operator_set_is_cited() -> None:
    illegal, terms = (record(replace(FACTS, ground=one), TERMS) for one in Ground)
    assert illegal["illegal_content_legal_ground"] == TERMS.legal_ground
    assert terms["incompatible_content_ground"] == TERMS.terms_ground
    assert terms["decision_ground_reference_url"] == TERMS.terms_url


def test_every_word_of_the_closed_lists_is_there() -> None:
    assert set(words.FOUND) == set(words.ALSO) == set(words.SOURCE) == set(Trigger)
    assert set(words.VISIBILITY) == set(OF_CONTENT)
    assert set(words.DECIDED) == {*OF_CONTENT, Kind.SUSPENSION}
    assert set(words.TYPE) == set(Content)


def test_a_sample_is_whole() -> None:
    for ground in Ground:
        assert problems(sample(ground, Terms())) == ()


@pytest.mark.parametrize("terms", [Terms(), TERMS], ids=["plain", "full"])
def test_a_suspension_is_of_the_account_until_a_day_and_of_nothing_else(terms: Terms) -> None:
    facts = replace(
        FACTS, kind=Kind.SUSPENSION, suspends=True, told="ask somebody@app.example", misused=3
    )
    made = {**record(facts, terms), "puid": "one"}
    assert problems(made, ["somebody", "forum", "coerced"]) == ()
    stored, errors = validated(made)
    assert errors == {}
    assert stored == made, "the database drops nothing of it"
    assert made["decision_account"] == "DECISION_ACCOUNT_SUSPENDED"
    assert made["end_date_account_restriction"] == "2026-01-15"
    assert "decision_visibility" not in made
    bare = {name: value for name, value in made.items() if name != "decision_account"}
    assert validated(bare)[1], "a record without any measure is refused"
