"""An account of the platform that is warned of what it put there, and goes on; nothing is real."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.redress.conftest import told
from tests.world import CONFIRM, CURATOR, FORUM, SARA, picture

from tutela.platform.approvals import store as requests
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.redress.complaints import deciding, handing
from tutela.redress.complaints.answer import Answer
from tutela.redress.complaints.handing import ComplaintSent
from tutela.redress.misuse import ending, reading, suspending, warning
from tutela.redress.misuse.model import Kind, Party, Weighing
from tutela.redress.statements import model, store_suspensions

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from tests.simulators.platform import Platform
    from tests.world import World

    from tutela.platform.actor import Actor
    from tutela.platform.clock import ManualClock
    from tutela.redress.complaints.model import Complaint
    from tutela.redress.misuse.model import Misuse
    from tutela.redress.statements.model import Statement

VERA = replace(SARA, id="account:vera", name="vera")  # had a hand in nothing
WEIGHED = Weighing("Others saw it.", "Nothing can be seen.", "Please stop.")
TOLD = "It went on {after} the warning."
LIFTED = Answer("We were wrong.", lifts=True)
STANDS = Answer("It stands, for it went on.")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@dataclass
class Account:
    """Kim, whose two items people confirmed: one before the warning, and one after."""

    world: World
    clock: ManualClock
    name: str = "kim"
    language: str = "nl"

    def warned(self) -> Misuse:
        """A warning that arrived, and what came after it, when its time has passed."""
        self._puts("before")
        party = Party(FORUM, account=self.name)
        one = warning.warn(self.world.node, SARA, Kind.CONTENT, party, WEIGHED)
        self.world.run_jobs()
        self.clock.advance(SECOND)
        self._puts("after")
        self.world.run_jobs()
        self.clock.advance(7 * DAY)
        return one

    def _puts(self, name: str) -> None:
        data = picture(1)
        more = {"account": self.name, "language": self.language}
        self.world.decide(self.world.hit(data, name=f"{self.name}-{name}", **more), CONFIRM)

    def asked(self, one: UUID, days: int = 30) -> UUID:
        with pytest.raises(AwaitsApproval) as waits:
            suspending.suspend(
                self.world.node, SARA, one, days=days, told=TOLD, reason="It went on."
            )
        found: UUID = waits.value.facts["request"]
        return found

    def agreed(self, request: UUID) -> None:
        with self.world.node.work(CURATOR, purpose="test") as work:
            found = requests.find(work.connection, request, locked=True)
            assert found is not None
            suspending.carry_out(work, found)

    def suspended(self, *, sent: bool = True) -> Misuse:
        one = self.warned()
        self.agreed(self.asked(one.id))
        if sent:
            self.world.run_jobs()
        return self.shown(one.id)

    def shown(self, one: UUID) -> Misuse:
        return reading.show(self.world.node, SARA, one, purpose="test").one

    def statement(self, one: UUID, kind: model.Kind = model.Kind.SUSPENSION) -> Statement:
        with self.world.node.read() as connection:
            found = store_suspensions.told(connection, one, kind)
        assert found is not None
        return found


def complains(world: World, key: Actor, statement: UUID, words: str = "I never did.") -> Complaint:
    sent = ComplaintSent(statement=statement, words=words)
    return handing.hand_on(world.node, key, sent).complaint


def answers(world: World, one: UUID, answer: Answer, by: Actor = VERA) -> Complaint:
    return deciding.decide(world.node, by, one, answer, ending.answered)


def letters(platform: Platform, *kinds: str) -> list[dict[str, Any]]:
    return [one for one in told(platform) if one["type"] in kinds]
