"""What a platform removed after a notice that was found right; nothing ever lay there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.integration.notices.notice_samples import ACTED, URL, Door
from tests.world import KEY

from tutela.redress.statements import acted, takedown

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.platform import Platform
    from tests.world import World

    from tutela.redress.notices.deciding import Judgement
    from tutela.redress.notices.model import Notice
    from tutela.redress.statements.acted import Recorded

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class Acting:
    """A platform that acts on notices, and says so."""

    world: World
    door: Door = field(init=False)

    def __post_init__(self) -> None:
        self.door = Door(self.world.node)

    def right(self, judgement: Judgement = ACTED, **changes: Any) -> Notice:
        """A notice that a person found right, and that the platform was asked to act on."""
        receipt = self.door.takes(**changes)
        [*_, one] = self.door.decides(receipt.notice_id, judgement)
        self.world.run_jobs()
        return one

    def body(self, **changes: Any) -> dict[str, Any]:
        """What the platform says of one thing that it removed now."""
        now = self.world.node.clock.now()
        values = {
            "place": URL,
            "id": "post-7",
            "account": "kim",
            "language": "de",
            "content": "picture",
            "put_at": (now - 3 * DAY).isoformat(),
            "removed_at": now.isoformat(),
        }
        return values | changes

    def sent(self, **changes: Any) -> takedown.TakedownSent:
        return takedown.TakedownSent.model_validate(self.body(**changes))

    def tells(self, notice_id: UUID, **changes: Any) -> Recorded:
        told = acted.tell(self.world.node, KEY, notice_id, self.sent(**changes))
        self.world.run_jobs()
        return told


def letters(platform: Platform) -> list[dict[str, Any]]:
    """What the platform was given to tell its users, in the order it came."""
    return [{"type": one["type"], **one["data"]} for one in platform.letters.values()]
