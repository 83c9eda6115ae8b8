"""A court, and papers of removal orders: what tests of them begin with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from tests.world import BOSS, FORUM, SARA

from tutela.federation import signing
from tutela.orders import effects, executing
from tutela.orders.model import TargetState
from tutela.orders.removal import (
    carrying,
    checking,
    court,
    courts,
    papers,
    reading,
    requesting,
)
from tutela.orders.removal.checking import Here
from tutela.orders.removal.court import Court
from tutela.orders.removal.model import Outcome, WordKind
from tutela.orders.removal.requesting import Draft
from tutela.platform.noderole import NodeRole
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service

if TYPE_CHECKING:
    from tests.institutions import Institution, Union

    from tutela.orders.removal.model import RemovalLine
    from tutela.platform.actor import Actor
    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
COURT = "Amtsgericht Musterstadt"
AUTHORITY, PROVIDER = UUID(int=1), UUID(int=2)
REQUEST: dict[str, Any] = {
    "id": str(UUID(int=9)),
    "authority": str(AUTHORITY),
    "authority_name": "Coordinating Authority of Germany",
    "provider": str(PROVIDER),
    "provider_name": "Forum GmbH",
    "service": "forum",
    "profile": "com-2022",
    "definitions": ["material"],
    "targets": ["https://forum.example/posts/1", "item:post-2"],
    "reasons": "A stand-in for reasons.",
    "language": "de",
    "days": 0,
    "days_reason": "",
    "made_at": "2026-11-21T11:00:00.000000Z",
}


def made_court(name: str = COURT) -> Court:
    """A court whose key is in nobody's folder."""
    key = Ed25519PrivateKey.generate()
    said = {
        "name": name,
        "member_state": "DE",
        "key": signing.text(key.public_key().public_bytes_raw()),
    }
    return Court(court.read_public(said), key)


def request(**changes: Any) -> papers.Request:
    said = papers.write_request(papers.read_part(papers.Request, REQUEST | changes))
    return papers.read_request(said)


def signed(by: Court, asked: papers.Request, now: datetime = NOW) -> dict[str, Any]:
    """The order as the court gives it away."""
    return court.sign(by, court.to_sign(by.public, asked, "The same court, in a month.", now))


def spoken(
    by: Court, kind: WordKind, about: dict[str, Any], now: datetime = NOW, days: int = 0
) -> dict[str, Any]:
    """A later word of the court, as it gives it away."""
    order, _ = papers.read_order(about)
    return court.sign_word(by, court.word_to_sign(by.public, kind, order, "So it is.", now, days))


def here(*courts: Court, **changes: Any) -> Here:
    """What the provider knows."""
    values: dict[str, Any] = {
        "provider": PROVIDER,
        "sender": AUTHORITY,
        "courts": {one.public.key: one.public.name for one in courts},
        "now": NOW + timedelta(hours=1),
        "known": False,
        "services": {"forum"},
        "hosts": ("forum.example",),
    }
    return Here(**values | changes)


def why_not(given: object, known: Here) -> str | None:
    """The name of the reason for which it is not taken."""
    found = checking.order_refusal(given, known)
    return found.value if found else None


class Courtroom:
    """An authority, a provider and the Centre that believe each other and one court."""

    def __init__(self, union: Union, clock: ManualClock) -> None:
        self.union, self.clock = union, clock
        self.court = made_court()
        self.authority = union.make(NodeRole.AUTHORITY)
        self.provider = union.make(NodeRole.PROVIDER)
        self.centre = union.make(NodeRole.CENTRE)
        self.all: tuple[Institution, ...] = (self.authority, self.provider, self.centre)
        for one in self.all:
            for other in self.all:
                if one is not other:
                    one.meets(other)
            believe(one, self.court)
        declare_service(self.provider.node, BOSS, FORUM, title="Forum", policy=Policy())

    def settle(self) -> None:
        """Lets everything that is said arrive, and be acted on."""
        for _ in range(4):
            for one in self.all:
                one.carries()
            for one in self.all:
                one.acts()

    def asked(self, **changes: Any) -> papers.Request:
        """What an officer asks the court for."""
        values: dict[str, Any] = {
            "provider": self.provider.id,
            "service": FORUM,
            "definitions": ["material"],
            "targets": REQUEST["targets"],
            "reasons": "A stand-in for reasons.",
        }
        order_id = requesting.draft(self.authority.node, SARA, Draft(**values | changes))
        return papers.read_request(reading.paper(self.authority.node, SARA, order_id))

    def signs(self, asked: papers.Request) -> dict[str, Any]:
        return signed(self.court, asked, self.clock.now())

    def issued(self, **changes: Any) -> tuple[UUID, dict[str, Any]]:
        """An order that came to the provider and the Centre."""
        paper = self.signs(self.asked(**changes))
        order_id = requesting.issue(self.authority.node, SARA, paper)
        self.settle()
        return order_id, paper

    def says(self, kind: WordKind, about: dict[str, Any], days: int = 0) -> None:
        """The court says something, and the authority brings it."""
        word = spoken(self.court, kind, about, self.clock.now(), days)
        requesting.bring(self.authority.node, SARA, word)
        self.settle()

    def at(self, one: Institution, order_id: UUID) -> RemovalLine:
        """How an order stands there."""
        return reading.show(one.node, SARA, order_id, purpose="test").line

    def states(self, order_id: UUID) -> tuple[str, ...]:
        """How it stands at the authority, the provider and the Centre."""
        return tuple(self.at(one, order_id).state.value for one in self.all)

    def order_of(self, order_id: UUID) -> UUID:
        """The order that the provider carries out."""
        found = self.at(self.provider, order_id).order_id
        assert found
        return found

    def carries_out(self, order_id: UUID) -> None:
        """A person has it carried out, and the platform does so."""
        executing.execute(self.provider.node, SARA, self.order_of(order_id))
        effects.record_rest(self.provider.node, SARA, self.order_of(order_id), TargetState.DONE)
        self.settle()

    def executed(self, order_id: UUID) -> None:
        """The same, and a person tells the authority."""
        self.carries_out(order_id)
        carrying.report(self.provider.node, SARA, order_id, Outcome.REMOVED)
        self.settle()

    def said(self, one: Institution, kind: str) -> list[str]:
        """Webhook messages of that kind that the provider's platform gets."""
        with one.node.read() as connection:
            query = text("SELECT body FROM tutela.webhook_message WHERE kind = :kind")
            return [str(row) for row in connection.execute(query, {"kind": kind}).scalars()]


def believe(one: Institution, by: Court) -> None:
    """A person there adds the key of a court and compares its code."""
    believe_at(one.node, SARA, by)


def believe_at(node: Node, who: Actor, by: Court) -> None:
    """The same at a node."""
    added = courts.add(node, who, papers.to_json(by.public))
    courts.compare(node, who, added.id, code=by.public.code, note="called their number")
