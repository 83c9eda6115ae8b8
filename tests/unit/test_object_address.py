"""The address of a bucket: what it may say, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutela.platform.objectaddress import AddressWrong, ObjectAddress
from tutela.platform.settings import SettingInvalid, load

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("s3://evidence", ObjectAddress("evidence", "", "", "")),
        ("s3://evidence/one/two/", ObjectAddress("evidence", "one/two", "", "")),
        (
            "s3://evidence/one?endpoint=https://store.example.org/&region=eu-west-1",
            ObjectAddress("evidence", "one", "https://store.example.org", "eu-west-1"),
        ),
        (
            "s3://evidence?endpoint=http://127.0.0.1:9000",
            ObjectAddress("evidence", "", "http://127.0.0.1:9000", ""),
        ),
    ],
)
def test_an_address_says_bucket_prefix_endpoint_and_region(
    text: str, address: ObjectAddress
) -> None:
    assert ObjectAddress.parse(text) == address


def test_people_read_the_bucket_and_the_prefix() -> None:
    assert str(ObjectAddress.parse("s3://evidence/one?region=eu-west-1")) == "s3://evidence/one"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("evidence", "write s3://"),
        ("https://evidence.example.org", "write s3://"),
        ("s3://evidence#x", "write s3://"),
        ("s3://[evidence", "write s3://"),
        ("s3://key:secret@evidence/one", "leave credentials out"),
        ("s3://A/one", "bucket"),
        ("s3:///one", "bucket"),
        ("s3://evidence/../other", "prefix"),
        ("s3://evidence/a b", "prefix"),
        ("s3://evidence?key=secret", "only endpoint and region"),
        ("s3://evidence?endpoint=http://store.example.org", "endpoint"),
        ("s3://evidence?endpoint=https://user:pass@store.example.org", "endpoint"),
        ("s3://evidence?endpoint=store", "endpoint"),
        ("s3://evidence?region=eu west", "region"),
    ],
)
def test_what_cannot_be_an_address_is_refused(text: str, problem: str) -> None:
    with pytest.raises(AddressWrong, match=problem):
        ObjectAddress.parse(text)


def test_the_setting_is_checked_and_a_secret_in_it_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match="leave credentials out") as caught:
        load(tmp_path, {"TUTELA_EVIDENCE_STORE": "s3://key:hunter2@evidence"})
    assert "hunter2" not in str(caught.value)
    assert load(tmp_path, {"TUTELA_EVIDENCE_STORE": "folder"})[0].evidence_store == "folder"
