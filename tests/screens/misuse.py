"""Somebody whose notices are manifestly unfounded, as the screens show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.integration.notices.misuse_samples import UNFOUNDED, Giver

from tutela.demonstration import SERVICE
from tutela.redress.misuse import ending, telling, warning
from tutela.redress.misuse.model import Kind, Party, Weighing
from tutela.redress.notices import deciding

if TYPE_CHECKING:
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.redress.misuse.model import Misuse

TIMES = 5


def play_misuse(node: Node, mira: Actor, name: str) -> Giver:
    """A program that was wrong each time, so that a person should look."""
    giver = Giver(node, name[:80], SERVICE)
    for _ in range(TIMES):
        deciding.decide(node, mira, giver.gives().notice_id, UNFOUNDED)
    return giver


def play_warning(giver: Giver, sara: Actor, more: str) -> Misuse:
    """The program is warned, and has been told with an answer."""
    words = (f"Each took a person's time. {more}", f"It repeats what a feed says. {more}",
             f"Please check before you send. {more}")  # fmt: skip
    weighed = Weighing(*(one.strip() for one in words))
    one = warning.warn(giver.node, sara, Kind.NOTICES, Party(SERVICE, giver.key_id), weighed)
    telling.for_key(giver.node, giver.actor)
    ending.object_to(giver.node, sara, one.id, words=f"They were right. {more}".strip())
    return one
