"""Keeping, opening and erasing, with a real database and real files."""

from __future__ import annotations

import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from tutela.evidence import jobs, service, store
from tutela.evidence.errors import (
    EvidenceErased,
    EvidenceMismatch,
    EvidenceTampered,
    EvidenceUnknown,
    PurposeMissing,
)
from tutela.evidence.looking import service as looking
from tutela.evidence.model import Swept, ViewKind
from tutela.evidence.objects import OWNER
from tutela.evidence.vault import FOLDER, Vault
from tutela.platform.actor import NODE, Actor, ActorKind, operator
from tutela.platform.audit.model import Event
from tutela.platform.errors import Forbidden
from tutela.platform.jobs.registry import Tasks
from tutela.platform.permissions import Role, permissions_of
from tutela.platform.services.model import Policy, Retention
from tutela.platform.services.service import declare_service

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.evidence.model import EvidenceRef
    from tutela.platform.clock import ManualClock
    from tutela.platform.database.embedded import EmbeddedServer
    from tutela.platform.node import Node
    from tutela.platform.work import Work

ANNA = Actor(ActorKind.PERSON, "account:anna", "Anna", permissions_of(frozenset({Role.REVIEWER})))
STATUTORY = Policy(retention=Retention.STATUTORY, retention_basis="Article 3(1)(h)")
UNTIL_RECEIPT = Policy(retention=Retention.UNTIL_RECEIPT, retention_basis="terms, section 4")
DATA = b"the bytes of a harmless photograph" * 100


@pytest.fixture
def store_node(node: Node) -> Node:
    """A node with two services and the tasks of the sealed store."""
    tasks = Tasks()
    tasks.add(*jobs.TASKS)
    one = replace(node, tasks=tasks)
    for name in ("forum", "chat"):
        declare_service(one, operator("test"), name, title=name, policy=STATUTORY)
    return one


def keep_in(
    work: Work, data: bytes = DATA, policy: Policy = STATUTORY, service_id: str = "forum"
) -> EvidenceRef | None:
    return service.keep(
        work,
        service_id=service_id,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        policy=policy,
        media_type="image/png",
    )


def keep(
    node: Node, data: bytes = DATA, policy: Policy = STATUTORY, service_id: str = "forum"
) -> EvidenceRef:
    with node.work(NODE, purpose="test") as work:
        kept = keep_in(work, data, policy, service_id)
    assert kept is not None
    return kept


class Crash(Exception):
    """Stands for the process dying before the commit."""


def crash(node: Node, act: Callable[[Work], object]) -> None:
    with node.work(NODE, purpose="test") as work:
        act(work)
        raise Crash


def erase(node: Node, object_id: UUID, reason: str = "test") -> bool:
    with node.work(NODE, purpose="test") as work:
        return service.erase(work, object_id, reason)


def look(node: Node, object_id: UUID, item_id: str = "item-1") -> bytes:
    seen = looking.look(node, ANNA, object_id, item_id=item_id, purpose="review")
    return seen.shown.data


def files(node: Node) -> list[str]:
    folder = node.settings.home / FOLDER
    found = [file.name for file in folder.iterdir()] if folder.exists() else []
    return sorted(set(found) - {OWNER})


def events(node: Node, event: Event) -> list[dict[str, object]]:
    with node.read() as connection:
        rows = connection.execute(
            text("SELECT * FROM tutela.audit_event WHERE event = :event ORDER BY id"),
            {"event": event.value},
        )
        return [dict(row._mapping) for row in rows]


def queued(node: Node) -> list[tuple[str, dict[str, str]]]:
    with node.read() as connection:
        return [
            (row.task_name, row.args)
            for row in connection.execute(
                text("SELECT task_name, args FROM jobs.procrastinate_jobs ORDER BY id")
            )
        ]


def test_the_setting_facts_keeps_nothing(store_node: Node) -> None:
    with store_node.work(NODE, purpose="test") as work:
        assert keep_in(work, policy=Policy()) is None
    assert files(store_node) == []
    assert events(store_node, Event.EVIDENCE_KEEP) == []


