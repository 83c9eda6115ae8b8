"""The command line as a hostile or hurried user meets it: sentences, exit codes, nothing lost."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
from enum import Enum
from typing import TYPE_CHECKING, Any

import click
import psutil
import pytest
from tests.e2e.programs import PATIENCE, Home

from tutela.cli.main import cli
from tutela.platform.permissions import Permission
from tutela.platform.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutela.platform.database.embedded import EmbeddedServer

PR_CAPBSET_DROP = 24  # <linux/prctl.h>
PASSWORD = "nine lives of a quiet cat"


def tree(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield " ".join(path), command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        assert below is not None
        yield from tree(below, (*path, name))


COMMANDS = dict(tree(cli))


def test_every_command_names_what_it_needs_and_explains_itself() -> None:
    for name, command in COMMANDS.items():
        needed = getattr(command.callback, "needs", None)
        assert isinstance(needed, Permission) or needed == "open to whoever owns the home", name
        assert command.help, name
        for one in command.params:
            assert isinstance(one, click.Argument) or getattr(one, "help", None) or one.name in {
                "hold_hours", "state",
            }, (name, one.name)  # fmt: skip


def test_what_an_option_may_be_is_said_in_the_words_of_the_answers() -> None:
    """An enumeration given to click as it is would want its members' names."""
    of_names = [
        (name, one.name)
        for name, command in COMMANDS.items()
        for one in command.params
        if isinstance(one.type, click.Choice) and any(isinstance(c, Enum) for c in one.type.choices)
    ]
    assert of_names == []


def test_every_command_but_those_that_print_one_thing_answers_in_json() -> None:
    without = {
        name
        for name, command in COMMANDS.items()
        if not any(one.name == "as_json" for one in command.params)
    }
    assert without <= {
        "serve", "audit key", "technology record", "technology deactivate",
        "order letter", "order document",
    }  # fmt: skip


@pytest.mark.parametrize("module", ["tutela.cli.main", "tutela.cli.law"])
def test_help_and_law_load_no_database(module: str) -> None:
    heavy = "sqlalchemy psycopg numpy tink PIL fastapi"
    check = f"import sys, {module}; print(*(m for m in '{heavy}'.split() if m in sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == ""


def test_a_small_command_loads_neither_all_rooms_nor_what_it_does_not_use() -> None:
    heavy = "fastapi jinja2 webauthn httpx joserfc procrastinate numpy PIL typst alembic boto3"
    heavy += " tutela.assembly tutela.casework tutela.reporting tutela.web"
    check = "import sys, tutela.cli.peer, tutela.following; tutela.following.tasks(); "
    check += f"print(*(m for m in '{heavy}'.split() if m in sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == ""


def test_init_is_safe_to_repeat_and_a_demo_node_stays_one(shared: Home) -> None:
    keys = {one: one.read_bytes() for one in (shared.folder / "keys").iterdir()}
    again = shared.json("init", "--demo")
    assert (again["made"], "administrator" in again) == (False, False)
    assert shared.refused("init", "--json").error == "demo-for-good"
    assert {one: one.read_bytes() for one in (shared.folder / "keys").iterdir()} == keys


def test_two_init_at_once_make_one_node(empty: Home) -> None:
    both = [empty.start("init", "--json") for _ in range(2)]
    ended = [one.communicate(timeout=PATIENCE) for one in both]
    assert [one.returncode for one in both] == [0, 0], ended
    assert sum('"password"' in out for out, _ in ended) == 1
    assert empty.json("doctor")["healthy"]


def test_a_folder_with_other_things_in_it_is_not_taken(place: Path) -> None:
    folder = place / "documents"
    folder.mkdir(mode=0o755)
    (folder / "letter.txt").write_text("dear")
    done = Home(folder).refused("init", "--json")
    assert (done.code, done.error) == (4, "home-unusable")
    assert folder.stat().st_mode & 0o777 == 0o755
    assert [one.name for one in folder.iterdir()] == ["letter.txt"]


def test_doctor_names_every_setting_and_what_is_unsafe(shared: Home) -> None:
    found = shared.with_(port=4711).json("doctor")
    shown = {one["name"]: (one["value"], one["source"]) for one in found["settings"]}
    assert list(shown) == list(Settings.model_fields)
    assert shown["port"] == (4711, "TUTELA_PORT")
    assert shown["demo"] == (True, str(shared.folder / "tutela.toml"))
    assert (found["healthy"], found["database_url"]) == (True, None)
    said = {one["name"]: one["sentence"] for one in found["checks"]}
    assert "second_factor" in said["sign-in"]
    assert "Nobody serves" in said["serving"]
    key = shared.folder / "keys" / "audit.ed25519"
    key.chmod(0o644)
    try:
        assert shared.run("doctor", "--json").code == 1
        told = shared.run("doctor").out
        assert "To do: Put the file back from a backup" in told
        assert "chmod 600" in told
        assert shared.refused("bank", "list", "--json").error == "key-exposed"
    finally:
        key.chmod(0o600)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"port = ", "settings-unreadable"),
        (b"\xff\xfe", "settings-unreadable"),
        (b"prot = 1", "setting-unknown"),
        (b'home = "/x"', "setting-unknown"),
        (b"port = 70000", "setting-invalid"),
        (b'database_url = "nonsense"', "setting-invalid"),
    ],
)
def test_settings_that_cannot_be_used_are_named(place: Path, text: bytes, code: str) -> None:
    (place / "tutela.toml").write_bytes(text)
    done = Home(place).refused("doctor", "--json")
    assert (done.code, done.error) == (2, code)


