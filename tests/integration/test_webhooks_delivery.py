"""Messages to a platform: signed, at least once, and never lost in silence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.simulators.platform import Platform

from tutela.platform.actor import NODE, Actor, ActorKind, operator
from tutela.platform.audit.model import Event
from tutela.platform.errors import Forbidden
from tutela.platform.jobs.registry import Tasks
from tutela.platform.jobs.worker import Worker
from tutela.platform.permissions import Role, permissions_of
from tutela.platform.services.model import Policy
from tutela.platform.services.service import ServiceUnknown, declare_service
from tutela.platform.webhooks import jobs, service, store
from tutela.platform.webhooks.deliver import deliver
from tutela.platform.webhooks.errors import (
    ClosingReasonMissing,
    DeliveryNotDead,
    DeliveryUnknown,
    WebhookAddressInvalid,
    WebhookFailed,
)
from tutela.platform.webhooks.model import VERDICT, Delivery, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

ROOT = operator("test")
ANNA = Actor(ActorKind.PERSON, "account:anna", "Anna", permissions_of(frozenset({Role.REVIEWER})))
BODY = {"action": "hold", "id": "photo-7"}


@pytest.fixture
def platform(clock: ManualClock) -> Iterator[Platform]:
    with Platform(now=clock.now) as one:
        yield one


@pytest.fixture
def forum(node: Node) -> Node:
    """A node with a declared service that has no webhook yet, and two tries a delivery."""
    tasks = Tasks()
    tasks.add(*jobs.TASKS)
    settings = node.settings.model_copy(update={"webhook_attempts": 2, "webhook_seconds": 5.0})
    one = replace(node, tasks=tasks, settings=settings)
    declare_service(one, ROOT, "forum", title="Forum", policy=Policy())
    return one


@pytest.fixture
def hooked(forum: Node, platform: Platform) -> Node:
    """The same, with the simulated platform as its webhook."""
    platform.secret = service.set_webhook(forum, ROOT, "forum", platform.url).reveal()
    return forum


def send(node: Node, kind: str = "item.hold", body: dict[str, Any] | None = None) -> UUID:
    with node.work(NODE, purpose="test") as work:
        return service.send(work, "forum", kind, body or BODY)


def attempt(node: Node, delivery_id: UUID) -> None:
    """One run of the job."""
    deliver(node, delivery_id=str(delivery_id))


def found(node: Node, delivery_id: UUID) -> Delivery:
    with node.read() as connection:
        one = store.find(connection, delivery_id)
    assert one is not None
    return one


def events(node: Node, event: Event) -> list[dict[str, Any]]:
    with node.read() as connection:
        rows = connection.execute(
            text("SELECT * FROM tutela.audit_event WHERE event = :event ORDER BY id"),
            {"event": event.value},
        )
        return [dict(row._mapping) for row in rows]


def queued(node: Node) -> list[UUID]:
    with node.read() as connection:
        rows = connection.execute(
            text("SELECT args FROM jobs.procrastinate_jobs WHERE task_name = :name ORDER BY id"),
            {"name": jobs.DELIVER.name},
        )
        return [UUID(row.args["delivery_id"]) for row in rows]


def test_a_message_arrives_signed_with_its_facts(hooked: Node, platform: Platform) -> None:
    delivery = send(hooked)
    assert queued(hooked) == [delivery]
    attempt(hooked, delivery)
    assert platform.messages[str(delivery)] == {
        "type": "item.hold",
        "timestamp": "2026-11-22T09:00:00+00:00",
        "service": "forum",
        "data": BODY,
    }
    one = found(hooked, delivery)
    assert (one.state, one.attempts, one.last_status) == (DeliveryState.DELIVERED, 1, 204)
    [event] = events(hooked, Event.DELIVERY_SUCCEED)
    assert event["facts"] == {"kind": "item.hold", "status": 204, "error": "", "attempts": 1}


def test_running_the_job_again_sends_nothing(hooked: Node, platform: Platform) -> None:
    delivery = send(hooked)
    for _ in range(3):
        attempt(hooked, delivery)
    attempt(hooked, hooked.ids.new())
    assert len(platform.received) == 1
    assert len(events(hooked, Event.DELIVERY_SUCCEED)) == 1


def test_a_message_of_work_that_was_undone_never_leaves(hooked: Node, platform: Platform) -> None:
    sent: list[UUID] = []
    with pytest.raises(KeyboardInterrupt):
        send_and_undo(hooked, sent)
    attempt(hooked, sent[0])
    assert queued(hooked) == []
    assert platform.received == []


def send_and_undo(node: Node, sent: list[UUID]) -> None:
    with node.work(NODE, purpose="test") as work:
        sent.append(service.send(work, "forum", "item.hold", BODY))
        raise KeyboardInterrupt


def test_a_killed_process_between_answer_and_commit_sends_the_same_id_again(
    hooked: Node, platform: Platform, clock: ManualClock
) -> None:
    clock.set(datetime.now(UTC))  # the killed process has the machine's clock
    delivery = send(hooked)
    with subprocess.Popen([sys.executable, "-c", ONE_TRY, *child(hooked, delivery)]) as process:
        platform.on_taken = lambda _: os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert found(hooked, delivery).state is DeliveryState.PENDING
    platform.on_taken = lambda _: None
    attempt(hooked, delivery)
    assert [one.repeated for one in platform.received] == [False, True]
    assert list(platform.messages) == [str(delivery)]
    assert found(hooked, delivery).state is DeliveryState.DELIVERED


ONE_TRY = """
import sys
from pathlib import Path
from uuid import UUID
sys.path[:] = sys.argv[4].split(":")
from tutela.platform import keys
from tutela.platform.database.engine import engine
from tutela.platform.node import Identity, Node
from tutela.platform.settings import Settings
from tutela.platform.webhooks.deliver import deliver
home, url, delivery = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
who, own_keys = Identity(UUID(int=1), False), keys.load(home / "keys")
node = Node(Settings(home=home), who, own_keys, engine(url), url)
deliver(node, delivery_id=delivery)
"""


def child(node: Node, delivery: UUID) -> list[str]:
    path = ":".join(one for one in sys.path if one)
    return [str(node.settings.home), node.database_url, str(delivery), path]


def test_a_lost_answer_is_repeated_and_has_one_effect(hooked: Node, platform: Platform) -> None:
    delivery = send(hooked)
    platform.lose_answer()
    with pytest.raises(WebhookFailed):
        attempt(hooked, delivery)
    attempt(hooked, delivery)
    assert len(platform.messages) == 1
    assert len({one.body for one in platform.received}) == 1
    assert found(hooked, delivery).state is DeliveryState.DELIVERED


def test_a_platform_that_was_away_gets_it_when_it_is_back(hooked: Node, platform: Platform) -> None:
    delivery = send(hooked)
    platform.go_away()
    with pytest.raises(WebhookFailed) as failed:
        attempt(hooked, delivery)
    assert failed.value.exit_code == 4
    one = found(hooked, delivery)
    assert (one.state, one.attempts, one.last_status) == (DeliveryState.PENDING, 1, None)
    assert one.last_error == "ConnectError"
    platform.come_back()
    attempt(hooked, delivery)
    assert found(hooked, delivery).state is DeliveryState.DELIVERED


def test_after_the_last_try_it_is_a_visible_dead_letter_that_can_be_retried(
    hooked: Node, platform: Platform
) -> None:
    delivery = send(hooked)
    platform.fail(2)
    with pytest.raises(WebhookFailed):
        attempt(hooked, delivery)
    attempt(hooked, delivery)
    with hooked.read() as connection:
        [dead] = service.list_deliveries(connection, DeliveryState.DEAD)
    assert (dead.id, dead.attempts, dead.last_status) == (delivery, 2, 500)
    assert len(events(hooked, Event.DELIVERY_DIE)) == 1
    service.retry(hooked, ROOT, delivery)
    assert queued(hooked) == [delivery, delivery]
    attempt(hooked, delivery)
    assert found(hooked, delivery).state is DeliveryState.DELIVERED
    [retried] = events(hooked, Event.DELIVERY_RETRY)
    assert retried["actor_id"] == ROOT.id


def test_only_a_dead_letter_can_be_retried_and_only_with_the_permission(hooked: Node) -> None:
    delivery = send(hooked)
    with pytest.raises(DeliveryNotDead):
        service.retry(hooked, ROOT, delivery)
    with pytest.raises(DeliveryUnknown):
        service.retry(hooked, ROOT, hooked.ids.new())
    with pytest.raises(Forbidden):
        service.retry(hooked, ANNA, delivery)


def test_a_redirect_is_refused(hooked: Node, platform: Platform) -> None:
    with Platform() as elsewhere:
        delivery = send(hooked)
        platform.redirect(elsewhere.url)
        with pytest.raises(WebhookFailed):
            attempt(hooked, delivery)
        assert elsewhere.received == []
    assert found(hooked, delivery).last_error == "Redirected"


@pytest.mark.parametrize("behaviour", [Platform.hang, Platform.drip])
def test_a_platform_that_hangs_or_drips_is_given_up_after_the_time_limit(
    hooked: Node, platform: Platform, behaviour: Callable[[Platform], None]
) -> None:
    quick = replace(hooked, settings=hooked.settings.model_copy(update={"webhook_seconds": 0.3}))
    delivery = send(hooked)
    behaviour(platform)
    with pytest.raises(WebhookFailed):
        attempt(quick, delivery)
    assert found(hooked, delivery).last_error in {"TimeoutError", "ReadTimeout"}


def test_a_wrong_secret_at_the_platform_is_a_failure(hooked: Node, platform: Platform) -> None:
    service.set_webhook(hooked, ROOT, "forum", platform.url)  # the platform still has the old one
    delivery = send(hooked)
    with pytest.raises(WebhookFailed):
        attempt(hooked, delivery)
    assert found(hooked, delivery).last_status == 401


def test_a_secret_of_another_node_is_a_visible_failure(hooked: Node, platform: Platform) -> None:
    with hooked.work(NODE, purpose="test") as work:
        work.connection.execute(text("UPDATE service SET webhook_secret = 'AAAA'"))
    delivery = send(hooked)
    with pytest.raises(WebhookFailed):
        attempt(hooked, delivery)
    assert found(hooked, delivery).last_error == "WebhookSecretUnreadable"
    assert platform.received == []


def test_messages_wait_for_a_webhook_and_leave_when_one_is_set(
    forum: Node, platform: Platform
) -> None:
    delivery = send(forum)
    assert found(forum, delivery).state is DeliveryState.UNSET
    assert queued(forum) == []
    platform.secret = service.set_webhook(forum, ROOT, "forum", platform.url).reveal()
    assert queued(forum) == [delivery]
    attempt(forum, delivery)
    assert str(delivery) in platform.messages


def test_a_message_written_while_the_webhook_is_set_is_not_forgotten(
    forum: Node, platform: Platform
) -> None:
    """Setting waits for the writer, then finds its message."""
    result: list[object] = []
    setting = threading.Thread(
        target=lambda: result.append(service.set_webhook(forum, ROOT, "forum", platform.url))
    )
    with forum.work(NODE, purpose="test") as work:
        delivery = service.send(work, "forum", "item.hold", BODY)
        setting.start()
        until(lambda: waiting_for_lock(forum))
        assert result == []
    setting.join(20)
    assert queued(forum) == [delivery]


def waiting_for_lock(node: Node) -> bool:
    with node.read() as connection:
        return bool(
            connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar()
        )


def until(condition: Callable[[], bool]) -> None:
    """Returns once `condition()` is true; a test that waits for ever is ended by its timeout."""
    pause = threading.Event()
    while not condition():
        pause.wait(0.01)


def test_a_webhook_needs_a_service_a_permission_and_a_safe_address(forum: Node) -> None:
    with pytest.raises(ServiceUnknown):
        service.set_webhook(forum, ROOT, "chat", "https://forum.example/")
    with pytest.raises(Forbidden):
        service.set_webhook(forum, ANNA, "forum", "https://forum.example/")
    with pytest.raises(WebhookAddressInvalid):
        service.set_webhook(forum, ROOT, "forum", "http://forum.example/")
    with pytest.raises(ServiceUnknown), forum.work(NODE, purpose="test") as work:
        service.send(work, "chat", "item.hold", BODY)


def test_what_was_given_up_counts_until_it_arrives_or_somebody_closes_it(
    hooked: Node, platform: Platform, clock: ManualClock
) -> None:
    died_at = clock.now()
    first, second = dead(hooked, platform), dead(hooked, platform)
    assert given_up(hooked) == (2, died_at)
    clock.advance(timedelta(hours=1))
    service.retry(hooked, ROOT, first)
    assert given_up(hooked) == (2, died_at), "it is on its way, and has not arrived"
    attempt(hooked, first)
    assert given_up(hooked) == (1, died_at)
    with pytest.raises(ClosingReasonMissing):
        service.close(hooked, ROOT, second, reason=" ")
    with pytest.raises(Forbidden):
        service.close(hooked, ANNA, second, reason="gone")
    service.close(hooked, ROOT, second, reason="the platform removed it by itself")
    assert given_up(hooked) == (0, None)
    [row] = events(hooked, Event.DELIVERY_CLOSE)
    assert (row["subject_id"], row["reason"]) == (str(second), "the platform removed it by itself")
    for act in (service.retry, partial(service.close, reason="again")):
        with pytest.raises(DeliveryNotDead):
            act(hooked, ROOT, second)


def dead(node: Node, platform: Platform) -> UUID:
    """A message that the platform refused as often as it is tried."""
    platform.fail(2)
    delivery = send(node)
    for _ in range(2):
        with suppress(WebhookFailed):
            attempt(node, delivery)
    return delivery


def given_up(node: Node) -> tuple[int, datetime | None]:
    with node.read() as connection:
        return store.given_up(connection)


def test_nothing_remains_of_a_delivered_verdict_but_its_receipt(
    hooked: Node, platform: Platform
) -> None:
    delivery = send(hooked, VERDICT, {"id": "canary-item", "verdict": "clear"})
    attempt(hooked, delivery)
    assert str(delivery) in platform.messages
    assert "canary-item" not in everything(hooked)
    [event] = events(hooked, Event.DELIVERY_SUCCEED)
    assert event["subject_id"] == str(delivery)


def test_verdicts_that_nobody_takes_are_forgotten_after_a_week(
    hooked: Node, platform: Platform, clock: ManualClock
) -> None:
    verdict, action = send(hooked, VERDICT, {"id": "canary-item"}), send(hooked)
    platform.fail(4)
    for delivery in (verdict, action):
        with pytest.raises(WebhookFailed):
            attempt(hooked, delivery)
        attempt(hooked, delivery)
    clock.advance(timedelta(days=7))
    jobs.forget_verdicts(hooked)
    assert "canary-item" in everything(hooked)
    clock.advance(timedelta(seconds=1))
    jobs.forget_verdicts(hooked)
    assert "canary-item" not in everything(hooked)
    assert found(hooked, action).state is DeliveryState.DEAD


def test_what_arrived_is_forgotten_after_ninety_days_and_that_it_arrived_is_not(
    hooked: Node, platform: Platform, clock: ManualClock
) -> None:
    arrived = send(hooked, body={"id": "canary-item"})
    attempt(hooked, arrived)
    dead = send(hooked, body={"id": "canary-that-waits"})
    platform.fail(2)
    with pytest.raises(WebhookFailed):
        attempt(hooked, dead)
    attempt(hooked, dead)
    clock.advance(timedelta(days=90))
    jobs.empty_old(hooked)
    assert found(hooked, arrived).body == {"id": "canary-item"}
    clock.advance(timedelta(seconds=1))
    for _ in range(2):
        jobs.empty_old(hooked)
    assert "canary-item" not in everything(hooked)
    assert found(hooked, arrived).state is DeliveryState.DELIVERED
    assert found(hooked, dead).body == {"id": "canary-that-waits"}
    assert [one["facts"]["count"] for one in events(hooked, Event.DELIVERY_EMPTY)] == [1]


def test_the_secret_is_nowhere_in_the_clear(
    hooked: Node, platform: Platform, capfd: pytest.CaptureFixture[str]
) -> None:
    delivery = send(hooked)
    platform.fail(1)
    with pytest.raises(WebhookFailed) as failed:
        attempt(hooked, delivery)
    attempt(hooked, delivery)
    secret = platform.secret.removeprefix("whsec_")
    shown = capfd.readouterr()
    for place in (everything(hooked), shown.out, shown.err, str(failed.getrepr(showlocals=False))):
        assert secret not in place


def everything(node: Node) -> str:
    """All rows of all tables as text."""
    with node.read() as connection:
        names = connection.execute(
            text("SELECT schemaname || '.\"' || tablename || '\"' FROM pg_tables"
                 " WHERE schemaname IN ('tutela', 'jobs')")
        ).scalars().all()  # fmt: skip
        rows = [
            connection.execute(text(f"SELECT t::text FROM {name} t")).scalars().all()
            for name in names
        ]
    return "\n".join(line for table in rows for line in table)


def test_the_worker_delivers_and_tries_again_by_itself(hooked: Node, platform: Platform) -> None:
    delivery = send(hooked)
    platform.fail(1)
    stop = threading.Event()
    worker = threading.Thread(target=Worker(hooked, hooked.tasks).run, args=(stop,))
    worker.start()
    try:
        platform.wait(2)
        until(lambda: found(hooked, delivery).state is DeliveryState.DELIVERED)
    finally:
        stop.set()
        worker.join(20)
    assert [one.status for one in platform.received] == [500, 204]
    assert {one.id for one in platform.received} == {str(delivery)}
