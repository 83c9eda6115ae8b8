"""What other nodes say about removal orders, and what is done on it.

What a message says may be wrong, hostile or late: then it is noted and its sender is told why, and
nothing else of it is left. An exception is a fault of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import UUID

from tutela.federation import kinds, refusing
from tutela.law.machines.parts import Party
from tutela.orders.moves import KEEP
from tutela.orders.removal import arriving, copies, moves, papers, telling, words
from tutela.orders.removal.checking import AHEAD, Refusal
from tutela.orders.removal.errors import (
    OrderRefused,
    PaperUnreadable,
    RemovalErased,
    RemovalMoveRefused,
    RemovalUnknown,
)
from tutela.orders.removal.machine import Command, RemovalState
from tutela.orders.removal.model import Hindrance
from tutela.orders.removal.said import (
    About,
    Copied,
    Executed,
    Hindered,
    Issued,
    Refused,
    Spoken,
    Verified,
)
from tutela.platform.audit.model import Event
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tutela.federation.handling import Hearer, Said
    from tutela.orders.removal.moves import Opened
    from tutela.orders.removal.papers import Part
    from tutela.platform.work import Work

B = TypeVar("B", bound="Part")
_CODES: Final = {
    PaperUnreadable: Refusal.UNREADABLE,
    RemovalUnknown: Refusal.OTHER_ORDER,
    RemovalErased: Refusal.OTHER_ORDER,
    RemovalMoveRefused: Refusal.UNTIMELY,
}
_LAST: Final = {"appeal-period-over": True}


def _hearer(model: type[B], act: Callable[[Work, Said, B], None]) -> Hearer:
    """Acts on a message, or undoes all that it did and tells its sender why not."""

    def hear(work: Work, said: Said) -> None:
        try:
            body = papers.read_part(model, said.body)
            with work.connection.begin_nested():
                act(work, said, body)
        except OrderRefused as error:
            telling.reject(work, said, _order_in(said.body), error.facts["reason"])
        except tuple(_CODES) as error:
            telling.reject(work, said, _order_in(said.body), _CODES[type(error)].value)

    return hear


def _order_in(body: Mapping[str, Any]) -> UUID | None:
    """The id of the order that a body is about, if one can be made out."""
    found: Any = body.get("order") or body.get("word")
    for step in ("content", "request", "id"):
        if isinstance(found, dict):
            found = found.get(step, found.get("order"))
    try:
        return UUID(found) if isinstance(found, str) else None
    except ValueError:
        return None


def _about(work: Work, said: Said, order_id: UUID) -> Opened:
    """The order, locked, if it is the sender's business. Raises OrderRefused, RemovalUnknown."""
    one = moves.locked(work, order_id)
    line = one.stored.line
    theirs = {
        NodeRole.PROVIDER: said.sender.id == line.provider_id,
        NodeRole.AUTHORITY: said.sender.id == line.authority_id,
        NodeRole.CENTRE: True,
    }
    if not theirs.get(said.sender.role, False):
        raise arriving.refused(Refusal.OTHER_SENDER)
    return one


def _word(work: Work, said: Said, body: Spoken) -> None:
    word, _ = papers.read_word(body.word)
    words.take(work, _about(work, said, word.order), body.word, said.received_at)


def _received(work: Work, said: Said, body: About) -> None:
    one = _about(work, said, body.order)
    moves.move(
        work, one, Command.RECEIVE, Party.PROVIDER, at=said.received_at,
        received_at=said.received_at, refusal="",
    )  # fmt: skip


def _refused(work: Work, said: Said, body: Refused) -> None:
    """Another node did not take something: a person sees why, and nothing is said back."""
    if body.order is None:
        return refusing.ignore(said, body.code)
    copied = body.kind == kinds.REMOVAL_COPY.name
    one = _copied(work, body.order) if copied else _about(work, said, body.order)
    moves.record(
        work, one, Event.REMOVAL_REFUSED, kind=body.kind, code=body.code, peer=str(said.sender.id)
    )
    if said.sender.role is NodeRole.PROVIDER and one.state is RemovalState.ISSUED:
        moves.save(work, one, refusal=body.code)
    return None


def _copied(work: Work, order_id: UUID) -> Opened:
    """An order of this authority whose copies it gave away, to whom it is no business of otherwise.
    Raises OrderRefused, RemovalUnknown.
    """
    one = moves.locked(work, order_id)
    if work.node.identity.role is not NodeRole.AUTHORITY or one.state is not RemovalState.CLOSED:
        raise arriving.refused(Refusal.OTHER_SENDER)
    return one


