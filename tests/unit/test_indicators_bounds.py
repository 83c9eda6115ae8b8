"""What would match what many people share cannot be an indicator."""

from __future__ import annotations

import hashlib

import pytest

from tutela.indicators.bounds import FEWEST_BITS, MOST_BITS, Harmless, uninformative
from tutela.matching import MAX_RADIUS
from tutela.signals import drawings, pdq
from tutela.signals.model import Limits, SignalKind
from tutela.signals.render import render

BLANK = bytes(32)


def with_bits(count: int) -> bytes:
    return ((1 << count) - 1).to_bytes(32, "big")


@pytest.mark.parametrize("count", [0, FEWEST_BITS - 1, MOST_BITS + 1, 256])
def test_a_pdq_with_few_or_nearly_all_bits_set_is_refused(count: int) -> None:
    assert f"{count} of 256" in (uninformative(SignalKind.PDQ, with_bits(count)) or "")


@pytest.mark.parametrize("count", [FEWEST_BITS, 128, MOST_BITS])
def test_a_pdq_with_about_half_its_bits_set_may_be_an_indicator(count: int) -> None:
    assert uninformative(SignalKind.PDQ, with_bits(count)) is None


def test_what_is_let_through_is_farther_from_blank_than_any_radius() -> None:
    assert FEWEST_BITS > MAX_RADIUS
    assert 256 - MOST_BITS > MAX_RADIUS


def test_the_pdq_of_a_picture_has_enough_bits() -> None:
    [frame] = render(drawings.hills(), Limits()).frames()
    assert uninformative(SignalKind.PDQ, pdq.hash_pixels(frame).bits) is None


@pytest.mark.parametrize("kind", [SignalKind.MD5, SignalKind.SHA1, SignalKind.SHA256])
def test_the_digest_of_an_empty_file_is_refused(kind: SignalKind) -> None:
    digest = hashlib.new(kind, b"").digest()
    assert "empty file" in (uninformative(kind, digest) or "")
    assert uninformative(kind, digest[::-1]) is None
    assert uninformative(SignalKind.URL, digest) is None


def test_an_entry_equal_to_a_harmless_digest_is_near_it() -> None:
    harmless = Harmless([(SignalKind.MD5, b"m" * 16)])
    asked = [(SignalKind.MD5, b"m" * 16), (SignalKind.MD5, b"n" * 16)]
    assert harmless.near(asked, radius=31) == {asked[0]}


def test_an_entry_within_the_radius_of_a_harmless_pdq_is_near_it() -> None:
    harmless = Harmless([(SignalKind.PDQ, with_bits(128))])
    inside, outside = (SignalKind.PDQ, with_bits(159)), (SignalKind.PDQ, with_bits(160))
    assert harmless.near([outside, inside], radius=31) == {inside}


def test_without_harmless_items_nothing_is_near_one() -> None:
    assert not Harmless().near([(SignalKind.PDQ, with_bits(128))], radius=52)
