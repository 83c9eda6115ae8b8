"""`tutela.pot`: every text that a person reads on a page or in a message, for translators."""

from __future__ import annotations

import ast
import inspect
from io import BytesIO
from typing import TYPE_CHECKING

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from docs.generators import errors, listed

from tutela.texts.files import HERE, PUBLIC, TEMPLATE, catalogues, is_public, key

if TYPE_CHECKING:
    from collections.abc import Iterator

Message = str | tuple[str, ...]
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


# What anybody may get to read: whatever stands in a folder or a module called "public…", and these.
PUBLIC_FILES = {"law/draft.py", "web/errors.py"}
PUBLIC_ERRORS = {"DatabaseAway", "TooLarge"}
LANGUAGES = ("de", "fr", "it", "nl")
BEGINNING = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'


def page() -> str:
    """The template of all catalogues: the same for the same code, whenever it is made."""
    return HEADER + BEGINNING + "\n" + _written(_template())


def catalogue(language: str) -> str:
    """The catalogue that we give for `language`: every public text, as far as it is translated.

    A text whose English changed is to be translated anew.
    """
    file = HERE / f"{language}.po"
    locale = Locale.parse(language)
    made = Catalog(locale)
    has = read_po(BytesIO(file.read_bytes() if file.exists() else b""), locale)
    for one in _template():
        if one.id and is_public(one):
            before = has.get(one.id)
            where = [(name, 0) for name, _ in one.locations]
            made.add(one.id, before.string if before else None, where, one.flags)
    head = f'"Language: {language}\\n"\n"Plural-Forms: {made.plural_forms}\\n"\n\n'
    title = f"# Public texts in {locale.english_name}: docs/how-to/translate.md.\n"
    return title + BEGINNING + head + _written(made)


def untranslated(language: str) -> list[str]:
    """The public texts that our catalogue for `language` cannot say, in English."""
    has = catalogues(HERE)[language]
    return [
        str(one.id)
        for one in _template()
        if one.id and is_public(one) and key(one) not in {*has.texts, *has.plurals}
    ]


def _template() -> Catalog:
    found = Catalog(project="Tutela")
    for file, message, public in sorted(_texts(), key=lambda one: (one[0], str(one[1]))):
        found.add(message, locations=[(file, 0)], auto_comments=[PUBLIC] if public else [])
    return found


def _written(catalog: Catalog) -> str:
    written = BytesIO()
    write_po(written, catalog, omit_header=True, width=0, include_lineno=False, sort_by_file=True)
    return written.getvalue().decode()


def _texts() -> Iterator[tuple[str, Message, bool]]:
    """Every text, with the file it stands in, and whether it is public."""
    for file, message in _found():
        yield file, message, _public(file)
    for one in errors.ours():
        if not one.__module__.startswith(CONSOLE):
            public = one.__name__ in PUBLIC_ERRORS or _public(_file(one))
            yield _file(one), " ".join((inspect.getdoc(one) or "").split()), public


def _public(file: str) -> bool:
    return file in PUBLIC_FILES or any(part.startswith("public") for part in file.split("/"))


def _found() -> Iterator[tuple[str, Message]]:
    found = extract_from_dir(TEMPLATES, [("**.html", "jinja2")], OPTIONS, KEYWORDS)
    for file, _, message, _, _ in found:
        yield f"web/templates/{file}", message
    for path in sorted(SOURCE.rglob("*.py")):
        for message in _phrases(ast.parse(path.read_text(encoding="utf-8"))):
            yield path.relative_to(SOURCE).as_posix(), message
    yield from listed.texts()


def _phrases(tree: ast.Module) -> Iterator[Message]:
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


__all__ = ["HERE", "LANGUAGES", "TEMPLATE", "catalogue", "page", "untranslated"]
