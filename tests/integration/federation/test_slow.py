"""A node whose other side is slow, endless or cut off: it gives up in time, and loses nothing."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from tests.conftest import START
from tests.institutions import Union
from tests.ownserver import eventually
from tests.simulators.slow import HOW, Slow

from tutela.federation import parcels, store
from tutela.federation.courier import Courier
from tutela.federation.machine import OutState
from tutela.platform.clock import ManualClock
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from tests.institutions import Institution

    from tutela.platform.database.embedded import EmbeddedServer

SECONDS = 0.5  # for one try
LATE = 5.0  # more than any try could take whose time is up
LARGE = "x" * 3_000_000  # more than a connection holds that nobody reads from


@dataclass
class Three:
    """A provider, an authority that answers, and the Centre, which is somebody else's socket."""

    provider: Institution
    authority: Institution
    centre: Institution
    clock: ManualClock

    def finds_centre_at(self, url: str) -> None:
        with self.provider.node.transaction() as connection:
            store.save_peer(connection, self.centre.id, address=url)

    def state(self, message_id: UUID) -> OutState:
        return self.provider.sent(message_id).state


@pytest.fixture(scope="module")
def institutions(
    server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Three]:
    clock = ManualClock(START)
    union = Union(server, template, tmp_path_factory.mktemp("slow"), clock)
    try:
        provider, centre = union.pair()
        authority = union.make(NodeRole.AUTHORITY)
        provider.meets(authority)
        authority.meets(provider)
        yield Three(provider, authority, centre, clock)
    finally:
        union.close()


@pytest.fixture
def three(institutions: Three) -> Iterator[Three]:
    """Nothing waits, and nobody is left alone."""
    yield institutions
    institutions.finds_centre_at(institutions.centre.url)
    institutions.clock.advance(parcels.LONGEST_PAUSE)
    while institutions.provider.carries():
        pass


@pytest.mark.parametrize("how", HOW)
def test_a_try_ends_in_its_time_and_the_message_waits_while_what_is_for_others_leaves(
    how: str, three: Three
) -> None:
    waits = three.provider.says(three.centre, how, LARGE if how == "deaf" else "hello")
    leaves = three.provider.says(three.authority, how)
    with Slow(how) as slow:
        three.finds_centre_at(slow.url)
        begun = time.monotonic()
        assert Courier(three.provider.node, seconds=SECONDS).once() == 2
        assert time.monotonic() - begun < LATE
        assert slow.called.is_set()
    assert three.state(leaves) is OutState.RECEIVED
    assert three.state(waits) is OutState.WAITING
    known = three.provider.knows(three.centre)
    assert (known.failures, bool(known.problem)) == (1, True)
    assert known.try_at == three.clock.now() + parcels.FIRST_PAUSE
    three.finds_centre_at(three.centre.url)
    assert three.provider.carries() == 0
    three.clock.advance(parcels.FIRST_PAUSE)
    assert three.provider.carries() == 1
    assert three.state(waits) is OutState.RECEIVED


def test_what_is_for_others_leaves_while_a_node_keeps_its_try_waiting(three: Three) -> None:
    waits = three.provider.says(three.centre, "first")
    stop = threading.Event()
    courier = Courier(three.provider.node, pause=0.02, seconds=600)
    thread = threading.Thread(target=courier.run, args=(stop,))
    with Slow("drips its body") as slow:
        three.finds_centre_at(slow.url)
        thread.start()
        try:
            assert slow.called.wait(LATE)
            leaves = three.provider.says(three.authority, "second")
            arrived = lambda: three.state(leaves) is OutState.RECEIVED  # noqa: E731
            eventually(arrived, "what is for another")
            assert three.provider.knows(three.centre).failures == 0  # its try goes on
        finally:
            stop.set()
            thread.join(LATE)
        assert not thread.is_alive()
    assert three.state(waits) is OutState.WAITING
