"""One thing that is wrong with a document, said so that a person can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where. Never holds a value of the document: it may be about a person.

    `path` names elements from the root, `report/victim[2]/victimPerson/email[1]/@type`; `code` is
    stable; `sentence` goes on after the path: "is blank."
    """

    path: str
    code: str
    sentence: str

    def __str__(self) -> str:
        """The path and what is wrong there."""
        return f"{self.path} {self.sentence}"
