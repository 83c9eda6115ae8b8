"""Going on with a change of the master key, until the old one is destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.platform.masterkey import rotation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutela.platform.masterkey.sealed import SealedColumn
    from tutela.platform.node import Node


def tasks(columns: Sequence[SealedColumn]) -> tuple[Task, ...]:
    """The jobs over everything that is sealed by the master key."""

    def begun(node: Node, *, subject_id: str) -> None:
        """Seals anew, under the new master key, what the old one sealed."""
        del subject_id  # whatever is under way is gone on with
        rotation.advance(node, columns)

    def by_the_clock(node: Node) -> None:
        """The same by the clock, where a process stopped half way."""
        rotation.advance(node, columns)

    return (
        Task("masterkey:advance", begun, after=frozenset({Event.MASTER_KEY_ROTATE})),
        Task("masterkey:finish", by_the_clock, every="*/10 * * * *"),
    )
