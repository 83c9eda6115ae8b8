"""Reporting in a real browser: by keyboard, without script, in any light and at any width."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from tests.bureau import Bureau
from tests.simulators.cybertip import CyberTip

from tutela.reporting.machine import ReportState
from tutela.reporting.threats import service as threats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from tests.browser.person import Person
    from tests.stage import Stage

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

LONG = "a-very-long-name-without-any-break-" * 4


@dataclass
class Play:
    """Reports in several states: drafts, a pack to send, and one that a service received."""

    bureau: Bureau
    filed: UUID
    handed: UUID
    draft: UUID
    case: UUID


def played(bureau: Bureau) -> Play:
    bureau.add_cybertip()
    bureau.add_pack()
    item = bureau.confirmed("kim")
    threats.open_for_item(bureau.node, item)
    first = {one.recipient: one.row.id for one in bureau.reports()}
    told = {"description": "neutral marker", "suspects": [{"screen_name": LONG}]}
    for report_id in first.values():
        bureau.describe(report_id, **told)
        bureau.send(report_id)
    bureau.run_jobs()
    bureau.confirmed(LONG, 1)
    drafts = bureau.reports(ReportState.DRAFT)
    bureau.describe(drafts[0].row.id, urgent="a neutral reason")
    draft = next(one.row.id for one in drafts if one.recipient == "police")
    return Play(bureau, first["cybertip"], first["police"], draft, bureau.case_of(item))


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
    """What the browsers of these tests are served."""
    return bureau.stage


@pytest.fixture
def play(bureau: Bureau) -> Play:
    # In a thread of its own: the browser's event loop counts as running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(played, bureau).result()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_pack_is_described_sent_and_marked(
    play: Play, person: Callable[..., Person], *, script: bool
) -> None:
    sara = person("sara", java_script_enabled=script).goes_to(f"/reports/{play.draft}")
    assert "NOT FILED" in sara.reads()
    sara.page.get_by_label("What happened, in words").fill("neutral marker, in words")
    sara.page.get_by_label("Sextortion").check()
    sara.page.get_by_label("IP address").fill("nowhere")
    sara.clicks("Save what it says")
    assert sara.page.get_by_label("What happened, in words").input_value().endswith("in words")
    sara.page.get_by_label("IP address").fill("192.0.2.7")
    sara.page.get_by_label("Seen at (UTC)").fill("2026-11-20T10:00:05")
    sara.clicks("Save what it says")
    assert "What the report says is changed." in sara.reads()
    assert sara.page.get_by_label("Seen at (UTC)").input_value() == "2026-11-20T10:00:05"
    sara.clicks("Send it to police")
    play.bureau.run_jobs()
    sara.goes_to(f"/reports/{play.draft}")
    sara.page.get_by_label("Why you need it").fill("to send it to them")
    sara.clicks("Ask for the pack")
    assert "sara asked to take the pack out" in sara.reads()
    olga = person("olga").goes_to("/requests")
    olga.page.get_by_label("Your reason").fill("it is ours to send")
    olga.clicks("Agree to: Take a report's pack out of the node, asked by sara")
    assert "Whoever asked may do it now, once." in olga.reads()
    sara.goes_to(f"/reports/{play.draft}")
    with sara.page.expect_download() as pack:
        sara.clicks("Download the pack")
    assert pack.value.suggested_filename.endswith(".zip")
    sara.page.get_by_label("The recipient's reference").fill("AZ 4711/26")
    sara.clicks("I have sent it")
    assert "NOT FILED: received by the simulator only" in sara.reads()
    assert "AZ 4711/26" in sara.reads()


def test_the_document_is_there_to_be_read_before_it_is_sent(
    play: Play, person: Callable[..., Person]
) -> None:
    sara = person("sara").goes_to(f"/reports/{play.draft}")
    drawn = sara.page.get_by_role("img", name="The first page of the readable document.")
    assert drawn.evaluate("image => image.naturalWidth") > 400
    sara.follows("Read every document")
    sara.page.wait_for_function(
        "() => { const one = document.querySelector('.sheets img');"
        " return one && one.complete && one.naturalWidth > 800; }"
    )


def test_a_report_is_sent_by_keyboard(play: Play, person: Callable[..., Person]) -> None:
    sara = person("sara").goes_to("/reports")
    sara.tabs_to(sara.page.locator(f'a[href="/reports/{play.draft}"]')).presses("Enter")
    sara.page.wait_for_url(f"**/reports/{play.draft}")
    sara.tabs_to(sara.page.get_by_label("What happened, in words")).types("typed by hand")
    sara.tabs_to(sara.page.get_by_role("button", name="Save what it says")).presses("Enter")
    sara.page.wait_for_url("**done=described")
    sara.tabs_to(sara.page.get_by_role("button", name="Send it to police")).presses("Enter")
    sara.page.wait_for_url("**done=sent")
    assert "The report is on its way." in sara.reads()


def test_imminent_danger_is_one_key_press_away(play: Play, person: Callable[..., Person]) -> None:
    sara = person("sara").goes_to(f"/cases/{play.case}")
    keys = sara.page.context.new_cdp_session(sara.page)
    # As a keyboard sends it: Playwright's own press leaves out the sign that an access key is.
    pressed = {"key": "i", "code": "KeyI", "windowsVirtualKeyCode": 73, "unmodifiedText": "i"}
    keys.send("Input.dispatchKeyEvent", {"type": "keyDown", "modifiers": 1, "text": "", **pressed})
    sara.page.wait_for_url("**#danger-reason")
    assert sara.page.evaluate("document.activeElement.id") == "danger-reason"
    sara.types("a neutral reason").presses("Tab").types("DE").presses("Enter")
    sara.page.wait_for_url("**done=danger#threat")
    assert "Tell the police or the judicial authorities of DE promptly" in sara.reads()
