"""Kill -9 before every commit of whoever hears something between institutions: what was said leads
to what it leads to without a death, once, on both sides.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.conftest import START
from tests.e2e.lives import forking, until_noticed
from tests.hotlines import Hotlines
from tests.institutions import ADA, Union
from tests.integration.exchanges.conftest import OLGA, Four
from tests.integration.requests.loop import Loop as Victims
from tests.receiving import OTTO, PIA
from tests.receiving import Loop as Reports
from tests.removals import Courtroom
from tests.world import SARA

from tutela.exchanges import accesses, submitting
from tutela.federation import parcels
from tutela.federation.machine import OutState
from tutela.federation.model import InState
from tutela.hotline import looking
from tutela.hotline.model import Found
from tutela.law.model import WithdrawalCause
from tutela.orders import effects
from tutela.orders.model import TargetState
from tutela.orders.removal import carrying
from tutela.orders.removal.model import WordKind
from tutela.platform.audit import service as audit
from tutela.platform.audit.sealer import seal_once
from tutela.platform.clock import ManualClock
from tutela.platform.database.tables import metadata
from tutela.platform.noderole import NodeRole
from tutela.receiving import assessing
from tutela.receiving.model import Outcome
from tutela.reporting.centre.model import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tests.e2e.lives import Forks
    from tests.institutions import Institution

    from tutela.platform.database.embedded import EmbeddedServer

# Commits of a hearer that it dies before: its second acts on what the first took in, and with its
# third the job is done. A death before the first is in `test_crash_envelopes`.
DEADLY = (2, 3)
# What is of no conversation: figures, and what the log is sealed with.
ASIDE = ("counter", "audit_pending", "audit_leaf", "audit_checkpoint", "pulse")


@dataclass
class Mail:
    """Carries what is said until all are silent; each hearer is killed on the way, if it is deadly.

    A process that died comes back and gets the same post again, since nobody heard that it came.
    """

    forks: Forks
    everybody: Sequence[Institution]
    deadly: bool = False
    deaths: int = 0

    def goes(self) -> None:
        while True:
            for one in self.everybody:
                one.acts()
            if not sum(self._carries(one) for one in self.everybody):
                return

    def _carries(self, one: Institution) -> int:
        if self.deadly:
            for peer_id in parcels.due(one.node):
                [other] = [each for each in self.everybody if each.id == peer_id]
                self._kills(one, other)
        return one.carries()

    def _kills(self, one: Institution, other: Institution) -> None:
        """The other dies before one commit, comes back, and dies before the next."""
        for commit in DEADLY:
            parcel = parcels.pack(one.node, other.id)
            assert parcel
            now = other.node.clock.now().isoformat()
            given = (other.node.database_url, now, parcel.headers["authorization"])
            life = self.forks.live(
                str(other.node.settings.home), self.deaths, commit, *given, parcel.post.decode()
            )
            assert life.status == 9, f"before commit {commit}: {life.status}"
            self.deaths += 1
            until_noticed(other.node)


@dataclass
class Story:
    """What people do, in words of `tests`, and how what they say is carried."""

    mail: Mail
    tell: Callable[[int], None]
    close: Callable[[], None] = lambda: None


def reports(union: Union, forks: Forks, _: ManualClock) -> Story:
    """Filed, taken, forwarded, assessed, and its outcome told."""
    loop = Reports.over(union)
    mail = Mail(forks, (loop.provider, loop.centre, loop.authority))
    loop.goes = mail.goes  # type: ignore[method-assign]

    def tell(number: int) -> None:
        report_id = loop.forwarded(loop.filed(picture=number - 1))
        there = loop.received(loop.authority, report_id)
        node, [item] = loop.authority.node, there.items
        assessing.assess(node, PIA, there.line.id, item.id, Finding.CONFIRMED, "it is")
        loop.goes()
        assessing.conclude(node, PIA, there.line.id, Outcome.INVESTIGATION, "case 7")
        loop.goes()
        assert loop.line(loop.centre, report_id).outcome == "investigation"

    return Story(mail, tell, loop.close)


def removals(union: Union, forks: Forks, clock: ManualClock) -> Story:
    """Asked, signed, issued, executed, annulled and restored."""
    room = Courtroom(union, clock)
    mail = Mail(forks, room.all)
    room.settle = mail.goes  # type: ignore[method-assign]

    def tell(_: int) -> None:
        order_id, paper = room.issued()
        room.executed(order_id)
        room.says(WordKind.ANNUL, paper)
        node = room.provider.node
        carrying.reinstate(node, SARA, order_id)
        effects.record_rest(node, SARA, room.order_of(order_id), TargetState.DONE)
        room.settle()
        assert room.states(order_id) == ("reversed", "reversed", "reversed")

    return Story(mail, tell)


def indicators(union: Union, forks: Forks, clock: ManualClock) -> Story:
    """Access asked and granted; submitted, listed, fetched, withdrawn, undone; the access over."""
    authority, centre = union.make(NodeRole.AUTHORITY), union.make(NodeRole.CENTRE)
    provider = union.make()
    for one in (authority, provider):
        one.meets(centre)
        centre.meets(one)
    four = Four(union, authority, centre, provider, clock, [authority, centre, provider])
    mail = Mail(forks, four.all)
    four.settles = mail.goes  # type: ignore[method-assign]

    def tell(number: int) -> None:
        access = four.granted(provider)
        listed = four.listed(f"item {number}")
        with centre.node.read() as connection:
            query = text("SELECT given_id FROM tutela.indicator_submission WHERE id = :id")
            given = connection.execute(query, {"id": listed}).scalar_one()
        wrong = WithdrawalCause.WRONG
        submitting.withdraw(authority.node, OTTO, given, cause=wrong, reason="it was mistaken")
        four.settles()
        at_centre = four.of_centre(provider, access).id
        accesses.end(centre.node, OLGA, at_centre, reason="the order is over")
        four.settles()
        assert four.access(provider, access).state.value == "erased"

    return Story(mail, tell)


def victims(union: Union, forks: Forks, clock: ManualClock) -> Story:
    """Passed on, searched, released, the provider asked, and answered."""
    roles = (NodeRole.AUTHORITY, NodeRole.CENTRE, NodeRole.PROVIDER)
    authority, centre, provider = (union.make(role) for role in roles)
    for one, other in ((authority, centre), (centre, provider)):
        one.meets(other)
        other.meets(one)
    loop = Victims(authority, centre, provider, clock)
    mail = Mail(forks, (authority, centre, provider))
    loop.carry = mail.goes  # type: ignore[method-assign]

    def tell(number: int) -> None:
        sha256 = f"{number:064x}"
        loop.asks(sha256=sha256)
        loop.reported(sha256)
        loop.passed_on()
        loop.found()
        loop.provider_asked()
        loop.answers()
        assert loop.request().state.value == "removed"

    return Story(mail, tell)


def cases(union: Union, forks: Forks, clock: ManualClock) -> Story:
    """Handed to another hotline, taken, looked at there, and answered."""
    hotlines = Hotlines.over(union, clock)
    mail = Mail(forks, (hotlines.first, hotlines.second))
    hotlines.goes = mail.goes  # type: ignore[method-assign]

    def tell(_: int) -> None:
        one, there = hotlines.handed()
        hotlines.illegal(at=hotlines.second, case_id=there)
        looking.look(hotlines.second.node, OTTO, there, Found.GONE, "article 4 of the law")
        hotlines.goes()
        assert hotlines.show(hotlines.first, one).line.state.value == "gone"

    return Story(mail, tell)


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with forking("tests.e2e.crash_loop_child") as found:
        yield found


@pytest.mark.timeout(300)
@pytest.mark.parametrize("begun", [reports, removals, indicators, victims, cases])
def test_whoever_dies_while_hearing_ends_as_whoever_lives(
    begun: Callable[[Union, Forks, ManualClock], Story],
    forks: Forks,
    server: EmbeddedServer,
    template: str,
    tmp_path: Path,
) -> None:
    clock = ManualClock(START)
    with ExitStack() as ends:
        union = Union(server, template, tmp_path, clock)
        ends.callback(union.close)
        story = begun(union, forks, clock)
        ends.callback(story.close)
        story.mail.goes()
        story.tell(1)  # whatever is made but once is made now
        calm = _grown(story, 2)
        story.mail.deadly = True
        assert _grown(story, 3) == calm
        assert story.mail.deaths >= 3 * len(DEADLY)
        for one in story.mail.everybody:
            _check(one)


def _grown(story: Story, number: int) -> list[Counter[str]]:
    """How many rows of each table, and of each event, a telling adds at each institution."""
    before = [_rows(one) for one in story.mail.everybody]
    story.tell(number)
    after = [_rows(one) for one in story.mail.everybody]
    return [now - then for then, now in zip(before, after, strict=True)]


def _check(one: Institution) -> None:
    """Nothing waits to leave or to be acted on, and the log holds."""
    assert {row.state for row in one.rows()} <= {OutState.RECEIVED.value}
    assert {each.state for each in one.came()} <= {InState.HANDLED}
    seal_once(one.node)
    assert audit.verify(one.node, ADA).findings == ()


_NAMES = [one.name for one in metadata.sorted_tables if one.name not in ASIDE]
_ROWS = text(
    " UNION ALL ".join(f"SELECT '{name}', count(*) FROM tutela.{name}" for name in _NAMES)
    + " UNION ALL SELECT event, count(*) FROM tutela.audit_event GROUP BY event"
)


def _rows(one: Institution) -> Counter[str]:
    with one.node.read() as connection:
        return Counter({row[0]: row[1] for row in connection.execute(_ROWS)})
