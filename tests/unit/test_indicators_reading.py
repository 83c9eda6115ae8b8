"""Hash lists are read line by line; a bad line is named by its number and nothing else is lost."""

from __future__ import annotations

import pytest

from tutela.indicators.errors import HeaderInvalid
from tutela.indicators.reading import LONGEST_LINE, Entry, Refused, Unreadable, read
from tutela.signals.model import SignalKind
from tutela.signals.url import signal

ADDRESS = "https://host.example/a"
MD5 = "0123456789abcdef0123456789abcdef"
SHA1 = MD5 + "01234567"
PDQ = "f0" * 32


def only(*lines: str | Unreadable, as_csv: bool = False) -> Entry | Refused:
    [row] = read(lines, as_csv=as_csv)
    return row


def sentence(*lines: str | Unreadable) -> str:
    row = only(*lines)
    assert isinstance(row, Refused)
    return row.sentence


def test_a_line_is_a_type_a_value_and_perhaps_a_reference() -> None:
    rows = list(read([f"md5 {MD5}\n", f"pdq {PDQ} case 7 of 9\r\n"]))
    assert rows == [
        Entry(1, (SignalKind.MD5, bytes.fromhex(MD5))),
        Entry(2, (SignalKind.PDQ, bytes.fromhex(PDQ)), "case 7 of 9"),
    ]


def test_blank_lines_and_comments_are_passed_over_but_counted_in_the_numbers() -> None:
    rows = list(read(["# made by hand\n", "\n", "   \n", f"md5 {MD5}\n"]))
    assert [row.line for row in rows] == [4]


def test_a_byte_order_mark_is_no_part_of_the_first_type() -> None:
    assert isinstance(only("\ufeff" + f"md5 {MD5}"), Entry)


def test_types_and_digits_may_be_upper_case() -> None:
    assert only(f"MD5 {MD5.upper()}") == Entry(1, (SignalKind.MD5, bytes.fromhex(MD5)))


def test_a_line_that_is_an_address_is_read_to_its_end() -> None:
    for line in (ADDRESS, f"  {ADDRESS}#b \r\n", f"url {ADDRESS}", "HTTP://HOST.example/a"):
        assert only(line) == Entry(1, (SignalKind.URL, signal(ADDRESS)))
    assert only(f"{ADDRESS} b") == Entry(1, (SignalKind.URL, signal(f"{ADDRESS}%20b")))
    assert only(f"url {ADDRESS} b") == Entry(1, (SignalKind.URL, signal(ADDRESS)), "b")


def test_an_address_with_the_words_of_a_header_is_no_header() -> None:
    assert isinstance(only("https://host.example/?a=b,type,value"), Entry)


def test_an_address_may_be_as_long_as_an_address_can_be() -> None:
    assert isinstance(only("https://host.example/" + "a" * 8171), Entry)
    assert "longer than 8,192" in sentence("https://host.example/" + "a" * 8172)


@pytest.mark.parametrize("line", ["host.example/secret", "host.example/secret x", "url secret"])
def test_a_refusal_does_not_repeat_half_an_address(line: str) -> None:
    assert not any(part in sentence(line) for part in ("host", "secret"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("md5", "no value"),
        (f"md6 {MD5}", "'md6' is not a type"),
        (f"md5 {MD5[:-1]}", "32 hexadecimal digits; this text has 31"),
        (f"md5 g{MD5[1:]}", "not a hexadecimal digit at position 1"),
        ("pdq " + "0" * 64, "0 of 256 bits"),
        ("pdq " + "f" * 64, "256 of 256 bits"),
        ("md5 d41d8cd98f00b204e9800998ecf8427e", "empty file"),
        (f"md5 {MD5} a\u0007b", "printable"),
        (f"md5 {MD5} " + "r" * 300, "printable"),
        ("x" * (LONGEST_LINE + 3), "longer than 10,000 characters"),
    ],
)
def test_a_bad_line_is_refused_in_a_sentence(line: str, said: str) -> None:
    assert said in sentence(line)


def test_a_refusal_does_not_repeat_the_value() -> None:
    secret = "z" + MD5[1:]
    assert secret not in sentence(f"md5 {secret}")


def test_a_line_that_is_no_text_is_refused_by_its_number() -> None:
    rows = list(read([f"md5 {MD5}", Unreadable("Not UTF-8."), f"sha1 {SHA1}"]))
    assert rows[1] == Refused(2, "Not UTF-8.")
    assert isinstance(rows[2], Entry)


def test_a_first_line_that_names_columns_makes_it_csv() -> None:
    rows = list(read(["value,type,comment,label\n", f'{MD5},md5,"one, two",A1\n']))
    assert rows == [Entry(2, (SignalKind.MD5, bytes.fromhex(MD5)), "", "A1")]


def test_csv_without_a_header_is_an_error() -> None:
    with pytest.raises(HeaderInvalid, match="type and value"):
        list(read([f"md5,{MD5}"], as_csv=True))


def test_csv_that_names_a_column_twice_is_an_error() -> None:
    with pytest.raises(HeaderInvalid, match="value twice"):
        list(read(["type,value,value"]))


def test_a_quote_that_is_never_closed_spoils_its_own_line_only() -> None:
    rows = list(read(["type,value,reference", f'md5,{MD5},"open', f"sha1,{SHA1},b"]))
    assert isinstance(rows[0], Refused)
    assert isinstance(rows[1], Entry)


def test_a_csv_line_with_another_number_of_fields_is_refused() -> None:
    [row] = read(["type,value", f"md5,{MD5},extra"])
    assert row == Refused(2, "The line has 3 fields and the header 2.")


def test_an_empty_list_has_no_entries() -> None:
    assert list(read([])) == []
