"""Sealing the values of a column anew, in batches that lock their rows for a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tutela.platform import log
from tutela.platform.masterkey import store
from tutela.platform.masterkey.sealed import Form, Unopenable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from tutela.platform.masterkey.sealed import SealedColumn
    from tutela.platform.node import Node

_BATCH: Final = 100


def reseal(node: Node, one: SealedColumn) -> Iterator[int]:
    """Seals anew what another key than the one in force sealed; yields how many, batch by batch.

    What no key opens stays as it is, and so keeps the old key from being destroyed.
    """
    master = node.keys.evidence
    # Items taken in are large; everything else that is sealed is small.
    limit = 1 if one.form is Form.BYTES else _BATCH
    after: Any = None
    while True:
        with node.transaction() as connection:
            rows = store.locked(connection, one, master.file().primary, after, limit)
            done = sum(_reseal(node, connection, one, key, value) for key, value in rows)
        if not rows:
            return
        after = rows[-1][0]
        yield done


def _reseal(node: Node, connection: Connection, one: SealedColumn, key: Any, value: Any) -> bool:
    try:
        sealed = one.sealed_anew(node.keys.evidence, key, value)
    except Unopenable:
        log.get("keys").error("sealed-value-unopenable", column=one.name, row=str(key))
        return False
    store.save(connection, one, key, sealed)
    return True
