"""The settings: their names, types, limits, defaults and meanings."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from docs.generators import markdown
from pydantic_core import PydanticUndefined

from tutela.platform.settings import PREFIX, SETTINGS_FILE, Settings

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

NAMES = {"Secret": "address with password", "Path": "path", "str": "text", "int": "whole number"}
NAMES |= {"float": "number", "bool": "true or false"}
BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}

INTRODUCTION = f"""\
How a node runs. Each setting is a line in `{SETTINGS_FILE}` in the node's home
(`port = 9000`) or an environment variable (`{PREFIX}PORT=9000`). The variable wins over the file,
the file over the default. A line in the file that is no setting is refused. `tutela doctor` shows
every value and where it came from, without passwords.

What is kept of a hit, how long a hold lasts and who seconds a decision are no settings of the node.
They are the policy of each service: see [`tutela service declare`](cli.md#tutela-service-declare).
"""
SECRETS = """\
There is no default for a secret. Passwords of people, API keys and the keys in `keys/` are made by
the node, shown once or never, and are not settings.
"""


def page() -> str:
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    columns = ("setting", "variable", "takes", "default", "meaning")
    return markdown.page("Settings", INTRODUCTION, markdown.table(columns, rows), SECRETS)


def _row(name: str, field: FieldInfo) -> tuple[str, ...]:
    variable = "" if name == "demo" else markdown.code(PREFIX + name.upper())
    about = markdown.plain(field.description or "")
    return markdown.code(name), variable, _takes(field), _default(name, field.default), about


def _takes(field: FieldInfo) -> str:
    bounds = [
        f"{words} {_number(getattr(one, sign))}"
        for sign, words in BOUNDS.items()
        for one in field.metadata
        if getattr(one, sign, None) is not None
    ]
    return ", ".join([_type(field.annotation), *bounds])


def _type(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return " or ".join(map(markdown.code, get_args(annotation)))
    if get_origin(annotation) in (Union, types.UnionType):
        return _type(next(one for one in get_args(annotation) if one is not type(None)))
    if get_origin(annotation) is tuple:
        return "list of words, in a variable with commas between them"
    if get_origin(annotation) is dict:
        return "table of words, each with a list of words; in a variable as JSON"
    return NAMES[annotation.__name__]


def _default(name: str, value: object) -> str:
    if value is PydanticUndefined:
        return "`~/.tutela`" if name == "home" else ""
    if value is None:
        return "none"
    if value in ((), {}):
        return "none"
    return markdown.code(str(value).lower() if isinstance(value, bool) else _number(value))


def _number(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value
