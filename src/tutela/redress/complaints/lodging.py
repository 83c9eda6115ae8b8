"""Taking a complaint: free, without an account, by the link of a statement or a notice's code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.casework import noticed
from tutela.platform import codes
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.webhooks import service as webhooks
from tutela.redress.complaints import clocks, placing, store
from tutela.redress.complaints.model import LONGEST_WORDS, Complaint, State, Whose
from tutela.redress.complaints.public_errors import (
    AlreadyComplained,
    ComplaintTooLate,
    ComplaintTooLong,
    ComplaintUnreadable,
    ComplaintWordsMissing,
    NothingToComplain,
)
from tutela.redress.notices import store as notices
from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.public_errors import CodeUnknown
from tutela.redress.pausing import store as pauses
from tutela.redress.statements import model as told
from tutela.redress.statements import removed, store_erasing, store_links, store_reading
from tutela.redress.statements.links import LONGER
from tutela.redress.statements.public_errors import LinkUnknown
from tutela.reporting.words import plain

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.notices.model import Notice
    from tutela.redress.pausing.store import Pause
    from tutela.redress.statements.model import Told

LODGED: Final = "complaint.lodged"


def by_link(node: Node, code: str, words: str, *, language: str) -> Complaint:
    """A complaint about what the link `code` tells of. Sent again as it was, it is the same one.

    Raises LinkUnknown, NothingToComplain, ComplaintTooLate, AlreadyComplained,
    ComplaintWordsMissing, ComplaintTooLong, ComplaintUnreadable.
    """
    said = readable(words)
    with node.work(NODE, purpose="take in a complaint") as work:
        about = statement_of(work.connection, code, work.now)
        if not store_erasing.stays(work.connection, about.statement.id):
            raise LinkUnknown
        return keep(work, about_statement(work, about, said, language))


def by_code(node: Node, code: str, words: str, *, language: str) -> Complaint:
    """A complaint about what was decided on the notice of `code`, as `by_link`. Raises CodeUnknown
    instead of LinkUnknown.
    """
    said = readable(words)
    with node.work(NODE, purpose="take in a complaint") as work:
        about = notices.by_code(work.connection, codes.digest(code))
        if about is None:
            raise CodeUnknown
        noticed.lock(work, about.case_id)  # before the notice, as where it is decided
        work.waited()
        return keep(work, _about_notice(work, about, said, language))


def statement_of(connection: Connection, code: str, now: datetime) -> Told:
    """The statement of a link. Raises LinkUnknown."""
    found = store_links.find(connection, codes.digest(code), now)
    about = store_reading.find(connection, found) if found else None
    if about is None:
        raise LinkUnknown
    return about


def closes_at(about: Told) -> datetime | None:
    """From when no complaint about a statement is taken any more. The time runs from the day on
    which it was confirmed that the user's platform has the letter; before, it has not begun: None.
    """
    return clocks.open_until(about.received_at) if about.received_at else None


def notice_closes_at(about: Notice) -> datetime | None:
    """The same of the decision on a notice: what it says, and its code with it, is erased then."""
    return about.erase_at


def takes(about: Told) -> bool:
    """Whether there is something to complain of, however late it is."""
    return about.statement.kind.restricts and about.statement.state is told.State.ISSUED


def notice_takes(about: Notice) -> bool:
    """The same of a notice."""
    return about.state is NoticeState.DECIDED


def is_open(closes: datetime | None, now: datetime) -> bool:
    """Whether a complaint is taken now about what takes any."""
    return closes is None or now < closes


def readable(words: str) -> str:
    """What was written. Raises ComplaintWordsMissing, ComplaintTooLong, ComplaintUnreadable."""
    if len(words) > LONGEST_WORDS:
        raise ComplaintTooLong(most=LONGEST_WORDS)
    if not words.strip():
        raise ComplaintWordsMissing
    try:
        return plain(words).strip()
    except ValueError:
        raise ComplaintUnreadable from None


def about_statement(work: Work, about: Told, words: str, language: str) -> Complaint:
    """The notice that led to it is kept until it is over. Raises NothingToComplain,
    ComplaintTooLate.
    """
    one = about.statement
    _require(work, takes=takes(about), closes=closes_at(about))
    # What a machine alone hid is looked at by a person in any case, and its clock is short.
    hidden = not one.by_person
    pause = None if hidden else _pause(work, one.service_id, account=about.account_ref)
    due_at = clocks.due(pause.until if pause else work.now, undecided=hidden)
    if about.notice_id:
        removed.keep_notice(work, about.notice_id, clocks.kept_until(due_at))
    return Complaint(
        id=work.new_id(),
        service_id=one.service_id,
        whose=Whose.USER,
        statement_id=one.id,
        notice_id=None,
        case_id=one.case_id,
        item_id=one.item_id,
        words=words,
        language=language,
        state=State.LODGED,
        received_at=work.now,
        due_at=due_at,
        paused_until=pause.until if pause else None,
        pause_id=pause.id if pause else None,
    )


def _about_notice(work: Work, about: Notice, words: str, language: str) -> Complaint:
    """What the notice says is kept until it is over. Raises NothingToComplain, ComplaintTooLate."""
    _require(work, takes=notice_takes(about), closes=notice_closes_at(about))
    pause = _pause(work, about.service_id, key_id=about.key_id)
    due_at = clocks.due(pause.until if pause else work.now, undecided=False)
    notices.keep_until(work.connection, about.id, clocks.kept_until(due_at))
    return Complaint(
        id=work.new_id(),
        service_id=about.service_id,
        whose=Whose.NOTIFIER,
        statement_id=None,
        notice_id=about.id,
        case_id=about.case_id,
        item_id=None,
        words=words,
        language=language,
        state=State.LODGED,
        received_at=work.now,
        due_at=due_at,
        paused_until=pause.until if pause else None,
        pause_id=pause.id if pause else None,
    )


def _pause(
    work: Work, service_id: str, *, key_id: UUID | None = None, account: str = ""
) -> Pause | None:
    """Until when what this party complains of waits (Article 23(2)); mostly none."""
    what, at = pauses.COMPLAINTS, work.now
    return pauses.of(work.connection, what, service_id, at, key_id=key_id, account=account)


def _require(work: Work, *, takes: bool, closes: datetime | None) -> None:
    """Raises NothingToComplain, ComplaintTooLate."""
    if not takes:
        raise NothingToComplain
    if not is_open(closes, work.now):
        raise ComplaintTooLate


def keep(work: Work, one: Complaint) -> Complaint:
    """Writes a complaint, or finds the same; the link of a statement stays open until it is over.

    The complaint is locked before the link, as where it is answered. Raises AlreadyComplained.
    """
    if not store.add(work.connection, one):
        before = store.about(work.connection, one.about)
        assert before is not None  # noqa: S101 - its unique index refused another
        if not before.is_again(one.words, one.reference):
            raise AlreadyComplained
        return before
    work.record(
        Event.COMPLAINT_LODGE,
        subject=("complaint", one.id),
        service_id=one.service_id,
        whose=one.whose.value,
        case=str(one.case_id),
        statement=str(one.statement_id) if one.statement_id else None,
        notice=str(one.notice_id) if one.notice_id else None,
        due_at=one.due_at.isoformat(),
        paused_until=one.paused_until.isoformat() if one.paused_until else None,
    )
    if one.statement_id:
        until = clocks.kept_until(one.due_at) + LONGER
        store_links.extend(work.connection, one.statement_id, until)
        body = {"complaint": str(one.id), "statement": str(one.statement_id),
                "item": str(one.item_id) if one.item_id else None,
                "reference": one.reference or None,
                "at": work.now.isoformat()}  # fmt: skip
        webhooks.send(work, one.service_id, LODGED, body)
    placing.renew(work, [one.case_id])
    return one
