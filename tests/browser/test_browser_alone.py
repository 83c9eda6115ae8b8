"""A volunteer runs a node of one person through one whole case, in a browser with a passkey."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import served
from tests.browser.test_browser_passkeys import adds_passkey, gets_device
from tests.bureau import Bureau
from tests.simulators.cybertip import CyberTip
from tests.stage import CHANGED, bytes_of
from tests.world import BOSS

from tutela.platform.approvals import alone
from tutela.reporting.machine import ReportState
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.browser.person import Person
    from tests.stage import Stage

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

COOLED = timedelta(hours=12, minutes=1)


@pytest.fixture
def bureau(demo_node: Node, clock: ManualClock) -> Iterator[Bureau]:
    """Passkeys are bound to the port, so the node knows it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = demo_node.settings.model_copy(update={"port": port})
    alone.declare_new(demo_node, BOSS)
    with CyberTip(now=clock.now) as service:
        one = Bureau(replace(demo_node, settings=settings), service)
        try:
            yield one
        finally:
            one.close()


@pytest.fixture
def stage(bureau: Bureau) -> Stage:
    return bureau.stage


@pytest.fixture
def address(stage: Stage) -> Iterator[str]:
    with served(create_app(stage.program), stage.node.settings.port) as where:
        yield where.replace("127.0.0.1", "localhost")


def test_a_volunteer_runs_a_single_handed_node_through_one_whole_case(
    bureau: Bureau, clock: ManualClock, person: Callable[..., Person]
) -> None:
    # Services in a thread of their own: the browser's event loop counts as running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(bureau.add_cybertip).result()
        item = pool.submit(bureau.upload, "kim").result()
        sara = person("sara")
        gets_device(sara)
        adds_passkey(sara).page.get_by_role("heading", name="Your recovery codes").wait_for()
        case = bureau.case_of(item)
        sara.opens(case).confirms("stand-in", "the listed picture")
        assert "SINGLE PERSON" in sara.page.locator("header.top").inner_text()
        pool.submit(bureau.run_jobs).result()
        report = bureau.only().row.id
        sara.goes_to(f"/reports/{report}").clicks("Send it to cybertip")
        pool.submit(bureau.run_jobs).result()
        assert bureau.state(report) is ReportState.FILED
        assert b"single person" in bureau.service.finished[0].xml
        rows = bureau.rows(
            "SELECT event FROM tutela.audit_event WHERE facts ->> 'single_person' = 'true'"
        )
        assert {"decision:make", "report:send"} <= {row.event for row in rows}
        assert "one person's alone" in sara.goes_to("/node").reads()
        assert sara.barriers() == []

        near = pool.submit(
            bureau.stage.comes_in, bytes_of("astronaut.png", CHANGED), "otto", "photo-2"
        ).result()
        assert near.item_id is not None
        other = bureau.case_of(near.item_id)
        sara.opens(other).confirms("stand-in", "the same, smaller", seen_at_platform=True)
        form = sara.goes_to(f"/cases/{other}").form("Confirm a decision alone")
        form.get_by_label("Agree").check()
        form.get_by_label("Reason").fill("nobody else is here")
        assert sara.barriers() == []
        sara.clicks("Record your answer")
        assert "cools off until" in sara.reads()
        sara.goes_to("/requests")
        assert "It cools off and can be carried out" in sara.reads()
        assert sara.barriers() == []

        clock.advance(COOLED)
        sara.goes_to("/login").clicks("Use a passkey").page.wait_for_url("**/desk")
        clock.advance(timedelta(minutes=6))
        sara.goes_to("/requests")
        sara.clicks("Carry it out : Confirm a decision alone")
        assert "This needs your passkey now" in sara.reads()
        sara.goes_to("/requests").clicks("Prove with your passkey")
        sara.page.wait_for_url("**/requests")
        assert sara.barriers() == []
        sara.clicks("Carry it out : Confirm a decision alone")
        assert "It is done, and marked as one person's." in sara.reads()
        assert "confirmed" in sara.goes_to(f"/cases/{other}").reads().lower()
