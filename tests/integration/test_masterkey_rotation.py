"""Replacing the master key: everything opens at every moment, and the old key goes last."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, text, update
from tests.bureau import CYBERTIP, Bureau
from tests.institutions import ADA
from tests.screens.removals import play_copy, play_removal
from tests.simulators.cybertip import CyberTip
from tests.simulators.keyvault import KeyVault, keyvault
from tests.world import BOSS, KEY, MIRA, SARA

from tutela import assembly, demonstration
from tutela.detection import mailboxes
from tutela.detection.tables import intake, mailbox
from tutela.evidence import store as evidence
from tutela.evidence.tables import evidence_object
from tutela.evidence.vault import Vault
from tutela.exchanges import sealing as sealing_of_indicators
from tutela.exchanges.model import Sealed
from tutela.exchanges.tables import indicator_submission
from tutela.federation import keys as keys_of_nodes
from tutela.federation import peers, posting, store_messages
from tutela.federation import sealing as sealing_of_nodes
from tutela.federation import signing as codes_of_nodes
from tutela.federation import store as store_of_nodes
from tutela.federation.handling import Said
from tutela.federation.tables import message_in
from tutela.hotline import sealing as hotline_sealing
from tutela.hotline import store as hotline
from tutela.orders import taking as orders
from tutela.orders.paper import Paper
from tutela.orders.removal import copies
from tutela.orders.removal import reading as removals
from tutela.orders.removal.tables import removal_order
from tutela.platform import keys
from tutela.platform.accounts import service as accounts
from tutela.platform.accounts.factors import sealing as factors
from tutela.platform.accounts.factors import store as factor_store
from tutela.platform.accounts.factors.model import App
from tutela.platform.accounts.factors.tables import authenticator_app
from tutela.platform.accounts.tables import account
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.errors import Forbidden
from tutela.platform.masterkey import file, keyset, rotation, words
from tutela.platform.masterkey.errors import KeyServiceAway, NoRotation, RotationRunning
from tutela.platform.masterkey.model import GRACE
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Role
from tutela.platform.secret import Secret
from tutela.platform.services.tables import service
from tutela.platform.webhooks import sealing, signing
from tutela.platform.webhooks import service as webhooks
from tutela.platform.webhooks.tables import webhook_delivery
from tutela.receiving import sealing as receiving
from tutela.receiving import store as received
from tutela.redress.flags import sealing as flag_sealing
from tutela.redress.flags import taking as flags
from tutela.redress.flags.given import UserFlag
from tutela.redress.flags.tables import user_flag
from tutela.redress.publishing import setting as publishing
from tutela.redress.publishing.model import Terms
from tutela.redress.publishing.setting import NewTarget
from tutela.redress.requests import given as victim_given
from tutela.redress.requests import hearing as victim_hearing
from tutela.redress.requests import store as store_victims
from tutela.redress.requests import store_centre as store_victims_centre
from tutela.redress.requests import store_provider as store_victims_provider
from tutela.redress.requests import taking as victim_taking
from tutela.redress.requests import wire as victim_wire
from tutela.redress.requests.model import Asked, Signal
from tutela.redress.statements import mailing
from tutela.redress.statements import sealing as letters
from tutela.redress.statements.sealing import Envelope
from tutela.redress.statements.tables import statement, statement_mail
from tutela.reporting import recipients
from tutela.reporting.model import Environment
from tutela.reporting.sealing import Seal
from tutela.reporting.tables import report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

DEMO = demonstration.SERVICE
SEALED = assembly.SEALED
VICTIM_SIGNALS = (Signal("sha256", "ab" * 32),)


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyVault]:
    with keyvault() as one:
        monkeypatch.setenv("VAULT_TOKEN", one.token)
        yield one


@pytest.fixture
def full(demo_node: Node) -> Iterator[Node]:
    """A node with something in every column that the master key seals."""
    with CyberTip() as simulator:
        bureau = Bureau(demo_node, simulator)
        bureau.add_cybertip()
        bureau.confirmed()
        webhooks.set_webhook(demo_node, BOSS, DEMO, "http://127.0.0.1:9/hook")
        new = NewTarget(Environment.SIMULATOR, Secret("1|token"), Terms(), "http://127.0.0.1:9/api")
        publishing.switch_on(demo_node, BOSS, DEMO, new)
        accounts.add_account(demo_node, BOSS, "lee", [Role.REVIEWER])
        flagged = {"id": "f", "item": "p", "surface": "uploads", "account": "lee"}
        flag = UserFlag.model_validate({**flagged, "category": "other", "words": "flagged"})
        flags.take_in(demo_node, replace(KEY, service_id=DEMO), flag)
        _add_app_and_waiting_item(demo_node)
        _add_mail(demo_node)
        _add_messages(demo_node)
        _add_victims(demo_node)
        play_removal(demo_node, SARA, DEMO, "")
        play_copy(demo_node, SARA, peers.list_peers(demo_node, ADA)[0], "")
        orders.take_document(demo_node, SARA, DEMO, Paper("o.pdf", "", b"%PDF-"))
        yield demo_node
        bureau.close()


def _add_app_and_waiting_item(node: Node) -> None:
    with node.work(BOSS, purpose="test") as work:
        query = select(account.c.id).where(account.c.name == "lee")
        lee, item_id = work.connection.execute(query).scalar_one(), work.new_id()
        # Of the letters that wait for a webhook one is enough.
        work.connection.execute(update(webhook_delivery).values(sealed=None))
        webhooks.send(work, DEMO, "test", {}, secret={"link": "carried"})
        sealed = factors.seal(node.keys.evidence, lee, Secret("ABC"))
        told = work.connection.execute(select(report)).one()
        details = Seal(node, told.id, told.wrapped_key).seal("details", b"{}")
        work.connection.execute(update(report).values(details=details))
        factor_store.add_app(work.connection, App(lee, sealed, work.now), work.new_id())
        work.connection.execute(
            insert(intake).values(
                id=item_id,
                service_id=DEMO,
                surface="uploads",
                account_ref="",
                external_id="",
                sealed=node.keys.evidence.encrypt(b"waits", f"intake:{item_id}".encode()),
                email=node.keys.evidence.encrypt(
                    b"w@x.example", f"intake-email:{item_id}".encode()
                ),
                received_at=work.now,
            )
        )


def _add_mail(node: Node) -> None:
    with node.work(BOSS, purpose="test") as work:
        told = work.connection.execute(select(statement.c.id).limit(1)).scalar_one()
        mailing.post(work, DEMO, told, Envelope("k@x.example", "Demo", "en", "t", "x", "code"))
        row_id = work.new_id()
        work.connection.execute(
            insert(mailbox).values(
                id=row_id,
                service_id=DEMO,
                account_ref="kim",
                sealed=node.keys.evidence.encrypt(b"k@x.example", f"mailbox:{row_id}".encode()),
                given_at=work.now,
                erase_at=work.now,
            )
        )


def _add_messages(node: Node) -> None:
    """A key among nodes, a message that waits each way, and a report that was received."""
    keys_of_nodes.describe(node, ADA, name="Demo", address="http://127.0.0.1:9")
    other = replace(node, identity=replace(node.identity, id=node.ids.new()))
    added = peers.add(node, ADA, json.dumps(keys_of_nodes.descriptor(other, ADA)))
    code = codes_of_nodes.code_of(added.key)
    peers.verify(node, ADA, added.id, code=code, note="called them")
    posting.greet(node, ADA, added.id)
    with node.work(BOSS, purpose="test") as work:
        row_id = work.new_id()
        report = {
            "id": row_id, "service_id": NODE_SERVICE, "peer_id": added.id, "reference": "r",
            "number": "n", "provider_name": "p", "state": "submitted", "urgent": False, "items": 0,
            "countries": [], "lacks": [], "profile": "", "content": b"",
            "wrapped_key": receiving.new_key(node, row_id),
            "received_at": work.now, "erase_at": work.now,
        }  # fmt: skip
        received.add(work.connection, [report])
        hotline.add(
            work.connection, id=row_id, service_id=NODE_SERVICE, address="a", state="open",
            urgent=False, reports=1, police_first=False, police_settled=False,
            wrapped_key=hotline_sealing.new_key(node, row_id), content=b"", opened_at=work.now,
            erase_at=work.now,
        )  # fmt: skip
        work.connection.execute(
            insert(message_in).values(
                id=row_id,
                service_id=NODE_SERVICE,
                peer_id=added.id,
                envelope=row_id,
                kind="node.greeting",
                schema=1,
                subject="greetings",
                number=1,
                sent_at=work.now,
                received_at=work.now,
                digest=b"d",
                signature=b"s",
                sealed=sealing_of_nodes.seal_in(node, row_id, {"greeting": "came"}),
                state="waiting",
            )
        )
        row_id = work.new_id()
        empty = dict.fromkeys(("category", "media", "language", "scheme", "label", "source"), "")
        work.connection.execute(
            insert(indicator_submission).values(
                id=row_id,
                service_id=NODE_SERVICE,
                peer_id=added.id,
                given_id=row_id,
                sealed=sealing_of_indicators.seal(node, row_id, Sealed("case 7", "why")),
                state="submitted",
                profile="com-2022",
                proposed_at=work.now,
                proposed_by="",
                proposed_by_name="",
                **empty,
            )
        )


def _add_victims(node: Node) -> None:
    """A victim's request at each institution that works on one."""
    [other] = peers.list_peers(node, ADA)
    with node.work(BOSS, purpose="test") as work:
        asked, item = work.new_id(), work.new_id()
        for role, hear, body in (
            (NodeRole.CENTRE, victim_hearing.searched,
             victim_wire.search(asked, Asked.BOTH, VICTIM_SIGNALS, "p")),
            (NodeRole.PROVIDER, victim_hearing.asked,
             victim_wire.removal(asked, "r", item, VICTIM_SIGNALS, "p", again=False)),
        ):  # fmt: skip
            sender = replace(other, role=role)
            hear(work, Said(sender, "k", "s", body, work.now, work.now))
    form = {"sha256": "ab" * 32, "asked": "both", "who": "self", "preference": "all"}
    authority = replace(node, identity=replace(node.identity, role=NodeRole.AUTHORITY))
    victim_taking.take_in(authority, victim_given.read(form), language="en", source="")


