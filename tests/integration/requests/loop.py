"""The way of a victim's request between three institutions, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text
from tests.victims import SHA256, add_report

from tutela.platform.actor import Actor, ActorKind
from tutela.platform.permissions import Role, permissions_of
from tutela.redress.requests import authority, centre, given, provider, taking
from tutela.redress.requests.authority import Representing
from tutela.redress.requests.tables import removal_request, victim_request, victim_search

if TYPE_CHECKING:
    from uuid import UUID

    from tests.institutions import Institution

    from tutela.platform.clock import ManualClock
    from tutela.redress.requests.centre import Opened
    from tutela.redress.requests.model import VictimRequest

LINK = "https://forum.example/thread/7"
FORM = {"sha256": SHA256, "links": LINK, "asked": "both", "who": "self", "preference": "all"}


def officer(name: str) -> Actor:
    rights = permissions_of(frozenset({Role.OFFICER}))
    return Actor(ActorKind.PERSON, f"account:{name}", name, rights)


OLA, PIA = officer("ola"), officer("pia")
MIRA = Actor(ActorKind.PERSON, "account:mira", "mira", permissions_of(frozenset({Role.REVIEWER})))
PAPER = Representing("a court's decision", date(2020, 1, 2), conflict=False)


@dataclass
class Loop:
    """Three institutions that believe each other."""

    authority: Institution
    centre: Institution
    provider: Institution
    clock: ManualClock

    def asks(self, **fields: str) -> str:
        """Somebody sends the form; their code."""
        made = given.read(FORM | fields)
        return taking.take_in(self.authority.node, made, language="en", source="s").reveal()

    def reported(self, sha256: str = SHA256) -> UUID:
        """The provider's report lies at the Centre, about the item of the form."""
        with self.centre.node.work(OLA, purpose="test") as work:
            one = self.provider
            return add_report(work, one.id, one.name, self.authority.id, sha256)

    def carry(self) -> None:
        """Everything that was said arrives, and is acted on, until nothing is left to say."""
        all_three = (self.authority, self.centre, self.provider)
        while sum(one.carries() for one in all_three):
            for one in all_three:
                one.acts()

    def request(self) -> VictimRequest:
        """The newest request at the authority."""
        return authority.look(self.authority.node, OLA, self.request_id(), purpose="test")

    def request_id(self) -> UUID:
        return self._newest(self.authority, victim_request)

    def search_id(self) -> UUID:
        return self._newest(self.centre, victim_search)

    def removal_id(self) -> UUID:
        return self._newest(self.provider, removal_request)

    def searching(self) -> Opened:
        return centre.look(self.centre.node, OLA, self.search_id(), purpose="test")

    def passed_on(self) -> None:
        """An officer knows who asks, and the Centre was asked to search."""
        node, one = self.authority.node, self.request_id()
        authority.identify(node, OLA, one, how="came to the desk, showed a card")
        authority.pass_on(node, OLA, one)
        self.carry()

    def found(self) -> None:
        """One person of the Centre searched, another released it."""
        centre.search(self.centre.node, OLA, self.search_id(), purpose="a request")
        centre.release(self.centre.node, PIA, self.search_id())
        self.carry()

    def provider_asked(self) -> None:
        centre.ask(self.centre.node, OLA, self.search_id())
        self.carry()

    def answers(self, reason: Any = None) -> None:
        provider.answer(self.provider.node, MIRA, self.removal_id(), reason)
        self.carry()

    def everything_in(self, institution: Institution) -> str:
        """All rows of this room there, as text."""
        names = ("victim_request", "victim_search", "victim_hit", "removal_request", "audit_event")
        with institution.node.read() as connection:
            rows = [connection.execute(text(f"SELECT * FROM tutela.{one}")).all() for one in names]
        return repr(rows)

    @staticmethod
    def _newest(institution: Institution, table: Any) -> UUID:
        with institution.node.read() as connection:
            newest = select(table.c.id).order_by(table.c.id.desc()).limit(1)
            found: UUID = connection.execute(newest).scalar_one()
        return found
