"""A provider that reports to the EU Centre, which passes reports on to an authority."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from sqlalchemy import text
from tests.bureau import PROVIDER, Bureau
from tests.world import BOSS, _person

from tutela import demonstration
from tutela.federation import posting, sealing
from tutela.federation.kinds import REPORT_FILED
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Role
from tutela.receiving import reading, routing, triage
from tutela.reporting import recipients
from tutela.reporting.machine import ReportState
from tutela.reporting.model import Environment
from tutela.reporting.recipients import NewRecipient

if TYPE_CHECKING:
    from uuid import UUID

    from tests.institutions import Institution, Union

    from tutela.federation.kinds import MessageKind
    from tutela.receiving.model import Received, ReceivedLine

OTTO = _person("otto", Role.OFFICER)
PIA = _person("pia", Role.OFFICER)
EUROPE = "eu-centre"


@dataclass
class Loop:
    """Three institutions, and what goes between them until nothing is left to carry."""

    provider: Institution
    centre: Institution
    authority: Institution
    bureau: Bureau
    union: Union
    count: int = 0
    form: dict[str, Any] | None = None

    @classmethod
    def over(cls, union: Union) -> Loop:
        provider = union.make(NodeRole.PROVIDER, "Example Forum")
        centre = union.make(NodeRole.CENTRE, "EU Centre")
        authority = union.make(NodeRole.AUTHORITY, "Authority of Germany")
        for this, other in ((provider, centre), (centre, authority)):
            this.meets(other)
            other.meets(this)
        routing.serve(centre.node, OTTO, "DE", authority.id)
        bureau = Bureau(provider.node, cast("Any", None))
        one = cls(provider, centre, authority, bureau, union)
        recipients.add(provider.node, BOSS, demonstration.SERVICE, one.recipient(provider.url))
        return one

    def recipient(self, address: str) -> NewRecipient:
        return NewRecipient(
            name=EUROPE,
            kind="eu-centre",
            environment=Environment.SIMULATOR,
            options={"provider": PROVIDER, "centre": str(self.centre.id)},
            address=address,
        )

    def close(self) -> None:
        self.bureau.close()

    def goes(self) -> None:
        """Everything that anybody said arrives, and is acted on, until all are silent."""
        everybody = (self.provider, self.centre, self.authority)
        while True:
            for one in everybody:
                one.acts()
            if not sum(one.carries() for one in everybody):
                return

    def drafted(self, picture: int = 0, **details: Any) -> UUID:
        """A draft of the provider to the Centre, of one confirmed item of a new account."""
        self.count += 1
        self.bureau.confirmed(f"kim-{self.count}", picture)
        report_id = self.bureau.reports(ReportState.DRAFT)[-1].row.id
        if details:
            self.bureau.describe(report_id, **details)
        return report_id

    def filed(self, picture: int = 0) -> UUID:
        """The same for Germany, sent and taken."""
        report_id = self.drafted(picture, member_states=["DE"])
        self.bureau.send(report_id)
        self.goes()
        return report_id

    def state(self, report_id: UUID) -> ReportState:
        """Where a report stands at the provider."""
        return self.bureau.show(report_id).summary.row.state

    def fresh(self) -> tuple[UUID, dict[str, Any]]:
        """A report's id and form as the provider could say it, about another item each time."""
        if self.form is None:
            self.form = self.received(self.centre, self.filed()).form
        assert self.form is not None
        report_id, [item] = uuid4(), self.form["content"]
        return report_id, self.form | {
            "report": self.form["report"] | {"id": str(report_id)},
            "content": [item | {"id": str(uuid4())}],
        }

    def submitted(self) -> UUID:
        """A report at the Centre that the provider has no record of; quicker than `filed`."""
        report_id, form = self.fresh()
        self.says(self.provider, self.centre, REPORT_FILED, f"report {report_id}", {"form": form})
        self.goes()
        return report_id

    def forwarded(self, report_id: UUID | None = None) -> UUID:
        """A report at the authority."""
        report_id = report_id or self.submitted()
        at_centre = self.line(self.centre, report_id).id
        triage.forward(self.centre.node, OTTO, at_centre, "DE", "it is theirs")
        self.goes()
        return report_id

    def line(self, at: Institution, report_id: UUID) -> ReceivedLine:
        """What was received there of a provider's report."""
        lines = [
            *reading.list_received(self.centre.node, OTTO),
            *reading.list_received(self.centre.node, OTTO, over=True),
        ]
        [here] = [one for one in lines if one.reference == str(report_id)]
        if at is self.centre:
            return here
        lines = [
            *reading.list_received(at.node, OTTO),
            *reading.list_received(at.node, OTTO, over=True),
        ]
        [there] = [one for one in lines if one.number == here.number]
        return there

    def received(self, at: Institution, report_id: UUID) -> Received:
        return reading.show(at.node, OTTO, self.line(at, report_id).id, purpose="test")

    def says(
        self, who: Institution, to: Institution, kind: MessageKind, subject: str, body: Any
    ) -> None:
        """Somebody says just that, and it is acted on; what is answered has not left."""
        with who.node.work(OTTO, purpose="test") as work:
            posting.post(work, to.id, kind, subject, body)
        who.carries()
        to.acts()

    def answers(self, by: Institution, to: Institution) -> list[tuple[str, dict[str, Any]]]:
        """What that node last said to another: kinds and bodies that have not arrived."""
        query = text(
            "SELECT id, kind, sealed FROM tutela.message_out "
            "WHERE peer_id = :to AND sealed IS NOT NULL ORDER BY sent_at, id"
        )
        with by.node.read() as connection:
            rows = list(connection.execute(query, {"to": to.id}))
        return [(row.kind, sealing.open_out(by.node, row.id, row.sealed)) for row in rows]
