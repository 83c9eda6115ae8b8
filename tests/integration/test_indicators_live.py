"""The live index follows the database, in this process and in others, and outlives its absence."""

from __future__ import annotations

import hashlib
import math
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from tutela.indicators.following import FOLDER
from tutela.indicators.importing import import_file
from tutela.indicators.live import LiveIndex
from tutela.indicators.model import IndicatorState
from tutela.indicators.selectors import ByBatch, ByReference, BySignal
from tutela.indicators.service import create_bank, set_enabled
from tutela.indicators.verifying import verify
from tutela.indicators.withdrawing import withdraw
from tutela.law.model import BankPurpose, WithdrawalCause
from tutela.platform import home, keys
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.database import migrate
from tutela.platform.database.address import APP_ROLE, OWNER_ROLE
from tutela.platform.database.embedded import EmbeddedServer
from tutela.platform.database.engine import engine
from tutela.platform.ids import SystemIds
from tutela.platform.node import Identity, Node
from tutela.platform.permissions import Role, permissions_of
from tutela.platform.services import identity
from tutela.platform.settings import Settings
from tutela.signals.model import Pdq, SignalKind, Signals
from tutela.signals.url import signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from tutela.indicators.importing import ImportReport
    from tutela.indicators.model import Bank
    from tutela.platform.clock import ManualClock

ADMIN = Actor(ActorKind.PERSON, "p-ada", "Ada", permissions_of(frozenset({Role.ADMINISTRATOR})))
SENIOR = Actor(ActorKind.PERSON, "p-sun", "Sun", permissions_of(frozenset({Role.SENIOR})))
TERMS: dict[str, Any] = {"source": "hotline", "scheme": "a1-b2", "label": "A1"}
PROMISED = 1.0  # seconds until a change acts in all processes of a node
PATIENCE = 30.0  # seconds until a test gives up


@pytest.fixture
def bank(node: Node) -> Bank:
    return create_bank(node, ADMIN, "hotline-a", purpose=BankPurpose.KNOWN_ABUSE_MATERIAL)


@pytest.fixture
def index(node: Node) -> Iterator[LiveIndex]:
    made = LiveIndex(node)
    yield made
    made.close()


def code(name: object) -> bytes:
    return hashlib.sha256(str(name).encode()).digest()


def item(name: object) -> Signals:
    return Signals("0" * 32, "0" * 40, "0" * 64, (Pdq(code(name), 80),))


def brought_in(node: Node, *names: object) -> ImportReport:
    lines = [f"pdq {code(name).hex()} {name}" for name in names]
    return import_file(node, ADMIN, "hotline-a", lines, **TERMS)


def withdrawn(node: Node, name: str, cause: WithdrawalCause = WithdrawalCause.CONSENT) -> None:
    withdraw(node, ADMIN, "hotline-a", ByReference(name), cause=cause, reason="a test")