@pytest.mark.parametrize("policy", [STATUTORY, UNTIL_RECEIPT], ids=lambda one: one.retention)
def test_what_is_kept_opens_and_has_a_clock_and_a_basis(store_node: Node, policy: Policy) -> None:
    kept = keep(store_node, policy=policy)
    assert look(store_node, kept.id) == DATA
    with store_node.read() as connection:
        row = store.find(connection, kept.id)
    assert row is not None
    assert (row.retention, row.basis) == (policy.retention, policy.retention_basis)
    assert row.erase_at == datetime(2027, 11, 22, 9, 0, tzinfo=UTC)


def test_the_same_bytes_twice_are_one_object_and_two_events(store_node: Node) -> None:
    first, second = keep(store_node), keep(store_node)
    assert first.id == second.id
    assert (first.reused, second.reused) == (False, True)
    assert len(files(store_node)) == 1
    assert len(events(store_node, Event.EVIDENCE_KEEP)) == 2


def test_services_do_not_share_objects(store_node: Node) -> None:
    assert keep(store_node).id != keep(store_node, service_id="chat").id
    assert len(files(store_node)) == 2


def test_the_clock_runs_from_the_latest_identification(
    store_node: Node, clock: ManualClock
) -> None:
    keep(store_node)
    clock.advance(timedelta(days=30))
    assert keep(store_node).erase_at == datetime(2027, 12, 22, 9, 0, tzinfo=UTC)


def test_keeping_by_law_is_not_weakened_by_a_later_milder_setting(store_node: Node) -> None:
    first = keep(store_node, policy=UNTIL_RECEIPT)
    keep(store_node, policy=STATUTORY)
    keep(store_node, policy=UNTIL_RECEIPT)
    with store_node.read() as connection:
        row = store.find(connection, first.id)
    assert row is not None
    assert (row.retention, row.basis) == (Retention.STATUTORY, STATUTORY.retention_basis)


def test_bytes_with_another_hash_are_refused(store_node: Node) -> None:
    with pytest.raises(EvidenceMismatch), store_node.work(NODE, purpose="test") as work:
        service.keep(
            work,
            service_id="forum",
            data=DATA,
            sha256="0" * 64,
            policy=STATUTORY,
            media_type="image/png",
        )
    assert files(store_node) == []


def test_two_at_once_with_the_same_bytes_make_one_object(store_node: Node) -> None:
    """The second has sealed its own copy when the first commits; its copy goes away."""
    with ThreadPoolExecutor(1) as pool:
        with store_node.work(NODE, purpose="test") as work:
            first = keep_in(work)
            second = pool.submit(keep, store_node)
            until(lambda: len([name for name in files(store_node) if "." not in name]) == 2)
        assert first is not None
        assert second.result(30).id == first.id
    assert files(store_node) == [first.id.hex]
    assert look(store_node, first.id) == DATA


def test_bytes_that_come_again_while_they_are_erased_are_kept_anew(store_node: Node) -> None:
    first = keep(store_node)
    with ThreadPoolExecutor(1) as pool:
        with store_node.work(NODE, purpose="test") as work:
            service.lock(work, first.id)
            second = pool.submit(keep, store_node)
            until(lambda: waiting_for_lock(store_node))
            service.erase(work, first.id, "no item needs it")
        kept = second.result(30)
    assert kept.id != first.id
    assert look(store_node, kept.id) == DATA


def waiting_for_lock(node: Node) -> bool:
    with node.read() as connection:
        return bool(
            connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar()
        )


def test_many_at_once_with_the_same_bytes_make_one_object(store_node: Node) -> None:
    with ThreadPoolExecutor(6) as pool:
        kept = list(pool.map(lambda _: keep(store_node), range(12)))
    assert len({one.id for one in kept}) == 1
    assert [one.reused for one in kept].count(False) == 1
    assert len(files(store_node)) == 1


def until(condition: Callable[[], bool]) -> None:
    """Returns once `condition()` is true; a test that waits for ever is ended by its timeout."""
    pause = threading.Event()
    while not condition():
        pause.wait(0.005)


