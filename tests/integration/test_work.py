"""The unit of work: all of it or nothing, with its audit rows and its jobs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError
from tests.conftest import opened
from tests.ownserver import DATABASE, OwnServer, own_server

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.errors import DatabaseAway
from tutela.platform.jobs.registry import Task, Tasks
from tutela.platform.services.tables import service

if TYPE_CHECKING:
    from pathlib import Path

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def note(_: Node, *, subject_id: str) -> None:
    assert subject_id


@pytest.fixture
def following(node: Node) -> Node:
    tasks = Tasks()
    tasks.add(Task("test:note", note, after=frozenset({Event.NODE_SERVE})))
    return replace(node, tasks=tasks)


def declare(work: Work, name: str) -> None:
    work.connection.execute(
        insert(service).values(
            service_id=name, title=name, retention="facts", retention_basis="",
            second_person="never", hold_hours=72, scheme="a1-b2", declared_at=work.now,
        )
    )  # fmt: skip
    work.record(Event.NODE_SERVE, subject=("node", name), service_id=NODE_SERVICE)


def declare_and(node: Node, failure: type[BaseException] | None, again: str = "") -> None:
    """Declares `forum`, then `again`, then fails."""
    with node.work(NODE, purpose="test") as work:
        declare(work, "forum")
        if again:
            declare(work, again)
        if failure:
            raise failure


def counted(node: Node) -> tuple[int, int, int, int]:
    """Services, audit rows, those waiting to be sealed, jobs."""
    with node.read() as connection:
        row = connection.execute(
            text(
                "SELECT (SELECT count(*) FROM service WHERE service_id <> 'node'), "
                "(SELECT count(*) FROM audit_event), (SELECT count(*) FROM audit_pending), "
                "(SELECT count(*) FROM procrastinate_jobs)"
            )
        ).one()
    return tuple(row)


def test_state_audit_row_and_job_come_together(following: Node) -> None:
    with following.work(NODE, purpose="test") as work:
        declare(work, "forum")
    assert counted(following) == (1, 1, 1, 1)


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit])
def test_or_not_at_all(following: Node, failure: type[BaseException]) -> None:
    with pytest.raises(failure):
        declare_and(following, failure)
    assert counted(following) == (0, 0, 0, 0)


def test_a_statement_that_fails_undoes_what_came_before(following: Node) -> None:
    with pytest.raises(IntegrityError):
        declare_and(following, None, "forum")
    assert counted(following) == (0, 0, 0, 0)


def test_the_error_of_a_failed_statement_tells_no_values(following: Node) -> None:
    """Values name accounts and items, and errors reach the log."""
    with pytest.raises(IntegrityError) as error, following.work(NODE, purpose="test") as work:
        work.connection.execute(
            insert(service).values(
                service_id="node", title="canary", retention="facts", retention_basis="",
                second_person="never", hold_hours=0, scheme="", declared_at=work.now,
            )
        )  # fmt: skip
    assert "parameters hidden" in str(error.value)


def test_nothing_written_while_reading_is_kept(following: Node) -> None:
    with following.read() as connection:
        connection.execute(text("UPDATE service SET title = 'changed'"))
    with following.read() as connection:
        assert connection.execute(text("SELECT title FROM service")).scalar_one() != "changed"


def test_all_of_a_work_has_one_instant_until_it_waited(following: Node, clock: ManualClock) -> None:
    with following.work(NODE, purpose="test") as work:
        first = work.now
        clock.advance(timedelta(minutes=1))
        assert work.now == first
        work.waited()
        assert work.now == first + timedelta(minutes=1)


def test_an_audit_row_says_who_why_and_what(following: Node, clock: ManualClock) -> None:
    with following.work(NODE, purpose="the purpose") as work:
        work.record(
            Event.NODE_SERVE, subject=("node", "n"), service_id=NODE_SERVICE,
            reason="the reason", profile="interim-2026", count=3,
        )  # fmt: skip
    with following.read() as connection:
        [row] = connection.execute(text("SELECT * FROM audit_event"))
    said: dict[str, Any] = dict(row._mapping)
    assert said.pop("id")
    assert said == {
        "service_id": "node", "at": clock.now(), "actor_kind": "node", "actor_id": "node",
        "event": "node:serve", "subject_kind": "node", "subject_id": "n",
        "purpose": "the purpose", "reason": "the reason", "profile": "interim-2026",
        "facts": {"count": 3},
    }  # fmt: skip


def test_a_database_that_goes_away_in_the_middle_is_a_sentence_and_nothing_is_kept(
    home_folder: Path, clock: ManualClock
) -> None:
    with (
        own_server() as server,
        opened(server, DATABASE, home_folder, clock, demo=False) as node,
    ):
        with pytest.raises(DatabaseAway, match="Nothing that was confirmed is lost"):
            declare_through_an_outage(node, server)
        with (
            pytest.raises(DatabaseAway),
            node.read(),
        ):
            pass
        server.acquire()
        with node.work(NODE, purpose="test") as work:
            declare(work, "kept")
        with node.read() as connection:
            names = connection.execute(text("SELECT service_id FROM service ORDER BY 1")).scalars()
            assert list(names) == ["kept", "node"]


def declare_through_an_outage(node: Node, server: OwnServer) -> None:
    with node.work(NODE, purpose="test") as work:
        declare(work, "lost")
        server.kill()
        declare(work, "too")


def test_two_tasks_of_one_name_are_a_mistake() -> None:
    tasks = Tasks()
    tasks.add(Task("a:b", note))
    with pytest.raises(ValueError, match="two tasks are named a:b"):
        tasks.add(Task("a:b", note))