def found(index: LiveIndex, bank: Bank, *names: object) -> list[bool]:
    return [bool(index.match(item(name), [bank.id])) for name in names]


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Waits for `condition`; returns how long it took. AssertionError after `seconds`."""
    start = time.monotonic()
    pause = threading.Event()
    while not condition():
        assert time.monotonic() - start < seconds, "it did not happen in time"
        pause.wait(0.005)
    return time.monotonic() - start


@contextmanager
def following(index: LiveIndex) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=index.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_it_takes_in_what_is_there_and_then_what_is_new(
    node: Node, bank: Bank, index: LiveIndex
) -> None:
    brought_in(node, "a")
    assert index.refresh()
    assert found(index, bank, "a", "b") == [True, False]
    brought_in(node, "b")
    assert index.refresh()
    assert found(index, bank, "a", "b") == [True, True]
    assert not index.refresh()


def test_matching_never_asks_the_database(
    node: Node, bank: Bank, index: LiveIndex, admin_connection: Connection
) -> None:
    brought_in(node, "a")
    index.refresh()
    admin_connection.execute(text("TRUNCATE tutela.indicator, tutela.indicator_signal CASCADE"))
    assert found(index, bank, "a") == [True]


@pytest.mark.parametrize("cause", list(WithdrawalCause))
def test_what_is_withdrawn_stops_matching(
    node: Node, bank: Bank, index: LiveIndex, cause: WithdrawalCause
) -> None:
    brought_in(node, "a", "b")
    index.refresh()
    withdrawn(node, "a", cause)
    index.refresh()
    assert found(index, bank, "a", "b") == [False, True]
    assert len(index) == 1
    late = LiveIndex(node)
    late.refresh()
    assert found(late, bank, "a", "b") == [False, True]
    late.close()


def test_verifying_is_taken_in(node: Node, bank: Bank, index: LiveIndex) -> None:
    batch = brought_in(node, "a").batch_id
    index.refresh()
    [before] = index.match(item("a"), [bank.id])
    verify(node, SENIOR, "hotline-a", ByBatch(batch))
    index.refresh()
    [after] = index.match(item("a"), [bank.id])
    assert (before.state, after.state) == (IndicatorState.PROPOSED, IndicatorState.VERIFIED)
    assert (before.indicator_id, len(index)) == (after.indicator_id, 1)


def test_a_bank_that_is_switched_off_does_not_match_until_it_is_on_again(
    node: Node, bank: Bank, index: LiveIndex
) -> None:
    brought_in(node, "a", "b")
    index.refresh()
    set_enabled(node, ADMIN, "hotline-a", enabled=False)
    index.refresh()
    assert (found(index, bank, "a"), index.banks(), len(index)) == ([False], (), 0)
    withdrawn(node, "b")
    brought_in(node, "c")
    set_enabled(node, ADMIN, "hotline-a", enabled=True)
    index.refresh()
    assert found(index, bank, "a", "b", "c") == [True, False, True]
    assert index.banks() == (bank,)


def test_only_the_banks_that_are_named_are_searched(
    node: Node, bank: Bank, index: LiveIndex
) -> None:
    other = create_bank(node, ADMIN, "hotline-b", purpose=BankPurpose.KNOWN_ABUSE_MATERIAL)
    brought_in(node, "a")
    import_file(node, ADMIN, "hotline-b", [f"pdq {code('a').hex()}"], **TERMS)
    index.refresh()
    assert [match.bank for match in index.match(item("a"), [other.id])] == [other]
    assert len(index.match(item("a"), [bank.id, other.id, bank.id])) == 2
    assert index.match(item("a"), []) == ()


def test_what_was_erased_may_be_added_anew_and_matches_again(
    node: Node, bank: Bank, index: LiveIndex
) -> None:
    brought_in(node, "a")
    index.refresh()
    withdrawn(node, "a")
    brought_in(node, "a")
    index.refresh()
    assert found(index, bank, "a") == [True]


def test_nothing_is_overlooked_while_several_write_at_once(
    node: Node, bank: Bank, index: LiveIndex
) -> None:
    names = [[f"{writer}-{n}" for n in range(15)] for writer in range(3)]

    def write(mine: list[str]) -> None:
        for name in mine:
            brought_in(node, name)

    writers = [threading.Thread(target=write, args=(mine,)) for mine in names]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        index.refresh()
    index.refresh()
    assert all(found(index, bank, *(name for mine in names for name in mine)))
    assert len(index) == 45


def test_one_list_imported_twice_at_once_is_there_once(
    node: Node, bank: Bank, index: LiveIndex
) -> None:
    reports: list[ImportReport] = []
    writers = [
        threading.Thread(target=lambda: reports.append(brought_in(node, *range(200))))
        for _ in range(2)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(PATIENCE)
    index.refresh()
    assert sorted(report.added for report in reports) == [0, 200]
    assert (len(index), found(index, bank, 7)) == (200, [True])


def test_files_from_before_there_were_addresses_are_made_anew(
    node: Node, bank: Bank, index: LiveIndex
) -> None:
    brought_in(node, "a")
    index.refresh()
    shutil.rmtree(node.settings.home / FOLDER / str(bank.id) / SignalKind.URL)
    late = LiveIndex(node)
    late.refresh()
    assert (found(late, bank, "a"), len(late)) == ([True], 1)
    late.close()
    index.refresh()
    assert found(index, bank, "a") == [True]


def test_its_age_counts_from_the_last_contact(node: Node, bank: Bank) -> None:
    del bank
    now = 100.0
    index = LiveIndex(node, monotonic=lambda: now)
    assert (index.checked_at, index.age_seconds()) == (None, math.inf)
    index.refresh()
    now = 107.5
    assert (index.checked_at, index.age_seconds()) == (100.0, 7.5)
    index.refresh()
    assert index.age_seconds() == 0.0
    index.close()


def test_an_older_database_is_read_from_the_start(
    node: Node, bank: Bank, index: LiveIndex, admin_connection: Connection
) -> None:
    """As after a restore: what came after the backup is gone and must not match."""
    brought_in(node, "a")
    brought_in(node, "b")
    index.refresh()
    for line in (
        "DELETE FROM tutela.indicator_signal WHERE value = sha256('b')",
        "DELETE FROM tutela.indicator WHERE reference = 'b'",
        "UPDATE tutela.index_state SET revision = revision - 1",
    ):
        admin_connection.execute(text(line))
    index.refresh()
    assert found(index, bank, "a", "b") == [True, False]


def test_it_outlives_the_loss_of_its_connections(node: Node, bank: Bank, index: LiveIndex) -> None:
    brought_in(node, "a")
    with following(index):
        wait_until(lambda: found(index, bank, "a") == [True])
        with node.read() as connection:
            query = (
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND usename = current_user"
            )
            assert connection.execute(text(query)).scalar_one() >= 1
        brought_in(node, "b")
        wait_until(lambda: found(index, bank, "a", "b") == [True, True])
        withdrawn(node, "a")
        wait_until(lambda: found(index, bank, "a", "b") == [False, True])


def test_while_the_database_refuses_it_grows_old_and_then_catches_up(
    node: Node, bank: Bank, index: LiveIndex, admin_connection: Connection
) -> None:
    """The tables are taken from it: like any failure, it shows as age and never as an answer."""
    brought_in(node, "a")
    with following(index):
        wait_until(lambda: found(index, bank, "a") == [True])
        admin_connection.execute(
            text("REVOKE SELECT ON tutela.index_state FROM PUBLIC, tutela_app")
        )
        last = index.checked_at
        wait_until(lambda: index.age_seconds() > 2 * PROMISED)
        assert index.checked_at is not None
        assert last is not None
        assert found(index, bank, "a") == [True]
        admin_connection.execute(text("GRANT SELECT ON tutela.index_state TO tutela_app"))
        wait_until(lambda: index.age_seconds() < PROMISED)
        withdrawn(node, "a")
        wait_until(lambda: found(index, bank, "a") == [False])


@pytest.fixture
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A server of this test's own, which it may stop."""
    folder = tmp_path_factory.mktemp("s")
    folder.chmod(0o700)
    server = EmbeddedServer(folder / "postgres", options={"fsync": "off"})
    server.acquire()
    yield server
    server.stop()


