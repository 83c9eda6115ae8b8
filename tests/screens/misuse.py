"""Somebody whose notices are manifestly unfounded, as the screens show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.integration.notices.misuse_samples import UNFOUNDED, Giver

from tutela.demonstration import SERVICE
from tutela.redress.notices import deciding

if TYPE_CHECKING:
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

TIMES = 5


def play_misuse(node: Node, mira: Actor, name: str) -> Giver:
    """A program that was wrong each time, so that a person should look."""
    giver = Giver(node, name[:80], SERVICE)
    for _ in range(TIMES):
        deciding.decide(node, mira, giver.gives().notice_id, UNFOUNDED)
    return giver
