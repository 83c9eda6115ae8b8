"""Scanning files and folders: in order, one bad file stops nothing."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.world import BOSS, FORUM, UPLOADS, picture

from tutela.detection.files import find, scan_files
from tutela.detection.model import Incoming, Reason, VerdictKind
from tutela.platform.services.service import ServiceUnknown

if TYPE_CHECKING:
    from tests.world import World

    from tutela.detection.files import Scanned

HERE = Incoming(FORUM, UPLOADS)


def scan(world: World, *paths: Path, threads: int = 2) -> list[Scanned]:
    return list(scan_files(world.program.scanner, BOSS, HERE, find(paths), threads=threads))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "photos"
    made.mkdir()
    return made


def test_a_folder_is_answered_in_order(live: World, folder: Path) -> None:
    for number in range(8):
        (folder / f"{number}.png").write_bytes(picture(number))
    (folder / "notes.txt").write_text("words")
    (folder / "empty").touch()
    found = scan(live, folder)
    assert [one.path.name for one in found] == [
        *(f"{number}.png" for number in range(8)), "empty", "notes.txt",
    ]  # fmt: skip
    kinds = [one.verdict.kind for one in found]
    assert kinds[1] is VerdictKind.HELD
    assert kinds.count(VerdictKind.CLEAR) == 7
    reasons = [one.verdict.reason for one in found]
    assert reasons[-2:] == [Reason.EMPTY, Reason.UNSUPPORTED_FORMAT]


def test_scanning_a_folder_again_doubles_no_event(live: World, folder: Path) -> None:
    (folder / "1.png").write_bytes(picture(1))
    first, second = scan(live, folder), scan(live, folder)
    assert first[0].verdict.item_id == second[0].verdict.item_id
    assert len(live.rows("item")) == 1


def test_a_name_that_is_no_text_is_scanned_like_any_other(live: World, folder: Path) -> None:
    raw = os.fsencode(folder) + b"/caf\xe9 \xff.png"
    Path(os.fsdecode(raw)).write_bytes(picture(1))
    [found] = scan(live, folder)
    assert found.verdict.kind is VerdictKind.HELD
    assert json.dumps(found.to_json(), ensure_ascii=False).encode()
    [row] = live.rows("item")
    assert row.external_id.endswith("caf\\xe9 \\xff.png")


def test_a_path_longer_than_a_name_may_be_is_scanned(live: World, folder: Path) -> None:
    deep = folder
    for _ in range(6):
        deep = deep / ("d" * 200)
        deep.mkdir()
    (deep / "1.png").write_bytes(picture(1))
    [found] = scan(live, folder)
    assert found.verdict.kind is VerdictKind.HELD
    assert scan(live, folder)[0].verdict.item_id == found.verdict.item_id


def test_what_cannot_be_read_is_unscanned_and_the_rest_goes_on(live: World, folder: Path) -> None:
    gone = folder / "gone.png"
    (folder / "1.png").write_bytes(picture(1))
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    found = scan(live, gone, pipe, Path("/dev/zero"), folder)
    assert [one.verdict.reason for one in found[:3]] == [Reason.UNREADABLE] * 3
    assert found[3].verdict.kind is VerdictKind.HELD


def test_where_the_law_does_not_let_us_look_no_file_is_opened(world: World, folder: Path) -> None:
    (folder / "1.png").write_bytes(picture(1))
    os.mkfifo(folder.parent / "pipe")  # opening it without care would hang
    found = scan(world, folder, folder.parent / "pipe", folder.parent / "gone")
    assert {one.verdict.reason for one in found} == {Reason.NO_LEGAL_BASIS}


def test_a_decoder_that_is_killed_makes_its_file_unscanned_and_nothing_else(
    live: World, folder: Path
) -> None:
    for number in range(1, 7):
        (folder / f"{number}.png").write_bytes(picture(number))
    live.program.decoders.warm()
    for pid in live.program.decoders.pids:
        os.kill(pid, signal.SIGKILL)
    found = scan(live, folder)
    allowed = {VerdictKind.CLEAR, VerdictKind.UNSCANNED}
    assert found[0].verdict.kind is VerdictKind.HELD, "its digests are enough"
    assert {one.verdict.kind for one in found[1:]} <= allowed
    assert {one.verdict.reason for one in found[1:]} <= {None, Reason.DECODER_CRASHED}
    assert {one.verdict.kind for one in scan(live, folder)[1:]} == {VerdictKind.CLEAR}


def test_an_unknown_service_stops_at_once(live: World, folder: Path) -> None:
    (folder / "1.png").write_bytes(picture(1))
    wrong = Incoming("nobody", UPLOADS)
    with pytest.raises(ServiceUnknown):
        list(scan_files(live.program.scanner, BOSS, wrong, find([folder]), threads=2))


def test_leaving_early_leaves_no_thread_behind(live: World, folder: Path) -> None:
    for number in range(2, 12):
        (folder / f"{number:02}.png").write_bytes(picture(number))
    scanning = scan_files(live.program.scanner, BOSS, HERE, find([folder]), threads=2)
    next(iter(scanning))
    scanning.close()  # type: ignore[attr-defined]
