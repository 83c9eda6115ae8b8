"""Taking a report of an address in: a case of its own, or one more report of a case there is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tutela.hotline import clocks, moves, sealing, store
from tutela.hotline.errors import AddressInvalid
from tutela.hotline.machine import PERSON, Command, State
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission
from tutela.signals import url
from tutela.signals.errors import SignalError

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

REPORT: Final = "report"
REPORTS: Final = frozenset({REPORT, Command.REPORT_AGAIN.value})
WHAT: Final = "what was reported"


@dataclass(frozen=True, slots=True)
class Taken:
    """Which case a report is in, and whether there was one of this address before."""

    case_id: UUID
    known: bool


def report(node: Node, actor: Actor, address: str, words: str, *, urgent: bool = False) -> Taken:
    """Takes in what somebody reported to this hotline. The same address is one case, however often
    it is reported; one that was over is open again.

    Raises HotlineNeedsPerson, NotHotline, AddressInvalid and HotlineWordsMissing.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    said = moves.require_words(words, WHAT)
    with node.work(actor, purpose="take a report of an address in") as work:
        return take(work, address, said, urgent=urgent)


def take(
    work: Work, address: str, words: str, *, urgent: bool, by: str = PERSON, by_name: str = ""
) -> Taken:
    """The same within a work; `by_name`: another hotline that says so. Raises AddressInvalid."""
    digest = digest_of(work.node, address)
    case_id = work.new_id()
    wrapped = sealing.new_key(work.node, case_id)
    seal = sealing.Seal(work.node, case_id, wrapped)
    made = store.add(
        work.connection,
        id=case_id,
        service_id=NODE_SERVICE,
        address=digest,
        state=State.OPEN.value,
        urgent=urgent,
        reports=1,
        police_first=work.node.settings.hotline_police_first,
        police_settled=False,
        wrapped_key=wrapped,
        content=sealed(seal, {"url": address.strip(), "hosts": []}),
        opened_at=work.now,
        due_at=clocks.due(State.OPEN, work.now, urgent=urgent),
        erase_at=clocks.erased(State.OPEN, work.now),
    )
    if made:
        moves.add_step(work, case_id, seal, REPORT, by_name=by_name, words=words)
        moves.record(work, Event.HOTLINE_REPORT, case_id, known=False, urgent=urgent, by=by_name)
        return Taken(case_id, known=False)
    return _join(work, digest, words, urgent=urgent, by=by, by_name=by_name)


def _join(work: Work, digest: str, words: str, *, urgent: bool, by: str, by_name: str) -> Taken:
    known = store.by_address(work.connection, digest)
    assert known is not None  # noqa: S101 - it was there a statement ago
    one = moves.locked(work, known)
    more: dict[str, Any] = {"reports": one.line.reports + 1, "urgent": one.line.urgent or urgent}
    if one.line.state.over:
        again = clocks.due(State.OPEN, work.now, urgent=more["urgent"])
        anew = {
            "opened_at": work.now, "police_settled": False, "peer_id": None, "due_at": again,
        }  # fmt: skip
        moves.move(work, one, Command.REPORT_AGAIN, by=by, by_name=by_name, words=words,
                   **more | anew)  # fmt: skip
    else:
        if urgent and not one.line.urgent and one.line.due_at and one.line.state is State.OPEN:
            sooner = clocks.due(State.OPEN, work.now, urgent=True)
            more["due_at"] = min(one.line.due_at, sooner or one.line.due_at)
        store.save(work.connection, one.id, **more)
        moves.step(work, one, REPORT, by_name=by_name, words=words)
    moves.record(work, Event.HOTLINE_REPORT, one.id, known=True, urgent=urgent, by=by_name)
    return Taken(one.id, known=True)


def digest_of(node: Node, address: str) -> str:
    """By what an address is found again: a keyed digest of its canonical form, which tells nobody
    else what it is. Raises AddressInvalid.
    """
    try:
        form = url.canonical(address)
    except SignalError as error:
        problem = str(error).rstrip(".")
        raise AddressInvalid(problem=problem[:1].lower() + problem[1:]) from None
    return node.pseudonyms.of(NODE_SERVICE, f"address:{form}")


def sealed(seal: sealing.Seal, content: dict[str, Any]) -> bytes:
    """What a case says, for its row."""
    return seal.seal(moves.CONTENT, json.dumps(content).encode())
