"""A removal order as its page shows it, and what can be done with it where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tutela.law.languages import NAMES
from tutela.law.machines.parts import Party
from tutela.orders.removal import carrying, copies, looking, machine, papers, requesting
from tutela.orders.removal.checking import Refusal
from tutela.orders.removal.errors import RequestInvalid
from tutela.orders.removal.machine import RUNNING, Command, RemovalState
from tutela.orders.removal.model import Hindrance, Outcome
from tutela.orders.removal.public_words import FOUND, NOT_QUALIFIED
from tutela.platform.noderole import NodeRole
from tutela.texts.phrase import phrase, several, together
from tutela.web.pages.words import hold_clock, minute

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from tutela.orders.removal.model import Removal, RemovalLine
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.web.pages.words import Moment

_S = RemovalState
_BADGES = {
    _S.REQUESTED: ("waiting", phrase("asked for")),
    _S.REFUSED: ("withdrawn", phrase("refused by the court")),
    _S.ISSUED: ("waiting", phrase("on its way")),
    _S.RECEIVED: ("waiting", phrase("to be carried out")),
    _S.SUSPENDED: ("waiting", phrase("stands still")),
    _S.OVERDUE: ("dead", phrase("overdue")),
    _S.ENFORCEMENT: ("dead", phrase("overdue, steps are taken")),
    _S.EXECUTED: ("delivered", phrase("carried out")),
    _S.VERIFIED: ("delivered", phrase("gone")),
    _S.HIDDEN: ("delivered", phrase("carried out, users untold")),
    _S.HIDDEN_LONGER: ("delivered", phrase("carried out, users untold for longer")),
    _S.INFORMED: ("delivered", phrase("carried out, users told")),
    _S.CHALLENGED: ("waiting", phrase("before the court")),
    _S.UPHELD: ("delivered", phrase("upheld")),
    _S.ANNULLED: ("dead", phrase("annulled, to be undone")),
    _S.REVERSED: ("withdrawn", phrase("annulled and undone")),
    _S.FINAL: ("withdrawn", phrase("final")),
    _S.CLOSED: ("withdrawn", phrase("closed")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A removal order in the list. `clock` is this node's own."""

    id: UUID
    title: str
    items: str
    badge: tuple[str, str]
    sentence: str
    clock: Moment | None
    refused: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person can do with an order, and where and when."""

    name: str
    words: str
    role: NodeRole
    command: Command | None
    do: Callable[[Node, Actor, UUID, str], object]

    @staticmethod
    def named(name: str) -> Act:
        """Raises RequestInvalid."""
        found = next((one for one in ACTS if one.name == name), None)
        if found is None:
            raise RequestInvalid(problem="choose what to do")
        return found

    def possible(self, one: Removal, role: NodeRole) -> bool:
        """Whether it can be done on a node of that role, as the order stands."""
        line = one.line
        if role is not self.role:
            return False
        if self.name == "send-again":
            return line.state is _S.ISSUED and bool(line.refusal)
        if self.role is NodeRole.CENTRE:
            return line.executed_at is not None and line.erased_at is None
        if self.name == Hindrance.POSSIBLE.value:
            return one.hindrance.get("what") == Hindrance.IMPOSSIBLE.value
        if self.command is Command.EXECUTE:
            return line.state in RUNNING
        return self.command is not None and machine.can(line.state, self.command)


def _hinders(what: Hindrance) -> Callable[[Node, Actor, UUID, str], object]:
    return lambda node, actor, order_id, words: carrying.hinder(
        node, actor, order_id, what, explanation=words
    )


def _reports(outcome: Outcome) -> Callable[[Node, Actor, UUID, str], object]:
    return lambda node, actor, order_id, _: carrying.report(node, actor, order_id, outcome)


def _challenges(by: Party) -> Callable[[Node, Actor, UUID, str], object]:
    return lambda node, actor, order_id, words: carrying.challenge(
        node, actor, order_id, by, words_=words
    )


def _saw(*, gone: bool) -> Callable[[Node, Actor, UUID, str], object]:
    return lambda node, actor, order_id, _: looking.check(node, actor, order_id, gone=gone)


def _says(use: Callable[..., None]) -> Callable[[Node, Actor, UUID, str], object]:
    return lambda node, actor, order_id, words: use(node, actor, order_id, reason=words)


_P, _A, _Z = NodeRole.PROVIDER, NodeRole.AUTHORITY, NodeRole.CENTRE
ACTS = (
    Act("removed", phrase("It was carried out: removed in all Member States (Annex VI)"),
        _P, Command.EXECUTE, _reports(Outcome.REMOVED)),
    Act("disabled", phrase("It was carried out: disabled in all Member States (Annex VI)"),
        _P, Command.EXECUTE, _reports(Outcome.DISABLED)),
    Act("unclear", phrase("It has manifest errors, or says too little (Annex V): the clock stands"),
        _P, Command.ASK, _hinders(Hindrance.UNCLEAR)),
    Act("impossible", phrase("It cannot be carried out now (Annex V): the clock stands"),
        _P, Command.CLAIM, _hinders(Hindrance.IMPOSSIBLE)),
    Act("possible", phrase("It can be carried out again: the clock begins anew"),
        _P, Command.END, _hinders(Hindrance.POSSIBLE)),
    Act("challenged-by-us", phrase("We went to court over it"),
        _P, Command.CHALLENGE, _challenges(Party.PROVIDER)),
    Act("challenged-by-user", phrase("A user went to court over it"),
        _P, Command.CHALLENGE, _challenges(Party.USER)),
    Act("reinstate", phrase("Restore what it removed"),
        _P, Command.REINSTATE, lambda node, actor, order_id, _: carrying.reinstate(
            node, actor, order_id)),
    Act("refuse", phrase("The court refused it"), _A, Command.REFUSE, _says(requesting.refuse)),
    Act("send-again", phrase("Send it to the provider again"), _A, None,
        lambda node, actor, order_id, _: requesting.send_again(node, actor, order_id)),
    Act("enforce", phrase("We take steps, because its time has run out"),
        _A, Command.ENFORCE, _says(requesting.enforce)),
    Act("finalise", phrase("Nobody can seek redress any more"),
        _A, Command.FINALISE, _says(requesting.finalise)),
    Act("copies", phrase("Give copies to the other authorities and the Centre"),
        _A, Command.COPY, lambda node, actor, order_id, _: copies.send(node, actor, order_id)),
    Act("gone", phrase("I looked: it is gone"), _Z, None, _saw(gone=True)),
    Act("there", phrase("I looked: it is still there"), _Z, None, _saw(gone=False)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """One removal order on its page."""

    line: Line
    facts: tuple[tuple[str, str], ...]
    targets: tuple[str, ...]
    reasons: str
    words: tuple[tuple[str, str], ...]
    hindrance: str
    acts: tuple[Act, ...]
    order_id: UUID | None
    answered: bool
    signed: str
    erased: bool


def removal_line(one: RemovalLine, now: datetime) -> Line:
    refused = next((each.words for each in Refusal if each.value == one.refusal), one.refusal)
    return Line(
        id=one.id,
        title=one.provider_name,
        items=several(one.items, "{n} target", "{n} targets"),
        badge=_BADGES[one.state],
        sentence=one.state.sentence,
        clock=hold_clock(one.due_at, now) if one.due_at else None,
        refused=str(refused),
    )


def removal_view(one: Removal, role: NodeRole, now: datetime, *, may: bool) -> View:
    request = papers.read_request(one.request) if one.request else None
    return View(
        line=removal_line(one.line, now),
        facts=_facts(one, request),
        targets=request.targets if request else (),
        reasons=request.reasons if request else "",
        words=tuple((each["content"]["kind"], each["content"]["words"]) for each in one.words),
        hindrance=one.hindrance.get("words", ""),
        acts=tuple(each for each in ACTS if each.possible(one, role)) if may and request else (),
        order_id=one.line.order_id,
        answered=bool(one.report or one.hindrance),
        signed=NOT_QUALIFIED if one.signed else "",
        erased=one.line.erased_at is not None,
    )


def _facts(one: Removal, request: papers.Request | None) -> tuple[tuple[str, str], ...]:
    line = one.line
    said: list[tuple[str, Any]] = [
        (phrase("Authority"), line.authority_name),
        (phrase("Provider"), line.provider_name),
        (phrase("Court"), line.court),
        (phrase("Issued"), line.issued_at),
        (phrase("Received"), line.received_at),
        (phrase("To be carried out until"), line.due_at),
        (phrase("Carried out"), line.executed_at),
        (phrase("Users untold until"), line.hidden_until),
        (phrase("Users told"), line.told_at),
        (phrase("The Centre looked"), line.checked_at),
        (phrase("Kept until"), line.erase_at),
        (phrase("Text of the law"), line.profile),
    ]
    if request:
        said[3:3] = [
            (phrase("Service"), request.service),
            (phrase("Found to be"), together([FOUND[each] for each in request.definitions], "; ")),
            (phrase("Language"), NAMES.get(request.language, request.language)),
        ]
    return tuple(
        (name, value if isinstance(value, str) else minute(value)) for name, value in said if value
    )
