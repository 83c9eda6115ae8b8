"""What whoever gave notice can see of it with their code, and what they may do about a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tutela.platform import codes
from tutela.redress.notices import store
from tutela.redress.notices.public_errors import CodeUnknown
from tutela.redress.notices.public_words import REDRESS, STANDS, TOLD, waits

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.node import Node
    from tutela.redress.notices.machine import NoticeState
    from tutela.redress.notices.model import Notice, Outcome


@dataclass(frozen=True, slots=True)
class Followed:
    """A notice as its code shows it: nothing of what it said, and nobody's name."""

    number: str
    state: NoticeState
    received_at: datetime
    decided_at: datetime | None
    outcome: Outcome | None
    told: str
    redress: tuple[str, ...]
    looked_at_from: datetime | None = None

    @property
    def sentence(self) -> str:
        """How it stands, in a sentence."""
        if self.outcome:
            return TOLD[self.outcome]
        if self.looked_at_from:
            return waits(self.looked_at_from)
        return STANDS[self.state]

    def to_json(self) -> dict[str, Any]:
        return {
            "notice": self.number,
            "state": self.state.value,
            "sentence": self.sentence,
            "received_at": self.received_at.isoformat(),
            "looked_at_from": self.looked_at_from.isoformat() if self.looked_at_from else None,
            "decided_at": self.decided_at.isoformat() if self.decided_at else None,
            "outcome": self.outcome.value if self.outcome else None,
            "words": self.told or None,
            "redress": list(self.redress),
        }


def follow(node: Node, code: str) -> Followed:
    """The notice of this code. Raises CodeUnknown, whatever is wrong with it."""
    with node.read() as connection:
        one = store.by_code(connection, codes.digest(code))
    if one is None:
        raise CodeUnknown
    return followed(one)


def followed(one: Notice) -> Followed:
    """What the code of a notice shows."""
    return Followed(
        number=str(one.id),
        state=one.state,
        received_at=one.received_at,
        decided_at=one.decided_at,
        outcome=one.outcome,
        told=one.told,
        redress=REDRESS if one.outcome else (),
        looked_at_from=one.paused_until,
    )