def test_a_crash_before_the_commit_leaves_an_orphan_that_is_swept_after_an_hour(
    store_node: Node, clock: ManualClock
) -> None:
    with pytest.raises(Crash):
        crash(store_node, keep_in)
    assert len(files(store_node)) == 1
    clock.set(datetime.now(UTC) + timedelta(minutes=59))
    assert jobs.sweep(store_node) == Swept(orphans=0, erased=0)
    clock.advance(timedelta(minutes=2))
    assert jobs.sweep(store_node) == Swept(orphans=1, erased=0)
    assert files(store_node) == []


def test_an_unfinished_write_is_swept_after_an_hour_and_foreign_files_stay(
    store_node: Node, clock: ManualClock
) -> None:
    kept = keep(store_node)
    folder = store_node.settings.home / FOLDER
    (folder / ("a" * 32 + ".pending")).write_bytes(b"half")
    (folder / "README").write_text("not ours")
    clock.set(datetime.now(UTC) + timedelta(minutes=61))
    assert jobs.sweep(store_node) == Swept(orphans=1, erased=0)
    assert files(store_node) == sorted([kept.id.hex, "README"])
    assert look(store_node, kept.id) == DATA


def test_erasing_takes_the_key_at_once_and_a_job_takes_the_bytes(store_node: Node) -> None:
    kept = keep(store_node)
    assert erase(store_node, kept.id, "a court asked for it")
    with pytest.raises(EvidenceErased) as refused:
        look(store_node, kept.id)
    assert refused.value.status == 410
    assert not service.proof_of_erasure(store_node, kept.id).proven
    [(task, arguments)] = queued(store_node)
    assert (task, arguments) == ("evidence:delete-bytes", {"subject_id": str(kept.id)})
    for _ in range(2):
        jobs.delete_bytes(store_node, **arguments)
    assert service.proof_of_erasure(store_node, kept.id).proven
    [event] = events(store_node, Event.EVIDENCE_ERASE)
    assert event["reason"] == "a court asked for it"


def test_bytes_left_behind_by_an_erasure_are_swept_at_once(store_node: Node) -> None:
    kept = keep(store_node)
    erase(store_node, kept.id)
    assert jobs.sweep(store_node) == Swept(orphans=0, erased=1)
    assert service.proof_of_erasure(store_node, kept.id).proven


def test_an_erasure_that_is_rolled_back_erases_nothing(store_node: Node) -> None:
    kept = keep(store_node)
    with pytest.raises(Crash):
        crash(store_node, lambda work: service.erase(work, kept.id, "test"))
    jobs.delete_bytes(store_node, subject_id=str(kept.id))
    assert look(store_node, kept.id) == DATA


def test_erasing_twice_is_one_erasure(store_node: Node) -> None:
    kept = keep(store_node)
    assert (erase(store_node, kept.id), erase(store_node, kept.id)) == (True, False)
    assert len(events(store_node, Event.EVIDENCE_ERASE)) == 1


def test_an_unknown_object_is_named(store_node: Node) -> None:
    unknown = store_node.ids.new()
    for use in (erase, look, service.proof_of_erasure):
        with pytest.raises(EvidenceUnknown):
            use(store_node, unknown)


def test_the_same_bytes_can_be_kept_again_after_an_erasure(store_node: Node) -> None:
    first = keep(store_node)
    erase(store_node, first.id)
    second = keep(store_node)
    assert second.id != first.id
    assert look(store_node, second.id) == DATA


def test_objects_are_erased_when_their_time_is_over(store_node: Node, clock: ManualClock) -> None:
    old = keep(store_node)
    clock.advance(timedelta(days=200))
    young = keep(store_node, b"other bytes")
    clock.set(datetime(2027, 11, 22, 8, 59, tzinfo=UTC))
    assert jobs.erase_due(store_node) == 0
    clock.advance(timedelta(minutes=1))
    assert jobs.erase_due(store_node) == 1
    assert jobs.erase_due(store_node) == 0
    with pytest.raises(EvidenceErased):
        look(store_node, old.id)
    assert look(store_node, young.id) == b"other bytes"


