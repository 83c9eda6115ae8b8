"""Locked unless listed: every address, every command and every job, in one table.

`pytest -s tests/architecture/test_doors.py` prints it.
"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

import tutela
from tutela import assembly
from tutela.cli.doors import OPEN
from tutela.cli.main import cli
from tutela.detection import intake
from tutela.platform.actor import NODE
from tutela.platform.permissions import Permission
from tutela.web.access import KeyNeeds, Needs, _calls, open_to_all
from tutela.web.app import ROUTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.jobs.registry import Task

SOURCE = Path(tutela.__file__).parent
# What anybody may call, and why. Nothing else is open.
OPEN_ROUTES = {
    "GET /health": "says that the node answers, and nothing else",
    "GET /ready": "the names of what fails, for whoever watches it",
    "GET /healthz": "says that the node answers, and nothing else",
    "GET /openapi.json": "how programs call it; the same for every node",
    "GET /login": "the way in",
    "POST /login": "the way in",
    "GET /login/code": "the way in, halfway: needs the step of a right password",
    "POST /login/code": "the way in, halfway: needs the step of a right password",
    "POST /login/passkey": "the way in",
    "GET /login/sso": "the way out to the identity provider",
    "GET /login/sso/back": "the way in from there; needs the step this browser began",
    "GET /public/notice": "whoever gives notice needs no account (DSA, Article 16)",
    "POST /public/notice": "whoever gives notice needs no account (DSA, Article 16)",
    "GET /public/notice/follow": "asks for the code of a notice",
    "POST /public/notice/follow": "needs the code of a notice",
    "GET /public/outcome": "asks for the code of a report that was passed on",
    "POST /public/outcome": "needs such a code, which opens once",
    "GET /public/young": "help for children; nothing is asked or noted",
    "GET /public/statements/{code}": "needs the link that its reader was sent (DSA, Article 17)",
    "GET /public/statements/{code}/complaint": "needs the same link (DSA, Article 20)",
    "POST /public/statements/{code}/complaint": "needs the same link (DSA, Article 20)",
    "POST /public/notice/complaint": "needs the code of a notice (DSA, Article 20)",
    "POST /v1/notices": "whoever gives notice needs no account (DSA, Article 16)",
    "POST /v1/notices/follow": "needs the code of a notice",
    "GET /v1/notices/schema": "how a notice is given; the same for every node",
    "POST /v1/envelopes": "whoever sends is a node that is believed, by what it signed",
    "POST /v1/envelopes/revocation": "a key itself says that it is ended",
    "POST /login/passkey/answer": "the way in",
    "GET /public/figures": "figures that two people published for anybody",
    "GET /public/figures/{publication_id:uuid}": "the same, of one paper",
    "GET /public/figures/{publication_id:uuid}.csv": "the same, as a table",
    "GET /public/figures/{publication_id:uuid}.json": "the same, for programs",
    "GET /public/figures/{publication_id:uuid}.pdf": "the same, to be printed",
    "GET /public/request": "victims need no account (COM(2022) 209, Article 20)",
    "GET /public/request/young": "victims need no account (COM(2022) 209, Article 20)",
    "POST /public/request": "victims need no account (COM(2022) 209, Article 20), at a pace",
    "GET /public/request/follow": "asks for the code of a request",
    "POST /public/request/follow": "needs the code of a request",
    "POST /public/request/letter": "needs the code of a request",
    "POST /public/request/preference": "needs the code of a request",
    "POST /public/request/back": "needs the code of a request",
    "GET /public/picture": "a form for anybody",
    "POST /public/picture": "takes two numbers from anybody, at a pace",
    "GET /public/picture/follow": "a form for anybody",
    "POST /public/picture/follow": "needs the code of a request",
    "POST /public/picture/back": "needs the code of a request",
}
# What whoever owns the home may run, and why no permission is asked: there is no node yet, or
# nothing is changed.
OPEN_COMMANDS = {
    "tutela init": "makes the node",
    "tutela doctor": "explains the settings, changes nothing",
    "tutela restore": "makes the node again",
    "tutela law show": "the law is public",
    "tutela recipient where": "public addresses, as data",
    "tutela audit key": "the public key",
    "tutela preservation verify": "verifies a certificate by the public key",
    "tutela texts update": "writes a translator's file, and opens no node",
    "tutela texts check": "reads a translator's file, and opens no node",
    "tutela audit verify": "verifies by what anybody may have: an export and a public key",
    "tutela fingerprint of": "reads a file, and opens no node",
    "tutela papers check": "reads finished tables by public rules, and opens no node",
    "tutela papers figures": "says what the program counts, and opens no node",
    "tutela court init": "makes a court's own key, and opens no node",
    "tutela court show": "prints the public half of a court's key, and opens no node",
    "tutela court sign": "signs with a court's own key and passphrase, and opens no node",
    "tutela court say": "signs with a court's own key and passphrase, and opens no node",
    "tutela court annul": "signs with a court's own key and passphrase, and opens no node",
    "tutela publishing check": "reads a file by public rules, and opens no node",
}
# Who else than a person, a key or the operator acts, and what for.
ACTORS = {
    "platform/actor.py": "the node itself, which holds no permission; the operator at the console",
    "platform/accounts/model.py": "a person by their roles, a key by its scopes",
    "reporting/outcomes.py": "what follows a recipient's finding: withdrawing its indicators only",
    "redress/fingerprints/service.py": "somebody without account: proposes an entry, takes it back",
    "redress/requests/people.py": "somebody without account: asks, and takes it back",
    "redress/fingerprints/jobs.py": "the other person of two who agreed that an entry may hold",
    "detection/intake.py": "items taken in for later are scanned by the node: scanning only",
}


def routes() -> Iterator[tuple[str, str]]:
    """Every address with its method, and its lock in words."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for router in ROUTERS:
        app.include_router(router)
    for route in iter_route_contexts(app.routes):
        calls = list(_calls(cast("Any", route).dependant))
        for method in sorted(route.methods or ()):
            yield f"{method} {route.path}", _lock(calls)


