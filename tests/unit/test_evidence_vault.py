"""Sealing, opening and erasing bytes, on a real folder."""

from __future__ import annotations

import resource
import subprocess
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from tutela.evidence.errors import (
    EvidenceErased,
    EvidenceKeyWrong,
    EvidenceMissing,
    EvidenceNotWritten,
    EvidenceTampered,
    StoreUnusable,
)
from tutela.evidence.model import EvidenceObject
from tutela.evidence.objects import OWNER
from tutela.evidence.vault import FOLDER, Vault
from tutela.platform import keys
from tutela.platform.errors import DiskFull
from tutela.platform.home import KEYS
from tutela.platform.ids import SystemIds
from tutela.platform.node import Identity, Node
from tutela.platform.services.model import Retention
from tutela.platform.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from tutela.evidence.model import Sealed

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SEGMENT = 1024 * 1024


def vault_of(home: Path) -> Vault:
    """A vault alone: a node whose database is never reached."""
    node = Node(
        settings=load(home, {})[0],
        identity=Identity(id=SystemIds().new(), demo=False),
        keys=keys.load(home / KEYS),
        engine=create_engine("postgresql+psycopg://"),
        database_url="",
    )
    return Vault(node)


@pytest.fixture
def vault(home_folder: Path) -> Vault:
    return vault_of(home_folder)


@pytest.fixture
def objects(home_folder: Path) -> Path:
    return home_folder / FOLDER


def sealed_row(vault: Vault, data: bytes) -> EvidenceObject:
    object_id = SystemIds().new()
    return row_of(object_id, vault.seal(object_id, data))


def row_of(object_id: UUID, sealed: Sealed) -> EvidenceObject:
    return EvidenceObject(
        id=object_id,
        service_id="forum",
        sha256=sealed.sha256,
        size=sealed.size,
        media_type="image/png",
        wrapped_key=sealed.wrapped_key,
        location=sealed.location,
        retention=Retention.STATUTORY,
        basis="a law",
        kept_at=NOW,
        erase_at=None,
        erased_at=None,
    )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=5000))
def test_what_was_sealed_opens_as_it_was(vault: Vault, data: bytes) -> None:
    assert vault.open(sealed_row(vault, data)) == data


@pytest.mark.parametrize("size", [0, 1, SEGMENT - 200, SEGMENT, 3 * SEGMENT + 17])
def test_content_of_every_size_opens_again(vault: Vault, size: int) -> None:
    data = bytes(range(251)) * (size // 251) + b"\0" * (size % 251)
    assert vault.open(sealed_row(vault, data)) == data


def test_every_object_has_a_key_of_its_own(vault: Vault) -> None:
    first, second = sealed_row(vault, b"the same bytes"), sealed_row(vault, b"the same bytes")
    with pytest.raises(EvidenceKeyWrong):
        vault.open(replace(second, wrapped_key=first.wrapped_key))


def test_files_are_for_the_owner_only(vault: Vault, objects: Path) -> None:
    sealed_row(vault, b"content")
    assert objects.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in objects.iterdir()} == {0o600}


def test_nothing_of_the_content_is_in_the_file(vault: Vault, objects: Path) -> None:
    sealed_row(vault, b"a marker that must not appear" * 50)
    assert all(b"marker" not in file.read_bytes() for file in objects.iterdir())


@pytest.mark.parametrize("cut", [1, 16, 500, SEGMENT, SEGMENT + 100])
def test_a_truncated_file_is_noticed(vault: Vault, objects: Path, cut: int) -> None:
    row = sealed_row(vault, b"x" * (2 * SEGMENT))
    file = objects / row.location
    file.write_bytes(file.read_bytes()[:-cut])
    with pytest.raises(EvidenceTampered):
        vault.open(row)


@pytest.mark.parametrize("place", [0, 30, 60, -1])
def test_one_changed_bit_is_noticed(vault: Vault, objects: Path, place: int) -> None:
    row = sealed_row(vault, b"x" * 100)
    content = bytearray((objects / row.location).read_bytes())
    content[place] ^= 1
    (objects / row.location).write_bytes(content)
    with pytest.raises(EvidenceTampered):
        vault.open(row)


