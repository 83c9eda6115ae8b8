"""A node that takes notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.integration.notices.notice_samples import Door

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.platform.node import Node


@pytest.fixture
def door(node: Node) -> Door:
    return Door(node)


@pytest.fixture
def rows(node: Node) -> Callable[..., list[Any]]:
    """The rows of a query, as a reader of the database has them."""

    def of(query: str, **values: Any) -> list[Any]:
        with node.read() as connection:
            return list(connection.execute(text(query), values))

    return of
