"""A picture is looked for by two numbers: it flags, holds once two people agreed, can be gone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from tests.world import BOSS, JONAS, MIRA, SARA, picture, signals_of

from tutela.indicators.adding import add_from_image
from tutela.indicators.service import create_bank
from tutela.law.model import BankPurpose
from tutela.platform.actor import NODE
from tutela.platform.approvals import answering
from tutela.platform.approvals import store as approvals
from tutela.platform.approvals.errors import AwaitsApproval, RequestStale
from tutela.platform.approvals.machine import Command, Party
from tutela.platform.errors import Forbidden
from tutela.redress.fingerprints import jobs, service
from tutela.redress.fingerprints.errors import (
    FingerprintMoveRefused,
    FingerprintUnknown,
    ReasonMissing,
)
from tutela.redress.fingerprints.model import State, Whose
from tutela.redress.fingerprints.public_errors import (
    CodeUnknown,
    PdqInvalid,
    PictureTooPlain,
    Sha256Invalid,
)

if TYPE_CHECKING:
    from tests.world import World

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def ask(world: World, number: int = 1, *, pdq: bool = True) -> str:
    """Somebody asks for a drawing; their code."""
    found = signals_of(picture(number))
    code = service.receive(
        world.node,
        sha256=found.sha256.upper(),
        pdq=f" {found.frames[0].hex} " if pdq else "",
        whose=Whose.SELF,
    )
    return code.reveal()


def settle(world: World) -> None:
    world.run_jobs()
    world.refresh()


def one_id(world: World) -> UUID:
    [found] = service.requests(world.node, MIRA)
    return found.id


def agree(world: World, request_id: UUID) -> None:
    """What another person's agreement does."""
    with world.node.work(SARA, purpose="test") as work:
        request = approvals.find(work.connection, request_id, locked=True)
        assert request is not None
        answering.apply(work, request, Command.APPROVE, Party.ANOTHER)
        service.carry_out(work, request)


def accepted(world: World, request: UUID) -> UUID:
    with pytest.raises(AwaitsApproval) as waits:
        service.accept(world.node, SARA, request, reason="It flagged what the person described.")
    found: UUID = waits.value.facts["request"]
    return found


@pytest.fixture
def used(world: World) -> World:
    """A scan is made before, so that what weakens a safeguard needs two people."""
    world.switch_on().scan(picture(9))
    return world


def test_it_flags_and_never_holds_before_two_people_agreed(used: World) -> None:
    assert used.scan(picture(1)).kind.value == "clear"
    code = ask(used)
    settle(used)
    assert service.follow(used.node, code.lower().replace("-", " ")).state is State.ENTERED
    assert used.scan(picture(1)).kind.value == "flagged"
    request = accepted(used, one_id(used))
    settle(used)
    assert used.scan(picture(1)).kind.value == "flagged"
    agree(used, request)
    settle(used)
    assert service.follow(used.node, code).state is State.ACCEPTED
    assert used.scan(picture(1)).kind.value == "held"


@pytest.mark.parametrize("after_accepting", [False, True])
def test_what_is_taken_back_is_gone(used: World, after_accepting: bool) -> None:  # noqa: FBT001
    code = ask(used)
    settle(used)
    if after_accepting:
        agree(used, accepted(used, one_id(used)))
        settle(used)
    service.take_back(used.node, code)
    settle(used)
    assert used.scan(picture(1)).kind.value == "clear"
    assert used.rows("indicator_signal") == []
    [row] = used.rows("fingerprint_request")
    assert (row.state, row.code, row.sha256, row.pdq) == ("withdrawn", None, None, None)
    with pytest.raises(CodeUnknown):
        service.follow(used.node, code)
    with pytest.raises(CodeUnknown):
        service.take_back(used.node, code)


def test_numbers_stand_nowhere_but_in_the_bank(used: World) -> None:
    ask(used)
    settle(used)
    [row] = used.rows("fingerprint_request")
    assert (row.sha256, row.pdq) == (None, None)
    digits = signals_of(picture(1)).sha256
    assert digits not in str(used.events())
    assert digits[:16] not in repr(service.requests(used.node, MIRA))


def test_each_request_vouches_for_itself_alone(used: World) -> None:
    first, second = ask(used), ask(used)
    settle(used)
    service.take_back(used.node, second)
    settle(used)
    assert used.scan(picture(1)).kind.value == "flagged"
    service.take_back(used.node, first)
    settle(used)
    assert used.scan(picture(1)).kind.value == "clear"


