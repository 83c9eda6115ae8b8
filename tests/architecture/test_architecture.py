"""What holds the house together: arrows, one commit, one settings object, locks everywhere."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import click
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

import tutela
from tutela import assembly, following
from tutela.cli.doors import OPEN
from tutela.cli.main import cli
from tutela.detection import intake
from tutela.law.errors import LawError
from tutela.matching.errors import MatchingError
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import ERASES, metadata
from tutela.platform.errors import TutelaError, leaves
from tutela.platform.permissions import FOR_KEYS, GRANTS, KEY_ROLES, Permission, Role
from tutela.reporting.erasure.certificate import Kind
from tutela.signals.errors import SignalError
from tutela.web.access import unchecked_forms, unprotected_routes
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.jobs.registry import Task
    from tutela.platform.node import Node

SOURCE = Path(tutela.__file__).parent
ROOT = SOURCE.parents[1]

# Who opens a transaction of their own, and why it is not a unit of work.
TRANSACTIONS = {
    ("platform/work.py", "begin"),  # the unit of work itself
    ("platform/work.py", "commit"),
    ("platform/node.py", "begin"),  # counters and caches, never a state
    ("platform/home.py", "begin"),  # `init` writes the node's row as the tables' owner
    ("platform/database/migrate.py", "begin"),  # migrations, as the tables' owner
    ("platform/audit/service.py", "begin"),  # one moment of the log, read only
    # What is not taken of another node's message is undone within the work that notes so.
    ("orders/removal/hearing.py", "begin_nested"),
    ("platform/backup/dump.py", "begin"),  # a restore fills an empty database as the owner
}
# Who looks at the environment, and why the settings cannot do it for them.
ENVIRONMENT = {
    "platform/settings.py",  # it is the settings
    "platform/backup/dump.py",  # hands PostgreSQL's programs the password that is in no argument
}
# Who uses the master key, and the columns with what it seals. Factors and webhooks seal in modules
# of their own, which are handed the key.
SEALING: dict[str, tuple[str, ...]] = {
    "federation/sealing.py": ("own_key.sealed", "message_out.sealed", "message_in.sealed"),
    "exchanges/sealing.py": ("indicator_submission.sealed",),
    "evidence/vault.py": ("evidence_object.wrapped_key",),
    "platform/masterkey/ownkey.py": (
        "report.wrapped_key",
        "authority_order.wrapped_key",
        "received_report.wrapped_key",
        "hotline_case.wrapped_key",
        "removal_order.wrapped_key",
        "removal_copy.wrapped_key",
    ),
    "reporting/recipients.py": ("recipient.sealed_credentials",),
    "redress/publishing/setting.py": ("publishing_target.sealed_token",),
    "redress/requests/sealing.py": (
        "victim_request.sealed",
        "victim_search.sealed",
        "removal_request.sealed",
    ),
    "redress/flags/taking.py": ("user_flag.sealed",),
    "redress/flags/deciding.py": ("user_flag.sealed",),
    "detection/intake.py": ("intake.sealed", "intake.email"),
    "detection/mailboxes.py": ("mailbox.sealed",),
    "redress/statements/mailing.py": ("statement_mail.sealed",),
    "platform/webhooks/service.py": ("service.webhook_secret", "webhook_delivery.sealed"),
    "platform/webhooks/deliver.py": ("service.webhook_secret", "webhook_delivery.sealed"),
    "platform/accounts/factors/enrolling.py": ("authenticator_app.sealed_secret",),
    "platform/accounts/factors/codes.py": ("authenticator_app.sealed_secret",),
    "platform/masterkey/rotation.py": (),  # replaces it
    "platform/masterkey/resealing.py": (),  # seals all of these anew
    "platform/backup/service.py": (),  # looks which keys there are
}
# A room's pure files, and rooms that are pure as a whole.
PURE_FILES = {"model.py", "machine.py"}
PURE_ROOMS = {"law", "signals", "matching"}
IMPURE = {
    "sqlalchemy", "psycopg", "httpx", "socket", "random", "secrets", "time", "subprocess",
    "threading", "procrastinate", "fastapi",
}  # fmt: skip


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of ours by its path, parsed."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def nodes(kind: type[Any]) -> Iterator[tuple[str, Any]]:
    for name, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield name, node


@pytest.fixture(scope="module", autouse=True)
def _all_imported() -> None:
    """Every class that exists is known, whatever the tests before imported."""
    for found in pkgutil.walk_packages(tutela.__path__, "tutela."):
        if ".migrations." not in found.name:
            importlib.import_module(found.name)


def test_arrows_between_rooms_point_one_way() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_commit_is_spelt_once_and_every_other_transaction_is_listed() -> None:
    found = {
        (name, node.func.attr)
        for name, node in nodes(ast.Call)
        if isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "begin", "begin_nested", "begin_twophase"}
    }
    assert found == TRANSACTIONS
    commits = [name for name, node in nodes(ast.Attribute) if node.attr == "commit"]
    assert commits == ["platform/work.py"]


def test_nothing_but_the_settings_reads_the_environment() -> None:
    names = {"environ", "environb", "getenv", "getenvb", "putenv"}
    found = {name for name, node in nodes(ast.Attribute) if node.attr in names}
    assert found == ENVIRONMENT
    imported = [
        name
        for name, node in nodes(ast.ImportFrom)
        if node.module == "os" and names & {one.name for one in node.names}
    ]
    assert imported == []


def test_everything_that_uses_the_master_key_says_which_columns_it_seals() -> None:
    """What is sealed and not listed in `assembly.SEALED` would be lost with an old key."""
    uses = {
        name
        for name, node in nodes(ast.Attribute)
        if node.attr == "evidence" and ast.unparse(node.value).endswith(".keys")
    }
    assert uses == set(SEALING)
    assert {one.name for one in assembly.SEALED} == {
        name for names in SEALING.values() for name in names
    }


def test_pure_files_reach_for_nothing_outside() -> None:
    for name, tree in modules():
        first, last = name.split("/")[0], name.split("/")[-1]
        if last in PURE_FILES or first in PURE_ROOMS:
            assert not imports(tree) & IMPURE, name
            assert not asks_for_now(tree), name


def imports(tree: ast.Module) -> set[str]:
    """The top packages that a module imports when it runs, those for type checkers aside."""
    checked = [node for node in ast.walk(tree) if isinstance(node, ast.If) and is_typing(node)]
    skipped = {id(inner) for node in checked for inner in ast.walk(node)}
    found = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {one.name.split(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def is_typing(node: ast.If) -> bool:
    return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def asks_for_now(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
        for node in ast.walk(tree)
    )


def test_every_table_says_which_service_its_rows_belong_to() -> None:
    assert len(metadata.tables) > 20
    for name, table in metadata.tables.items():
        assert "service_id" in table.c, name
        assert not table.c.service_id.nullable, name
        assert table.comment, name


def test_every_error_is_a_sentence_with_a_code_of_its_own() -> None:
    codes: dict[str, str] = {}
    trees = (TutelaError, LawError, SignalError, MatchingError)
    for error in [leaf for tree in trees for leaf in leaves(cast("Any", tree))]:
        where = f"{error.__module__}.{error.__name__}"
        sentence = " ".join((error.__dict__.get("__doc__") or "").split())
        assert sentence.endswith((".", "}", "?")), f"{where}: {sentence!r}"
        code = error.__dict__.get("code", "")
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code), f"{where} has no code of its own"
        assert codes.setdefault(code, where) == where, f"{where} and {codes[code]} share {code}"


def test_every_error_knows_its_answer_over_http_and_on_the_command_line() -> None:
    for error in leaves():
        assert 400 <= error.status <= 599, error
        assert error.exit_code in {1, 2, 4}, error


def commands(group: click.Command, name: str = "tutela") -> Iterator[tuple[str, click.Command]]:
    if not isinstance(group, click.Group):
        yield name, group
        return
    context = click.Context(group)
    for part in group.list_commands(context):
        child = group.get_command(context, part)
        assert child is not None, part
        yield from commands(child, f"{name} {part}")


def test_every_command_names_what_it_needs() -> None:
    found = dict(commands(cli))
    assert len(found) > 20
    for name, command in found.items():
        needs = getattr(command.callback, "__dict__", {}).get("needs")
        assert isinstance(needs, Permission) or needs == OPEN, f"{name} names no permission"
        assert command.help, f"{name} has no help"


def test_every_address_is_locked(node: Node) -> None:
    program = assembly.put_together(node)
    try:
        app = create_app(program)
        assert unprotected_routes(app) == []
        assert unchecked_forms(app) == []
    finally:
        program.decoders.close()
        program.index.close()


def all_tasks() -> list[Task]:
    found = assembly.tasks()
    found.add(intake.task(lambda: cast("Any", None)))
    return list(found.by_name.values())


@pytest.mark.parametrize("task", all_tasks(), ids=lambda task: task.name)
def test_a_task_takes_ids_in_text_and_no_content(task: Task) -> None:
    assert re.fullmatch(r"[a-z]+:[a-z]+(-[a-z]+)*", task.name)
    node, *given = inspect.signature(task.handler).parameters.values()
    assert node.name == "node"
    for one in given:
        assert one.kind is inspect.Parameter.KEYWORD_ONLY
        assert one.annotation == "str"
        # A bank's name and a cause are words of closed or public lists.
        assert one.name.endswith("_id") or one.name in {"bank", "cause"}
    if task.after:
        assert [one.name for one in given] == ["subject_id"]
    if task.every:
        assert given == []
    assert task.attempts >= 1


def test_a_command_finds_what_follows_an_event_as_a_serving_process_does() -> None:
    found, gathered = following.tasks(), assembly.tasks()
    for event in Event:
        names = [{one.name for one in tasks.following(event)} for tasks in (found, gathered)]
        assert names[0] == names[1], event


def test_a_command_finds_every_task_by_its_name() -> None:
    assert following.tasks().by_name.keys() == assembly.tasks().by_name.keys()


def test_event_names_are_noun_and_verb_and_each_is_there_once() -> None:
    assert len(Event.__members__) == len(list(Event)), "two names for one event"
    for event in Event:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*", event.value)


def test_permission_names_are_scope_resource_action_and_each_is_granted_to_somebody() -> None:
    assert len(Permission.__members__) == len(list(Permission))
    granted = frozenset().union(*GRANTS.values())
    for permission in Permission:
        assert re.fullmatch(r"[a-z]+:[a-z]+:[a-z]+", permission.value)
        assert permission in granted
    assert set(GRANTS) == set(Role)


def test_no_role_both_runs_the_node_and_decides() -> None:
    """Whoever administers cannot open evidence or decide; a platform's key can only ask."""
    deciding = {Permission.CASE_DECIDE, Permission.CASE_SECOND, Permission.CASE_REVERSE}
    for role in (Role.ADMINISTRATOR, Role.OPERATOR, Role.AUDITOR, Role.INTEGRATION):
        assert not GRANTS[role] & (deciding | {Permission.EVIDENCE_OPEN})
    assert frozenset().union(*(GRANTS[role] for role in KEY_ROLES)) == FOR_KEYS


