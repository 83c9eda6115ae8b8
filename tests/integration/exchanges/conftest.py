"""An authority, the EU Centre and two providers that believe each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.institutions import Union
from tests.world import _person

from tutela.exchanges import accesses, listing, store, submitting
from tutela.exchanges.model import Category, Media
from tutela.federation.machine import OutState
from tutela.indicators import store as banks
from tutela.indicators.live import LiveIndex
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Role
from tutela.signals.model import Pdq, Signals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from tests.institutions import Institution

    from tutela.exchanges.model import Access, Submission
    from tutela.indicators.model import IndicatorState
    from tutela.platform.clock import ManualClock
    from tutela.platform.database.embedded import EmbeddedServer

OLGA, OTTO = _person("olga", Role.OFFICER), _person("otto", Role.OFFICER)
SARA = _person("sara", Role.SENIOR)
KNOWN = Category.KNOWN


@dataclass
class Four:
    """Those of them that there are, and what their people do."""

    union: Union
    authority: Institution
    centre: Institution
    provider: Institution
    clock: ManualClock
    all: list[Institution]

    def joins(self) -> Institution:
        """Another provider."""
        one = self.union.make()
        one.meets(self.centre)
        self.centre.meets(one)
        self.all.append(one)
        return one

    def settles(self) -> None:
        """Everything that was said arrives, and is acted on, and what follows of it too."""
        for one in self.all:
            one.acts()
        while speaking := [one for one in self.all if _waits(one)]:
            for one in speaking:
                one.carries()
            for one in self.all:
                one.acts()

    def proposed(self, name: str, **changes: str) -> UUID:
        said = {"scheme": "a1-b2", "label": "A1"} | changes
        return submitting.propose(
            self.authority.node,
            OLGA,
            self.centre.id,
            {"sha256": digest(name)},
            category=KNOWN,
            media=Media.PICTURE,
            reference="case 7",
            reasons="two people looked",
            **said,
        )

    def submitted(self, name: str) -> UUID:
        """An indicator that waits at the Centre; its id there."""
        one_id = self.proposed(name)
        submitting.agree(self.authority.node, OTTO, one_id)
        self.settles()
        return self.at_centre(one_id).id

    def listed(self, name: str) -> UUID:
        """An indicator in the Centre's database; its id there."""
        one_id = self.submitted(name)
        listing.take(self.centre.node, OLGA, one_id)
        self.settles()
        return one_id

    def at_centre(self, given_id: UUID) -> Submission:
        with self.centre.node.read() as connection:
            found = store.submission_given(connection, self.authority.id, given_id)
        assert found
        return found

    def asked(self, provider: Institution, *, days: int = 30) -> UUID:
        """An access that a provider asks for; its id there."""
        now = self.clock.now()
        one_id = accesses.ask(
            provider.node,
            SARA,
            self.centre.id,
            category=KNOWN,
            purpose="carry the order out",
            basis="order 12",
            begins_at=now,
            ends_at=now + timedelta(days=days),
        )
        self.settles()
        return one_id

    def granted(self, provider: Institution, *, days: int = 30) -> UUID:
        one_id = self.asked(provider, days=days)
        accesses.grant(
            self.centre.node, OLGA, self.of_centre(provider, one_id).id, reason="the order stands"
        )
        self.settles()
        return one_id

    def of_centre(self, provider: Institution, given_id: UUID) -> Access:
        with self.centre.node.read() as connection:
            found = store.access_given(connection, provider.id, given_id)
        assert found
        return found

    def access(self, provider: Institution, one_id: UUID) -> Access:
        with provider.node.read() as connection:
            found = store.find_access(connection, one_id)
        assert found
        return found


def _waits(one: Institution) -> bool:
    return any(row.state == OutState.WAITING.value for row in one.rows())


def digest(name: str) -> str:
    return (name.encode().hex() * 64)[:64]


def state_of(one: Institution, name: str) -> IndicatorState | None:
    """What an equal item leads to at a node: the state of what it matches, if it does."""
    index = LiveIndex(one.node)
    try:
        index.refresh()
        with one.node.read() as connection:
            enabled = [bank.id for bank in banks.banks(connection) if bank.enabled]
        item = Signals("0" * 32, "0" * 40, digest(name), (Pdq(bytes(range(32)), 80),))
        found = index.match(item, enabled)
    finally:
        index.close()
    return found[0].state if found else None


@pytest.fixture
def four(
    server: EmbeddedServer, template: str, tmp_path: Path, clock: ManualClock
) -> Iterator[Four]:
    union = Union(server, template, tmp_path, clock)
    try:
        authority, centre = union.make(NodeRole.AUTHORITY), union.make(NodeRole.CENTRE)
        provider = union.make()
        for one in (authority, provider):
            one.meets(centre)
            centre.meets(one)
        yield Four(union, authority, centre, provider, clock, [authority, centre, provider])
    finally:
        union.close()
