"""Whoever a statement is about reads it by a link, which lies nowhere but with them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text
from tests.integration.redress.conftest import told
from tests.world import BOSS, CONFIRM, FORUM, REJECT, SARA, World, picture

from tutela.platform.webhooks import service as webhooks
from tutela.platform.webhooks.errors import MessageUnreadable
from tutela.platform.webhooks.sealing import seal, unseal
from tutela.redress.statements import links, mending, reading, withholding
from tutela.redress.statements.public_errors import LinkUnknown
from tutela.redress.statements.store_reading import Which

if TYPE_CHECKING:
    from tests.simulators.platform import Platform

    from tutela.platform.clock import ManualClock

DAY = timedelta(days=1)


def code_of(platform: Platform, at: int = -1) -> str:
    """The code in the link that the platform was given."""
    link: str = told(platform)[at]["link"]
    return urlsplit(link).path.removeprefix(links.PATH)


def in_the_database(world: World, word: str) -> list[str]:
    """The tables in which a word stands."""
    with world.node.read() as connection:
        names = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'tutela'")
        ).scalars()
        return [
            name
            for name in names.all()
            if connection.execute(
                text(f'SELECT 1 FROM tutela."{name}" t WHERE t::text LIKE :word LIMIT 1'),
                {"word": f"%{word}%"},
            ).first()
        ]


def test_the_link_opens_the_letter_and_lies_nowhere_here(live: World, platform: Platform) -> None:
    live.hit(picture(1))
    live.run_jobs()
    code = code_of(platform)
    assert links.open_link(live.node, code).statement.kind.value == "hold"
    assert links.open_link(live.node, code.lower().replace("-", "")).over_since is None
    assert in_the_database(live, code) == []
    assert [row.sealed for row in live.rows("webhook_delivery")] == [None, None]


def test_a_message_that_waits_carries_its_link_sealed(live: World, platform: Platform) -> None:
    platform.fail(times=2)
    live.hit(picture(1))
    with pytest.raises(Exception, match="not delivered|tried again|status"):
        live.run_jobs()
    assert in_the_database(live, "/public/statements/") == []


def test_every_sending_has_a_link_of_its_own_and_all_open(live: World, platform: Platform) -> None:
    live.hit(picture(1))
    live.run_jobs()
    [one] = reading.list_statements(live.node, SARA, Which.ALL)
    mending.send_again(live.node, SARA, one.statement.id)
    live.run_jobs()
    first, second = code_of(platform, 0), code_of(platform, 1)
    assert first != second
    for code in (first, second):
        assert links.open_link(live.node, code).statement.id == one.statement.id


def test_a_letter_says_that_it_is_over_once_its_reader_was_told_so(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    item = live.hit(picture(1))
    live.run_jobs()
    code = code_of(platform)
    until = clock.now() + DAY
    withholding.hold_back(
        live.node, SARA, live.case_of(item), why="order", source="Court", until=until
    )
    live.decide(item, REJECT)
    live.run_jobs()
    assert links.open_link(live.node, code).over_since is None  # that would tell what is held back
    clock.advance(2 * DAY)
    mending.tend(live.node)
    live.run_jobs()
    assert links.open_link(live.node, code).over_since is not None


def test_a_link_closes_a_month_after_the_time_to_complain(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    item = live.hit(picture(1))
    live.decide(item, CONFIRM)
    live.run_jobs()
    code = code_of(platform)
    ends = links.open_link(live.node, code).statement.facts.complain_until + links.LONGER
    clock.set(ends - timedelta(seconds=1))
    links.forget_due(live.node)
    assert links.open_link(live.node, code)
    clock.set(ends)
    with pytest.raises(LinkUnknown):
        links.open_link(live.node, code)
    links.forget_due(live.node)
    assert live.rows("statement_link") == []


@pytest.mark.parametrize("code", ["", "x", "0" * 28, "../../etc", "<script>", "\ud800", "A" * 5000])
def test_what_is_no_code_opens_nothing(live: World, code: str) -> None:
    with pytest.raises(LinkUnknown):
        links.open_link(live.node, code)


def test_what_a_message_carries_opens_for_it_alone(live: World) -> None:
    key, one, two = live.node.keys.evidence, live.node.ids.new(), live.node.ids.new()
    sealed = seal(key, one, {"link": "x"})
    assert unseal(key, one, sealed) == {"link": "x"}
    assert unseal(key, one, None) == {}
    for delivery, text_ in ((two, sealed), (one, "?"), (one, sealed[:-8])):
        with pytest.raises(MessageUnreadable):
            unseal(key, delivery, text_)


def test_a_closed_message_loses_what_it_carried(live: World) -> None:
    with live.node.work(BOSS, purpose="test") as work:
        made = webhooks.send(work, FORUM, "test", {}, secret={"link": "x"})
        work.connection.execute(
            text("UPDATE tutela.webhook_delivery SET state = 'dead' WHERE id = :id"), {"id": made}
        )
    webhooks.close(live.node, SARA, made, reason="not needed")
    assert [row.sealed for row in live.rows("webhook_delivery")] == [None]
