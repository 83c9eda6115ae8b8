"""The countries that the law speaks of, as people write them."""

from __future__ import annotations

from tutela.law.places import EEA, MEMBER_STATES, short, written
from tutela.redress.publishing import rules


def test_a_list_is_read_each_once_and_in_order() -> None:
    assert written(" fr,DE,,de ") == ("DE", "FR")
    assert written("") == written(" , ") == ()
    assert written("EL,xx") == ("EL", "XX")


def test_a_whole_area_is_its_countries_with_what_else_is_named() -> None:
    assert written("EU") == tuple(sorted(MEMBER_STATES))
    assert written("eea") == written("EU,IS,LI,NO") == tuple(sorted(EEA))
    assert (len(MEMBER_STATES), len(EEA)) == (27, 30)


def test_what_is_short_is_read_as_the_same() -> None:
    for text in ("EU", "EEA", "DE,FR", ""):
        assert short(written(text)) == text


def test_the_area_is_the_one_of_the_transparency_database() -> None:
    assert set(rules.EEA) == EEA
    assert set(rules.UNION) == MEMBER_STATES
