"""What a suspension for content is to its account: a restriction, with its statement of reasons, of
which it may complain (DSA, Articles 17, 20 and 23(1)).

All who work on one suspension lock the case that its statement stands in first, then the case of
misuse, then complaints: as where a complaint is answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework import noticed
from tutela.platform.audit.model import Event
from tutela.redress.complaints import deciding, placing
from tutela.redress.complaints import store as complaints
from tutela.redress.complaints.answer import Answer
from tutela.redress.complaints.model import Outcome
from tutela.redress.misuse import reading, store, store_counts
from tutela.redress.misuse.errors import ComplainInstead, ComplaintAnswers, WarningHeeded
from tutela.redress.misuse.machine import Command, State, move
from tutela.redress.misuse.model import Kind
from tutela.redress.misuse.proposing import Thresholds
from tutela.redress.statements import model as told
from tutela.redress.statements import store_suspensions, suspended
from tutela.redress.statements.suspension import Suspension, Weighed

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.work import Work
    from tutela.redress.misuse.model import Misuse
    from tutela.redress.statements.model import Statement


def suspend(work: Work, one: Misuse) -> None:
    """Makes the statement about an account that is suspended for its content; nothing for whoever
    gives notice or complains, of whom nothing is restricted. Raises WarningHeeded.
    """
    if one.kind is not Kind.CONTENT:
        return
    assert one.suspended_at and one.suspended_until and one.told_at  # noqa: S101, PT018 - it is
    suspended.make(
        work,
        Suspension(
            id=one.id,
            service_id=one.service_id,
            account_ref=one.account_ref,
            hands=one.hands,
            begun_at=one.suspended_at,
            until=one.suspended_until,
        ),
        _weighed(work, one),
    )


def _weighed(work: Work, one: Misuse) -> Weighed:
    """As it stands now: more than when they were warned. Raises WarningHeeded where all of it was
    taken back in this moment.
    """
    assert one.told_at  # noqa: S101 - without it nobody is suspended
    period = Thresholds.of(work.node.settings).period
    since = min(work.now - period, one.told_at)
    counted = store_counts.counts(work.connection, one.kind, since, one.party)
    last = store_counts.latest(work.connection, one.party, one.told_at)
    if not counted or last is None:
        raise WarningHeeded
    item_id, case_id = last
    return Weighed(
        item_id=item_id,
        case_id=case_id,
        misused=counted[0].misused,
        within_days=period.days,
        warned_at=one.told_at,
        told=one.suspended_told,
        language=one.language,
        by_two=not one.single_person,
    )


def statement_of(connection: Connection, misuse_id: UUID) -> Statement | None:
    """What an account is told of its suspension; None where nothing was restricted, or it was told
    by a letter before there were statements of it.
    """
    return store_suspensions.told(connection, misuse_id, told.Kind.SUSPENSION)


def locked(work: Work, misuse_id: UUID) -> Misuse:
    """A case of misuse, locked after the case that its statement stands in. Raises
    MisuseUnknown.
    """
    about = statement_of(work.connection, misuse_id)
    if about:
        noticed.lock(work, about.case_id)
    return reading.required(work, misuse_id)


def require_no_complaint(work: Work, one: Misuse) -> None:
    """Raises ComplainInstead where the account can complain of its suspension itself."""
    about = statement_of(work.connection, one.id)
    if about and about.state is told.State.ISSUED:
        raise ComplainInstead(statement=about.id)


def require_unanswered(work: Work, one: Misuse) -> None:
    """Raises ComplaintAnswers while a complaint about the suspension waits."""
    about = statement_of(work.connection, one.id)
    for complaint in complaints.waiting_about_statement(work.connection, about.id) if about else ():
        raise ComplaintAnswers(complaint=complaint.id)


def give_way(work: Work, one: Misuse, words: str) -> None:
    """Where people lifted it, a complaint that waits has all it asked for."""
    about = statement_of(work.connection, one.id)
    if about is None:
        return
    for waiting in complaints.waiting_about_statement(work.connection, about.id):
        deciding.settle(work, waiting, Outcome.REVERSED, Answer(told=words))
    placing.renew(work, [about.case_id])


def uphold(work: Work, one: Misuse, words: str) -> None:
    """Where a complaint was answered that it stands, an objection that waits is answered too."""
    if one.state is not State.SUSPENDED or not one.objects:
        return
    moved = move(one.state, Command.UPHOLD)
    values = {"upheld": words, "upheld_at": work.now, "upheld_by_name": work.actor.name}
    store.save(work.connection, one.id, **values, upheld_alone=work.actor.id in one.hands)
    work.record(Event(moved.event), subject=("misuse", one.id), service_id=one.service_id)
