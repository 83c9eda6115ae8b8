"""Alerts from cause to end: raised once, told by mail and webhook, without a word of what it is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.simulators.mail import HOST, PASSWORD, Mailbox, serving, settings_of
from tests.simulators.platform import Platform
from tests.world import BOSS, FORUM, JONAS, MIRA, SEEN_CONFIRM, World, altered, picture

from tutela.casework.findings import Judgement
from tutela.law.model import Finding
from tutela.operating import alerting
from tutela.operating.alerting import watch_all
from tutela.platform.accounts import service as accounts
from tutela.platform.accounts import store as account_store
from tutela.platform.accounts.model import Session
from tutela.platform.alerts import service, store
from tutela.platform.alerts.errors import ConditionsUnknown, LastListener, MailFailed, MailNotSet
from tutela.platform.alerts.mailing import send
from tutela.platform.alerts.model import Kind, MailState
from tutela.platform.alerts.watching import watch
from tutela.platform.audit.sealer import seal_once
from tutela.platform.permissions import Role
from tutela.platform.secret import Secret
from tutela.platform.services.model import Policy, Retention, SecondPerson

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

ADDRESS = "sara@example.org"
HOLD = timedelta(hours=72)
AGE = Judgement(Finding.AGE_AMBIGUOUS, "may be seventeen or twenty", seen_at_platform=True)


@pytest.fixture
def world(node: Node) -> Iterator[World]:
    one = World(node)
    one.switch_on()
    try:
        yield one
    finally:
        one.close()


def say(node: Node, **settings: object) -> None:
    changed = node.settings.model_copy(update=settings)
    object.__setattr__(node, "settings", changed)


def person(node: Node, name: str, role: Role) -> Session:
    """Somebody with an account, signed in."""
    accounts.add_account(node, BOSS, name, [role], Secret("nine lives of a quiet cat"))
    with node.read() as connection:
        found = account_store.find_account(connection, name)
    assert found
    now = node.clock.now()
    secret = Secret("x")
    return Session(secret, secret, found.actor, "0" * 64, now, now + timedelta(hours=1))


def kinds(node: Node) -> dict[str, int]:
    """The kinds that stand, with numbers; what the tests' clock itself causes aside."""
    return {one.kind.value: one.count for one in service.list_alerts(node, BOSS)}


def mails(world: World) -> list[Any]:
    return sorted(world.rows("alert_mail"), key=lambda row: row.made_at)


def hold(world: World, clock: ManualClock) -> None:
    """Two items are kept from view, and their clocks run out."""
    world.learn(1)
    world.hit(picture(1), name="a")
    world.hit(picture(1), name="b", account="lee")
    clock.advance(HOLD + timedelta(minutes=1))
    seal_once(world.node)


def test_a_hold_calls_by_its_clock_once_and_its_alerts_end_with_it(
    world: World, clock: ManualClock
) -> None:
    world.learn(1)
    item = world.hit(picture(1))
    seal_once(world.node)

    def stands() -> set[str]:
        seal_once(world.node)
        watch_all(world.node)
        return {kind for kind in kinds(world.node) if kind.startswith("hold-")}

    assert stands() == set()
    clock.advance(HOLD / 2)
    assert stands() == {"hold-unopened"}
    clock.advance(HOLD / 4)
    assert stands() == {"hold-unopened", "hold-ending"}
    clock.advance(HOLD / 4)
    assert stands() == {"hold-unopened", "hold-overdue"}
    assert stands() == {"hold-unopened", "hold-overdue"}
    assert len(world.events("alert:raise")) == len(world.rows("alert"))
    world.case_of(item)
    world.look(item)  # which opens the case
    assert stands() == {"hold-overdue"}
    world.decide(item, SEEN_CONFIRM)
    assert stands() == set()
    raised = [one.facts["kind"] for one in world.events("alert:raise")]
    assert sorted(raised) == sorted({*raised})
    ended = [one.facts["kind"] for one in world.events("alert:end")]
    assert {"hold-unopened", "hold-ending", "hold-overdue"} <= set(ended)


