"""The one tree of errors: each leaf says what happened and what to do next.

An error's docstring is its message, filled with the facts it is raised with. It speaks of what any
reader has before them; `console` is what only the command line adds, as a command or an option that
helps. Doors map errors by
`status` (HTTP) and `exit_code` (command line); a stable `code` lets programs tell them apart.
"""

from __future__ import annotations

import inspect
from typing import Any, ClassVar

from tutela.texts.phrase import Phrase


class TutelaError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    console: ClassVar[str] = ""

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The message pattern of this class, filled in."""
        pattern = " ".join((inspect.getdoc(type(self)) or "").split())
        return Phrase(pattern, self.facts)

    @property
    def at_console(self) -> str:
        """The message with what the command line adds, filled in."""
        return f"{self.sentence} {self.console.format(**self.facts)}".rstrip()


class BadInput(TutelaError):
    """What was given cannot be used."""

    code = "bad-input"
    status = 400
    exit_code = 2


class Unauthenticated(TutelaError):
    """Nobody is signed in. Sign in, or send a valid key, and try again."""

    code = "unauthenticated"
    status = 401
    exit_code = 2


class Forbidden(TutelaError):
    """{who} may not do this: it needs the permission {permission}."""

    code = "forbidden"
    status = 403
    exit_code = 2


class NotFound(TutelaError):
    """What was asked for does not exist."""

    code = "not-found"
    status = 404
    exit_code = 2


class Conflict(TutelaError):
    """This cannot be done in the present state."""

    code = "conflict"
    status = 409
    exit_code = 2


class TooLarge(TutelaError):
    """What was sent is larger than this node takes."""

    code = "too-large"
    status = 413
    exit_code = 2


class Unavailable(TutelaError):
    """Something this node depends on does not answer. Nothing was lost; try again."""

    code = "unavailable"
    status = 503
    exit_code = 4


class DatabaseAway(Unavailable):
    """The database does not answer. Nothing that was confirmed is lost; try again in a moment."""

    code = "database-away"


class DatabaseBusy(Unavailable):
    """Another change of the same things took too long, or stood crosswise. Nothing was changed; try
    again.
    """

    code = "database-busy"


class DiskFull(Unavailable):
    """The disk is full, so nothing new can be stored. Free some space and try again."""

    code = "disk-full"


def leaves(root: type[TutelaError] = TutelaError) -> list[type[TutelaError]]:
    """Every error class from `root` down, for the doors' tests and the docs."""
    below = [leaf for child in root.__subclasses__() for leaf in leaves(child)]
    return [root, *below]
