"""A file says whether the node asks for a second factor; the log says when that changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import text

from tutela.operating.alerting import CONDITIONS
from tutela.platform.accounts.factors import requiring
from tutela.platform.actor import NODE
from tutela.platform.alerts.model import Kind

if TYPE_CHECKING:
    from tutela.platform.node import Node


def starts(node: Node, said: str | None) -> bool:
    """Starts the node with this in its file; says whether an alarm stands."""
    settings = node.settings.model_copy(update={"second_factor": said})
    node = replace(node, settings=settings)
    with node.work(NODE, purpose="serve") as work:
        requiring.note(work)
    return CONDITIONS[Kind.FACTOR_OPTIONAL](node, node.clock.now()) is not None


def noted(node: Node) -> list[str]:
    query = "SELECT event FROM audit_event WHERE event LIKE 'node:factor-%' ORDER BY at, id"
    with node.read() as connection:
        return list(connection.execute(text(query)).scalars())


def test_the_log_says_when_a_real_node_lets_people_in_by_a_password_alone(node: Node) -> None:
    assert not starts(node, None)
    assert noted(node) == []
    assert starts(node, "optional")
    assert starts(node, "optional")
    assert noted(node) == ["node:factor-optional"]
    assert not starts(node, "required")
    assert not starts(node, None)
    assert noted(node) == ["node:factor-optional", "node:factor-required"]


def test_on_a_demo_node_a_password_is_enough(demo_node: Node) -> None:
    assert not starts(demo_node, "optional")
    assert noted(demo_node) == []
