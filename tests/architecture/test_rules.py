"""The house's rules that a machine can hold."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tutela import assembly
from tutela.cli.main import cli
from tutela.platform.audit.model import Event
from tutela.platform.database.grants import EXCEPTIONS
from tutela.platform.database.tables import SCHEMA, metadata
from tutela.platform.errors import TutelaError, leaves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.node import Node

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tutela"
# The settings, and who starts a program that has an environment of its own.
ENVIRONMENT_READERS = {"platform/settings.py", "platform/backup/dump.py"}
COMMITTERS = {"platform/work.py"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_arrows_between_rooms_point_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_commit_is_spelt_once() -> None:
    found = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    }
    assert found == COMMITTERS


def test_only_the_settings_read_the_environment() -> None:
    found = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"environ", "getenv", "environb"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    }
    assert found == ENVIRONMENT_READERS


def test_every_table_carries_the_service() -> None:
    assembly.tasks()  # imports every room
    assert len(metadata.tables) > 20
    for table in metadata.tables.values():
        assert "service_id" in table.c, table.name
        assert table.comment, f"{table.name} says what it is for"


def test_every_error_has_a_code_of_its_own_and_a_sentence() -> None:
    codes: dict[str, type[TutelaError]] = {}
    for error in leaves():
        if "code" not in error.__dict__:
            continue  # a family's branch; its leaves have codes
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", error.code), error
        assert codes.setdefault(error.code, error) is error, f"{error} and {codes[error.code]}"
        assert (inspect.getdoc(error) or "").strip().endswith((".", "?", "}", "`")), error


def test_events_are_a_closed_list_of_noun_and_verb() -> None:
    for event in Event:
        assert re.fullmatch(r"[a-z]+:[a-z]+", event.value)


def commands(
    group: click.Group, context: click.Context, path: str = ""
) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from commands(found, context, f"{path} {name}")
        else:
            yield f"{path} {name}".strip(), found


def test_every_command_names_what_it_needs() -> None:
    everything = dict(commands(cli, click.Context(cli)))
    assert len(everything) > 30
    for name, command in everything.items():
        assert _marked(command), f"tutela {name} names no permission"


def _marked(command: click.Command) -> bool:
    function = command.callback
    while function is not None:
        if "needs" in function.__dict__:
            return True
        function = getattr(function, "__wrapped__", None)
    return False


def test_every_job_takes_ids_only() -> None:
    for task in assembly.tasks().by_name.values():
        for name, parameter in inspect.signature(task.handler).parameters.items():
            text_like = parameter.annotation in ("str", str)
            assert name == "node" or name.endswith("_id") or text_like, (task.name, name)


@pytest.mark.parametrize("table", sorted(set(EXCEPTIONS) - {"alembic_version"}))
def test_history_cannot_be_rewritten_by_the_application(node: Node, table: str) -> None:
    rights = EXCEPTIONS[table]
    statements = {
        "UPDATE": f'UPDATE {SCHEMA}."{table}" SET service_id = service_id',
        "DELETE": f'DELETE FROM {SCHEMA}."{table}"',
        "TRUNCATE": f'TRUNCATE {SCHEMA}."{table}"',
    }
    for right, statement in statements.items():
        if right in rights:
            continue
        with node.engine.connect() as connection, pytest.raises(ProgrammingError, match="denied"):
            connection.execute(text(statement))


def test_the_application_cannot_make_tables(node: Node) -> None:
    for schema in (SCHEMA, "jobs", "public"):
        with node.engine.connect() as connection, pytest.raises(ProgrammingError, match="denied"):
            connection.execute(text(f"CREATE TABLE {schema}.of_its_own (a int)"))


def test_nothing_names_a_registry_or_this_workplace() -> None:
    hosts = ("pyp" + "i.org", "files.python" + "hosted", "registry.np" + "mjs", "deb.deb" + "ian")
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in filter(None, tracked):
        path = ROOT / name
        if path.suffix in {".png", ".svg"} or not path.is_file():
            continue
        content = path.read_text(encoding="utf-8")
        assert not any(host in content for host in hosts), name
