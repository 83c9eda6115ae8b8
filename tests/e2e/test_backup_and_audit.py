"""Destroying a node and restoring it; verifying its log without any node."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import signal
import tarfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psutil
import pyrage
import pytest
from tests.e2e.conftest import rested
from tests.e2e.programs import PATIENCE, Home

from tutela.platform.accounts.factors import totp
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

PASSPHRASE = "seven quiet herons by the pond"
PASSWORD = "nine lives of a quiet cat"


def backed_up(home: Home, path: Path) -> Path:
    home.ok("backup", path, "--passphrase-file", "-", given=PASSPHRASE)
    return path


def restored(folder: Path, backup: Path) -> Home:
    home = Home(folder)
    home.ok("restore", backup, "--passphrase-file", "-", given=PASSPHRASE)
    return home


def modes(folder: Path) -> set[int]:
    return {one.stat().st_mode & 0o077 for one in folder.rglob("*") if not one.is_socket()}


@pytest.fixture(scope="module")
def archive(demo_template: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the template."""
    path = backed_up(demo_template, tmp_path_factory.mktemp("archive") / "node.tutela")
    rested(demo_template)
    return path


def test_a_destroyed_node_comes_back_from_its_backup_made_while_it_was_served(
    demo: Home, hit: Path, place: Path
) -> None:
    demo.json("account", "add", "sara", "--role", "senior", "--password-file", "-", given=PASSWORD)
    assert demo.run("scan", hit, "--account", "before").code == 3
    with demo.served() as served, served.client() as client:
        backup = backed_up(demo, place / "node.tutela")
        assert client.get("/healthz").status_code == 200
        assert demo.run("scan", hit, "--account", "after").code == 3
        served.process.kill()
        for process in _of(demo.folder):
            process.kill()
    shutil.rmtree(demo.folder)
    again = restored(demo.folder, backup)
    assert backup.stat().st_mode & 0o777 == 0o600
    assert modes(again.folder) == {0}
    assert again.folder.stat().st_mode & 0o777 == 0o700
    (case,) = again.json("case", "list")["cases"]
    assert case["subject"] == "before"
    told = again.run("audit", "verify", "--json")
    report = told.json
    assert {one["kind"] for one in report["findings"]} == {"lost-by-restore"}, told
    assert report["unwitnessed"] == 0
    decided = again.json(
        "case", "decide", case["case"], "--reject", "--reason", "a stand-in",
        "--as", "sara", "--password-file", "-", given=PASSWORD,
    )  # fmt: skip
    assert decided["items"]
    # The processes that served it then are not known, so nothing is missed.
    assert "Nobody serves this node now" in again.ok("doctor").out


def test_a_second_factor_works_on_after_a_restore(demo: Home, place: Path) -> None:
    demo.json("account", "add", "sara", "--role", "senior", "--password-file", "-", given=PASSWORD)
    with demo.served() as served, served.client() as browser:
        _signs_in(browser)
        _submits(browser, "/account", "/account/app")
        page = browser.get("/account/app").text
        secret = Secret(re.findall(r"secret=([A-Z2-7]+)", page)[0])
        step = totp.step_at(datetime.now(UTC))
        done = _submits(
            browser, "/account/app", "/account/app/confirm", code=totp.code_of(secret, step)
        )
        assert "recovery codes" in done.text
    backup = backed_up(demo, place / "node.tutela")
    rested(demo)
    shutil.rmtree(demo.folder)
    with restored(demo.folder, backup).served() as served, served.client() as browser:
        assert _signs_in(browser).headers["location"] == "/login/code"
        # The code of the step before was taken; a phone may be one step ahead.
        used, fresh = totp.code_of(secret, step), totp.code_of(secret, step + 1)
        assert _submits(browser, "/login/code", "/login/code", code=used).status_code == 401
        assert _submits(browser, "/login/code", "/login/code", code=fresh).status_code == 303
        assert "10 of 10 left" in browser.get("/account").text


def _signs_in(browser: httpx.Client) -> httpx.Response:
    return _submits(browser, "/login", "/login", name="sara", password=PASSWORD)


def _submits(browser: httpx.Client, page: str, path: str, **fields: str) -> httpx.Response:
    """Sends the form of a page, with its hidden fields and these."""
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', browser.get(page).text)
    return browser.post(path, data=dict(hidden) | fields)


def _of(home: Path) -> list[psutil.Process]:
    """The database processes of this one home."""
    found = []
    for one in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if any(str(home) in word for word in one.cmdline()):
                found.append(one)
    return found


def test_the_backup_opens_with_any_age_program(archive: Path) -> None:
    with tarfile.open(archive) as outer:
        assert outer.getnames() == ["identity.age", "backup.age"]
        sealed = {one.name: outer.extractfile(one).read() for one in outer}
    identity = pyrage.passphrase.decrypt(sealed["identity.age"], PASSPHRASE).decode()
    inner = pyrage.decrypt(sealed["backup.age"], [pyrage.x25519.Identity.from_str(identity)])
    with tarfile.open(fileobj=io.BytesIO(inner)) as contents:
        names = contents.getnames()
    assert {"database.dump", "keys", "manifest.json", "tutela.toml"} <= set(names)


def _refusal(home: Home, backup: Path, passphrase: str = PASSPHRASE) -> str:
    done = home.refused("restore", backup, "--passphrase-file", "-", "--json", given=passphrase)
    assert done.code == 2
    return done.error


