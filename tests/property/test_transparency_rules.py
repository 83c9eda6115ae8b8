"""Whatever a statement holds: what we let through the Transparency Database takes."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.simulators.transparency_rules import LISTS, validated
from tests.transparency_samples import ABSENT, PLAYED, TERMS, statement

from tutela.redress.publishing.checker import problems
from tutela.redress.publishing.personal import findings
from tutela.redress.publishing.rules import FIELDS, Field, Kind

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=60)
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just(""), st.just([]), st.just({}), WORDS,
    st.lists(WORDS, max_size=2), st.dictionaries(WORDS, WORDS, max_size=2),
)  # fmt: skip
DAYS = st.one_of(
    st.dates().map(str), st.sampled_from(["2038-01-01", "2038-01-02", "2026-2-1", "2026-02-30"])
)


def _values(field: Field) -> st.SearchStrategy[Any]:
    listed = st.sampled_from(sorted(LISTS.get(field.name, {""})))
    lengths = st.integers(field.longest - 1, field.longest + 1)
    good: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.TEXT: st.one_of(WORDS, lengths.map("x".__mul__)),
        Kind.ONE: listed,
        Kind.MANY: st.lists(listed, max_size=3),
        Kind.DAY: DAYS,
        Kind.LINK: st.sampled_from(["https://app.example/a", "app.example", "https://app.example"]),
        Kind.NAME: st.text("ab-_0é /", max_size=6),
        Kind.PRODUCT: st.text("0123", min_size=12, max_size=14).map(lambda one: {"EAN-13": one}),
    }  # fmt: skip
    return st.one_of(good[field.kind], good[field.kind], good[field.kind], ODD, st.just(ABSENT))


CHANGES = st.lists(
    st.sampled_from(FIELDS).flatmap(lambda one: _values(one).map(lambda value: {one.name: value})),
    max_size=6,
)
STATEMENTS = st.builds(
    lambda of, changes: statement(of, *changes),
    st.sampled_from([{}, TERMS, *(one.of for one in PLAYED)]),
    CHANGES,
)


@settings(max_examples=1500, deadline=None)
@given(STATEMENTS)
def test_what_passes_here_passes_there_and_what_is_refused_here_is_refused_there(
    given_: dict[str, Any],
) -> None:
    found = problems(given_)
    refused = validated(given_)[1]
    if not found:
        assert refused == {}
    if any(not one.ours for one in found):
        assert refused != {}
    if not refused:
        assert all(one.ours for one in found)


@settings(max_examples=300, deadline=None)
@given(st.text(min_size=1, max_size=30).filter(str.strip), WORDS, WORDS)
def test_a_known_fact_is_found_wherever_it_stands(fact: str, before: str, after: str) -> None:
    given_ = statement({"decision_facts": f"{before} {fact} {after}"})
    if any(sign.isalnum() for sign in fact):
        assert any(one.field == "decision_facts" for one in findings(given_, [fact]))
