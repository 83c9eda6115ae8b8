"""What never leaves: personal data, and what the documentation asks for beyond the code."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.transparency_samples import ABSENT, WHOLE, statement

from tutela.redress.publishing.checker import problems
from tutela.redress.publishing.keywords import BY_CATEGORY, CATEGORIES, KEYWORDS
from tutela.redress.publishing.personal import PERSONAL
from tutela.redress.publishing.rules import EEA, FREE_TEXTS, LANGUAGES, UNION


def codes(given: dict[str, Any], *known: str) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in problems(given, known)]


def test_a_whole_statement_has_no_problem() -> None:
    assert problems(WHOLE) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Written by somebody@app.example today.",
        "Written by some.body+x@mail.app.example",
        "See https://app.example/p/1",
        "See www.example",
        "See app.example for it",
        "Posted by @someone",
        "Posted by u/someone",
        "Call +32 2 123 45 67",
        "Call 0475 12 34 56 78",
        "From 192.0.2.17",
        "From 2001:db8::17",
        "Item 4b1d2c3e-0000-4000-8000-000000000001",
        "Item 9f86d081884c7d659a2feaa0c55ad015",
        "Account 1234567",
        "Paid to BE68 5390 0754 7034",
        "\uff20someone",
        "some\u200bbody\u200b@app.example",
    ],
)
@pytest.mark.parametrize("field", ["decision_facts", "illegal_content_explanation"])
def test_what_looks_like_personal_data_never_leaves(text: str, field: str) -> None:
    assert (field, PERSONAL) in codes(statement({field: text}))


@pytest.mark.parametrize(
    "text",
    [
        "Directive 2011/93/EU, Article 5(4); Regulation (EU) 2022/2065.",
        "Confirmed on 15 January 2026 (2026-01-15) at 14:30.",
        "Section 184b of the Criminal Code; Art. 383bis.",
        "12 items, 3 of them films, in 27 countries.",
    ],
)
def test_references_to_the_law_days_and_counts_are_no_personal_data(text: str) -> None:
    assert codes(statement({"decision_facts": text})) == []


@pytest.mark.parametrize("fact", ["Ann", "ann", "ANN", " Ann ", "\uff21nn"])
def test_a_short_fact_of_the_case_is_found_as_a_word_only(fact: str) -> None:
    held = statement({"decision_facts": "Ann's album was removed."})
    assert codes(held, fact) == [("decision_facts", PERSONAL)]
    assert codes(statement({"decision_facts": "An annex says why."}), fact) == []


def test_a_long_fact_of_the_case_is_found_inside_any_field() -> None:
    held = statement({"puid": "item-user-4711-a"})
    assert codes(held, "user-4711") == [("puid", PERSONAL)]
    linked = statement({"decision_ground_reference_url": "https://app.example/terms/user-4711"})
    assert codes(linked, "user-4711") == [("decision_ground_reference_url", PERSONAL)]


def test_no_problem_repeats_what_the_statement_holds() -> None:
    held = statement({"decision_facts": "somebody@app.example", "category": "NOT_LISTED"})
    said = " ".join(str(one) for one in problems(held, ["somebody"]))
    assert "somebody" not in said
    assert "NOT_LISTED" not in said


def test_a_megabyte_of_anything_is_looked_through_in_a_moment() -> None:
    begun = time.monotonic()
    for text in ("a", "a.", "a-", "1 ", "1(", "ab12 ", "@", "0:", "a@", "www", "é", "\u200b"):
        held = {name: text * (1_000_000 // len(text)) for name in FREE_TEXTS}
        problems(statement(held), ["somebody", "a"])
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"territorial_scope": ABSENT}, "missing"),
        ({"end_date_visibility_restriction": "2026-01-15"}, "ends-before"),
        ({"category_specification": ["KEYWORD_PHISHING"]}, "other-category"),
        ({"category_specification": ["KEYWORD_STALKING"]}, "other-category"),
        ({"decision_facts": 7}, "wrong-type"),
    ],
)
def test_what_only_the_documentation_asks_for_is_refused_as_ours(
    change: dict[str, Any], code: str
) -> None:
    (found,) = problems(statement(change))
    assert (found.code, found.ours) == (code, True)


def test_a_keyword_may_belong_to_an_additional_category() -> None:
    both = {
        "category_addition": ["STATEMENT_CATEGORY_SCAMS_AND_FRAUD"],
        "category_specification": ["KEYWORD_PHISHING", "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL"],
    }
    assert problems(statement(both)) == ()


def test_no_keyword_has_two_categories_and_the_lists_are_as_long_as_published() -> None:
    assert sum(map(len, BY_CATEGORY.values())) == len(frozenset().union(*BY_CATEGORY.values()))
    assert (len(CATEGORIES), len(KEYWORDS), len(EEA), len(UNION)) == (16, 69, 30, 27)
    assert len(set(LANGUAGES)) == len(LANGUAGES) == 182
