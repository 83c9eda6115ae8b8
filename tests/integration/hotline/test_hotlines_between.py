"""A case goes to the hotline of the country that hosts it, and what became of it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.receiving import OTTO

from tutela.federation import posting
from tutela.federation.kinds import CASE_HANDED, CASE_LOOKED, CASE_RETURNED
from tutela.hotline import assessing, handing, hosts, looking, routing, store, taking
from tutela.hotline.errors import HotlineCountryInvalid, HotlineMoveRefused, HotlineUnfit
from tutela.hotline.machine import State
from tutela.hotline.model import Found

if TYPE_CHECKING:
    from tests.hotlines import Hotlines

RIGHT = "Article 240b of their code"


def test_a_handed_case_is_worked_on_there_and_its_first_hotline_hears_when_it_is_gone(
    hotlines: Hotlines,
) -> None:
    one, there = hotlines.handed()
    mine, theirs = hotlines.show(hotlines.first, one), hotlines.show(hotlines.second, there)
    assert (mine.line.state, mine.hotline) == (State.HANDED, "Hotline Two")
    assert [step.event for step in mine.steps][-1] == "taken"
    assert (theirs.line.state, theirs.line.country) == (State.OPEN, "NL")
    assert "interpol-baseline baseline: first picture " + "ab" * 32 in theirs.steps[0].words
    assert theirs.items == ()  # it judges for itself
    hotlines.illegal(at=hotlines.second, case_id=there)
    looking.look(hotlines.second.node, OTTO, there, Found.PRESENT, RIGHT)
    hotlines.goes()
    assert hotlines.show(hotlines.first, one).line.state is State.HANDED
    looking.look(hotlines.second.node, OTTO, there, Found.GONE, RIGHT)
    hotlines.goes()
    ended = hotlines.show(hotlines.first, one)
    assert ended.line.state is State.GONE
    assert ended.steps[-1].by_name == "Hotline Two"


def test_a_case_that_the_other_hotline_knows_joins_its_own(hotlines: Hotlines) -> None:
    one = hotlines.illegal()
    url = hotlines.show(hotlines.first, one).url
    before = taking.report(hotlines.second.node, OTTO, url, "somebody called here too")
    handing.hand_over(hotlines.first.node, OTTO, one, "it is hosted there")
    hotlines.goes()
    with hotlines.second.node.read() as connection:
        assert store.by_address(connection, hotlines.digest(hotlines.second, one)) == before.case_id
    assert hotlines.show(hotlines.second, before.case_id).line.reports == 2


def test_a_case_said_twice_is_one_report(hotlines: Hotlines) -> None:
    one, there = hotlines.handed()
    handing.take_back(hotlines.first.node, OTTO, one, "they do not answer")
    handing.hand_over(hotlines.first.node, OTTO, one, "they do now")
    hotlines.goes()
    assert hotlines.show(hotlines.second, there).line.reports == 1
    assert hotlines.show(hotlines.first, one).line.state is State.HANDED


@pytest.mark.parametrize("how", ["closed", "lawful"])
def test_a_case_that_they_do_nothing_about_comes_back_with_their_reason(
    hotlines: Hotlines, how: str
) -> None:
    one, there = hotlines.handed()
    if how == "closed":
        looking.close(hotlines.second.node, OTTO, there, "it is hosted elsewhere")
    else:
        assessing.find_lawful(hotlines.second.node, OTTO, there, "it is hosted elsewhere")
    hotlines.goes()
    back = hotlines.show(hotlines.first, one)
    assert (back.line.state, back.line.peer_id) == (State.ILLEGAL, None)
    assert back.steps[-1].words == "it is hosted elsewhere"


def test_nobody_speaks_of_a_case_that_another_has_or_that_is_none(hotlines: Hotlines) -> None:
    one = hotlines.illegal()
    before = len(hotlines.first.events("hotline:refuse-message"))
    for case_id in (str(one), "01a22ebc-4572-744b-bb98-36d060fc2a19"):
        hotlines.says(CASE_LOOKED, f"case {case_id}", {"case": case_id, "found": "gone"})
        hotlines.says(CASE_RETURNED, f"case {case_id}", {"case": case_id, "reason": "no"})
    assert hotlines.show(hotlines.first, one).line.state is State.ILLEGAL
    assert len(hotlines.first.events("hotline:refuse-message")) == before + 4


def test_a_case_that_comes_back_from_who_has_it_is_ours_again_and_goes_in_no_ring(
    hotlines: Hotlines,
) -> None:
    routing.route(hotlines.second.node, OTTO, "DE", hotlines.first.id)
    one, there = hotlines.handed()
    hotlines.illegal(at=hotlines.second, case_id=there)
    hosts.say(hotlines.second.node, OTTO, there, name="It moved", country="DE", contact="")
    handing.hand_over(hotlines.second.node, OTTO, there, "it is hosted with you now")
    hotlines.goes()
    mine, theirs = hotlines.show(hotlines.first, one), hotlines.show(hotlines.second, there)
    assert (mine.line.state, mine.line.peer_id) == (State.ILLEGAL, None)
    assert mine.line.country == "NL"  # what somebody here found out stays
    assert (theirs.line.state, theirs.hotline) == (State.HANDED, "Hotline One")
    looking.look(hotlines.first.node, OTTO, one, Found.PRESENT, RIGHT)
    hotlines.goes()
    steps = hotlines.show(hotlines.second, there).steps
    assert [step.event for step in steps].count("find-present") == 1
    assert steps[-1].event == "find-present"  # and nobody refused an echo of it
    looking.look(hotlines.first.node, OTTO, one, Found.GONE, RIGHT)
    hotlines.goes()
    assert hotlines.show(hotlines.second, there).line.state is State.GONE


def test_a_case_goes_there_and_back_as_often_as_its_host_moves_and_one_always_has_it(
    hotlines: Hotlines,
) -> None:
    routing.route(hotlines.second.node, OTTO, "DE", hotlines.first.id)
    one, there = hotlines.handed()
    hotlines.illegal(at=hotlines.second, case_id=there)
    hosts.say(hotlines.second.node, OTTO, there, name="It moved", country="DE", contact="")
    for _ in range(2):
        handing.hand_over(hotlines.second.node, OTTO, there, "it is hosted with you now")
        hotlines.goes()
        assert hotlines.show(hotlines.first, one).line.state is State.ILLEGAL
        assert hotlines.show(hotlines.second, there).line.state is State.HANDED
        handing.hand_over(hotlines.first.node, OTTO, one, "it is hosted with you again")
        hotlines.goes()
        assert hotlines.show(hotlines.first, one).line.state is State.HANDED
        assert hotlines.show(hotlines.second, there).line.state is State.ILLEGAL


def test_a_case_that_another_hotline_has_is_not_taken_from_a_third(hotlines: Hotlines) -> None:
    one = hotlines.illegal()
    handing.handed_by_hand(hotlines.first.node, OTTO, one, "to a hotline overseas, by mail")
    said = GOOD | {"url": hotlines.show(hotlines.first, one).url}
    hotlines.says(CASE_HANDED, f"case {said['case']}", said)
    mine = hotlines.show(hotlines.first, one)
    assert (mine.line.state, mine.line.reports) == (State.HANDED, 1)
    assert hotlines.first.events("hotline:refuse-message")


GOOD: dict[str, Any] = {
    "case": "01a22ebc-4572-744b-bb98-36d060fc2a19", "url": "https://host.example/x",
    "urgent": False, "country": "NL", "items": [], "reason": "it is hosted there",
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"url": "javascript:alert(1)"},
        {"url": "https://host.example/\n"},
        {"url": "https://host.example/" + "a" * 9000},
        {"country": "nl"},
        {"urgent": "yes"},
        {"items": [{"scheme": "x", "label": "y"}]},
        {"items": [{"scheme": "x", "label": "y", "where": "z", "sha256": ""}] * 2001},
        {"reason": ""},
        {"picture": "AAAA"},
        {"case": "1"},
    ],
)
def test_what_cannot_be_read_is_refused_and_makes_no_case(
    hotlines: Hotlines, change: dict[str, Any]
) -> None:
    before = hotlines.first.events("hotline:report", "hotline:refuse-message")
    hotlines.says(CASE_HANDED, f"case {GOOD['case']}", GOOD | change)
    after = hotlines.first.events("hotline:report", "hotline:refuse-message")
    assert after == [*before, "hotline:refuse-message"]


def test_a_case_that_they_refuse_is_ours_again(hotlines: Hotlines) -> None:
    one = hotlines.illegal()
    with hotlines.first.node.work(OTTO, purpose="test") as work:
        store.save(work.connection, one, state="handed-over", peer_id=hotlines.second.id)
        posting.post(
            work,
            hotlines.second.id,
            CASE_HANDED,
            f"case {one}",
            GOOD | {"case": str(one), "url": "-"},
        )
    hotlines.goes()
    back = hotlines.show(hotlines.first, one)
    assert back.line.state is State.ILLEGAL
    assert back.steps[-1].words == "case.handed: address-invalid"


def test_cases_go_only_to_believed_hotlines(hotlines: Hotlines) -> None:
    node = hotlines.first.node
    with pytest.raises(HotlineUnfit):
        routing.route(node, OTTO, "DE", node.identity.id)
    with pytest.raises(HotlineCountryInvalid):
        routing.route(node, OTTO, "Netherlands", hotlines.second.id)
    assert [one.country for one in routing.list_routes(node, OTTO)] == ["NL"]
    one, _ = hotlines.handed()
    with pytest.raises(HotlineMoveRefused):
        handing.hand_over(node, OTTO, one, "twice")
