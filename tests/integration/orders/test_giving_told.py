"""Whoever is in an answer to an authority is told of it, each account once for an order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text
from tests.integration.orders.test_giving import ALL, Office
from tests.orders import OLGA
from tests.world import BOSS, FORUM, picture

from tutela.orders import answering, effects, jobs, messages
from tutela.orders.errors import GivingAbsent, GivingNotAgreed
from tutela.orders.giving import service, store, store_record
from tutela.orders.giving.model import Choice
from tutela.orders.machine import OrderState
from tutela.orders.model import Target, TargetKind, TargetState
from tutela.platform.accounts.factors.model import Method
from tutela.platform.accounts.model import Session
from tutela.platform.accounts.service import disable_account
from tutela.platform.approvals import alone
from tutela.platform.approvals import answering as approvals
from tutela.platform.approvals.errors import CoolingOff, RequestMoveRefused, StillCooling
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

SECRET = {"withheld_until": "2027-06-01T00:00:00Z", "withheld_ground": "the inquiry"}
OVER = datetime(2027, 6, 1, tzinfo=UTC)


@pytest.fixture
def office(node: Node) -> Iterator[Office]:
    one = Office(node)
    yield one
    one.world.close()


def tells(office: Office) -> list[dict[str, Any]]:
    rows = [row for row in office.world.rows("webhook_delivery") if row.kind == "order.tell"]
    return [row.body for row in sorted(rows, key=lambda row: row.created_at)]


def accounts(office: Office) -> list[str]:
    return [one for body in tells(office) for one in body["accounts"]]


def hashes(office: Office) -> list[str]:
    """Targets that name items of both accounts, and neither account."""
    return sorted({f"sha256:{row.sha256}" for row in office.world.rows("item")})


def test_everybody_in_an_answer_is_told_once_however_many_items_are_theirs(office: Office) -> None:
    order_id = office.order(targets=hashes(office))
    office.gives(order_id, *office.kims, *office.lees)
    assert accounts(office) == ["kim", "lee"]
    jobs.disclose(office.node)
    assert len(tells(office)) == 1


def test_who_is_only_in_a_later_answer_is_told_then_and_nobody_again(office: Office) -> None:
    order_id = office.order(targets=hashes(office))
    office.gives(order_id, office.kims[0])
    assert accounts(office) == ["kim"]
    office.gives(order_id, office.kims[1])
    office.gives(order_id, *office.kims, *office.lees)
    assert accounts(office) == ["kim", "lee"]


def test_who_is_in_an_answer_is_told_with_it_and_not_with_the_last_target(office: Office) -> None:
    order_id = office.order(targets=["account:kim", "account:zoe"])
    office.gives(order_id)
    assert office.state(order_id) is OrderState.EXECUTING
    assert accounts(office) == ["kim"]
    assert office.registry.show(order_id).told_users_at is None
    effects.record_rest(office.node, OLGA, order_id, TargetState.NOT_FOUND)
    assert len(tells(office)) == 1


def test_an_account_that_only_the_order_names_is_told_by_it(office: Office) -> None:
    """The platform gave what it knew itself: this node has nothing of zoe."""
    order_id = office.order(targets=["account:kim", "account:zoe"])
    office.gives(order_id)
    effects.record_rest(office.node, OLGA, order_id, TargetState.DONE)
    assert accounts(office) == ["kim", "zoe"]
    assert [[one["value"] for one in body["targets"]] for body in tells(office)] == [
        ["kim"], ["zoe"],
    ]  # fmt: skip


def test_an_item_that_came_twice_and_is_chosen_twice_tells_its_account_once(
    office: Office,
) -> None:
    again = office.world.hit(picture(0), account="kim", name="k0 again")
    order_id = office.order(targets=hashes(office))
    office.gives(order_id, office.kims[0], office.kims[0], again)
    assert accounts(office) == ["kim"]
    [giving] = office.world.rows("order_giving")
    assert giving.items == 2


def test_nobody_is_told_before_a_secrecy_ends_and_then_each_once(
    office: Office, clock: ManualClock
) -> None:
    order_id = office.order(targets=hashes(office), **SECRET)
    office.gives(order_id, office.kims[0])
    office.gives(order_id, office.kims[1], *office.lees)
    clock.set(OVER - timedelta(seconds=1))
    jobs.disclose(office.node)
    assert tells(office) == []
    clock.set(OVER)
    jobs.disclose(office.node)
    jobs.disclose(office.node)
    assert accounts(office) == ["kim", "lee"]
    assert len(office.world.events("order:disclose")) == 1


def test_a_secrecy_that_ends_between_two_answers_tells_of_both(
    office: Office, clock: ManualClock
) -> None:
    order_id = office.order(targets=["account:kim", "account:lee"], **SECRET)
    office.gives(order_id, *office.kims)
    clock.set(OVER)
    jobs.disclose(office.node)
    assert accounts(office) == ["kim"]
    office.agrees(office.chooses(order_id, *office.lees, still_wanted="the court, by telephone"))
    service.give(office.node, office.first, order_id)
    assert office.state(order_id) is OrderState.EFFECTED
    assert accounts(office) == ["kim", "lee"]
    assert [[one["value"] for one in body["targets"]] for body in tells(office)] == [
        ["kim"], ["lee"],
    ]  # fmt: skip


def test_what_was_given_under_an_order_that_was_withdrawn_since_is_told_too(
    office: Office, clock: ManualClock
) -> None:
    order_id = office.order(targets=hashes(office), **SECRET)
    office.gives(order_id, *office.kims)
    answering.withdraw(office.node, OLGA, order_id, reason="by letter of the court")
    clock.set(OVER)
    jobs.disclose(office.node)
    jobs.disclose(office.node)
    assert accounts(office) == ["kim"]


def test_two_jobs_at_once_tell_once(office: Office, clock: ManualClock) -> None:
    order_id = office.order(targets=hashes(office), **SECRET)
    office.gives(order_id, *office.kims, *office.lees)
    clock.set(OVER)
    both = Barrier(2)

    def run(_: int) -> None:
        both.wait()
        jobs.disclose(office.node)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))
    assert accounts(office) == ["kim", "lee"]


def test_who_dies_while_telling_has_given_nothing_and_gives_it_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = office.order(targets=hashes(office))
    office.agrees(office.chooses(order_id, *office.kims))

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(store, "mark_told", dies)
        with pytest.raises(KeyboardInterrupt):
            service.give(office.node, office.first, order_id)
    assert tells(office) == []
    assert office.state(order_id) is OrderState.EXECUTING
    service.give(office.node, office.first, order_id)
    assert accounts(office) == ["kim"]


def test_very_many_accounts_are_told_in_parts_each_in_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "AT_ONCE", 1)
    order_id = office.order(targets=hashes(office))
    office.gives(order_id, *office.kims, *office.lees)
    assert accounts(office) == ["kim", "lee"]
    numbers = [one["number"] for body in tells(office) for one in body["targets"]]
    assert sorted(numbers) == [1, 2, 3]
    assert [(body["part"], body["parts"]) for body in tells(office)] == [(1, 3), (2, 3), (3, 3)]


def test_two_who_agree_at_once_agree_once_and_two_who_give_at_once_give_once(
    office: Office,
) -> None:
    from tests.world import officer  # noqa: PLC0415 - here only

    third = officer(office.node, "third")
    order_id = office.order(targets=hashes(office))
    request = office.chooses(order_id, *office.kims)
    both = Barrier(2)

    def agrees(by: Any) -> bool:
        both.wait()
        try:
            office.agrees(request, by)
        except RequestMoveRefused:
            return False
        return True

    def gives(_: int) -> bool:
        both.wait()
        try:
            service.give(office.node, office.first, order_id)
        except (GivingAbsent, GivingNotAgreed):
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(agrees, (office.other, third))) == [False, True]
        assert sorted(pool.map(gives, range(2))) == [False, True]
    assert accounts(office) == ["kim"]
    assert len(office.world.events("order:give")) == 1


def test_on_a_node_of_one_person_twelve_hours_and_a_passkey_let_it_leave(
    node: Node, clock: ManualClock
) -> None:
    alone.declare_new(node, BOSS)
    office = Office(node)
    try:
        disable_account(node, BOSS, "other")
        order_id = office.order(targets=hashes(office))
        with pytest.raises(CoolingOff) as waits:
            service.choose(
                node, office.first, order_id, Choice(tuple(office.kims), ALL), reason="it asks"
            )
        request: UUID = waits.value.facts["request"]
        with pytest.raises(StillCooling):
            approvals.confirm(node, _session(office, clock), request, doers={})
        with pytest.raises(GivingNotAgreed):
            service.give(node, office.first, order_id)
        clock.advance(alone.COOLING)
        approvals.confirm(node, _session(office, clock), request, doers={})
        service.give(node, office.first, order_id)
        [giving] = office.world.rows("order_giving")
        assert giving.single_person
        assert accounts(office) == ["kim"]
    finally:
        office.world.close()


def _session(office: Office, clock: ManualClock) -> Session:
    """The only officer's, proven by a passkey now."""
    now = clock.now()
    return Session(
        Secret("token"), Secret("csrf"), office.first, "f" * 64, now, now + alone.COOLING,
        proven_by=Method.PASSKEY.value,
    )  # fmt: skip


