"""What every command declares: what it needs, how it answers, whose password it takes.

Light on purpose: `tutela --help` imports this and no more. `opening.py` opens the node.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tutela.platform.errors import BadInput
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from tutela.platform.permissions import Permission

F = TypeVar("F", bound=Callable[..., Any])

CHECK_FAILED = 1
WRONG_USE = 2
FOUND = 3
OUTSIDE_FAILURE = 4
UNSCANNED = 5
OPEN = "open to whoever owns the home"
SECRET_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
INPUT_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class NoTerminal(BadInput):
    """There is no terminal to ask for the {what} on. Give it with {option} FILE (- reads standard
    input).
    """

    code = "no-terminal"


class SecretUnreadable(BadInput):
    """The {what} cannot be read from {path}: {problem}."""

    code = "secret-unreadable"


def needs(permission: Permission | str) -> Callable[[F], F]:
    """Declares what a command needs. Every command must; a test walks the tree."""

    def mark(function: F) -> F:
        function.__dict__["needs"] = permission
        return function

    return mark


def json_option(function: F) -> F:
    """The option `--json`, as the parameter `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")(function)


def asking_option(function: F) -> F:
    """The option `--reason` of what another person may have to agree to."""
    words = "Why; asked for where another person must agree."
    return click.option("--reason", default="", help=words)(function)


def person_options(*, required: bool) -> Callable[[F], F]:
    """The options that say which person acts, as `person_name` and `password_file`."""
    name = click.option(
        "--as", "person_name", required=required, metavar="NAME", help="Your own account."
    )
    password = click.option(
        "--password-file",
        type=SECRET_FILE,
        help="Read your password from this file instead of being asked (- for standard input).",
    )
    return lambda function: name(password(function))


def read_secret(
    file: Path | None, what: str, *, option: str = "--password-file", twice: bool = False
) -> Secret:
    """A password or passphrase from a file, standard input or the terminal; never an argument.

    `twice` asks again on a terminal, for secrets that a slip would lose. Raises NoTerminal and
    SecretUnreadable.
    """
    if file is not None:
        return Secret(_read(file, what))
    if not sys.stdin.isatty():
        raise NoTerminal(what=what, option=option)
    return Secret(
        click.prompt(what.capitalize(), hide_input=True, confirmation_prompt=twice, err=True)
    )


def _read(file: Path, what: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise SecretUnreadable(what=what, path=file, problem="it is not UTF-8 text") from None
    except OSError as error:
        raise SecretUnreadable(what=what, path=file, problem=error.strerror) from None
