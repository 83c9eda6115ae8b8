"""Every hearer there is, and what it makes of what should not have been said."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from sqlalchemy import text
from tests.conftest import START
from tests.hearsay import GARBAGE, NOBODYS, OPENING, UNHEARD_OF, of_others, spoilt
from tests.institutions import ADA, Union
from tests.integration.federation.test_hostile import Hand

from tutela.assembly import HEARERS
from tutela.federation import posting, store, wire
from tutela.federation.handling import HANDLE, Said, Together
from tutela.federation.kinds import KINDS
from tutela.federation.machine import PeerState
from tutela.federation.model import InState
from tutela.platform.actor import NODE
from tutela.platform.clock import ManualClock
from tutela.platform.database.tables import metadata
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection
    from tests.institutions import Institution

    from tutela.federation.kinds import MessageKind
    from tutela.platform.database.embedded import EmbeddedServer
    from tutela.platform.work import Work

REFUSALS = {
    "report": "report.refused",
    "removal-order": "removal-order.refused",
    "victim": "victim.refused",
    "case": "case.refused",
}
# Whoever takes back what was never here, or is gone, has what they want.
CONTENT = {"victim.withdrawn"}
# What a node is told of these stands in its log; only who waits for an answer gets one.
NOTED = {"indicator", "access"}
OWN = (
    "message_in",
    "message_out",
    "audit_event",
    "audit_pending",
)  # what any message leaves behind

BEFORE = "said before"
NOUNS = ("case", "victim", "access", "submission")  # what a subject begins with


class Everybody:
    """An institution of each kind, two of hotlines, that all believe each other."""

    def __init__(self, union: Union) -> None:
        self.union = union
        roles = (*NodeRole, NodeRole.HOTLINE)
        self.all = [union.make(role) for role in roles]
        for one, other in product(self.all, self.all):
            if one is not other:
                one.meets(other)

    def between(self, kind: MessageKind) -> list[tuple[Institution, Institution]]:
        """All who may say it, each with all who may hear it."""
        return [pair for pair in self.pairs() if kind.between(*_roles(*pair))]

    def believe_each_other(self, state: PeerState) -> None:
        """Each has every other in that state, and tries to act on what it said."""
        for one, other in self.pairs():
            with one.node.work(NODE, purpose="test") as work:
                store.save_peer(work.connection, other.id, state=state.value)
                work.defer(one.node.tasks.by_name[HANDLE], peer_id=str(other.id))
        for one in self.all:
            one.acts()

    def look(self) -> list[dict[str, int]]:
        """What all have in all their rooms."""
        return [_look(one) for one in self.all]

    def stand(self) -> set[tuple[str, InState]]:
        """How what was said to them before stands."""
        came = [each for one in self.all for each in one.came()]
        return {(each.kind, each.state) for each in came if each.subject.endswith(BEFORE)}

    def pairs(self) -> list[tuple[Institution, Institution]]:
        return [pair for pair in product(self.all, self.all) if pair[0] is not pair[1]]


def _roles(*those: Institution) -> tuple[NodeRole, ...]:
    return tuple(one.node.identity.role for one in those)


@pytest.fixture(scope="module")
def everybody(
    server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Everybody]:
    folder = tmp_path_factory.mktemp("hearers")
    union = Union(server, template, folder, ManualClock(START))
    try:
        yield Everybody(union)
    finally:
        union.close()


def test_there_is_something_to_say_to_every_hearer() -> None:
    assert set(UNHEARD_OF) == set(HEARERS)
    assert {one for one in KINDS if not one.startswith("node.")} == set(HEARERS)


@pytest.mark.parametrize("kind", HEARERS)
def test_what_cannot_be_read_or_is_about_nothing_here_changes_nothing_and_its_sayer_is_told(
    kind: str, everybody: Everybody
) -> None:
    bodies = [*GARBAGE, *([] if kind in OPENING else [UNHEARD_OF[kind]])]
    for sayer, hearer in everybody.between(KINDS[kind]):
        for body, heard in hear(sayer, hearer, kind, bodies):
            assert not heard.changed, body
            assert heard.written or kind in CONTENT, body
            assert heard.answers == _expected(kind, body), body


@pytest.mark.parametrize("kind", HEARERS)
def test_nothing_that_is_wrong_anywhere_in_a_message_is_a_fault_of_ours(
    kind: str, everybody: Everybody
) -> None:
    sayer, hearer = everybody.between(KINDS[kind])[0]
    said = _saying(sayer, hearer, kind)
    with suppress(Undone), hearer.node.work(NODE, purpose="test") as work:
        before = _rows(work.connection)
        for body in spoilt(UNHEARD_OF[kind]):
            _act(work, replace(said, body=body))
        assert kind in OPENING or _rows(work.connection) == before
        raise Undone


@pytest.mark.parametrize("opening", sorted(OPENING))
def test_whatever_is_said_of_what_has_just_begun_and_said_twice_is_no_fault_of_ours(
    opening: str, everybody: Everybody
) -> None:
    sayer, hearer = everybody.between(KINDS[opening])[0]
    roles = _roles(sayer, hearer)
    others = [kind for kind in HEARERS if kind not in OPENING and KINDS[kind].between(*roles)]
    with suppress(Undone), hearer.node.work(NODE, purpose="test") as work:
        nothing = _rows(work.connection)
        for kind in (opening, *others, *others, opening):
            said = replace(_saying(sayer, hearer, kind), body=UNHEARD_OF[kind])
            for noun in NOUNS:
                _act(work, replace(said, subject=f"{noun} {NOBODYS}"))
            assert _rows(work.connection) != nothing
        raise Undone


def test_whoever_has_not_the_part_to_say_it_or_to_hear_it_is_refused_at_the_door(
    everybody: Everybody,
) -> None:
    tried = set()
    for sayer, hearer in everybody.pairs():
        wrong = [kind for kind in HEARERS if not KINDS[kind].between(*_roles(sayer, hearer))]
        before = len(hearer.came())
        hand = Hand(sayer, hearer)
        said = [hand.envelope(UNHEARD_OF[kind], kind=kind, subject=f"a {kind}") for kind in wrong]
        for answer in hand.says(*said):
            assert (answer["refused"], answer["final"]) == ("envelope-unwanted", True)
        assert len(hearer.came()) == before
        assert hearer.knows(sayer).refusal == "envelope-unwanted"
        tried |= set(wrong)
    assert tried == set(HEARERS)


def test_what_a_node_said_that_is_not_believed_now_is_kept_until_it_is_and_only_then_acted_on(
    everybody: Everybody,
) -> None:
    for kind in HEARERS:
        sayer, hearer = everybody.between(KINDS[kind])[0]
        with sayer.node.work(ADA, purpose="test") as work:
            body = of_others(UNHEARD_OF[kind])
            posting.post(work, hearer.id, KINDS[kind], f"{kind} {BEFORE}", body)
    for one in everybody.all:
        while one.carries():
            pass
    before = everybody.look()
    for state in (PeerState.SUSPENDED, PeerState.ADDED, PeerState.ENDED):
        everybody.believe_each_other(state)
        assert everybody.look() == before
        assert everybody.stand() == {(kind, InState.WAITING) for kind in HEARERS}
        hand = Hand(*everybody.pairs()[0])
        assert hand.sends(wire.write_post([hand.envelope()])).status_code == 403
    everybody.believe_each_other(PeerState.ACTIVE)
    assert everybody.look() != before
    assert everybody.stand() == {(kind, InState.HANDLED) for kind in HEARERS}
    while sum(one.carries() for one in everybody.all):  # as the other tests find it
        for one in everybody.all:
            one.acts()


class Undone(Exception):
    """Nothing of it stays."""


@dataclass
class Heard:
    """What a hearer did with a message, in a work that comes to nothing."""

    changed: set[str] = field(default_factory=set)
    answers: list[str] = field(default_factory=list)
    written: bool = False


def hear(
    sayer: Institution, hearer: Institution, kind: str, bodies: Iterable[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], Heard]]:
    """What comes of each of these."""
    said = _saying(sayer, hearer, kind)
    for body in bodies:
        heard = Heard()
        with (
            structlog.testing.capture_logs() as lines,
            suppress(Undone),
            hearer.node.work(NODE, purpose="test") as work,
        ):
            before, written = _rows(work.connection), _written(work.connection)
            _act(work, replace(said, body=body))
            after = _rows(work.connection)
            heard.changed = {name for name in after if after[name] != before[name]}
            heard.written = bool(lines) or _written(work.connection) > written
            heard.answers = _posted(work.connection)
            raise Undone
        yield body, heard


def _saying(sayer: Institution, hearer: Institution, kind: str) -> Said:
    now = hearer.node.clock.now()
    return Said(hearer.knows(sayer), kind, f"of {kind}", {}, now, now)


def _act(work: Work, said: Said) -> None:
    """As the node does; in a part of the transaction, so that one failure leaves the rest whole."""
    act = HEARERS[said.kind]
    with work.connection.begin_nested():
        if isinstance(act, Together):
            act.hear(work, [said])
        else:
            act(work, said)


def _expected(kind: str, body: dict[str, Any]) -> list[str]:
    """What whoever said it is told."""
    family = kind.partition(".")[0]
    if kind in REFUSALS.values() or family in NOTED:
        return []
    if kind in CONTENT and body == UNHEARD_OF[kind]:
        return []
    return [REFUSALS[family]]


_NAMES = sorted(one.name for one in metadata.sorted_tables if one.name not in OWN)
_ROWS = text(
    " UNION ALL ".join(
        f"SELECT '{name}', coalesce(sum(hashtext(one::text)), 0) + count(*) "
        f"FROM tutela.{name} AS one"
        for name in _NAMES
    )
)


def _rows(connection: Connection) -> dict[str, int]:
    """A number for each table, which another row or another value in one changes."""
    return {row[0]: int(row[1]) for row in connection.execute(_ROWS)}


def _look(one: Institution) -> dict[str, int]:
    with one.node.read() as connection:
        return {name: value for name, value in _rows(connection).items() if name != "peer"}


def _written(connection: Connection) -> int:
    query = "SELECT count(*) FROM tutela.audit_event WHERE event NOT LIKE 'message:%'"
    return int(connection.execute(text(query)).scalar_one())


def _posted(connection: Connection) -> list[str]:
    query = "SELECT kind FROM tutela.message_out WHERE state = 'waiting' ORDER BY id"
    return list(connection.execute(text(query)).scalars())
