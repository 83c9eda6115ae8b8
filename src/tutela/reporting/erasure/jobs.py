"""Erasing what is due, and proving it, by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.jobs.registry import Task
from tutela.reporting.erasure import proof, service

if TYPE_CHECKING:
    from tutela.platform.node import Node


def erase_due(node: Node) -> None:
    """Erases the reports whose clock has run out."""
    service.erase_due(node)


def prove_erasure(node: Node) -> None:
    """Signs the certificate of what was erased."""
    proof.prove(node)


TASKS = (
    Task("reporting:erase-due", erase_due, every="*/5 * * * *"),
    Task("reporting:prove-erasure", prove_erasure, every="23 4 * * *"),
)
