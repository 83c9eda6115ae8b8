"""Whose store it is: two nodes on one store would take each other's objects for orphans of a crash.

The first node that uses a store puts an object there that names it. That object is made only where
there is none, so of two nodes one gets the store. A node made from a backup has the id of the node
it was made from, and so is the same owner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.evidence import store
from tutela.evidence.errors import StoreOfAnother
from tutela.evidence.objects import OWNER
from tutela.platform import log
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.errors import TutelaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from tutela.evidence.objects import Guarded, Ownable, Stored
    from tutela.platform.node import Node

# What this process saw of its node's stores, by their address: None where the store is its own. An
# owner stays, so writing asks once.
_seen: Final[dict[tuple[str, str, UUID], StoreOfAnother | None]] = {}


class OwnedObjects:
    """The objects of a store in which this node alone writes and deletes."""

    def __init__(self, objects: Ownable, address: str, node: Node) -> None:
        self._objects, self._node = objects, node
        self._key = (address, objects.place, node.identity.id)

    @property
    def place(self) -> str:
        return self._objects.place

    @property
    def is_in_home(self) -> bool:
        return self._objects.is_in_home

    def require_own(self) -> None:
        owner = self._objects.owner()
        if owner is None:
            owner = self._claimed()
        try:
            require_same(self._objects.place, owner, self._node.identity.id)
        except StoreOfAnother as error:
            _seen[self._key] = error
            raise
        _seen[self._key] = None

    def require_not_seen_of_another(self) -> None:
        if self._objects.is_in_home:
            require_same(self.place, self._objects.owner(), self._node.identity.id)
        elif seen := _seen.get(self._key):
            raise seen

    def write(self, name: str, data: bytes, check: Callable[[bytes], None]) -> None:
        if _seen.get(self._key, self) is not None:
            self.require_own()
        self._objects.write(name, data, check)

    def read(self, name: str) -> bytes | None:
        return self._objects.read(name)

    def exists(self, name: str) -> bool:
        return self._objects.exists(name)

    def delete(self, key: str) -> bool:
        # Asked anew each time: what is deleted wrongly is gone.
        self.require_own()
        return self._objects.delete(key)

    def stored(self) -> Iterator[Stored]:
        return self._objects.stored()

    def _claimed(self) -> str | None:
        """Claims a store that nobody had; the owner there is then, which may be another."""
        own, place = str(self._node.identity.id), self._objects.place
        held = next(self._objects.stored(), None) is not None
        if not self._objects.claim(own):
            return self._objects.owner()
        log.get("evidence").info("evidence-store-claimed", place=place, held_objects=held)
        _record(self._node, place, held=held)
        return own


def require_own_at_start(objects: Guarded) -> None:
    """Claims the stores of a node that starts to serve. Raises StoreOfAnother.

    A store that does not answer is asked again when it is used.
    """
    try:
        objects.require_own()
    except StoreOfAnother:
        raise
    except TutelaError as error:
        log.get("evidence").warning("evidence-store-not-asked", error=type(error).__name__)


def require_same(place: str, owner: str | None, own: UUID) -> None:
    """Raises StoreOfAnother if the store at `place` has an owner that is not `own`."""
    if owner is not None and owner != str(own):
        raise StoreOfAnother(place=place, owner=owner or "unknown", own=own, object=OWNER)


def _record(node: Node, place: str, *, held: bool) -> None:
    """Writes into the log that a store is this node's. In a work of its own: a caller's may fail,
    and the claim stays.
    """
    try:
        with node.work(NODE, purpose="claim a store of kept objects") as work:
            if store.has_claimed(work.connection, place):
                return
            work.record(
                Event.EVIDENCE_CLAIM,
                subject=("node", node.identity.id),
                service_id=NODE_SERVICE,
                place=place,
                held_objects=held,
            )
    except TutelaError as error:
        log.get("evidence").error("evidence-claim-unrecorded", error=type(error).__name__)
