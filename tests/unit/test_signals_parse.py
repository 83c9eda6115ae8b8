"""Signal text is read strictly: one line break let through stops a whole index build elsewhere."""

from __future__ import annotations

import pytest

from tutela.signals.errors import (
    SignalTextBlank,
    SignalTextDigit,
    SignalTextError,
    SignalTextLength,
    UrlScheme,
)
from tutela.signals.model import DIGITS, SignalKind
from tutela.signals.parse import parse
from tutela.signals.url import signal

KINDS = [kind for kind in SignalKind if kind is not SignalKind.URL]


@pytest.mark.parametrize("kind", KINDS)
def test_lower_and_upper_case_are_the_same_signal(kind: SignalKind) -> None:
    text = ("0123456789abcdef" * 4)[: DIGITS[kind]]
    assert parse(kind, text) == parse(kind, text.upper()) == bytes.fromhex(text)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("blank", ["\n", "\r\n", " ", "\t", "\u2028", "\x0b"])
def test_a_line_break_or_blank_is_refused_by_name_and_place(kind: SignalKind, blank: str) -> None:
    with pytest.raises(SignalTextBlank) as refused:
        parse(kind, "a" * DIGITS[kind] + blank)
    assert refused.value.facts["position"] == DIGITS[kind] + 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("change", [-1, 1, -10_000])
def test_a_wrong_length_is_refused_with_both_lengths(kind: SignalKind, change: int) -> None:
    length = max(DIGITS[kind] + change, 0)
    with pytest.raises(SignalTextLength) as refused:
        parse(kind, "a" * length)
    assert (refused.value.facts["wanted"], refused.value.facts["found"]) == (DIGITS[kind], length)


@pytest.mark.parametrize("stranger", ["g", "-", "\u0661", "\x00", "\U0001d7d8"])
def test_what_is_no_hexadecimal_digit_is_refused(stranger: str) -> None:
    with pytest.raises(SignalTextDigit) as refused:
        parse(SignalKind.MD5, "a" * 7 + stranger + "a" * 24)
    assert refused.value.facts["position"] == 8


def test_a_refusal_never_repeats_the_text() -> None:
    with pytest.raises(SignalTextError) as refused:
        parse(SignalKind.PDQ, "5ec4e7 zz")
    assert "5ec4e7" not in str(refused.value)


def test_a_signal_is_read_from_an_address_or_from_its_digest() -> None:
    value = signal("http://example.com/a")
    for text in ("https://EXAMPLE.com/a", value.hex(), value.hex().upper()):
        assert parse(SignalKind.URL, text) == value
    with pytest.raises(UrlScheme):
        parse(SignalKind.URL, value.hex()[1:])


def test_an_address_is_the_text_of_no_other_kind() -> None:
    with pytest.raises(SignalTextDigit):
        parse(SignalKind.SHA256, "http://example.com/a")
