"""Who may move a claim, and to what: the table, and what time makes of a claim."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.casework.claims.machine import (
    CLAIM,
    NODE,
    PERSON,
    SENIOR,
    ClaimState,
    Command,
    move,
)
from tutela.casework.claims.model import Claim, SkipReason
from tutela.casework.claims.noting import digest
from tutela.law.errors import MoveRefused
from tutela.platform.audit.model import Event
from tutela.platform.ids import SystemIds

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
ACTORS = st.sampled_from([PERSON, SENIOR, NODE])
HELD = (ClaimState.CLAIMED, ClaimState.WITH_SENIOR)


@given(st.lists(st.tuples(st.sampled_from(Command), ACTORS, st.booleans()), max_size=30))
def test_whatever_is_tried_the_claim_stays_in_the_table(
    tries: list[tuple[Command, str, bool]],
) -> None:
    state = ClaimState.FREE
    for command, by, holder in tries:
        try:
            state = move(state, command, by=by, holder=holder).target
        except MoveRefused:
            continue
        assert state in CLAIM.states


def test_every_move_has_an_event_of_the_log() -> None:
    assert {one.event for one in CLAIM.moves.values()} <= {event.value for event in Event}


@pytest.mark.parametrize("command", [Command.RELEASE, Command.SKIP, Command.ESCALATE])
def test_nobody_gives_up_the_claim_of_somebody_else(command: Command) -> None:
    with pytest.raises(MoveRefused):
        move(ClaimState.CLAIMED, command, by=SENIOR, holder=False)


def test_what_was_escalated_is_for_seniors_until_one_of_them_gives_it_to_somebody() -> None:
    for command in (Command.TAKE, Command.SKIP):
        with pytest.raises(MoveRefused):
            move(ClaimState.ESCALATED, command, by=PERSON)
    assert move(ClaimState.ESCALATED, Command.TAKE, by=SENIOR).target is ClaimState.WITH_SENIOR
    assert move(ClaimState.WITH_SENIOR, Command.LAPSE, by=NODE).target is ClaimState.ESCALATED
    assert move(ClaimState.WITH_SENIOR, Command.REASSIGN, by=SENIOR).target is ClaimState.CLAIMED


def test_only_a_senior_reassigns() -> None:
    for state in CLAIM.states:
        assert move(state, Command.REASSIGN, by=SENIOR).target is ClaimState.CLAIMED
        with pytest.raises(MoveRefused):
            move(state, Command.REASSIGN, by=PERSON, holder=True)


@pytest.mark.parametrize("state", HELD)
def test_a_claim_ends_at_its_instant_as_the_table_lets_it_lapse(state: ClaimState) -> None:
    claim = Claim(state, "account:mira", "mira", NOON)
    assert claim.at(NOON - timedelta(seconds=1)) == claim
    lapsed = claim.at(NOON)
    assert (lapsed.by, lapsed.by_name, lapsed.until) == (None, None, None)
    assert lapsed.state is move(state, Command.LAPSE, by=NODE).target


def test_every_reason_to_skip_is_a_sentence() -> None:
    assert all(one.sentence.endswith(".") for one in SkipReason)


def test_equal_words_have_different_digests_in_the_log() -> None:
    ids = SystemIds()
    assert digest(ids.new(), "yes") != digest(ids.new(), "yes")
