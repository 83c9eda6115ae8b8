"""The table of photographs: both doors decide as the reference does, and the docs say the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pdqhash
import pytest
from examples import photographs
from tests.e2e.programs import Home

from docs import photograph_table as table
from tutela.signals.model import MIN_QUALITY, Limits
from tutela.signals.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx
    from docs.photograph_table import Cell, Results

RADIUS = 31
NAMES = photographs.banked()
BATCHED = photographs.PHOTOGRAPHS[0]


@dataclass(frozen=True)
class Ran:
    """The whole table, scanned once through each door."""

    files: dict[Cell, bytes]
    by_command: Results
    by_http: dict[Cell, dict[str, Any]]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("photographs")
    home, pictures = Home(folder / "home"), folder / "pictures"
    cells = table.prepare(home.folder, pictures)
    files = {cell: path.read_bytes() for path, cell in cells.items()}
    by_command = table.scan(home.folder, pictures, cells)
    key = home.json("key", "create", "demo", "photographs")["key"]
    with home.served() as served, served.client(key) as client:
        return Ran(files, by_command, dict(over_http(client, files)))


def over_http(
    client: httpx.Client, files: dict[Cell, bytes]
) -> Iterator[tuple[Cell, dict[str, Any]]]:
    """Every cell: one photograph's as a batch, of the others every second one in a form."""
    batch = [cell for cell in files if cell[0] == BATCHED]
    sent = [("file", (how, files[name, how])) for name, how in batch]
    where = {"service": "demo", "surface": "uploads", "account": "someone"}
    answer = client.post("/v1/scan/batch", files=sent, data=where)
    yield from zip(batch, answer.raise_for_status().json()["items"], strict=True)
    for number, (cell, data) in enumerate(files.items()):
        if cell[0] == BATCHED:
            continue
        name = "/".join(cell)
        if number % 2:
            form = {**where, "id": name}
            answer = client.post("/v1/scan", files={"file": data}, data=form)
        else:
            answer = client.post("/v1/scan", content=data, params={**where, "id": name})
        yield cell, answer.raise_for_status().json()


@cache
def reference(data: bytes) -> tuple[tuple[bytes, ...], int]:
    """The eight forms and the quality that the reference wheel gives for what a viewer shows."""
    pixels = next(render(data, Limits()).frames())
    vectors, quality = pdqhash.compute_dihedral(pixels)
    return tuple(np.packbits(one.astype(np.uint8)).tobytes() for one in vectors), quality


def distance(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


def expected(data: bytes, *, turned: bool) -> list[tuple[bool, int]]:
    """Exact or not, and the distance, of each banked photograph the reference decides to match."""
    forms, quality = reference(data)
    found = []
    for name in NAMES:
        banked = photographs.original(name)
        (bits, *_), _ = reference(banked)
        # It is the item that is turned; a bank holds one fingerprint of each picture.
        near = min(distance(bits, form) for form in (forms if turned else forms[:1]))
        if data == banked or (quality >= MIN_QUALITY and near <= RADIUS):
            found.append((data == banked, near))
    return sorted(found)


def test_our_decision_is_the_reference_s_in_every_cell(ran: Ran) -> None:
    assert len(ran.by_command.answers) == len(ran.files) == len(photographs.cells()) == 320
    for cell, answer in ran.by_command.answers.items():
        for bank, turned in ((table.PLAIN, False), (table.TURNED, True)):
            ours = [
                (one["exact"], one["distance"]) for one in answer["matches"] if one["bank"] == bank
            ]
            assert sorted(ours) == expected(ran.files[cell], turned=turned), (cell, bank)


def test_the_fingerprints_are_the_reference_s_in_every_cell(ran: Ran) -> None:
    for cell, answer in ran.by_command.answers.items():
        forms, quality = reference(ran.files[cell])
        signals = answer["signals"]
        assert (signals["pdq"], signals["quality"]) == (forms[0].hex(), quality), cell


def test_the_verdict_follows_from_the_matches(ran: Ran) -> None:
    for cell, answer in ran.by_command.answers.items():
        poor = answer["signals"]["quality"] < MIN_QUALITY
        without = ("unscanned", "quality too low") if poor else ("clear", None)
        said = (answer["verdict"], answer["reason"])
        assert said == (("held", None) if answer["matches"] else without), cell


def test_the_command_line_and_http_answer_the_same(ran: Ran) -> None:
    for cell, answer in ran.by_command.answers.items():
        for name in ("verdict", "reason", "advice", "matches", "signals"):
            assert ran.by_http[cell][name] == answer[name], (cell, name)


def test_no_two_different_originals_match_however_turned() -> None:
    for one, other in combinations(photographs.PHOTOGRAPHS, 2):
        forms, _ = reference(photographs.original(one))
        (bits, *_), _ = reference(photographs.original(other))
        assert all(distance(form, bits) > RADIUS for form in forms), (one, other)


def test_the_committed_table_is_the_computed_one(ran: Ran) -> None:
    committed = table.PAGE.read_text(encoding="utf-8")
    assert table.written(committed) == table.rendered(ran.by_command)


def test_the_script_changes_only_what_is_between_its_markers(tmp_path: Path) -> None:
    committed = table.PAGE.read_text(encoding="utf-8")
    changed = table.replaced(committed, "nothing")
    assert table.written(changed) == "nothing"
    assert table.replaced(changed, table.written(committed)) == committed