def test_nobody_is_called_for_a_hold_that_people_left_to_its_clock(
    world: World, clock: ManualClock
) -> None:
    world.learn(1)
    item = world.hit(picture(1))
    world.decide(item, AGE)
    world.second(item, agree=True)
    clock.advance(HOLD * 0.8)
    seal_once(world.node)
    watch_all(world.node)
    assert not {kind for kind in kinds(world.node) if kind.startswith("hold-")}
    assert world.item(item).restricted


def test_a_decision_that_waits_for_a_second_person_calls_after_eight_hours(
    node: Node, clock: ManualClock
) -> None:
    policy = Policy(Retention.STATUTORY, "Article 3(1)(h)", SecondPerson.ALWAYS)
    world = World(node, policy)
    try:
        world.switch_on()
        world.learn(1)
        item = world.hit(altered(1))
        world.decide(item, SEEN_CONFIRM)
        watch_all(node)
        assert "second-waiting" not in kinds(node)
        clock.advance(timedelta(hours=8))
        watch_all(node)
        assert kinds(node)["second-waiting"] == 1
        world.second(item, agree=True, by=JONAS)
        watch_all(node)
        assert "second-waiting" not in kinds(node)
    finally:
        world.close()


def test_a_claim_that_ran_out_with_work_undone_calls(world: World, clock: ManualClock) -> None:
    from tutela.casework.claims import service as claims  # noqa: PLC0415

    world.learn(1)
    case = world.case_of(world.hit(picture(1)))
    claims.take(world.node, MIRA, case)
    watch_all(world.node)
    assert "claim-expired" not in kinds(world.node)
    clock.advance(timedelta(minutes=31))
    watch_all(world.node)
    assert kinds(world.node)["claim-expired"] == 1


def test_a_condition_that_cannot_be_asked_leaves_its_alert_and_stops_no_other(
    world: World, clock: ManualClock
) -> None:
    hold(world, clock)
    watch_all(world.node)
    before = kinds(world.node)

    def fails(_: Node, __: object) -> None:
        raise ValueError("of no use")

    with pytest.raises(ConditionsUnknown, match="hold-overdue"):
        watch(world.node, {**alerting.CONDITIONS, Kind.HOLD_OVERDUE: fails})
    assert kinds(world.node) == before
    assert before["hold-overdue"] == 2


def test_many_at_once_raise_one(world: World, clock: ManualClock) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    hold(world, clock)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(watch_all, [world.node] * 4))
    assert [one.kind for one in world.rows("alert")].count("hold-overdue") == 1


@pytest.fixture
def box() -> Mailbox:
    return Mailbox(frozenset({ADDRESS}))


@pytest.fixture
def mailed(world: World, box: Mailbox, tmp_path: Path) -> Iterator[World]:
    """A node that sends mail through the simulated server."""
    with serving(box, tmp_path) as authority:
        changed = settings_of(box, authority, tmp_path, "tutela@example.net")
        say(world.node, **changed, origin="https://tutela.example.net")
        yield world


def test_one_message_says_how_much_waits_and_no_word_of_any_case(
    mailed: World, box: Mailbox, clock: ManualClock
) -> None:
    sara = person(mailed.node, "sara", Role.SENIOR)
    service.choose(mailed.node, sara, ADDRESS, list(Kind))
    mailed.learn(1)
    item = mailed.hit(picture(1), account="canary-account", name="canary-item")
    clock.advance(HOLD + timedelta(minutes=1))
    watch_all(mailed.node)
    watch_all(mailed.node)
    mailed.run_jobs()
    [one] = box.arrived
    assert box.envelopes == [("tutela@example.net", [ADDRESS])]
    text = str(one)
    assert "past its clock" in one.get_body().get_content()  # type: ignore[union-attr]
    for secret in ("canary", str(item), str(mailed.case_of(item)), FORUM, "sara ", PASSWORD):
        assert secret not in text
    assert "https://tutela.example.net/alerts" in text
    [row] = mails(mailed)
    assert (row.state, row.tries) == (MailState.SENT.value, 1)
    assert [event.facts["tries"] for event in mailed.events("mail:send")] == [1]