def test_the_items_of_an_account_are_found_by_an_index(
    office: Office, admin_connection: Connection
) -> None:
    admin_connection.execute(
        text(
            "INSERT INTO tutela.item (service_id, id, surface, account_ref, external_id, verdict,"
            " sha256, size, media_type, signals, received_at)"
            " SELECT service_id, gen_random_uuid(), surface, 'a' || n, 'e' || n, verdict,"
            " md5(n::text) || md5(n::text), size, media_type, '{}', received_at"
            " FROM (SELECT * FROM tutela.item LIMIT 1) one, generate_series(1, 20000) n"
        )
    )
    admin_connection.commit()
    admin_connection.execute(text("ANALYZE tutela.item"))
    admin_connection.commit()
    sent: list[Any] = []
    kim = Target(1, TargetKind.ACCOUNT, "kim", "")
    with office.node.read() as connection:
        event.listen(
            connection, "before_cursor_execute", lambda *given: sent.append((given[2], given[3]))
        )
        found = store_record.on_record(connection, FORUM, [kim, replace(kim, value="lee")])
        [(statement, given)] = sent
        plan = connection.exec_driver_sql(f"EXPLAIN {statement}", given).scalars().all()
    assert {one.account_ref for one in found} == {"kim", "lee"}
    assert "ix_item_account_ref" in "\n".join(plan)
