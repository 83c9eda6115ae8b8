"""A statement says what led to the restriction, from what is on record, and never who."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.notices.notice_samples import ACTED, NOT_ILLEGAL, a_notice
from tests.integration.redress.conftest import told
from tests.world import BOSS, CONFIRM, FORUM, MIRA, SARA, altered, picture

from tutela.indicators.model import IndicatorState
from tutela.platform import languages
from tutela.platform.accounts import api_keys
from tutela.redress.notices import deciding, taking
from tutela.redress.notices.flaggers import register
from tutela.redress.notices.flaggers.model import NewFlagger
from tutela.redress.notices.model import Way
from tutela.redress.notices.sender import Sender
from tutela.redress.publishing import mapping
from tutela.redress.publishing.model import Terms
from tutela.redress.statements import reading
from tutela.redress.statements.model import Trigger
from tutela.redress.statements.public_letter import letter
from tutela.redress.statements.store_reading import Which

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.platform import Platform
    from tests.world import World

    from tutela.platform.actor import Actor
    from tutela.platform.clock import ManualClock
    from tutela.redress.notices.deciding import Judgement
    from tutela.redress.statements.model import Facts

POST = "post-7"
NAME, ADDRESS = "Anna Notifier", "anna@notifier.example"


def gives_notice(world: World, item: str = POST, by: Actor | None = None) -> UUID:
    sent = a_notice(urls=[], item=item, name=NAME, email=ADDRESS)
    way = Way.API if by else Way.FORM
    return taking.take_in(world.node, Sender(FORUM, "here", by), sent, way).notice_id


def trusted(world: World) -> Actor:
    """The key of a trusted flagger."""
    scopes = tuple(api_keys.PURPOSES["notices"])
    token = api_keys.create_key(world.node, BOSS, FORUM, "hotline", scopes=scopes)
    key = api_keys.public_id_of(token.reveal()) or ""
    new = NewFlagger("Hotline", "The Coordinator", "de", "abuse", "a@hotline.example",
                     date(2026, 5, 4), key)  # fmt: skip
    register.add(world.node, SARA, FORUM, new)
    [found] = [one for one in api_keys.list_keys(world.node, BOSS) if one.public_id == key]
    return found.actor


def facts(world: World) -> list[Facts]:
    """Of every statement, oldest first."""
    world.run_jobs()
    listed = reading.list_statements(world.node, MIRA, Which.ALL)
    return [one.statement.facts for one in listed][::-1]


def test_what_a_list_found_alone_is_told_so(live: World) -> None:
    live.decide(live.hit(picture(1), name=POST), CONFIRM)
    assert [one.causes for one in facts(live)] == [(Trigger.DETECTION,)] * 2


def test_a_notice_that_came_after_the_hold_led_to_the_removal_as_well(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    item = live.hit(picture(1), name=POST)
    clock.advance(timedelta(hours=1))
    gives_notice(live)
    live.decide(item, CONFIRM)
    hold, removal = facts(live)
    assert hold.causes == (Trigger.DETECTION,)
    assert removal.causes == (Trigger.DETECTION, Trigger.NOTICE)
    body = told(platform)[-1]
    assert body["triggers"] == ["detection", "notice"]
    assert body["trigger"] == "detection"
    assert "Somebody gave notice of it to" in body["text"]
    assert "found by automated means" in body["text"]


def test_a_notice_that_came_before_the_scan_came_first(live: World, clock: ManualClock) -> None:
    gives_notice(live)
    clock.advance(timedelta(hours=1))
    live.decide(live.hit(picture(1), name=POST), CONFIRM)
    hold, removal = facts(live)
    assert hold.causes == (Trigger.DETECTION,), "the program hid it, whoever spoke of it"
    assert removal.causes == (Trigger.NOTICE, Trigger.DETECTION)
    record = mapping.record(removal, Terms())
    assert (record["source_type"], record["automated_detection"]) == ("SOURCE_ARTICLE_16", "Yes")


def test_a_trusted_flagger_is_told_as_one_and_never_named(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    flagger = trusted(live)
    gives_notice(live, by=flagger)
    clock.advance(timedelta(hours=1))
    gives_notice(live)
    gives_notice(live)
    clock.advance(timedelta(hours=1))
    live.decide(live.hit(picture(1), name=POST), CONFIRM)
    removal = facts(live)[-1]
    assert removal.causes == (Trigger.TRUSTED_FLAGGER, Trigger.NOTICE, Trigger.DETECTION)
    record = mapping.record(removal, Terms())
    assert record["source_type"] == "SOURCE_TRUSTED_FLAGGER"
    assert "source_identity" not in record
    for text in (str(told(platform)), str(record)):
        for name in ("Hotline", "hotline", NAME, ADDRESS, "neutral marker"):
            assert name not in text


@pytest.mark.parametrize(("judgement", "counts"), [(ACTED, True), (NOT_ILLEGAL, False)])
def test_a_notice_that_was_refused_led_to_nothing(
    live: World, judgement: Judgement, *, counts: bool
) -> None:
    item = live.hit(picture(1), name=POST)
    notice = gives_notice(live)
    deciding.decide(live.node, MIRA, notice, judgement)
    live.decide(item, CONFIRM)
    assert (Trigger.NOTICE in facts(live)[-1].causes) is counts


def test_a_notice_of_another_item_or_after_the_removal_led_to_nothing(
    live: World, clock: ManualClock
) -> None:
    gives_notice(live, "post-8")
    live.decide(live.hit(picture(1), name=POST), CONFIRM)
    clock.advance(timedelta(hours=1))
    gives_notice(live)
    assert facts(live)[-1].causes == (Trigger.DETECTION,)


def test_what_a_mark_found_that_nobody_had_checked_is_not_told_as_checked(live: World) -> None:
    live.learn(2, state=IndicatorState.PROPOSED)
    item = live.hit(altered(2), name=POST)
    live.decide(item, replace(CONFIRM, seen_at_platform=True))
    removal = facts(live)[-1]
    assert removal.causes == (Trigger.UNCHECKED,)
    for words in languages.public(live.node.settings):
        assert letter(removal, words).text
    assert mapping.record(removal, Terms())["automated_detection"] == "Yes"
