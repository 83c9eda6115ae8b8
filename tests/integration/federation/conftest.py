"""Institutions over fresh databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.institutions import Union

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.institutions import Institution

    from tutela.platform.clock import ManualClock
    from tutela.platform.database.embedded import EmbeddedServer


@pytest.fixture
def union(
    server: EmbeddedServer, template: str, tmp_path: Path, clock: ManualClock
) -> Iterator[Union]:
    one = Union(server, template, tmp_path, clock)
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def pair(union: Union) -> tuple[Institution, Institution]:
    """A provider and the Centre that believe each other."""
    return union.pair()
