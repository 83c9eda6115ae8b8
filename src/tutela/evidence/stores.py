"""Which store the settings name: a folder of the home, or a bucket elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.evidence.folder import FolderObjects
from tutela.evidence.moving import MovingObjects
from tutela.platform.objectaddress import IN_HOME, ObjectAddress

if TYPE_CHECKING:
    from tutela.evidence.objects import Objects
    from tutela.platform.settings import Settings

FOLDER = "objects"


def objects_of(settings: Settings) -> Objects:
    """The store of kept objects, and while `evidence_store_from` is set, the one before it."""
    new = _store(settings, settings.evidence_store)
    if settings.evidence_store_from is None:
        return new
    return MovingObjects(new, _store(settings, settings.evidence_store_from))


def _store(settings: Settings, address: str) -> Objects:
    if address == IN_HOME:
        return FolderObjects(settings.home / FOLDER)
    from tutela.evidence.cloud import CloudObjects  # noqa: PLC0415 - slow to load, often unused

    return CloudObjects(ObjectAddress.parse(address))
