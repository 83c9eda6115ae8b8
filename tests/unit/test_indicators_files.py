"""A list is read from a file with bounded memory, and what is no list is a clear error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tutela.indicators.errors import FileNotText, FileUnreadable
from tutela.indicators.files import opened
from tutela.indicators.reading import TOO_LONG, Unreadable

if TYPE_CHECKING:
    from pathlib import Path


def lines_of(path: Path) -> list[str | Unreadable]:
    with opened(path) as found:
        return list(found.lines)


def test_a_file_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("one\ntwo", encoding="utf-8")
    assert lines_of(path) == ["one\n", "two"]


def test_lines_that_are_given_are_taken_as_they_are() -> None:
    with opened(iter(["one", "two"])) as found:
        assert (list(found.lines), found.as_csv, found.share()) == (["one", "two"], False, None)


@pytest.mark.parametrize(("name", "as_csv"), [("a.csv", True), ("a.CSV", True), ("a.txt", False)])
def test_a_name_that_ends_in_csv_says_csv(
    tmp_path: Path,
    name: str,
    as_csv: bool,  # noqa: FBT001
) -> None:
    path = tmp_path / name
    path.write_text("x")
    with opened(str(path)) as found:
        assert found.as_csv is as_csv


def test_a_line_that_is_not_utf8_stands_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(b"one\n\xff\xfe\nthree\n")
    assert lines_of(path) == ["one\n", Unreadable("The line is not UTF-8 text."), "three\n"]


def test_a_line_of_megabytes_is_left_out_and_the_next_one_read(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(b"one\n" + b"x" * 5_000_000 + b"\nthree\n")
    assert lines_of(path) == ["one\n", TOO_LONG, "three\n"]


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0", "md5 ab\n".encode("utf-16")])
def test_a_binary_file_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.bin"
    path.write_bytes(content)
    with pytest.raises(FileNotText, match=re.escape(str(path))):
        lines_of(path)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="No such file"):
        lines_of(tmp_path / "nothing.txt")


def test_a_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="directory"):
        lines_of(tmp_path)


def test_it_tells_how_far_it_has_been_read(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("a\n" * 200_000)
    with opened(path) as found:
        start = found.share()
        seen = sum(1 for _ in found.lines)
        assert (start, seen, found.share()) == (0.0, 200_000, 1.0)