def test_a_given_database_is_used_as_an_ordinary_role_only(
    server: EmbeddedServer, empty: Home
) -> None:
    server.create_database("given")
    try:
        app, owner, admin = (
            server.dsn(role, "given").replace(f"{role}@", f"{role}:canary@")
            for role in ("tutela_app", "tutela_owner", "tutela_admin")
        )
        given = empty.with_(database_url=app)
        assert given.refused("init", "--json").error == "owner-address-missing"
        given.with_(database_owner_url=owner).ok("init")
        done = given.ok("doctor", "--json")
        assert done.json["healthy"]
        assert done.json["database_url"].startswith("postgresql+psycopg://tutela_app:***@")
        for url in (owner, admin):
            refused = given.with_(database_url=url).refused("bank", "list", "--json")
            assert refused.error == "database-role-unsafe"
        assert "canary" not in done.out + done.err
    finally:
        server.drop_database("given")


def test_a_full_disk_is_said_and_a_second_init_succeeds(empty: Home) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))

    done = empty.refused("init", preexec_fn=small_files)
    assert done.code == 4
    assert empty.json("init")["made"] is True


def test_a_home_that_may_not_be_entered_is_said(shared: Home) -> None:
    def without_the_rights_of_root() -> None:
        for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: capabilities(7)
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, right, 0, 0, 0)

    shared.folder.chmod(0)
    try:
        done = shared.refused("doctor", "--json", preexec_fn=without_the_rights_of_root)
    finally:
        shared.folder.chmod(0o700)
    assert (done.code, done.error) == (2, "settings-unreadable")


LINES = (
    "sha256 " + "A" * 64,  # upper case is read
    "sha256 " + "0" * 63,
    "sha256 " + "1" * 64 + " a\tb",
    "pdq " + "3" * 65,
    "what " + "4" * 64,
)


def test_a_list_with_one_bad_line_in_a_hundred_thousand_comes_in_but_for_it(
    shared: Home, place: Path
) -> None:
    lines = [f"sha256 {number:064x} row-{number}" for number in range(1, 100_001)]
    lines[54_320] = "sha256 nonsense"
    (place / "list").write_text("\n".join(lines))
    report = shared.json("bank", "import", "demo-turned", place / "list")
    assert (report["read"], report["added"], report["refused"]) == (100_000, 99_999, 1)
    assert [one["line"] for one in report["refusals"]] == [54_321]
    assert "nonsense" not in str(report)


def test_hostile_lists_are_refused_by_line_or_as_a_whole(shared: Home, place: Path) -> None:
    (place / "list").write_text("\n".join(LINES))
    report = shared.json("bank", "import", "demo-turned", place / "list")
    assert [one["line"] for one in report["refusals"]] == [2, 3, 4, 5]
    (place / "binary").write_bytes(bytes(range(256)) * 100)
    refused = shared.refused("bank", "import", "demo", place / "binary", "--json")
    assert (refused.code, refused.error) == (2, "file-not-text")
    unknown = shared.refused("bank", "import", "nobody-s", place / "list", "--json")
    assert (unknown.code, unknown.error) == (2, "bank-unknown")


def test_a_scan_answers_for_every_kind_of_file(
    shared: Home, hit: Path, stranger: Path, place: Path
) -> None:
    folder = place / "files"
    folder.mkdir()
    data = hit.read_bytes()
    odd = os.fsdecode(b"\xff[bold]\x1b[31m\n.png")
    for name, content in (
        ("empty", b""), ("cut.png", data[:5000]), ("text.jpg", b"no picture"), (odd, data),
    ):  # fmt: skip
        (folder / name).write_bytes(content)
    (folder / "link").symlink_to(hit)
    os.mkfifo(folder / "pipe")
    done = shared.run("scan", folder, folder / "pipe", "--json")
    assert done.code == 3
    found = {item["path"].rpartition("/")[2]: item for item in done.json["items"]}
    assert {name: item["reason"] for name, item in found.items() if item["reason"]} == {
        "empty": "empty",
        "cut.png": "undecodable",
        "text.jpg": "unsupported format",
        "pipe": "file could not be read",
    }
    assert len(found) == 5
    assert set(done.json["items"][0]) >= {"path", "verdict", "reason", "matches", "signals"}
    said = shared.run("scan", folder)
    assert said.code == 3
    assert "\x1b" not in said.out
    assert "[bold]" in said.out
    assert shared.run("scan", stranger).code == 0
    assert shared.run("scan", stranger, folder / "empty").code == 5
    assert shared.refused("scan", place / "missing").code == 2


