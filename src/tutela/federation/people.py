"""Who may say which node is believed: people with an account, and with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.federation.errors import PeerNeedsPerson, PeerReasonMissing
from tutela.platform.actor import ActorKind
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from tutela.platform.actor import Actor

LONGEST_REASON: Final = 1000


def require_person(actor: Actor) -> None:
    """Raises Forbidden and PeerNeedsPerson."""
    actor.require(Permission.PEER_MANAGE)
    if actor.kind is not ActorKind.PERSON:
        raise PeerNeedsPerson(who=actor.name, permission=Permission.PEER_MANAGE.value)


def require_words(reason: str) -> str:
    """The reason, without what surrounds it. Raises PeerReasonMissing."""
    words = reason.strip()
    if not 1 <= len(words) <= LONGEST_REASON:
        raise PeerReasonMissing(most=LONGEST_REASON)
    return words
