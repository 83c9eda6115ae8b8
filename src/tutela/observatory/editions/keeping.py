"""Reading closed papers: what there is, and what is in one, if nobody changed it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from tutela.observatory.editions import archive, store, store_public
from tutela.observatory.errors import (
    EditionChanged,
    EditionErased,
    EditionOlder,
    EditionUnknown,
    EditionUnpublished,
)
from tutela.observatory.outside import Seen, seen
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.observatory.editions.archive import Kept
    from tutela.observatory.editions.model import Edition, Publication
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

LONGEST_LIST: Final = 500


def editions(node: Node, actor: Actor, service_id: str | None = None) -> list[Edition]:
    """What was closed, the latest periods first; at most LONGEST_LIST."""
    actor.require(Permission.PAPER_READ)
    with node.read() as connection:
        return store.editions(connection, LONGEST_LIST, service_id)


def edition(node: Node, actor: Actor, edition_id: UUID) -> Edition:
    """One of them. Raises EditionUnknown."""
    actor.require(Permission.PAPER_READ)
    with node.read() as connection:
        return required(connection, edition_id)


def archived(node: Node, actor: Actor, edition_id: UUID) -> tuple[Edition, bytes]:
    """An edition with its archive as it was closed. Raises EditionUnknown, EditionErased, and
    EditionChanged where the bytes are not those that were closed.
    """
    actor.require(Permission.PAPER_READ)
    with node.read() as connection:
        one = required(connection, edition_id)
        return one, proven(connection, one)


def opened(node: Node, actor: Actor, edition_id: UUID) -> tuple[Edition, Kept]:
    """The same, with what is in it. Raises as `archived` does."""
    one, data = archived(node, actor, edition_id)
    return one, archive.unpacked(data)


def outside(node: Node, actor: Actor, edition_id: UUID) -> tuple[Edition, Seen]:
    """An edition as anybody sees it; as they would see it now, while it is not published. Raises as
    `archived` does, and EditionOlder.
    """
    one, kept = opened(node, actor, edition_id)
    with node.read() as connection:
        shown = store_public.of_edition(connection, edition_id)
    return one, shown.seen if shown else hidden(one, kept, node.settings.paper_threshold)


def published(node: Node, actor: Actor, edition_id: UUID) -> Publication:
    """What anybody sees of an edition. Raises EditionUnknown and EditionUnpublished."""
    actor.require(Permission.PAPER_READ)
    with node.read() as connection:
        one = required(connection, edition_id)
        found = store_public.of_edition(connection, edition_id)
    if found is None:
        raise EditionUnpublished(version=one.version)
    return found


def published_at(node: Node, actor: Actor, edition_id: UUID) -> datetime | None:
    """Since when anybody may see an edition; None while nobody outside may."""
    actor.require(Permission.PAPER_READ)
    with node.read() as connection:
        return store_public.published_at(connection, edition_id)


def hidden(one: Edition, kept: Kept, threshold: int) -> Seen:
    """A kept paper with its small numbers hidden. Raises EditionOlder where it lacks a figure."""
    try:
        return seen(one.kind, kept.numbers, threshold)
    except KeyError as missing:
        raise EditionOlder(version=one.version, name=missing.args[0]) from None


def required(connection: Connection, edition_id: UUID) -> Edition:
    """Raises EditionUnknown."""
    found = store.find(connection, edition_id)
    if found is None:
        raise EditionUnknown(edition=edition_id)
    return found


def proven(connection: Connection, one: Edition) -> bytes:
    """The archive, compared with its hash. Raises EditionErased and EditionChanged."""
    if one.content_id is None:
        raise EditionErased(edition=one.id)
    data = store.content(connection, one.content_id)
    if data is None or sha256(data).hexdigest() != one.sha256:
        raise EditionChanged(edition=one.id)
    return data
