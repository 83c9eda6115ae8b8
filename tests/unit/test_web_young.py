"""Helplines for children: every Member State has a line, and no number stands without a source."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tutela.web.public.young import UNION, Helpline, countries, known

MEMBER_STATES = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
}  # fmt: skip


def test_every_member_state_has_a_line() -> None:
    assert {one.country for one in countries()} == MEMBER_STATES


def test_every_line_has_an_address_of_its_own() -> None:
    tags = [one.tag for one in countries()]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("one", known(), ids=lambda one: one.tag)
def test_a_number_has_a_name_and_a_source_or_is_not_there(one: Helpline) -> None:
    assert (one.number is None) == (one.name is None) == (one.source == "unknown")
    assert one.number or one.checked is None
    assert one.source.strip()
    assert not one.checked or one.checked <= date(2026, 11, 30)
    assert re.fullmatch(r"\d{0,11}", one.dialled)


def test_the_numbers_of_the_whole_union_stand_there() -> None:
    union = {one.dialled for one in known() if one.country == UNION}
    assert union == {"112", "116111", "116000"}
