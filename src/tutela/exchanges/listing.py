"""The Centre's side of submissions: a person takes each in, or says why not; later looks again.

The Centre looks at the form alone. That the material is illegal an authority found (Article 36(1)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.exchanges import forms, moves, releasing, store
from tutela.exchanges.banks import prepared
from tutela.exchanges.errors import EntryRefused, SubmissionMoveRefused
from tutela.exchanges.machine import CENTRE, SubmissionCommand, SubmissionState, move_submission
from tutela.exchanges.model import REVERIFY, bank_name
from tutela.federation import posting
from tutela.federation.kinds import INDICATOR_DELISTED, INDICATOR_REFUSED, INDICATOR_TAKEN
from tutela.indicators import store_counts, withdrawing
from tutela.indicators.importing import SOURCE_CAP, bring_in, harmless_for
from tutela.indicators.model import IndicatorState
from tutela.indicators.reading import Entry
from tutela.indicators.selectors import ByReference
from tutela.indicators.service import require_bank
from tutela.indicators.terms import Terms
from tutela.platform.audit.model import Event
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.exchanges.model import Submission
    from tutela.law.model import WithdrawalCause
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def take(node: Node, actor: Actor, submission_id: UUID) -> None:
    """Takes an indicator into the Centre's database; every provider with access gets it.

    Raises SubmissionUnknown, SubmissionMoveRefused, PeerNotActive, and EntryRefused for one that
    looks like a common harmless item, was withdrawn as wrong, or that this authority submitted
    before.
    """
    moves.require(node, actor, Permission.EXCHANGE_DECIDE, NodeRole.CENTRE)
    with node.work(actor, purpose="take a submitted indicator in") as work:
        one = moves.required_submission(work, submission_id)
        move_submission(one.state, SubmissionCommand.TAKE, CENTRE)
        _bring_in(work, one)
        moves.submission(
            work,
            one,
            SubmissionCommand.TAKE,
            CENTRE,
            decided_at=work.now,
            decided_by_name=actor.name,
            reverify_by=REVERIFY.after(work.now),
        )
        releasing.release(work, one.category)
        subject = moves.about_submission(one.given_id)
        posting.post(work, one.peer_id, INDICATOR_TAKEN, subject, {"submission": str(one.given_id)})


def refuse(node: Node, actor: Actor, submission_id: UUID, *, reason: str) -> None:
    """Tells the authority why an indicator cannot be taken in.

    Raises SubmissionUnknown, SubmissionMoveRefused, ExchangeInvalid and PeerNotActive.
    """
    moves.require(node, actor, Permission.EXCHANGE_DECIDE, NodeRole.CENTRE)
    why = forms.words_of(reason, phrase("why it is not taken in"), forms.LONGEST_WORDS)
    with node.work(actor, purpose="refuse a submitted indicator") as work:
        one = moves.required_submission(work, submission_id)
        moves.submission(
            work,
            one,
            SubmissionCommand.REFUSE,
            CENTRE,
            reason=why,
            decided_at=work.now,
            decided_by_name=actor.name,
        )
        body = {"submission": str(one.given_id), "reason": why}
        subject = moves.about_submission(one.given_id)
        posting.post(work, one.peer_id, INDICATOR_REFUSED, subject, body)


def reverify(node: Node, actor: Actor, submission_id: UUID, *, reason: str) -> None:
    """Writes down that an entry still belongs in the database: its clock begins anew.

    Raises SubmissionUnknown, SubmissionMoveRefused and ExchangeInvalid.
    """
    moves.require(node, actor, Permission.EXCHANGE_DECIDE, NodeRole.CENTRE)
    why = forms.words_of(reason, phrase("how it was looked at again"))
    with node.work(actor, purpose="verify an entry again") as work:
        one = moves.required_submission(work, submission_id)
        if one.state is not SubmissionState.TAKEN:
            raise SubmissionMoveRefused(state=one.state.words, command="verify again")
        store.save_submission(work.connection, one.id, reverify_by=REVERIFY.after(work.now))
        moves.record_submission(work, Event.SUBMISSION_REVERIFY, one, reason=why)


def withdraw(
    node: Node, actor: Actor, submission_id: UUID, *, cause: WithdrawalCause, reason: str
) -> None:
    """Takes an entry out of the database: every provider is told at once, and the authority.

    `reason` must name nobody. Raises SubmissionUnknown, SubmissionMoveRefused and ExchangeInvalid.
    """
    moves.require(node, actor, Permission.EXCHANGE_DECIDE, NodeRole.CENTRE)
    why = forms.words_of(reason, phrase("why it is withdrawn"), forms.LONGEST_WORDS)
    with node.work(actor, purpose="withdraw an entry") as work:
        one = moves.required_submission(work, submission_id)
        take_out(work, one, CENTRE, cause=cause, reason=why)
        body = {"submission": str(one.given_id), "cause": cause.value, "reason": why}
        posting.offer(
            work, one.peer_id, INDICATOR_DELISTED, moves.about_submission(one.given_id), body
        )


def take_out(work: Work, one: Submission, by: str, *, cause: WithdrawalCause, reason: str) -> None:
    """Withdraws a locked submission, whether it was taken in yet or not, and what came of it.

    Raises SubmissionMoveRefused.
    """
    moves.submission(
        work,
        one,
        SubmissionCommand.WITHDRAW,
        by,
        reason=reason,
        cause=cause.value,
        decided_at=work.now,
        decided_by_name=work.actor.name,
        reverify_by=None,
    )
    if one.state is not SubmissionState.TAKEN:
        return
    bank = require_bank(work.connection, bank_name(one.category))
    meant = ByReference(str(one.id))
    withdrawing.withdraw_here(work, bank, meant, cause=cause, reason=reason)
    releasing.release(work, one.category)


def _bring_in(work: Work, one: Submission) -> None:
    """Brings a submission into the bank, verified by the authority. Raises EntryRefused."""
    bank = prepared(work, bank_name(one.category))
    terms = Terms(
        bank=bank,
        batch_id=one.id,
        source=one.source,
        scheme=forms.label_of(one.scheme, one.label),
        label=one.label,
        state=IndicatorState.VERIFIED,
        proposed_by=f"peer:{one.peer_id}",
        verified_by=f"{one.source}: {one.first_assessor}, {one.second_assessor}",
        second_by=work.actor.id,
    )
    given = forms.fingerprints_of(one.fingerprints or {})
    group = [Entry(1, each, str(one.id), one.label) for each in given]
    room = SOURCE_CAP - store_counts.given_by(work.connection, bank.id, one.source)
    result = bring_in(work, terms, [group], harmless_for(work.connection, terms), room)
    if result.refused:
        raise EntryRefused(problem=result.refused[0].sentence)
    if not (result.new or result.stated):
        raise EntryRefused(problem=phrase("this authority submitted the same before."))