def test_a_wrong_passphrase_changes_nothing(archive: Path, empty: Home) -> None:
    assert _refusal(empty, archive, "not the right one at all") == "passphrase-wrong"
    assert list(empty.folder.iterdir()) == []


@pytest.mark.parametrize("part", [0.0, 0.3, 0.999])
def test_a_truncated_backup_is_refused(archive: Path, place: Path, part: float) -> None:
    data = archive.read_bytes()
    cut = place / "cut.tutela"
    cut.write_bytes(data[: int(len(data) * part)])
    # The last thousand bytes are only the outer tar's end, so what is cut there is cut off earlier.
    if part == 0.999:
        cut.write_bytes(data[: len(data) - 2 * 1024])
    assert _refusal(Home(place / "home"), cut) == "backup-unreadable"
    assert list((place / "home").iterdir()) == []


@pytest.mark.parametrize("part", [0.1, 0.6])
def test_an_edited_backup_is_refused(archive: Path, place: Path, part: float) -> None:
    data = bytearray(archive.read_bytes())
    data[int(len(data) * part)] ^= 1
    edited = place / "edited.tutela"
    edited.write_bytes(data)
    assert _refusal(Home(place / "home"), edited) == "backup-unreadable"


def test_a_restore_into_a_home_in_use_is_refused(archive: Path, demo: Home) -> None:
    assert _refusal(demo, archive) == "home-taken"
    demo.ok("bank", "list")


def test_a_backup_overwrites_nothing_and_stays_out_of_the_home(shared: Home, place: Path) -> None:
    (place / "there").write_text("mine")
    for path, code in (
        (place / "there", "backup-exists"),
        (shared.folder / "inside", "backup-inside"),
        (place / "no" / "folder", "backup-unwritable"),
    ):
        options = ("--passphrase-file", "-", "--json")
        assert shared.refused("backup", path, *options, given=PASSPHRASE).error == code
    weak = shared.refused("backup", place / "b", "--passphrase-file", "-", "--json", given="short")
    assert weak.error == "passphrase-weak"
    assert (place / "there").read_text() == "mine"
    assert not list(shared.folder.glob(".backup-*"))


@pytest.mark.parametrize("moment", ["restore.unfinished", "keys", "postgres/data", "objects"])
def test_a_restore_killed_half_way_can_be_run_again(
    archive: Path, place: Path, moment: str
) -> None:
    home = Home(place / "home")
    (place / "passphrase").write_text(PASSPHRASE)
    arguments = ("restore", archive, "--passphrase-file", place / "passphrase")
    process = home.start(*arguments)
    while not (home.folder / moment).exists() and process.poll() is None:
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
    if (home.folder / "restore.unfinished").exists():
        assert home.refused("init", "--demo", "--json").error == "restore-unfinished"
        assert home.refused("bank", "list", "--json").error == "restore-unfinished"
        home.ok(*arguments)
    assert {one["bank"] for one in home.json("bank", "list")["banks"]} == {"demo", "demo-turned"}


@pytest.fixture(scope="module")
def exported(
    demo_template: Home, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, Path]:
    """An export of a log, the key beside it, and the witness's file."""
    folder = tmp_path_factory.mktemp("export")
    path = folder / "log.jsonl"
    # The export is an event itself: the witness of a moment later has seen more than it holds.
    witness = folder / "witness"
    shutil.copy(demo_template.folder.with_name("home-witness") / "checkpoints", witness)
    demo_template.ok("audit", "export", path)
    rested(demo_template)
    return path, path.with_name("log.jsonl.key"), witness


def offline(place: Path, export: Path, key: Path, *more: Any) -> tuple[int, Any]:
    nowhere = Home(place / "nowhere")
    done = nowhere.run("audit", "verify", "--offline", export, "--key", key, *more, "--json")
    assert not nowhere.folder.exists()
    assert "Traceback" not in done.err
    return done.code, done.json if done.out else done.error


def test_an_export_verifies_where_there_is_no_node(
    exported: tuple[Path, Path, Path], place: Path
) -> None:
    export, key, witness = exported
    code, report = offline(place, export, key, "--witness", witness)
    assert (code, report["findings"], report["unwitnessed"]) == (0, [], 0)
    code, report = offline(place, export, key)
    assert code == 0
    assert report["unwitnessed"] == report["size"] > 0


def test_a_changed_row_of_an_export_is_named(
    exported: tuple[Path, Path, Path], place: Path
) -> None:
    export, key, _ = exported
    lines = export.read_text().splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if "surface:declare" in line)
    lines[at] = lines[at].replace("uploads", "upluads", 1).replace("messages", "massages", 1)
    (place / "changed").write_text("".join(lines))
    code, report = offline(place, place / "changed", key)
    assert code == 1
    assert report["findings"][0]["place"].startswith("row")


def test_a_cut_export_and_a_wrong_key_are_refused(
    exported: tuple[Path, Path, Path], place: Path
) -> None:
    export, key, _ = exported
    (place / "cut").write_bytes(export.read_bytes()[:-40])
    assert offline(place, place / "cut", key)[0] != 0
    (place / "key").write_text("no key\n")
    assert offline(place, export, place / "key") == (2, "audit-key-malformed")
    assert offline(place, place / "key", key)[0] == 2


def test_an_export_is_never_overwritten(exported: tuple[Path, Path, Path], shared: Home) -> None:
    export, _, _ = exported
    assert shared.refused("audit", "export", export, "--json").error == "audit-export-exists"
