"""What whoever asked sees with their code, what they may change, and how they take it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tutela.federation import posting
from tutela.federation import store as peers
from tutela.federation.errors import PeerNotActive
from tutela.federation.kinds import VICTIM_WITHDRAWN
from tutela.platform import languages
from tutela.platform.audit.model import Event
from tutela.platform.codes import digest
from tutela.redress.requests import moves, store, wire
from tutela.redress.requests.machine import Command, VictimState
from tutela.redress.requests.model import Found, Preference, Removal, Who
from tutela.redress.requests.people import ASKER
from tutela.redress.requests.public_errors import NoAnswerYet, RequestCodeUnknown
from tutela.redress.requests.public_print import Letter, pdf
from tutela.redress.requests.public_words import DECLINED, NOT_TOLD, STANDS, WAITS, WITH_OTHERS
from tutela.redress.requests.taking import require_here

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.requests.model import VictimRequest


@dataclass(frozen=True, slots=True)
class Followed:
    """A request as its code shows it, and no more than its asker wants to know."""

    sentence: str
    preference: Preference
    received_at: datetime
    due_at: datetime | None
    words: str = ""
    found: tuple[Found, ...] = ()


def follow(node: Node, code: str) -> Followed:
    """The request of this code. Raises RequestCodeUnknown and AskElsewhere."""
    require_here(node)
    with node.read() as connection:
        one = store.by_code(node, connection, digest(code))
    if one is None:
        raise RequestCodeUnknown
    return followed(one)


def letter(node: Node, code: str) -> bytes:
    """The answer as a PDF in the language of the request, if its asker is told of one.

    Raises RequestCodeUnknown, NoAnswerYet, LetterUnset and AskElsewhere.
    """
    require_here(node)
    with node.read() as connection:
        one = store.by_code(node, connection, digest(code))
        if one is None:
            raise RequestCodeUnknown
        own = peers.own_name(connection)
    return printed(node, one, followed(one), own.name if own else "")


def printed(node: Node, one: VictimRequest, shown: Followed, authority: str) -> bytes:
    """What is shown of a request as a letter. Raises NoAnswerYet and LetterUnset."""
    if not shown.words:
        raise NoAnswerYet
    said = Letter(
        number=str(one.number),
        authority=authority,
        received_at=one.received_at,
        answered_at=one.answered_at,
        words=shown.words,
        found=shown.found,
    )
    tags = [one.language] if one.language else []
    return pdf(said, languages.for_anybody(node.settings, *tags))


def prefer(node: Node, code: str, preference: Preference) -> Followed:
    """Changes what is told from now on. Raises RequestCodeUnknown and AskElsewhere.

    An answer that waits behind "never" is there as soon as somebody asks for it.
    """
    require_here(node)
    with node.work(ASKER, purpose="say what one wants to be told") as work:
        one = replace(_kept(work, code), preference=preference)
        store.save(work.connection, one.id, preference=preference.value)
        moves.record(work, Event.VICTIM_REQUEST_PREFER, one, preference=preference.value)
        return followed(one)


def withdraw(node: Node, code: str) -> None:
    """Ends a request for its asker: all it says is erased here, and at whoever worked on it.

    Raises RequestCodeUnknown and AskElsewhere.
    """
    require_here(node)
    with node.work(ASKER, purpose="take a request back") as work:
        one = _kept(work, code)
        moves.apply(work, one, Command.WITHDRAW)
        store.erase(work.connection, one.id, work.now)
        moves.record(work, Event.VICTIM_REQUEST_ERASE, one, reason="whoever asked took it back")
        if one.centre_id is not None:
            _tell(work, one)


def _tell(work: Work, one: VictimRequest) -> None:
    """Has the Centre erase it too. Where it is ended, its own clock does."""
    assert one.centre_id is not None  # noqa: S101 - it was passed on
    said, about = wire.withdrawn(one.number), wire.subject(one.number)
    if not posting.offer(work, one.centre_id, VICTIM_WITHDRAWN, about, said):
        moves.record(work, Event.VICTIM_REQUEST_UNTOLD, one, reason=PeerNotActive.code)


def _kept(work: Work, code: str) -> VictimRequest:
    one = store.by_code(work.node, work.connection, digest(code), locked=True)
    if one is None:
        raise RequestCodeUnknown
    return one


def followed(one: VictimRequest) -> Followed:
    """What the code of a request shows."""
    base = Followed(WAITS, one.preference, one.received_at, one.due_at)
    if one.preference is Preference.NEVER:
        return replace(base, sentence=NOT_TOLD, due_at=None)
    if one.preference is Preference.REPRESENTATIVE and one.who is Who.SELF:
        return replace(base, sentence=WITH_OTHERS, due_at=None)
    if one.state is VictimState.DECLINED:
        return replace(base, sentence=DECLINED, due_at=None, words=one.known.declined)
    if one.preference is Preference.GONE and not _gone(one):
        return base
    if one.answered_at is None:
        return replace(base, sentence=STANDS.get(one.state, WAITS))
    said = one.known
    return replace(
        base, sentence=STANDS[VictimState.ANSWERED], due_at=None, words=said.answer, found=said.told
    )


def mailed(one: VictimRequest) -> bool:
    """Whether somebody is written to that there is an answer."""
    return bool(one.known.email) and followed(one).words != ""


def _gone(one: VictimRequest) -> bool:
    """Whether something was found, and an officer answered that all of it is gone."""
    told = one.known.told
    gone = all(each.removed or each.removal is Removal.REMOVED for each in told)
    return one.answered_at is not None and bool(told) and gone
