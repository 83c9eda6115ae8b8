"""A listed address flags links to it, and to nothing else, until it is given again to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.world import (
    BANK,
    BOSS,
    CONFIRM,
    CURATOR,
    FORUM,
    KEY,
    SARA,
    SEEN_CONFIRM,
    UPLOADS,
    altered,
    picture,
    signals_of,
)

from tutela.casework.errors import NotSeen
from tutela.detection.errors import SignalsInvalid
from tutela.detection.given import signals_from
from tutela.detection.model import Advice, Incoming, Reason, VerdictKind
from tutela.indicators.adding import add_address
from tutela.indicators.errors import CollidesWithHarmless, NothingToAdd, WithdrawnAsWrong
from tutela.indicators.importing import import_file
from tutela.indicators.model import IndicatorState
from tutela.indicators.selectors import BySignal
from tutela.indicators.service import create_bank, show_bank
from tutela.indicators.withdrawing import withdraw
from tutela.law.model import BankPurpose, WithdrawalCause
from tutela.signals.model import SignalKind
from tutela.signals.parse import parse

if TYPE_CHECKING:
    from tests.world import World

    from tutela.detection.model import Verdict
    from tutela.indicators.adding import Addition
    from tutela.indicators.importing import ImportReport

LISTED = "https://host.example/a/listed?page=1"
ACTIVE: dict[str, Any] = {
    "source": "hotline", "scheme": "a1-b2", "label": "A1",
    "state": IndicatorState.ACTIVE, "verified_by": "hotline",
}  # fmt: skip
HARMLESS: dict[str, Any] = {**ACTIVE, "scheme": "no-abuse", "label": "everyday"}


def listed(world: World, *lines: str) -> ImportReport:
    report = import_file(world.node, CURATOR, BANK, lines, **ACTIVE)
    world.refresh()
    return report


def added(world: World, address: str, bank: str = BANK, **terms: Any) -> Addition:
    made = add_address(world.node, CURATOR, bank, address, **(terms or ACTIVE))
    world.refresh()
    return made


def asked(world: World, url: str, **more: Any) -> Verdict:
    where = Incoming(FORUM, UPLOADS, more.pop("account", ""), more.pop("name", ""))
    return world.program.scanner.match(KEY, where, signals_from(url=url, **more))


def taken_out(world: World, address: str, cause: WithdrawalCause) -> int:
    meant = BySignal(SignalKind.URL, parse(SignalKind.URL, address))
    done = withdraw(world.node, SARA, BANK, meant, cause=cause, reason="it is gone")
    world.refresh()
    return done.withdrawn


@pytest.mark.parametrize(
    "spelling",
    [
        LISTED,
        "http://HOST.example:80/a/./b/../listed?page=1#top",
        "https://ann@host.example/%61/%256cisted?page=1",
        parse(SignalKind.URL, LISTED).hex(),
    ],
)
def test_every_spelling_of_a_listed_address_is_flagged(live: World, spelling: str) -> None:
    listed(live, LISTED)
    verdict = asked(live, spelling)
    assert verdict.kind is VerdictKind.FLAGGED
    [one] = verdict.detections
    assert (one.match.exact, one.match.distance) == (False, None)
    assert one.match.kinds == frozenset({SignalKind.URL})
    assert verdict.to_json(distances=False)["signals"]["url"] == parse(SignalKind.URL, LISTED).hex()


@pytest.mark.parametrize(
    "other",
    [
        "https://host.example/",
        "https://host.example/a/",
        "https://host.example/a/listed",
        "https://host.example/a/listed?page=2",
        "https://host.example/a/listed?page=1/more",
        "https://www.host.example/a/listed?page=1",
    ],
)
def test_no_other_address_of_the_same_host_matches(live: World, other: str) -> None:
    listed(live, LISTED)
    verdict = asked(live, other)
    assert (verdict.kind, verdict.reason) == (VerdictKind.UNSCANNED, Reason.ONLY_ADDRESS)
    assert verdict.advice is Advice.PUBLISH


def test_an_active_entry_of_an_address_flags_and_never_holds(live: World) -> None:
    """DESIGN 1.1 lets only equal bytes and near hits hold: what lies at an address changes."""
    listed(live, LISTED)
    assert asked(live, LISTED).kind is VerdictKind.FLAGGED
    assert not live.rows("hold")


def test_beside_equal_bytes_the_bytes_hold(live: World) -> None:
    listed(live, LISTED)
    verdict = asked(live, LISTED, sha256=signals_of(picture(1)).sha256)
    assert verdict.kind is VerdictKind.HELD
    assert len(verdict.detections) == 2


def test_the_hit_is_a_case_of_facts_that_somebody_must_look_at(live: World) -> None:
    listed(live, LISTED)
    item_id = asked(live, LISTED, account="kim", name="link-1").item_id
    assert item_id is not None
    item = live.item(item_id)
    assert (item.evidence_id, item.exact) == (None, False)
    with pytest.raises(NotSeen):
        live.decide(item_id, CONFIRM)
    live.decide(item_id, SEEN_CONFIRM)


def test_links_to_one_address_share_a_case_where_no_account_is_known(live: World) -> None:
    listed(live, LISTED, "https://host.example/other")
    cases = []
    for url in (LISTED, LISTED + "#again", "https://host.example/other"):
        item_id = asked(live, url).item_id
        assert item_id is not None
        cases.append(live.case_of(item_id))
    assert cases[0] == cases[1] != cases[2]


def test_the_same_request_sent_again_is_the_same_item(live: World) -> None:
    listed(live, LISTED, "https://host.example/other")
    first = asked(live, LISTED, name="link-1").item_id
    assert asked(live, LISTED + "#x", name="link-1").item_id == first
    assert asked(live, "https://host.example/other", name="link-1").item_id != first


def test_an_address_is_withdrawn_by_giving_it_again(live: World) -> None:
    listed(live, LISTED)
    assert taken_out(live, LISTED + "#x", WithdrawalCause.SUPERSEDED) == 1
    assert asked(live, LISTED).kind is VerdictKind.UNSCANNED
    assert listed(live, LISTED).added == 1


def test_an_address_withdrawn_as_wrong_reopens_its_items_and_does_not_come_back(
    live: World,
) -> None:
    listed(live, LISTED)
    item_id = asked(live, LISTED, account="kim").item_id
    assert item_id is not None
    live.decide(item_id, SEEN_CONFIRM)
    taken_out(live, LISTED, WithdrawalCause.WRONG)
    live.run_jobs()
    assert live.item(item_id).restoration_proposed
    [refused] = listed(live, LISTED).refused
    assert "withdrawn as wrong" in refused[1]
    with pytest.raises(WithdrawnAsWrong):
        added(live, LISTED)


def test_of_a_listed_address_only_its_digest_is_kept(live: World) -> None:
    listed(live, LISTED)
    asked(live, LISTED, account="kim")
    with live.node.read() as connection:
        names = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'tutela'")
        ).scalars()
        kept = [
            row
            for name in names
            for row in connection.execute(
                text(f'SELECT row_to_json(t)::text FROM tutela."{name}" t')
            ).scalars()
        ]
    assert [row for row in kept if "host.example" in row] == []
    assert any(parse(SignalKind.URL, LISTED).hex() in row for row in kept)


def test_a_list_of_addresses_comes_in_but_for_its_bad_lines(live: World) -> None:
    report = listed(
        live,
        "# addresses",
        LISTED,
        "https://host.example/with a blank",
        "url http://host.example/named case-7",
        "www.host.example/without-scheme case-8",
        "https://" + "a" * 9000 + ".example/",
        "https://:80/",
        "HTTPS://HOST.example/a/listed?page=1#again",
    )
    assert (report.read, report.added, report.already_there) == (7, 3, 1)
    assert [line for line, _ in report.refused] == [5, 6, 7]
    assert not any("host" in sentence.replace("no host", "").replace("a host", "")
                   for _, sentence in report.refused)  # fmt: skip
    assert asked(live, "https://host.example/with%20a%20blank").kind is VerdictKind.FLAGGED
    assert show_bank(live.node, BOSS, BANK).fingerprints[SignalKind.URL] == 3


def test_an_address_in_csv_may_hold_commas(live: World) -> None:
    report = listed(live, "type,value,reference", 'url,"https://host.example/a,b",case-1')
    assert report.added == 1
    assert asked(live, "https://host.example/a,b").kind is VerdictKind.FLAGGED


def test_one_address_is_added_once(live: World) -> None:
    first, again = added(live, LISTED), added(live, LISTED + "#x")
    assert (first.added, again.added) == (frozenset({SignalKind.URL}), frozenset())
    assert first.indicator_id == again.indicator_id
    with pytest.raises(NothingToAdd, match="begins with http"):
        added(live, "host.example/a")


def test_a_harmless_address_is_refused_by_other_banks_and_contests_what_was_there(
    live: World,
) -> None:
    create_bank(live.node, BOSS, "harmless", purpose=BankPurpose.COMMON_HARMLESS)
    listed(live, LISTED)
    entry = added(live, LISTED, "harmless", **HARMLESS)
    added(live, "https://host.example/", "harmless", **HARMLESS)
    live.refresh()
    verdict = asked(live, LISTED)
    assert (verdict.kind, verdict.suppressed) == (VerdictKind.FLAGGED, ())
    [one] = verdict.detections
    assert one.contested_by is not None
    assert one.contested_by.indicator_id == entry.indicator_id
    with pytest.raises(CollidesWithHarmless):
        added(live, "http://host.example")


def test_a_harmless_address_says_nothing_of_what_lies_there(live: World) -> None:
    create_bank(live.node, BOSS, "harmless", purpose=BankPurpose.COMMON_HARMLESS)
    added(live, LISTED, "harmless", **HARMLESS)
    frame = signals_of(altered(1)).frames[0]
    verdict = asked(live, LISTED, pdq=frame.hex, quality=frame.quality)
    assert verdict.kind is VerdictKind.HELD
    assert verdict.suppressed == ()


@pytest.mark.parametrize("url", ["host.example", "x" * 1_000_000, "http://", "http://a.example/\0"])
def test_what_is_no_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SignalsInvalid) as refused:
        signals_from(url=url)
    assert url not in str(refused.value)
    assert len(str(refused.value)) < 500
