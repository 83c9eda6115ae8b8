"""One thing for which a statement does not go, said so that a person can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and in which field. Never holds a value of the statement.

    `code` is stable; `sentence` goes on after the name of the field. `ours`: the Commission's code
    would take it, and we do not send it.
    """

    field: str
    code: str
    sentence: str
    ours: bool = False

    def __str__(self) -> str:
        """The field and what is wrong there."""
        return f"{self.field} {self.sentence}"