def test_a_flood_is_a_digest(mailed: World, box: Mailbox, clock: ManualClock) -> None:
    sara = person(mailed.node, "sara", Role.SENIOR)
    service.choose(mailed.node, sara, ADDRESS, list(Kind))
    hold(mailed, clock)
    for _ in range(60):  # an hour, minute by minute
        watch_all(mailed.node)
        clock.advance(timedelta(minutes=1))
    mailed.run_jobs()
    assert len(box.arrived) == 1
    clock.advance(timedelta(hours=4))
    watch_all(mailed.node)
    mailed.run_jobs()
    assert len(box.arrived) == 2


def test_who_acknowledged_is_left_alone_until_more_waits(mailed: World, clock: ManualClock) -> None:
    sara = person(mailed.node, "sara", Role.SENIOR)
    service.choose(mailed.node, sara, ADDRESS, list(Kind))
    hold(mailed, clock)
    watch_all(mailed.node)
    for one in service.shown(mailed.node, sara):
        service.acknowledge(mailed.node, sara, one.alert.id)
    assert service.calling(mailed.node, sara) == 0
    clock.advance(timedelta(minutes=20))
    watch_all(mailed.node)
    assert len(mails(mailed)) == 1
    assert mailed.events("alert:acknowledge")


def test_a_server_that_says_later_gets_the_same_message_again(
    mailed: World, box: Mailbox, clock: ManualClock
) -> None:
    box.greylisted = 1
    sara = person(mailed.node, "sara", Role.SENIOR)
    service.choose(mailed.node, sara, ADDRESS, list(Kind))
    hold(mailed, clock)
    watch_all(mailed.node)
    [row] = mails(mailed)
    with pytest.raises(MailFailed, match="recipient refused, 451"):
        send(mailed.node, mail_id=str(row.id))
    clock.advance(timedelta(minutes=1))
    watch_all(mailed.node)
    assert kinds(mailed.node)["mail-away"] == 1
    send(mailed.node, mail_id=str(row.id))
    send(mailed.node, mail_id=str(row.id))  # a job may run twice
    assert [one["Message-ID"] for one in box.arrived] == [f"<{row.id}@example.net>"]
    watch_all(mailed.node)
    assert "mail-away" not in kinds(mailed.node)


def refused(world: World) -> str:
    """Sends a trial message that does not arrive; why not, as the row keeps it."""
    sara = person(world.node, "sara", Role.SENIOR)
    service.choose(world.node, sara, ADDRESS, list(Kind))
    service.try_mail(world.node, sara)
    [row] = mails(world)
    with pytest.raises(MailFailed):
        send(world.node, mail_id=str(row.id))
    [row] = mails(world)
    assert row.state == MailState.WAITING.value
    return str(row.last_error)


def test_an_unknown_recipient_ends_the_message_at_once_and_visibly(
    mailed: World, box: Mailbox
) -> None:
    box.known = frozenset()
    sara = person(mailed.node, "sara", Role.SENIOR)
    service.choose(mailed.node, sara, ADDRESS, list(Kind))
    service.try_mail(mailed.node, sara)
    [row] = mails(mailed)
    send(mailed.node, mail_id=str(row.id))
    [row] = mails(mailed)
    assert (row.state, row.last_error) == ("failed", "recipient refused, 550")
    [event] = mailed.events("mail:fail")
    assert ADDRESS not in str(event.facts)
    watch_all(mailed.node)
    assert kinds(mailed.node)["mail-away"] == 1


def test_a_wrong_password_is_said(mailed: World, tmp_path: Path) -> None:
    (tmp_path / "mail.password").write_text("another one")
    assert refused(mailed) == "name or password refused, 535"


