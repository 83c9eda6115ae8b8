"""The command line: what `--help` prints, of every command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from docs.generators import markdown

from tutela.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.permissions import Permission

WIDTH = 98  # what click makes of a terminal with the hundred columns it is allowed

INTRODUCTION = """\
What `tutela COMMAND --help` prints. The folder in `TUTELA_HOME` is the node that a command works
on; the other variables are in [settings](settings.md).

- `--json` answers with one JSON document on standard output. An error is then one JSON document on
  standard error: `{"error": {"code": …, "detail": …}}`, with a code from [errors](errors.md).
- Passwords and passphrases are asked for on the terminal or read from a file, never taken as an
  argument, where other users of the machine could read them.
- What a command needs is a [permission](permissions.md). Whoever owns the home works as the
  *operator*, who runs the node but decides nothing; `--as NAME` acts as a person.
"""


def commands() -> Iterator[tuple[str, click.Command, click.Context]]:
    """Every command with its full name, in the order of `--help`. Groups come before theirs."""
    settings = {**cli.context_settings, "terminal_width": WIDTH}
    root = click.Context(cli, info_name="tutela", **settings)
    yield from _walk("tutela", cli, root)


def needed(command: click.Command) -> Permission | str | None:
    """The permission a command declares, or the words by which it is open; None for a group."""
    found: Permission | str | None = getattr(command.callback, "needs", None)
    return found


def page() -> str:
    return markdown.page("The command line", INTRODUCTION, *map(_section, commands()))


def _walk(
    name: str, command: click.Command, context: click.Context
) -> Iterator[tuple[str, click.Command, click.Context]]:
    yield name, command, context
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is None or found.hidden:
                continue
            below = click.Context(found, parent=context, info_name=child, terminal_width=WIDTH)
            yield from _walk(f"{name} {child}", found, below)


def _section(one: tuple[str, click.Command, click.Context]) -> str:
    name, command, context = one
    parts = [f"## {name}\n", markdown.block(command.get_help(context))]
    needs = needed(command)
    if needs is not None:
        known = ":" in needs
        words = f"the permission [`{needs}`](permissions.md)" if known else f"nothing: {needs}"
        parts.append(f"Needs {words}.\n")
    return "\n".join(parts)
