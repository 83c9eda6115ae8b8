"""A preview is fetched once, soon, by the session that asked for it; then it is gone."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from tutela.detection.sandbox.reveal import Reveal
from tutela.platform.accounts.model import Session
from tutela.platform.actor import NODE
from tutela.platform.secret import Secret
from tutela.web.pages.previews import LIFETIME, MOST, Look, Previews

LOOK = Look(
    *(UUID(int=1), UUID(int=2), UUID(int=3), "photo-1", "compare"),
    *(Reveal.GREY, UUID(int=4), UUID(int=5), 20),
)
PNG = b"a small grey picture"


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def session(csrf: str) -> Session:
    now = datetime.now(UTC)
    return Session(Secret("token of " + csrf), Secret(csrf), NODE, "", now, now)


MIRA, JONAS = session("mira"), session("jonas")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def previews(clock: Clock) -> Previews:
    return Previews(monotonic=clock)


def test_a_picture_is_given_once(previews: Previews) -> None:
    word = previews.put(MIRA, LOOK, PNG)
    assert previews.take(MIRA, word) == PNG
    assert previews.take(MIRA, word) is None


def test_the_look_is_known_after_its_picture_was_taken(previews: Previews) -> None:
    word = previews.put(MIRA, LOOK, PNG)
    assert previews.look(MIRA, word) == (LOOK, 20)
    previews.take(MIRA, word)
    assert previews.look(MIRA, word) == (LOOK, 0)


def test_another_session_gets_nothing_and_takes_nothing_away(previews: Previews) -> None:
    word = previews.put(MIRA, LOOK, PNG)
    assert previews.look(JONAS, word) is None
    assert previews.take(JONAS, word) is None
    assert previews.take(MIRA, word) == PNG


def test_nobody_guesses_a_word(previews: Previews) -> None:
    assert previews.look(MIRA, "") is None
    assert previews.take(MIRA, "x" * 43) is None


def test_a_picture_nobody_fetches_is_gone_soon(previews: Previews, clock: Clock) -> None:
    word = previews.put(MIRA, LOOK, PNG)
    clock.now = 20
    assert previews.take(MIRA, word) is None
    assert previews.look(MIRA, word) == (LOOK, 0)


def test_the_time_of_a_picture_runs_before_it_is_fetched(previews: Previews, clock: Clock) -> None:
    word = previews.put(MIRA, LOOK, PNG)
    clock.now = 12.5
    assert previews.look(MIRA, word) == (LOOK, 8)


def test_a_look_ends(previews: Previews, clock: Clock) -> None:
    word = previews.put(MIRA, LOOK, PNG)
    clock.now = LIFETIME
    assert previews.look(MIRA, word) is None


def test_memory_is_bounded(previews: Previews) -> None:
    words = [previews.put(MIRA, LOOK, PNG) for _ in range(MOST + 1)]
    assert previews.take(MIRA, words[0]) is None
    assert previews.take(MIRA, words[1]) == PNG
    assert previews.take(MIRA, words[-1]) == PNG


def test_a_picture_is_not_in_what_is_printed(previews: Previews) -> None:
    word = previews.put(MIRA, LOOK, PNG)
    assert PNG.decode() not in repr(previews._held[word])
    assert "mira" not in repr(previews._held[word])