def test_a_password_that_others_can_read_is_not_used(mailed: World, tmp_path: Path) -> None:
    (tmp_path / "mail.password").chmod(0o644)
    assert refused(mailed) == "its password cannot be read"


def test_without_signing_in_the_server_takes_nothing(mailed: World) -> None:
    say(mailed.node, mail_user=None)
    assert refused(mailed) == "refused, 530"


def test_a_certificate_nobody_vouches_for_is_refused(mailed: World) -> None:
    say(mailed.node, mail_authorities=None)
    assert refused(mailed) == "its certificate is not valid for it"


def test_a_certificate_of_another_host_is_refused(
    world: World, box: Mailbox, tmp_path: Path
) -> None:
    with serving(box, tmp_path, valid_for="mail.example.org") as authority:
        say(world.node, mail_host=HOST, mail_port=box.port, mail_authorities=authority,
            mail_from="tutela@example.net")  # fmt: skip
        assert refused(world) == "its certificate is not valid for it"


def test_a_server_that_offers_no_encryption_gets_neither_password_nor_message(
    world: World, box: Mailbox, tmp_path: Path
) -> None:
    with serving(box, tmp_path, starttls=False) as authority:
        say(world.node, mail_host=HOST, mail_port=box.port, mail_authorities=authority,
            mail_from="tutela@example.net")  # fmt: skip
        assert refused(world) == "SMTPNotSupportedError"
    assert box.arrived == []


def test_a_server_that_is_away_is_an_alert_on_the_page(mailed: World) -> None:
    say(mailed.node, mail_port=1)
    assert refused(mailed) == "ConnectionRefusedError"
    watch_all(mailed.node)
    assert kinds(mailed.node)["mail-away"] == 1


def test_after_its_last_try_a_message_has_failed(mailed: World) -> None:
    say(mailed.node, mail_port=1, mail_tries=2)
    refused(mailed)
    [row] = mails(mailed)
    send(mailed.node, mail_id=str(row.id))
    assert mails(mailed)[0].state == "failed"


def test_a_node_without_a_mail_server_says_so(world: World) -> None:
    sara = person(world.node, "sara", Role.SENIOR)
    with pytest.raises(MailNotSet):
        service.try_mail(world.node, sara)


def test_the_last_who_hears_of_something_grave_cannot_stop_hearing_it(mailed: World) -> None:
    sara = person(mailed.node, "sara", Role.SENIOR)
    all_but = [kind for kind in Kind if kind is not Kind.HOLD_OVERDUE]
    service.choose(mailed.node, sara, "", [])  # nobody who hears it: nothing is lost
    service.choose(mailed.node, sara, ADDRESS, list(Kind))
    with pytest.raises(LastListener, match="An item is kept from view past its clock"):
        service.choose(mailed.node, sara, ADDRESS, all_but)
    with pytest.raises(LastListener):
        service.choose(mailed.node, sara, "", list(Kind))
    mira = person(mailed.node, "mira", Role.REVIEWER)
    service.choose(mailed.node, mira, "mira@example.org", list(Kind))
    service.choose(mailed.node, sara, ADDRESS, all_but)
    with mailed.node.read() as connection:
        assert Kind.HOLD_OVERDUE in store.wishes(connection, sara.account_id).muted


def test_a_webhook_tells_that_something_waits_and_that_it_waits_no_more(
    world: World, clock: ManualClock
) -> None:
    with Platform() as platform:
        world.hook(platform)
        say(world.node, alert_service=FORUM)
        hold(world, clock)
        watch_all(world.node)
        told = [one.body for one in world.rows("webhook_delivery") if one.kind == "alert"]
        assert {"hold-overdue", "hold-unopened"} <= {one["kind"] for one in told}
        assert all(set(one) == {"kind", "count", "state", "since", "alert"} for one in told)
        say(world.node, alert_service="nobody")
        watch_all(world.node)  # a service that is not there stops nothing
