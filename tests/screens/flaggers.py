"""Trusted flaggers in the states that the screens show."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tutela.demonstration import SERVICE
from tutela.platform.accounts import api_keys
from tutela.redress.notices.flaggers import register
from tutela.redress.notices.flaggers.machine import Command
from tutela.redress.notices.flaggers.model import NewFlagger

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


def play_flaggers(node: Node, boss: Actor, who: Actor, more: str) -> None:
    """One whose status holds, and one that is suspended; `more` makes the texts of one long."""
    _enters(node, boss, who, f"Hotline {more}".strip())
    other = _enters(node, boss, who, "Ligne d'écoute")
    reason = f"The Coordinator investigates since 20 November. {more}".strip()
    register.change(node, who, other, Command.SUSPEND, reason=reason)


def _enters(node: Node, boss: Actor, who: Actor, name: str) -> UUID:
    token = api_keys.create_key(node, boss, SERVICE, name[:40], scopes=api_keys.PURPOSES["notices"])
    new = NewFlagger(
        name=name[:200],
        awarded_by="Bundesnetzagentur",
        member_state="DE",
        areas="Sexual abuse of children",
        contact="notices@hotline.example",
        since=date(2026, 5, 4),
        key=api_keys.public_id_of(token.reveal()) or "",
    )
    return register.add(node, who, SERVICE, new)