def contents(node: Node) -> list[Any]:
    """What is sealed in every column, opened by its own reader."""
    master = node.keys.evidence
    with node.read() as connection:
        kept = connection.execute(select(evidence_object.c.id)).scalar_one()
        row = evidence.find(connection, kept)
        assert row is not None
        told = connection.execute(select(report)).one()
        app = connection.execute(select(authenticator_app)).one()
        hook = connection.execute(
            select(service.c.webhook_secret).where(service.c.service_id == DEMO)
        ).scalar_one()
        waiting = connection.execute(select(intake)).one()
        carried = connection.execute(
            select(webhook_delivery.c.id, webhook_delivery.c.sealed).where(
                webhook_delivery.c.sealed.is_not(None)
            )
        ).one()
        recipient = recipients.require(connection, DEMO, CYBERTIP)
        given = recipients.credentials(node, connection, recipient)
        token = publishing.token(node, connection, DEMO)
        letter = connection.execute(select(statement_mail)).one()
        flag = connection.execute(select(user_flag)).one()
        reads = mailboxes.of_account(node, connection, DEMO, "kim")
        [sent] = store_messages.messages_out(connection, 2, opened=True)
        [came] = store_messages.messages_in(connection, 2)
        submitted = connection.execute(select(indicator_submission)).one()
        own = store_of_nodes.current_key(connection)
        assert own
        [victim] = store_victims.listed(node, connection, over=False, most=2)
        [search] = store_victims_centre.listed(node, connection, 2)
        [removal] = store_victims_provider.listed(node, connection, 2)
        ordered = connection.execute(select(removal_order)).one()
    removals.show(node, SARA, ordered.id, purpose="test")
    [copied] = copies.list_copies(node, SARA)
    assert copies.show(node, SARA, copied.id, purpose="test").signed
    return [
        sealing_of_indicators.unseal(node, submitted.id, submitted.sealed),
        (victim.known.item, search.item, removal.item),
        Vault(node).open(row),
        Seal(node, told.id, told.wrapped_key).open("details", told.details),
        factors.unseal(master, app.account_id, app.sealed_secret).reveal(),
        signing.unseal(master, DEMO, hook).reveal(),
        sealing.unseal(master, carried.id, carried.sealed)["link"],
        master.decrypt(waiting.sealed, f"intake:{waiting.id}".encode()),
        master.decrypt(waiting.email, f"intake-email:{waiting.id}".encode()),
        str(reads and reads.reveal()),
        flag_sealing.unseal(master, flag.id, flag.sealed).words,
        letters.unseal(master, letter.id, letter.sealed).to,
        given.password.reveal(),
        token.reveal(),
        sealing_of_nodes.open_out(node, sent.id, sent.sealed),
        sealing_of_nodes.open_in(node, came.id, came.sealed),
        sealing_of_nodes.open_key(node, own.id, own.sealed).private_bytes_raw(),
    ]


