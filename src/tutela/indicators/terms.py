"""On what terms entries come in: their source, their label, and who says that they are verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.indicators.errors import (
    ClassificationUnknown,
    StateNotGiven,
    TextInvalid,
    TextMissing,
)
from tutela.indicators.model import ACTING, VOUCHED, Bank, IndicatorState
from tutela.law import classification
from tutela.law.errors import LawError
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor

LONGEST_TEXT = 500  # characters

_WHO_VERIFIED = "who verified these entries, and under which scheme"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is the same for all entries of one batch.

    `verified_by` is who found them to be what their label says, and `second_by` the actor who
    vouches for that statement; both are None for proposed entries.
    """

    bank: Bank
    batch_id: UUID
    source: str
    scheme: classification.Scheme
    label: str
    state: IndicatorState
    proposed_by: str
    verified_by: str | None
    second_by: str | None

    @property
    def labels(self) -> frozenset[str]:
        """The codes an entry may carry."""
        return frozenset(label.code for label in self.scheme.labels)


def agree(
    actor: Actor,
    bank: Bank,
    batch_id: UUID,
    *,
    source: str,
    scheme: str,
    label: str,
    state: IndicatorState,
    verified_by: str,
) -> Terms:
    """The terms, if this actor may bring in entries on them.

    Entries start proposed. They may start verified or active in a demo bank, or where an actor who
    may verify entries, and activate them, names who verified them outside. Raises Forbidden,
    TextMissing, TextInvalid, ClassificationUnknown and StateNotGiven.
    """
    if state is IndicatorState.WITHDRAWN:
        raise StateNotGiven(state=state.value)
    verified = state in VOUCHED
    if verified and not bank.demo:
        actor.require(Permission.INDICATOR_VERIFY)
        if state in ACTING:
            actor.require(Permission.INDICATOR_ACTIVATE)
        require_text(verified_by, _WHO_VERIFIED)
    check_text(verified_by, _WHO_VERIFIED)
    return Terms(
        bank=bank,
        batch_id=batch_id,
        source=require_text(source, "where these entries come from"),
        scheme=_scheme(scheme, label),
        label=label,
        state=state,
        proposed_by=actor.id,
        verified_by=(verified_by.strip() or actor.id) if verified else None,
        second_by=actor.id if verified and verified_by.strip() else None,
    )


def require_text(text: str, what: str) -> str:
    """`text` without blanks around it. Raises TextMissing and TextInvalid."""
    if not text.strip():
        raise TextMissing(what=what)
    check_text(text, what)
    return text.strip()


def check_text(text: str, what: str) -> None:
    """Raises TextInvalid unless `text` is a short printable line, or empty."""
    if len(text) > LONGEST_TEXT or not text.isprintable():
        raise TextInvalid(what=what, longest=LONGEST_TEXT)


def _scheme(name: str, label: str) -> classification.Scheme:
    try:
        found = classification.scheme(name)
        found.label(label)
    except LawError as error:
        raise ClassificationUnknown(problem=str(error)) from error
    return found
