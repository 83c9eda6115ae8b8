"""What a court says of an order after it issued it, and what that does: at every node the same."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tutela.law.machines.parts import Party
from tutela.orders import answering
from tutela.orders import moves as orders
from tutela.orders import store as order_store
from tutela.orders.errors import OrderErased
from tutela.orders.machine import OrderState
from tutela.orders.removal import checking, machine, moves, papers, store
from tutela.orders.removal.checking import Here, Refusal
from tutela.orders.removal.errors import OrderRefused
from tutela.orders.removal.machine import Command, RemovalState
from tutela.orders.removal.model import Hindrance, WordKind
from tutela.platform.audit.model import Event
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.orders.removal.moves import Opened
    from tutela.orders.removal.papers import Word
    from tutela.platform.work import Work


def take(work: Work, one: Opened, given: dict[str, Any], at: datetime) -> Opened:
    """Checks a word about a locked order and does what it says. Raises OrderRefused."""
    line = one.stored.line
    here = Here(
        provider=line.provider_id,
        sender=line.authority_id,
        courts=store.compared(work.connection),
        now=at,
        known=True,
    )
    about = one.order if one.removal.signed else None
    refusal = checking.word_refusal(given, about, here)
    if refusal is None and given in one.removal.words:
        refusal = Refusal.REPLAYED
    if refusal is not None:
        raise OrderRefused(problem=refusal.words, reason=refusal.value)
    word, _ = papers.read_word(given)
    return _DOES[word.kind](work, one, word, given, at)


def _clarify(work: Work, one: Opened, word: Word, given: dict[str, Any], at: datetime) -> Opened:
    kept = _kept(one, given)
    if work.node.identity.role is NodeRole.CENTRE:
        return moves.save(work, one, said=kept)
    if one.removal.hindrance.get("what") != Hindrance.UNCLEAR.value:
        raise _untimely()
    _require(one, Command.CLARIFY)
    moved = moves.move(
        work, one, Command.CLARIFY, Party.COURT, reason=word.words, at=at,
        said=kept | {"hindrance": {}},
    )  # fmt: skip
    follow(work, moved)
    return moved


def _extend(work: Work, one: Opened, word: Word, given: dict[str, Any], at: datetime) -> Opened:
    line = one.stored.line
    until = line.hidden_until
    if line.extended or until is None or until <= at or line.told_at is not None:
        raise _untimely()
    more: dict[str, Any] = {"hidden_until": until + timedelta(days=word.days), "extended": True}
    kept = _kept(one, given)
    if machine.can(one.state, Command.EXTEND):
        moved = moves.move(
            work, one, Command.EXTEND, Party.COURT, reason=word.words, said=kept, at=at, **more
        )
    else:
        moves.record(work, one, Event.REMOVAL_EXTEND_NON_DISCLOSURE, reason=word.words)
        moved = moves.save(work, one, said=kept, **more)
    follow(work, moved)
    return moved


def _uphold(work: Work, one: Opened, word: Word, given: dict[str, Any], at: datetime) -> Opened:
    _require(one, Command.UPHOLD)
    was = one.stored.line.was
    upheld = moves.move(
        work, one, Command.UPHOLD, Party.COURT, reason=word.words, said=_kept(one, given), at=at
    )
    return moves.move(
        work, upheld, f"return-to-{was}", Party.SYSTEM, facts={f"was-{was}": True}, at=at, was=""
    )


def _annul(work: Work, one: Opened, word: Word, given: dict[str, Any], at: datetime) -> Opened:
    kept = _kept(one, given)
    if work.node.identity.role is NodeRole.CENTRE and one.state is RemovalState.ISSUED:
        return moves.save(work, one, said=kept)
    if one.state is not RemovalState.CHALLENGED:
        one = challenged(work, one, Party.USER, "the court annulled it", at)
    annulled = moves.move(
        work, one, Command.ANNUL, Party.COURT, reason=word.words, said=kept, at=at
    )
    _withdraw_undone(work, annulled, word.words)
    return annulled


def challenged(work: Work, one: Opened, by: Party, words: str, at: datetime) -> Opened:
    """Marks that somebody went to court over a locked order. Raises OrderRefused."""
    _require(one, Command.CHALLENGE)
    return moves.move(
        work, one, Command.CHALLENGE, by, reason=words, at=at, was=one.state.value,
        told={"by": by.value},
    )  # fmt: skip


def follow(work: Work, one: Opened) -> None:
    """Gives the order that the provider carries out the same clocks."""
    line = one.stored.line
    if line.order_id is not None:
        order_store.save(
            work.connection, line.order_id, due_at=line.due_at, withheld_until=line.hidden_until
        )


def _withdraw_undone(work: Work, one: Opened, words: str) -> None:
    """What was not carried out yet never is: nothing of it needs a person to be undone."""
    order_id = one.stored.line.order_id
    if order_id is None:
        return
    try:
        order = orders.locked(work, order_id)
    except OrderErased:
        return
    if order.state is OrderState.REGISTERED:
        answering.undone(work, order, words)


def _kept(one: Opened, given: dict[str, Any]) -> dict[str, Any]:
    return {"words": (*one.removal.words, given)}


def _require(one: Opened, command: Command) -> None:
    if not machine.can(one.state, command):
        raise _untimely()


def _untimely() -> OrderRefused:
    return OrderRefused(problem=Refusal.UNTIMELY.words, reason=Refusal.UNTIMELY.value)


_DOES = {
    WordKind.CLARIFY: _clarify,
    WordKind.EXTEND: _extend,
    WordKind.UPHOLD: _uphold,
    WordKind.ANNUL: _annul,
}
