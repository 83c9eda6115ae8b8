"""An authority, the Centre and a provider that believe each other, and a report at the Centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.institutions import Union
from tests.integration.requests.loop import Loop

from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutela.platform.clock import ManualClock
    from tutela.platform.database.embedded import EmbeddedServer


@pytest.fixture
def loop(
    server: EmbeddedServer, template: str, tmp_path: Path, clock: ManualClock
) -> Iterator[Loop]:
    union = Union(server, template, tmp_path, clock)
    try:
        made = [union.make(one) for one in (NodeRole.AUTHORITY, NodeRole.CENTRE, NodeRole.PROVIDER)]
        authority, centre, provider = made
        for one, other in ((authority, centre), (centre, provider)):
            one.meets(other)
            other.meets(one)
        yield Loop(authority, centre, provider, clock)
    finally:
        union.close()