def test_ctrl_c_stops_a_scan_and_says_so(shared: Home, stranger: Path) -> None:
    process = shared.start("scan", *[stranger] * 400)
    while not psutil.Process(process.pid).children() and process.poll() is None:
        pass
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Stopped." in said
    assert "Traceback" not in said


def test_a_reader_that_goes_away_is_no_fault(shared: Home) -> None:
    process = shared.start("doctor", "--json")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(PATIENCE) == 141
    assert said == ""


def test_a_person_is_asked_for_on_a_terminal_only_and_must_prove_it(shared: Home) -> None:
    shared.json("account", "add", "ada", "--role", "auditor", "--password-file", "-",
                given=PASSWORD)  # fmt: skip
    case = "00000000-0000-0000-0000-000000000000"
    decide = ("case", "decide", case, "--reject", "--reason", "x", "--as", "ada", "--json")
    assert shared.refused(*decide).error == "no-terminal"
    wrong = shared.refused(*decide, "--password-file", "-", given="wrong")
    assert (wrong.code, wrong.error) == (2, "credentials-refused")
    without_role = shared.refused(*decide, "--password-file", "-", given=PASSWORD)
    assert (without_role.code, without_role.error) == (2, "forbidden")


def test_the_operator_ends_the_factors_of_an_account_and_names_it_right(shared: Home) -> None:
    shared.json("account", "add", "lena", "--role", "auditor", "--password-file", "-",
                given=PASSWORD)  # fmt: skip
    done = shared.json("account", "reset-factors", "lena", "--reason", "phone lost")
    assert done == {"name": "lena", "had_factor": False}
    unknown = shared.refused("account", "reset-factors", "nobody", "--json")
    assert (unknown.code, unknown.error) == (2, "account-unknown")


def test_a_home_is_served_once_and_ends_politely(shared: Home) -> None:
    with shared.served() as served:
        second = shared.with_(port=0).refused("serve")
        assert (second.code, "already-served" in second.err) == (2, True)
        served.process.send_signal(signal.SIGTERM)
        _, said = served.process.communicate(timeout=PATIENCE)
    assert served.process.returncode == 0, said
    assert shared.json("audit", "verify")["pending"] == 0


def test_a_production_node_is_shut_until_all_is_declared_and_verified(
    empty: Home, hit: Path
) -> None:
    empty.ok("init")
    beyond = empty.with_(host="::", port=0).refused("serve")
    assert "beyond-loopback" in beyond.err
    empty.ok("service", "declare", "forum", "--title", "A forum")
    for name, kind in (("posts", "hosting"), ("letters", "communication")):
        empty.ok("service", "surface", "forum", name, "--kind", kind)
    nothing = empty.run("scan", hit, "--service", "forum", "--surface", "posts", "--json")
    assert nothing.code == 5
    assert nothing.json["items"][0]["reason"] == "no legal basis"
    empty.ok(
        "technology", "record", "forum", "matching", "--version", "1",
        "--impact-assessment", "IA-1", "--impact-assessment-on", "2026-01-02",
        "--prior-consultation", "PC-1", "--prior-consultation-on", "2026-02-03",
        "--max-error-rate", "0.01", "--min-reviewed-share", "1", "--rationale", "people look",
    )  # fmt: skip
    activate = ("technology", "activate", "forum")
    bare = empty.refused(*activate, "letters", "matching", "--json")
    assert (bare.code, bare.error) == (2, "activation-refused")
    empty.ok(*activate, "letters", "matching", "--attest", "I read the Regulation")
    empty.ok(*activate, "posts", "matching", "--basis", "our terms", "--terms", "clause 4")
    empty.ok("bank", "add", "known", "--purpose", "known-abuse-material")
    added = empty.json("bank", "add", "known", hit, "--label", "A1", "--source", "a hotline")
    for surface in ("posts", "letters"):
        assert verdict(empty, hit, surface) == "flagged"
    empty.ok("account", "add", "sara", "--role", "senior", "--password-file", "-", given=PASSWORD)
    verify = ("bank", "verify", "known", "--batch", added["batch"], "--json")
    assert empty.refused(*verify).error == "forbidden"
    verified = empty.json(*verify[:-1], "--as", "sara", "--password-file", "-", given=PASSWORD)
    assert verified["verified"] == 1
    assert verdict(empty, hit, "posts", "between") == "flagged"
    activating = ("bank", "activate", *verify[2:-1])
    assert empty.refused(*activating, "--json").error == "forbidden"
    active = empty.json(*activating, "--as", "sara", "--password-file", "-", given=PASSWORD)
    assert active["activated"] == 1
    for surface in ("posts", "letters"):
        assert verdict(empty, hit, surface, "another") == "held"
    for listing in ("service", "technology", "bank", "account", "key", "case", "delivery"):
        assert empty.json(listing, "list")
        assert empty.ok(listing, "list").out.strip()


def verdict(home: Home, path: Path, surface: str, account: str = "someone") -> Any:
    where = ("--service", "forum", "--surface", surface, "--account", f"{account}-{surface}")
    done = home.run("scan", path, *where, "--json")
    assert done.code == 3, done
    return done.json["items"][0]["verdict"]
