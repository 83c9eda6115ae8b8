"""The sealed store at the console: what is kept, whether it is whole, and moving it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.e2e.conftest import rested
from tests.simulators.cloud import Cloud, cloud

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.programs import Home

PASSPHRASE = "seven quiet herons by the pond"


@pytest.fixture(scope="module")
def sky() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


def beside(demo: Home, sky: Cloud, store: str, before: str = "") -> Home:
    """The home with its objects in another store, and the credentials for it."""
    named = {"TUTELA_EVIDENCE_STORE": store, "TUTELA_EVIDENCE_STORE_FROM": before}
    return replace(demo, variables={**demo.variables, **sky.environment, **named})


def kept_file(home: Home) -> Path:
    [path] = (one for one in (home.folder / "objects").iterdir() if one.name != "owner")
    return path


def test_a_flipped_byte_is_found_told_everywhere_and_mended(demo: Home, hit: Path) -> None:
    assert demo.run("scan", hit, "--account", "kim").code == 3
    assert demo.json("evidence", "verify") == {"checked": 1, "damaged": 0}
    path = kept_file(demo)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    found = demo.run("evidence", "verify")
    assert (found.code, found.out) == (1, "1 of 1 are not whole: tutela evidence damage\n")
    listed = demo.run("evidence", "damage", "--json")
    assert (listed.code, [one["problem"] for one in listed.json["damaged"]]) == (1, ["changed"])
    assert "1 kept object is gone or changed" in demo.run("evidence", "status").out
    doctor = demo.run("doctor", "--json")
    assert doctor.code == 1
    [told] = [one for one in doctor.json["checks"] if one["name"] == "kept bytes"]
    assert not told["good"]
    path.write_bytes(whole)
    assert demo.ok("evidence", "verify").out == "1 kept object, all whole.\n"
    assert demo.ok("evidence", "status")
    assert demo.ok("doctor")


def test_moving_without_a_second_store_is_refused(demo: Home) -> None:
    assert "nothing-to-move" in demo.refused("evidence", "move").err


def test_a_store_without_its_bucket_is_named_and_a_clear_item_is_scanned_all_the_same(
    demo: Home, hit: Path, stranger: Path, sky: Cloud
) -> None:
    address = f"s3://no-such-bucket/kept?endpoint={sky.url}&region=eu-west-1"
    home = beside(demo, sky, address)
    assert "no bucket no-such-bucket" in home.run("doctor").out
    assert home.run("scan", stranger).code == 0
    refused = home.run("scan", hit)
    assert refused.code == 4
    assert "hit could not be recorded; advice: retry" in refused.out
    assert home.json("case", "list")["cases"] == []
    assert demo.run("scan", hit).code == 3


def test_objects_move_to_a_bucket_and_a_backup_says_that_they_are_there(
    demo: Home, hit: Path, place: Path, sky: Cloud
) -> None:
    assert demo.run("scan", hit, "--account", "kim").code == 3
    address = sky.make_bucket("tutela-moved")
    both = beside(demo, sky, address, before="folder")
    assert both.json("evidence", "move")["moved"] == 1
    assert [one.name for one in (demo.folder / "objects").iterdir()] == ["owner"]
    home = beside(demo, sky, address)
    assert home.json("evidence", "verify") == {"checked": 1, "damaged": 0}
    told = home.ok("backup", place / "b", "--passphrase-file", "-", given=PASSPHRASE).out
    assert "sealed objects in s3://tutela-moved/kept are not in it" in told
    rested(home)
    again = replace(home, folder=place / "again")
    told = again.ok("restore", place / "b", "--passphrase-file", "-", given=PASSPHRASE).out
    assert "s3://tutela-moved/kept, not in the backup" in told
    assert again.json("evidence", "verify") == {"checked": 1, "damaged": 0}
    assert len(sky.keys("tutela-moved")) == 2  # the object, and whose store it is
