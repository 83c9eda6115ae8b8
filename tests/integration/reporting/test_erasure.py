"""Reports are erased at the end of their clocks, and a signed certificate proves it every day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.integration.reporting import aftermath as after
from tests.integration.reporting.aftermath import living, upload
from tests.world import BOSS, CONFIRM, KEY, MIRA, World

from tutela.evidence import jobs as evidence_jobs
from tutela.evidence import service as evidence
from tutela.evidence.vault import FOLDER
from tutela.platform.actor import NODE
from tutela.platform.audit.own import log_key
from tutela.platform.database.tables import ERASES, metadata
from tutela.platform.errors import Forbidden
from tutela.reporting.erasure import certificate, jobs, proof, service
from tutela.reporting.erasure.clocks import clocks
from tutela.reporting.erasure.errors import CertificateForged, CertificateUnknown
from tutela.reporting.machine import ReportState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node
    from tutela.reporting.erasure.certificate import Statement

END = datetime(2027, 11, 22, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LATER = proof.GRACE + SECOND


@pytest.fixture
def live(node: Node) -> Iterator[World]:
    with living(node) as world:
        yield world


def confirmed(world: World, number: int = 1) -> UUID:
    item_id = upload(world, number)
    world.decide(item_id, CONFIRM)
    return item_id


def report(world: World, *items: UUID, **changes: Any) -> UUID:
    return after.add_report(world, after.add_recipient(world), *items, erase_at=END, **changes)


def content(world: World) -> tuple[Any, ...]:
    """Everything sealed that is left of all reports."""
    with world.node.read() as connection:
        return tuple(
            connection.execute(
                text(
                    "SELECT (SELECT count(*) FROM report WHERE wrapped_key IS NOT NULL"
                    " OR details IS NOT NULL OR problems IS NOT NULL OR subject_ref <> ''),"
                    " (SELECT count(*) FROM report_exchange"
                    " WHERE request IS NOT NULL OR answer IS NOT NULL),"
                    " (SELECT count(*) FROM report_document WHERE sealed IS NOT NULL)"
                )
            ).one()
        )


def made(world: World) -> Statement:
    """The statement of a new certificate, verified from its file with the public key alone."""
    one = proof.prove(world.node)
    data = proof.export(world.node, MIRA, one)
    return certificate.verify_export(data, log_key(world.node).text)


def overdue(world: World) -> list[tuple[str, UUID, str]]:
    return [(one.kind, one.id, one.problem) for one in made(world).overdue]


def test_every_column_named_erase_at_has_its_clock_in_the_proof() -> None:
    columns = {
        f"{table.name}.erase_at" for table in metadata.tables.values() if "erase_at" in table.c
    }
    assert {clock.name for clock in clocks()} == columns


@pytest.mark.parametrize("state", [one.value for one in ReportState])
def test_a_report_in_any_state_is_erased_at_the_end_of_its_clock(
    live: World, clock: ManualClock, state: str
) -> None:
    report_id = report(live, confirmed(live), state=state)
    clock.set(END - SECOND)
    assert service.erase_due(live.node) == 0
    assert content(live) == (1, 1, 1)
    clock.set(END)
    assert service.erase_due(live.node) == 1
    assert content(live) == (0, 0, 0)
    row = after.row(live, report_id)
    assert row.erased_at == END
    assert row.state == ("cancelled" if state == "draft" else state)
    [event] = live.events("report:erase")
    assert (event.subject_id, event.reason) == (str(report_id), service.REASON)


def test_running_the_job_again_changes_nothing(live: World, clock: ManualClock) -> None:
    report(live, confirmed(live))
    clock.set(END)
    jobs.erase_due(live.node)
    before = live.rows("report"), len(live.events())
    clock.advance(timedelta(minutes=5))
    jobs.erase_due(live.node)
    assert (live.rows("report"), len(live.events())) == before


def test_two_jobs_at_once_erase_each_report_once(live: World, clock: ManualClock) -> None:
    for _ in range(6):
        report(live)
    clock.set(END)
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: service.erase_due(live.node), range(4)))
    assert sum(counts) == 6
    assert len(live.events("report:erase")) == 6


def test_two_drafts_of_one_recipient_are_both_erased(live: World, clock: ManualClock) -> None:
    """Once erased neither names its subject, and only one draft of a subject may be open."""
    to = after.add_recipient(live)
    for subject in ("kim", "lee"):
        after.add_report(live, to, erase_at=END, state="draft", subject_ref=subject)
    clock.set(END)
    assert service.erase_due(live.node) == 2
    assert {row.state for row in live.rows("report")} == {"cancelled"}


def test_an_erased_draft_lets_go_of_its_event_and_a_filed_report_does_not(
    live: World, clock: ManualClock
) -> None:
    draft = report(live, confirmed(live), state="draft")
    filed = report(live, confirmed(live), state="filed")
    clock.set(END)
    service.erase_due(live.node)
    released = {row.report_id: row.released_at for row in live.rows("report_item")}
    assert released == {draft: END, filed: None}


def test_the_receipt_and_the_digests_of_an_erased_report_stay(
    live: World, clock: ManualClock
) -> None:
    report_id = report(live, confirmed(live))
    after.file(live, report_id)
    clock.set(END)
    service.erase_due(live.node)
    [receipt] = live.rows("report_receipt")
    assert (receipt.report_id, receipt.reference) == (report_id, "4711")
    assert live.rows("report_exchange")[0].request_sha256
    assert live.rows("report_document")[0].sha256


def test_what_a_late_worker_wrote_into_an_erased_report_goes_too(
    live: World, clock: ManualClock, admin_connection: Connection
) -> None:
    report(live)
    clock.set(END)
    service.erase_due(live.node)
    put_back_content(admin_connection)
    assert content(live) == (0, 1, 1)
    assert service.erase_due(live.node) == 0
    assert content(live) == (0, 0, 0)


def put_back_content(admin_connection: Connection) -> None:
    admin_connection.execute(text("UPDATE tutela.report_exchange SET answer = 'late'"))
    admin_connection.execute(text("UPDATE tutela.report_document SET sealed = 'late'"))


def test_a_certificate_names_everything_erased_since_the_last_one(
    live: World, clock: ManualClock
) -> None:
    item_id = confirmed(live)
    report_id, kept = report(live, item_id), after.kept(live, item_id)
    first = made(live)
    assert (first.erased, first.overdue, first.since) == ((), (), None)
    clock.set(END)
    service.erase_due(live.node)
    evidence_jobs.erase_due(live.node)
    evidence_jobs.delete_bytes(live.node, subject_id=str(kept.id))
    clock.advance(LATER)
    second = made(live)
    assert {(one.kind, one.id, one.sha256) for one in second.erased} == {
        ("evidence", kept.id, kept.sha256), ("report", report_id, None),
    }  # fmt: skip
    assert {one.reason for one in second.erased} == {service.REASON}
    assert second.overdue == ()
    assert (second.since, second.until) == (first.until, clock.now() - proof.GRACE)
    clock.advance(timedelta(days=1))
    third = made(live)
    assert (third.erased, third.overdue) == ((), ())
    assert third.previous == certificate.digest(certificate.write(second))
    assert [one.facts["erased"] for one in live.events("erasure:prove")] == [0, 2, 0]


def test_bytes_erased_before_their_clock_say_why(live: World, clock: ManualClock) -> None:
    kept = after.kept(live, confirmed(live))
    with live.node.work(NODE, purpose="test") as work:
        evidence.erase(work, kept.id, "a court asked for it")
    evidence_jobs.delete_bytes(live.node, subject_id=str(kept.id))
    clock.advance(LATER)
    [one] = made(live).erased
    assert (one.reason, one.due_at) == ("a court asked for it", kept.erase_at)


def test_the_last_hour_is_left_to_the_next_certificate(live: World, clock: ManualClock) -> None:
    """The jobs that erase and delete may be under way: nothing is called overdue that soon."""
    item_id = confirmed(live)
    report(live, item_id)
    clock.set(END + proof.GRACE - SECOND)
    early = made(live)
    assert (early.erased, early.overdue) == ((), ())
    clock.advance(SECOND)
    assert {one.problem for one in made(live).overdue} == {"not-erased"}


def test_rows_that_outlived_their_clock_are_named(live: World, clock: ManualClock) -> None:
    item_id = confirmed(live)
    report_id, kept = report(live, item_id), after.kept(live, item_id)
    clock.set(END + LATER)
    assert overdue(live) == [
        ("evidence", kept.id, "not-erased"), ("report", report_id, "not-erased"),
    ]  # fmt: skip
    with live.node.read() as connection:
        standing = proof.standing(connection)
    assert (standing.overdue, standing.good(clock.now())) == (2, False)
    assert "2 things should have been erased" in standing.sentence(clock.now())
    assert live.events("erasure:prove")[-1].facts["overdue"] == 2


def test_bytes_that_were_put_back_by_hand_are_named_however_long_ago_they_were_erased(
    live: World, clock: ManualClock
) -> None:
    kept = after.kept(live, confirmed(live))
    file = live.node.settings.home / FOLDER / kept.location
    sealed = file.read_bytes()
    clock.set(END)
    evidence_jobs.erase_due(live.node)
    evidence_jobs.delete_bytes(live.node, subject_id=str(kept.id))
    clock.advance(timedelta(days=40))
    assert overdue(live) == []
    put_back(file, sealed)
    clock.advance(timedelta(days=1))
    assert overdue(live) == [("evidence", kept.id, "bytes-left")]


def put_back(file: Path, sealed: bytes) -> None:
    file.write_bytes(sealed)


def test_bytes_left_behind_are_certified_once_they_are_gone(
    live: World, clock: ManualClock
) -> None:
    kept = after.kept(live, confirmed(live))
    clock.set(END)
    evidence_jobs.erase_due(live.node)
    clock.advance(LATER)
    first = made(live)
    assert (first.erased, [one.problem for one in first.overdue]) == ((), ["bytes-left"])
    evidence_jobs.sweep(live.node)
    clock.advance(timedelta(days=1))
    second = made(live)
    assert ([one.id for one in second.erased], second.overdue) == ([kept.id], ())
    clock.advance(timedelta(days=1))
    assert made(live).erased == ()


def test_bytes_without_a_clock_are_overdue(
    live: World, clock: ManualClock, admin_connection: Connection
) -> None:
    kept = after.kept(live, confirmed(live))
    admin_connection.execute(text("UPDATE tutela.evidence_object SET erase_at = NULL"))
    assert overdue(live) == [("evidence", kept.id, "no-clock")]


def test_content_that_is_left_of_an_erased_report_is_named(
    live: World, clock: ManualClock, admin_connection: Connection
) -> None:
    report_id = report(live)
    clock.set(END)
    service.erase_due(live.node)
    put_back_content(admin_connection)
    clock.advance(LATER)
    assert overdue(live) == [("report", report_id, "content-left")]


def test_a_certificate_says_what_still_runs_by_each_clock(live: World, clock: ManualClock) -> None:
    kept = after.kept(live, confirmed(live))
    report(live)
    found = [(one.clock, one.running, one.next_due_at) for one in made(live).clocks]
    assert found[:3] == [
        ("evidence_object.erase_at", 1, kept.erase_at), ("exposure.erase_at", 0, None),
        ("report.erase_at", 1, END),
    ]  # fmt: skip
    declared = [table for table in metadata.sorted_tables if ERASES in table.info]
    assert found[3:] == [(f"{table.name}.erase_at", 0, None) for table in declared]
    assert len(declared) >= 15


def test_proving_again_at_once_makes_no_second_certificate(live: World) -> None:
    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(lambda _: proof.prove(live.node), range(6)))
    jobs.prove_erasure(live.node)
    assert len(ids) == len(live.rows("erasure_certificate")) == 1
    assert len(live.events("erasure:prove")) == 1


def test_a_stored_certificate_that_was_changed_is_refused_and_all_is_told_anew(
    live: World, clock: ManualClock, admin_connection: Connection
) -> None:
    report(live)
    clock.set(END)
    service.erase_due(live.node)
    clock.advance(LATER)
    one = proof.prove(live.node)
    admin_connection.execute(
        text("UPDATE tutela.erasure_certificate SET statement = replace(statement, '1', '2')")
    )
    data = proof.export(live.node, MIRA, one)
    with pytest.raises(CertificateForged):
        certificate.verify_export(data, log_key(live.node).text)
    clock.advance(timedelta(days=1))
    anew = made(live)
    assert (anew.since, len(anew.erased)) == (None, 1)


def test_who_may_prove_and_export_and_who_may_not(live: World) -> None:
    one = proof.prove_now(live.node, BOSS)
    assert [found.id for found in proof.certificates(live.node, MIRA)] == [one]
    assert live.events("erasure:prove")[0].actor_id == BOSS.id
    with pytest.raises(CertificateUnknown):
        proof.export(live.node, BOSS, live.node.ids.new())
    for act in (
        lambda: proof.prove_now(live.node, KEY),
        lambda: proof.certificates(live.node, KEY),
        lambda: proof.export(live.node, KEY, one),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_node_without_a_certificate_says_so(live: World, clock: ManualClock) -> None:
    with live.node.read() as connection:
        standing = proof.standing(connection)
    assert (standing.made_at, standing.good(clock.now())) == (None, False)
