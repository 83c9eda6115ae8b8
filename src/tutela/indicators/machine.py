"""The life of an indicator: proposed, verified, active, withdrawn. There is no way back to life."""

from __future__ import annotations

from enum import StrEnum

from tutela.indicators.model import IndicatorState
from tutela.law.model import WithdrawalCause


class Command(StrEnum):
    """What can be done to an indicator."""

    VERIFY = "verify"
    ACTIVATE = "activate"
    WITHDRAW = "withdraw"


MOVES: dict[tuple[IndicatorState, Command], IndicatorState] = {
    (IndicatorState.PROPOSED, Command.VERIFY): IndicatorState.VERIFIED,
    (IndicatorState.VERIFIED, Command.ACTIVATE): IndicatorState.ACTIVE,
    (IndicatorState.PROPOSED, Command.WITHDRAW): IndicatorState.WITHDRAWN,
    (IndicatorState.VERIFIED, Command.WITHDRAW): IndicatorState.WITHDRAWN,
    (IndicatorState.ACTIVE, Command.WITHDRAW): IndicatorState.WITHDRAWN,
}


def sources_of(command: Command) -> frozenset[IndicatorState]:
    """The states in which `command` moves an indicator; elsewhere it changes nothing."""
    return frozenset(state for state, known in MOVES if known is command)


OF_ONE_SOURCE = frozenset({WithdrawalCause.LEFT, WithdrawalCause.SUPERSEDED})
"""Causes that say something of a source and nothing of the signal: where other sources vouch for
an entry, it goes on. All other causes withdraw an entry whole, whoever vouches for it."""


def causes_overridden_by(cause: WithdrawalCause) -> frozenset[WithdrawalCause]:
    """The earlier causes of withdrawal that `cause` replaces.

    What was kept can still be erased: an entry withdrawn as wrong, when the person takes back
    consent or the source leaves. What was erased stays erased, whatever is learnt later.
    """
    return frozenset(earlier for earlier in WithdrawalCause if cause.erases and not earlier.erases)