def test_any_of_several_requests_may_be_accepted(used: World) -> None:
    ask(used), ask(used)
    settle(used)
    [_, second] = service.requests(used.node, MIRA)
    agree(used, accepted(used, second.id))
    settle(used)
    assert used.scan(picture(1)).kind.value == "held"


def test_it_may_be_taken_back_while_it_is_entered(used: World) -> None:
    code = ask(used)
    found = service.follow(used.node, code)
    service.take_back(used.node, code)
    jobs._enter(used.node, found)
    settle(used)
    assert used.rows("indicator_signal") == []
    assert used.scan(picture(1)).kind.value == "clear"


def test_a_job_that_runs_twice_or_dies_between_changes_nothing(used: World) -> None:
    code = ask(used)
    found = service.follow(used.node, code)
    jobs._have_bank(used.node)
    jobs._enter(used.node, found)
    jobs._enter(used.node, found)
    settle(used)
    jobs.settle(used.node, subject_id=str(found.id))
    assert [row.state for row in used.rows("indicator")] == ["proposed"]
    assert len(used.events("fingerprint:enter")) == 1


def test_what_many_people_share_is_never_entered(used: World) -> None:
    create_bank(used.node, BOSS, "harmless", purpose=BankPurpose.COMMON_HARMLESS)
    add_from_image(
        used.node, BOSS, "harmless", signals_of(picture(1)),
        source="house", scheme="no-abuse", label="everyday",
    )  # fmt: skip
    code = ask(used)
    settle(used)
    found = service.follow(used.node, code)
    assert (found.state, found.problem) == (State.DECLINED, "collides-with-harmless")
    assert used.scan(picture(1)).kind.value == "clear"


def test_a_flood_waits_for_room(used: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_ENTERED", 1)
    codes = [ask(used, number) for number in (1, 2)]
    settle(used)
    states = [service.follow(used.node, code).state for code in codes]
    assert states == [State.ENTERED, State.RECEIVED]
    service.take_back(used.node, codes[0])
    settle(used)
    jobs.enter_waiting(used.node)
    assert service.follow(used.node, codes[1]).state is State.ENTERED


def test_a_request_is_declined_with_a_reason(used: World) -> None:
    code = ask(used, pdq=False)
    settle(used)
    request = one_id(used)
    with pytest.raises(ReasonMissing):
        service.decline(used.node, SARA, request, reason=" ")
    waiting = accepted(used, request)
    service.decline(used.node, SARA, request, reason="It flagged a cartoon.")
    settle(used)
    assert service.follow(used.node, code).state is State.DECLINED
    assert used.scan(picture(1)).kind.value == "clear"
    with pytest.raises(RequestStale):
        agree(used, waiting)
    for act in (service.accept, service.decline):
        with pytest.raises(FingerprintMoveRefused):
            act(used.node, SARA, request, reason="again")
    with pytest.raises(FingerprintMoveRefused):
        service.take_back(used.node, code)


def test_who_may_judge_and_what_there_is(world: World) -> None:
    for act in (service.accept, service.decline):
        with pytest.raises(Forbidden):
            act(world.node, JONAS, uuid4(), reason="why")
        with pytest.raises(FingerprintUnknown):
            act(world.node, SARA, uuid4(), reason="why")
    with pytest.raises(Forbidden):
        service.requests(world.node, NODE)


@pytest.mark.parametrize(
    ("sha256", "pdq", "error"),
    [
        ("", "", Sha256Invalid),
        ("0" * 63, "", Sha256Invalid),
        ("g" * 64, "", Sha256Invalid),
        ("<script>", "", Sha256Invalid),
        ("a" * 64, "b" * 63, PdqInvalid),
        ("a" * 64, "\x00" * 64, PdqInvalid),
        (EMPTY, "", PictureTooPlain),
        ("a" * 64, "0" * 64, PictureTooPlain),
        ("a" * 64, "f" * 64, PictureTooPlain),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    world: World, sha256: str, pdq: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        service.receive(world.node, sha256=sha256, pdq=pdq, whose=Whose.CARER)
    assert world.rows("fingerprint_request") == []


def test_twenty_at_once_are_twenty(used: World) -> None:
    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(lambda number: ask(used, number % 4), range(20)))
    settle(used)
    assert len(codes) == 20
    assert {service.follow(used.node, code).state for code in codes} == {State.ENTERED}
    for code in codes:
        service.take_back(used.node, code)
    settle(used)
    assert used.rows("indicator_signal") == []
