"""What the rows and the store show of erasures, for whoever must prove them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from tutela.evidence import store
from tutela.evidence.vault import Vault

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.evidence.model import EvidenceObject
    from tutela.platform.node import Node

_BATCH = 500


def left_behind(node: Node, connection: Connection, until: datetime) -> list[EvidenceObject]:
    """Objects erased by `until` whose bytes are in the store all the same, however they came there.

    Every name in the store is looked at, so bytes that were put back are found too. Their key is
    gone, so nobody can read them here; still they are not erased.
    """
    names = iter([one.name for one in Vault(node).objects.stored() if one.name])
    found: list[EvidenceObject] = []
    while batch := list(islice(names, _BATCH)):
        found += store.erased_at_locations(connection, batch, until)
    return found
