"""Codes for people without an account."""

from __future__ import annotations

import pytest

from tutela.platform.codes import ALPHABET, digest, new_code


def test_a_code_has_seven_groups_of_four_and_never_prints_itself() -> None:
    code = new_code()
    groups = code.reveal().split("-")
    assert [len(one) for one in groups] == [4] * 7
    assert set("".join(groups)) <= set(ALPHABET)
    assert code.reveal() not in f"{code!r}{code}"
    assert new_code().reveal() != code.reveal()


@pytest.mark.parametrize(
    "typed", ["7MQK-0111-ABCD", " 7mqk-0111-abcd\n", "7MQKOILLABCD", "7mqk olil abcd"]
)
def test_a_code_is_read_with_the_usual_slips(typed: str) -> None:
    assert digest(typed) == digest("7MQK0111ABCD")


@pytest.mark.parametrize("typed", ["", "7MQK-0111-ABCE", "\ud800", "é" * 1000, "<script>"])
def test_anything_else_fits_nothing(typed: str) -> None:
    assert digest(typed) != digest("7MQK-0111-ABCD")
    assert len(digest(typed)) == 32
