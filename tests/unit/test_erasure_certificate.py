"""Certificates of erasure: they verify as they were made, and not otherwise."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.platform.audit.errors import KeyMalformed, NoteForged
from tutela.platform.audit.note import LogKey, open_note
from tutela.platform.audit.note import sign as sign_note
from tutela.reporting.erasure import certificate
from tutela.reporting.erasure.certificate import (
    Checked,
    Counts,
    Erased,
    Overdue,
    Statement,
    export,
    sign,
    verify,
    verify_export,
    write,
)
from tutela.reporting.erasure.errors import CertificateForged, CertificateMalformed
from tutela.reporting.erasure.model import LONGEST_GAP, Standing

NODE = "tutela/0197b0f2-0000-7000-8000-000000000001"
PRIVATE = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)
KEY = LogKey.of(PRIVATE, NODE)
NIGHT = datetime(2026, 11, 25, 4, 23, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)


def statement(**changes: Any) -> Statement:
    values: dict[str, Any] = {
        "node": NODE,
        "previous": "",
        "since": None,
        "until": NIGHT - timedelta(hours=1),
        "made_at": NIGHT,
        "erased": (
            Erased(
                kind="evidence",
                id=ONE,
                service="forum",
                erased_at=NIGHT - timedelta(days=1),
                due_at=NIGHT - timedelta(days=1),
                reason="the time for keeping it is over",
                sha256="ab" * 32,
            ),
        ),
        "overdue": (
            Overdue(
                kind="report",
                id=TWO,
                service="forum",
                due_at=NIGHT - timedelta(days=2),
                problem="not-erased",
            ),
        ),
        "counts": Counts(erased=1, overdue=1),
        "clocks": (Checked(clock="report.erase_at", kind="report", running=3, next_due_at=NIGHT),),
        **changes,
    }
    return Statement(**values)


TEXT = write(statement())
SIGNATURE = sign(TEXT, PRIVATE)
FILE = export(TEXT, SIGNATURE, KEY)


def test_what_was_signed_reads_back_as_it_was() -> None:
    assert verify(TEXT, SIGNATURE, KEY) == statement()
    assert verify_export(FILE, KEY.text) == statement()


def test_the_statement_is_canonical_json_with_instants_in_utc() -> None:
    assert rfc8785.dumps(json.loads(TEXT)).decode() == TEXT
    assert json.loads(TEXT)["made_at"] == "2026-11-25T04:23:00.000000Z"
    assert json.loads(TEXT)["schema"] == certificate.SCHEMA
    there = NIGHT.astimezone(timezone(timedelta(hours=2)))
    assert write(statement(made_at=there)) == TEXT


def test_a_statement_with_one_changed_byte_does_not_verify() -> None:
    for at in range(len(TEXT)):
        changed = TEXT[:at] + ("0" if TEXT[at] != "0" else "1") + TEXT[at + 1 :]
        with pytest.raises(CertificateForged):
            verify(changed, SIGNATURE, KEY)


def test_a_file_with_one_changed_byte_does_not_verify() -> None:
    for at in range(len(FILE)):
        changed = FILE[:at] + bytes([FILE[at] ^ 1]) + FILE[at + 1 :]
        with pytest.raises((CertificateForged, CertificateMalformed)):
            verify_export(changed, KEY.text)


@pytest.mark.parametrize(
    "signature", ["", "!", SIGNATURE[:-4], sign(TEXT, OTHER), SIGNATURE + "\n"]
)
def test_another_signature_does_not_hold(signature: str) -> None:
    with pytest.raises(CertificateForged):
        verify(TEXT, signature, KEY)


def test_a_certificate_of_another_node_is_refused_even_under_the_same_key() -> None:
    with pytest.raises(CertificateForged):
        verify(TEXT, SIGNATURE, LogKey.of(PRIVATE, "tutela/other"))
    with pytest.raises(CertificateForged):
        verify_export(FILE, LogKey.of(OTHER, NODE).text)


def test_the_key_in_the_file_proves_nothing() -> None:
    """A file somebody made with a key of their own fails against the published one."""
    forged = LogKey.of(OTHER, NODE)
    with pytest.raises(CertificateForged):
        verify_export(export(TEXT, sign(TEXT, OTHER), forged), KEY.text)
    with pytest.raises(CertificateForged):
        verify_export(export(TEXT, sign(TEXT, OTHER), KEY), KEY.text)
    with pytest.raises(KeyMalformed):
        verify_export(FILE, "no key")


def test_a_signature_on_a_note_is_none_on_a_certificate_and_the_other_way_round() -> None:
    note = sign_note(f"{TEXT}\n", PRIVATE, NODE)
    bare = note.rsplit(" ", 1)[1].strip()
    with pytest.raises(CertificateForged):
        verify(TEXT, bare, KEY)
    mixed = note.replace(bare, _as_note_signature(SIGNATURE))
    with pytest.raises(NoteForged):
        open_note(mixed, KEY)


def _as_note_signature(signature: str) -> str:
    from base64 import b64decode, b64encode  # noqa: PLC0415 - only this oddity needs them

    return b64encode(KEY.hash + b64decode(signature)).decode()


def signed(values: dict[str, Any]) -> tuple[str, str]:
    text = rfc8785.dumps(values).decode()
    return text, sign(text, PRIVATE)


@pytest.mark.parametrize(
    "change",
    [
        {"counts": {"erased": 0, "overdue": 1}},
        {"counts": {"erased": 1, "overdue": 0}},
        {"overdue": []},
        {"schema": "tutela-erasure/2"},
        {"more": 1},
        {"made_at": "2026-11-25T04:23:00Z"},
        {"made_at": "yesterday"},
    ],
)
def test_a_signed_statement_must_still_say_what_a_statement_says(change: dict[str, Any]) -> None:
    text, signature = signed({**json.loads(TEXT), **change})
    with pytest.raises(CertificateMalformed):
        verify(text, signature, KEY)


def test_a_signed_statement_in_another_spelling_is_refused() -> None:
    text = json.dumps(json.loads(TEXT), indent=1)
    with pytest.raises(CertificateMalformed, match="canonical"):
        verify(text, sign(text, PRIVATE), KEY)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"null",
        b"[" * 100_000,
        b'{"schema": 1}',
        rfc8785.dumps({**json.loads(FILE), "signature": 1}),
        rfc8785.dumps({**json.loads(FILE), "schema": "other"}),
        rfc8785.dumps({**json.loads(FILE), "more": ""}),
    ],
    ids=range(8),
)
def test_what_is_no_such_file_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(CertificateMalformed, match="This is no certificate of erasure"):
        verify_export(data, KEY.text)


@pytest.mark.parametrize(
    ("standing", "good", "says"),
    [
        (Standing(None, 0, 0), False, "No certificate"),
        (Standing(NIGHT, 3, 0), True, "Nothing outlived its clock, by the proof of 2026-11-25"),
        (Standing(NIGHT, 3, 1), False, "1 thing should have been erased"),
        (Standing(NIGHT, 3, 2), False, "2 things should have been erased"),
        (Standing(NIGHT - LONGEST_GAP, 3, 0), False, "too old"),
    ],
)
def test_how_erasure_stands_is_one_sentence(standing: Standing, *, good: bool, says: str) -> None:
    now = NIGHT + timedelta(hours=1)
    assert standing.good(now) is good
    assert says in standing.sentence(now)
