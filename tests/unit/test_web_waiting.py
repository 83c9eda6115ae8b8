"""Pictures that the parent keeps for its serving processes are those of one process."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tutela.detection.sandbox.reveal import Reveal
from tutela.platform.accounts.model import Session
from tutela.platform.actor import NODE
from tutela.platform.secret import Secret
from tutela.web import waiting
from tutela.web.pages.previews import Look
from tutela.web.waiting import Keeper, Waiting, packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK = Look(
    *(UUID(int=1), UUID(int=2), UUID(int=3), "photo-1", "compare"),
    *(Reveal.GREY, UUID(int=4), UUID(int=5), 20),
)
PNG = b"\x89 a small grey picture"
REPORT = UUID(int=4)


def session(csrf: str) -> Session:
    now = datetime.now(UTC)
    return Session(Secret("token of " + csrf), Secret(csrf), NODE, "", now, now)


MIRA, JONAS = session("mira"), session("jonas")


@pytest.fixture
def process() -> Callable[[], Waiting]:
    """Makes another serving process of one parent, as far as pictures are concerned."""
    keeper = Keeper()

    def ask(asked: dict[str, Any]) -> dict[str, Any]:
        return unpacked(packed(keeper.answer(unpacked(packed(asked)))))

    return lambda: waiting.far(ask)


def test_a_picture_of_one_process_is_given_once_by_the_others(
    process: Callable[[], Waiting],
) -> None:
    word = process().previews.put(MIRA, LOOK, PNG)
    assert process().previews.look(MIRA, word) == (LOOK, 20)
    assert process().previews.take(MIRA, word) == PNG
    assert process().previews.take(MIRA, word) is None
    assert process().previews.look(MIRA, word) == (LOOK, 0)


def test_another_session_gets_nothing(process: Callable[[], Waiting]) -> None:
    word = process().previews.put(MIRA, LOOK, PNG)
    sheets = process().sheets.put(MIRA, REPORT, [PNG])
    assert process().previews.look(JONAS, word) is None
    assert process().previews.take(JONAS, word) is None
    assert process().sheets.page(JONAS, REPORT, sheets, 1) is None
    assert process().previews.look(MIRA, "x" * 43) is None


def test_pages_of_one_process_are_shown_by_the_others(process: Callable[[], Waiting]) -> None:
    word = process().sheets.put(MIRA, REPORT, [PNG, b"second"])
    assert [process().sheets.page(MIRA, REPORT, word, page) for page in (0, 1, 2, 3)] == [
        None, PNG, b"second", None,
    ]  # fmt: skip
    assert process().sheets.page(MIRA, UUID(int=5), word, 1) is None


@pytest.mark.parametrize("nonsense", [b"", b"[]", b"1", b"\xff"])
def test_nonsense_is_no_message(nonsense: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpacked(nonsense)


@pytest.mark.parametrize("asked", [{}, {"ask": "all", "browser": "mira"}, {"ask": "look"}])
def test_the_parent_answers_no_other_question(asked: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        Keeper().answer(asked)
