"""Somebody who gives notices that are manifestly unfounded, with a key of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.integration.notices.notice_samples import URL, Door, a_notice
from tests.world import BOSS, FORUM

from tutela.platform.accounts import api_keys
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.permissions import Role, permissions_of
from tutela.redress.notices import taking
from tutela.redress.notices.deciding import Judgement
from tutela.redress.notices.model import Outcome, Way
from tutela.redress.notices.sender import Sender

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.node import Node
    from tutela.redress.notices.taking import Receipt

UNFOUNDED = Judgement(Outcome.NOT_ILLEGAL, "It is a drawing of a boat.", unfounded=True)
FOUNDED = Judgement(Outcome.ACTED_LAW, "It was removed.")


@dataclass
class Giver:
    """A program with a key that gives notice to the forum, each time of another place."""

    node: Node
    name: str = "hotline"
    service: str = FORUM
    actor: Actor = field(init=False)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        scopes = api_keys.PURPOSES["notices"]
        token = api_keys.create_key(self.node, BOSS, self.service, self.name, scopes=scopes)
        public_id = api_keys.public_id_of(token.reveal())
        keys = api_keys.list_keys(self.node, BOSS)
        [one] = [it for it in keys if it.public_id == public_id]
        rights = permissions_of(frozenset({Role.INTEGRATION}))
        self.actor = Actor(ActorKind.KEY, str(one.id), self.name, rights, self.service)

    @property
    def key_id(self) -> UUID:
        return UUID(self.actor.id)

    def gives(self, **changes: Any) -> Receipt:
        sender = Sender(self.service, self.actor.id, self.actor)
        place = {"urls": [f"{URL}-{self.name}-{next(self.numbers)}"]}
        return taking.take_in(self.node, sender, a_notice(**(place | changes)), Way.API)

    def is_wrong(self, door: Door, times: int = 1, **changes: Any) -> None:
        """Gives so many notices, each decided to be manifestly unfounded."""
        for _ in range(times):
            door.decides(self.gives(**changes).notice_id, UNFOUNDED)

    def is_right(self, door: Door, times: int = 1) -> None:
        for _ in range(times):
            door.decides(self.gives().notice_id, FOUNDED)
