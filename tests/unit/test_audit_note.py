"""Checkpoints as signed notes, against the published examples of the format.

PeterNeumann's key and note are those of golang.org/x/mod/sumdb/note (`note_test.go`).
"""

import base64
import re
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.platform.audit.errors import KeyMalformed, NoteForged, NoteMalformed, NoteUnsigned
from tutela.platform.audit.note import (
    Checkpoint,
    LogKey,
    open_checkpoint,
    open_note,
    parse_checkpoint,
    read_checkpoint,
    sign,
    sign_checkpoint,
)

PETER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
PETER_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETER_NOTE = (
    f"{PETER_TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

PRIVATE = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
NAME = "tutela-test/log"
KEY = LogKey.of(PRIVATE, NAME)
POINT = Checkpoint(NAME, 1729, b"r" * 32, 12, datetime(2026, 11, 22, 9, tzinfo=UTC), 3)
NOTE = sign_checkpoint(POINT, PRIVATE)


def test_the_published_note_opens_with_the_published_key() -> None:
    assert open_note(PETER_NOTE, LogKey.parse(PETER_KEY)) == PETER_TEXT


def test_signing_gives_the_published_note_byte_for_byte() -> None:
    private = Ed25519PrivateKey.from_private_bytes(PETER_SEED)
    assert sign(PETER_TEXT, private, "PeterNeumann") == PETER_NOTE


def test_a_key_is_written_as_it_is_published() -> None:
    assert LogKey.parse(PETER_KEY).text == PETER_KEY
    assert LogKey.parse(KEY.text) == KEY


def test_a_checkpoint_opens_as_itself() -> None:
    assert open_checkpoint(NOTE, KEY) == read_checkpoint(NOTE) == POINT


def test_the_lines_of_a_checkpoint_are_these() -> None:
    assert POINT.text().split("\n") == [
        NAME,
        "1729",
        base64.b64encode(b"r" * 32).decode(),
        "n 12",
        "at 2026-11-22T09:00:00.000000Z",
        "epoch 3",
        "",
    ]


def test_every_changed_sign_of_a_note_is_noticed() -> None:
    for at in range(len(NOTE)):
        changed = NOTE[:at] + ("x" if NOTE[at] != "x" else "y") + NOTE[at + 1 :]
        with pytest.raises((NoteForged, NoteMalformed, NoteUnsigned)):
            open_checkpoint(changed, KEY)


def test_every_cut_note_is_refused() -> None:
    for end in range(len(NOTE)):
        with pytest.raises((NoteForged, NoteMalformed, NoteUnsigned)):
            open_checkpoint(NOTE[:end], KEY)


def test_a_note_of_another_key_is_unsigned() -> None:
    with pytest.raises(NoteUnsigned, match="another/log"):
        open_checkpoint(NOTE, LogKey("another/log", KEY.public))
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    with pytest.raises(NoteUnsigned):
        open_checkpoint(NOTE, LogKey.of(other, NAME))


def test_a_checkpoint_of_another_log_signed_by_our_key_is_not_ours() -> None:
    foreign = POINT.text().replace(NAME, "another/log")
    with pytest.raises(NoteUnsigned):
        open_checkpoint(sign(foreign, PRIVATE, NAME), KEY)


def test_signatures_of_strangers_are_passed_over() -> None:
    stranger = sign(POINT.text(), Ed25519PrivateKey.generate(), "a/witness").rpartition("\n\n")[2]
    assert open_checkpoint(NOTE + stranger, KEY) == POINT


def test_one_false_signature_of_ours_refuses_the_note() -> None:
    false = sign("other\n", PRIVATE, NAME).rpartition("\n\n")[2]
    with pytest.raises(NoteForged):
        open_checkpoint(NOTE + false, KEY)


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("1729", "01729"),
        ("1729", "-1"),
        ("1729", "1e3"),
        ("1729", "٣"),
        ("1729", "9" * 20),
        ("n 12", "n  12"),
        ("n 12", "N 12"),
        ("n 12", "m 12"),
        ("epoch 3", "epoch 3\nmore 1"),
        ("epoch 3\n", ""),
        ("at 2026-11-22T09:00:00.000000Z", "at 2026-11-22T09:00:00Z"),
        (NAME, ""),
    ],
)
def test_a_checkpoint_has_one_spelling(line: str, instead: str) -> None:
    with pytest.raises(NoteMalformed):
        parse_checkpoint(POINT.text().replace(line, instead, 1))


def test_a_root_of_another_length_or_spelling_is_refused() -> None:
    root = base64.b64encode(b"r" * 32).decode()
    for other in (root.rstrip("="), base64.b64encode(b"r" * 31).decode(), root[:-2] + "J=", "*"):
        with pytest.raises(NoteMalformed):
            parse_checkpoint(POINT.text().replace(root, other))


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "\n\n",
        "\n\n— a b\n",
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("—", "-"),
        NOTE + "\n",
        NOTE + "x" * 70_000,
        NOTE + ("— a AAAAAAA=\n" * 100),
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(NoteMalformed):
        open_note(note, KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        PETER_KEY.replace("c74f20a3", "c74f20a4"),
        PETER_KEY.replace("c74f20a3", "C74F20A3"),
        PETER_KEY[:-1],
        PETER_KEY.replace("+ARpc", "+ABpc"),
        " +".join(PETER_KEY.split("+")),
        PETER_KEY + "AAAA",
    ],
)
def test_a_mistyped_key_is_refused(text: str) -> None:
    with pytest.raises(KeyMalformed):
        LogKey.parse(text)


def test_a_key_may_stand_in_a_file_with_a_last_newline() -> None:
    assert LogKey.parse(PETER_KEY + "\n").text == PETER_KEY


def test_the_errors_say_what_to_do() -> None:
    with pytest.raises(NoteUnsigned) as refused:
        open_checkpoint(NOTE, LogKey("another/log", KEY.public))
    assert re.search(r"use the key of this log", refused.value.sentence)
