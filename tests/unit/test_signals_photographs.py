"""The table of stand-ins: different photographs stay apart, the same pixels hash alike."""

from __future__ import annotations

import importlib.util
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pdqhash
import pytest

from tutela.signals.model import MIN_QUALITY, Limits, Pdq
from tutela.signals.pdq import distance, hash_bytes
from tutela.signals.render import render

if TYPE_CHECKING:
    from types import ModuleType

    from tutela.signals.pixels import Rgb

REACH = 31


@pytest.fixture(scope="module")
def stand_ins() -> ModuleType:
    place = Path(__file__).parents[2] / "examples" / "photographs.py"
    spec = importlib.util.spec_from_file_location("photographs", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def by_reference(pixels: Rgb) -> tuple[bytes, int]:
    vector, quality = pdqhash.compute(pixels)
    return np.packbits(vector.astype(np.uint8)).tobytes(), quality


def test_a_third_of_the_photographs_is_banked(stand_ins: ModuleType) -> None:
    assert (len(stand_ins.PHOTOGRAPHS), len(stand_ins.banked())) == (20, 7)


def test_every_photograph_is_good_enough_and_no_two_match_however_turned(
    stand_ins: ModuleType,
) -> None:
    hashes: list[Pdq] = [hash_bytes(stand_ins.original(name)) for name in stand_ins.PHOTOGRAPHS]
    assert all(pdq.quality >= MIN_QUALITY for pdq in hashes)
    for one, other in combinations(hashes, 2):
        assert all(distance(form, other.bits) > REACH for form in one.dihedral)


@pytest.mark.parametrize("photograph", ["astronaut.png", "microaneurysms.png", "rocket.jpg"])
def test_every_alteration_hashes_like_the_reference_for_the_same_pixels(
    stand_ins: ModuleType, photograph: str
) -> None:
    for alteration in stand_ins.ALTERATIONS:
        data = stand_ins.altered(photograph, alteration)
        (pixels,) = render(data, Limits()).frames()
        ours = hash_bytes(data)
        assert (ours.bits, ours.quality) == by_reference(pixels)


def test_the_folder_holds_every_cell_under_a_fitting_name(
    stand_ins: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stand_ins, "PHOTOGRAPHS", ("microaneurysms.png",))
    written = stand_ins.write_folder(tmp_path)
    assert sorted(written) == sorted(tmp_path.iterdir())
    assert list(written.values()) == stand_ins.cells()
    assert {file.suffix for file in written} == {".png", ".jpg", ".webp", ".gif"}
