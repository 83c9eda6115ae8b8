"""The months after a report, until its user is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import text
from tests.receiving import OTTO, Loop
from tests.world import SARA

from tutela.receiving import holding
from tutela.redress.informing import reading, telling

if TYPE_CHECKING:
    from datetime import datetime

    from tests.institutions import Institution

    from tutela.platform.clock import ManualClock
    from tutela.receiving.model import ReceivedLine
    from tutela.redress.informing.model import UserNotice

WHY = "file 7: a house is to be searched"


class Months:
    """A provider, the Centre and an authority over one report, and the time that passes."""

    def __init__(self, loop: Loop) -> None:
        self.loop, self.clock = loop, cast("ManualClock", loop.provider.node.clock)
        self.report = loop.filed()

    def forwarded(self) -> Months:
        """The report is with the authority."""
        self.loop.forwarded(self.report)
        return self

    def passes(self, until: datetime) -> None:
        """The clock goes on to then; who is due is told, and all of it arrives."""
        self.clock.set(until)
        telling.tell_due(self.loop.provider.node)
        self.loop.goes()

    def notice(self) -> UserNotice:
        found = reading.of_report(self.loop.provider.node, SARA, self.report)
        assert found
        return found

    def line(self, at: Institution) -> ReceivedLine:
        return self.loop.line(at, self.report)

    def lines(self) -> tuple[ReceivedLine, ReceivedLine]:
        """At the Centre and at the authority."""
        return self.line(self.loop.centre), self.line(self.loop.authority)

    def holds(self, until: datetime, reason: str = WHY) -> None:
        there = self.line(self.loop.authority).id
        holding.hold(self.loop.authority.node, OTTO, there, until, reason)
        self.loop.goes()

    def letters(self) -> list[dict[str, Any]]:
        """What the platform was asked to tell this user, the first first."""
        query = text(
            "SELECT body FROM tutela.webhook_delivery "
            "WHERE kind = :kind AND body->>'report' = :report ORDER BY created_at"
        )
        with self.loop.provider.node.read() as connection:
            given = {"kind": telling.TOLD, "report": str(self.report)}
            return list(connection.execute(query, given).scalars())
