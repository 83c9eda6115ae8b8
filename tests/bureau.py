"""A demo node whose confirmed items are reported: people, a recipient of each kind, a simulator.

Stand-ins only: a demo node reaches simulators and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from tests.stage import BANKED, Stage, bytes_of
from tests.world import BOSS, MIRA, SARA, _person, officer

from tutela import demonstration
from tutela.casework import decisions
from tutela.casework.decisions import Judgement
from tutela.law.model import Finding
from tutela.platform.approvals import answering
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.platform.permissions import Role
from tutela.platform.secret import Secret
from tutela.reporting import preparing, reading, recipients, sending
from tutela.reporting.details import Details
from tutela.reporting.model import Environment
from tutela.reporting.plugin import Credentials
from tutela.reporting.recipients import BY_HAND, NewRecipient

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.cybertip import CyberTip

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.reporting.machine import ReportState
    from tutela.reporting.plugin import Document
    from tutela.reporting.reading import ReportSummary, ReportView

OLGA = _person("olga", Role.REPORTING_OFFICER)
CONFIRM = Judgement(
    Finding.CONFIRMED, "it is the listed picture", "stand-in", seen_at_platform=True
)
REJECT = Judgement(Finding.NOT_ABUSE_MATERIAL, "a harmless picture", seen_at_platform=True)
CYBERTIP, PACK = "cybertip", "police"
PROVIDER: dict[str, Any] = {
    "name": "Example Forum",
    "address": "Example Street 1, Example City",
    "country": "DE",
    "contact": {"name": "Safety", "email": "safety@forum.example"},
}


def at_cybertip(service: CyberTip, **options: Any) -> NewRecipient:
    """The simulated CyberTipline as a recipient."""
    return NewRecipient(
        name=CYBERTIP,
        kind="ncmec-cybertipline",
        environment=Environment.SIMULATOR,
        options={"provider": PROVIDER, **options},
        address=service.url,
        transfer_ground="Article 49(1)(d) GDPR: demo",
        credentials=Credentials(service.user, Secret(service.password)),
    )


@dataclass
class Bureau:
    """A stage whose service reports to a simulated CyberTipline and, by hand, to the police."""

    node: Node
    service: CyberTip
    stage: Stage = field(init=False)
    uploads: int = 0

    def __post_init__(self) -> None:
        self.stage = Stage(self.node)

    def add_cybertip(self, **options: Any) -> UUID:
        return recipients.add(
            self.node, BOSS, demonstration.SERVICE, at_cybertip(self.service, **options)
        )

    def add_pack(self, **options: Any) -> UUID:
        new = NewRecipient(
            name=PACK,
            kind="national-pack",
            environment=Environment.SIMULATOR,
            options={"provider": PROVIDER, "member_state": "DE", **options},
            address=BY_HAND,
        )
        return recipients.add(self.node, BOSS, demonstration.SERVICE, new)

    def upload(self, account: str = "kim", picture: int = 0, name: str = "") -> UUID:
        """Somebody uploads a banked picture; returns its item."""
        self.uploads += 1
        verdict = self.stage.comes_in(
            bytes_of(BANKED[picture]), account, name or f"photo-{self.uploads}"
        )
        assert verdict.item_id is not None, verdict
        return verdict.item_id

    def confirmed(self, account: str = "kim", picture: int = 0, name: str = "") -> UUID:
        """The same, confirmed by a person; what follows is done."""
        item_id = self.upload(account, picture, name)
        self.decide(item_id, CONFIRM)
        return item_id

    def decide(self, item_id: UUID, judgement: Judgement) -> None:
        decisions.decide(self.node, MIRA, self.case_of(item_id), judgement, item_ids=[item_id])
        self.run_jobs()

    def reverse(self, item_id: UUID, judgement: Judgement = REJECT) -> None:
        decisions.reverse(self.node, SARA, self.case_of(item_id), item_id, judgement)
        self.run_jobs()

    def case_of(self, item_id: UUID) -> UUID:
        query = text("SELECT case_id FROM tutela.case_item WHERE item_id = :id")
        with self.node.read() as connection:
            found: UUID = connection.execute(query, {"id": item_id}).scalar_one()
        return found

    def reports(self, *states: ReportState) -> list[ReportSummary]:
        """The reports, oldest first."""
        found = reading.list_reports(self.node, SARA, states=states)
        return sorted(found, key=lambda one: (one.row.opened_at, one.row.id))

    def only(self) -> ReportSummary:
        [found] = self.reports()
        return found

    def show(self, report_id: UUID) -> ReportView:
        return reading.show_report(self.node, SARA, report_id, purpose="test")

    def describe(self, report_id: UUID, **details: Any) -> None:
        preparing.describe(self.node, OLGA, report_id, Details.model_validate(details))

    def send(self, report_id: UUID) -> None:
        sending.send(self.node, OLGA, report_id)

    def export(self, report_id: UUID) -> list[Document]:
        """The pack, once another officer permitted it to the one who asks."""
        asks, agrees = self.officer("first"), self.officer("other")
        try:
            return reading.export_pack(self.node, asks, report_id, reason="to send it")
        except AwaitsApproval as waits:
            request = waits.facts["request"]
        answering.approve(self.node, agrees, request, reason="go on", doers={})
        return reading.export_pack(self.node, asks, report_id)

    def officer(self, name: str) -> Actor:
        return officer(self.node, name)

    def sent(self, **details: Any) -> UUID:
        """A confirmed item's only report, sent and carried out as far as one run gets."""
        self.confirmed()
        report_id = self.only().row.id
        if details:
            self.describe(report_id, **details)
        self.send(report_id)
        self.run_jobs()
        return report_id

    def state(self, report_id: UUID) -> ReportState:
        return self.show(report_id).summary.row.state

    def run_jobs(self) -> list[str]:
        """Runs every job that waits once, those they cause too; one that fails waits on."""
        done: list[str] = []
        tried: set[int] = set()
        while job := self._next_job(tried):
            tried.add(job.id)
            try:
                self.node.tasks.by_name[job.task_name].handler(self.node, **job.args)
            except Exception as error:  # noqa: BLE001 - as the worker: it is tried again later
                done.append(f"{job.task_name}: {type(error).__name__}")
                continue
            self._forget_job(job.id)
            done.append(job.task_name)
        return done

    def rows(self, query: str, **given: object) -> list[Any]:
        with self.node.read() as connection:
            return list(connection.execute(text(query), given))

    def close(self) -> None:
        self.stage.close()

    def _next_job(self, tried: set[int]) -> Any:
        query = "SELECT * FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"
        return next((job for job in self.rows(query) if job.id not in tried), None)

    def _forget_job(self, job_id: int) -> None:
        with self.node.transaction() as connection:
            for table, column in (("procrastinate_events", "job_id"), ("procrastinate_jobs", "id")):
                connection.execute(
                    text(f"DELETE FROM {table} WHERE {column} = :id"), {"id": job_id}
                )