def test_a_file_put_under_another_name_does_not_open(vault: Vault, objects: Path) -> None:
    one, other = sealed_row(vault, b"one"), sealed_row(vault, b"two")
    (objects / one.location).replace(objects / other.location)
    with pytest.raises(EvidenceTampered):
        vault.open(other)


def test_a_row_with_another_hash_is_noticed(vault: Vault) -> None:
    with pytest.raises(EvidenceTampered):
        vault.open(replace(sealed_row(vault, b"one"), sha256="0" * 64))


def test_missing_bytes_are_told_from_changed_ones(vault: Vault, objects: Path) -> None:
    row = sealed_row(vault, b"one")
    (objects / row.location).unlink()
    with pytest.raises(EvidenceMissing):
        vault.open(row)


def test_another_node_key_opens_nothing(vault: Vault, home_folder: Path, tmp_path: Path) -> None:
    row = sealed_row(vault, b"one")
    keys.create(tmp_path / "other" / KEYS)
    (tmp_path / "other" / FOLDER).symlink_to(home_folder / FOLDER)
    with pytest.raises(EvidenceKeyWrong):
        vault_of(tmp_path / "other").open(row)


def test_an_erased_object_does_not_open_though_its_bytes_are_there(vault: Vault) -> None:
    with pytest.raises(EvidenceErased):
        vault.open(replace(sealed_row(vault, b"one"), wrapped_key=None, erased_at=NOW))


def test_erasing_twice_is_harmless(vault: Vault, objects: Path) -> None:
    row = sealed_row(vault, b"one")
    assert (vault.erase(row), vault.erase(row)) == (True, False)
    assert [one.name for one in objects.iterdir()] == [OWNER]


@pytest.mark.parametrize(
    "location", ["../keys/evidence.keyset.json", "/etc/passwd", "", "a/b", "."]
)
def test_a_row_cannot_point_outside_the_store(vault: Vault, location: str) -> None:
    row = replace(sealed_row(vault, b"one"), location=location)
    for use in (vault.open, vault.erase):
        with pytest.raises(StoreUnusable):
            use(row)


def test_a_refused_write_leaves_nothing(vault: Vault, objects: Path) -> None:
    def refuse(_: bytes) -> None:
        raise EvidenceNotWritten(object="x")

    with pytest.raises(EvidenceNotWritten):
        vault.objects.write("0" * 32, b"content", refuse)
    assert [one.name for one in objects.iterdir()] == [OWNER]


def test_a_folder_that_cannot_be_written_is_named(vault: Vault, objects: Path) -> None:
    objects.write_text("not a folder")
    with pytest.raises(StoreUnusable):
        vault.seal(SystemIds().new(), b"content")


def test_a_disk_that_fills_up_is_named_and_leaves_nothing(vault: Vault, objects: Path) -> None:
    with largest_file(200_000), pytest.raises(DiskFull):
        vault.seal(SystemIds().new(), b"x" * SEGMENT)
    assert [one.name for one in objects.iterdir()] == [OWNER]
    assert vault.open(sealed_row(vault, b"x" * SEGMENT))


def test_a_full_file_system_is_named_and_leaves_nothing(vault: Vault, objects: Path) -> None:
    with small_disk(objects):
        with pytest.raises(DiskFull):
            vault.seal(SystemIds().new(), b"x" * SEGMENT)
        assert [one.name for one in objects.iterdir()] == [OWNER]


@contextmanager
def largest_file(limit: int) -> Iterator[None]:
    """No file of this process can grow beyond `limit` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A file system of 256 KiB at `folder`; where none may be mounted, a limit of that size."""
    folder.mkdir(mode=0o700)
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k,mode=0700", "tutela-test", str(folder)]
    try:
        mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        with largest_file(256 * 1024):
            yield
        return
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)
