"""Which store the settings name: a folder of the home, or a bucket elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.evidence.folder import FolderObjects
from tutela.evidence.moving import MovingObjects
from tutela.evidence.owning import OwnedObjects
from tutela.platform.objectaddress import IN_HOME, ObjectAddress

if TYPE_CHECKING:
    from tutela.evidence.objects import Guarded, Ownable
    from tutela.platform.node import Node
    from tutela.platform.settings import Settings

FOLDER = "objects"


def objects_of(node: Node) -> Guarded:
    """The store of kept objects, and while `evidence_store_from` is set, the one before it.

    Both write and delete only where the store is this node's.
    """
    found = stores_of(node.settings)
    new, *before = (OwnedObjects(one, address, node) for address, one in found)
    return MovingObjects(new, *before) if before else new


def stores_of(settings: Settings) -> list[tuple[str, Ownable]]:
    """The stores that the settings name, by address and whosever they are: the one in force first,
    then the one before it.
    """
    named = (settings.evidence_store, settings.evidence_store_from)
    return [(one, _store(settings, one)) for one in named if one is not None]


def _store(settings: Settings, address: str) -> Ownable:
    if address == IN_HOME:
        return FolderObjects(settings.home / FOLDER)
    from tutela.evidence.cloud import CloudObjects  # noqa: PLC0415 - slow to load, often unused

    return CloudObjects(ObjectAddress.parse(address))