def left(node: Node) -> dict[str, int]:
    found = rotation.progress(node, SEALED)
    return {one.column: one.values for one in found.left}


def events(node: Node) -> list[str]:
    query = text("SELECT event FROM audit_event WHERE event LIKE 'masterkey:%' ORDER BY at, id")
    with node.read() as connection:
        return list(connection.execute(query).scalars())


def another_process(node: Node) -> Node:
    """The same node, its keys read anew."""
    return replace(node, keys=keys.load(node.settings.home / "keys"))


def with_key_at(node: Node, place: str) -> Node:
    settings = node.settings.model_copy(update={"evidence_key": place})
    return replace(node, settings=settings)


def changed(node: Node, clock: ManualClock) -> None:
    """Replaces the key, from the first step to the last."""
    rotation.start(node, BOSS)
    rotation.advance(node, SEALED)
    clock.advance(GRACE)
    rotation.advance(node, SEALED)


def test_everything_opens_before_during_and_after_and_the_old_key_is_gone(
    full: Node, clock: ManualClock
) -> None:
    before, reader = contents(full), another_process(full)
    old = full.keys.evidence.file()
    new = rotation.start(full, BOSS)
    assert full.keys.evidence.file().ids == old.ids | {new}
    assert full.keys.evidence.file().primary == old.primary
    assert contents(full) == contents(reader) == before
    found = rotation.advance(full, SEALED)
    assert found.remaining == 0
    assert found.current.key_id == full.keys.evidence.file().primary == new
    assert [one.key_id for one in found.old] == [old.primary]
    assert contents(full) == contents(reader) == before
    clock.advance(GRACE)
    assert rotation.advance(full, SEALED).old == ()
    assert full.keys.evidence.file().ids == {new}
    assert contents(full) == contents(reader) == contents(another_process(full)) == before
    assert events(full) == ["masterkey:rotate", "masterkey:retire"]


