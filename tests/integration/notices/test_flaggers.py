"""Trusted flaggers: what their key sends stands first, as long as their status holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from tests.integration.notices.notice_samples import ACTED, NOT_ILLEGAL, Door, a_notice
from tests.world import BOSS, FORUM, KEY, MIRA, SARA

from tutela.platform.accounts import api_keys
from tutela.platform.errors import Forbidden
from tutela.platform.permissions import Permission, Role, permissions_of
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service
from tutela.redress.notices import deciding, erasing, taking
from tutela.redress.notices.deciding import Judgement
from tutela.redress.notices.flaggers import register
from tutela.redress.notices.flaggers.errors import (
    FlaggerInvalid,
    FlaggerKeyUnfit,
    FlaggerMoveRefused,
    FlaggerNeedsPerson,
    FlaggerReasonMissing,
    FlaggerThere,
    FlaggerUnknown,
)
from tutela.redress.notices.flaggers.machine import Command, FlaggerState
from tutela.redress.notices.flaggers.model import NewFlagger
from tutela.redress.notices.model import Outcome, Way
from tutela.redress.notices.sender import Sender

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.platform.clock import ManualClock
    from tutela.redress.notices.flaggers.model import Figures, Flagger
    from tutela.redress.notices.model import Notice

URLS = [f"https://forum.example/{number}" for number in range(30)]


@dataclass
class Hotline:
    """A trusted flagger of the forum, with a key of its own."""

    door: Door
    public_id: str
    id: UUID

    def sends(self, url: str = URLS[0], *, token: str = "", danger: bool = False) -> Notice:
        [key] = [one for one in api_keys.list_keys(self.door.node, BOSS)
                 if one.public_id == self.public_id]  # fmt: skip
        sender = Sender(FORUM, "hotline", key.actor)
        sent = a_notice(urls=[url], danger=danger)
        made = taking.take_in(self.door.node, sender, sent, Way.API, token=token)
        return self.door.shows(made.notice_id)

    def changes(self, command: Command, reason: str = "The Coordinator says so.") -> None:
        register.change(self.door.node, SARA, self.id, command, reason=reason)

    @property
    def stands(self) -> tuple[Flagger, Figures]:
        return register.show_flagger(self.door.node, MIRA, self.id)


def a_key(door: Door, *scopes: Permission, service: str = FORUM) -> str:
    wanted = scopes or tuple(api_keys.PURPOSES["notices"])
    token = api_keys.create_key(door.node, BOSS, service, "hotline", scopes=wanted)
    return api_keys.public_id_of(token.reveal()) or ""


def a_flagger(key: str, **changes: Any) -> NewFlagger:
    whole = NewFlagger(
        "Hotline", "The Coordinator", "de", "abuse of children", "a@hotline.example",
        date(2026, 5, 4), key,
    )  # fmt: skip
    return replace(whole, **changes)


@pytest.fixture
def hotline(door: Door) -> Hotline:
    key = a_key(door)
    return Hotline(door, key, register.add(door.node, SARA, FORUM, a_flagger(key)))


def test_what_a_flagger_sends_stands_first_and_is_due_in_a_day(
    door: Door, hotline: Hotline
) -> None:
    door.takes(urls=[URLS[1]])
    one = hotline.sends()
    assert (one.flagger, one.trusted) == ("Hotline", True)
    assert one.due_at - one.received_at == timedelta(hours=24)
    first, other = door.queue()
    assert first.id == one.case_id
    assert "a trusted flagger gave notice" in [why.words for why in first.priority.reasons]
    assert first.priority.points - other.priority.points >= 500
    listed = deciding.list_notices(door.node, MIRA)
    assert [it.trusted for it in listed] == [True, False]
    assert hotline.sends(URLS[2], danger=True).due_at == one.received_at + timedelta(hours=1)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 22, tzinfo=UTC)),
        (datetime(2027, 3, 27, 22, tzinfo=UTC), datetime(2027, 3, 28, 22, tzinfo=UTC)),
    ],
)
def test_a_day_is_24_hours_when_the_clocks_change(
    hotline: Hotline, clock: ManualClock, received: datetime, due: datetime
) -> None:
    clock.set(received)
    one = hotline.sends()
    assert one.due_at == due
    assert not one.late_at(due)
    assert one.late_at(due + timedelta(microseconds=1))


def test_what_a_flagger_joins_is_due_when_the_flagger_s_is(door: Door, hotline: Hotline) -> None:
    head = door.takes(urls=[URLS[0]])
    joined = hotline.sends(URLS[0])
    assert joined.joined_id == head.notice_id
    assert door.shows(head.notice_id).due_at == joined.due_at
    door.takes(urls=[URLS[0]])
    assert door.shows(head.notice_id).due_at == joined.due_at, "never later than it was"


def test_a_status_that_is_suspended_counts_for_what_comes_after(
    door: Door, hotline: Hotline
) -> None:
    before = hotline.sends()
    hotline.changes(Command.SUSPEND)
    after = hotline.sends(URLS[1])
    assert (after.flagger, after.trusted) == ("Hotline", False)
    assert after.due_at - after.received_at == timedelta(hours=72)
    kept = door.shows(before.id)
    assert (kept.trusted, kept.due_at) == (True, before.due_at)
    door.decides(before.id)
    assert door.shows(before.id).outcome is Outcome.NOT_ILLEGAL
    hotline.changes(Command.RESTORE)
    assert hotline.sends(URLS[2]).trusted
    assert hotline.stands[1].notices == 3, "what came while it was suspended is counted"


def test_a_status_that_ended_is_over_for_good_and_its_key_is_anybody_s(
    door: Door, hotline: Hotline
) -> None:
    hotline.changes(Command.END)
    one = hotline.sends()
    assert (one.flagger, one.trusted) == ("", False)
    for command in Command:
        with pytest.raises(FlaggerMoveRefused):
            hotline.changes(command)
    again = register.add(door.node, SARA, FORUM, a_flagger(hotline.public_id))
    assert replace(hotline, id=again).sends(URLS[1]).trusted
    states = [one.state for one, _ in register.list_flaggers(door.node, MIRA)]
    assert states == [FlaggerState.ACTIVE, FlaggerState.ENDED]


def test_the_same_notice_twice_is_one(hotline: Hotline) -> None:
    first = hotline.sends(token="case-7")
    hotline.changes(Command.SUSPEND)
    again = hotline.sends(token="case-7")
    assert (again.id, again.trusted) == (first.id, True)
    assert hotline.stands[1].notices == 1


def test_twenty_at_once_while_it_is_suspended_are_each_one_or_the_other(
    door: Door, hotline: Hotline
) -> None:
    def either(number: int) -> None:
        hotline.changes(Command.SUSPEND) if number == 10 else hotline.sends(URLS[number])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(either, range(20)))
    found = deciding.list_notices(door.node, MIRA)
    flagger, figures = hotline.stands
    assert (len(found), figures.notices) == (19, 19)
    assert flagger.state is FlaggerState.SUSPENDED
    for one in found:
        hours = 24 if one.trusted else 72
        assert one.due_at - one.received_at == timedelta(hours=hours)
    assert not hotline.sends(URLS[20]).trusted


def test_what_came_of_its_notices_is_counted_and_stays_when_they_are_erased(
    door: Door, hotline: Hotline, clock: ManualClock
) -> None:
    made = [hotline.sends(url) for url in URLS[:4]]
    unfounded = replace(NOT_ILLEGAL, unfounded=True)
    for one, judgement, hours in zip(made[:3], (ACTED, unfounded, NOT_ILLEGAL), (1, 2, 30),
                                     strict=True):  # fmt: skip
        clock.set(one.received_at + timedelta(hours=hours))
        door.decides(one.id, judgement)
    figures = hotline.stands[1]
    assert (figures.notices, figures.decided, figures.waiting) == (4, 3, 1)
    assert figures.outcomes == {Outcome.ACTED_LAW: 1, Outcome.NOT_ILLEGAL: 2}
    assert (figures.unfounded, figures.late) == (1, 1)
    assert figures.median_hours == pytest.approx(2)
    clock.advance(timedelta(days=200))
    assert erasing.erase_due(door.node) == 3
    assert door.shows(made[0].id).flagger == ""
    assert hotline.stands[1] == figures


def test_who_sent_nothing_has_no_median(hotline: Hotline) -> None:
    assert hotline.stands[1].median_hours is None


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"name": "a\nb"},
        {"name": "a" * 201},
        {"awarded_by": ""},
        {"contact": "x" * 501},
        {"areas": "\u202e"},
        {"member_state": "XX"},
        {"since": date(2030, 1, 1)},
    ],
)
def test_what_is_entered_is_checked(door: Door, changes: dict[str, Any]) -> None:
    with pytest.raises(FlaggerInvalid):
        register.add(door.node, SARA, FORUM, a_flagger(a_key(door), **changes))
    assert register.list_flaggers(door.node, MIRA) == []


def test_a_key_of_a_flagger_gives_notice_here_and_does_nothing_else(door: Door) -> None:
    declare_service(door.node, BOSS, "other", title="Other", policy=Policy())
    ended = a_key(door)
    api_keys.revoke_key(door.node, BOSS, ended)
    wide = a_key(door, Permission.NOTICE_GIVE, Permission.SCAN)
    unfit = ("", "a" * 16, "\0", "ü" * 16, ended, wide, a_key(door, service="other"))
    for key in unfit:
        with pytest.raises(FlaggerKeyUnfit):
            register.add(door.node, SARA, FORUM, a_flagger(key))


def test_a_key_that_has_expired_is_nobody_s(door: Door, clock: ManualClock) -> None:
    key = a_key(door)
    clock.advance(timedelta(days=366))
    with pytest.raises(FlaggerKeyUnfit):
        register.add(door.node, SARA, FORUM, a_flagger(key))


def test_a_name_and_a_key_are_one_flagger_s(door: Door, hotline: Hotline) -> None:
    for new in (a_flagger(a_key(door)), a_flagger(hotline.public_id, name="Another")):
        with pytest.raises(FlaggerThere):
            register.add(door.node, SARA, FORUM, new)
    with ThreadPoolExecutor(4) as pool:
        key = a_key(door)
        tries = [pool.submit(register.add, door.node, SARA, FORUM, a_flagger(key, name="Twice"))
                 for _ in range(4)]  # fmt: skip
    assert sum(one.exception() is None for one in tries) == 1


def test_only_a_person_who_may_says_who_is_trusted(door: Door, hotline: Hotline) -> None:
    new = a_flagger(a_key(door), name="Another")
    for actor, refused in (
        (BOSS, FlaggerNeedsPerson),
        (KEY, FlaggerNeedsPerson),
        (MIRA, Forbidden),
    ):
        with pytest.raises(refused):
            register.add(door.node, actor, FORUM, new)
        with pytest.raises(refused):
            register.change(door.node, actor, hotline.id, Command.END, reason="x")
    with pytest.raises(Forbidden):
        register.list_flaggers(door.node, KEY)
    assert Permission.FLAGGER_MANAGE not in permissions_of([Role.ADMINISTRATOR])
    assert Permission.KEY_MANAGE not in permissions_of([Role.SENIOR])


def test_a_change_says_why_and_is_in_the_log(
    door: Door, hotline: Hotline, rows: Callable[..., list[Any]]
) -> None:
    for reason in (" ", "x" * 1001):
        with pytest.raises(FlaggerReasonMissing):
            hotline.changes(Command.SUSPEND, reason)
    with pytest.raises(FlaggerMoveRefused):
        hotline.changes(Command.RESTORE)
    with pytest.raises(FlaggerUnknown):
        register.change(door.node, SARA, UUID(int=0), Command.END, reason="x")
    with pytest.raises(FlaggerUnknown):
        register.show_flagger(door.node, MIRA, UUID(int=0))
    hotline.changes(Command.SUSPEND, "Decision 7 of the Coordinator.")
    hotline.changes(Command.END)
    kept = rows("SELECT event, actor_id, reason FROM audit_event WHERE event LIKE 'flagger:%' "
                "ORDER BY at, id")  # fmt: skip
    assert [one.event for one in kept] == ["flagger:add", "flagger:suspend", "flagger:end"]
    assert {one.actor_id for one in kept} == {SARA.id}
    assert kept[1].reason == "Decision 7 of the Coordinator."
    assert hotline.stands[0].state_reason == "The Coordinator says so."


def test_a_manifestly_unfounded_one_does_nothing_by_itself(door: Door, hotline: Hotline) -> None:
    for url in URLS[:5]:
        one = hotline.sends(url)
        door.decides(one.id, Judgement(Outcome.NOT_FOUND, "nothing", unfounded=True))
    assert hotline.stands[0].state is FlaggerState.ACTIVE
    assert hotline.sends(URLS[6]).trusted
