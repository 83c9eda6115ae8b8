"""The sealed file of a backup, and the claim on a home, each by itself."""

from __future__ import annotations

import fcntl
import io
import os
import tarfile
from typing import TYPE_CHECKING

import pytest

from tutela.platform import home, newfile
from tutela.platform.backup import archive
from tutela.platform.backup.claim import claimed
from tutela.platform.backup.errors import (
    BackupExists,
    BackupUnreadable,
    HomeTaken,
    PassphraseWrong,
    RestoreRunning,
)
from tutela.platform.backup.scratch import PREFIX, scratch
from tutela.platform.backup.streams import extract
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

PASSPHRASE = Secret("seven quiet herons by the pond")


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """A backup of two files, one in a folder and larger than one piece of the stream."""
    folder = tmp_path / "contents"
    (folder / "keys").mkdir(parents=True, mode=0o755)
    (folder / "keys" / "one").write_bytes(os.urandom(300_000))
    (folder / "keys" / "one").chmod(0o600)
    (folder / "two").write_text("two")
    archive.pack(folder, {"node": "n"}, tmp_path / "backup", PASSPHRASE)
    return tmp_path / "backup"


def into(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_what_is_packed_comes_out_the_same_and_shut_to_others(packed: Path, tmp_path: Path) -> None:
    out = into(tmp_path)
    assert archive.unpack(packed, out, PASSPHRASE)["node"] == "n"
    for name in ("keys/one", "two"):
        assert (out / name).read_bytes() == (tmp_path / "contents" / name).read_bytes()
    assert (out / "keys").stat().st_mode & 0o777 == 0o700
    assert (out / "keys" / "one").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../outside", tarfile.REGTYPE),
        ("keys/../../outside", tarfile.REGTYPE),
        ("/outside", tarfile.REGTYPE),
        ("../outside", tarfile.DIRTYPE),
        ("link", tarfile.SYMTYPE),
        ("link", tarfile.LNKTYPE),
        ("pipe", tarfile.FIFOTYPE),
        ("device", tarfile.CHRTYPE),
    ],
)
def test_nothing_but_plain_files_below_the_folder_comes_out(
    tmp_path: Path, name: str, kind: bytes
) -> None:
    about = tarfile.TarInfo(name)
    about.type, about.linkname = kind, "../outside"
    with tarfile.open(fileobj=io.BytesIO(about.tobuf()), mode="r|") as tar:
        out = into(tmp_path)
        with pytest.raises(tarfile.TarError):
            extract(tar, out)
    assert list(tmp_path.rglob("*")) == [out]


def test_a_name_that_comes_twice_does_not_replace_the_first(tmp_path: Path) -> None:
    twice = io.BytesIO(2 * tarfile.TarInfo("two").tobuf())
    with tarfile.open(fileobj=twice, mode="r|") as tar, pytest.raises(FileExistsError):
        extract(tar, into(tmp_path))


def test_every_cut_and_every_changed_place_is_noticed(packed: Path, tmp_path: Path) -> None:
    data, out = packed.read_bytes(), into(tmp_path)
    spoilt = tmp_path / "spoilt"
    for at in range(700, len(data) - 10_000, len(data) // 4):
        spoilt.write_bytes(data[:at])
        with pytest.raises(BackupUnreadable):
            archive.unpack(spoilt, out, PASSPHRASE)
    for at in range(2500, len(data) - 2048, len(data) // 4):
        spoilt.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(BackupUnreadable):
            archive.unpack(spoilt, out, PASSPHRASE)


def test_a_wrong_passphrase_is_told_from_a_damaged_file(packed: Path, tmp_path: Path) -> None:
    with pytest.raises(PassphraseWrong):
        archive.unpack(packed, into(tmp_path), Secret("not the right one at all"))


def test_a_backup_that_fails_leaves_nothing_and_one_that_is_there_stays(
    packed: Path, tmp_path: Path
) -> None:
    before = packed.read_bytes()
    with pytest.raises(BackupExists):
        archive.pack(tmp_path / "contents", {}, packed, PASSPHRASE)
    assert packed.read_bytes() == before
    assert {one.name for one in tmp_path.iterdir()} == {"backup", "contents"}


def test_scratch_of_a_killed_backup_is_swept_and_that_of_a_living_one_is_not(
    tmp_path: Path,
) -> None:
    dead, living = tmp_path / f"{PREFIX}dead", tmp_path / f"{PREFIX}living"
    dead.mkdir()
    living.mkdir()
    descriptor = os.open(living, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with scratch(tmp_path) as mine:
            assert {one.name for one in tmp_path.iterdir()} == {living.name, mine.name}
    finally:
        os.close(descriptor)


def test_a_home_is_claimed_once_and_only_if_it_is_empty(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    with claimed(folder) as claim:
        with pytest.raises(RestoreRunning), claimed(folder):
            pass
        (folder / "half").write_text("a half restored file")
    with claimed(folder) as claim:
        assert [one.name for one in folder.iterdir()] == [home.UNFINISHED]
        claim.about_to_fill()
    with claimed(folder) as claim:
        assert claim.has_filled
        claim.finish()
    (folder / "mine").write_text("mine")
    with pytest.raises(HomeTaken), claimed(folder):
        pass


def test_of_two_writers_of_a_new_file_the_first_one_stays(tmp_path: Path) -> None:
    assert newfile.write_new(tmp_path / "key", b"first")
    assert not newfile.write_new(tmp_path / "key", b"second")
    assert (tmp_path / "key").read_bytes() == b"first"
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert len(list(tmp_path.iterdir())) == 1