def test_every_value_is_counted_until_it_is_sealed_anew(full: Node) -> None:
    rotation.start(full, BOSS)
    assert left(full) == {one.name: 1 for one in SEALED}
    told: list[int] = []
    rotation.advance(full, SEALED, told.append)
    assert told == list(range(1, len(SEALED) + 1))
    assert set(left(full).values()) == {0}


def test_what_is_sealed_meanwhile_by_a_process_that_was_there_before_has_the_new_key(
    full: Node,
) -> None:
    process = another_process(full)
    before = process.keys.evidence.encrypt(b"x", b"")
    rotation.start(full, BOSS)
    assert process.keys.evidence.encrypt(b"x", b"")[:5] == before[:5]
    rotation.advance(full, SEALED)
    after = process.keys.evidence.encrypt(b"x", b"")
    assert int.from_bytes(after[1:5], "big") == full.keys.evidence.file().primary
    assert process.keys.evidence.decrypt(before, b"") == b"x"


def test_the_old_key_stays_for_an_hour_for_what_is_not_committed_yet(
    full: Node, clock: ManualClock
) -> None:
    late = full.keys.evidence.encrypt(b"late", b"webhook:demo")
    rotation.start(full, BOSS)
    rotation.advance(full, SEALED)
    clock.advance(GRACE - timedelta(minutes=1))
    assert rotation.advance(full, SEALED).old
    with full.transaction() as connection:
        connection.execute(text("UPDATE intake SET sealed = :late"), {"late": late})
    clock.advance(GRACE)
    assert rotation.advance(full, SEALED).old, "a value that no key opens keeps the old key"
    assert full.keys.evidence.decrypt(late, b"webhook:demo") == b"late"


def test_two_changes_at_once_are_refused(full: Node, clock: ManualClock) -> None:
    ready = threading.Barrier(2)

    def begin() -> bool:
        ready.wait(10)
        try:
            rotation.start(full, BOSS)
        except RotationRunning:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(one.result(30) for one in [pool.submit(begin) for _ in range(2)]) == [
            False,
            True,
        ]
    assert len(full.keys.evidence.file().ids) == 2
    rotation.advance(full, SEALED)
    with pytest.raises(RotationRunning, match="2026-11-22 09:00 UTC"):
        rotation.start(full, BOSS)
    clock.advance(GRACE)
    rotation.resume(full, BOSS, SEALED)
    rotation.start(full, BOSS)


