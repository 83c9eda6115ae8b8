"""An order as pages show it: its line in the list, its clocks, conditions and what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.orders import answering, clocks, machine, reading
from tutela.orders.conditions import Answered
from tutela.orders.machine import Command, OrderState
from tutela.orders.model import CameBy, LetterKind, TargetState, Verified
from tutela.orders.targets import doubt_of, written
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase, several
from tutela.web.pages.words import Moment, ago, short, size, span

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.orders.clocks import Clock
    from tutela.orders.conditions import Judged
    from tutela.orders.model import Order, OrderLine
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

SHOWN_TARGETS = 200
_S = OrderState
BADGES = {
    _S.RECEIVED: ("proposed", phrase("to register")),
    _S.DISMISSED: ("withdrawn", phrase("dismissed")),
    _S.REGISTERED: ("open", phrase("to decide")),
    _S.LACKING: ("waiting", phrase("sent back")),
    _S.REFUSED: ("proposed", phrase("refused")),
    _S.ANSWERED: ("closed", phrase("refused and answered")),
    _S.EXECUTING: ("waiting", phrase("being carried out")),
    _S.EFFECTED: ("proposed", phrase("took effect")),
    _S.REPORTED: ("closed", phrase("took effect and answered")),
    _S.REINSTATING: ("waiting", phrase("being undone")),
    _S.REINSTATED: ("proposed", phrase("undone")),
    _S.WITHDRAWN: ("withdrawn", phrase("withdrawn")),
}
DOORS = {
    CameBy.PERSON: phrase("typed in by a person"),
    CameBy.UPLOAD: phrase("sent up as a file"),
    CameBy.MAIL: phrase("by e-mail"),
    CameBy.API: phrase("from a program"),
    CameBy.NODE: phrase("from an authority's node, signed by a court"),
}
ANSWERS = {
    Answered.MET: ("active", phrase("met")),
    Answered.UNMET: ("failed", phrase("not met")),
    Answered.UNCLEAR: ("proposed", phrase("unclear")),
}
TARGETS = {
    TargetState.NAMED: ("open", phrase("named")),
    TargetState.ASKED: ("waiting", phrase("asked for")),
    TargetState.DONE: ("active", phrase("done")),
    TargetState.NOT_FOUND: ("withdrawn", phrase("not found")),
    TargetState.REFUSED: ("failed", phrase("refused")),
}
LETTERS = {
    LetterKind.RECEIPT: phrase("Confirmation of receipt"),
    LetterKind.LACKING: phrase("What was missing"),
    LetterKind.EFFECT: phrase("The effect given"),
    LetterKind.REFUSAL: phrase("Why it took no effect"),
    LetterKind.REINSTATED: phrase("That it was undone"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list."""

    id: UUID
    title: str
    service: str
    what: str
    sentence: str
    badge: tuple[str, str]
    came: Moment
    clock: Moment | None
    urgent: bool


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One condition with its answer; `form` is the name of the form that answers it."""

    name: str
    asks: str
    badge: tuple[str, str]
    words: str
    source: str
    by: str
    form: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target, and what became of it."""

    number: int
    value: str
    doubt: str
    badge: tuple[str, str]
    reason: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that came with the order; `path` is empty where it stays in quarantine."""

    number: int
    name: str
    words: str
    path: str


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter that was sent."""

    title: str
    text: str
    at: datetime
    by: str
    how: str


