"""What a scan answers, and what it leaves behind: of a clear item, nothing."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.statements import statements_counted
from tests.world import BANK, CURATOR, FORUM, KEY, MESSAGES, MIRA, UPLOADS, altered, picture
from tests.world import signals_of as signals

from tutela.detection.errors import ReferenceInvalid, SignalsInvalid
from tutela.detection.given import signals_from
from tutela.detection.model import Advice, Incoming, Reason, VerdictKind
from tutela.indicators.model import IndicatorState
from tutela.platform.errors import Forbidden

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import World

    from tutela.detection.model import Verdict

HERE = Incoming(FORUM, UPLOADS)
CANARY = "canary-of-a-clear-item"


def everything_kept(world: World, home: Path) -> str:
    """Every row of every table, and every file of the home, as one text."""
    found: list[str] = []
    with world.node.read() as connection:
        tables = connection.execute(
            text(
                "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('tutela', 'jobs')"
            )
        ).all()
        assert len(tables) > 30
        for schema, table in tables:
            rows = connection.execute(
                text(f'SELECT row_to_json(t)::text FROM {schema}."{table}" t')
            )
            found += rows.scalars()
    found += [one.read_bytes().hex() for one in home.rglob("*") if one.is_file()]
    found += [one.name for one in home.rglob("*")]
    return "\n".join(found)


def held_exactly(verdict: Verdict) -> bool:
    return verdict.kind is VerdictKind.HELD and verdict.detections[0].match.exact


def test_a_clear_item_leaves_nothing_anywhere(live: World, home_folder: Path) -> None:
    data = picture(2)
    verdict = live.program.scanner.scan(KEY, Incoming(FORUM, UPLOADS, CANARY, CANARY + "-id"), data)
    assert (verdict.kind, verdict.item_id) == (VerdictKind.CLEAR, None)
    live.program.counters.flush()
    one = signals(data)
    kept = everything_kept(live, home_folder)
    traces = [one.md5, one.sha1, one.sha256, one.frames[0].hex, CANARY, CANARY.encode().hex()]
    assert [trace for trace in traces if trace in kept] == []
    assert '"item_count":1' in kept, "the counter is there, so the tables were read"


def test_of_a_hit_the_same_search_finds_traces(live: World, home_folder: Path) -> None:
    """The search above would see what is kept."""
    live.scan(picture(1), account=CANARY)
    kept = everything_kept(live, home_folder)
    assert signals(picture(1)).sha256 in kept
    assert CANARY in kept


def test_a_clear_item_costs_no_statement(live: World) -> None:
    with statements_counted() as sent:
        for number in range(2, 12):
            assert live.scan(picture(number)).kind is VerdictKind.CLEAR
    assert sent == []
    with statements_counted() as sent:
        live.program.counters.flush()
    assert len(sent) == 3, "counts, times, and that the service was scanned: one statement each"


def test_an_item_that_may_not_be_scanned_costs_no_statement_either(world: World) -> None:
    with statements_counted() as sent:
        assert world.scan(picture(1)).reason is Reason.NO_LEGAL_BASIS
    assert sent == []


def test_the_bytes_go_through_a_decoder_of_our_own(live: World) -> None:
    verdict = live.program.scanner.scan(KEY, HERE, picture(1))
    assert held_exactly(verdict)
    assert verdict.signals == signals(picture(1))


def test_equal_bytes_hold(live: World) -> None:
    verdict = live.scan(picture(1))
    assert held_exactly(verdict)
    assert verdict.item_id is not None


def test_a_near_hit_holds_on_hosting_and_flags_on_messages(live: World) -> None:
    near = live.scan(altered(1))
    assert near.kind is VerdictKind.HELD
    assert not near.detections[0].match.exact
    assert live.scan(altered(1), surface=MESSAGES).kind is VerdictKind.FLAGGED


def test_a_near_hit_holds_on_messages_where_the_assessment_says_so(world: World) -> None:
    world.switch_on(MESSAGES, near_hits_hold=True)
    world.learn(1)
    assert world.scan(altered(1), surface=MESSAGES).kind is VerdictKind.HELD


def test_a_proposed_indicator_flags_even_an_exact_hit(world: World) -> None:
    world.switch_on()
    world.learn(1, state=IndicatorState.PROPOSED)
    assert world.scan(picture(1)).kind is VerdictKind.FLAGGED
    assert not world.rows("hold")


def test_md5_and_sha1_together_hold_and_each_alone_flags(live: World) -> None:
    one = signals(picture(1))
    match = live.program.scanner.match
    both = signals_from(md5=one.md5, sha1=one.sha1)
    assert held_exactly(match(KEY, HERE, both))
    assert match(KEY, HERE, signals_from(md5=one.md5)).kind is VerdictKind.FLAGGED
    assert match(KEY, HERE, signals_from(sha1=one.sha1)).kind is VerdictKind.FLAGGED
    assert held_exactly(match(KEY, HERE, signals_from(sha256=one.sha256)))


def test_md5_of_one_and_sha1_of_another_are_two_lone_digests(live: World) -> None:
    live.learn(2)
    crossed = signals_from(md5=signals(picture(1)).md5, sha1=signals(picture(2)).sha1)
    verdict = live.program.scanner.match(KEY, HERE, crossed)
    assert verdict.kind is VerdictKind.FLAGGED
    assert [one.match.exact for one in verdict.detections] == [False, False]


def test_digests_alone_without_a_match_are_unscanned_and_never_clear(live: World) -> None:
    verdict = live.program.scanner.match(KEY, HERE, signals_from(sha256="0" * 64))
    assert (verdict.kind, verdict.reason) == (VerdictKind.UNSCANNED, Reason.ONLY_DIGESTS)
    assert verdict.advice is Advice.PUBLISH


def test_a_given_pdq_is_compared(live: World) -> None:
    frame = signals(picture(1)).frames[0]
    near = signals_from(pdq=frame.hex, quality=frame.quality)
    assert live.program.scanner.match(KEY, HERE, near).kind is VerdictKind.HELD
    far = signals_from(pdq=signals(picture(2)).frames[0].hex, quality=100)
    assert live.program.scanner.match(KEY, HERE, far).kind is VerdictKind.CLEAR
    low = signals_from(pdq=frame.hex, quality=49)
    verdict = live.program.scanner.match(KEY, HERE, low)
    assert (verdict.kind, verdict.reason) == (VerdictKind.UNSCANNED, Reason.QUALITY_TOO_LOW)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"pdq": "0" * 64},
        {"md5": "0" * 31},
        {"sha1": "G" * 40},
        {"sha256": "0" * 64 + "\n"},
        {"pdq": "0" * 63, "quality": 90},
    ],
)
def test_malformed_signals_are_refused(given: dict[str, object]) -> None:
    with pytest.raises(SignalsInvalid):
        signals_from(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "reason", "advice"),
    [
        (b"", Reason.EMPTY, Advice.PUBLISH),
        (b"plain words", Reason.UNSUPPORTED_FORMAT, Advice.PUBLISH),
        (picture(3)[:200], Reason.UNDECODABLE, Advice.HOLD),
    ],
)
def test_what_cannot_be_read_is_unscanned_with_advice(
    live: World, data: bytes, reason: Reason, advice: Advice
) -> None:
    verdict = live.scan(data)
    assert (verdict.kind, verdict.reason, verdict.advice) == (
        VerdictKind.UNSCANNED, reason, advice,
    )  # fmt: skip
    assert verdict.item_id is None


def test_a_listed_file_is_held_although_it_cannot_be_decoded(live: World) -> None:
    broken = picture(4)[:300]
    live.learn(0, data=broken)
    assert held_exactly(live.scan(broken))


def test_a_file_that_is_too_large_is_still_compared_by_its_digests(live: World) -> None:
    settings = live.node.settings.model_copy(update={"max_item_bytes": 100})
    scanner = live.program.scanner
    scanner._node = replace(live.node, settings=settings)
    assert held_exactly(scanner.scan(KEY, HERE, picture(1)))
    verdict = scanner.scan(KEY, HERE, picture(2))
    assert (verdict.reason, verdict.advice) == (Reason.TOO_LARGE, Advice.HOLD)


def test_an_index_without_news_for_too_long_is_stale(live: World) -> None:
    settings = live.node.settings.model_copy(update={"index_max_age": 1e-9})
    live.program.scanner._node = replace(live.node, settings=settings)
    verdict = live.scan(picture(1))
    assert (verdict.kind, verdict.reason) == (VerdictKind.UNSCANNED, Reason.STALE_INDEX)
    assert verdict.advice is Advice.RETRY


def test_an_index_that_was_never_read_is_stale(live: World) -> None:
    live.program.index.checked_at = None
    assert live.scan(picture(1)).reason is Reason.STALE_INDEX


def test_distances_are_not_told_without_permission(live: World) -> None:
    answer = live.scan(altered(1)).to_json(distances=False)
    assert answer["matches"] == [{"bank": BANK, "exact": False, "distance": None, "quality": None}]
    shown = live.scan(altered(1)).to_json(distances=True)
    assert isinstance(shown["matches"][0]["distance"], int)


@pytest.mark.parametrize(
    "named",
    [
        {"account_ref": "kim\0"},
        {"external_id": "a\0b"},
        {"external_id": "\udcff"},
        {"account_ref": "k" * 501},
        {"external_id": "i" * 501},
    ],
)
def test_a_name_that_no_row_could_hold_is_refused_before_anything_else(
    live: World, named: dict[str, Any]
) -> None:
    """Else only its hits would fail, and a hit must never fail for its name."""
    for data in (picture(1), picture(2)):
        with pytest.raises(ReferenceInvalid):
            live.program.scanner.scan_signals(KEY, replace(HERE, **named), signals(data), data)
    assert not live.rows("item")


def test_the_longest_and_the_strangest_names_are_kept(live: World) -> None:
    for name in ("🦔" * 500, "line\nbreak", "'; DROP TABLE item; --", " "):
        item_id = live.hit(picture(1), account=name, name=name)
        [row] = [one for one in live.rows("item") if one.id == item_id]
        assert (row.account_ref, row.external_id) == (name, name)


def test_a_key_without_the_permission_scans_nothing(live: World) -> None:
    scanning = replace(KEY, permissions=frozenset())
    with pytest.raises(Forbidden):
        live.program.scanner.scan(scanning, HERE, picture(1))
    with pytest.raises(Forbidden):
        live.program.scanner.match(MIRA, HERE, signals(picture(1)))
    with pytest.raises(Forbidden):
        live.program.scanner.scan_signals(CURATOR, HERE, signals(picture(1)), picture(1))


def test_what_is_recorded_of_a_hit_is_what_was_seen(live: World) -> None:
    item_id = live.hit(picture(1), account="kim", name="photo-7")
    [row] = live.rows("item")
    assert row.id == item_id
    assert row.sha256 == hashlib.sha256(picture(1)).hexdigest()
    assert (row.size, row.media_type) == (len(picture(1)), "image/png")
    assert row.signals == signals(picture(1)).to_json()
    [found] = live.rows("detection")
    assert (found.exact, found.distance, found.holds) == (True, 0, True)
    [noted] = live.events("item:detect")
    assert noted.facts["indicators"] == [str(found.indicator_id)]
    assert noted.profile == "interim-2026"
