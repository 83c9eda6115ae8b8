"""Orders from their registration to the answer, on a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.orders import ADDRESS, COURT, OLGA, WHOLE, Registry, written
from tests.world import BOSS, FORUM, KEY, MIRA, SARA, World

from tutela.orders import (
    answering,
    checking,
    effects,
    executing,
    form,
    issuers,
    jobs,
    reading,
    registering,
    taking,
)
from tutela.orders.effects import Effect
from tutela.orders.errors import (
    ConditionsUnmet,
    ConditionUnknown,
    DocumentQuarantined,
    EffectInvalid,
    IssuerThere,
    IssuerUnknown,
    LetterUntimely,
    OrderErased,
    OrderFieldsInvalid,
    OrderMoveRefused,
    OrderNeedsPerson,
    OrderThere,
    OrderUnknown,
    OrderWordsMissing,
    TargetInvalid,
    TooManyTargets,
)
from tutela.orders.machine import OrderState
from tutela.orders.model import CameBy, IssuerKind, LetterKind, TargetState, Verified
from tutela.orders.paper import Paper
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.platform.errors import Forbidden, TutelaError
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.clock import ManualClock

PDF = Paper("order.pdf", "application/octet-stream", b"%PDF-1.7 hostile <script>")


def state(registry: Registry, order_id: UUID) -> OrderState:
    return registry.show(order_id).line.state


def answered(registry: Registry, order_id: UUID, became: TargetState = TargetState.DONE) -> None:
    effects.record_rest(registry.node, OLGA, order_id, became, reason="looked")


def told(registry: Registry, order_id: UUID) -> None:
    answering.report(registry.node, OLGA, order_id, how="by e-mail to the court")


def test_a_registered_order_keeps_what_it_says_sealed(registry: Registry, world: World) -> None:
    order_id = registry.register(withheld_until="2026-12-01T00:00:00Z", withheld_ground="secret")
    one = registry.show(order_id)
    assert (one.line.state, one.line.came_by) == (OrderState.REGISTERED, CameBy.PERSON)
    assert one.facts is not None
    assert one.facts.legal_basis == WHOLE["legal_basis"]
    assert [target.value for target in one.targets] == [ADDRESS]
    [row] = world.rows("authority_order")
    for text in (WHOLE["reasons"], ADDRESS, "secret"):
        assert text.encode() not in row.content
    [event] = world.events("order:register")
    assert event.facts["targets"] == 1
    assert ADDRESS not in str(event.facts)


def test_a_reviewer_reads_orders_and_cannot_register_or_decide(registry: Registry) -> None:
    order_id = registry.register()
    assert reading.list_orders(registry.node, MIRA)
    with pytest.raises(Forbidden):
        registering.register_new(registry.node, MIRA, FORUM, written(reference="2"))
    with pytest.raises(Forbidden):
        executing.execute(registry.node, MIRA, order_id)


def test_neither_the_operator_nor_a_key_registers(registry: Registry) -> None:
    for actor in (BOSS, KEY):
        with pytest.raises(OrderNeedsPerson):
            registering.register_new(registry.node, actor, FORUM, written())


def test_one_reference_of_an_issuer_is_one_order(registry: Registry) -> None:
    first = registry.register()
    with pytest.raises(OrderThere, match=str(first)):
        registry.register()
    registry.add_issuer("Tribunal de Ville", "FR")
    assert registry.register(issuer="Tribunal de Ville") != first


def test_twenty_at_once_with_one_reference_make_one_order(registry: Registry) -> None:
    def attempt(_: int) -> str:
        try:
            return str(registry.register())
        except OrderThere:
            return "there"

    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(attempt, range(20)))
    assert found.count("there") == 19
    assert len(reading.list_orders(registry.node, OLGA)) == 1


def test_an_unknown_issuer_is_added_first(registry: Registry) -> None:
    with pytest.raises(IssuerUnknown, match="Nobody knows"):
        registry.register(issuer="Nobody knows")
    with pytest.raises(IssuerThere):
        issuers.add(
            registry.node, SARA, FORUM, COURT, kind=IssuerKind.POLICE, member_state="DE",
            contact="x",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"language": "German"}, "language"),
        ({"scope": ["XX"]}, "Member State"),
        ({"article": "8"}, "article"),
        ({"issued_at": "2026-11-21T10:00:00"}, "timezone"),
        ({"reasons": "x" * 1_000_000}, "20000"),
        ({"surprise": 1}, "not permitted"),
        ({"received_at": "2027-01-01T00:00:00Z"}, "ahead"),
        ({"time_limit": "a day"}, "PT24H"),
        ({"withheld_until": "2026-12-01T00:00:00Z"}, "ground"),
        ({"reference": ""}, "reference"),
        ({"category": "TEA"}, "category"),
    ],
)
def test_what_cannot_be_registered_says_why(
    registry: Registry, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(OrderFieldsInvalid, match=words) as caught:
        registry.register(**changes)
    assert len(caught.value.sentence) < 400
    assert reading.list_orders(registry.node, OLGA) == []


def test_ten_thousand_targets_are_taken_and_one_more_is_refused(registry: Registry) -> None:
    many = [f"https://forum.example/posts/{number}" for number in range(10_000)]
    order_id = registry.executed(targets=many)
    assert len(registry.show(order_id).targets) == 10_000
    answered(registry, order_id)
    assert state(registry, order_id) is OrderState.EFFECTED
    with pytest.raises(TooManyTargets, match="10,001"):
        registry.register(reference="2", targets=[*many, ADDRESS + "/more"])


def test_a_target_that_is_none_is_named_by_its_line(registry: Registry) -> None:
    with pytest.raises(TargetInvalid, match="line 2"):
        registry.register(targets=[ADDRESS, "the picture of Tuesday"])


def test_a_whole_order_of_a_verified_issuer_meets_every_condition_but_the_language(
    registry: Registry,
) -> None:
    said = registry.said(registry.register())
    assert said.pop("language") == "unclear"  # no language is declared on this node
    assert set(said.values()) == {"met"}


def test_what_is_missing_stops_an_order_until_it_is_completed(
    registry: Registry, world: World
) -> None:
    order_id = registry.register(legal_basis="", redress="", targets=[])
    said = registry.said(order_id)
    assert [name for name, answer in said.items() if answer == "unmet"] == [
        "legal-basis", "targets", "redress",
    ]  # fmt: skip
    with pytest.raises(ConditionsUnmet, match="legal basis"):
        registry.execute(order_id)
    answering.send_back(registry.node, OLGA, order_id, words="Please add these.", how="by e-mail")
    one = registry.show(order_id)
    assert one.line.state is OrderState.LACKING
    assert one.line.acknowledged_at is not None
    [letter] = one.letters
    assert "Article 9(2)(a)(i)" in letter.text
    assert "Please add these." in letter.text
    registering.complete(registry.node, OLGA, order_id, written())
    assert state(registry, order_id) is OrderState.REGISTERED
    registry.execute(order_id)
    assert [row.event for row in world.events("order:return", "order:complete")] == [
        "order:return", "order:complete",
    ]  # fmt: skip


def test_a_wider_scope_and_a_look_alike_are_flagged_and_not_refused(registry: Registry) -> None:
    order_id = registry.register(
        scope=["EU"], targets=["https://forum.example/a", "https://fоrum.example/a"]
    )
    said = registry.said(order_id)
    assert (said["scope"], said["targets"]) == ("unclear", "unclear")
    registry.execute(order_id)
    assert state(registry, order_id) is OrderState.EXECUTING


def test_a_person_overrules_the_program_with_a_reason(registry: Registry) -> None:
    order_id = registry.register(legal_basis="")
    with pytest.raises(OrderWordsMissing):
        checking.answer(registry.node, OLGA, order_id, "legal-basis", met=True, note=" ")
    registry.answers(order_id, "legal-basis")
    assert registry.said(order_id)["legal-basis"] == "met"
    registry.answers(order_id, "reasons", met=False)
    with pytest.raises(ConditionsUnmet, match="statement of reasons"):
        registry.execute(order_id)


def test_nobody_says_in_words_that_an_issuer_is_verified(registry: Registry) -> None:
    order_id = registry.register()
    with pytest.raises(ConditionUnknown):
        registry.answers(order_id, "issuer")
    with pytest.raises(ConditionUnknown):
        registry.answers(order_id, "held-already")  # of Article 10 only


def test_an_order_of_an_unverified_issuer_takes_two_people(
    registry: Registry, world: World
) -> None:
    registry.add_issuer("Somebody", "AT", verified=False)
    order_id = registry.register(issuer="Somebody", scope=["AT"])
    with pytest.raises(AwaitsApproval):
        executing.execute(registry.node, OLGA, order_id, reason="it looks whole")
    assert state(registry, order_id) is OrderState.REGISTERED
    assert world.rows("webhook_delivery") == []
    registry.agreed(order_id)
    assert state(registry, order_id) is OrderState.EXECUTING
    [event] = world.events("order:execute")
    assert event.actor_id == SARA.id
    assert event.facts["issuer_verified"] is False


def test_verifying_an_issuer_lets_one_person_carry_out(registry: Registry) -> None:
    registry.add_issuer("Somebody", "AT", verified=False)
    registry.verify("Somebody", Verified.LIST)
    assert registry.executed(issuer="Somebody", scope=["AT"])
    registry.verify("Somebody", Verified.NOT)
    order_id = registry.register(issuer="Somebody", reference="2")
    assert registry.said(order_id)["issuer"] == "unclear"


def test_effect_is_given_target_by_target_and_reported(
    registry: Registry, world: World, clock: ManualClock
) -> None:
    order_id = registry.executed(
        targets=[ADDRESS, "item:post-2", "account:kim", "sha256:" + "0" * 64]
    )
    [message] = world.rows("webhook_delivery")
    assert message.kind == "order.act"
    assert message.body["tell_users"] is True
    assert message.body["statement"]["redress"] == WHOLE["redress"]
    assert set(message.body["statement"]["letters"]) >= {"de", "en", "fr", "it", "nl"}
    assert [one["kind"] for one in message.body["targets"]] == ["url", "item", "account", "sha256"]
    clock.advance(timedelta(hours=2))
    effects.record(registry.node, OLGA, order_id, [
        Effect(1, TargetState.DONE, at=clock.now() - timedelta(hours=1)),
        Effect(2, TargetState.NOT_FOUND), Effect(3, TargetState.REFUSED, "a newspaper"),
    ])  # fmt: skip
    assert state(registry, order_id) is OrderState.EXECUTING
    with pytest.raises(OrderMoveRefused):
        told(registry, order_id)
    effects.record(registry.node, OLGA, order_id, [Effect(4, TargetState.DONE)])
    assert state(registry, order_id) is OrderState.EFFECTED
    told(registry, order_id)
    one = registry.show(order_id)
    assert one.line.state is OrderState.REPORTED
    assert one.line.effected_at == clock.now()
    [letter] = [each for each in one.letters if each.kind is LetterKind.EFFECT]
    assert "2 of 4 targets" in letter.text
    assert "a newspaper" in letter.text
    assert one.erase_at is not None


def test_saying_it_again_changes_nothing_and_nothing_false_is_taken(
    registry: Registry, world: World, clock: ManualClock
) -> None:
    order_id = registry.executed()
    node = registry.node
    for wrong in (
        Effect(2, TargetState.DONE), Effect(0, TargetState.DONE), Effect(1, TargetState.NAMED),
        Effect(1, TargetState.REFUSED), Effect(1, TargetState.REFUSED, "x" * 1001),
        Effect(1, TargetState.DONE, at=clock.now() + timedelta(hours=1)),
    ):  # fmt: skip
        with pytest.raises(EffectInvalid):
            effects.record(node, OLGA, order_id, [wrong])
    for _ in range(3):
        effects.record(node, OLGA, order_id, [Effect(1, TargetState.DONE)])
    assert len(world.events("order:answer")) == len(world.events("order:effect")) == 1
    with pytest.raises(OrderMoveRefused):
        effects.record(node, OLGA, order_id, [Effect(1, TargetState.NOT_FOUND)])


def test_the_platforms_key_answers_for_its_own_service_only(registry: Registry) -> None:
    order_id = registry.executed()
    declare_service(registry.node, BOSS, "other", title="Other", policy=Policy())
    other = type(KEY)(KEY.kind, KEY.id, KEY.name, KEY.permissions, "other")
    with pytest.raises(OrderUnknown):
        effects.record(registry.node, other, order_id, [Effect(1, TargetState.DONE)])
    effects.record(registry.node, KEY, order_id, [Effect(1, TargetState.DONE)])
    assert state(registry, order_id) is OrderState.EFFECTED
    with pytest.raises(OrderNeedsPerson):
        effects.record(registry.node, BOSS, order_id, [Effect(1, TargetState.DONE)])


def test_a_secret_order_has_its_users_told_by_itself_at_its_end(
    registry: Registry, world: World, clock: ManualClock
) -> None:
    until = clock.now() + timedelta(days=30)
    order_id = registry.executed(withheld_until=until, withheld_ground="an investigation")
    [message] = world.rows("webhook_delivery")
    assert (message.body["tell_users"], message.body["statement"]) == (False, None)
    assert message.body["not_before"] == until.isoformat()
    answered(registry, order_id)
    told(registry, order_id)
    clock.set(until - timedelta(seconds=1))
    jobs.disclose(registry.node)
    assert registry.show(order_id).told_users_at is None
    clock.set(until)
    for _ in range(2):
        jobs.disclose(registry.node)
    assert registry.show(order_id).told_users_at == until
    [tell] = [row for row in world.rows("webhook_delivery") if row.kind == "order.tell"]
    assert tell.body["statement"]["authority"] == COURT
    assert len(world.events("order:disclose")) == 1


def test_an_order_for_information_asks_no_platform_to_act(registry: Registry, world: World) -> None:
    order_id = registry.executed(
        article="10", targets=["account:kim"], information="name and address", scope=[]
    )
    assert world.rows("webhook_delivery") == []
    answered(registry, order_id)
    [tell] = world.rows("webhook_delivery")
    assert tell.kind == "order.tell"
    assert registry.show(order_id).told_users_at is not None
    told(registry, order_id)
    assert "Information was given" in registry.show(order_id).letters[-1].text


def test_a_refused_order_is_answered_with_the_reason(registry: Registry) -> None:
    order_id = registry.register()
    with pytest.raises(OrderWordsMissing):
        answering.refuse(registry.node, OLGA, order_id, reason="")
    answering.refuse(registry.node, OLGA, order_id, reason="It is not our service.")
    told(registry, order_id)
    one = registry.show(order_id)
    assert one.line.state is OrderState.ANSWERED
    assert "It is not our service." in one.letters[-1].text


def test_the_receipt_is_confirmed_once_and_not_ahead_of_time(
    registry: Registry, clock: ManualClock
) -> None:
    order_id = registry.register()
    for how, at in (("", None), ("by mail", clock.now() + timedelta(minutes=1))):
        with pytest.raises(LetterUntimely):
            answering.acknowledge(registry.node, OLGA, order_id, how=how, at=at)
    answering.acknowledge(registry.node, OLGA, order_id, how="by mail")
    assert registry.show(order_id).line.acknowledged_at == clock.now()
    with pytest.raises(OrderMoveRefused):
        answering.acknowledge(registry.node, OLGA, order_id, how="by mail")


def test_an_order_withdrawn_after_its_effect_is_undone(registry: Registry, world: World) -> None:
    order_id = registry.executed(targets=[ADDRESS, "item:gone"])
    effects.record(registry.node, OLGA, order_id, [
        Effect(1, TargetState.DONE), Effect(2, TargetState.NOT_FOUND),
    ])  # fmt: skip
    told(registry, order_id)
    answering.withdraw(registry.node, OLGA, order_id, reason="quashed on appeal")
    one = registry.show(order_id)
    assert one.line.state is OrderState.REINSTATING
    assert one.erase_at is None
    undo = world.rows("webhook_delivery")[-1]
    assert undo.kind == "order.undo"
    assert [each["number"] for each in undo.body["targets"]] == [1]
    effects.record(registry.node, KEY, order_id, [Effect(1, TargetState.DONE)])
    assert state(registry, order_id) is OrderState.REINSTATED
    told(registry, order_id)
    one = registry.show(order_id)
    assert one.line.state is OrderState.WITHDRAWN
    assert "restored" in one.letters[-1].text


def test_an_order_withdrawn_before_its_effect_is_over_at_once(registry: Registry) -> None:
    order_id = registry.register()
    answering.withdraw(registry.node, OLGA, order_id, reason="sent by mistake")
    assert state(registry, order_id) is OrderState.WITHDRAWN


def test_information_that_was_given_cannot_be_taken_back(registry: Registry, world: World) -> None:
    order_id = registry.executed(article="10", targets=["account:kim", "account:lee"])
    effects.record(registry.node, OLGA, order_id, [Effect(1, TargetState.DONE)])
    answering.withdraw(registry.node, OLGA, order_id, reason="quashed")
    assert state(registry, order_id) is OrderState.REINSTATED
    assert [row.kind for row in world.rows("webhook_delivery")] == []


def test_a_file_is_kept_once_and_read_only_outside(registry: Registry, world: World) -> None:
    taken = taking.take_document(registry.node, OLGA, FORUM, PDF)
    again = taking.take_document(registry.node, OLGA, FORUM, PDF)
    assert (taken.new, again.new, again.order_id) == (True, False, taken.order_id)
    assert PDF.data not in world.rows("order_document")[0].sealed
    media_type, data = reading.document(registry.node, OLGA, taken.order_id, 1)
    assert (media_type, data) == ("application/pdf", PDF.data)
    assert len(world.events("order:open")) == 1
    registering.register(registry.node, OLGA, taken.order_id, written())
    assert state(registry, taken.order_id) is OrderState.REGISTERED


def test_what_is_no_pdf_and_no_text_stays_in_quarantine(registry: Registry, world: World) -> None:
    picture = Paper("order.pdf", "application/pdf", b"\x89PNG\r\n\x1a\n and so on")
    taken = taking.take_document(registry.node, OLGA, FORUM, picture)
    with pytest.raises(DocumentQuarantined):
        reading.document(registry.node, OLGA, taken.order_id, 1)
    assert world.events("order:open") == []


def test_the_same_order_by_another_door_is_dismissed_with_a_pointer(registry: Registry) -> None:
    first = registry.register()
    taken = taking.take_document(registry.node, OLGA, FORUM, PDF)
    with pytest.raises(OrderThere, match=str(first)):
        registering.register(registry.node, OLGA, taken.order_id, written())
    registering.dismiss(registry.node, OLGA, taken.order_id, reason="the same", same_as=first)
    one = registry.show(taken.order_id)
    assert (one.line.state, one.same_as_id) == (OrderState.DISMISSED, first)


def test_what_an_order_said_is_erased_a_year_after_it_is_over(
    registry: Registry, world: World, clock: ManualClock
) -> None:
    order_id = registry.executed()
    answered(registry, order_id)
    told(registry, order_id)
    clock.set(datetime(2027, 11, 22, 8, 59, tzinfo=UTC))
    jobs.erase_due(registry.node)
    assert registry.show(order_id).erased_at is None
    clock.set(datetime(2027, 11, 22, 9, 0, tzinfo=UTC))
    for _ in range(2):
        jobs.erase_due(registry.node)
    one = registry.show(order_id)
    assert (one.facts, one.targets, one.letters[-1].text) == (None, (), "")
    assert one.line.effected_at is not None
    [row] = world.rows("authority_order")
    assert (row.wrapped_key, row.content) == (None, None)
    assert len(world.events("order:erase")) == 1
    with pytest.raises(OrderErased):
        answering.withdraw(registry.node, OLGA, order_id, reason="late")


def test_an_order_that_is_not_there_says_so(registry: Registry) -> None:
    missing = registry.node.ids.new()
    acts = (
        lambda: registry.show(missing), lambda: registry.execute(missing),
        lambda: answered_at(registry, missing), lambda: told(registry, missing),
    )  # fmt: skip
    for act in acts:
        with pytest.raises(OrderUnknown):
            act()


def answered_at(registry: Registry, order_id: UUID) -> None:
    effects.record(registry.node, OLGA, order_id, [Effect(1, TargetState.DONE)])


def test_a_form_in_json_never_repeats_a_value_it_refuses() -> None:
    for data in (b"{", b"[]", b'{"article": "canary"}', b'{"canary": 1}', b"\xff"):
        with pytest.raises(TutelaError) as caught:
            form.parse(data)
        assert "canary" not in caught.value.sentence


def test_a_letter_comes_in_once_and_waits_for_a_person(registry: Registry, world: World) -> None:
    letter = b"From: registry@court.example\nSubject: Order 7\n\nRemove it.\n"
    taken = taking.take_mail(registry.node, BOSS, FORUM, letter)
    again = taking.take_mail(registry.node, BOSS, FORUM, b"Received: by b\n" + letter)
    assert (again.order_id, again.new) == (taken.order_id, False)
    shown = reading.show(registry.node, OLGA, taken.order_id, purpose="test")
    assert "Remove it." in shown.said
    [row] = world.rows("order_document")
    assert (row.name, row.readable) == ("mail.eml", False)
    assert b"Remove it." not in bytes(row.sealed)