@dataclass(frozen=True, slots=True)
class May:
    """What this person may do with the order as it stands."""

    register: bool
    complete: bool
    dismiss: bool
    acknowledge: bool
    check: bool
    execute: bool
    send_back: bool
    refuse: bool
    effect: bool
    report: bool
    withdraw: bool

    @property
    def anything(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Everything that the page of one order shows."""

    line: Line
    short: str
    state: str
    door: str
    clocks: tuple[Moment, ...]
    facts: tuple[tuple[str, str], ...]
    instants: tuple[tuple[str, datetime], ...]
    conditions: tuple[ConditionRow, ...]
    targets: tuple[TargetRow, ...]
    more_targets: str
    papers: tuple[Paper, ...]
    letters: tuple[LetterRow, ...]
    draft: str
    receipt: str
    lacking: str
    said: str
    reason: str
    same_as: UUID | None
    two_people: bool
    erase_at: datetime | None
    erased_at: datetime | None
    may: May


def order_line(one: OrderLine, now: datetime) -> Line:
    """The line of one order."""
    running = clocks.running(one)
    first = running[0] if running else None
    kind = one.article.words if one.article else phrase("Nobody has read it yet")
    return Line(
        id=one.id,
        title=one.reference or phrase("Not registered"),
        service=one.service_id,
        what=phrase("{kind} · {issuer}", kind=kind, issuer=_issuer(one)) if one.article else kind,
        sentence=one.state.sentence,
        badge=BADGES[one.state],
        came=ago(one.received_at, now),
        clock=_left(first, now) if first else None,
        urgent=bool(first and first.over(now)),
    )


def order_page(node: Node, actor: Actor, one: Order, now: datetime) -> OrderPage:
    """The page of one order for this person."""
    judged = reading.judged(node, one)
    kind = answering.next_letter(one.line.state)
    return OrderPage(
        line=order_line(one.line, now),
        short=short(one.line.id),
        state=one.line.state.value,
        door=DOORS[one.line.came_by],
        clocks=tuple(_moment(each, now) for each in clocks.running(one.line)),
        facts=_facts(one),
        instants=_instants(one),
        conditions=tuple(_condition(each) for each in judged),
        targets=tuple(_target(one, at) for at in range(len(one.targets[:SHOWN_TARGETS]))),
        more_targets=_more(len(one.targets) - SHOWN_TARGETS),
        papers=tuple(_papers(one)),
        letters=tuple(
            LetterRow(LETTERS[each.kind], each.text, each.sent_at, each.sent_by_name, each.how)
            for each in one.letters
        ),
        draft=reading.written(node, one, kind) if kind else "",
        receipt=reading.written(node, one, LetterKind.RECEIPT),
        lacking=reading.written(node, one, LetterKind.LACKING),
        said=one.said,
        reason=one.reason,
        same_as=one.same_as_id,
        two_people=one.issuer is not None and one.issuer.verified is Verified.NOT,
        erase_at=one.erase_at,
        erased_at=one.erased_at,
        may=may(actor, one),
    )


def may(actor: Actor, one: Order) -> May:
    """What `actor` may do with an order."""
    state = one.line.state
    possible = frozenset() if one.erased_at else machine.possible(state)
    registers = actor.may(Permission.ORDER_REGISTER)
    decides = actor.may(Permission.ORDER_DECIDE)
    asked = state in (_S.EXECUTING, _S.REINSTATING)
    return May(
        register=registers and Command.REGISTER in possible,
        complete=registers and Command.COMPLETE in possible,
        dismiss=registers and Command.DISMISS in possible,
        acknowledge=registers and one.facts is not None and one.line.acknowledged_at is None
        and not state.over,
        check=decides and state in (_S.REGISTERED, _S.LACKING),
        execute=decides and Command.EXECUTE in possible,
        send_back=decides and Command.RETURN in possible,
        refuse=decides and Command.REFUSE in possible,
        effect=decides and asked,
        report=decides and Command.REPORT in possible,
        withdraw=decides and Command.WITHDRAW in possible,
    )  # fmt: skip


def _issuer(one: OrderLine) -> str:
    return f"{one.issuer_name} ({one.member_state})" if one.issuer_name else ""


def _left(clock: Clock, now: datetime) -> Moment:
    """How long the first clock still has; the line says what is due."""
    late = clock.over(now)
    length = span(now - clock.due_at)
    words = phrase("overdue by {left}", left=length) if late else phrase("in {span}", span=length)
    return Moment(words, clock.due_at, _tone(clock, late=late))


def _tone(clock: Clock, *, late: bool) -> str:
    if late:
        return "stop"
    return "heed" if clock.law else "open"


def _moment(clock: Clock, now: datetime) -> Moment:
    late = clock.over(now)
    pattern = (
        phrase("{what}: overdue by {span}", what=clock.words, span=span(now - clock.due_at))
        if late
        else phrase("{what}: within {span}", what=clock.words, span=span(clock.due_at - now))
    )
    return Moment(pattern, clock.due_at, _tone(clock, late=late))


def _facts(one: Order) -> tuple[tuple[str, str], ...]:
    facts = one.facts
    if facts is None:
        return ()
    found = (
        (phrase("Legal basis"), facts.legal_basis),
        (phrase("Reasons"), facts.reasons),
        (phrase("Information asked for"), facts.information),
        (phrase("Where it takes effect"), ", ".join(facts.scope)),
        (phrase("Redress"), facts.redress),
        (phrase("Told of the effect"), facts.report_to),
        (phrase("Language"), facts.language),
        (phrase("Why users are not told yet"), facts.withheld_ground),
    )
    return tuple((name, value) for name, value in found if value)


def _instants(one: Order) -> tuple[tuple[str, datetime], ...]:
    line, facts = one.line, one.facts
    found = (
        (phrase("Issued"), facts.issued_at if facts else None),
        (phrase("Came in"), line.received_at),
        (phrase("Its time limit"), line.due_at),
        (phrase("Receipt confirmed"), line.acknowledged_at),
        (phrase("Carried out from"), line.executed_at),
        (phrase("Took effect"), line.effected_at),
        (phrase("Users not told before"), line.withheld_until),
        (phrase("Users told"), one.told_users_at),
        (phrase("Authority told"), line.reported_at),
    )
    return tuple((name, at) for name, at in found if at)


def _condition(one: Judged) -> ConditionRow:
    name = one.condition.name
    return ConditionRow(
        name=name,
        asks=one.condition.asks,
        badge=ANSWERS[one.answer],
        words=one.words,
        source=one.source,
        by=one.by_name,
        form="" if name == "issuer" else f"check-{name}",
    )


def _target(one: Order, at: int) -> TargetRow:
    each = one.targets[at]
    badge = TARGETS[each.state]
    undone = one.line.state in (_S.REINSTATED, _S.WITHDRAWN)
    if undone and each.state is TargetState.DONE:
        badge = ("reversed", phrase("restored"))
    return TargetRow(each.number, written(each), doubt_of(each), badge, each.reason, each.effect_at)


def _more(number: int) -> str:
    if number <= 0:
        return ""
    return several(number, "and {n} more, which the command shows",
                   "and {n} more, which the command shows")  # fmt: skip


def _papers(one: Order) -> list[Paper]:
    return [
        Paper(
            each.number,
            each.name,
            phrase("{kind}, {size}", kind=each.media_type, size=size(each.size)),
            f"/orders/{one.line.id}/documents/{each.number}" if each.readable else "",
        )
        for each in one.documents
    ]
