"""An authority's side: one person proposes an indicator, another assesses it, and it goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.exchanges import forms, moves, sealing, store
from tutela.exchanges.errors import SecondAssessorNeeded
from tutela.exchanges.machine import AUTHORITY, SubmissionCommand, SubmissionState, move_submission
from tutela.exchanges.model import Category, Media, Sealed, Submission
from tutela.federation import posting
from tutela.federation import store as peers
from tutela.federation.errors import PeerUnknown
from tutela.federation.kinds import INDICATOR_SUBMITTED, INDICATOR_WITHDRAWAL
from tutela.law import draft
from tutela.platform.audit.canonical import instant_text
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from tutela.law.model import WithdrawalCause
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def propose(
    node: Node,
    actor: Actor,
    centre_id: UUID,
    fingerprints: Mapping[str, str],
    *,
    category: Category,
    media: Media,
    scheme: str,
    label: str,
    reference: str,
    reasons: str,
    language: str = "",
) -> UUID:
    """Proposes an indicator to be submitted to the Centre; its id (Article 36(1)).

    Nothing leaves before another person agreed. `fingerprints` are hexadecimal digits by kind,
    `reference` names the report or case, `reasons` say why it is what its label says. Raises
    Forbidden, ExchangeElsewhere, ExchangeNeedsPerson, ExchangeInvalid and PeerUnknown.
    """
    moves.require(node, actor, Permission.EXCHANGE_DECIDE, NodeRole.AUTHORITY)
    given = forms.as_text(forms.fingerprints_of(fingerprints))
    forms.label_of(scheme, label)
    forms.check_language(language)
    said = Sealed(
        forms.words_of(reference, phrase("what it rests on"), forms.LONGEST_WORDS),
        forms.words_of(reasons, phrase("why it is what its label says")),
    )
    with node.work(actor, purpose="propose an indicator") as work:
        centre = peers.find_peer(work.connection, centre_id)
        if centre is None or centre.role is not NodeRole.CENTRE:
            raise PeerUnknown(peer=centre_id)
        one_id = work.new_id()
        one = Submission(
            id=one_id,
            peer_id=centre_id,
            given_id=one_id,
            category=category,
            media=media,
            language=language,
            scheme=scheme,
            label=label,
            fingerprints=given,
            sealed=sealing.seal(node, one_id, said),
            source="",
            state=SubmissionState.PROPOSED,
            profile=draft.PROFILE,
            proposed_at=work.now,
            proposed_by=actor.id,
            proposed_by_name=actor.name,
            assessed_at=None,
            assessed_by_name="",
            first_assessor=_opaque(node, actor.id),
            second_assessor="",
            decided_at=None,
            decided_by_name="",
            reason="",
            cause=None,
            reverify_by=None,
            erase_at=None,
            erased_at=None,
        )
        store.add_submission(work.connection, one)
        moves.record_submission(work, Event.SUBMISSION_PROPOSE, one, kinds=sorted(given))
    return one_id


def agree(node: Node, actor: Actor, submission_id: UUID) -> None:
    """Submits what another person proposed, who assessed it too (Article 36(1)).

    Raises SubmissionUnknown, SubmissionMoveRefused, SecondAssessorNeeded, and PeerNotActive where
    the Centre is not believed.
    """
    moves.require(node, actor, Permission.EXCHANGE_DECIDE, NodeRole.AUTHORITY)
    with node.work(actor, purpose="assess an indicator that somebody else proposed") as work:
        one = moves.required_submission(work, submission_id)
        move_submission(one.state, SubmissionCommand.AGREE, AUTHORITY, another=True)
        if one.proposed_by == actor.id:
            raise SecondAssessorNeeded(who=actor.name)
        second = _opaque(node, actor.id)
        moves.submission(
            work,
            one,
            SubmissionCommand.AGREE,
            AUTHORITY,
            another=True,
            assessed_at=work.now,
            assessed_by_name=actor.name,
            second_assessor=second,
        )
        subject = moves.about_submission(one.given_id)
        posting.post(work, one.peer_id, INDICATOR_SUBMITTED, subject, _body(work, one, second))


def drop(node: Node, actor: Actor, submission_id: UUID, *, reason: str) -> None:
    """Does not agree to a proposed indicator: it goes nowhere.

    Raises SubmissionUnknown, SubmissionMoveRefused and ExchangeInvalid.
    """
    moves.require(node, actor, Permission.EXCHANGE_DECIDE, NodeRole.AUTHORITY)
    why = forms.words_of(reason, phrase("why it does not go out"))
    with node.work(actor, purpose="drop a proposed indicator") as work:
        one = moves.required_submission(work, submission_id)
        moves.submission(
            work,
            one,
            SubmissionCommand.DROP,
            AUTHORITY,
            reason=why,
            decided_at=work.now,
            decided_by_name=actor.name,
        )


def withdraw(
    node: Node, actor: Actor, submission_id: UUID, *, cause: WithdrawalCause, reason: str
) -> None:
    """Takes back what was submitted: the Centre withdraws it, and tells every provider.

    `reason` goes to the Centre and must name nobody. Raises SubmissionUnknown,
    SubmissionMoveRefused, ExchangeInvalid and PeerNotActive.
    """
    moves.require(node, actor, Permission.EXCHANGE_DECIDE, NodeRole.AUTHORITY)
    why = forms.words_of(reason, phrase("why it is withdrawn"), forms.LONGEST_WORDS)
    with node.work(actor, purpose="withdraw a submitted indicator") as work:
        one = moves.required_submission(work, submission_id)
        moves.submission(
            work,
            one,
            SubmissionCommand.WITHDRAW,
            AUTHORITY,
            reason=why,
            cause=cause.value,
            decided_at=work.now,
            decided_by_name=actor.name,
        )
        body = {"submission": str(one.given_id), "cause": cause.value, "reason": why}
        subject = moves.about_submission(one.given_id)
        posting.post(work, one.peer_id, INDICATOR_WITHDRAWAL, subject, body)


def _opaque(node: Node, actor_id: str) -> str:
    """A name that only this node can lead back to a person."""
    return node.pseudonyms.of(NODE_SERVICE, actor_id)


def _body(work: Work, one: Submission, second: str) -> dict[str, object]:
    said = sealing.unseal(work.node, one.id, one.sealed or b"")
    return {
        "submission": str(one.given_id),
        "category": one.category.value,
        "media": one.media.value,
        "language": one.language,
        "scheme": one.scheme,
        "label": one.label,
        "fingerprints": dict(one.fingerprints or {}),
        "reference": said.reference,
        "reasons": said.reasons,
        "first_assessor": one.first_assessor,
        "second_assessor": second,
        "assessed_at": instant_text(work.now),
    }
