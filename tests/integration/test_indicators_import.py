"""An import names its bad lines, brings in the rest, counts rightly, and can be run again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, text

from tutela.indicators.adding import add_from_image
from tutela.indicators.errors import (
    ClassificationUnknown,
    CollidesWithHarmless,
    FileNotText,
    NothingToAdd,
    StateNotGiven,
    TextInvalid,
    TextMissing,
)
from tutela.indicators.importing import LINES_AT_ONCE, import_file
from tutela.indicators.model import IndicatorState
from tutela.indicators.service import create_bank, show_bank
from tutela.indicators.store import find_indicators
from tutela.indicators.tables import indicator, indicator_signal
from tutela.law.model import BankPurpose
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.errors import Forbidden
from tutela.platform.permissions import Role, permissions_of
from tutela.signals.model import Pdq, Problem, SignalKind, Signals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutela.indicators.importing import Progress
    from tutela.platform.node import Node

ADMIN = Actor(ActorKind.PERSON, "p-ada", "Ada", permissions_of(frozenset({Role.ADMINISTRATOR})))
BOTH = Actor(
    ActorKind.PERSON,
    "p-bo",
    "Bo",
    permissions_of(frozenset({Role.ADMINISTRATOR, Role.SENIOR})),
)
TERMS: dict[str, Any] = {"source": "hotline", "scheme": "a1-b2", "label": "A1"}
VERIFIED = IndicatorState.ACTIVE


@pytest.fixture
def bank(node: Node) -> str:
    return create_bank(node, ADMIN, "hotline-a", purpose=BankPurpose.KNOWN_ABUSE_MATERIAL).name


def pdq(name: object) -> str:
    return hashlib.sha256(str(name).encode()).hexdigest()


def md5(name: object) -> str:
    return hashlib.md5(str(name).encode(), usedforsecurity=False).hexdigest()


def stored(node: Node) -> int:
    with node.read() as connection:
        return connection.execute(select(func.count()).select_from(indicator_signal)).scalar_one()


def picture(name: str, *, quality: int = 80, **facts: Any) -> Signals:
    frame = Pdq(hashlib.sha256(f"look of {name}".encode()).digest(), quality)
    digests = (md5(name), hashlib.sha1(name.encode()).hexdigest(), pdq(name))  # noqa: S324
    return Signals(*digests, **({"frames": (frame,)} | facts))


def test_one_bad_line_in_many_is_named_and_the_rest_comes_in(
    node: Node, bank: str, tmp_path: Path
) -> None:
    lines = [f"pdq {pdq(n)} r{n}" for n in range(25_000)]
    lines[12_345] = lines[12_345][:-9] + "xyz"
    path = tmp_path / "list.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    told: list[Progress] = []
    report = import_file(node, ADMIN, bank, path, on_progress=told.append, **TERMS)
    assert (report.read, report.added, report.already_there) == (25_000, 24_999, 0)
    assert (report.refused_count, [line for line, _ in report.refused]) == (1, [12_346])
    assert stored(node) == report.indicators == 24_999
    assert [one.read for one in told] == [10_000, 20_000, 25_000]
    assert told[-1].share == 1.0


def test_running_it_again_adds_nothing(node: Node, bank: str) -> None:
    lines = [f"md5 {md5(n)} r{n}" for n in range(50)]
    import_file(node, ADMIN, bank, lines, **TERMS)
    again = import_file(node, ADMIN, bank, lines, **TERMS)
    assert (again.read, again.added, again.already_there) == (50, 0, 50)
    assert stored(node) == 50


def test_after_a_crash_half_way_it_goes_on_where_it_was(node: Node, bank: str) -> None:
    half = LINES_AT_ONCE // 2
    lines = [line for n in range(half + 9) for line in (f"md5 {md5(n)} r{n}", f"pdq {pdq(n)} r{n}")]

    def breaking() -> Iterator[str]:
        yield from lines
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(node, ADMIN, bank, breaking(), **TERMS)
    assert stored(node) == LINES_AT_ONCE
    report = import_file(node, ADMIN, bank, lines, **TERMS)
    assert (report.already_there, report.added) == (LINES_AT_ONCE, 18)
    assert show_bank(node, ADMIN, bank).states[IndicatorState.PROPOSED] == half + 9


def test_the_first_hundred_refusals_are_listed_and_all_are_counted(node: Node, bank: str) -> None:
    report = import_file(node, ADMIN, bank, ["md5 short"] * 250, **TERMS)
    assert (report.refused_count, len(report.refused), report.read) == (250, 100, 250)


def test_csv_brings_its_own_references_and_labels(node: Node, bank: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        f"type,value,reference,label\nmd5,{md5(1)},r1,B2\nmd5,{md5(2)},r2,\nmd5,{md5(3)},r3,Z9\n"
    )
    report = import_file(node, ADMIN, bank, path, **TERMS)
    assert report.refused == ((4, "The scheme has no label 'Z9'."),)
    with node.read() as connection:
        rows = connection.execute(select(indicator.c.reference, indicator.c.label))
        assert sorted(map(tuple, rows)) == [("r1", "B2"), ("r2", "A1")]


def test_fingerprints_of_one_entry_become_one_indicator(node: Node, bank: str) -> None:
    lines = [f"md5 {md5(1)} r1", f"pdq {pdq(1)} r1", f"md5 {md5(2)} r2", f"md5 {md5(3)}"]
    report = import_file(node, ADMIN, bank, lines, **TERMS)
    assert (report.added, report.indicators) == (4, 3)


def test_a_binary_file_is_a_clear_error_and_changes_nothing(
    node: Node, bank: str, tmp_path: Path
) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00")
    with pytest.raises(FileNotText):
        import_file(node, ADMIN, bank, path, **TERMS)
    assert stored(node) == 0


def test_a_source_cannot_go_beyond_its_limit(node: Node, bank: str) -> None:
    import_file(node, ADMIN, bank, [f"md5 {md5(n)}" for n in range(3)], cap=5, **TERMS)
    report = import_file(node, ADMIN, bank, [f"md5 {md5(n)}" for n in range(9)], cap=5, **TERMS)
    assert (report.added, report.already_there, report.refused_count) == (2, 3, 4)
    other = TERMS | {"source": "another"}
    assert import_file(node, ADMIN, bank, [f"md5 {md5(99)}"], cap=5, **other).added == 1


def test_an_entry_near_a_common_harmless_item_is_refused(node: Node, bank: str) -> None:
    create_bank(node, ADMIN, "harmless", purpose=BankPurpose.COMMON_HARMLESS)
    plain: dict[str, Any] = {"source": "own", "scheme": "no-abuse", "label": "everyday"}
    import_file(node, ADMIN, "harmless", [f"pdq {pdq('logo')}", f"md5 {md5('logo')}"], **plain)
    near = f"{int(pdq('logo'), 16) ^ 0b111:064x}"
    lines = [f"pdq {near}", f"md5 {md5('logo')}", f"md5 {md5('other')}"]
    report = import_file(node, ADMIN, bank, lines, **TERMS)
    assert [line for line, _ in report.refused] == [1, 2]
    assert "harmless" in report.refused[0][1]
    with pytest.raises(CollidesWithHarmless):
        add_from_image(node, ADMIN, bank, picture("logo"), **TERMS)


def test_entries_come_in_proposed_and_say_who_brought_them(node: Node, bank: str) -> None:
    import_file(node, ADMIN, bank, [f"md5 {md5(1)}"], **TERMS)
    with node.read() as connection:
        ids = connection.execute(select(indicator.c.id)).scalars().all()
        [one] = find_indicators(connection, ids).values()
    assert one.state is IndicatorState.PROPOSED
    assert (one.provenance.proposed_by, one.provenance.verified_by) == ("p-ada", None)


def test_they_may_come_in_verified_if_somebody_who_may_verify_says_who_did(
    node: Node, bank: str
) -> None:
    lines = [f"md5 {md5(1)}"]
    with pytest.raises(Forbidden, match="indicator:entry:verify"):
        import_file(node, ADMIN, bank, lines, state=VERIFIED, verified_by="a hotline", **TERMS)
    with pytest.raises(TextMissing, match="who verified"):
        import_file(node, BOTH, bank, lines, state=VERIFIED, **TERMS)
    import_file(node, BOTH, bank, lines, state=VERIFIED, verified_by="a hotline", **TERMS)
    with node.read() as connection:
        ids = connection.execute(select(indicator.c.id)).scalars().all()
        [one] = find_indicators(connection, ids).values()
    assert one.state is VERIFIED
    assert (one.provenance.verified_by, one.provenance.second_by) == ("a hotline", "p-bo")
    assert one.provenance.verified_at == node.clock.now()


def test_a_demo_bank_takes_verified_entries_from_one_person(demo_node: Node) -> None:
    create_bank(demo_node, ADMIN, "photographs", purpose=BankPurpose.DEMO)
    terms: dict[str, Any] = {"source": "own", "scheme": "tutela-demo", "label": "stand-in"}
    made = add_from_image(
        demo_node, ADMIN, "photographs", picture("coffee"), state=VERIFIED, **terms
    )
    with demo_node.read() as connection:
        one = find_indicators(connection, [made.indicator_id])[made.indicator_id]
    assert (one.state, one.provenance.verified_by, one.provenance.second_by) == (
        VERIFIED,
        "p-ada",
        None,
    )


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"scheme": "nothing"}, ClassificationUnknown),
        ({"label": "Z9"}, ClassificationUnknown),
        ({"source": "  "}, TextMissing),
        ({"source": "a\nb"}, TextInvalid),
        ({"state": IndicatorState.WITHDRAWN}, StateNotGiven),
    ],
)
def test_terms_that_make_no_sense_are_refused(
    node: Node, bank: str, changed: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        import_file(node, ADMIN, bank, [f"md5 {md5(1)}"], **(TERMS | changed))
    assert stored(node) == 0


def test_a_picture_of_ones_own_brings_its_digests_and_its_pdq(node: Node, bank: str) -> None:
    made = add_from_image(node, ADMIN, bank, picture("coffee"), **TERMS)
    assert (made.added, made.notices) == (frozenset(SignalKind) - {SignalKind.URL}, ())
    again = add_from_image(node, ADMIN, bank, picture("coffee"), **TERMS)
    assert (again.indicator_id, again.added) == (made.indicator_id, frozenset())
    assert stored(node) == 4


def test_a_picture_that_looks_like_a_known_one_brings_its_digests_only(
    node: Node, bank: str
) -> None:
    first = picture("coffee")
    add_from_image(node, ADMIN, bank, first, **TERMS)
    made = add_from_image(node, ADMIN, bank, picture("copy", frames=first.frames), **TERMS)
    assert SignalKind.PDQ not in made.added
    assert made.notices == ("Its pdq is in the bank already.",)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"quality": 49}, "quality 49"),
        ({"frames": (Pdq(bytes(32), 80),)}, "0 of 256 bits"),
        ({"frames": (), "problem": Problem.UNDECODABLE}, "undecodable"),
    ],
)
def test_a_pdq_that_says_too_little_is_left_out_with_a_notice(
    node: Node, bank: str, facts: dict[str, Any], said: str
) -> None:
    made = add_from_image(node, ADMIN, bank, picture("flat", **facts), **TERMS)
    assert SignalKind.PDQ not in made.added
    assert said in made.notices[0]


def test_an_empty_file_cannot_be_an_indicator(node: Node, bank: str) -> None:
    with pytest.raises(NothingToAdd):
        add_from_image(node, ADMIN, bank, picture("", frames=(), problem=Problem.EMPTY), **TERMS)


def test_the_log_counts_and_never_holds_a_fingerprint(node: Node, bank: str) -> None:
    import_file(node, ADMIN, bank, [f"md5 {md5(1)} reference-one", "md5 bad"], **TERMS)
    add_from_image(node, ADMIN, bank, picture("coffee"), reference="reference-two", **TERMS)
    with node.read() as connection:
        rows = connection.execute(text("SELECT to_jsonb(e)::text FROM tutela.audit_event e"))
        log = "\n".join(rows.scalars())
    assert '"added": 1' in log
    assert '"refused": 1' in log
    for secret in (md5(1), md5("coffee"), pdq("coffee"), "reference-one", "reference-two"):
        assert secret not in log
