"""An account that is suspended for what it put there, on a stage; its pictures are harmless."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.integration.redress.account_samples import VERA, WEIGHED
from tests.world import CURATOR

from tutela import demonstration
from tutela.casework import decisions
from tutela.casework.decisions import Judgement
from tutela.law.model import Finding
from tutela.platform.actor import NODE
from tutela.platform.approvals import store as requests
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.redress.misuse import restricting, store, suspending, warning
from tutela.redress.misuse.model import Kind, Party
from tutela.redress.statements import links

if TYPE_CHECKING:
    from uuid import UUID

    from tests.stage import Stage

HOSTILE = "<b>kim</b>"


@dataclass(frozen=True)
class Suspended:
    """A suspension that Vera and the curator decided."""

    misuse: UUID
    statement: UUID
    link: str


def play_suspension(stage: Stage) -> Suspended:
    """An account whose pictures were confirmed before a warning and after it."""
    stage.add_people("jonas", "sara", "mira")
    _confirmed(stage, "before")
    party = Party(demonstration.SERVICE, account=HOSTILE)
    one = warning.warn(stage.node, VERA, Kind.CONTENT, party, WEIGHED)
    with stage.node.work(NODE, purpose="test") as work:
        arrived = work.now - timedelta(days=8)
        store.save(work.connection, one.id, warned_at=arrived, answered_at=arrived)
    _confirmed(stage, "after")
    request_id = _asked(stage, one.id)
    with stage.node.work(CURATOR, purpose="test") as work:
        request = requests.find(work.connection, request_id, locked=True)
        assert request is not None
        suspending.carry_out(work, request)
        about = restricting.statement_of(work.connection, one.id)
        assert about is not None
        link = links.new_path(work, about)
    return Suspended(one.id, about.id, link)


def _asked(stage: Stage, misuse_id: UUID) -> UUID:
    told, reason = "It <i>went on</i>.", "It went on."
    try:
        suspending.suspend(stage.node, VERA, misuse_id, days=5, told=told, reason=reason)
    except AwaitsApproval as waits:
        found: UUID = waits.facts["request"]
        return found
    raise AssertionError("suspending always waits for another person")


def _confirmed(stage: Stage, name: str) -> None:
    confirmed = Judgement(Finding.CONFIRMED, "it is listed", "stand-in")
    decisions.decide(stage.node, stage.actor("jonas"), stage.exact_hit(HOSTILE, name), confirmed)
