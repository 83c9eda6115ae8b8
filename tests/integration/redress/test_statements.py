"""Every restriction is told with its reasons: at once, once, from its facts; and its end too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.integration.redress.conftest import told
from tests.world import BOSS, CONFIRM, FORUM, MIRA, REJECT, SARA, altered, picture

from tutela.casework import holds
from tutela.casework.children import Circumstance
from tutela.casework.decisions import Judgement
from tutela.casework.marking import Marking, mark
from tutela.law.model import Finding
from tutela.platform.errors import Forbidden
from tutela.platform.services.model import Policy
from tutela.platform.services.service import ContactInvalid, declare_service
from tutela.platform.webhooks import service as webhooks
from tutela.platform.webhooks.model import DeliveryState
from tutela.redress.statements import making, mending, reading
from tutela.redress.statements.errors import StatementNotIssued, StatementUnknown
from tutela.redress.statements.store_reading import Which

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.platform import Platform
    from tests.world import World

    from tutela.platform.clock import ManualClock
    from tutela.redress.statements.model import Told

DAY = timedelta(days=1)
AMBIGUOUS = Judgement(Finding.AGE_AMBIGUOUS, "the face alone does not tell", seen_at_platform=True)
OTHER = Judgement(Finding.OTHER_ILLEGAL, "another crime", seen_at_platform=True)
BAN = replace(CONFIRM, ban_reason="the third time")


def statements(world: World, which: Which = Which.ALL) -> list[Told]:
    """Oldest first."""
    return reading.list_statements(world.node, MIRA, which)[::-1]


def kinds(world: World) -> list[str]:
    return [one.statement.kind.value for one in statements(world)]


def test_a_hold_is_told_at_once_with_its_reasons(live: World, platform: Platform) -> None:
    item = live.hit(picture(1), name="post-7")
    live.run_jobs()
    [one] = told(platform)
    assert (one["type"], one["restriction"]) == ("statement.issued", "hold")
    assert (one["account"], one["id"], one["item"]) == ("kim", "post-7", str(item))
    assert (one["automated_detection"], one["automated_decision"]) == (True, True)
    assert one["trigger"] == "detection"
    assert one["ground"] == "illegal"
    assert one["terms_clause"] == "Terms, section 4"
    assert "Article 6(1)(f) GDPR" in one["text"]
    assert "No person has looked at it yet" in one["text"]
    [kept] = statements(live)
    assert kept.received_at is not None
    [event] = live.events("statement:issue")
    assert event.subject_id == one["statement"]


def test_where_it_acts_is_told_and_an_old_letter_keeps_what_it_said(
    live: World, platform: Platform
) -> None:
    item = live.hit(picture(1))
    live.run_jobs()
    policy = Policy(territory=("DE", "FR"))
    declare_service(live.node, BOSS, FORUM, title="Forum", policy=policy)
    live.decide(item, CONFIRM)
    live.run_jobs()
    hold, removal = told(platform)
    assert (hold["territory"], removal["territory"]) == (None, ["DE", "FR"])
    assert "everywhere that Forum is offered" in hold["text"]
    assert "This applies here, and nowhere else: Germany and France." in removal["text"]
    mending.send_again(live.node, SARA, statements(live)[0].statement.id)
    live.run_jobs()
    assert told(platform)[-1]["text"] == hold["text"]


def test_a_letter_names_no_indicator_no_bank_no_distance_and_nobody(
    live: World, platform: Platform
) -> None:
    item = live.hit(altered(1))
    live.decide(item, Judgement(Finding.CONFIRMED, "secret reason", "A1", seen_at_platform=True))
    live.run_jobs()
    assert len(told(platform)) == 2
    for one in told(platform):
        words = one["text"].lower().replace("known material", "")
        for word in ("known", "hotline", "distance", "mira", "secret reason", "a1", str(item)):
            assert word not in words


def test_a_removal_replaces_the_hold_and_a_reversal_ends_it(
    live: World, platform: Platform
) -> None:
    item = live.hit(picture(1))
    live.run_jobs()
    live.decide(item, CONFIRM)
    live.run_jobs()
    live.reverse(item, REJECT)
    live.run_jobs()
    hold, removal, ended = told(platform)
    assert removal["ends"] == [hold["statement"]]
    assert (ended["type"], ended["ends"]) == ("statement.ended", [removal["statement"]])
    assert "visible again" in ended["title"]
    first, second, last = statements(live)
    assert first.statement.ended_by_id == second.statement.id
    assert second.statement.ended_by_id == last.statement.id
    assert last.statement.ended_at is None


def test_a_decision_reversed_and_made_again_is_told_anew(live: World) -> None:
    item = live.hit(picture(1))
    live.decide(item, CONFIRM)
    live.reverse(item, REJECT)
    live.reverse(item, CONFIRM)
    live.run_jobs()
    assert kinds(live) == ["hold", "removal", "ended", "removal"]
    assert [one.statement.ended_at is None for one in statements(live)] == [
        False, False, True, True,
    ]  # fmt: skip


def test_a_hold_that_ended_before_anything_left_is_told_in_order(
    live: World, platform: Platform
) -> None:
    item = live.hit(picture(1))
    live.decide(item, REJECT)
    live.run_jobs()
    assert [one["restriction"] for one in told(platform)] == ["hold", "ended"]
    assert [one["type"] for one in told(platform)] == ["statement.issued", "statement.ended"]


def test_an_item_that_was_only_flagged_is_told_nothing_unless_it_is_removed(live: World) -> None:
    live.learn(2)
    flagged = live.scan(altered(1), surface="messages", account="kim").item_id
    assert flagged is not None
    live.decide(flagged, replace(REJECT, seen_at_platform=True))
    live.run_jobs()
    assert kinds(live) == []


def test_an_age_that_nobody_can_tell_keeps_the_item_until_the_clock_and_then_it_ends(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    item = live.hit(picture(1))
    live.decide(item, AMBIGUOUS)
    live.second(item, agree=True)
    live.run_jobs()
    kept = told(platform)[-1]
    assert (kept["restriction"], kept["ground"]) == ("kept", "terms")
    assert "until 25 November 2026 at the latest" in kept["text"]
    clock.advance(3 * DAY)
    holds.raise_alarms(live.node)
    live.run_jobs()
    assert told(platform)[-1]["restriction"] == "ended"
    assert "The time for which it could be hidden is over." in told(platform)[-1]["text"]


def test_another_crime_is_told_as_the_end_of_our_hold(live: World, platform: Platform) -> None:
    item = live.hit(picture(1))
    live.decide(item, OTHER)
    live.run_jobs()
    assert "it then tells you so separately" in told(platform)[-1]["text"]


def test_a_ban_is_told_with_the_removal(live: World, platform: Platform) -> None:
    item = live.hit(picture(1))
    live.decide(item, BAN)
    live.run_jobs()
    hold, removal = told(platform)
    assert (hold["closes_account"], removal["closes_account"]) == (False, True)
    assert "your account there is to be closed" in removal["text"]
    assert "the third time" not in removal["text"]


def test_a_child_is_told_with_help_first(live: World, platform: Platform) -> None:
    item = live.hit(picture(1))
    live.run_jobs()
    said = Marking(Circumstance.COERCED, "she wrote so", childs_account=True)
    mark(live.node, MIRA, live.case_of(item), said, item_ids=[item])
    live.decide(item, CONFIRM)
    live.second(item, agree=True)
    live.run_jobs()
    assert told(platform)[-1]["parts"][0]["part"] == "support"


def test_a_job_run_again_says_nothing_twice(live: World, platform: Platform) -> None:
    item = live.hit(picture(1))
    live.run_jobs()
    for _ in range(3):
        making.follow(live.node, subject_id=str(item))
    live.run_jobs()
    assert len(told(platform)) == 1
    assert len(statements(live)) == 1


def test_a_restriction_and_the_job_of_its_statement_are_one_transaction(live: World) -> None:
    live.hit(picture(1))
    assert "redress:state-reasons" in live.jobs()  # whoever dies now leaves the job behind
    assert statements(live) == []


def test_a_dead_webhook_is_seen_and_the_letter_arrives_once_it_is_back(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    platform.go_away()
    live.hit(picture(1))
    making.follow(live.node, subject_id=str(statement_item(live)))
    for _ in range(live.node.settings.webhook_attempts):
        clock.advance(DAY)
        _try_all(live)
    [one] = statements(live, Which.UNTOLD)
    assert [each.state for each in one.tellings] == ["dead"]
    platform.come_back()
    for dead in dead_letters(live):
        webhooks.retry(live.node, SARA, dead)
    _try_all(live)
    assert statements(live, Which.UNTOLD) == []
    assert len(told(platform)) == 1


def statement_item(world: World) -> UUID:
    [row] = world.rows("case_item")
    found: UUID = row.item_id
    return found


def dead_letters(world: World) -> list[UUID]:
    with world.node.read() as connection:
        found = webhooks.list_deliveries(connection, DeliveryState.DEAD)
    return [one.id for one in found]


def _try_all(world: World) -> None:
    """One try for each message that waits."""
    from tutela.platform.webhooks.deliver import deliver  # noqa: PLC0415 - here only
    from tutela.platform.webhooks.errors import WebhookFailed  # noqa: PLC0415

    with world.node.read() as connection:
        waiting = webhooks.list_deliveries(connection, DeliveryState.PENDING)
    for one in waiting:
        try:
            deliver(world.node, delivery_id=str(one.id))
        except WebhookFailed:
            continue


def test_without_a_webhook_the_letter_waits_for_one(live: World) -> None:
    live.hit(picture(1))
    live.run_jobs()
    [one] = statements(live, Which.UNTOLD)
    assert [each.state for each in one.tellings] == ["unset"]


def test_where_nobody_knows_whom_to_tell_that_is_recorded(live: World, platform: Platform) -> None:
    live.hit(picture(1), account="")
    live.run_jobs()
    [one] = statements(live, Which.UNREACHABLE)
    assert one.tellings == ()
    assert told(platform) == []
    assert len(live.events("statement:give-up")) == 1


@pytest.mark.parametrize(
    ("language", "service", "spoken"),
    [
        ("nl-BE", "", "nl"),
        ("de-AT-1996", "fr", "de"),
        ("xx", "fr", "fr"),
        ("", "it", "it"),
        ("zh-Hant-TW", "", "en"),
    ],
)
def test_a_letter_is_in_the_accounts_language_else_the_services_else_the_nodes(
    live: World, platform: Platform, language: str, service: str, spoken: str
) -> None:
    live.declare(replace(live.policy, language=service))
    live.hit(picture(1), language=language)
    live.run_jobs()
    [one] = told(platform)
    assert one["language"] == spoken
    assert ("What happened" in one["text"]) is (spoken == "en")


def test_a_letter_with_a_place_to_fill_never_leaves_and_leaves_once_it_is_mended(
    live: World, platform: Platform
) -> None:
    live.declare(replace(live.policy, contact="TODO ask legal"))
    live.hit(picture(1))
    live.run_jobs()
    assert told(platform) == []
    [one] = statements(live, Which.UNFIT)
    assert "TODO" in one.statement.problem
    mending.tend(live.node)
    mending.tend(live.node)
    assert len(live.events("statement:refuse")) == 1
    live.declare(replace(live.policy, contact="complaints@forum.example"))
    mending.tend(live.node)
    live.run_jobs()
    assert "complaints@forum.example" in told(platform)[0]["text"]
    assert statements(live, Which.UNFIT) == []


def test_hostile_words_come_into_a_letter_as_plain_ones(live: World, platform: Platform) -> None:
    declare_service(
        live.node, BOSS, FORUM, title="<script>{evil}", policy=replace(live.policy, contact="a<b>")
    )
    live.hit(picture(1), account="<b>{x}</b>", name="n\nm")
    live.run_jobs()
    [one] = told(platform)
    assert not set(one["text"]) & set("{}<>[]")
    assert one["account"] == "<b>{x}</b>"


@pytest.mark.parametrize("contact", ["a\nb", "x" * 201])
def test_a_contact_that_is_no_line_is_refused(live: World, contact: str) -> None:
    with pytest.raises(ContactInvalid):
        live.declare(replace(live.policy, contact=contact))


def test_opening_a_statement_is_in_the_log(live: World) -> None:
    live.hit(picture(1))
    live.run_jobs()
    [one] = statements(live)
    shown = reading.show(live.node, MIRA, one.statement.id, purpose="look")
    assert shown.sent
    assert "is hidden for now" in shown.sent.title
    assert len(live.events("statement:view")) == 1
    with pytest.raises(StatementUnknown):
        reading.show(live.node, MIRA, live.node.ids.new(), purpose="look")


def test_whoever_may_not_read_statements_reads_none(live: World) -> None:
    nobody = replace(MIRA, permissions=frozenset())
    with pytest.raises(Forbidden):
        reading.list_statements(live.node, nobody, Which.ALL)
    assert reading.of_case(live.node, nobody, live.node.ids.new()) == ([], [])


def test_the_application_cannot_delete_a_statement(live: World) -> None:
    live.hit(picture(1))
    live.run_jobs()
    for table in ("statement", "statement_telling"):
        with pytest.raises(Exception, match="permission denied"):  # noqa: SIM117
            with live.node.transaction() as connection:
                connection.execute(text(f"DELETE FROM tutela.{table}"))


def test_a_letter_is_sent_again_only_because_somebody_says_so(
    live: World, platform: Platform
) -> None:
    live.hit(picture(1))
    live.run_jobs()
    [one] = statements(live)
    mending.send_again(live.node, SARA, one.statement.id)
    live.run_jobs()
    first, second = told(platform)
    links = {first.pop("link"), second.pop("link")}
    assert len(links) == 2  # of a link only the hash is kept, so a letter gets a new one
    assert first == second
    [again] = statements(live)
    assert [each.by_name for each in again.tellings] == ["", "sara"]
    assert len(live.events("statement:resend")) == 1
    with pytest.raises(Forbidden):
        mending.send_again(live.node, MIRA, one.statement.id)
    with pytest.raises(StatementUnknown):
        mending.send_again(live.node, SARA, live.node.ids.new())


def test_a_letter_that_has_not_left_cannot_be_sent_again(live: World) -> None:
    live.hit(picture(1), account="")
    live.run_jobs()
    [one] = statements(live)
    with pytest.raises(StatementNotIssued):
        mending.send_again(live.node, SARA, one.statement.id)
