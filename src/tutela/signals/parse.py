"""Strict reading of signal text, as hash lists and callers send it."""

from __future__ import annotations

import re

from tutela.signals.errors import (
    SignalTextBlank,
    SignalTextDigit,
    SignalTextError,
    SignalTextLength,
)
from tutela.signals.model import DIGITS, SignalKind
from tutela.signals.url import signal

_HEX_ALONE = re.compile(f"[0-9A-Fa-f]{{{DIGITS[SignalKind.URL]}}}")


def parse(kind: SignalKind, text: str) -> bytes:
    """The bytes a signal's text stands for; upper case is read as lower case.

    That of a `url` is the address, or its 32 bytes in hexadecimal from who must not tell it.

    Raises SignalTextBlank, SignalTextDigit or SignalTextLength, and for an address what
    `url.canonical` raises. They name the fault, perhaps its place, but never repeat the text.
    """
    if kind is SignalKind.URL and not _HEX_ALONE.fullmatch(text):
        return signal(text)
    return parse_hex(kind, text, DIGITS[kind])


def parse_hex(kind: str, text: str, wanted: int) -> bytes:
    """Like `parse`, for a kind of signal whose text has `wanted` hexadecimal digits."""
    # fullmatch: `$` would let a line break at the end through.
    if re.fullmatch(f"[0-9A-Fa-f]{{{wanted}}}", text):
        return bytes.fromhex(text)
    raise _fault(kind, text, wanted)


def _fault(kind: str, text: str, wanted: int) -> SignalTextError:
    if blank := re.search(r"\s", text):
        return SignalTextBlank(kind=kind, position=blank.start() + 1)
    if stranger := re.search(r"[^0-9A-Fa-f]", text):
        return SignalTextDigit(kind=kind, position=stranger.start() + 1)
    return SignalTextLength(kind=kind, wanted=wanted, found=len(text))
