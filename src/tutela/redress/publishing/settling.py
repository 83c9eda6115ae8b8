"""What a person does with a publication that did not go: try again, correct, or close it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tutela.platform.permissions import Permission
from tutela.redress.publishing import store
from tutela.redress.publishing.checker import problems
from tutela.redress.publishing.errors import (
    PublicationNotStuck,
    PublicationReasonMissing,
    PublicationUnknown,
    RecordInvalid,
)
from tutela.redress.publishing.machine import MOVES, Command
from tutela.redress.publishing.moves import move
from tutela.redress.publishing.queueing import known_facts

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.publishing.model import Publication, State, Target

LISTED: Final = 200


def list_publications(
    connection: Connection, actor: Actor, state: State | None = None, limit: int = LISTED
) -> list[Publication]:
    """The newest publications, newest first; those in `state` only, if one is given."""
    actor.require(Permission.PUBLISHING_READ)
    return store.listed(connection, state, limit)


def status(connection: Connection, actor: Actor) -> list[tuple[Target, dict[State, int]]]:
    """Where each service's statements go, and how many are in each state."""
    actor.require(Permission.PUBLISHING_READ)
    counted = store.counts(connection)
    return [(one, counted.get(one.service_id, {})) for one in store.targets(connection)]


def show(connection: Connection, actor: Actor, publication_id: UUID) -> Publication:
    """One publication. Raises PublicationUnknown."""
    actor.require(Permission.PUBLISHING_READ)
    found = store.find(connection, publication_id)
    if found is None:
        raise PublicationUnknown(publication=publication_id)
    return found


def retry(node: Node, actor: Actor, publication_id: UUID) -> None:
    """Sends a refused publication again as it is: what refused it may have been put right there.

    Raises PublicationUnknown and PublicationNotStuck.
    """
    actor.require(Permission.PUBLISHING_SETTLE)
    with node.work(actor, purpose="publish it again") as work:
        move(work, _stuck(work, publication_id, Command.RETRY), Command.RETRY, said={})


def correct(
    node: Node, actor: Actor, publication_id: UUID, record: dict[str, Any], *, reason: str
) -> None:
    """Gives a publication that did not go another record, and lets it go. Its name stays.

    A record that would not go either is refused: raises RecordInvalid. Raises
    PublicationReasonMissing, PublicationUnknown and PublicationNotStuck.
    """
    actor.require(Permission.PUBLISHING_SETTLE)
    _require_reason(reason)
    with node.work(actor, purpose="correct what is published") as work:
        one = _stuck(work, publication_id, Command.CORRECT)
        new = {name: value for name, value in record.items() if name != "puid"}
        found = problems({**new, "puid": one.puid}, known_facts(work.connection, one))
        if found:
            raise RecordInvalid(first=str(found[0]), count=len(found))
        move(work, one, Command.CORRECT, reason=reason.strip(), record=new, said={})


def close(node: Node, actor: Actor, publication_id: UUID, *, reason: str) -> None:
    """Ends a publication that need not go any more, and with it its alert. The log keeps why.

    Raises PublicationReasonMissing, PublicationUnknown and PublicationNotStuck.
    """
    actor.require(Permission.PUBLISHING_SETTLE)
    _require_reason(reason)
    with node.work(actor, purpose="close a publication") as work:
        move(work, _stuck(work, publication_id, Command.CLOSE), Command.CLOSE,
             reason=reason.strip())  # fmt: skip


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise PublicationReasonMissing


def _stuck(work: Work, publication_id: UUID, command: Command) -> Publication:
    one = store.find(work.connection, publication_id, locked=True)
    if one is None:
        raise PublicationUnknown(publication=publication_id)
    if (one.state, command) not in MOVES:
        raise PublicationNotStuck(publication=publication_id, state=one.state.value)
    return one
