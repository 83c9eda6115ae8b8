"""A statement reaches its person by e-mail too, once, and what does not arrive is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.bounces import PLACE, report
from tests.integration.redress.conftest import told
from tests.simulators.mail import Mailbox, serving, settings_of
from tests.world import CONFIRM, FORUM, MIRA, REJECT, SARA, World, picture

from tutela.detection import mailboxes as keeper
from tutela.detection.errors import ReferenceInvalid
from tutela.operating import alerting
from tutela.platform.actor import NODE
from tutela.platform.alerts.errors import MailAddressInvalid, MailNotSet
from tutela.platform.alerts.model import Kind
from tutela.platform.errors import Forbidden
from tutela.platform.secret import Secret
from tutela.redress.complaints import deciding, lodging, standing
from tutela.redress.complaints.answer import Answer
from tutela.redress.statements import (
    bouncing,
    by_hand,
    links,
    mailboxes,
    mailing,
    mending,
    reading,
    withholding,
)
from tutela.redress.statements import store_mail as store
from tutela.redress.statements.bouncing import Outcome
from tutela.redress.statements.errors import (
    BounceUnreadable,
    CloseNeedsWords,
    LetterUnknown,
    NoMailbox,
    StatementNotIssued,
    StatementUnknown,
)
from tutela.redress.statements.store_reading import Which

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.simulators.platform import Platform

    from tutela.platform.clock import ManualClock
    from tutela.redress.statements.model import Told

KIM = "kim@mail.example"
NOBODY = "nobody@mail.example"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def box() -> Mailbox:
    return Mailbox(frozenset({KIM}))


@pytest.fixture
def mailed(live: World, box: Mailbox, tmp_path: Path) -> Iterator[World]:
    """The same node, which sends mail through the simulated server."""
    with serving(box, tmp_path) as authority:
        changed = settings_of(box, authority, tmp_path, "tutela@example.net")
        sets(live, **changed, mail_bounces=PLACE)
        yield live


def sets(world: World, **changed: Any) -> None:
    node = world.node
    object.__setattr__(node, "settings", node.settings.model_copy(update=changed))


def only(world: World, which: Which = Which.ALL) -> Told:
    [one] = reading.list_statements(world.node, MIRA, which)
    return one


def mails(world: World) -> list[Any]:
    return sorted(world.rows("statement_mail"), key=lambda row: row.made_at)


def test_the_answer_to_a_complaint_arrives_too_with_a_link_and_is_no_statement(
    mailed: World, platform: Platform, box: Mailbox
) -> None:
    mailed.decide(mailed.hit(picture(1), email=KIM, language="nl", name="post-1"), CONFIRM)
    sends(mailed)
    before, tellings = len(box.arrived), len(mailed.rows("statement_telling"))
    code = told(platform)[-1]["link"].rpartition("/")[2]
    one = lodging.by_link(mailed.node, code, "It is mine.", language="de")
    deciding.decide(mailed.node, SARA, one.id, Answer("We looked, and it is listed."))
    assert KIM not in str(mails(mailed)[-1]), "its address lies sealed"
    sends(mailed)
    [letter] = box.arrived[before:]
    text = letter.get_content()
    assert letter["Content-Language"] == "de"
    assert "We looked, and it is listed." in text
    path = text.split(links.PATH)[1].split()[0]
    assert links.open_link(mailed.node, path).statement.id == one.statement_id
    assert standing.of_link(mailed.node, path).told == "We looked, and it is listed."
    assert len(mailed.rows("statement_telling")) == tellings, "those of the statement itself"
    mailed.run_jobs()
    mailing.send_due(mailed.node)
    assert len(box.arrived) == before + 1


def test_nobody_is_written_to_who_has_no_address_when_a_complaint_is_answered(
    mailed: World, platform: Platform, box: Mailbox
) -> None:
    mailed.decide(mailed.hit(picture(1), name="post-1"), CONFIRM)
    sends(mailed)
    code = told(platform)[-1]["link"].rpartition("/")[2]
    one = lodging.by_link(mailed.node, code, "It is mine.", language="de")
    deciding.decide(mailed.node, SARA, one.id, Answer("It is listed."))
    sends(mailed)
    assert (box.arrived, mails(mailed)) == ([], [])


def code_of(box: Mailbox, at: int = -1) -> str:
    """The code by which a letter is known, as its envelope has it."""
    return box.envelopes[at][0].partition("+")[2].partition("@")[0]


def sends(world: World) -> None:
    world.run_jobs()
    mailing.send_due(world.node)


def test_the_letter_arrives_with_a_link_of_its_own_and_counts_as_told(
    mailed: World, box: Mailbox
) -> None:
    mailed.hit(picture(1), email=KIM, language="de-AT", name="post-7")
    mailed.run_jobs()
    [letter] = box.arrived
    text = letter.get_content()
    assert letter["From"] == "Forum <tutela@example.net>"
    assert letter["Content-Language"] == "de"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Artikel 21" in text
    assert box.envelopes[0] == (f"bounces+{code_of(box)}@example.net", [KIM])
    assert letter["Message-ID"] == f"<{code_of(box)}@example.net>"
    path = text.split(links.PATH)[1].split()[0]
    assert links.open_link(mailed.node, path).statement.kind.value == "hold"
    for hidden in ("post-7", "kim", "hotline"):
        assert hidden not in text
    one = only(mailed)
    assert one.received_at == mailed.node.clock.now()
    assert [(each.way.value, each.state) for each in one.tellings] == [
        ("webhook", "unset"), ("e-mail", "sent"),
    ]  # fmt: skip
    assert len(mailed.events("statement:mail")) == 1


def test_an_address_stands_nowhere_in_the_clear(mailed: World, box: Mailbox) -> None:
    from tests.integration.redress.test_links import in_the_database  # noqa: PLC0415 - here only

    box.greylisted = 1
    mailed.hit(picture(1), email=KIM)
    mailed.run_jobs()
    [waiting] = mails(mailed)
    assert (waiting.state, waiting.last_error) == ("waiting", "recipient refused, 451")
    assert waiting.sealed
    assert in_the_database(mailed, KIM) == []
    assert in_the_database(mailed, "/public/statements/") == []


def test_who_sends_no_address_costs_nothing(mailed: World, box: Mailbox) -> None:
    mailed.hit(picture(1))
    mailed.run_jobs()
    assert (box.arrived, mails(mailed), mailed.rows("mailbox")) == ([], [], [])


def test_a_node_that_sends_no_mail_keeps_no_address(live: World) -> None:
    live.hit(picture(1), email=KIM)
    live.run_jobs()
    assert (live.rows("mailbox"), mails(live)) == ([], [])


def test_both_ways_tell_and_the_first_receipt_counts(
    mailed: World, box: Mailbox, platform: Platform, clock: ManualClock
) -> None:
    box.greylisted = 1
    mailed.hit(picture(1), email=KIM)
    mailed.run_jobs()
    first = clock.now()
    clock.advance(HOUR)
    mailing.send_due(mailed.node)
    assert (len(told(platform)), len(box.arrived)) == (1, 1)
    assert only(mailed).received_at == first


def test_an_item_taken_in_for_later_keeps_its_address_sealed_until_then(
    mailed: World, box: Mailbox, platform: Platform
) -> None:
    from tests.world import FORUM, KEY  # noqa: PLC0415

    from tutela.detection import intake  # noqa: PLC0415 - here only
    from tutela.detection.model import Incoming  # noqa: PLC0415

    incoming = Incoming(FORUM, "uploads", "kim", email=Secret(KIM))
    intake.take_in(mailed.node, mailed.program.scanner, KEY, incoming, picture(1))
    [row] = mailed.rows("intake")
    assert KIM.encode() not in bytes(row.email)
    assert KIM not in repr(incoming)
    mailed.run_jobs()
    assert len(box.arrived) == 1


@pytest.mark.parametrize(
    "address",
    ["kim", "kim@", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example", "a b@c.example",
     "x" * 65 + "@b.example", "a@" + "b" * 250 + ".example", "a@b.example\0", "a@\ud800.example",
     " ", "   ", "\u00a0", "\u200b", "\u200b\u00a0 ", " kim@mail.example", "kim@mail.example ",
     "kim@mail.example\u200b", "\ufeffkim@mail.example", "k\u00efm@mail.example",
     "kim@m\u00e4il.example",
     "=?utf-8?q?x?=@b.example", "=?utf-8?b?eA==?=@b.example", "a=?q?=@b.example"],
)  # fmt: skip
def test_what_is_not_one_address_is_refused_and_never_repeated(mailed: World, address: str) -> None:
    with pytest.raises(ReferenceInvalid) as refused:
        mailed.hit(picture(1), email=address)
    assert not address.strip() or address not in refused.value.sentence


def test_an_address_needs_its_account(mailed: World) -> None:
    with pytest.raises(ReferenceInvalid):
        mailed.scan(picture(1), email=KIM)


def test_the_newest_address_counts(mailed: World, box: Mailbox) -> None:
    mailed.hit(picture(1), email=NOBODY, name="a")
    mailed.hit(picture(1), email=KIM, name="b")
    mailed.run_jobs()
    assert len(mailed.rows("mailbox")) == 1
    assert len(box.arrived) == 2


def test_a_server_that_puts_off_is_asked_again_with_the_same_letter(
    mailed: World, box: Mailbox, clock: ManualClock
) -> None:
    box.greylisted = 2
    mailed.hit(picture(1), email=KIM)
    mailed.run_jobs()
    mailing.send_due(mailed.node)
    assert mails(mailed)[0].tries == 1  # not before its pause is over
    for _ in range(2):
        clock.advance(HOUR)
        mailing.send_due(mailed.node)
    [one] = mails(mailed)
    assert (one.state, one.tries, one.sealed) == ("sent", 3, None)
    assert len(mailed.rows("statement_link")) == 2  # the webhook's, and the mail's
    mailing.send_due(mailed.node)
    assert len(box.arrived) == 1


def test_a_refusal_for_good_is_recorded_at_once_and_tells_nobody(
    mailed: World, box: Mailbox
) -> None:
    mailed.hit(picture(1), email=NOBODY)
    mailed.run_jobs()
    [one] = mails(mailed)
    assert (one.state, one.last_error, one.sealed) == ("failed", "recipient refused, 550", None)
    assert only(mailed, Which.UNDELIVERED).received_at is None
    assert len(mailed.events("statement:fail-to-mail")) == 1
    found = alerting.CONDITIONS[Kind.STATEMENT_UNDELIVERED](mailed.node, mailed.node.clock.now())
    assert found
    assert found.count == 1


def test_a_letter_refused_for_what_it_says_is_not_tried_again(mailed: World, box: Mailbox) -> None:
    box.refuses = 1
    mailed.hit(picture(1), email=KIM)
    mailed.run_jobs()
    assert [(one.state, one.last_error) for one in mails(mailed)] == [("failed", "refused, 554")]


def test_a_server_that_is_away_is_tried_for_a_week_and_then_the_letter_is_given_up(
    mailed: World, clock: ManualClock
) -> None:
    sets(mailed, mail_port=1, mail_seconds=0.5)
    mailed.hit(picture(1), email=KIM)
    mailed.run_jobs()
    begun = clock.now()
    tries = 1
    while mails(mailed)[0].state == "waiting":
        assert clock.now() - begun < timedelta(days=8)
        clock.advance(HOUR)
        mailing.send_due(mailed.node)
        tries += 1
    [one] = mails(mailed)
    assert (one.state, one.sealed) == ("failed", None)
    assert clock.now() - begun >= timedelta(days=7)
    assert 20 < one.tries < 60
    assert only(mailed, Which.UNDELIVERED)


def test_a_run_stops_at_a_server_that_is_away(mailed: World) -> None:
    sets(mailed, mail_port=1, mail_seconds=0.5)
    for name in ("a", "b", "c"):
        mailed.hit(picture(1), email=KIM, name=name)
    assert mailed.run_jobs()
    assert sum(one.tries for one in mails(mailed)) <= 3
    before = sum(one.tries for one in mails(mailed))
    mailing.send_due(mailed.node)
    assert sum(one.tries for one in mails(mailed)) <= before + 1


@pytest.mark.parametrize(
    "poison",
    ["  ", "k\u00efm@mail.example", "=?utf-8?q?x?=@b.example", "a\n@b.example"],
)
def test_a_letter_that_no_message_can_be_made_of_stops_no_other(
    mailed: World, box: Mailbox, poison: str
) -> None:
    """What the door refuses now may lie here from before."""
    with mailed.node.read() as connection:
        assert store.alone(connection)  # so that all of them wait for one run
        for name in "abcdefg":
            to = KIM if name != "d" else NOBODY
            mailed.hit(picture(1), account=f"kim-{name}", email=to, name=name)
        spoil(mailed, "kim-d", poison)
        mailed.run_jobs()
    mailing.send_due(mailed.node)
    assert len(box.arrived) == 6
    [lost] = [one for one in mails(mailed) if one.state != "sent"]
    assert (lost.state, lost.tries, lost.sealed) == ("failed", 1, None)
    assert lost.last_error.startswith("no message can be made of it")
    assert len(reading.list_statements(mailed.node, MIRA, Which.UNDELIVERED)) == 1


def spoil(world: World, account: str, address: str) -> None:
    """Keeps what is no address for an account, in place of its own."""
    with world.node.work(NODE, purpose="test") as work:
        keeper.keep(work, FORUM, account, Secret(address))


def test_a_server_that_hangs_up_in_the_middle_of_one_letter_gets_the_next(
    mailed: World, box: Mailbox, clock: ManualClock
) -> None:
    box.hangs_up = 1
    with mailed.node.read() as connection:
        assert store.alone(connection)
        for name in ("a", "b", "c"):
            mailed.hit(picture(1), email=KIM, name=name)
        mailed.run_jobs()
    mailing.send_due(mailed.node)
    assert sorted(one.state for one in mails(mailed)) == ["sent", "sent", "waiting"]
    clock.advance(HOUR)
    mailing.send_due(mailed.node)
    assert len(box.arrived) == 3


def test_one_run_sends_at_a_time(mailed: World, box: Mailbox) -> None:
    mailed.hit(picture(1), email=KIM)
    with mailed.node.read() as connection:
        assert store.alone(connection)
        mailed.run_jobs()
        assert box.arrived == []
    mailing.send_due(mailed.node)
    assert len(box.arrived) == 1


def test_a_run_is_bounded_and_the_rest_follows(
    mailed: World, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "AT_ONCE", 2)
    with mailed.node.read() as connection:
        assert store.alone(connection)
        for name in ("a", "b", "c"):
            mailed.hit(picture(1), email=KIM, name=name)
        mailed.run_jobs()
    mailing.send_due(mailed.node)
    assert len(box.arrived) == 2
    mailing.send_due(mailed.node)
    assert len(box.arrived) == 3


def test_a_crash_after_the_servers_yes_sends_the_same_letter_again(
    mailed: World, box: Mailbox, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(mailing, "settle", dies)
        mailed.hit(picture(1), email=KIM)
        with pytest.raises(KeyboardInterrupt):
            mailed.run_jobs()
    mailing.send_due(mailed.node)
    assert len(box.arrived) == 1  # its try is on record: not at once
    clock.advance(HOUR)
    mailing.send_due(mailed.node)
    first, second = box.arrived
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_content() == second.get_content()
    assert [one.state for one in mails(mailed)] == ["sent"]


def test_a_letter_that_comes_back_is_not_told_and_no_time_to_complain_runs(
    mailed: World, box: Mailbox, clock: ManualClock
) -> None:
    mailed.hit(picture(1), email=KIM)
    mailed.run_jobs()
    assert lodging.closes_at(only(mailed)) is not None
    clock.advance(DAY)
    taken = bouncing.take(mailed.node, SARA, report(code_of(box)))
    assert taken.outcome is Outcome.BOUNCED
    one = only(mailed, Which.UNDELIVERED)
    assert one.received_at is None
    assert lodging.closes_at(one) is None
    [row] = mails(mailed)
    assert (row.state, row.last_error, row.bounced_at) == ("bounced", "bounced, 5.1.1", clock.now())
    [event] = mailed.events("statement:bounce")
    assert event.subject_id == str(one.statement.id)
    assert KIM not in str(event)


@pytest.mark.parametrize(
    "known",
    [{"to": "postmaster@example.net"}, {"message_id": ""},
     {"to": "postmaster@example.net", "whole": True}],
)  # fmt: skip
def test_a_report_is_known_by_its_address_or_by_the_letter_in_it(
    mailed: World, box: Mailbox, known: dict[str, Any]
) -> None:
    mailed.hit(picture(1), email=KIM)
    mailed.run_jobs()
    taken = bouncing.take(mailed.node, SARA, report(code_of(box).upper(), **known))
    assert taken.outcome is Outcome.BOUNCED


def test_a_report_taken_twice_changes_nothing_more(mailed: World, box: Mailbox) -> None:
    mailed.hit(picture(1), email=KIM)
    mailed.run_jobs()
    outcomes = [bouncing.take(mailed.node, SARA, report(code_of(box))).outcome for _ in range(2)]
    assert outcomes == [Outcome.BOUNCED, Outcome.KNOWN]
    assert len(mailed.events("statement:bounce")) == 1


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_no_failure_changes_nothing(mailed: World, box: Mailbox, action: str) -> None:
    mailed.hit(picture(1), email=KIM)
    mailed.run_jobs()
    taken = bouncing.take(mailed.node, SARA, report(code_of(box), action=action))
    assert taken.outcome is Outcome.NO_FAILURE
    assert only(mailed).received_at is not None


def test_a_forged_report_without_the_code_changes_nothing(mailed: World, box: Mailbox) -> None:
    mailed.hit(picture(1), email=KIM)
    mailed.run_jobs()
    one = only(mailed)
    for code in ("0" * 28, str(one.statement.id), str(mails(mailed)[0].id)):
        assert bouncing.take(mailed.node, SARA, report(code)).outcome is Outcome.UNKNOWN
    assert only(mailed).received_at is not None
    with pytest.raises(BounceUnreadable):
        bouncing.take(mailed.node, SARA, b"Subject: out of office\n\nBack on Monday.")
    with pytest.raises(Forbidden):
        bouncing.take(mailed.node, MIRA, report(code_of(box)))


def test_a_letter_that_waits_and_bounced_meanwhile_is_not_sent_again(
    mailed: World, box: Mailbox, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(mailing, "settle", lambda *_: None)
        mailed.hit(picture(1), email=KIM)
        mailed.run_jobs()
    assert bouncing.take(mailed.node, SARA, report(code_of(box))).outcome is Outcome.BOUNCED
    clock.advance(DAY)
    mailing.send_due(mailed.node)
    assert len(box.arrived) == 1


def test_a_person_sends_a_letter_to_another_address_which_holds_from_then_on(
    mailed: World, box: Mailbox
) -> None:
    item = mailed.hit(picture(1), email=NOBODY)
    mailed.run_jobs()
    one = only(mailed)
    by_hand.send(mailed.node, SARA, one.statement.id, Secret(KIM))
    mailed.run_jobs()
    assert len(box.arrived) == 1
    assert only(mailed, Which.ALL).received_at is not None
    assert reading.list_statements(mailed.node, MIRA, Which.UNDELIVERED) == []
    [event] = mailed.events("statement:resend")
    assert KIM not in str(event)
    mailed.decide(item, CONFIRM)
    mailed.run_jobs()
    assert len(box.arrived) == 2
    by_hand.send(mailed.node, SARA, one.statement.id, Secret(""))
    mailed.run_jobs()
    assert len(box.arrived) == 3


def test_what_cannot_be_sent_by_hand_is_refused_in_words(mailed: World) -> None:
    mailed.hit(picture(1))
    mailed.run_jobs()
    number = only(mailed).statement.id
    for to, refusal in (
        ("", NoMailbox), ("kim\nBcc: x@y.example", MailAddressInvalid), ("  ", MailAddressInvalid),
    ):  # fmt: skip
        with pytest.raises(refusal):
            by_hand.send(mailed.node, SARA, number, Secret(to))
    with pytest.raises(StatementUnknown):
        by_hand.send(mailed.node, SARA, mailed.node.ids.new(), Secret(KIM))
    with pytest.raises(Forbidden):
        by_hand.send(mailed.node, MIRA, number, Secret(KIM))
    sets(mailed, mail_host=None)
    with pytest.raises(MailNotSet):
        by_hand.send(mailed.node, SARA, number, Secret(KIM))


def test_what_nobody_was_told_cannot_be_sent_by_hand(mailed: World) -> None:
    mailed.hit(picture(1), account="")
    mailed.run_jobs()
    with pytest.raises(StatementNotIssued):
        by_hand.send(mailed.node, SARA, only(mailed).statement.id, Secret(KIM))


def test_a_person_says_that_a_letter_need_not_arrive(mailed: World) -> None:
    mailed.hit(picture(1), email=NOBODY)
    mailed.run_jobs()
    [lost] = mails(mailed)
    for reason in ("", " \n", "a\nb", "x" * 501):
        with pytest.raises(CloseNeedsWords):
            by_hand.close(mailed.node, SARA, lost.id, reason)
    by_hand.close(mailed.node, SARA, lost.id, "the account is gone")
    assert reading.list_statements(mailed.node, MIRA, Which.UNDELIVERED) == []
    assert len(reading.list_statements(mailed.node, MIRA, Which.UNTOLD)) == 1
    [event] = mailed.events("statement:close-mail")
    assert event.reason == "the account is gone"
    with pytest.raises(LetterUnknown):
        by_hand.close(mailed.node, SARA, lost.id, "again")


def test_a_letter_that_waits_stays_while_its_user_may_not_be_told(
    mailed: World, box: Mailbox, clock: ManualClock
) -> None:
    box.greylisted = 1
    item = mailed.hit(picture(1), email=KIM)
    mailed.run_jobs()
    until = clock.now() + 10 * DAY
    withholding.hold_back(
        mailed.node, SARA, mailed.case_of(item), why="order", source="Court", until=until
    )
    clock.advance(9 * DAY)
    mailing.send_due(mailed.node)
    assert box.arrived == []
    clock.advance(2 * DAY)
    mending.tend(mailed.node)
    mailing.send_due(mailed.node)
    assert len(box.arrived) == 1


def test_an_address_is_forgotten_once_nothing_needs_it(mailed: World) -> None:
    mailed.learn(2)
    flagged = mailed.scan(picture(2), surface="messages", account="kim", email=KIM).item_id
    assert flagged is not None
    mailboxes.erase_due(mailed.node)
    assert [row.erased_at for row in mailed.rows("mailbox")] == [None]  # it waits for a decision
    mailed.decide(flagged, replace(REJECT, seen_at_platform=True))
    mailed.run_jobs()
    mailboxes.erase_due(mailed.node)
    if not mailed.rows("statement"):
        [row] = mailed.rows("mailbox")
        assert (row.sealed, row.account_ref) == (None, "")


def test_an_address_is_erased_by_its_clock_at_last(mailed: World, clock: ManualClock) -> None:
    mailed.hit(picture(1), email=KIM)
    [row] = mailed.rows("mailbox")
    clock.set(row.erase_at - timedelta(seconds=1))
    mailboxes.erase_due(mailed.node)
    assert mailed.rows("mailbox")[0].sealed
    clock.set(row.erase_at)
    mailboxes.erase_due(mailed.node)
    mailboxes.erase_due(mailed.node)
    assert mailed.rows("mailbox")[0].sealed is None
    [event] = mailed.events("mailbox:erase")
    assert event.reason == "its clock ran out"


def test_an_account_that_is_gone_is_forgotten(mailed: World) -> None:
    mailed.hit(picture(1), email=KIM)
    assert mailboxes.forget(mailed.node, SARA, "forum", "kim")
    assert not mailboxes.forget(mailed.node, SARA, "forum", "kim")
    mailed.hit(picture(1), email=KIM, name="again")
    assert sorted(bool(row.sealed) for row in mailed.rows("mailbox")) == [False, True]
    with pytest.raises(Forbidden):
        mailboxes.forget(mailed.node, MIRA, "forum", "kim")
