"""An indicator is proposed, verified, active, withdrawn, and never comes back to life."""

from __future__ import annotations

import pytest

from tutela.indicators.machine import (
    MOVES,
    OF_ONE_SOURCE,
    Command,
    causes_overridden_by,
    sources_of,
)
from tutela.indicators.model import ACTING, VOUCHED, IndicatorState
from tutela.law.model import WithdrawalCause

ERASING = [cause for cause in WithdrawalCause if cause.erases]


def test_nothing_leaves_the_state_withdrawn() -> None:
    assert all(state is not IndicatorState.WITHDRAWN for state, _ in MOVES)


def test_only_what_is_proposed_can_be_verified() -> None:
    assert sources_of(Command.VERIFY) == {IndicatorState.PROPOSED}


def test_only_what_is_verified_can_be_activated() -> None:
    assert sources_of(Command.ACTIVATE) == {IndicatorState.VERIFIED}


def test_only_what_is_active_acts_and_only_what_was_verified_can_be_active() -> None:
    assert ACTING == {IndicatorState.ACTIVE} < VOUCHED


def test_every_living_indicator_can_be_withdrawn() -> None:
    assert sources_of(Command.WITHDRAW) == set(IndicatorState) - {IndicatorState.WITHDRAWN}


def test_what_is_wrong_or_asked_for_by_the_person_shown_is_no_matter_of_one_source() -> None:
    assert not OF_ONE_SOURCE & {WithdrawalCause.WRONG, WithdrawalCause.CONSENT}


@pytest.mark.parametrize("cause", ERASING)
def test_what_was_kept_as_wrong_can_still_be_erased(cause: WithdrawalCause) -> None:
    assert causes_overridden_by(cause) == {WithdrawalCause.WRONG}


def test_what_was_erased_is_not_called_wrong_later() -> None:
    assert causes_overridden_by(WithdrawalCause.WRONG) == frozenset()
