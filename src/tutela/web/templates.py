"""Rendering pages: autoescaped, and a name that is not given is an error, not an empty place."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from tutela.law import draft
from tutela.platform import languages
from tutela.texts import reading
from tutela.texts.phrase import Phrase, capital, text, word
from tutela.web.program import program_of
from tutela.web.shell import shell_of

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

    from tutela.texts.catalogue import Catalogue

HERE = Path(__file__).parent
STATIC = HERE / "static"
VERSION_SIGNS = 12


def page(request: Request, template: str, *, status: int = 200, **view: Any) -> HTMLResponse:
    """`template` inside the shell, filled with ready values. Never pass rows or secrets.

    It is made in the language of whoever asks for it.
    """
    shell = shell_of(request)
    return rendered(language_of(request), template, status=status, shell=shell, **view)


def rendered(catalogue: Catalogue, template: str, *, status: int, **view: Any) -> HTMLResponse:
    """`template` in the language of `catalogue`."""
    with reading.in_language(catalogue):
        text = environment().get_template(template).render(**view)
    headers = {"Content-Language": catalogue.language, "Vary": "Accept-Language"}
    return HTMLResponse(text, status_code=status, headers=headers)


def language_of(request: Request) -> Catalogue:
    """The language of whoever asks for a page."""
    settings = program_of(request).node.settings
    return languages.chosen(settings, request.headers.get("accept-language", ""))


@cache
def environment() -> Environment:
    """The one Jinja environment of all pages."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension adds it
    made.globals |= {"gettext": _text, "ngettext": _counted, "language": _tag, "static": static}
    made.globals |= {"draft_sentence": draft.SENTENCE}
    made.filters |= {"when": when, "capital": capital, "number": number, "data": data}
    made.filters |= {"word": word, "text": text}
    return made


def _text(message: str, /, **facts: object) -> Markup:
    """What stands for `message` in the reader's language: our own markup, with facts escaped."""
    return Markup(reading.catalogue().text(message)) % _shown(facts)  # noqa: S704


def _counted(one: str, many: str, number: int, /, **facts: object) -> Markup:
    """The same for a text about a number."""
    pattern = reading.catalogue().counted(one, many, number)
    return Markup(pattern) % _shown(facts)  # noqa: S704


def _shown(facts: dict[str, object]) -> dict[str, object]:
    """Facts as a sentence has them: numbers as the language writes them."""
    write = reading.catalogue().number
    return {
        name: write(fact) if isinstance(fact, int) and not isinstance(fact, bool) else fact
        for name, fact in facts.items()
    }


def data(value: object) -> object:
    """What no language changes, as a page shows it: a name, an id, what somebody typed.

    A phrase is none of that, and nothing stays nothing.
    """
    if isinstance(value, Phrase) or value in ("", None):
        return value or ""
    return Markup('<bdi translate="no">{}</bdi>').format(value)


def number(value: int) -> str:
    """A number as the reader's language writes it: 3,000."""
    return reading.catalogue().number(value)


def _tag() -> str:
    """The language that is written in, as `<html lang>` names it."""
    return reading.catalogue().language


def module(template: str) -> Any:
    """What a template of macros defines, by name."""
    return environment().get_template(template).module


def when(instant: datetime | None) -> Markup:
    """An instant as people and programs read it, in UTC; a dash for none."""
    if instant is None:
        return Markup("&ndash;")
    machine = instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    shown = instant.strftime("%Y-%m-%d %H:%M UTC")
    return Markup('<time datetime="{}">{}</time>').format(machine, shown)


@cache
def static(name: str) -> str:
    """The address of a static file, which changes with its content."""
    version = sha256((STATIC / name).read_bytes()).hexdigest()[:VERSION_SIGNS]
    return f"/static/{name}?v={version}"
