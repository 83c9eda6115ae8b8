"""What people at the Centre do with a report (Article 48; recital 65), each with its reasons.

The draft has the Centre pass on all that is not manifestly unfounded. A Centre may set a stricter
test (`triage_substantiated`): it then passes on only what facts make likely, and whose gaps the
provider was asked to fill.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.federation import posting
from tutela.federation.kinds import REPORT_FORWARDED, REPORT_QUESTION, REPORT_UNFOUNDED
from tutela.law import draft
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.receiving import moves, store, telling
from tutela.receiving.errors import (
    AuthorityUnset,
    ReceivedHanded,
    ReceivedLacking,
    ReceivedMoveRefused,
)
from tutela.receiving.hearing import CONFIRM
from tutela.receiving.machine import Command, State
from tutela.reporting.centre.model import UnfoundedTest

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.receiving.moves import Opened

HAND_OVER: Final = "hand-over"
_QUESTION: Final = "what the report lacks"
_REASON: Final = "why"


def ask(node: Node, actor: Actor, report_id: UUID, words: str) -> None:
    """Asks the provider for what a report lacks (Article 48(1) to (5))."""
    _require(node, actor)
    said = moves.require_words(words, _QUESTION)
    with node.work(actor, purpose="ask for what a report lacks") as work:
        one = moves.locked(work, report_id)
        moves.move(work, one, Command.ASK, words=said)
        body = {"report": one.line.reference, "question": str(work.new_id()), "words": said}
        subject = telling.subject_of(one.line.reference)
        posting.post(work, one.line.peer_id, REPORT_QUESTION, subject, body)


def find_unfounded(node: Node, actor: Actor, report_id: UUID, reason: str) -> None:
    """Finds a report manifestly unfounded: immediately evident, without any substantive legal or
    factual analysis (recital 65); or, by the stricter test, that facts do not make it likely. The
    provider is told why, and by which test.
    """
    _require(node, actor)
    said = moves.require_words(reason, _REASON)
    with node.work(actor, purpose="find a report unfounded") as work:
        one = moves.locked(work, report_id)
        moves.move(work, one, Command.FIND_UNFOUNDED, words=said)
        subject = telling.subject_of(one.line.reference)
        body = {"report": one.line.reference, "reason": said}
        if node.settings.triage_substantiated:
            body["test"] = UnfoundedTest.SUBSTANTIATED.value
        posting.post(work, one.line.peer_id, REPORT_UNFOUNDED, subject, body)


def forward(node: Node, actor: Actor, report_id: UUID, country: str, reason: str) -> None:
    """Passes a report to the authority that serves `country` (Article 48(3)): from triage, or as
    Europol refers it. `reason` says by the stricter test what makes it likely.

    Raises AuthorityUnset, ReceivedLacking, and what posting raises.
    """
    _require(node, actor)
    said = moves.require_words(reason, _REASON)
    with node.work(actor, purpose="pass a report to an authority") as work:
        one = moves.locked(work, report_id)
        _require_whole(work, one)
        referred = one.line.state is State.EUROPOL
        authority = store.server_of(work.connection, country)
        if authority is None:
            raise AuthorityUnset(country=country)
        moves.move(
            work,
            one,
            Command.REFER if referred else Command.FORWARD,
            words=said,
            authority_id=authority,
            forwarded_at=work.now,
            due_at=draft.due(CONFIRM, work.now),
        )
        body = {
            "number": one.line.number,
            "provider": one.line.provider_name,
            "form": one.form,
            "reason": said,
        }
        subject = telling.subject_of(one.line.number)
        posting.post(work, authority, REPORT_FORWARDED, subject, body)


def to_europol(node: Node, actor: Actor, report_id: UUID, reason: str) -> None:
    """Says that a report is for Europol alone, because it is unclear which Member State it concerns
    (Article 48(3)). Nothing leaves: a person brings it there (`hand_over`). Raises ReceivedLacking.
    """
    _require(node, actor)
    said = moves.require_words(reason, _REASON)
    with node.work(actor, purpose="pass a report to Europol") as work:
        one = moves.locked(work, report_id)
        _require_whole(work, one)
        moves.move(work, one, Command.TO_EUROPOL, words=said)


def hand_over(node: Node, actor: Actor, report_id: UUID, how: str) -> None:
    """Records that this person brought a report to Europol's inbox, and how.

    Raises ReceivedMoveRefused and ReceivedHanded.
    """
    _require(node, actor)
    said = moves.require_words(how, "how it was handed over")
    with node.work(actor, purpose="hand a report over to Europol") as work:
        one = moves.locked(work, report_id)
        if one.line.state is not State.EUROPOL:
            raise ReceivedMoveRefused(state=one.line.state.value, command=HAND_OVER)
        if one.line.handed_at is not None:
            raise ReceivedHanded
        store.save(work.connection, one.id, handed_at=work.now)
        moves.step(work, one, HAND_OVER, words=said)
        work.record(
            Event.RECEIVED_HAND,
            subject=("received", one.id),
            service_id=NODE_SERVICE,
            profile=one.line.profile,
            number=one.line.number,
        )


def _require_whole(work: Work, one: Opened) -> None:
    """By the stricter test nothing is passed on whose gaps nobody was asked about. Raises
    ReceivedLacking.
    """
    if not work.node.settings.triage_substantiated or not one.line.lacks:
        return
    if not store.was_done(work.connection, one.id, Command.SUPPLY.value):
        raise ReceivedLacking(what=", ".join(each.words for each in one.line.lacks))


def _require(node: Node, actor: Actor) -> None:
    moves.require(node, actor, Permission.RECEIVED_TRIAGE, NodeRole.CENTRE)
