"""What a court signs is taken by a compared key alone, and within its limits."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.removals import COURT, NOW, here, made_court, request, signed, spoken, why_not

from tutela.federation import signing
from tutela.orders.removal import checking, court, papers
from tutela.orders.removal.court import Court
from tutela.orders.removal.errors import (
    CourtAsksItself,
    CourtFolderRefused,
    CourtKeyUnreadable,
    CourtRefuses,
    PaperUnreadable,
)
from tutela.orders.removal.model import WordKind
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

THE_COURT = made_court()
THE_ORDER = signed(THE_COURT, request())
PASSPHRASE = Secret("a passphrase of a court")


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [each for name, one in value.items() for each in _leaves(one, (*path, name))]
    if isinstance(value, list):
        return [each for at, one in enumerate(value) for each in _leaves(one, (*path, at))]
    return [path]


def _changed(paper: dict[str, Any], path: tuple[Any, ...], value: object) -> dict[str, Any]:
    made = copy.deepcopy(paper)
    at: Any = made
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return made


def test_what_a_compared_court_signed_is_taken() -> None:
    assert why_not(THE_ORDER, here(THE_COURT)) is None
    assert why_not(papers.from_file(str.encode(_text(THE_ORDER))), here(THE_COURT)) is None


def _text(paper: object) -> str:
    return json.dumps(paper, indent=4)


@given(st.sampled_from(_leaves(THE_ORDER["content"])), st.text(min_size=1, max_size=12))
def test_no_word_of_a_signed_order_can_be_another(path: tuple[Any, ...], value: str) -> None:
    other = _changed(THE_ORDER, ("content", *path), value)
    if other == THE_ORDER:
        return
    assert why_not(other, here(THE_COURT)) in {"forged", "unreadable", "no-court"}


@given(st.binary(min_size=64, max_size=64))
def test_no_signature_can_be_made_up(signature: bytes) -> None:
    other = THE_ORDER | {"signature": signing.text(signature)}
    assert why_not(other, here(THE_COURT)) == "forged"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_what_is_no_paper_is_refused_by_name(paper: Any) -> None:
    assert why_not(paper, here(THE_COURT)) in {"unreadable", "unsigned"}


def test_each_wrong_order_has_its_own_reason() -> None:
    ours, other = here(THE_COURT), made_court("Another Court")
    unsigned = {name: value for name, value in THE_ORDER.items() if name != "signature"}
    asked = request(authority_name=COURT.upper())
    itself = papers.sign_order(
        papers.read_order(THE_ORDER)[0].model_copy(update={"request": asked}), THE_COURT.key
    )
    late = NOW + timedelta(days=court.VALID_DAYS, hours=1)
    cases = {
        "unsigned": (unsigned, ours),
        "no-court": (signed(other, request()), ours),
        "forged": (_signed_by(other, THE_COURT), ours),
        "own-request": (itself, ours),
        "other-sender": (THE_ORDER, here(THE_COURT, sender=ours.provider)),
        "other-provider": (THE_ORDER, here(THE_COURT, provider=ours.sender)),
        "other-service": (THE_ORDER, here(THE_COURT, services={"shop"})),
        "other-place": (_naming("https://forum.example.org/1"), ours),
        "too-secret": (_long(43), ours),
        "ahead": (THE_ORDER, here(THE_COURT, now=NOW - timedelta(minutes=6))),
        "expired": (THE_ORDER, here(THE_COURT, now=late)),
        "replayed": (THE_ORDER, here(THE_COURT, known=True)),
    }
    for reason, (paper, known) in cases.items():
        assert why_not(paper, known) == reason
    assert why_not(_long(42), ours) is None
    assert why_not(_naming("https://a.forum.example:8443/1"), ours) is None


def _signed_by(other: Court, named: Court) -> dict[str, Any]:
    """An order in the name and key of one court, signed by another key."""
    return signed(Court(named.public, other.key), request())


def _naming(address: str) -> dict[str, Any]:
    return signed(THE_COURT, request(targets=[address]))


def _long(days: int) -> dict[str, Any]:
    order, _ = papers.read_order(THE_ORDER)
    return papers.sign_order(
        order.model_copy(update={"request": request(days=days)}), THE_COURT.key
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://forum.example@evil.example/1",
        r"https://evil.example\@forum.example/1",
        "https://notforum.example/1",
        "https://evil.example/forum.example",
        "https://evil.example#.forum.example",
    ],
)
def test_an_address_that_only_looks_like_one_of_ours_is_elsewhere(address: str) -> None:
    assert why_not(_naming(address), here(THE_COURT)) == "other-place"


def test_a_word_about_an_order_is_no_order_and_the_other_way_round() -> None:
    word = spoken(THE_COURT, WordKind.ANNUL, THE_ORDER)
    about, _ = papers.read_order(THE_ORDER)
    assert checking.word_refusal(word, about, here(THE_COURT)) is None
    assert why_not(word, here(THE_COURT)) == "unreadable"
    crossed = THE_ORDER | {"signature": word["signature"]}
    assert why_not(crossed, here(THE_COURT)) == "forged"


def test_a_later_word_is_for_one_order_and_by_the_court_that_issued_it() -> None:
    about, _ = papers.read_order(THE_ORDER)
    another, _ = papers.read_order(signed(THE_COURT, request(reasons="Others.")))
    higher = made_court("A Higher Court")
    both = here(THE_COURT, higher)

    def why(kind: WordKind, by: Court = THE_COURT, days: int = 0) -> str | None:
        found = checking.word_refusal(spoken(by, kind, THE_ORDER, days=days), about, both)
        return found.value if found else None

    assert why(WordKind.EXTEND, days=42) is None
    assert why(WordKind.ANNUL, by=higher) is None
    assert why(WordKind.CLARIFY, by=higher) == "no-court"
    word = spoken(THE_COURT, WordKind.CLARIFY, THE_ORDER)
    assert checking.word_refusal(word, another, both) == "other-order"
    assert checking.word_refusal(word, None, both) == "other-order"
    with pytest.raises(CourtRefuses):
        why(WordKind.EXTEND, days=43)
    with pytest.raises(CourtRefuses):
        why(WordKind.UPHOLD, days=1)


def test_a_court_signs_nothing_that_it_asked_for_itself_or_that_the_law_does_not_allow() -> None:
    with pytest.raises(CourtAsksItself):
        signed(THE_COURT, request(authority_name=COURT.lower()))
    with pytest.raises(CourtRefuses):
        signed(THE_COURT, request(days=43))
    with pytest.raises(CourtRefuses):
        signed(THE_COURT, request(profile="interim-2026"))
    with pytest.raises(PaperUnreadable):
        signed(THE_COURT, request(targets=["no address"]))


def test_a_court_s_key_lies_sealed_in_a_folder_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "court"
    public = court.init(folder, COURT, "de", PASSPHRASE)
    modes = {one.name: one.stat().st_mode & 0o777 for one in folder.iterdir()}
    assert (modes, folder.stat().st_mode & 0o777) == (
        {court.PUBLIC: 0o600, court.SEALED: 0o600}, 0o700,
    )  # fmt: skip
    assert court.show(folder) == public
    assert court.opened(folder, PASSPHRASE).key.public_key().public_bytes_raw() == public.key
    with pytest.raises(CourtKeyUnreadable):
        court.opened(folder, Secret("another passphrase of it"))
    with pytest.raises(CourtFolderRefused):
        court.init(folder, COURT, "DE", PASSPHRASE)
    assert court.show(folder) == public


def test_no_court_s_key_is_made_in_the_home_of_a_node(tmp_path: Path) -> None:
    (tmp_path / "tutela.toml").write_text("")
    (tmp_path / "inner").mkdir()
    (tmp_path / "way").symlink_to(tmp_path / "inner")
    for folder in (tmp_path / "court", tmp_path / "inner" / "court", tmp_path / "way" / "court"):
        with pytest.raises(CourtFolderRefused):
            court.init(folder, COURT, "DE", PASSPHRASE)
        assert not folder.exists()
