"""An allow-bank suppresses what only looks like known material, and every answer says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.world import BANK, CURATOR, FORUM, KEY, MESSAGES, UPLOADS, altered, picture
from tests.world import signals_of as signals

from tutela.cli.scan import _about
from tutela.detection import intake, store
from tutela.detection.files import Scanned
from tutela.detection.given import signals_from
from tutela.detection.model import Incoming, VerdictKind
from tutela.detection.survey import suppressed_items
from tutela.indicators.model import IndicatorState
from tutela.indicators.service import create_bank, set_enabled
from tutela.law.model import BankPurpose

if TYPE_CHECKING:
    from pathlib import Path

    from tests.simulators.platform import Platform
    from tests.world import World

    from tutela.detection.model import Verdict

HARMLESS = "harmless"
HERE = Incoming(FORUM, UPLOADS)


@pytest.fixture
def allowing(live: World) -> World:
    """Drawing 1 was listed by mistake: drawing 1 saved anew is in the allow-bank."""
    create_bank(live.node, CURATOR, HARMLESS, purpose=BankPurpose.COMMON_HARMLESS)
    live.learn(1, bank=HARMLESS, data=altered(1))
    return live


def suppressed(verdict: Verdict) -> list[tuple[str, str]]:
    return [(one.match.bank.name, one.by.bank.name) for one in verdict.suppressed]


def test_a_likeness_to_the_harmless_item_is_suppressed_and_nothing_is_held(
    allowing: World,
) -> None:
    for surface in (UPLOADS, MESSAGES):
        verdict = allowing.scan(altered(1), surface=surface)
        assert (verdict.kind, verdict.item_id) == (VerdictKind.CLEAR, None)
        assert suppressed(verdict) == [(BANK, HARMLESS)]
    assert not allowing.rows("item")
    assert not allowing.rows("hold")


def test_the_very_listed_file_still_holds_and_the_answer_names_the_entry(allowing: World) -> None:
    verdict = allowing.scan(picture(1))
    assert verdict.kind is VerdictKind.HELD
    [match] = verdict.to_json(distances=False)["matches"]
    assert (match["exact"], match["contested_by"]["bank"]) == (True, HARMLESS)
    [noted] = allowing.events("item:detect")
    assert noted.facts["contested_by"] == [match["contested_by"]["indicator"]]


def test_signals_alone_are_answered_alike(allowing: World) -> None:
    frame = signals(altered(1)).frames[0]
    given = signals_from(pdq=frame.hex, quality=frame.quality)
    answer = allowing.program.scanner.match(KEY, HERE, given).to_json(distances=False)
    assert (answer["verdict"], answer["matches"]) == ("clear", [])
    [one] = answer["suppressed"]
    assert (one["bank"], one["suppressed_by"]["bank"]) == (BANK, HARMLESS)
    assert one["distance"] is one["suppressed_by"]["distance"] is None
    debug = allowing.program.scanner.match(KEY, HERE, given).to_json(distances=True)
    assert debug["suppressed"][0]["suppressed_by"]["distance"] == 0


def test_the_command_line_names_what_was_suppressed(allowing: World, tmp_path: Path) -> None:
    verdict = allowing.scan(altered(1))
    entry = verdict.suppressed[0].by.indicator_id
    assert _about(Scanned(tmp_path, verdict)) == f"known suppressed by harmless {entry}"
    contested = _about(Scanned(tmp_path, allowing.scan(picture(1))))
    assert contested == f"known exact; known contested by harmless {entry}"


def test_suppressed_items_are_counted_by_allow_bank(allowing: World) -> None:
    for _ in range(3):
        allowing.scan(altered(1))
    assert allowing.program.counters.flush() == 3
    with allowing.node.read() as connection:
        counts = {
            (row.verdict, row.reason): (row.item_count, row.byte_count)
            for row in store.counts(connection)
        }
    assert counts == {("clear", ""): (3, 3 * len(altered(1))), ("suppressed", HARMLESS): (3, 0)}
    assert suppressed_items(allowing.node, CURATOR, HARMLESS, days=14) == 3
    assert suppressed_items(allowing.node, CURATOR, BANK, days=14) == 0


def test_a_proposed_entry_of_an_allow_bank_suppresses_nothing(live: World) -> None:
    create_bank(live.node, CURATOR, HARMLESS, purpose=BankPurpose.COMMON_HARMLESS)
    live.learn(1, bank=HARMLESS, data=altered(1), state=IndicatorState.PROPOSED)
    verdict = live.scan(altered(1))
    assert (verdict.kind, verdict.suppressed) == (VerdictKind.HELD, ())


def test_an_allow_bank_that_is_off_suppresses_nothing(allowing: World) -> None:
    set_enabled(allowing.node, CURATOR, HARMLESS, enabled=False)
    allowing.refresh()
    assert allowing.scan(altered(1)).kind is VerdictKind.HELD


def test_an_entry_taken_out_of_the_allow_bank_suppresses_no_more(allowing: World) -> None:
    entry = allowing.scan(altered(1)).suppressed[0].by.indicator_id
    allowing.withdraw(entry, bank=HARMLESS)
    assert allowing.scan(altered(1)).kind is VerdictKind.HELD


def test_the_webhook_tells_it_too(allowing: World, platform: Platform) -> None:
    request = intake.take_in(allowing.node, allowing.program.scanner, KEY, HERE, altered(1))
    allowing.run_jobs()
    [told] = [one["data"] for one in platform.messages.values() if one["type"] == "verdict"]
    assert (told["request"], told["verdict"]) == (str(request), "clear")
    assert told["suppressed"][0]["suppressed_by"]["bank"] == HARMLESS
