"""Names of items and accounts, and files as items."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.detection import files, references
from tutela.detection.errors import ReferenceInvalid
from tutela.detection.model import Incoming


@given(st.binary(min_size=1, max_size=2000).filter(lambda raw: b"\0" not in raw))
def test_every_path_a_system_can_have_makes_a_valid_name(raw: bytes) -> None:
    name = references.of_path(Path(os.fsdecode(b"/" + raw)))
    references.check(Incoming("forum", "uploads", external_id=name))


def test_two_long_paths_with_one_ending_have_two_names() -> None:
    one, two = (references.of_path(Path(first + "/x" * 400)) for first in ("/a", "/b"))
    assert one != two
    assert one.endswith("/x/x")


def test_a_short_path_is_its_own_name() -> None:
    assert references.of_path(Path("/photos/żółw 🐢.png")) == "/photos/żółw 🐢.png"


@pytest.mark.parametrize("text", ["\0", "a\0", "\ud800", "x" * 501])
def test_a_name_that_cannot_be_stored_is_refused_without_being_repeated(text: str) -> None:
    for field in ("surface", "account_ref", "external_id"):
        values: dict[str, Any] = {"surface": "uploads", field: text}
        with pytest.raises(ReferenceInvalid) as refusal:
            references.check(Incoming("forum", **values))
        assert text not in refusal.value.sentence


def test_a_folder_is_its_regular_files_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/2.png", "b/1.png", "a.png"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "link.png").symlink_to(tmp_path / "a.png")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    names = [one.relative_to(tmp_path).as_posix() for one in files.find([tmp_path])]
    assert names == ["a.png", "b/1.png", "b/2.png"]


def test_a_file_that_was_named_is_taken_as_it_is(tmp_path: Path) -> None:
    named = tmp_path / "not there"
    assert files.find([named]) == [named]
