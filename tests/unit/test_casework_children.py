"""What children themselves may have made or shared: words for them, and for a report."""

from __future__ import annotations

import pytest

from tutela.casework.children import AccountAction, Circumstance, gravest, proposed, shown
from tutela.law.errors import ValueRefused
from tutela.law.support import CIRCUMSTANCES, Support, support
from tutela.reporting import marks
from tutela.reporting.details import Annotation, FileAnnotation


def test_every_circumstance_has_its_sentence_and_a_text_for_the_child() -> None:
    assert {one.value for one in Circumstance} == CIRCUMSTANCES
    for one in Circumstance:
        assert one.sentence.endswith(".")
        words = shown(one)
        assert words["language"] == "en"
        assert words["text"].endswith(".")
        assert {"name", "reach", "what"} == set(words["contacts"][0])


def test_support_without_a_text_for_everybody_is_refused() -> None:
    with pytest.raises(ValueRefused, match="a text for each of among-peers, coerced"):
        Support("de", "nobody", {"coerced": "Du bist nicht schuld."}, ())


def test_support_comes_in_english_until_there_are_words_in_another_language() -> None:
    assert support("mt") == support("en")


def test_a_ban_is_never_a_default() -> None:
    for circumstance in (None, *Circumstance):
        for childs in (True, False):
            found = proposed(circumstance, childs_account=childs)
            assert found is not AccountAction.BAN
            assert (found is AccountAction.SUPPORT) is (circumstance is not None and childs)


def test_the_gravest_circumstance_stands_for_a_case() -> None:
    assert gravest([]) is None
    assert gravest([None, "unknown"]) is Circumstance.UNKNOWN
    assert gravest(["unknown", "coerced", "self-generated"]) is Circumstance.COERCED


def test_a_report_says_no_more_than_the_mark_does() -> None:
    assert marks.of_item(None) == frozenset()
    assert marks.of_item("among-peers") == frozenset()
    for circumstance in ("coerced", "self-generated", "unknown"):
        assert marks.of_item(circumstance) == {FileAnnotation.SELF_PRODUCED}
    assert marks.of_report([None, "unknown", "self-generated"]) == frozenset()
    assert marks.of_report(["coerced"]) == {Annotation.SEXTORTION}
    assert marks.of_report(["coerced", "among-peers"]) == {
        Annotation.SEXTORTION, Annotation.BETWEEN_MINORS,
    }  # fmt: skip