def test_several_processes_may_go_on_with_one_change(full: Node, clock: ManualClock) -> None:
    before = contents(full)
    rotation.start(full, BOSS)
    with ThreadPoolExecutor(4) as pool:
        nodes = [another_process(full) for _ in range(4)]
        list(pool.map(lambda one: rotation.advance(one, SEALED), nodes))
        clock.advance(GRACE)
        list(pool.map(lambda one: rotation.advance(one, SEALED), nodes))
    assert contents(full) == before
    assert events(full) == ["masterkey:rotate", "masterkey:retire"]
    assert len(full.keys.evidence.file().ids) == 1


def test_only_who_runs_the_node_may_change_its_key(full: Node) -> None:
    for use in (lambda: rotation.start(full, MIRA), lambda: rotation.resume(full, MIRA, SEALED)):
        with pytest.raises(Forbidden):
            use()
    with pytest.raises(NoRotation):
        rotation.resume(full, BOSS, SEALED)


def test_an_added_key_whose_change_was_never_committed_goes_by_itself(
    full: Node, clock: ManualClock
) -> None:
    """Killed between the file and the commit: the key never sealed anything."""
    before, master = contents(full), full.keys.evidence
    content, _ = keyset.with_another(master.file().opened())
    file.replace(master.path, content, "file")
    old = master.file().primary
    clock.advance(GRACE)
    rotation.advance(full, SEALED)
    assert master.file().ids == {old}
    assert contents(full) == before
    changed(full, clock)
    assert contents(full) == before


def test_a_database_older_than_its_keys_loses_nothing(
    full: Node, clock: ManualClock, admin_connection: Connection
) -> None:
    """A backup copies the database first: the keys may have changed before they were copied."""
    before = contents(full)
    rotation.start(full, BOSS)
    with full.work(BOSS, purpose="test") as work:
        rotation._put_in_force(work)
    admin_connection.exec_driver_sql("DELETE FROM tutela.master_key")
    assert left(full) == {}
    rotation.advance(full, SEALED)
    assert contents(full) == before
    clock.advance(GRACE)
    rotation.advance(full, SEALED)
    assert len(full.keys.evidence.file().ids) == 1
    assert contents(full) == before


def test_the_key_moves_to_a_vault_and_back(full: Node, vault: KeyVault, clock: ManualClock) -> None:
    before, path = contents(full), full.keys.evidence.path
    there = with_key_at(full, vault.place)
    changed(there, clock)
    assert full.keys.evidence.place == vault.place
    assert "AesGcmKey" not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert contents(full) == contents(another_process(full)) == before
    assert words.sentences(rotation.progress(there, SEALED))[0].endswith(
        f"sealed by {vault.place}, in force since 2026-11-22."
    )
    changed(full, clock)
    assert full.keys.evidence.place == "file"
    vault.sealed = True
    assert contents(another_process(full)) == before


def test_a_change_to_a_service_that_does_not_answer_changes_nothing(
    full: Node, vault: KeyVault, clock: ManualClock
) -> None:
    before, content = contents(full), full.keys.evidence.path.read_bytes()
    vault.sealed = True
    with pytest.raises(KeyServiceAway):
        rotation.start(with_key_at(full, vault.place), BOSS)
    assert full.keys.evidence.path.read_bytes() == content
    assert contents(full) == before
    assert events(full) == []
    changed(full, clock)


def test_the_key_in_force_is_named_with_its_day(full: Node, clock: ManualClock) -> None:
    [first] = words.sentences(rotation.progress(full, SEALED))
    assert first.endswith("in its file, in force since 2026-11-22.")
    clock.advance(timedelta(days=3))
    rotation.start(full, BOSS)
    told = " ".join(words.sentences(rotation.progress(full, SEALED)))
    assert "not in force yet" in told
    assert f"{len(SEALED)} values are still sealed with that" in told
    rotation.advance(full, SEALED)
    told = " ".join(words.sentences(rotation.progress(full, SEALED)))
    assert "in force since 2026-11-25" in told
    assert "destroyed after 2026-11-25 10:00 UTC" in told