def _lock(calls: list[object]) -> str:
    for call in calls:
        if isinstance(call, Needs):
            if call.permission:
                return call.permission.value
            return "signed in" + (", also without a second factor" if call.enrolling else "")
        if isinstance(call, KeyNeeds):
            return f"key: {call.permission.value}"
    return "open" if open_to_all in calls else "UNLOCKED"


def commands(group: click.Command = cli, name: str = "tutela") -> Iterator[tuple[str, object]]:
    if not isinstance(group, click.Group):
        yield name, getattr(group.callback, "__dict__", {}).get("needs", "UNLOCKED")
        return
    context = click.Context(group)
    for part in group.list_commands(context):
        yield from commands(
            cast("click.Command", group.get_command(context, part)), f"{name} {part}"
        )


def tasks() -> list[Task]:
    found = assembly.tasks()
    found.add(intake.task(lambda: cast("Any", None)))
    return sorted(found.by_name.values(), key=lambda task: task.name)


def started(task: Task) -> str:
    """What has a job run: an act that is in the log, the clock, or whoever deferred it."""
    if task.after:
        return "after " + ", ".join(sorted(task.after))
    return f"by the clock, {task.every}" if task.every else "deferred by an act"


def why(task: Task) -> str:
    return (inspect.getdoc(task.handler) or "").partition("\n")[0]


def test_every_address_is_locked_or_on_the_short_list() -> None:
    found = dict(routes())
    assert len(found) > 60
    assert {name for name, lock in found.items() if lock == "open"} == set(OPEN_ROUTES)
    assert [name for name, lock in found.items() if lock == "UNLOCKED"] == []


def test_every_command_names_a_permission_or_is_on_the_short_list() -> None:
    found = dict(commands())
    assert {name for name, needs in found.items() if needs == OPEN} == set(OPEN_COMMANDS)
    for name, needs in found.items():
        assert isinstance(needs, Permission) or needs == OPEN, name


def test_every_job_says_what_for_and_acts_as_the_node_which_may_decide_nothing() -> None:
    assert NODE.permissions == frozenset()
    assert set(_making_actors()) == set(ACTORS)
    for task in tasks():
        assert started(task), task.name
        assert len(why(task)) > len("Does work."), f"{task.name} does not say what for"


def _making_actors() -> Iterator[str]:
    """The modules that make somebody who acts."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Actor":
                yield path.relative_to(SOURCE).as_posix()


def test_the_table_of_all_doors() -> None:
    lines = [f"{name:100} {lock}" for name, lock in routes()]
    lines += [f"{name:100} {needs}" for name, needs in commands()]
    lines += [f"{task.name:40} {started(task):60} {why(task)}" for task in tasks()]
    print("\n".join(lines))  # noqa: T201 - that is what it is for
    assert len(lines) > 150
