"""Whoever decides, or holds a case to decide it, is a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework.errors import PersonNeeded
from tutela.platform.actor import ActorKind

if TYPE_CHECKING:
    from tutela.platform.actor import Actor
    from tutela.platform.permissions import Permission


def require_person(actor: Actor, permission: Permission) -> None:
    """Raises PersonNeeded, and Forbidden unless the person holds `permission`."""
    if actor.kind is not ActorKind.PERSON:
        raise PersonNeeded
    actor.require(permission)


def may_second(actor: Actor, first: str | None) -> bool:
    """Whether `actor` may answer what the person with the id `first` found: not about oneself."""
    return actor.id != first
