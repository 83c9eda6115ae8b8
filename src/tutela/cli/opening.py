"""Opening the node in TUTELA_HOME for a command, and who acts on it."""

from __future__ import annotations

import os
import pwd
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tutela import following
from tutela.cli import output
from tutela.cli.doors import read_secret
from tutela.platform import home, log
from tutela.platform.accounts.signin import person
from tutela.platform.actor import Actor, operator
from tutela.platform.audit.errors import WitnessAhead
from tutela.platform.audit.sealer import seal_once
from tutela.platform.errors import TutelaError
from tutela.platform.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutela.platform.node import Node
    from tutela.platform.settings import Settings


def settings_found() -> Settings:
    """The settings of the node in TUTELA_HOME; what is logged from here on goes by them."""
    found, _ = load()
    log.configure(found.log_level)
    return found


@contextmanager
def opened() -> Iterator[Node]:
    """The node in TUTELA_HOME; what the command recorded is sealed before it ends."""
    with home.open_node(settings_found(), following.tasks()) as node, sealing(node):
        yield node


def login() -> str:
    """The name of the OS user at the console; its number where it has no name.

    By the process, not by LOGNAME or USER: the log must not name whom somebody else chose.
    """
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def console_operator() -> Actor:
    """The owner of the home, working at its console."""
    return operator(login())


def signed_in(node: Node, name: str, password_file: Path | None) -> Actor:
    """The person behind `--as`. Asks for the password on a terminal."""
    return person(node, name, read_secret(password_file, f"password of {name}"))


def person_or_operator(node: Node, name: str | None, password_file: Path | None) -> Actor:
    """The person behind `--as`, or without one the operator at the console."""
    return signed_in(node, name, password_file) if name else console_operator()


@contextmanager
def sealing(node: Node) -> Iterator[None]:
    """Seals the log now rather than at the next `serve`; a trouble is said, and stops nothing."""
    try:
        yield
    finally:
        try:
            seal_once(node)
        except WitnessAhead as error:
            output.warn(error.sentence)
        except TutelaError as error:
            output.warn(f"The log is not sealed yet: {error.sentence}")
