"""`tutela.pot`: every text that a person reads on a page or in a message, for translators."""

from __future__ import annotations

import ast
import inspect
from io import BytesIO
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po
from docs.generators import errors, listed

from tutela.texts.files import HERE, TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = HERE.parent
TEMPLATES = SOURCE / "web" / "templates"
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
# What makes a phrase, and which of its arguments are patterns.
MAKERS = {"phrase": 1, "several": 2, "forms": 2}
# The command line speaks English; so do the errors that only it raises.
CONSOLE = "tutela.cli."
HEADER = """\
# Every text of Tutela's pages and messages; how to translate them: docs/how-to/translate.md.
# Made by docs/generate.py from the code. Change the code, not this file.
"""


def page() -> str:
    """The template of all catalogues: the same for the same code, whenever it is made."""
    found = Catalog(project="Tutela")
    for file, message in sorted(_texts(), key=lambda one: (one[0], str(one[1]))):
        found.add(message, locations=[(file, 0)])
    written = BytesIO()
    write_po(written, found, omit_header=True, width=0, include_lineno=False, sort_by_file=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return HEADER + head + written.getvalue().decode()


def _texts() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    found = extract_from_dir(TEMPLATES, [("**.html", "jinja2")], OPTIONS, KEYWORDS)
    for file, _, message, _, _ in found:
        yield f"web/templates/{file}", message
    for path in sorted(SOURCE.rglob("*.py")):
        for message in _phrases(ast.parse(path.read_text(encoding="utf-8"))):
            yield path.relative_to(SOURCE).as_posix(), message
    yield from listed.texts()
    for one in errors.ours():
        if not one.__module__.startswith(CONSOLE):
            yield _file(one), " ".join((inspect.getdoc(one) or "").split())


def _phrases(tree: ast.Module) -> Iterator[str | tuple[str, ...]]:
    """The patterns of the phrases that a module makes; a pattern made up by it is none."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            wanted = MAKERS.get(call.func.id, 0)
            given = [one.value for one in call.args if isinstance(one, ast.Constant)]
            patterns = tuple(one for one in given if isinstance(one, str))
            if wanted and len(patterns) == wanted:
                yield patterns if wanted > 1 else patterns[0]


def _file(kind: type[Exception]) -> str:
    return kind.__module__.removeprefix("tutela.").replace(".", "/") + ".py"


__all__ = ["TEMPLATE", "page"]
