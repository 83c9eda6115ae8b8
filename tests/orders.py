"""An authority, its orders, and a service that they are for: what tests of orders begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.world import BOSS, FORUM, SARA, _person

from tutela.orders import checking, executing, form, issuers, reading, registering
from tutela.orders.model import IssuerKind, Verified
from tutela.platform.approvals import answering as approvals
from tutela.platform.approvals import store as requests
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.platform.approvals.machine import Command, Party
from tutela.platform.permissions import Role
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service
from tutela.platform.webhooks import service as webhooks

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.platform import Platform

    from tutela.orders.conditions import Judged
    from tutela.orders.form import OrderForm
    from tutela.orders.model import Order
    from tutela.platform.node import Node

OLGA = _person("olga", Role.REPORTING_OFFICER)
COURT = "Amtsgericht Musterstadt"
ADDRESS = "https://forum.example/posts/1"
WHOLE: dict[str, Any] = {
    "article": "9",
    "issuer": COURT,
    "reference": "12 Gs 345/26",
    "language": "de",
    "scope": ["DE"],
    "issued_at": "2026-11-21T10:00:00+01:00",
    "targets": [ADDRESS],
    "legal_basis": "Section 184b StGB",
    "reasons": "A court found the picture at this address to be illegal.",
    "redress": "Complaint to the court within two weeks.",
    "category": "CHILD_SEXUAL_ABUSE_MATERIAL",
}


def written(**changes: Any) -> OrderForm:
    """A whole order, but for `changes`."""
    return form.from_fields(WHOLE | changes)


@dataclass
class Registry:
    """A node with one service, one known court and whoever works on its orders."""

    node: Node

    def __post_init__(self) -> None:
        declare_service(self.node, BOSS, FORUM, title="Forum", policy=Policy())
        self.add_issuer(COURT)

    def add_issuer(self, name: str, state: str = "DE", *, verified: bool = True) -> None:
        issuers.add(
            self.node, SARA, FORUM, name,
            kind=IssuerKind.COURT, member_state=state, contact="+49 30 000000",
        )  # fmt: skip
        if verified:
            self.verify(name)

    def verify(self, name: str = COURT, how: Verified = Verified.CALL_BACK) -> None:
        issuers.verify(
            self.node, SARA, FORUM, name, how=how, note="called the number of the state's list"
        )

    def register(self, **changes: Any) -> UUID:
        return registering.register_new(self.node, OLGA, FORUM, written(**changes))

    def settle_doubts(self, order_id: UUID) -> None:
        """A person answers all that the program leaves to them."""
        for one in self.judged(order_id):
            if one.answer.value != "met" and one.condition.name != "issuer":
                self.answers(order_id, one.condition.name)

    def answers(self, order_id: UUID, condition: str, *, met: bool = True) -> None:
        checking.answer(self.node, OLGA, order_id, condition, met=met, note="I read it")

    def execute(self, order_id: UUID) -> None:
        executing.execute(self.node, OLGA, order_id)

    def executed(self, **changes: Any) -> UUID:
        """An order that is being carried out."""
        order_id = self.register(**changes)
        self.settle_doubts(order_id)
        self.execute(order_id)
        return order_id

    def agreed(self, order_id: UUID) -> None:
        """Olga asks to carry out an order of an unverified issuer, and Sara agrees."""
        try:
            executing.execute(self.node, OLGA, order_id, reason="it looks whole")
        except AwaitsApproval as waits:
            request_id = waits.facts["request"]
        with self.node.work(SARA, purpose="test") as work:
            request = requests.find(work.connection, request_id, locked=True)
            assert request is not None
            approvals.apply(work, request, Command.APPROVE, Party.ANOTHER)
            executing.carry_out(work, request)

    def show(self, order_id: UUID) -> Order:
        return reading.show(self.node, OLGA, order_id, purpose="test")

    def judged(self, order_id: UUID) -> tuple[Judged, ...]:
        return reading.judged(self.node, self.show(order_id))

    def said(self, order_id: UUID) -> dict[str, str]:
        """Each condition with its answer."""
        return {one.condition.name: one.answer.value for one in self.judged(order_id)}

    def hook(self, platform: Platform) -> None:
        platform.secret = webhooks.set_webhook(self.node, BOSS, FORUM, platform.url).reveal()