@pytest.fixture
def own_node(own_server: EmbeddedServer, home_folder: Path, clock: ManualClock) -> Iterator[Node]:
    own_server.create_database("own")
    migrate.upgrade(own_server.dsn(OWNER_ROLE, "own"), APP_ROLE)
    made, held = Identity(SystemIds().new(), demo=False), keys.load(home_folder / home.KEYS)
    owner = migrate.owner_engine(own_server.dsn(OWNER_ROLE, "own"))
    with owner.begin() as connection:
        identity.write(connection, held, made, clock.now())
    url = own_server.dsn(APP_ROLE, "own")
    connections = engine(url)
    yield Node(Settings(home=home_folder), made, held, connections, url, clock=clock)
    connections.dispose()


def test_it_outlives_a_database_that_is_stopped_and_started_again(
    own_node: Node, own_server: EmbeddedServer
) -> None:
    bank = create_bank(own_node, ADMIN, "hotline-a", purpose=BankPurpose.KNOWN_ABUSE_MATERIAL)
    brought_in(own_node, "a", "b")
    index = LiveIndex(own_node)
    with following(index):
        wait_until(lambda: found(index, bank, "a", "b") == [True, True])
        assert own_server.stop()
        wait_until(lambda: index.age_seconds() > PROMISED)
        assert found(index, bank, "a", "b") == [True, True]
        own_server.acquire()
        withdrawn(own_node, "a")
        wait_until(lambda: found(index, bank, "a", "b") == [False, True])


