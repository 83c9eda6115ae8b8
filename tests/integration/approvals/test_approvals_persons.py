"""Nobody approves their own request, in any process, by any door, whatever changed meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.integration.approvals.conftest import LOOSER, PASSWORD, House
from tests.world import BOSS, KEY

from tutela.platform.accounts import service as accounts
from tutela.platform.accounts.factors import removing
from tutela.platform.accounts.sso import linking
from tutela.platform.actor import Actor, ActorKind, operator
from tutela.platform.approvals import answering, jobs
from tutela.platform.approvals.errors import (
    AnswerNeedsPerson,
    AnswerReasonMissing,
    AskerMayNot,
    InAskersHands,
    NotYourRequest,
    OnlyOnePerson,
    OwnRequest,
    RequestMoveRefused,
    RequestStale,
    RequestUnknown,
)
from tutela.platform.approvals.model import State
from tutela.platform.errors import Forbidden
from tutela.platform.permissions import Permission
from tutela.platform.services.model import Policy, SecondPerson

if TYPE_CHECKING:
    from tutela.platform.clock import ManualClock


def test_another_person_agrees_and_it_is_done_once(house: House) -> None:
    asked = house.loosens()
    assert house.policy() == Policy()
    one = house.approve(asked)
    assert (one.state, one.answered_name, one.answer) == (State.DONE, "sara", "seen")
    assert house.policy() == LOOSER
    with pytest.raises(RequestMoveRefused):
        house.approve(asked, by="berta")
    [_, changed] = house.events("service:declare")
    assert changed.actor_id == house.people["sara"].id
    assert changed.facts["request"] == str(asked)
    [ask], [agree] = house.events("request:ask"), house.events("request:approve")
    assert (ask.actor_id, ask.reason) == (house.people["boss"].id, "holidays")
    assert (agree.facts["asked_by"], agree.facts["act"]) == (ask.actor_id, "service:policy")


def test_nobody_approves_or_declines_their_own(house: House) -> None:
    asked = house.loosens()
    with pytest.raises(OwnRequest):
        house.approve(asked, by="boss")
    with pytest.raises(OwnRequest):
        answering.decline(house.node, house.now("boss"), asked, reason="mine")
    assert house.request(asked).state is State.WAITING


def test_a_new_name_does_not_make_another_person(house: House) -> None:
    asked = house.loosens()
    house.sql("UPDATE tutela.account SET name = 'robin' WHERE name = 'boss'")
    with pytest.raises(OwnRequest):
        house.approve(asked, by="robin")


def test_other_roles_do_not_make_another_person(house: House) -> None:
    asked = house.loosens()
    house.sql("UPDATE tutela.account SET roles = ARRAY['senior'] WHERE name = 'boss'")
    house.sql("UPDATE tutela.account SET roles = ARRAY['administrator'] WHERE name = 'sara'")
    with pytest.raises(OwnRequest):
        house.approve(asked, by="boss")
    # Whoever asked may no longer do it, so nobody can agree to it either.
    with pytest.raises(AskerMayNot):
        house.approve(asked, by="sara")
    assert house.policy() == Policy()


def test_who_lost_the_role_meanwhile_cannot_agree(house: House) -> None:
    asked, before = house.loosens(), house.now("sara")
    house.sql("UPDATE tutela.account SET roles = ARRAY['auditor'] WHERE name = 'sara'")
    with pytest.raises(Forbidden):
        house.approve(asked, by="sara")
    with pytest.raises(AnswerNeedsPerson):
        house.approve(asked, by=before)  # a session from before


def test_what_an_ended_account_asked_for_is_not_done(house: House) -> None:
    asked = house.loosens()
    accounts.disable_account(house.node, BOSS, "boss")
    with pytest.raises(AskerMayNot):
        house.approve(asked)
    assert answering.decline(house.node, house.now("sara"), asked, reason="gone").state is (
        State.DECLINED
    )


@pytest.mark.parametrize("kind", [ActorKind.KEY, ActorKind.OPERATOR, ActorKind.NODE])
def test_only_a_person_agrees(house: House, kind: ActorKind) -> None:
    asked = house.loosens()
    anybody = Actor(kind, "somebody", "somebody", frozenset(Permission))
    for who in (anybody, KEY, BOSS):
        with pytest.raises(AnswerNeedsPerson):
            house.approve(asked, by=who)


@pytest.mark.parametrize("name", ["mira", "olga", "ada"])
def test_who_lacks_the_permission_cannot_agree(house: House, name: str) -> None:
    asked = house.loosens()
    with pytest.raises(Forbidden):
        house.approve(asked, by=name)


def test_a_person_without_an_account_here_cannot_agree(house: House) -> None:
    asked = house.loosens()
    for stranger in ("account:sara", str(uuid4())):
        who = Actor(ActorKind.PERSON, stranger, "sara", frozenset(Permission))
        with pytest.raises(AnswerNeedsPerson):
            house.approve(asked, by=who)


def test_whose_password_the_asker_set_cannot_agree(house: House, clock: ManualClock) -> None:
    accounts.set_password(house.node, house.now("boss"), "sara", PASSWORD)
    clock.advance(timedelta(days=1))
    asked = house.loosens()
    with pytest.raises(InAskersHands):
        house.approve(asked, by="sara")
    assert house.approve(asked, by="berta").state is State.DONE


def test_whose_factors_the_asker_ended_while_it_waits_cannot_agree(house: House) -> None:
    asked = house.loosens()
    removing.reset_factors(house.node, house.now("boss"), "sara", reason="lost")
    if house.events("factor:reset"):
        with pytest.raises(InAskersHands):
            house.approve(asked, by="sara")


def test_who_set_the_askers_password_cannot_agree(house: House) -> None:
    accounts.set_password(house.node, house.now("chief"), "boss", PASSWORD)
    asked = house.loosens(by="boss")
    with pytest.raises(InAskersHands):
        house.approve(asked, by="chief")
    assert house.approve(asked, by="berta").state is State.DONE


def test_whom_the_asker_linked_to_somebody_outside_cannot_agree(house: House) -> None:
    issuer = house.node.settings.model_copy(update={"oidc_issuer": "https://id.example.org"})
    linking.link(replace(house.node, settings=issuer), house.now("boss"), "sara", subject="me")
    asked = house.loosens()
    with pytest.raises(InAskersHands):
        house.approve(asked, by="sara")


def test_another_name_at_the_console_does_not_make_another_person(house: House) -> None:
    accounts.set_password(house.node, operator("eve"), "sara", PASSWORD)
    asked = house.loosens(by=operator("adam"))
    with pytest.raises(InAskersHands):
        house.approve(asked, by="sara")
    assert house.approve(asked, by="berta").state is State.DONE


def test_the_only_account_cannot_agree_to_the_console(house: House) -> None:
    asked = house.loosens(by=BOSS)
    house.sql("UPDATE tutela.account SET disabled_at = now() WHERE name <> 'sara'")
    with pytest.raises(OnlyOnePerson):
        house.approve(asked)
    house.sql("UPDATE tutela.account SET disabled_at = NULL")
    assert house.approve(asked).state is State.DONE


def test_agreeing_and_declining_need_words(house: House) -> None:
    asked = house.loosens()
    with pytest.raises(AnswerReasonMissing):
        answering.approve(house.node, house.now("sara"), asked, reason="  ", doers={})
    assert answering.decline(house.node, house.now("sara"), asked, reason="no").state is (
        State.DECLINED
    )
    assert house.policy() == Policy()


def test_only_who_asked_recalls(house: House) -> None:
    asked = house.loosens()
    with pytest.raises(NotYourRequest):
        answering.recall(house.node, house.now("sara"), asked)
    assert answering.recall(house.node, house.now("boss"), asked).state is State.RECALLED
    with pytest.raises(RequestMoveRefused):
        house.approve(asked)


def test_an_unknown_request_is_said_to_be_unknown(house: House) -> None:
    with pytest.raises(RequestUnknown):
        house.approve(uuid4())


def test_what_nobody_answers_ends_and_can_be_asked_again(house: House, clock: ManualClock) -> None:
    asked = house.loosens()
    clock.advance(timedelta(hours=72))
    with pytest.raises(RequestMoveRefused):
        house.approve(asked)
    jobs.expire(house.node)
    jobs.expire(house.node)
    assert house.request(asked).state is State.EXPIRED
    assert len(house.events("request:expire")) == 1
    assert house.loosens() != asked


def test_what_changed_meanwhile_is_not_overwritten(house: House) -> None:
    asked = house.loosens()
    stricter = Policy(second_person=SecondPerson.ALWAYS)
    from tutela.platform.services.service import declare_service  # noqa: PLC0415

    declare_service(house.node, BOSS, "forum", title="Forum", policy=stricter)
    with pytest.raises(RequestStale):
        house.approve(asked)
    assert house.policy() == stricter
    assert house.request(asked).state is State.WAITING
