"""An authority, a provider with a service, the Centre, and a court that is no node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.institutions import Union
from tests.removals import Courtroom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutela.platform.clock import ManualClock
    from tutela.platform.database.embedded import EmbeddedServer


@pytest.fixture
def courtroom(
    server: EmbeddedServer, template: str, tmp_path: Path, clock: ManualClock
) -> Iterator[Courtroom]:
    union = Union(server, template, tmp_path, clock)
    try:
        yield Courtroom(union, clock)
    finally:
        union.close()
