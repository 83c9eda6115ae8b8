"""The values hold their own rules and read back only what they wrote."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from tutela.signals.digests import digest
from tutela.signals.errors import SignalJsonError
from tutela.signals.model import Digests, Limits, Pdq, Perception, Problem, Signals

FORMS = tuple(bytes([number]) * 32 for number in range(8))
PDQ = Pdq(FORMS[0], 77, FORMS)
SIGNALS = Signals.of(digest(b"abc"), Perception((PDQ,), None, "image/png", 3, 2))


def _with(**changes: Any) -> dict[str, Any]:
    return SIGNALS.to_json() | changes


def test_signals_survive_json() -> None:
    assert Signals.from_json(json.loads(json.dumps(SIGNALS.to_json()))) == SIGNALS


def test_signals_without_a_fingerprint_survive_json() -> None:
    empty = Signals.of(digest(b""), Perception(problem=Problem.EMPTY))
    assert Signals.from_json(json.loads(json.dumps(empty.to_json()))) == empty


def test_signals_of_which_only_some_digests_are_known_survive_json() -> None:
    some = Signals.of(Digests("", "", "a" * 64), Perception(problem=Problem.ONLY_DIGESTS))
    assert Signals.from_json(json.loads(json.dumps(some.to_json()))) == some


def test_an_address_survives_json_and_is_left_out_where_there_is_none() -> None:
    some = Signals.of(Digests("", "", ""), Perception(problem=Problem.ONLY_ADDRESS), "a" * 64)
    assert Signals.from_json(json.loads(json.dumps(some.to_json()))) == some
    assert "url" not in SIGNALS.to_json()


def test_signals_come_apart_into_digests_and_perception() -> None:
    assert Signals.of(SIGNALS.digests, SIGNALS.perception) == SIGNALS


def test_no_fingerprint_without_a_problem_cannot_be() -> None:
    with pytest.raises(SignalJsonError):
        Perception()
    with pytest.raises(SignalJsonError):
        Signals("", "", "")


def test_values_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        PDQ.quality = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "{}",
        {},
        _with(more=1),
        _with(md5="A" * 32),
        _with(md5="a" * 32 + "\n"),
        _with(sha1=None),
        _with(sha256="a" * 63),
        _with(frames={}),
        _with(frames=[]),
        _with(frames=[{"pdq": "0" * 64, "quality": 101, "dihedral": []}]),
        _with(frames=[{"pdq": "0" * 64, "quality": True, "dihedral": []}]),
        _with(frames=[{"pdq": "0" * 64, "quality": 1.5, "dihedral": []}]),
        _with(frames=[{"pdq": "0" * 64, "quality": 50, "dihedral": ["0" * 64]}]),
        _with(frames=[{"pdq": "0" * 64, "quality": 50, "dihedral": ["1" * 64] * 8}]),
        _with(url="a" * 63),
        _with(url=""),
        _with(problem="bored"),
        _with(problem=3),
        _with(media_type=3),
        _with(width=-1),
        _with(height="2"),
    ],
)
def test_json_of_another_shape_is_refused(value: object) -> None:
    with pytest.raises(SignalJsonError):
        Signals.from_json(value)


def test_a_pdq_reads_most_significant_digit_first() -> None:
    assert Pdq(b"\xab" + bytes(31), 100).hex == "ab" + "0" * 62


@pytest.mark.parametrize(
    ("bits", "quality", "dihedral"),
    [(bytes(31), 50, ()), (bytes(32), -1, ()), (bytes(32), 50, FORMS[:7]), (FORMS[1], 50, FORMS)],
)
def test_an_impossible_pdq_cannot_be_made(
    bits: bytes, quality: int, dihedral: tuple[bytes, ...]
) -> None:
    with pytest.raises(ValueError, match="PDQ"):
        Pdq(bits, quality, dihedral)


def test_limits_are_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        Limits(max_pixels=0)
