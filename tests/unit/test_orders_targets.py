"""Targets of orders as authorities write them."""

from __future__ import annotations

import re

import pytest

from tutela.orders import targets
from tutela.orders.errors import TargetInvalid, TooManyTargets
from tutela.orders.model import MOST_TARGETS, TargetKind

DIGEST = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("https://forum.example/a?b=1", TargetKind.URL, "https://forum.example/a?b=1"),
        ("  HTTP://forum.example  ", TargetKind.URL, "HTTP://forum.example"),
        ("item:post-2", TargetKind.ITEM, "post-2"),
        ("Account: kim", TargetKind.ACCOUNT, "kim"),
        (DIGEST.upper(), TargetKind.SHA256, DIGEST),
        (f"sha256:{DIGEST}", TargetKind.SHA256, DIGEST),
    ],
)
def test_a_line_names_one_target(line: str, kind: TargetKind, value: str) -> None:
    [found] = targets.read([line])
    assert (found.number, found.kind, found.value, found.doubt) == (1, kind, value, "")
    assert targets.read([targets.written(found)]) == (found,)


@pytest.mark.parametrize(
    "line",
    [
        "the picture of Tuesday", "ftp://forum.example/a", "item:", f"item:{'x' * 501}",
        "https://", "https://[::1", "https://a.example/\x00", "account:k\u202eim",
        f"https://a.example/{'x' * 9000}", "javascript:alert(1)", DIGEST[:-1],
    ],
)  # fmt: skip
def test_what_is_no_target_is_named_by_its_line_and_never_repeated(line: str) -> None:
    with pytest.raises(TargetInvalid, match="line 3") as caught:
        targets.read(["item:a", "", line])
    assert line not in caught.value.sentence


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("https://fоrum.example/a", "mixes scripts"),  # a Cyrillic o
        ("https://xn--frum-95d.example/", "look-alike|other letters"),
        ("https://xn--bcher-kva.example/", "other letters"),
        ("https://forum.example@evil.example/", "evil.example"),
    ],
)
def test_an_address_that_may_be_another_says_so_and_is_kept(line: str, words: str) -> None:
    [found] = targets.read([line])
    assert found.value == line
    assert re.search(words, found.doubt)


def test_a_target_named_twice_is_one_and_their_number_is_bounded() -> None:
    assert len(targets.read(["item:a", "item:b", "item:a"])) == 2
    with pytest.raises(TooManyTargets):
        targets.read(f"item:{number}" for number in range(MOST_TARGETS + 1))
