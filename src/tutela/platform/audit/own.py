"""A node's own log: its public key, and its witness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.audit.note import LogKey
from tutela.platform.audit.witness import Witness

if TYPE_CHECKING:
    from tutela.platform.node import Node


def log_key(node: Node) -> LogKey:
    """The key that verifies this node's log; `.text` is the form to publish."""
    return LogKey.of(node.keys.audit, node.identity.origin)


def witness_of(node: Node) -> Witness:
    """Where this node shows its checkpoints."""
    return Witness(node.settings.witness_path, log_key(node))
