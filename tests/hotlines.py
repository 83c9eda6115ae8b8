"""Two hotlines that believe each other, and a case as it goes through their hands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.receiving import OTTO

from tutela.federation import posting
from tutela.hotline import assessing, handing, hosts, reading, routing, store, taking
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from uuid import UUID

    from tests.institutions import Institution, Union

    from tutela.federation.kinds import MessageKind
    from tutela.hotline.model import Case
    from tutela.platform.clock import ManualClock

ABUSE = "abuse@host.example"
RDAP = {
    "objectClassName": "ip network",
    "handle": "192.0.2.0 - 192.0.2.255",
    "name": "EXAMPLE-NET",
    "country": "NL",
    "entities": [
        {
            "objectClassName": "entity",
            "roles": ["registrant"],
            "vcardArray": ["vcard", [["fn", {}, "text", "Example Hosting"]]],
            "entities": [
                {
                    "objectClassName": "entity",
                    "roles": ["abuse"],
                    "vcardArray": ["vcard", [["email", {}, "text", ABUSE]]],
                }
            ],
        }
    ],
}


@dataclass
class Hotlines:
    """Two hotlines; what the Netherlands host goes to the second."""

    first: Institution
    second: Institution
    clock: ManualClock
    count: int = 0

    @classmethod
    def over(cls, union: Union, clock: ManualClock) -> Hotlines:
        first = union.make(NodeRole.HOTLINE, "Hotline One")
        second = union.make(NodeRole.HOTLINE, "Hotline Two")
        first.meets(second)
        second.meets(first)
        routing.route(first.node, OTTO, "NL", second.id)
        return cls(first, second, clock)

    def address(self) -> str:
        """An address that nobody has reported."""
        self.count += 1
        return f"https://host.example/page-{self.count}"

    def reported(self, **more: Any) -> UUID:
        """A case at the first hotline that nobody has worked on."""
        said = {"address": self.address(), "words": "somebody called"} | more
        return taking.report(self.first.node, OTTO, **said).case_id

    def illegal(self, *, at: Institution | None = None, case_id: UUID | None = None) -> UUID:
        """A case with one illegal item and a known host, found so; at the first hotline."""
        node, one = (at or self.first).node, case_id or self.reported()
        assessing.add_item(
            node, OTTO, one,
            scheme="interpol-baseline", label="baseline", where="first picture", sha256="ab" * 32,
        )  # fmt: skip
        hosts.supply(node, OTTO, one, json.dumps(RDAP))
        assessing.find_illegal(node, OTTO, one, "it is what its label says")
        return one

    def handed(self) -> tuple[UUID, UUID]:
        """A case that the second hotline has: its id at each."""
        one = self.illegal()
        handing.hand_over(self.first.node, OTTO, one, "it is hosted there")
        self.goes()
        with self.second.node.read() as connection:
            there = store.by_address(connection, self.digest(self.second, one))
        assert there
        return one, there

    def digest(self, at: Institution, case_id: UUID) -> str:
        """How another hotline calls the address of a case of the first."""
        return taking.digest_of(at.node, self.show(self.first, case_id).url)

    def show(self, at: Institution, case_id: UUID) -> Case:
        return reading.show(at.node, OTTO, case_id, purpose="test")

    def says(self, kind: MessageKind, subject: str, body: dict[str, Any]) -> None:
        """The second hotline says just that, and it is acted on."""
        with self.second.node.work(OTTO, purpose="test") as work:
            posting.post(work, self.first.id, kind, subject, body)
        self.goes()

    def goes(self) -> None:
        """Everything that anybody said arrives, and is acted on, until both are silent."""
        both = (self.first, self.second)
        while True:
            for one in both:
                one.acts()
            if not sum(one.carries() for one in both):
                return
