"""A provider, the EU Centre and an authority that believe each other, and people at each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.conftest import START
from tests.institutions import Union
from tests.receiving import Loop

from tutela.platform.clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.database.embedded import EmbeddedServer


@pytest.fixture(scope="module")
def institutions(
    server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loop]:
    """One for all tests of a module: each has a report of its own. Germany has its authority."""
    union = Union(server, template, tmp_path_factory.mktemp("receiving"), ManualClock(START))
    try:
        one = Loop.over(union)
        yield one
        one.close()
    finally:
        union.close()


@pytest.fixture
def loop(institutions: Loop) -> Loop:
    """Whatever a test before has left to carry has arrived: this test begins in silence."""
    institutions.goes()
    return institutions
