"""An act is carried out once: twenty people agree at the same moment, or the machine dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from tests.integration.approvals.conftest import LOOSER, PASSWORD, House
from tests.world import BOSS

from tutela import assembly
from tutela.platform.accounts import service as accounts
from tutela.platform.approvals import answering
from tutela.platform.approvals.errors import RequestMoveRefused
from tutela.platform.approvals.model import Act, State
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Role
from tutela.platform.services.model import Policy

if TYPE_CHECKING:
    from tutela.platform.approvals.model import Request
    from tutela.platform.work import Work

TWENTY = 20


def test_twenty_approvals_at_once_do_it_once(house: House) -> None:
    asked = house.loosens()
    crowd = [house.now(name) for name in ("sara", "berta", "chief")]

    def agree(number: int) -> bool:
        try:
            house.approve(asked, by=crowd[number % len(crowd)])
        except RequestMoveRefused:
            return False
        return True

    with ThreadPoolExecutor(TWENTY) as pool:
        done = list(pool.map(agree, range(TWENTY)))
    assert done.count(True) == 1
    assert len(house.events("service:declare")) == 2
    assert len(house.events("request:approve")) == 1


def test_twenty_uses_of_a_permit_at_once_make_one_account(house: House) -> None:
    def add() -> None:
        accounts.add_account(house.node, BOSS, "nina", [Role.SENIOR], PASSWORD, reason="grows")

    house.approve(house.asks(add))

    def try_it(_: int) -> bool:
        try:
            add()
        except TutelaError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(try_it, range(TWENTY))).count(True) == 1
    assert len(house.events("request:use")) == 1


def test_what_the_act_refuses_leaves_the_request_waiting(house: House) -> None:
    asked = house.loosens()

    def refuse(work: Work, request: Request) -> None:
        assembly.doers()[Act.POLICY](work, request)
        raise RequestMoveRefused(state="broken", command="act")

    with pytest.raises(RequestMoveRefused):
        answering.approve(
            house.node, house.now("sara"), asked, reason="seen", doers={Act.POLICY: refuse}
        )
    assert house.request(asked).state is State.WAITING
    assert house.policy() == Policy()
    assert house.events("request:approve") == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_process_killed_between_approval_and_act_leaves_both_undone(
    house: House, moment: str
) -> None:
    asked = house.loosens()
    dying = subprocess.run(
        [sys.executable, "-m", "tests.integration.approvals.dying", moment, str(asked)],
        env={
            **os.environ,
            "DYING_URL": house.node.database_url,
            "DYING_HOME": str(house.node.settings.home),
        },
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert dying.returncode == -signal.SIGKILL, dying.stderr
    assert house.request(asked).state is State.WAITING
    assert house.policy() == Policy()
    house.approve(asked)
    assert house.policy() == LOOSER
