"""Media leave only sealed, only to a key, and only as the bytes that the report names."""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256

import pyrage
import pytest

from tutela.reporting.national import sealing
from tutela.reporting.national.errors import KeyMissing, KeyUnusable, MediaDiffer, MediaTooLarge
from tutela.reporting.national.sealing import Original

IDENTITY = pyrage.x25519.Identity.generate()
KEY = str(IDENTITY.to_public())
ONE = Original("item-1", sha256(b"one").hexdigest(), b"one")
TWO = Original("item-2", "", b"two")


def test_sealing_the_recipient_opens_originals_and_a_manifest_that_holds() -> None:
    sealed = sealing.seal([ONE, TWO], KEY)
    assert b"one" not in sealed
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, [IDENTITY]))) as archive:
        assert archive.read("item-1") == b"one"
        assert archive.read("item-2") == b"two"
        lines = archive.read("manifest-sha256.txt").decode().splitlines()
    assert lines[0] == f"{ONE.sha256}  item-1"
    assert len(lines) == 2


def test_sealing_nobody_else_opens_them() -> None:
    other = pyrage.x25519.Identity.generate()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealing.seal([ONE], KEY), [other])


def test_sealing_without_a_key_is_refused() -> None:
    with pytest.raises(KeyMissing, match="only sealed"):
        sealing.seal([ONE], None)


@pytest.mark.parametrize(
    "key",
    ["x", "age1", KEY[:-1], KEY.replace("age1", "ssh-"), str(IDENTITY)],
    ids=["a sign", "a prefix", "cut off", "another kind", "a secret key"],
)
def test_sealing_to_what_is_not_a_public_key_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(KeyUnusable) as caught:
        sealing.seal([ONE], key)
    assert len(key) < len(KEY) - 1 or key not in str(caught.value)


def test_sealing_other_bytes_than_the_report_names_is_refused() -> None:
    with pytest.raises(MediaDiffer, match="item-1"):
        sealing.seal([Original("item-1", ONE.sha256, b"changed")], KEY)


def test_sealing_more_than_fits_is_refused() -> None:
    assert sealing.seal([ONE, TWO], KEY, limit=6)
    with pytest.raises(MediaTooLarge, match="6 bytes"):
        sealing.seal([ONE, TWO], KEY, limit=5)


def test_sealing_a_key_can_be_tried() -> None:
    assert sealing.seals(KEY)


def test_sealing_the_bytes_of_an_original_are_never_printed() -> None:
    assert "one" not in repr(ONE).replace("item-1", "")
