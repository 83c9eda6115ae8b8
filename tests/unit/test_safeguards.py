"""What must hold before a node listens where other machines reach it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.certificates import Certificate, certificate

from tutela.platform.doctor import standing
from tutela.platform.safeguards import missing
from tutela.platform.settings import SettingInvalid, Settings, load
from tutela.web.server import BeyondLoopback, _require_safeguards

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("tls"), NOW)


@pytest.fixture
def good(tmp_path: Path, files: Certificate) -> dict[str, Any]:
    """Settings of a node that may be reached from elsewhere."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    return {
        "home": home,
        "host": "192.0.2.1",
        "origin": "https://tutela.example.org",
        "tls_certificate": files.certificate,
        "tls_key": files.key,
    }


def lacking(**given: Any) -> list[str]:
    return [one.name for one in missing(Settings(**given), NOW)]


def test_a_node_with_every_safeguard_may_listen_anywhere(good: dict[str, Any]) -> None:
    assert lacking(**good) == []
    _require_safeguards(Settings(**good), NOW)
    without_tls = good | {"tls_certificate": None, "tls_key": None}
    assert lacking(**without_tls, trusted_proxies="192.0.2.9, 10.0.0.0/8") == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"demo": True, "second_factor": "required"}, "kind"),
        ({"origin": None}, "origin"),
        ({"origin": "http://localhost:8321"}, "origin"),
        ({"tls_certificate": None, "tls_key": None}, "tls"),
        ({"tls_key": None}, "tls"),
        ({"tls_certificate": None}, "tls"),
        ({"second_factor": "optional"}, "sign-in"),
    ],
)
def test_each_that_is_missing_is_named(
    good: dict[str, Any], change: dict[str, Any], name: str
) -> None:
    settings = Settings(**(good | change))
    [found] = missing(settings, NOW)
    assert found.name == name
    with pytest.raises(BeyondLoopback) as refused:
        _require_safeguards(settings, NOW)
    assert found.sentence in refused.value.sentence


def test_all_that_are_missing_are_named_at_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    found = lacking(home=home, host="0.0.0.0", second_factor="optional", witness=home / "w")
    assert found == ["origin", "tls", "sign-in", "home", "witness"]


def test_a_node_for_this_machine_needs_none_of_them(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "::1", "localhost"):
        _require_safeguards(Settings(home=tmp_path, host=host, second_factor="optional"), NOW)


def test_a_certificate_that_cannot_be_served_is_no_safeguard(
    good: dict[str, Any], files: Certificate, tmp_path: Path
) -> None:
    other = certificate(tmp_path, NOW)
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("no certificate")
    rubbish.chmod(0o600)
    for change in (
        {"tls_key": other.key},
        {"tls_certificate": rubbish},
        {"tls_key": rubbish},
        {"tls_certificate": tmp_path / "nowhere.pem"},
        {"tls_key": tmp_path},
    ):
        assert lacking(**(good | change)) == ["tls"], change
    old = certificate(tmp_path, NOW - timedelta(days=60), name="old")
    files_old = {"tls_certificate": old.certificate, "tls_key": old.key}
    [found] = missing(Settings(**(good | files_old)), NOW)
    assert "ran out on 2026-10-23" in found.sentence
    other.key.chmod(0o644)
    [found] = missing(Settings(**(good | {"tls_key": other.key})), NOW)
    assert "0600" in found.sentence


def test_the_doctor_says_the_same(good: dict[str, Any]) -> None:
    settings = Settings(**(good | {"second_factor": "optional", "tls_key": None}))
    [said] = [one for one in standing(settings) if one.name == "address"]
    assert not said.good
    lacking = missing(settings, NOW)
    assert len(lacking) == 2
    for one in lacking:
        assert one.sentence in said.sentence
    [well] = [one for one in standing(Settings(**good)) if one.name == "address"]
    assert "with every safeguard" in well.sentence


@pytest.mark.parametrize("value", ["nobody", "10.0.0.5/33", "0.0.0.0/0", "::/0", "10.0.0.5/8", "*"])
def test_a_trusted_proxy_is_an_address_or_a_network_and_never_everybody(
    tmp_path: Path, value: str
) -> None:
    with pytest.raises(SettingInvalid, match="trusted_proxies"):
        load(tmp_path, {"TUTELA_TRUSTED_PROXIES": f"192.0.2.9, {value}"})


def test_proxies_are_named_in_a_variable_or_in_the_file(tmp_path: Path) -> None:
    found, _ = load(tmp_path, {"TUTELA_TRUSTED_PROXIES": "192.0.2.9, 2001:db8::/32"})
    assert found.trusted_proxies == ("192.0.2.9", "2001:db8::/32")
    (tmp_path / "tutela.toml").write_text('trusted_proxies = ["192.0.2.9"]')
    found, _ = load(tmp_path, {})
    assert found.trusted_proxies == ("192.0.2.9",)