_HINDERED: Final = {
    Hindrance.IMPOSSIBLE: Command.CLAIM,
    Hindrance.UNCLEAR: Command.ASK,
    Hindrance.POSSIBLE: Command.END,
}


def _hindered(work: Work, said: Said, body: Hindered) -> None:
    one = _about(work, said, body.order)
    ends = body.what is Hindrance.POSSIBLE
    if ends and one.removal.hindrance.get("what") != Hindrance.IMPOSSIBLE.value:
        raise arriving.refused(Refusal.UNTIMELY)
    moves.move(
        work, one, _HINDERED[body.what], Party.PROVIDER, at=said.received_at,
        said={"hindrance": {} if ends else {"what": body.what.value, "words": body.words}},
    )  # fmt: skip


def _executed(work: Work, said: Said, body: Executed) -> None:
    one = _about(work, said, body.order)
    if len({each.number for each in body.results}) != one.stored.line.items:
        raise arriving.refused(Refusal.UNREADABLE)
    if body.at > said.received_at + AHEAD:
        raise arriving.refused(Refusal.AHEAD)
    if one.state is RemovalState.ISSUED:  # the Centre's copy has no clock
        one = moves.move(work, one, Command.RECEIVE, Party.PROVIDER, at=said.received_at)
    moves.move(
        work, one, Command.EXECUTE, Party.PROVIDER, at=said.received_at, executed_at=body.at,
        said={"report": papers.to_json(body)}, told={"outcome": body.outcome.value},
    )  # fmt: skip


def _told(work: Work, said: Said, body: About) -> None:
    one = _about(work, said, body.order)
    moves.move(
        work, one, Command.INFORM, Party.PROVIDER, at=said.received_at, told_at=said.received_at
    )


def _challenged(work: Work, said: Said, body: About) -> None:
    one = _about(work, said, body.order)
    words.challenged(work, one, Party.PROVIDER, body.words, said.received_at)


def _reinstated(work: Work, said: Said, body: About) -> None:
    one = _about(work, said, body.order)
    moves.move(work, one, Command.REINSTATE, Party.PROVIDER, at=said.received_at)


def _verified(work: Work, said: Said, body: Verified) -> None:
    one = _about(work, said, body.order)
    checked(work, one, gone=body.gone)


def checked(work: Work, one: Opened, *, gone: bool) -> Opened:
    """Notes what the Centre found of a locked order."""
    values: dict[str, Any] = {"gone": gone, "checked_at": work.now}
    if gone and one.state is RemovalState.EXECUTED:
        return moves.move(work, one, Command.VERIFY, Party.CENTRE, told={"gone": gone}, **values)
    moves.record(work, one, Event.REMOVAL_CHECK, gone=gone)
    return moves.save(work, one, **values)


def _final(work: Work, said: Said, body: About) -> None:
    one = _about(work, said, body.order)
    if work.node.identity.role is NodeRole.CENTRE:
        moves.record(work, one, Event.REMOVAL_FINALISE)
        moves.save(work, one, ended_at=work.now, erase_at=KEEP.after(work.now))
        return
    moves.move(work, one, Command.FINALISE, Party.AUTHORITY, facts=_LAST, at=said.received_at)


HEARERS: Final[Mapping[str, Hearer]] = {
    kinds.REMOVAL_ISSUED.name: _hearer(Issued, arriving.hear),
    kinds.REMOVAL_WORD.name: _hearer(Spoken, _word),
    kinds.REMOVAL_FINAL.name: _hearer(About, _final),
    kinds.REMOVAL_COPY.name: _hearer(Copied, copies.hear),
    kinds.REMOVAL_RECEIVED.name: _hearer(About, _received),
    kinds.REMOVAL_REFUSED.name: _hearer(Refused, _refused),
    kinds.REMOVAL_HINDERED.name: _hearer(Hindered, _hindered),
    kinds.REMOVAL_EXECUTED.name: _hearer(Executed, _executed),
    kinds.REMOVAL_TOLD.name: _hearer(About, _told),
    kinds.REMOVAL_CHALLENGED.name: _hearer(About, _challenged),
    kinds.REMOVAL_REINSTATED.name: _hearer(About, _reinstated),
    kinds.REMOVAL_VERIFIED.name: _hearer(Verified, _verified),
}
