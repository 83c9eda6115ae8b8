"""What people do about what the Centre said: answer its question, or record what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.federation import posting
from tutela.federation.kinds import REPORT_ANSWER
from tutela.platform.actor import ActorKind
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.reporting import moves, outcomes
from tutela.reporting import store as reports
from tutela.reporting.centre import store
from tutela.reporting.centre.errors import AnswerUnreadable, WordSettled, WordUnknown
from tutela.reporting.centre.model import Word, WordKind
from tutela.reporting.centre.plugin import subject_of
from tutela.reporting.centre.wire import LONGEST_WORDS
from tutela.reporting.errors import ReportErased, SenderNotPerson
from tutela.reporting.outcomes import Found
from tutela.reporting.sealing import Seal
from tutela.reporting.words import is_plain

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.reporting.centre.store import WordRow
    from tutela.reporting.records import ReportRow

REASON: Final = "as an authority found, and the EU Centre passed on"
_FOUND = {
    "confirmed": Found.CONFIRMED,
    "not-abuse-material": Found.NOT_ABUSE_MATERIAL,
}


def words_of(node: Node, actor: Actor, report_id: UUID) -> list[Word]:
    """All that the Centre said of a report, oldest first; empty texts once it was erased."""
    actor.require(Permission.REPORT_READ)
    with node.read() as connection:
        row = reports.find(connection, report_id)
        found = store.words(connection, report_id)
    seal = Seal(node, row.id, row.wrapped_key) if row and row.wrapped_key else None
    return [_word(one, seal) for one in found]


def answer(node: Node, actor: Actor, word_id: UUID, text: str) -> None:
    """Answers a question of the Centre (Article 48(1) to (5)). Raises WordUnknown, WordSettled,
    AnswerUnreadable, SenderNotPerson, and what posting raises.
    """
    _require(actor, Permission.REPORT_SEND)
    if not is_plain(text, LONGEST_WORDS):
        raise AnswerUnreadable(most=LONGEST_WORDS)
    with node.work(actor, purpose="answer the EU Centre") as work:
        one, row, seal = _open(work, word_id, WordKind.QUESTION)
        told = store.telling(work.connection, row.id)
        assert told is not None  # noqa: S101 - a word is only kept of what was said
        said = {
            "report": str(row.id),
            "question": one.mark.removeprefix("question "),
            "words": text.strip(),
        }
        posting.post(work, told.peer_id, REPORT_ANSWER, subject_of(row.id), said)
        kept = seal.seal(f"answer:{one.id}", text.strip().encode())
        _settle(work, one, row, answer=kept)


def record(node: Node, actor: Actor, word_id: UUID) -> None:
    """Records what was found as this person's act; "not abuse material" undoes what rested on it
    (`reporting/outcomes.py`). "Manifestly unfounded" and "cannot tell" are noted, and nothing is
    undone by them.

    Raises WordUnknown, WordSettled, SenderNotPerson, and as `outcomes.record` does.
    """
    _require(actor, Permission.OUTCOME_RECORD)
    with node.work(actor, purpose="record what an authority found") as work:
        one, row, _ = _open(work, word_id, WordKind.OUTCOME, WordKind.UNFOUNDED)
        found = Found.UNFOUNDED if one.kind == WordKind.UNFOUNDED else _FOUND.get(one.finding)
        if found is not None:
            outcomes.note(
                work, row.id, found, item_id=one.item_id, reference=row.reference, reason=REASON
            )
        _settle(work, one, row)


def _require(actor: Actor, permission: Permission) -> None:
    if actor.kind is not ActorKind.PERSON:
        raise SenderNotPerson
    actor.require(permission)


def _open(work: Work, word_id: UUID, *kinds: WordKind) -> tuple[WordRow, ReportRow, Seal]:
    """The word and its report, locked in the order of every hearer: the report first."""
    found = store.word(work.connection, word_id)
    if found is None or found.kind not in kinds:
        raise WordUnknown(word=word_id)
    row = moves.lock(work, found.report_id)
    if row.erased_at is not None or row.wrapped_key is None:
        raise ReportErased(report=row.id, erased_at=f"{row.erased_at:%Y-%m-%d}")
    one = store.word(work.connection, word_id, locked=True)
    if one is None or one.settled_at is not None:
        raise WordSettled(who=one.settled_by_name if one else "")
    return one, row, Seal(work.node, row.id, row.wrapped_key)


def _settle(work: Work, one: WordRow, row: ReportRow, answer: bytes | None = None) -> None:
    store.save_word(
        work.connection,
        one.id,
        settled_at=work.now,
        settled_by_name=work.actor.name,
        answer=answer,
    )
    moves.tell(work, row, Event.CENTRE_ANSWER, kind=one.kind, finding=one.finding)


def _word(one: WordRow, seal: Seal | None) -> Word:
    def opened(field: str, sealed: bytes | None) -> str:
        return seal.open(f"{field}:{one.id}", sealed).decode() if seal and sealed else ""

    return Word(
        id=one.id,
        kind=WordKind(one.kind),
        item_id=one.item_id,
        finding=one.finding,
        text=opened("word", one.words),
        answer=opened("answer", one.answer),
        said_at=one.said_at,
        settled_at=one.settled_at,
        settled_by_name=one.settled_by_name,
    )
