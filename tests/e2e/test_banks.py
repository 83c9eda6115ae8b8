"""Banks across processes: what a command changes acts in a served node and in the next command."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any

import pytest
from examples import photographs
from tests.e2e.conftest import HIT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx
    from tests.e2e.programs import Home

PASSWORD = "nine lives of a quiet cat"
SIGNED = ("--as", "sara", "--password-file", "-")
ALTERED = photographs.altered(HIT, "jpeg-quality-30")
WHERE = {"surface": "uploads"}


@pytest.fixture
def senior(demo: Home) -> Home:
    """A demo node with a senior who may verify and activate."""
    demo.ok("account", "add", "sara", "--role", "senior", "--password-file", "-", given=PASSWORD)
    return demo


@pytest.fixture
def altered(place: Path) -> Path:
    """The banked photograph, saved anew: it looks the same, and its bytes are others."""
    path = place / "altered.jpg"
    path.write_bytes(ALTERED)
    return path


def until(answer: Callable[[], Any], wanted: object) -> None:
    """Waits for what has been committed to act in another process."""
    end = time.monotonic() + 10
    while (last := answer()) != wanted:
        assert time.monotonic() < end, last


def allow(home: Home, picture: Path) -> str:
    """Puts a picture into an allow-bank, verified and active; returns its entry."""
    home.ok("bank", "add", "harmless", "--purpose", "common-harmless")
    added = home.json(
        "bank", "add", "harmless", picture, "--scheme", "no-abuse", "--label", "everyday",
        "--source", "trust and safety",
    )  # fmt: skip
    batch = ("--batch", added["batch"], "--activate")
    done = home.json("bank", "verify", "harmless", *batch, *SIGNED, given=PASSWORD)
    assert (done["verified"], done["activated"]) == (1, 1)
    return str(added["indicators"][0]["indicator"])


def post(client: httpx.Client, data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = client.post("/v1/scan", content=data, params=WHERE).json()
    return found


def test_a_likeness_to_a_harmless_item_is_suppressed_in_every_process(
    senior: Home, altered: Path, hit: Path
) -> None:
    home = senior
    key = home.json("key", "create", "demo", "tests")["key"]
    with home.served() as served, served.client(key) as client:
        assert post(client, ALTERED)["verdict"] == "held"
        entry = allow(home, altered)
        until(lambda: post(client, ALTERED)["verdict"], "clear")
        [gone] = post(client, ALTERED)["suppressed"]
        assert (gone["bank"], gone["suppressed_by"]["bank"]) == ("demo", "harmless")
        assert gone["suppressed_by"]["indicator"] == entry
        signals = {name: post(client, ALTERED)["signals"][name] for name in ("pdq", "quality")}
        matched = client.post("/v1/match", json={"signals": signals, **WHERE}).json()
        assert (matched["verdict"], len(matched["suppressed"])) == ("clear", 1)
        exact = post(client, hit.read_bytes())
        assert (exact["verdict"], exact["suppressed"]) == ("held", [])
        assert exact["matches"][0]["contested_by"]["indicator"] == entry
    scanned = home.run("scan", altered)
    assert scanned.code == 0
    assert f"demo suppressed by harmless {entry}" in scanned.out
    assert "Suppressed matches of" in home.ok("bank", "show", "harmless").out
    assert home.json("bank", "show", "harmless")["suppressed_items"] >= 4


def test_an_entry_of_two_sources_matches_until_both_are_gone(senior: Home, place: Path) -> None:
    home = senior
    data = b"made-up bytes of a listed file"
    path, listed = place / "item.bin", place / "list"
    path.write_bytes(data)
    listed.write_text(f"sha256 {hashlib.sha256(data).hexdigest()} case-1\n")
    reports = [
        home.json("bank", "import", "demo", listed, "--source", source) for source in ("one", "two")
    ]
    assert [(one["added"], one["sources_added"]) for one in reports] == [(1, 0), (0, 1)]
    sources = {one["source"] for one in home.json("bank", "show", "demo")["sources"]}
    assert sources >= {"one", "two"}
    withdraw = ("bank", "withdraw", "demo", "--cause", "left", "--reason", "it ended")
    for report, gone, verdict in zip(reports, (0, 1), ("held", "unscanned"), strict=True):
        done = home.json(*withdraw, "--batch", report["batch"])
        assert (done["withdrawn"], done["sources"]) == (gone, 1 - gone)
        assert home.run("scan", path, "--json").json["items"][0]["verdict"] == verdict
    narrowed = home.refused(
        "bank", "withdraw", "demo", "--cause", "wrong", "--reason", "x", "--source", "one",
        "--reference", "case-1", "--json",
    )  # fmt: skip
    assert narrowed.error == "taken-out-whole"


def test_a_list_of_addresses_is_imported_matched_and_taken_out_again(
    demo: Home, place: Path
) -> None:
    home, listed = demo, place / "addresses.txt"
    listed.write_text(
        "# addresses\nhttps://host.example/a\nhost.example/b\nhttp://host.example/c d\n"
    )
    key = home.json("key", "create", "demo", "tests")["key"]
    with home.served() as served, served.client(key) as client:

        def asked(url: str) -> str:
            given = {"signals": {"url": url}, **WHERE}
            return str(client.post("/v1/match", json=given).json()["verdict"])

        report = home.json("bank", "import", "demo", listed)
        assert (report["added"], [one["line"] for one in report["refusals"]]) == (2, [3])
        until(lambda: asked("http://HOST.example:80/x/../a#top"), "flagged")
        assert asked("http://host.example/c%20d") == "flagged"
        assert asked("https://host.example/") == "unscanned"
        signal = ("--signal", "url", "https://host.example/a?")
        gone = ("--cause", "superseded", "--reason", "taken down")
        assert home.json("bank", "withdraw", "demo", *signal, *gone)["withdrawn"] == 1
        until(lambda: asked("https://host.example/a"), "unscanned")
        assert asked("https://host.example/c d") == "flagged"
        refused = client.post("/v1/match", json={"signals": {"url": "x" * 100_000}, **WHERE})
        assert (refused.status_code, refused.json()["code"]) == (400, "signals-invalid")
    shown = home.json("bank", "show", "demo")
    assert shown["fingerprints"]["url"] == 1


def test_an_address_is_added_and_one_that_is_none_is_named_by_its_place(demo: Home) -> None:
    given = ("--url", "https://host.example/a", "--url", "host.example/b")
    done = demo.run("bank", "add", "demo", *given, "--json")
    assert done.code == 2
    assert [one["address"] for one in done.json["indicators"]] == [1]
    assert [(one["address"], one["code"]) for one in done.json["refused"]] == [
        (2, "nothing-to-add")
    ]
    assert "host.example" not in done.out
    said = demo.ok("bank", "add", "demo", "--url", "http://host.example/a#b").out
    assert "1 address added" in said
    assert "This very address is in the bank already." in said
