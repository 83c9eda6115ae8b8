"""Published figures: what this play counted until today, closed and shown a day later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.world import officer

from tutela import assembly
from tutela.demonstration import SERVICE
from tutela.observatory.editions import closing, publishing
from tutela.observatory.model import Kind, Period, Scope
from tutela.platform.approvals import answering
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.platform.clock import ManualClock

if TYPE_CHECKING:
    from uuid import UUID

    from tests.stage import Stage


def play_figures(stage: Stage, kind: Kind) -> UUID:
    """Closes and publishes a paper of this year so far; the id of what anybody sees."""
    now = stage.node.clock.now()
    node = replace(stage.node, clock=ManualClock(now + timedelta(days=1)))
    scope = Scope(SERVICE, Period(date(now.year, 1, 1), now.date()))
    one = closing.close(node, stage.actor("sara"), kind, scope)
    try:
        publishing.publish(node, stage.actor("sara"), one.id, reason="The year is nearly over.")
    except AwaitsApproval as waits:
        other, doers = officer(node, "other"), assembly.doers()
        answering.approve(node, other, waits.facts["request"], reason="Read it.", doers=doers)
    return next(each.id for each in publishing.published(node) if each.kind is kind)
