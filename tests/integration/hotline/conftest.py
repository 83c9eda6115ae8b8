"""Two hotlines that believe each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.conftest import START
from tests.hotlines import Hotlines
from tests.institutions import Union

from tutela.platform.clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.database.embedded import EmbeddedServer


@pytest.fixture(scope="module")
def hotlines(
    server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hotlines]:
    """One pair for all tests of a module: each reports an address of its own."""
    clock = ManualClock(START)
    union = Union(server, template, tmp_path_factory.mktemp("hotline"), clock)
    try:
        yield Hotlines.over(union, clock)
    finally:
        union.close()
