"""The bank says what the requests say: entered as proposed, active once accepted, erased when over.

Each step looks at the state as it is now, so it may run twice, late, or after a crash.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final
from uuid import UUID

from tutela.indicators import activating, adding, service, verifying, withdrawing
from tutela.indicators.errors import (
    BankUnknown,
    CollidesWithHarmless,
    IndicatorUnknown,
    IndicatorWithdrawn,
    WithdrawnAsWrong,
)
from tutela.indicators.selectors import ByReference
from tutela.law.model import BankPurpose, WithdrawalCause
from tutela.platform.actor import NODE, Actor, ActorKind
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.jobs.registry import Task
from tutela.platform.permissions import Permission
from tutela.redress.fingerprints import store
from tutela.redress.fingerprints.machine import Command, Party, move
from tutela.redress.fingerprints.model import State
from tutela.redress.fingerprints.service import ASKER

if TYPE_CHECKING:
    from tutela.platform.node import Node
    from tutela.redress.fingerprints.model import FingerprintRequest

BANK: Final = "own-requests"
SCHEME, LABEL = "own-request", "minor-said"
# A flood must not flag without end: beyond it requests wait until people decided some.
MOST_ENTERED: Final = 1000
AT_ONCE: Final = 100
OVER: Final = (State.DECLINED, State.WITHDRAWN)


def settle(node: Node, *, subject_id: str) -> None:
    """Brings the bank up to date with one request."""
    with node.read() as connection:
        one = store.find(connection, UUID(subject_id))
        full = store.count_entered(connection) >= MOST_ENTERED
    if one is None:
        return
    if one.state is State.RECEIVED and not full:
        _enter(node, one)
    elif one.state is State.ACCEPTED:
        _activate(node, one)
    elif one.state in OVER:
        _erase(node, one)


def enter_waiting(node: Node) -> None:
    """Enters what waited for room in the bank."""
    with node.read() as connection:
        waiting = store.received(connection, AT_ONCE)
    for one in waiting:
        settle(node, subject_id=str(one))


def _enter(node: Node, one: FingerprintRequest) -> None:
    if one.numbers is None:
        return
    _have_bank(node)
    command, problem = Command.ENTER, ""
    try:
        adding.add_numbers(
            node,
            ASKER,
            BANK,
            one.numbers.sha256,
            one.numbers.pdq,
            source=one.reference,
            scheme=SCHEME,
            label=LABEL,
            reference=one.reference,
        )
    except (CollidesWithHarmless, WithdrawnAsWrong) as error:
        command, problem = Command.DECLINE, error.code
    if _entered(node, one, command, problem) in OVER:  # taken back while it was entered
        _erase(node, one)


def _entered(node: Node, one: FingerprintRequest, command: Command, problem: str) -> State:
    """Writes down what became of a request, unless something did meanwhile; its state."""
    with node.work(NODE, purpose="enter a request about a picture") as work:
        now = store.find(work.connection, one.id, locked=True)
        if now is None or now.state is not State.RECEIVED:
            return now.state if now else State.WITHDRAWN
        moved = move(one.state, command, Party.NODE)
        at = "entered_at" if command is Command.ENTER else "ended_at"
        store.set_state(work.connection, one, moved.target, problem=problem, **{at: work.now})
        subject = ("fingerprint-request", one.id)
        work.record(Event(moved.event), subject=subject, service_id=NODE_SERVICE, reason=problem)
        return moved.target


def _activate(node: Node, one: FingerprintRequest) -> None:
    with node.read() as connection:
        asked_by, agreed_by = store.seconds(connection, one.id)
    rights = frozenset({Permission.INDICATOR_VERIFY, Permission.INDICATOR_ACTIVATE})
    person = Actor(ActorKind.PERSON, agreed_by, agreed_by, rights)
    named = ByReference(one.reference)
    with suppress(IndicatorUnknown, IndicatorWithdrawn):  # taken back, or found wrong, meanwhile
        verifying.verify(node, person, BANK, named, verified_by=asked_by)
        activating.activate(node, person, BANK, named)


def _erase(node: Node, one: FingerprintRequest) -> None:
    with suppress(BankUnknown, IndicatorUnknown):
        withdrawing.withdraw(
            node,
            ASKER,
            BANK,
            ByReference(one.reference),
            cause=WithdrawalCause.LEFT,
            reason="The request it came from is over.",
        )


def _have_bank(node: Node) -> None:
    with node.read() as connection, suppress(BankUnknown):
        service.require_bank(connection, BANK)
        return
    service.create_bank(node, ASKER, BANK, purpose=BankPurpose.SURVIVOR_REQUEST)


SETTLE = Task(
    "fingerprint:settle",
    settle,
    after=frozenset(
        {
            Event.FINGERPRINT_RECEIVE,
            Event.FINGERPRINT_ACCEPT,
            Event.FINGERPRINT_DECLINE,
            Event.FINGERPRINT_WITHDRAW,
        }
    ),
)
TASKS = (SETTLE, Task("fingerprint:enter-waiting", enter_waiting, every="7 * * * *"))
