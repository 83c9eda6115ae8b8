"""Rendering pages: autoescaped, and a name that is not given is an error, not an empty place."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from tutela.web.shell import shell_of

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

HERE = Path(__file__).parent
STATIC = HERE / "static"
VERSION_SIGNS = 12


def page(request: Request, template: str, *, status: int = 200, **view: Any) -> HTMLResponse:
    """`template` inside the shell, filled with ready values. Never pass rows or secrets."""
    text = environment().get_template(template).render(shell=shell_of(request), **view)
    return HTMLResponse(text, status_code=status)


@cache
def environment() -> Environment:
    """The one Jinja environment of all pages."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["when"] = when
    made.globals["static"] = static
    return made


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