REFUSED = [
    "UPDATE tutela.audit_event SET reason = 'changed'",
    "DELETE FROM tutela.audit_event",
    "UPDATE tutela.audit_leaf SET position = 0",
    "DELETE FROM tutela.audit_leaf",
    "UPDATE tutela.audit_checkpoint SET size = 0",
    "DELETE FROM tutela.audit_checkpoint",
    "UPDATE tutela.audit_pending SET event_id = event_id",
    "UPDATE tutela.evidence_view SET purpose = ''",
    "DELETE FROM tutela.evidence_view",
    "UPDATE tutela.node_state SET demo = true",
    "INSERT INTO tutela.node_state SELECT * FROM tutela.node_state",
    "DELETE FROM tutela.node_state",
    "DELETE FROM tutela.service",
    "UPDATE tutela.surface SET kind = 'hosting'",
    "DELETE FROM tutela.surface",
    "UPDATE tutela.alembic_version SET version_num = 'x'",
    "TRUNCATE tutela.audit_event",
    "TRUNCATE tutela.counter",
    "DROP TABLE tutela.audit_event",
    "ALTER TABLE tutela.audit_event ADD COLUMN more text",
    "ALTER TABLE tutela.audit_event DISABLE TRIGGER ALL",
    "CREATE TABLE tutela.more (x int)",
    "CREATE TABLE jobs.more (x int)",
    "CREATE TABLE public.more (x int)",
    "CREATE SCHEMA more",
    "SET ROLE tutela_owner",
    "CREATE ROLE other SUPERUSER",
    "COPY tutela.counter TO '/tmp/out'",
    "SELECT pg_read_file('/etc/passwd')",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_applications_role_cannot_rewrite_history_nor_reach_further(
    node: Node, statement: str
) -> None:
    with node.engine.connect() as connection:
        with pytest.raises(
            ProgrammingError, match="permission denied|must be owner|cannot be granted"
        ):
            connection.execute(text(statement))
        connection.rollback()


def test_the_applications_role_may_do_what_the_work_needs(node: Node) -> None:
    """Every other table takes inserts, updates and deletes; sequences and jobs too."""
    with node.engine.connect() as connection:
        for table in metadata.sorted_tables:
            rights = connection.execute(
                text(
                    "SELECT has_table_privilege(:table, 'SELECT'), "
                    "has_table_privilege(:table, 'TRUNCATE, TRIGGER, REFERENCES')"
                ),
                {"table": f'tutela."{table.name}"'},
            ).one()
            assert tuple(rights) == (True, False), table.name


def test_the_role_of_the_application_owns_nothing(node: Node) -> None:
    engine = create_engine(node.engine.url)
    with engine.connect() as connection:
        owned = connection.execute(
            text("SELECT count(*) FROM pg_class WHERE relowner = 'tutela_app'::regrole")
        ).scalar_one()
    engine.dispose()
    assert owned == 0


def test_only_the_room_of_looking_shows_kept_bytes() -> None:
    """Whoever opened sealed bytes elsewhere would show them uncounted; there is no such module."""
    source = Path(tutela.__file__).parent
    texts = {path: path.read_text(encoding="utf-8") for path in source.rglob("*.py")}
    opening = {path for path, text in texts.items() if "Vault(" in text}
    assert {path.relative_to(source).parts[0] for path in opening} == {"evidence"}
    viewing = {path for path, text in texts.items() if "insert(evidence_view)" in text}
    assert viewing == {source / "evidence" / "looking" / "store.py"}
    # Detection is read by doors that answer programs; its previews are asked for by one page only.
    previews = {path for path, text in texts.items() if "decoders.preview(" in text}
    assert previews == {source / "web" / "pages" / "look.py"}


def test_whatever_a_table_erases_can_be_named_in_a_certificate() -> None:
    said = {table.info[ERASES] for table in metadata.tables.values() if ERASES in table.info}
    assert len(said) > 10
    assert said <= set(get_args(Kind))
