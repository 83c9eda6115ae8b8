"""Publishing a closed paper: one person asks, another agrees, and anybody can see it.

What is shown is made once, with the small numbers hidden as they were when it was asked for, and is
kept as it was shown. Source: Regulation (EU) 2022/2065, Article 15(1), "publicly available".
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tutela.casework.persons import require_person
from tutela.observatory.editions import archive, keeping, shapes, store, store_public
from tutela.observatory.editions.model import Publication, State
from tutela.observatory.errors import EditionPublished
from tutela.observatory.public_errors import FiguresGone, FiguresUnknown
from tutela.platform.approvals import asking
from tutela.platform.approvals.errors import RequestStale
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.services.service import require_service

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tutela.observatory.editions.model import Edition
    from tutela.observatory.outside import Seen
    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def publish(node: Node, actor: Actor, edition_id: UUID, *, reason: str) -> None:
    """Asks that a closed paper be shown to anybody. It is once another person agreed.

    Raises AwaitsApproval once it is written down; before it PersonNeeded, Forbidden,
    EditionUnknown, EditionErased, EditionChanged, EditionOlder, EditionPublished,
    AskingReasonMissing and RequestWaits.
    """
    require_person(actor, Permission.PAPER_CLOSE)
    threshold = node.settings.paper_threshold
    with node.work(actor, purpose="publish a paper") as work:
        one = keeping.required(work.connection, edition_id)
        _require_unpublished(work.connection, one)
        _hidden(work.connection, one, threshold)
        paper = f"{one.kind.value} of {one.service_id} for {one.period}, version {one.version}"
        changes = (
            f"Anybody sees the paper {paper}.",
            f"Numbers from 1 to {threshold - 1} are hidden, and what they could be had from.",
        )
        payload = {"threshold": threshold, "sha256": one.sha256}
        asked = Asked(Act.PUBLISH, one.service_id, str(one.id), changes, payload)
        waits = asking.ask(work, asked, reason)
        # Another request about it may have been agreed to while this one waited for its turn.
        _require_unpublished(work.connection, one)
    raise waits


def carry_out(work: Work, request: Request) -> None:
    """Shows what another person agreed to show. Raises RequestStale where the paper is no more what
    it was, and EditionChanged.
    """
    edition_id = UUID(request.asked.subject)
    store.held(work.connection, edition_id)
    one = keeping.required(work.connection, edition_id)
    payload = request.asked.payload
    if one.state is State.ERASED or one.sha256 != payload["sha256"]:
        raise RequestStale
    alone = request.asked_by == work.actor.id
    seen = _hidden(work.connection, one, int(payload["threshold"]))
    title = require_service(work.connection, one.service_id).title
    added = store_public.add(
        work.connection,
        id=work.new_id(),
        service_id=one.service_id,
        edition_id=one.id,
        data=shapes.written(shapes.Published(title, seen)),
        asked_by_name=request.asked_name,
        agreed_by_name="" if alone else work.actor.name,
        single_person=alone,
        published_at=work.now,
    )
    if not added:
        raise RequestStale
    work.record(
        Event.PAPER_PUBLISH,
        subject=("paper", one.id),
        service_id=one.service_id,
        paper=one.kind.value,
        period=str(one.period),
        version=one.version,
        threshold=payload["threshold"],
    )


def published(node: Node) -> list[Publication]:
    """Everything that anybody may see: the latest periods first, of each the newest version."""
    with node.read() as connection:
        return store_public.publications(connection)


def publication(node: Node, publication_id: UUID) -> Publication:
    """One of them. Raises FiguresUnknown, and FiguresGone where it was erased with its paper."""
    with node.read() as connection:
        found = store_public.find(connection, publication_id)
        gone = found is None and store_public.is_gone(connection, publication_id)
    if gone:
        raise FiguresGone
    if found is None:
        raise FiguresUnknown
    return found


def _hidden(connection: Connection, one: Edition, threshold: int) -> Seen:
    """Raises EditionErased, EditionChanged and EditionOlder."""
    return keeping.hidden(one, archive.unpacked(keeping.proven(connection, one)), threshold)


def _require_unpublished(connection: Connection, one: Edition) -> None:
    """Raises EditionPublished."""
    if store_public.published_at(connection, one.id):
        raise EditionPublished(version=one.version)
