"""Article 18: one assessment for each confirmed hosting case, found and told by people."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.reporting.aftermath import living, upload
from tests.world import (
    BOSS,
    CONFIRM,
    JONAS,
    MESSAGES,
    MIRA,
    REJECT,
    SARA,
    SEEN_REJECT,
    World,
    with_second,
)

from tutela.casework.errors import CaseUnknown, PersonNeeded, ReasonMissing
from tutela.platform.actor import NODE, Actor, ActorKind
from tutela.platform.errors import Forbidden
from tutela.platform.services.model import Policy, SecondPerson
from tutela.reporting.threats import jobs, service
from tutela.reporting.threats.errors import (
    AssessmentUnknown,
    MemberStateUnknown,
    TellingIncomplete,
    ThreatMoveRefused,
)
from tutela.reporting.threats.machine import ThreatState
from tutela.reporting.threats.urgency import Waiting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node
    from tutela.reporting.threats.model import Assessment

NOBODY = Actor(ActorKind.PERSON, "account:nobody", "nobody", frozenset())


@pytest.fixture
def live(node: Node) -> Iterator[World]:
    with living(node) as world:
        yield world


def opened(world: World, item_id: UUID) -> None:
    jobs.open_assessment(world.node, subject_id=str(item_id))


def confirmed(world: World, number: int = 1, account: str = "kim") -> UUID:
    """A confirmed hit whose case has its assessment."""
    item_id = upload(world, number, account)
    world.decide(item_id, CONFIRM)
    opened(world, item_id)
    return item_id


def found(world: World) -> list[Assessment]:
    return service.list_assessments(world.node, MIRA)


def only(world: World) -> Assessment:
    [one] = found(world)
    return one


def test_a_confirmed_hosting_item_opens_one_assessment_for_its_case(live: World) -> None:
    item_id = confirmed(live)
    one = only(live)
    assert (one.state, one.case_id) == (ThreatState.OPEN, live.case_of(item_id))
    assert (one.found_items, one.later_items) == (1, 0)
    [event] = live.events("threat:open")
    assert event.facts["item"] == str(item_id)
    assert (event.actor_kind, event.subject_id) == ("node", str(one.case_id))


def test_the_job_changes_nothing_when_it_runs_again(live: World) -> None:
    item_id = confirmed(live)
    before = live.rows("threat_assessment")
    for _ in range(2):
        opened(live, item_id)
    assert live.rows("threat_assessment") == before
    assert len(live.events("threat:open")) == 1


def test_two_jobs_at_once_open_one_assessment(live: World) -> None:
    items = [upload(live, 1), upload(live, 1)]
    for item_id in items:
        live.decide(item_id, CONFIRM)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda item_id: opened(live, item_id), items * 4))
    assert only(live).found_items == 2
    assert len(live.events("threat:open")) == 1


def test_what_is_rejected_waits_or_came_in_a_message_opens_none(live: World) -> None:
    rejected, waiting, message = (
        upload(live, account="a"),
        upload(live, account="b"),
        upload(live, account="c", surface=MESSAGES),
    )
    live.decide(rejected, REJECT)
    live.decide(message, CONFIRM)
    for item_id in (rejected, waiting, message):
        opened(live, item_id)
    assert found(live) == []
    assert live.events("threat:open") == []


def test_a_proposal_opens_none_until_a_second_person_agrees(live: World) -> None:
    live.declare(with_second(Policy(), SecondPerson.ALWAYS))
    item_id = upload(live)
    live.decide(item_id, CONFIRM)
    opened(live, item_id)
    assert found(live) == []
    live.second(item_id, agree=True)
    opened(live, item_id)
    assert only(live).found_items == 1


def test_a_reversal_leaves_the_assessment_to_a_person_and_says_that_nothing_stands(
    live: World,
) -> None:
    item_id = confirmed(live)
    live.reverse(item_id, SEEN_REJECT)
    opened(live, item_id)
    assert (only(live).state, only(live).found_items) == (ThreatState.OPEN, 0)


def test_a_person_finds_a_threat_and_tells_the_authority(live: World, clock: ManualClock) -> None:
    case_id = live.case_of(confirmed(live))
    service.assess(
        live.node, MIRA, case_id, threat=True, reason="a plan was named", member_states=["fr", "DE"]
    )
    one = only(live)
    assert (one.state, one.member_states) == (ThreatState.THREAT, ("DE", "FR"))
    told_at = clock.now()
    clock.advance(timedelta(minutes=5))
    service.tell(
        live.node, JONAS, case_id, authority="Police Judiciaire", reference="PV 12", told_at=told_at
    )
    one = only(live)
    assert (one.state, one.told_at, one.told_by_name) == (ThreatState.TOLD, told_at, "jonas")
    assert (one.authority, one.reference) == ("Police Judiciaire", "PV 12")
    made, told = live.events("threat:assess", "threat:tell")
    assert (made.facts["threat"], made.facts["member_states"]) == (True, ["DE", "FR"])
    assert (made.reason, made.actor_id) == ("a plan was named", MIRA.id)
    assert (told.actor_id, told.facts["told_at"]) == (JONAS.id, told_at.isoformat())
    assert "Police" not in str(told.facts)


def test_what_was_told_cannot_be_assessed_or_told_again(live: World, clock: ManualClock) -> None:
    case_id = live.case_of(confirmed(live))
    service.imminent(live.node, MIRA, case_id, reason="now")
    telling: Any = {"authority": "Europol", "reference": "by telephone", "told_at": clock.now()}
    service.tell(live.node, MIRA, case_id, **telling)
    with pytest.raises(ThreatMoveRefused, match="This assessment is told"):
        service.tell(live.node, MIRA, case_id, **telling)
    with pytest.raises(ThreatMoveRefused):
        service.assess(live.node, MIRA, case_id, threat=False, reason="after all")


def test_a_threat_is_found_anew_where_none_was_seen_and_a_mistaken_one_is_taken_back(
    live: World,
) -> None:
    case_id = live.case_of(confirmed(live))
    for threat, state in ((False, "no-threat"), (True, "threat"), (False, "no-threat")):
        service.assess(live.node, MIRA, case_id, threat=threat, reason="looked")
        assert only(live).state == state
    assert [one.facts["threat"] for one in live.events("threat:assess")] == [False, True, False]


def test_the_urgent_lane_needs_no_confirmed_item_and_is_one_act(live: World) -> None:
    case_id = live.case_of(upload(live))
    service.imminent(live.node, MIRA, case_id, reason="a child is in danger now")
    assert only(live).state is ThreatState.THREAT
    assert [one.event for one in live.events("threat:open", "threat:assess")] == [
        "threat:open", "threat:assess",
    ]  # fmt: skip
    assert live.events("threat:assess")[0].facts["imminent"] is True


def test_saying_again_that_danger_is_imminent_does_not_set_its_clock_back(
    live: World, clock: ManualClock
) -> None:
    case_id = live.case_of(confirmed(live))
    service.imminent(live.node, MIRA, case_id, reason="now")
    clock.advance(timedelta(minutes=50))
    service.imminent(live.node, JONAS, case_id, reason="still", member_states=["SI"])
    assert only(live).assessed_at == clock.now() - timedelta(minutes=50)
    assert only(live).member_states == ("SI",)


def test_an_item_confirmed_after_no_threat_was_found_opens_the_assessment_again(
    live: World, clock: ManualClock
) -> None:
    live.learn(2)
    first, second = upload(live, 1), upload(live, 2)
    live.decide(first, CONFIRM)
    opened(live, first)
    case_id = live.case_of(first)
    clock.advance(timedelta(minutes=1))
    service.assess(live.node, MIRA, case_id, threat=False, reason="an old picture")
    clock.advance(timedelta(minutes=1))
    live.decide(second, CONFIRM)
    assert only(live).later_items == 1
    for _ in range(2):
        opened(live, second)
        opened(live, first)
    assert (only(live).state, only(live).opened_at) == (ThreatState.OPEN, clock.now())
    assert [one.facts.get("reopened") for one in live.events("threat:open")] == [None, True]


def test_only_a_person_who_may_assesses_or_tells(live: World, clock: ManualClock) -> None:
    case_id = live.case_of(confirmed(live))
    for actor, refusal in ((BOSS, PersonNeeded), (NODE, PersonNeeded), (NOBODY, Forbidden)):
        with pytest.raises(refusal):
            service.assess(live.node, actor, case_id, threat=True, reason="no")
        with pytest.raises(refusal):
            service.imminent(live.node, actor, case_id, reason="no")
        with pytest.raises(refusal):
            service.tell(
                live.node, actor, case_id, authority="a", reference="b", told_at=clock.now()
            )
    with pytest.raises(Forbidden):
        service.list_assessments(live.node, NOBODY)
    assert only(live).state is ThreatState.OPEN


def test_bad_input_is_refused_in_a_sentence(live: World, clock: ManualClock) -> None:
    case_id = live.case_of(confirmed(live))
    nothing = live.node.ids.new()
    with pytest.raises(ReasonMissing):
        service.assess(live.node, MIRA, case_id, threat=True, reason=" ")
    with pytest.raises(MemberStateUnknown):
        service.imminent(live.node, MIRA, case_id, reason="now", member_states=["GB"])
    with pytest.raises(AssessmentUnknown):
        service.assess(live.node, MIRA, nothing, threat=True, reason="now")
    with pytest.raises(CaseUnknown):
        service.imminent(live.node, MIRA, nothing, reason="now")


@pytest.mark.parametrize(
    ("authority", "reference", "told_at"),
    [
        ("", "1", datetime(2026, 11, 22, 8, tzinfo=UTC)),
        ("police", " ", datetime(2026, 11, 22, 8, tzinfo=UTC)),
        ("police", "1", datetime(2026, 11, 22, 8)),  # noqa: DTZ001 - it is what is refused
        ("police", "1", datetime(2026, 11, 23, 8, tzinfo=UTC)),
    ],
)
def test_a_receipt_says_who_was_told_when_and_with_which_reference(
    live: World, authority: str, reference: str, told_at: datetime
) -> None:
    case_id = live.case_of(confirmed(live))
    service.imminent(live.node, MIRA, case_id, reason="now")
    with pytest.raises(TellingIncomplete):
        service.tell(
            live.node, MIRA, case_id, authority=authority, reference=reference, told_at=told_at
        )
    assert only(live).state is ThreatState.THREAT


def test_the_list_shows_threats_first_and_can_be_narrowed(live: World, clock: ManualClock) -> None:
    cases = []
    for account in ("a", "b", "c", "d"):
        cases.append(live.case_of(confirmed(live, account=account)))
        clock.advance(timedelta(minutes=1))
    service.assess(live.node, MIRA, cases[0], threat=False, reason="old")
    service.imminent(live.node, MIRA, cases[1], reason="now")
    service.tell(live.node, MIRA, cases[1], authority="x", reference="y", told_at=clock.now())
    service.imminent(live.node, MIRA, cases[3], reason="now")
    assert [one.case_id for one in found(live)] == [cases[3], cases[2], cases[0], cases[1]]
    [told] = service.list_assessments(live.node, SARA, ThreatState.TOLD)
    assert told.case_id == cases[1]
    assert service.of_case(live.node, BOSS, cases[2]) == found(live)[1]
    assert service.of_case(live.node, BOSS, live.node.ids.new()) is None


def test_the_node_rings_for_what_waits_too_long(live: World, clock: ManualClock) -> None:
    def waiting() -> Waiting:
        with live.node.read() as connection:
            return service.waiting(connection, clock.now())

    case_id = live.case_of(confirmed(live))
    confirmed(live, account="lee")
    assert waiting().sentence == ""
    service.imminent(live.node, MIRA, case_id, reason="now")
    clock.advance(timedelta(hours=1, seconds=1))
    assert waiting() == Waiting(untold=1, unassessed=0)
    clock.advance(timedelta(hours=23))
    assert waiting() == Waiting(untold=1, unassessed=1)
