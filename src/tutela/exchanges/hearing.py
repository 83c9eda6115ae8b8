"""What is done with what other nodes say about indicators.

It may be wrong, hostile, for nobody here, or said twice: such a message changes nothing, and the
log says why. Where an authority or a provider waits for it, they are told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tutela.exchanges import (
    accesses,
    forms,
    holding,
    listing,
    moves,
    prolonging,
    releasing,
    store,
    wire,
)
from tutela.exchanges.errors import AccessMoveRefused, ExchangeInvalid, SubmissionMoveRefused
from tutela.exchanges.machine import (
    AUTHORITY,
    CENTRE,
    AccessCommand,
    AccessState,
    SubmissionCommand,
    SubmissionState,
)
from tutela.exchanges.model import Sealed, Submission
from tutela.exchanges.sealing import seal
from tutela.federation import posting
from tutela.federation.kinds import (
    ACCESS_ENDED,
    ACCESS_GRANTED,
    ACCESS_KEPT,
    ACCESS_LONGER,
    ACCESS_OVER,
    ACCESS_PROLONGED,
    ACCESS_REFUSED,
    ACCESS_REQUESTED,
    INDICATOR_DELISTED,
    INDICATOR_ENTRIES,
    INDICATOR_REFUSED,
    INDICATOR_SOUGHT,
    INDICATOR_SUBMITTED,
    INDICATOR_TAKEN,
    INDICATOR_WITHDRAWAL,
    INDICATOR_WITHDRAWN,
)
from tutela.law import draft
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tutela.exchanges.model import Access
    from tutela.federation.handling import Hearer, Said
    from tutela.federation.kinds import MessageKind
    from tutela.platform.work import Work

REFUSALS: Final = (ExchangeInvalid, SubmissionMoveRefused, AccessMoveRefused)
_NOT_HERE: Final = "there is none of that id here"


def _heard(hear: Callable[[Work, Said], None]) -> Hearer:
    """A hearer that writes down what cannot be used, instead of failing for ever."""

    def safe(work: Work, said: Said) -> None:
        try:
            hear(work, said)
        except REFUSALS as error:
            _note(work, said, str(error.sentence))

    return safe


def _note(work: Work, said: Said, problem: str) -> None:
    work.record(
        Event.EXCHANGE_IGNORE,
        subject=("peer", said.sender.id),
        service_id=NODE_SERVICE,
        reason=problem,
        profile=draft.PROFILE,
        kind=said.kind,
        about=said.subject,
    )


# --- what the Centre hears ---------------------------------------------------------------------


def _submitted(work: Work, said: Said) -> None:
    try:
        body = wire.read(wire.Submitted, said)
        values = forms.fingerprints_of(body.fingerprints)
        forms.label_of(body.scheme, body.label)
        forms.check_language(body.language)
    except ExchangeInvalid as error:
        _answer(work, said, INDICATOR_REFUSED, "submission", str(error.sentence))
        raise
    one_id = work.new_id()
    one = Submission(
        id=one_id,
        peer_id=said.sender.id,
        given_id=body.submission,
        category=body.category,
        media=body.media,
        language=body.language,
        scheme=body.scheme,
        label=body.label,
        fingerprints=forms.as_text(values),
        sealed=seal(work.node, one_id, Sealed(body.reference, body.reasons)),
        source=said.sender.name,
        state=SubmissionState.SUBMITTED,
        profile=draft.PROFILE,
        proposed_at=said.received_at,
        proposed_by=f"peer:{said.sender.id}",
        proposed_by_name=said.sender.name,
        assessed_at=body.assessed_at,
        assessed_by_name="",
        first_assessor=body.first_assessor,
        second_assessor=body.second_assessor,
        decided_at=None,
        decided_by_name="",
        reason="",
        cause=None,
        reverify_by=None,
        erase_at=None,
        erased_at=None,
    )
    if body.first_assessor == body.second_assessor:
        problem = "one person alone assessed it, and two are needed."
        _answer(work, said, INDICATOR_REFUSED, "submission", problem)
        raise ExchangeInvalid(problem=problem)
    if not store.add_submission(work.connection, one):
        raise ExchangeInvalid(problem="a submission of that id is here already")
    moves.record_submission(work, Event.SUBMISSION_HEAR, one, kinds=sorted(body.fingerprints))


def _withdrawal(work: Work, said: Said) -> None:
    body = wire.read(wire.Withdrawal, said)
    one = _submission(work, said, body.submission)
    listing.take_out(work, one, AUTHORITY, cause=body.cause, reason=body.reason)


def _requested(work: Work, said: Said) -> None:
    try:
        body = wire.read(wire.Requested, said)
        period = forms.period_of(body.begins_at, body.ends_at, accesses.longest(), work.now)
    except ExchangeInvalid as error:
        _answer(work, said, ACCESS_REFUSED, "access", str(error.sentence))
        raise
    one = accesses.requested(
        work, work.new_id(), said.sender.id, body.access, category=body.category,
        purpose=body.purpose, basis=body.basis, period=period, by=said.sender.name,
        source=said.sender.name,
    )  # fmt: skip
    if not store.add_access(work.connection, one):
        problem = "there is an access already, or one is asked for."
        if store.access_given(work.connection, said.sender.id, body.access) is None:
            _answer(work, said, ACCESS_REFUSED, "access", problem)
        raise ExchangeInvalid(problem=problem)
    moves.record_access(work, Event.ACCESS_HEAR, one, reason=one.purpose)


def _sought(work: Work, said: Said) -> None:
    body = wire.read(wire.Sought, said)
    one = _access(work, said, body.access)
    if one.state is not AccessState.GRANTED or body.after > one.number:
        raise ExchangeInvalid(problem="nothing was sent by that number")
    store.save_access(work.connection, one.id, number=body.after, heard_at=work.now)
    work.defer(releasing.PUSH, access_id=str(one.id))


def _longer(work: Work, said: Said) -> None:
    body = wire.read(wire.Longer, said)
    try:
        prolonging.heard(work, _access(work, said, body.access), body)
    except ExchangeInvalid as error:
        _answer(work, said, ACCESS_KEPT, "access", str(error.sentence))
        raise


def _over(work: Work, said: Said) -> None:
    prolonging.over(work, _access(work, said, wire.read(wire.Over, said).access))


# --- what an authority hears -------------------------------------------------------------------


def _taken(work: Work, said: Said) -> None:
    one = _submission(work, said, wire.read(wire.Taken, said).submission)
    moves.submission(work, one, SubmissionCommand.TAKE, CENTRE, decided_at=work.now)


def _refused(work: Work, said: Said) -> None:
    body = wire.read(wire.Answered, said)
    one = _submission(work, said, body.submission)
    moves.submission(
        work, one, SubmissionCommand.REFUSE, CENTRE, reason=body.reason, decided_at=work.now
    )


def _delisted(work: Work, said: Said) -> None:
    body = wire.read(wire.Withdrawal, said)
    one = _submission(work, said, body.submission)
    moves.submission(
        work,
        one,
        SubmissionCommand.WITHDRAW,
        CENTRE,
        reason=body.reason,
        cause=body.cause.value,
        decided_at=work.now,
    )


# --- what a provider hears ---------------------------------------------------------------------


def _granted(work: Work, said: Said) -> None:
    body = wire.read(wire.Granted, said)
    holding.granted(work, _access(work, said, body.access), body)


def _not_granted(work: Work, said: Said) -> None:
    body = wire.read(wire.Ended, said)
    one = _access(work, said, body.access)
    moves.access(work, one, AccessCommand.REFUSE, CENTRE, reason=body.reason, decided_at=work.now)


def _ended(work: Work, said: Said) -> None:
    body = wire.read(wire.Ended, said)
    holding.ended(work, _access(work, said, body.access), CENTRE, body.reason)


def _prolonged(work: Work, said: Said) -> None:
    body = wire.read(wire.Prolonged, said)
    prolonging.prolonged(work, _access(work, said, body.access), body)


def _kept(work: Work, said: Said) -> None:
    body = wire.read(wire.Ended, said)
    prolonging.kept(work, _access(work, said, body.access), body.reason)


def _entries(work: Work, said: Said) -> None:
    body = wire.read(wire.Entries, said)
    holding.entries(work, _granted_access(work, said, body.access), body)


def _withdrawn(work: Work, said: Said) -> None:
    body = wire.read(wire.Withdrawn, said)
    holding.withdrawn(work, _granted_access(work, said, body.access), body)


# --- shared ------------------------------------------------------------------------------------


def _submission(work: Work, said: Said, given_id: UUID) -> Submission:
    found = store.submission_given(work.connection, said.sender.id, given_id)
    if found is None:
        raise ExchangeInvalid(problem=_NOT_HERE)
    return found


def _access(work: Work, said: Said, given_id: UUID) -> Access:
    found = store.access_given(work.connection, said.sender.id, given_id)
    if found is None:
        raise ExchangeInvalid(problem=_NOT_HERE)
    return found


def _granted_access(work: Work, said: Said, given_id: UUID) -> Access:
    found = _access(work, said, given_id)
    if found.state is not AccessState.GRANTED:
        raise AccessMoveRefused(state=found.state.words, command="fill")
    return found


def _answer(work: Work, said: Said, kind: MessageKind, noun: str, problem: str) -> None:
    """Tells whoever waits that what they sent cannot be used, if it says what it is about."""
    given = said.body.get(noun)
    if isinstance(given, str) and said.subject.endswith(given):
        body: dict[str, Any] = {noun: given, "reason": problem[: forms.LONGEST_WORDS]}
        posting.offer(work, said.sender.id, kind, said.subject, body)


HEARERS: Final[dict[str, Hearer]] = {
    INDICATOR_SUBMITTED.name: _heard(_submitted),
    INDICATOR_TAKEN.name: _heard(_taken),
    INDICATOR_REFUSED.name: _heard(_refused),
    INDICATOR_WITHDRAWAL.name: _heard(_withdrawal),
    INDICATOR_DELISTED.name: _heard(_delisted),
    INDICATOR_ENTRIES.name: _heard(_entries),
    INDICATOR_WITHDRAWN.name: _heard(_withdrawn),
    INDICATOR_SOUGHT.name: _heard(_sought),
    ACCESS_REQUESTED.name: _heard(_requested),
    ACCESS_GRANTED.name: _heard(_granted),
    ACCESS_REFUSED.name: _heard(_not_granted),
    ACCESS_ENDED.name: _heard(_ended),
    ACCESS_LONGER.name: _heard(_longer),
    ACCESS_PROLONGED.name: _heard(_prolonged),
    ACCESS_KEPT.name: _heard(_kept),
    ACCESS_OVER.name: _heard(_over),
}
