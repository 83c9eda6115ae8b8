"""The database goes away in the middle of a scan: clear items go on, a hit says it was not kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.conftest import opened
from tests.ownserver import DATABASE, OwnServer, own_server
from tests.world import BOSS, FORUM, UPLOADS, World, picture

from tutela.detection.errors import NotRecorded
from tutela.detection.files import find, scan_files
from tutela.detection.model import Incoming, Reason, VerdictKind
from tutela.platform.errors import DatabaseAway

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node


@pytest.fixture
def server() -> Iterator[OwnServer]:
    with own_server() as one:
        yield one


@pytest.fixture
def far(server: OwnServer, home_folder: Path, clock: ManualClock) -> Iterator[World]:
    """A scanning world over a database that can be taken away."""
    with opened(server, DATABASE, home_folder, clock, demo=False) as node:
        world = World(patient(node)).switch_on("uploads", "messages")
        world.learn(1)
        yield world
        world.close()


def patient(node: Node) -> Node:
    """A slow machine takes its time to start a server again."""
    return replace(node, settings=node.settings.model_copy(update={"index_max_age": 600.0}))


def test_while_the_database_is_away_clear_items_go_on_and_nothing_is_lost(
    far: World, server: OwnServer, tmp_path: Path
) -> None:
    before = far.hit(picture(1), account="kim")
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in (1, 2, 3):
        (folder / f"{number}.png").write_bytes(picture(number))
    here = Incoming(FORUM, UPLOADS)
    scanning = scan_files(far.program.scanner, BOSS, here, find([folder]), threads=1)
    server.kill()
    found = {one.path.name: one for one in scanning}
    assert {name: one.verdict.kind for name, one in found.items()} == {
        "1.png": VerdictKind.UNSCANNED,
        "2.png": VerdictKind.CLEAR,
        "3.png": VerdictKind.CLEAR,
    }
    assert found["1.png"].verdict.reason is Reason.NOT_RECORDED
    assert isinstance(found["1.png"].failure, NotRecorded)
    with pytest.raises(NotRecorded, match="database does not answer.*Keep the item from view"):
        far.scan(picture(1))
    with pytest.raises(DatabaseAway):
        far.program.counters.flush()
    with pytest.raises(DatabaseAway):
        far.refresh()
    server.acquire()
    assert far.program.counters.flush() == 3, "the item before, and the two clear ones"
    assert [row.id for row in far.rows("item")] == [before]
    assert far.scan(picture(1)).kind is VerdictKind.HELD
