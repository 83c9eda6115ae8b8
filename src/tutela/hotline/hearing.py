"""What other hotlines say of cases. Nothing here decides anything.

What is wrong with what they say is answered by a refusal, and changes nothing. A case is looked up
by who says it: nobody speaks of a case that another hotline has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.federation import posting, refusing
from tutela.federation.kinds import (
    CASE_HANDED,
    CASE_LOOKED,
    CASE_REFUSED,
    CASE_RETURNED,
    CASE_TAKEN,
)
from tutela.hotline import handing, moves, store, taking, wire
from tutela.hotline.errors import (
    AddressInvalid,
    HotlineCaseUnknown,
    HotlineErased,
)
from tutela.hotline.machine import HOTLINE, Command, State
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from tutela.federation.handling import Hearer, Said
    from tutela.hotline.moves import Opened
    from tutela.platform.work import Work

UNREADABLE: Final = "body-unreadable"
UNKNOWN: Final = "case-unknown"
ADDRESS: Final = "address-invalid"
HANDED_ON: Final = "case-handed-on"
TAKEN: Final = "taken"
REFUSED: Final = "refused"


def handed(work: Work, said: Said) -> None:
    """Another hotline hands a case over: it is a report here, of a case of ours."""
    body = wire.read(wire.Handed, said)
    if body is None or said.subject != handing.subject_of(body.case):
        return refuse(work, said, UNREADABLE)
    try:
        digest = taking.digest_of(work.node, body.url)
    except AddressInvalid:
        return refuse(work, said, ADDRESS)
    before = store.by_address(work.connection, digest)
    if before and _handed_before(work, before, said, body.case):
        return None
    if before and not _works_on(work, before, said):
        return refuse(work, said, HANDED_ON)
    words = "\n".join([body.reason, *(_item(one) for one in body.items)])[: moves.LONGEST_WORDS]
    taken = taking.take(
        work, body.url, words, urgent=body.urgent, by=HOTLINE, by_name=said.sender.name
    )
    store.add_origin(
        work.connection,
        service_id=NODE_SERVICE,
        peer_id=said.sender.id,
        given_id=body.case,
        case_id=taken.case_id,
        at=work.now,
    )
    if body.country:
        store.fill_country(work.connection, taken.case_id, body.country)
    answer = {"case": str(body.case), "known": taken.known}
    posting.offer(work, said.sender.id, CASE_TAKEN, said.subject, answer)
    return None


def taken(work: Work, said: Said) -> None:
    """The other hotline has a case of ours."""
    body = wire.read(wire.Taken, said)
    if body is None:
        return refuse(work, said, UNREADABLE)
    one = _ours(work, said, body.case)
    if one is None:
        return refuse(work, said, UNKNOWN)
    moves.step(work, one, TAKEN, by_name=said.sender.name)
    return None


def looked(work: Work, said: Said) -> None:
    """The other hotline says whether it is gone."""
    body = wire.read(wire.Looked, said)
    if body is None:
        return refuse(work, said, UNREADABLE)
    one = _ours(work, said, body.case)
    if one is None:
        return refuse(work, said, UNKNOWN)
    moves.move(
        work, one, body.found.command, by=HOTLINE, by_name=said.sender.name, looked_at=work.now
    )
    handing.tell_found(work, one.id, body.found, but=said.sender.id)
    return None


def returned(work: Work, said: Said) -> None:
    """The other hotline does nothing more about a case of ours: people here work on it again."""
    body = wire.read(wire.Returned, said)
    if body is None:
        return refuse(work, said, UNREADABLE)
    one = _ours(work, said, body.case)
    if one is None:
        return refuse(work, said, UNKNOWN)
    _take_back(work, one, said, body.reason)
    return None


def refused(work: Work, said: Said) -> None:
    """The other hotline did not act on what we said. A case that it did not take is ours again."""
    body = wire.read(wire.Refused, said)
    case_id = _subject(said)
    one = _ours(work, said, case_id) if body and case_id else None
    if body is None or one is None:
        return refusing.ignore(said, UNKNOWN if body else UNREADABLE)
    words = f"{body.about}: {body.code}"
    if body.about == CASE_HANDED.name:
        _take_back(work, one, said, words)
    else:
        moves.step(work, one, REFUSED, by_name=said.sender.name, words=words)
    return None


def refuse(work: Work, said: Said, code: str) -> None:
    """Answers that a message is not acted on, and writes it down."""
    work.record(
        Event.HOTLINE_REFUSE,
        subject=("peer", said.sender.id),
        service_id=NODE_SERVICE,
        kind=said.kind,
        code=code,
    )
    refusing.refuse(work, said, CASE_REFUSED, code)


def _handed_before(work: Work, case_id: UUID, said: Said, given: UUID) -> bool:
    """Whether the same hotline handed the same case over, and it is still worked on here."""
    line = moves.locked(work, case_id).line
    known = {(one.peer_id, one.given_id) for one in store.origins(work.connection, case_id)}
    worked_on = not line.state.over and line.state is not State.HANDED
    return worked_on and (said.sender.id, given) in known


def _works_on(work: Work, case_id: UUID, said: Said) -> bool:
    """Whether a case that is known here is worked on here, or can be now. What we handed to the
    sender comes back so; what another hotline has stays there, or a case would go in rings.
    """
    one = moves.locked(work, case_id)
    if one.line.state is not State.HANDED:
        return True
    if one.line.peer_id != said.sender.id:
        return False
    _take_back(work, one, said)
    return True


def _take_back(work: Work, one: Opened, said: Said, words: str = "") -> None:
    """A case that the sender had is ours again."""
    moves.move(
        work, one, Command.TAKE_BACK,
        by=HOTLINE, by_name=said.sender.name, words=words, peer_id=None,
    )  # fmt: skip


def _ours(work: Work, said: Said, case_id: UUID) -> Opened | None:
    """A case of ours that the sender has, locked."""
    try:
        one = moves.locked(work, case_id)
    except (HotlineCaseUnknown, HotlineErased):
        return None
    theirs = one.line.peer_id == said.sender.id and one.line.state is State.HANDED
    return one if theirs else None


def _subject(said: Said) -> UUID | None:
    given = said.subject.removeprefix("case ")
    found = wire.read_body(wire.Taken, {"case": given, "known": True})
    return found.case if found else None


def _item(one: wire.Item) -> str:
    digest = f" {one.sha256}" if one.sha256 else ""
    return f"{one.scheme} {one.label}: {one.where}{digest}"


HEARERS: Final[Mapping[str, Hearer]] = {
    CASE_HANDED.name: handed,
    CASE_TAKEN.name: taken,
    CASE_LOOKED.name: looked,
    CASE_RETURNED.name: returned,
    CASE_REFUSED.name: refused,
}
