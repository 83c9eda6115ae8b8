"""Alarms about kept bytes that are gone or changed: raised once, and standing until they are whole.

A damaged object is noted once, however often somebody tries to look. The note ends when a check
finds the bytes whole again, or when the object is erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.evidence import damage_store as store
from tutela.evidence.errors import EvidenceKeyWrong, EvidenceMissing
from tutela.evidence.model import Problem
from tutela.platform import log
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.errors import TutelaError
from tutela.texts.phrase import phrase, several

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.evidence.model import Damage
    from tutela.platform.node import Node

LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """How many kept objects are not whole, and since when."""

    objects: int
    since: datetime | None

    @property
    def good(self) -> bool:
        return not self.objects

    @property
    def sentence(self) -> str:
        """How the kept bytes stand, in words."""
        if self.since is None:
            return phrase("No kept bytes are known to be gone or changed.")
        return several(
            self.objects,
            "1 kept object is gone or changed, found since {since}. "
            "Restore the bytes from a backup, and ask who changed them: tutela evidence damage.",
            "{n} kept objects are gone or changed, found since {since}. "
            "Restore the bytes from a backup, and ask who changed them: tutela evidence damage.",
            since=f"{self.since:%Y-%m-%d %H:%M} UTC",
        )


def problem_of(error: TutelaError) -> Problem:
    """What an error of opening says is the matter."""
    if isinstance(error, EvidenceMissing):
        return Problem.MISSING
    return Problem.KEY_WRONG if isinstance(error, EvidenceKeyWrong) else Problem.CHANGED


def alarm(node: Node, object_id: UUID, problem: Problem) -> None:
    """Notes that an object is not whole. In a work of its own: the caller's is about to fail."""
    try:
        with node.work(NODE, purpose="look after kept bytes") as work:
            one = store.add(work.connection, work.new_id(), object_id, problem, work.now)
            if one is None:
                return
            work.record(
                Event.EVIDENCE_DAMAGE,
                subject=("evidence", object_id),
                service_id=one.service_id,
                problem=problem.value,
            )
    except TutelaError as error:
        # Whoever tried to look hears what is the matter; the next look or check notes it.
        log.get("evidence").error("evidence-alarm-failed", error=type(error).__name__)
        return
    log.get("evidence").error("evidence-damaged", object=str(object_id), problem=problem.value)


def heal(node: Node, object_id: UUID) -> bool:
    """Ends the alarm about an object that was found whole; False if there was none."""
    with node.work(NODE, purpose="look after kept bytes") as work:
        service_id = store.heal(work.connection, object_id, work.now)
        if service_id is None:
            return False
        work.record(Event.EVIDENCE_RECOVER, subject=("evidence", object_id), service_id=service_id)
    return True


def standing(connection: Connection) -> Standing:
    """The alarms that stand, for whoever watches the node."""
    return Standing(*store.standing(connection))


def damages(connection: Connection, limit: int = LONGEST_LIST) -> list[Damage]:
    """The objects that are not whole, the latest found first."""
    return store.damages(connection, limit)
