"""What a case's page says of its reports and of threats to life: lines, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.permissions import Permission
from tutela.reporting import recipient_store
from tutela.reporting.reading import is_filed, list_reports
from tutela.reporting.threats import service as threats
from tutela.reporting.threats.advice import advice
from tutela.reporting.threats.machine import ThreatState
from tutela.web.pages.report_words import ReportLine, report_line
from tutela.web.pages.reports import ThreatLine, threat_line

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.reporting.threats.model import Assessment


@dataclass(frozen=True, slots=True)
class CasePanel:
    """The reports of a case, and its assessment of threats, if there is one."""

    lines: tuple[ReportLine, ...]
    filed: bool
    recipients: tuple[str, ...]
    may_open: bool
    may_assess: bool
    threat: Assessment | None
    clock: ThreatLine | None
    advice: str

    @property
    def can_assess(self) -> bool:
        """Whether there is an assessment that somebody may make or change."""
        return bool(self.threat and self.may_assess and self.threat.state is not ThreatState.TOLD)

    @property
    def danger(self) -> bool:
        """Whether the urgent lane is open: unless danger was found already."""
        found = {ThreatState.THREAT, ThreatState.TOLD}
        return self.may_assess and not (self.threat and self.threat.state in found)

    @property
    def must_tell(self) -> bool:
        return bool(self.threat and self.may_assess and self.threat.state is ThreatState.THREAT)


def case_panel(
    node: Node, actor: Actor, case_id: UUID, service_id: str, *, confirmed: bool, now: datetime
) -> CasePanel | None:
    """The panel for `actor`; None if they may read no reports."""
    if not actor.may(Permission.REPORT_READ):
        return None
    found = list_reports(node, actor, case_id=case_id)
    threat = threats.of_case(node, actor, case_id)
    prepares = actor.may(Permission.REPORT_PREPARE) and confirmed
    with node.read() as connection:
        live = recipient_store.live(connection, service_id)
    country = next((one.options.provider.country for one in live), None)
    return CasePanel(
        lines=tuple(report_line(one, now) for one in found),
        filed=is_filed(node, case_id),
        recipients=tuple(one.name for one in live) if prepares else (),
        may_open=prepares,
        may_assess=actor.may(Permission.THREAT_ASSESS),
        threat=threat,
        clock=threat_line(threat, now) if threat else None,
        advice=advice(threat.member_states, country) if threat else "",
    )
