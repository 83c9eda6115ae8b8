"""What one person asks and another answers, as they meet it in their browsers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from tests.bureau import CONFIRM, Bureau
from tests.simulators.cybertip import CyberTip

from tutela.casework import decisions
from tutela.reporting.machine import ReportState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from tests.browser.person import Person
    from tests.stage import Stage

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node


@pytest.fixture
def bureau(demo_node: Node, clock: ManualClock) -> Iterator[Bureau]:
    with CyberTip(now=clock.now) as service:
        one = Bureau(demo_node, service)
        try:
            yield one
        finally:
            one.close()


@pytest.fixture
def stage(bureau: Bureau) -> Stage:
    return bureau.stage


@pytest.fixture
def draft(bureau: Bureau) -> UUID:
    """A draft that mira alone decided."""

    def made() -> UUID:
        bureau.stage.add_people("mira")
        bureau.add_pack()
        item = bureau.upload()
        mira = bureau.stage.actor("mira")
        decisions.decide(bureau.node, mira, bureau.case_of(item), CONFIRM, item_ids=[item])
        bureau.run_jobs()
        return bureau.only().row.id

    # In a thread of its own: the browser's event loop counts as running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(made).result()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_senior_approves_what_a_reviewer_asked_for(
    bureau: Bureau, draft: UUID, person: Callable[..., Person], *, script: bool
) -> None:
    mira = person("mira", java_script_enabled=script).goes_to(f"/reports/{draft}")
    mira.page.get_by_label("Why it should be sent").fill("it is the listed picture")
    mira.clicks("Ask to send it")
    assert "mira asked to send it" in mira.reads()
    sara = person("sara", java_script_enabled=script).goes_to("/desk")
    sara.page.get_by_role("link", name="Requests 1 waiting for you").click()
    if script:
        assert sara.barriers() == []
    assert "it is the listed picture" in sara.reads()
    sara.follows("Look at the report").goes_to("/requests")
    reason = sara.page.get_by_label("Your reason")
    sara.tabs_to(reason).types("I looked at it too")
    sara.presses("Tab").presses("Enter")
    sara.page.get_by_text("You agreed, and it is done.").wait_for()
    assert bureau.state(draft) is ReportState.QUEUED
    assert "Sent on its way" in mira.goes_to(f"/reports/{draft}").reads()


def test_nobody_approves_their_own(
    bureau: Bureau, draft: UUID, person: Callable[..., Person]
) -> None:
    sara = person("sara").goes_to(f"/reports/{draft}")
    assert sara.page.get_by_role("button", name="Send it to police").is_visible()
    mira = person("mira").goes_to(f"/reports/{draft}")
    mira.page.get_by_label("Why it should be sent").fill("it is mine")
    mira.clicks("Ask to send it")
    assert "mira asked to send it" in mira.reads()
    mira.goes_to("/requests")
    assert "Asked by you" in mira.reads()
    assert mira.page.get_by_role("button", name="Agree").count() == 0
    mira.page.get_by_role("button", name="Recall it").click()
    assert "The request is recalled." in mira.reads()
    assert bureau.state(draft) is ReportState.DRAFT


def test_an_administrator_cannot_open_evidence(stage: Stage, person: Callable[..., Person]) -> None:
    with ThreadPoolExecutor(1) as pool:
        case = pool.submit(lambda: stage.exact_hit(account="kim", name="photo-1")).result()
    boss = person("boss")
    places = boss.goes_to("/node").page.get_by_role("navigation", name="Places")
    assert "Desk" not in places.inner_text()
    for path in ("/desk", f"/cases/{case}", "/reports"):
        assert "it needs the permission" in boss.goes_to(path).reads()
    assert boss.barriers() == []


def test_an_auditor_verifies_and_reads_logs_only(person: Callable[..., Person]) -> None:
    ada = person("ada").goes_to("/log").clicks("Verify the whole log")
    assert ada.barriers() == []
    places = ada.page.get_by_role("navigation", name="Places").inner_text()
    assert "Log" in places
    for other in ("Desk", "Reports", "Requests", "Banks", "Deliveries"):
        assert other not in places
