"""Every error: its code, its sentence, and how the doors answer it."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module

from docs.generators import markdown

import tutela
from tutela.platform.errors import TutelaError

# Importing these runs them: they are programs.
PROGRAMS = ("tutela.platform.database.migrations.",)

INTRODUCTION = """\
Every error is a sentence with a stable code. What stands in braces is filled with the facts. On the
command line the sentence goes to standard error and the command exits with the code given here;
programs that call the node get it as an RFC 9457 problem (`application/problem+json`) with the HTTP
status given here. No error ends in a traceback.

An item that could not be scanned is no error: it is answered `unscanned` with a reason, see
[the API](api.md#why-an-item-is-unscanned).
"""
PURE = """\
These come from the parts that know neither database nor network: they check values. A door that
passes one on as it is answers with exit code 2.
"""


def load_everything() -> None:
    """Imports every module, so that every class of error is known."""
    for module in pkgutil.walk_packages(tutela.__path__, "tutela."):
        if not module.name.startswith(PROGRAMS) and not module.name.endswith("__main__"):
            import_module(module.name)


def ours(root: type[Exception] = Exception) -> list[type[Exception]]:
    """Every class of error that Tutela defines with a code of its own, by code."""
    load_everything()
    found = {one for one in _below(root) if one.__module__.partition(".")[0] == "tutela"}
    coded = [one for one in found if isinstance(vars(one).get("code"), str)]
    return sorted(coded, key=lambda one: (_code(one), one.__module__))


def page() -> str:
    rooms: dict[str, list[type[Exception]]] = {}
    pure = []
    for one in ours():
        if issubclass(one, TutelaError):
            rooms.setdefault(_room(one), []).append(one)
        else:
            pure.append(one)
    parts = [_room_section(room, rooms[room]) for room in sorted(rooms)]
    columns = ("code", "sentence")
    rows = [(markdown.code(_code(one)), _sentence(one)) for one in pure]
    values = ["## Values that are refused\n", PURE, markdown.table(columns, rows)]
    return markdown.page("Errors", INTRODUCTION, *parts, *values)


def _room_section(room: str, errors: list[type[Exception]]) -> str:
    rows = [
        (markdown.code(_code(one)), _sentence(one), one.status, one.exit_code)
        for one in errors
        if issubclass(one, TutelaError)
    ]
    return f"## {room}\n\n{markdown.table(('code', 'sentence', 'HTTP', 'exit'), rows)}"


def _room(one: type[Exception]) -> str:
    """The room an error belongs to; the platform's by its parts."""
    parts = one.__module__.split(".")[1:]
    inside = parts[0] == "platform" and len(parts) > 2  # noqa: PLR2004
    return f"{parts[0]}: {parts[1]}" if inside else parts[0]


def _sentence(one: type[Exception]) -> str:
    said = inspect.getdoc(one) or ""
    console = vars(one).get("console", "")
    return markdown.plain(f"{said} On the command line: {console}" if console else said)


def _code(one: type[Exception]) -> str:
    return str(vars(one).get("code"))


def _below(root: type[Exception]) -> list[type[Exception]]:
    return [one for child in root.__subclasses__() for one in (child, *_below(child))]