def test_a_row_cannot_be_erased_and_still_have_its_key(
    store_node: Node, admin_connection: Connection
) -> None:
    kept = keep(store_node)
    with pytest.raises(Exception, match="erased_without_key"):
        admin_connection.execute(
            text("UPDATE tutela.evidence_object SET erased_at = now() WHERE id = :id"),
            {"id": kept.id},
        )


def test_every_look_is_in_the_view_log_and_the_audit(store_node: Node) -> None:
    kept = keep(store_node)
    look(store_node, kept.id)
    looking.look(
        store_node, ANNA, kept.id, item_id="item-1", purpose=" review ", kind=ViewKind.PREVIEW
    )
    with store_node.read() as connection:
        views = service.viewed_by(connection, "item-1")
        assert service.was_viewed(connection, "item-1", ANNA.id)
        assert not service.was_viewed(connection, "item-1", "account:ben")
        assert not service.was_viewed(connection, "item-2", ANNA.id)
    assert [(one.kind, one.purpose, one.account_id) for one in views] == [
        (ViewKind.ORIGINAL, "review", ANNA.id),
        (ViewKind.PREVIEW, "review", ANNA.id),
    ]
    opened = events(store_node, Event.EVIDENCE_OPEN)
    assert [(one["actor_id"], one["purpose"]) for one in opened] == [(ANNA.id, "review")] * 2


def test_no_byte_leaves_when_the_look_cannot_be_recorded(
    store_node: Node, admin_connection: Connection
) -> None:
    kept = keep(store_node)
    admin_connection.execute(text("REVOKE INSERT ON tutela.evidence_view FROM tutela_app"))
    with pytest.raises(Exception, match="permission denied"):
        look(store_node, kept.id)


def test_looking_needs_a_permission_and_a_purpose(store_node: Node) -> None:
    kept = keep(store_node)
    with pytest.raises(Forbidden):
        looking.look(store_node, operator("root"), kept.id, item_id="item-1", purpose="curious")
    with pytest.raises(PurposeMissing):
        looking.look(store_node, ANNA, kept.id, item_id="item-1", purpose=" \n")
    with store_node.read() as connection:
        assert service.viewed_by(connection, "item-1") == []


def test_what_could_not_be_opened_does_not_count_as_seen(store_node: Node) -> None:
    kept = keep(store_node)
    (store_node.settings.home / FOLDER / kept.id.hex).write_bytes(b"other bytes")
    with pytest.raises(EvidenceTampered):
        look(store_node, kept.id)
    with store_node.read() as connection:
        assert not service.was_viewed(connection, "item-1", ANNA.id)


def test_the_view_log_can_only_be_added_to(store_node: Node) -> None:
    kept = keep(store_node)
    look(store_node, kept.id)
    for statement in ("DELETE FROM evidence_view", "UPDATE evidence_view SET purpose = 'other'"):
        with (
            pytest.raises(Exception, match="permission denied"),
            store_node.work(NODE, purpose="test") as work,
        ):
            work.connection.execute(text(statement))


def test_nothing_of_the_bytes_is_in_the_clear_anywhere(
    store_node: Node, server: EmbeddedServer
) -> None:
    marker = b"canary-" + os.urandom(8).hex().encode()
    kept = keep(store_node, marker * 1000)
    assert look(store_node, kept.id) == marker * 1000
    homes = [store_node.settings.home, server._layout.data]
    searched = [file for home in homes for file in home.rglob("*") if file.is_file()]
    assert len(searched) > 100
    assert [file for file in searched if marker in content(file)] == []


def content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:  # the database server tidies up while we look
        return b""


def test_a_vault_reads_what_another_one_wrote(store_node: Node) -> None:
    kept = keep(store_node)
    with store_node.read() as connection:
        row = store.find(connection, kept.id)
    assert row is not None
    assert Vault(store_node).open(row) == DATA
