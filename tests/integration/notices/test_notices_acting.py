"""What a notice names is for the platform to act on, once a person found it right."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.integration.notices.notice_samples import ACTED, URL, Door
from tests.world import CURATOR, FORUM, SARA

from tutela.redress.complaints import deciding as complaints
from tutela.redress.complaints import lodging
from tutela.redress.complaints.answer import Answer
from tutela.redress.notices.deciding import Judgement
from tutela.redress.notices.model import ACTED as OUTCOMES
from tutela.redress.notices.model import NoticeKind, Outcome
from tutela.redress.statements import noticed, withholding
from tutela.redress.statements.model import Why

if TYPE_CHECKING:
    from tests.simulators.platform import Platform
    from tests.world import World

AGAIN = Answer("We looked again, and it was there.", notice=Outcome.ACTED_TERMS)


def asked(world: World, platform: Platform) -> list[dict[str, Any]]:
    """What the platform was asked about notices."""
    world.run_jobs()
    return [x["data"] for x in platform.messages.values() if x["type"] == "notice.acted"]


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.DUPLICATE}))
def test_the_platform_is_asked_to_act_where_something_is_to_be_done(
    live: World, platform: Platform, outcome: Outcome
) -> None:
    door = Door(live.node)
    receipt = door.takes(reasons="secret words", name="Anna Notifier", email="anna@there.example")
    door.decides(receipt.notice_id, Judgement(outcome, "told"))
    found = asked(live, platform)
    assert len(found) == (outcome in OUTCOMES)
    for one in found:
        assert (one["notice"], one["outcome"]) == (str(receipt.notice_id), outcome.value)
        assert (one["places"], one["id"], one["kind"]) == ([URL], None, "material")
        assert one["trigger"] == "notice"
        for said in ("Anna", "anna@", "secret words", "told"):
            assert said not in str(one), "who gave notice, and what they wrote, stays here"


def test_notices_about_the_same_places_ask_once(live: World, platform: Platform) -> None:
    door = Door(live.node)
    first = door.takes(source="here")
    door.takes(source="there")
    door.decides(first.notice_id, ACTED)
    assert len(asked(live, platform)) == 1


def test_a_complaint_that_is_right_asks_and_one_about_what_was_done_does_not(
    live: World, platform: Platform
) -> None:
    door = Door(live.node)
    missed = door.takes()
    door.decides(missed.notice_id, Judgement(Outcome.NOT_FOUND, "Nothing was there."))
    done = door.takes(urls=[f"{URL}0"])
    door.decides(done.notice_id, ACTED)
    assert len(asked(live, platform)) == 1
    for receipt in (missed, done):
        one = lodging.by_code(live.node, receipt.code.reveal(), "Look again.", language="en")
        complaints.decide(live.node, CURATOR, one.id, AGAIN)
    [_, late] = asked(live, platform)
    assert (late["notice"], late["outcome"]) == (str(missed.notice_id), "acted-terms")


def test_it_says_where_to_answer_unless_the_node_cannot_say_the_ground(
    live: World, platform: Platform
) -> None:
    door = Door(live.node)
    for number, kind in enumerate(NoticeKind):
        who = {} if kind.anonymous else {"name": "Anna", "email": "anna@there.example"}
        for outcome in ("acted-law", "acted-terms"):
            taken = door.takes(kind=kind.value, urls=[f"{URL}/{number}/{outcome}"], **who)
            door.decides(taken.notice_id, Judgement(Outcome(outcome), "told"))
    found = asked(live, platform)
    assert len(found) == 2 * len(NoticeKind)
    for one in found:
        where = f"/v1/notices/{one['notice']}/takedowns"
        assert one["takedowns"] == (None if one["kind"] == "other" else where)
        assert one["tell_user"]


def test_nobody_is_told_while_a_lawful_ground_forbids(live: World, platform: Platform) -> None:
    door = Door(live.node)
    receipt = door.takes()
    case_id = door.shows(receipt.notice_id).case_id
    until = live.node.clock.now() + timedelta(days=7)
    withholding.hold_back(
        live.node, SARA, case_id, why=Why.INVESTIGATION, source="police 7/26", until=until
    )
    door.decides(receipt.notice_id, ACTED)
    [one] = asked(live, platform)
    assert one["tell_user"] is False


def test_a_job_that_runs_again_asks_nothing_new(live: World, platform: Platform) -> None:
    door = Door(live.node)
    receipt = door.takes()
    door.decides(receipt.notice_id, ACTED)
    assert len(asked(live, platform)) == 1
    noticed.follow(live.node, subject_id=str(receipt.notice_id))
    assert len(asked(live, platform)) == 1


def test_the_places_lie_sealed_until_the_message_has_arrived(live: World) -> None:
    door = Door(live.node)
    door.decides(door.takes().notice_id, ACTED)
    live.run_jobs()
    query = text("SELECT body, sealed FROM webhook_delivery WHERE kind = 'notice.acted'")
    with live.node.read() as connection:
        [row] = connection.execute(query)
    assert row.body["places"] is None
    assert row.sealed
    assert URL not in row.sealed
    assert live.rows("webhook_delivery")[-1].service_id == FORUM
