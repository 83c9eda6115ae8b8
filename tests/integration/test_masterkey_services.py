"""The master key sealed by a key service: what it answers, refuses, and what goes on without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.simulators.cloud import REGION, Cloud, cloud
from tests.simulators.keyvault import KeyVault, keyvault

from tutela.platform import keys
from tutela.platform.keyfiles import KeyDamaged, KeyExposed
from tutela.platform.masterkey.address import KeyAddressWrong, parse
from tutela.platform.masterkey.errors import (
    KeyServiceAway,
    KeyServiceRefused,
    KeyServiceUnfit,
)
from tutela.platform.masterkey.primitive import RENEW_SECONDS, MasterKey
from tutela.platform.masterkey.services import service_of
from tutela.platform.settings import SettingInvalid, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = b"a small secret"


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyVault]:
    with keyvault() as one:
        monkeypatch.setenv("VAULT_TOKEN", one.token)
        yield one


@pytest.fixture(scope="module")
def sky() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


@pytest.fixture
def aws(sky: Cloud, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in sky.environment.items():
        monkeypatch.setenv(name, value)
    return f"aws-kms://{sky.client('kms').create_key()['KeyMetadata']['Arn']}"


def made(folder: Path, place: str) -> MasterKey:
    keys.create(folder, place)
    return keys.load(folder).evidence


def opens(master: MasterKey) -> bool:
    return master.decrypt(master.encrypt(SECRET, b"here"), b"here") == SECRET


@pytest.mark.parametrize("kind", ["aws", "vault"])
def test_a_new_node_can_have_its_key_sealed_from_the_first_moment(
    kind: str, aws: str, vault: KeyVault, tmp_path: Path
) -> None:
    place = aws if kind == "aws" else vault.place
    master = made(tmp_path, place)
    assert opens(master)
    assert master.place == place
    content = master.path.read_text()
    assert "AesGcmKey" not in content
    assert "not-checked" not in content
    assert vault.token not in content
    assert opens(keys.load(tmp_path).evidence)


@pytest.mark.parametrize("kind", ["aws", "vault"])
def test_what_another_key_sealed_is_not_opened(kind: str, aws: str, vault: KeyVault) -> None:
    place = aws if kind == "aws" else vault.place
    service = service_of(place)
    assert service is not None
    assert service.open(service.seal(SECRET)) == SECRET
    for wrong in (b"nonsense", b"vault:v1:AAAA", b"vault:v9:" + b"A" * 64, b""):
        with pytest.raises((KeyServiceUnfit, KeyServiceRefused, KeyServiceAway)):
            service.open(wrong)


def test_a_vault_refuses_as_it_does(vault: KeyVault, monkeypatch: pytest.MonkeyPatch) -> None:
    service = service_of(vault.place)
    assert service is not None
    sealed = service.seal(SECRET)
    vault.rotate()
    assert service.open(sealed) == SECRET
    vault.keys["tutela"].least = 2
    with pytest.raises(KeyServiceUnfit):
        service.open(sealed)
    missing = service_of(vault.place.replace("keys/tutela", "keys/other"))
    assert missing is not None
    with pytest.raises(KeyServiceRefused):
        missing.seal(SECRET)
    vault.sealed = True
    with pytest.raises(KeyServiceAway, match="does not answer"):
        service.seal(SECRET)
    vault.sealed = False
    monkeypatch.setenv("VAULT_TOKEN", "hvs.another")
    stranger = service_of(vault.place)
    assert stranger is not None
    with pytest.raises(KeyServiceRefused, match="denies access") as caught:
        stranger.seal(SECRET)
    assert "hvs." not in str(caught.value)


def test_a_vault_that_is_gone_is_away(vault: KeyVault) -> None:
    gone = service_of("hcvault://127.0.0.1:1/transit/keys/tutela?tls=off")
    assert gone is not None
    with pytest.raises(KeyServiceAway):
        gone.seal(SECRET)


def test_amazons_service_refuses_as_it_does(aws: str, sky: Cloud, tmp_path: Path) -> None:
    service = service_of(aws)
    assert service is not None
    sealed = service.seal(SECRET)
    missing = service_of(aws[:-12] + "0" * 12)
    assert missing is not None
    with pytest.raises(KeyServiceRefused, match="no such key"):
        missing.seal(SECRET)
    with sky.checking_credentials(), pytest.raises(KeyServiceRefused, match="denies access"):
        service.open(sealed)
    assert service.open(sealed) == SECRET


def test_amazons_service_away_is_said_so(aws: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    service = service_of(aws)
    assert service is not None
    with pytest.raises(KeyServiceAway):
        service.seal(SECRET)


def test_a_process_that_opened_the_key_works_on_while_the_service_is_away(
    vault: KeyVault, tmp_path: Path
) -> None:
    now = [0.0]
    made(tmp_path, vault.place)
    master = MasterKey(tmp_path / keys.EVIDENCE_KEYSET, ticks=lambda: now[0])
    assert opens(master)
    asked = len(vault.asked)
    assert opens(master)
    assert len(vault.asked) == asked, "one question is enough"
    vault.sealed = True
    now[0] += RENEW_SECONDS
    assert opens(master)
    fresh = keys.load(tmp_path).evidence
    with pytest.raises(KeyServiceAway):
        fresh.encrypt(SECRET, b"")
    vault.sealed = False
    assert opens(fresh)


def test_a_service_that_refuses_shuts_out_a_process_that_had_the_key(
    vault: KeyVault, tmp_path: Path
) -> None:
    now = [0.0]
    made(tmp_path, vault.place)
    master = MasterKey(tmp_path / keys.EVIDENCE_KEYSET, ticks=lambda: now[0])
    assert opens(master)
    token, vault.token = vault.token, "hvs.the-old-one-was-revoked"
    assert opens(master)
    now[0] += RENEW_SECONDS
    for _ in range(2):
        with pytest.raises(KeyServiceRefused):
            master.encrypt(SECRET, b"")
    vault.token = token
    assert opens(master)


def test_a_service_that_refuses_makes_no_node(vault: KeyVault, tmp_path: Path) -> None:
    vault.token = "hvs.not-ours"
    with pytest.raises(KeyServiceRefused):
        keys.create(tmp_path, vault.place)
    assert not (tmp_path / keys.EVIDENCE_KEYSET).exists()


@pytest.mark.parametrize("spoilt", ["{}", '{"form": "tutela-master-key/1"}', "[]", "\xff"])
def test_a_spoilt_file_is_named(spoilt: str, vault: KeyVault, tmp_path: Path) -> None:
    path = made(tmp_path, vault.place).path
    path.write_text(spoilt, encoding="latin-1")
    with pytest.raises(KeyDamaged):
        keys.load(tmp_path)
    path.chmod(0o640)
    with pytest.raises(KeyExposed):
        keys.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("vault", "write file"),
        ("aws-kms://alias/x", "whole ARN"),
        ("hcvault://host/transit/tutela", "write hcvault"),
        ("hcvault://token@host/transit/keys/x", "leave credentials out"),
        ("hcvault://host/transit/keys/x?tls=off", "only on this machine"),
        ("hcvault://127.0.0.1:x/transit/keys/x", "write hcvault"),
        ("hcvault://127.0.0.1/transit/keys/x?token=1", "only tls=off"),
    ],
)
def test_an_address_that_names_no_key_is_refused(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(KeyAddressWrong, match=problem):
        parse(text)
    with pytest.raises(SettingInvalid, match=problem):
        load(tmp_path, {"TUTELA_EVIDENCE_KEY": text})


def test_an_address_names_its_key(tmp_path: Path) -> None:
    arn = f"arn:aws:kms:{REGION}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    assert parse(f"aws-kms://{arn}") == (arn, REGION)
    assert parse("hcvault://vault.example.org:8200/a/transit/keys/x") == (
        "https://vault.example.org:8200", "a/transit", "x",
    )  # fmt: skip
    assert parse("file") is None
    assert load(tmp_path, {})[0].evidence_key == "file"
