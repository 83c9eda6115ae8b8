"""Neighbouring lines of one entry become one indicator; each is new, already there or refused."""

from __future__ import annotations

from uuid import UUID

from tutela.indicators.reading import Entry, Refused
from tutela.indicators.sorting import Sorted, chunked, grouped, sort_out
from tutela.signals.model import SignalKind

MD5, SHA1, PDQ, URL = SignalKind.MD5, SignalKind.SHA1, SignalKind.PDQ, SignalKind.URL


def entry(line: int, kind: SignalKind, value: bytes, reference: str = "", label: str = "") -> Entry:
    return Entry(line, (kind, value), reference, label)


def sorted_out(*groups: list[Entry], room: int = 100, **given: object) -> Sorted:
    facts: dict[str, object] = {"known": {}, "harmless": frozenset(), "labels": {"A1"}} | given
    return sort_out(groups, room=room, **facts)  # type: ignore[arg-type]


def test_neighbours_with_one_reference_and_different_kinds_are_one_entry() -> None:
    rows = [entry(1, MD5, b"m", "r1"), entry(2, SHA1, b"s", "r1"), entry(3, MD5, b"n", "r1")]
    assert list(grouped(rows)) == [rows[:2], rows[2:]]


def test_lines_without_a_reference_stand_alone() -> None:
    rows = [entry(1, MD5, b"m"), entry(2, SHA1, b"s")]
    assert list(grouped(rows)) == [[rows[0]], [rows[1]]]


def test_another_label_is_another_entry() -> None:
    rows = [entry(1, MD5, b"m", "r", "A1"), entry(2, SHA1, b"s", "r", "B1")]
    assert len(list(grouped(rows))) == 2


def test_an_address_stands_alone_whatever_its_reference() -> None:
    rows = [entry(1, MD5, b"m", "r"), entry(2, URL, b"u", "r"), entry(3, SHA1, b"s", "r")]
    assert list(grouped(rows)) == [[row] for row in rows]


def test_no_entry_is_divided_between_chunks() -> None:
    groups = [[entry(1, MD5, b"m", "r"), entry(2, SHA1, b"s", "r")], [entry(3, MD5, b"n")]]
    assert list(chunked(groups, size=1)) == [groups[:1], groups[1:]]


def test_what_the_bank_has_is_already_there() -> None:
    group = [entry(1, MD5, b"m", "r"), entry(2, SHA1, b"s", "r")]
    result = sorted_out(group, known={(MD5, b"m"): False})
    assert (result.added, result.already_there, result.new) == (1, 1, [group[1:]])


def test_the_second_of_two_equal_lines_is_already_there() -> None:
    result = sorted_out([entry(1, MD5, b"m")], [entry(2, MD5, b"m")])
    assert (result.added, result.already_there) == (1, 1)


def test_an_entry_one_of_whose_fingerprints_was_withdrawn_as_wrong_is_refused_whole() -> None:
    group = [entry(1, MD5, b"m", "r"), entry(2, SHA1, b"s", "r")]
    result = sorted_out(group, known={(SHA1, b"s"): True})
    assert [one.line for one in result.refused] == [1, 2]
    assert "withdrawn as wrong" in result.refused[0].sentence
    assert not result.new


def test_an_entry_near_a_common_harmless_item_is_refused() -> None:
    result = sorted_out([entry(4, PDQ, b"p")], harmless={(PDQ, b"p")})
    assert result.refused == [Refused(4, result.refused[0].sentence)]
    assert "harmless" in result.refused[0].sentence


def test_a_label_that_the_scheme_does_not_have_is_refused() -> None:
    result = sorted_out([entry(1, MD5, b"m", label="Z9")])
    assert result.refused == [Refused(1, "The scheme has no label 'Z9'.")]


def test_a_source_may_fill_its_room_and_no_more() -> None:
    groups = [[entry(n, MD5, bytes([n]))] for n in range(5)]
    result = sorted_out(*groups, room=3)
    assert (result.added, len(result.refused)) == (3, 2)
    assert "limit" in result.refused[0].sentence


def test_what_is_already_there_needs_no_room() -> None:
    result = sorted_out([entry(1, MD5, b"m")], known={(MD5, b"m"): False}, room=0)
    assert (result.already_there, result.refused) == (1, [])


def test_what_others_brought_in_gets_this_source_once() -> None:
    md5, sha1 = (MD5, b"m"), (SHA1, b"s")
    owner = UUID(int=7)
    group = [entry(1, *md5, "r"), entry(2, *sha1, "r")]
    known, joins = {md5: False, sha1: False}, {md5: owner, sha1: owner}
    result = sorted_out(group, [entry(3, *md5)], known=known, joins=joins)
    assert (result.sources_added, result.already_there, result.added) == (2, 1, 0)
    assert result.stated == {owner: group}


def test_an_entry_that_is_partly_new_joins_with_the_rest() -> None:
    known, joins = {(MD5, b"m"): False}, {(MD5, b"m"): UUID(int=7)}
    group = [entry(1, MD5, b"m", "r"), entry(2, SHA1, b"s", "r")]
    result = sorted_out(group, known=known, joins=joins)
    assert (result.sources_added, result.added, result.new) == (1, 1, [group[1:]])


def test_joining_takes_room_too() -> None:
    known, joins = {(MD5, b"m"): False}, {(MD5, b"m"): UUID(int=7)}
    result = sorted_out([entry(1, MD5, b"m")], known=known, joins=joins, room=0)
    assert len(result.refused) == 1