# What another process of the node does: follow the index and say how many of the items match.
OTHER_PROCESS = """
import sys, threading
from pathlib import Path
from uuid import UUID
from tutela.indicators.live import LiveIndex
from tutela.platform import keys
from tutela.platform.database.engine import engine
from tutela.platform.node import Identity, Node
from tutela.platform.settings import Settings
from tutela.signals.model import Pdq, Signals

home, url, bank, *codes = sys.argv[1:]
node = Node(Settings(home=Path(home)), Identity(UUID(int=1), demo=False),
            keys.load(Path(home) / "keys"), engine(url), url)
index, stop, pause = LiveIndex(node), threading.Event(), threading.Event()
items = [Signals("0" * 32, "0" * 40, "0" * 64, (Pdq(bytes.fromhex(c), 80),), url=c) for c in codes]
follower = threading.Thread(target=index.run, args=(stop,))
follower.start()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set())).start()
said = None
while not stop.is_set():
    now = "".join("x" if index.match(item, [UUID(bank)]) else "-" for item in items)
    if now != said:
        print(now, flush=True)
        said = now
    pause.wait(0.005)
follower.join()
node.engine.dispose()
"""


@contextmanager
def other_process(node: Node, bank: Bank, *codes: bytes) -> Iterator[Callable[[str], float]]:
    """Another process over the same node; yields a function that waits for what it says.

    It asks of each code, as a PDQ and as the signal of an address.
    """
    given = [str(node.settings.home), node.database_url, str(bank.id)]
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS, *given, *(one.hex() for one in codes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    said: list[str] = []
    reader = threading.Thread(target=said.extend, args=(process.stdout,))
    reader.start()
    try:
        yield lambda wanted: wait_until(lambda: bool(said) and said[-1] == wanted + "\n")
    finally:
        process.stdin.close()
        assert process.wait(PATIENCE) == 0
        reader.join(PATIENCE)
        process.stdout.close()


def test_every_change_acts_in_another_process_within_a_second(node: Node, bank: Bank) -> None:
    brought_in(node, "a", "b")
    with other_process(node, bank, code("a"), code("b"), code("c")) as says:
        says("xx-")
        withdrawn(node, "a")
        assert says("-x-") < PROMISED
        set_enabled(node, ADMIN, "hotline-a", enabled=False)
        assert says("---") < PROMISED
        set_enabled(node, ADMIN, "hotline-a", enabled=True)
        assert says("-x-") < PROMISED
        brought_in(node, "c")
        assert says("-xx") < PROMISED


def test_a_list_of_addresses_acts_in_another_process_and_a_withdrawal_too(
    node: Node, bank: Bank
) -> None:
    listed = ["https://host.example/a", "http://host.example/b"]
    import_file(node, ADMIN, "hotline-a", listed, **TERMS)
    signals = [signal(one) for one in (*listed, "https://host.example/")]
    with other_process(node, bank, *signals) as says:
        says("xx-")
        meant = BySignal(SignalKind.URL, signal("http://HOST.example/./a#b"))
        withdraw(node, ADMIN, "hotline-a", meant, cause=WithdrawalCause.LEFT, reason="a test")
        assert says("-x-") < PROMISED
