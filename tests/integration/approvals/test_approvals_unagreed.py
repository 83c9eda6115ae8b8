"""The console ends all accounts but one and makes another: it wins no second person by that."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.approvals.conftest import PASSWORD, PEOPLE, House
from tests.world import BOSS

from tutela.operating.alerting import CONDITIONS
from tutela.platform.accounts import service as accounts
from tutela.platform.alerts.model import ABOUT, Kind
from tutela.platform.approvals.errors import MadeAlone
from tutela.platform.approvals.model import State
from tutela.platform.permissions import ACCOUNT_ROLES, Role, permissions_of

if TYPE_CHECKING:
    from tutela.platform.clock import ManualClock


def empties(house: House) -> None:
    """The console ends every account but the administrator's, and makes a senior."""
    for name in PEOPLE:
        if name != "boss":
            accounts.disable_account(house.node, BOSS, name)
    accounts.add_account(house.node, BOSS, "puppet", [Role.SENIOR], PASSWORD)


def told(house: House) -> int:
    found = CONDITIONS[Kind.PEOPLE_UNAGREED](house.node, house.node.clock.now())
    return found.count if found else 0


def test_an_account_made_on_one_persons_word_agrees_to_nothing_for_a_week(
    house: House, clock: ManualClock
) -> None:
    empties(house)
    asked = house.loosens()
    with pytest.raises(MadeAlone):
        house.approve(asked, by="puppet")
    assert house.request(asked).state is State.WAITING
    clock.advance(timedelta(days=7, seconds=1))
    assert house.approve(house.loosens(), by="puppet").state is State.DONE


def test_everybody_is_told_for_a_week(house: House, clock: ManualClock) -> None:
    assert told(house) == 0
    empties(house)
    assert told(house) == len(PEOPLE)
    clock.advance(timedelta(days=6))
    assert told(house) == len(PEOPLE)
    clock.advance(timedelta(days=2))
    assert told(house) == 0
    about = ABOUT[Kind.PEOPLE_UNAGREED]
    assert about.essential
    assert all(about.permission in permissions_of(frozenset({role})) for role in ACCOUNT_ROLES)


def test_what_a_person_ended_or_another_agreed_to_alarms_nobody(house: House) -> None:
    accounts.disable_account(house.node, house.now("boss"), "mira")

    def add() -> object:
        return accounts.add_account(house.node, BOSS, "nina", [Role.REVIEWER], reason="grows")

    house.approve(house.asks(add))
    add()
    assert told(house) == 0
