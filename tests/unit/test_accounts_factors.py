"""Codes, recovery codes and the seal around a secret, each by itself."""

from __future__ import annotations

import base64
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tutela.platform import keys
from tutela.platform.accounts.factors import recovery, sealing, totp
from tutela.platform.accounts.factors.errors import FactorUnreadable
from tutela.platform.secret import Secret
from tutela.web import qr

if TYPE_CHECKING:
    from pathlib import Path

# RFC 6238, appendix B: the last six of its eight digits.
RFC_SECRET = Secret(base64.b32encode(b"12345678901234567890").decode())
RFC_CODES = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}
ANNA, BERTA = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES.items())
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    instant = datetime.fromtimestamp(seconds, UTC)
    assert totp.code_of(RFC_SECRET, totp.step_at(instant)) == code
    assert totp.step_of(RFC_SECRET, code, instant, after=None) == totp.step_at(instant)


def test_an_app_is_told_everything_it_needs() -> None:
    address = totp.address(RFC_SECRET, "anna", "Tutela 1a2b").reveal()
    assert address.startswith("otpauth://totp/Tutela%201a2b:anna?")
    for part in (RFC_SECRET.reveal(), "digits=6", "period=30", "algorithm=SHA1"):
        assert part in address


def test_a_secret_has_160_bits_and_is_never_the_same() -> None:
    one, other = totp.new_secret(), totp.new_secret()
    assert len(base64.b32decode(one.reveal())) == 20
    assert one != other


def test_ten_recovery_codes_are_ten_different_ones() -> None:
    made = {one.reveal() for one in recovery.generate()}
    assert len(made) == recovery.CODES == 10
    assert all(recovery.normal(one) for one in made)


def test_a_recovery_code_may_be_typed_with_spaces_and_in_capitals() -> None:
    assert recovery.normal(" ABCD efgh-ijkm 2345 ") == "abcdefghijkm2345"


@pytest.mark.parametrize("typed", ["", "123456", "abcd-efgh-ijkm", "abcd-efgh-ijkm-234l", "ü" * 16])
def test_what_can_be_no_recovery_code_is_none(typed: str) -> None:
    assert recovery.normal(typed) is None


def test_a_recovery_code_is_one_accounts_only() -> None:
    assert recovery.code_hash(ANNA, "a" * 16) != recovery.code_hash(BERTA, "a" * 16)


def test_a_sealed_secret_opens_for_its_own_account_only(tmp_path: Path) -> None:
    keys.create(tmp_path / "keys")
    node_key = keys.load(tmp_path / "keys").evidence
    sealed = sealing.seal(node_key, ANNA, RFC_SECRET)
    assert RFC_SECRET.reveal() not in sealed
    assert sealing.unseal(node_key, ANNA, sealed) == RFC_SECRET
    with pytest.raises(FactorUnreadable, match="reset-factors"):
        sealing.unseal(node_key, BERTA, sealed)
    with pytest.raises(FactorUnreadable):
        sealing.unseal(node_key, ANNA, "no base64")


def test_a_drawn_code_carries_neither_style_nor_script_nor_its_text() -> None:
    svg = qr.drawn("otpauth://totp/Tutela:<script>?secret=ABC")
    assert svg.startswith("<svg")
    for forbidden in ("style", "script", "ABC", "href"):
        assert forbidden not in svg
