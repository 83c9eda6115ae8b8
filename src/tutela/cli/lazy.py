"""A group that imports a command only when it is used, so that `--help` answers at once."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a command is (`module:name`), and the line about it in the list of commands."""

    place: str
    line: str

    def load(self) -> click.Command:
        module, _, name = self.place.partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found


class LazyGroup(click.Group):
    """Commands under headings, in the order in which a new user meets them."""

    def __init__(self, *args: Any, sections: Mapping[str, Mapping[str, Lazy]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.sections = sections
        self.lazy = {name: one for section in sections.values() for name, one in section.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.lazy:
            return self.lazy[cmd_name].load()
        if ctx.resilient_parsing or cmd_name.startswith("-"):
            return None
        raise click.exceptions.NoSuchCommand(cmd_name, possibilities=self.lazy, ctx=ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        widest = max(map(len, self.lazy))
        for heading, section in self.sections.items():
            with formatter.section(heading):
                rows = [(name.ljust(widest), one.line) for name, one in section.items()]
                formatter.write_dl(rows)
