"""What is wrong with given values, in one line that names the field and never repeats its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError


def first_problem(error: ValidationError) -> str:
    """The first problem, and how many more there are."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    one, more = found[0], len(found) - 1
    place = ".".join(str(part) for part in one["loc"]) or "the whole"
    said = one["msg"].removeprefix("Value error, ")
    said = f"{said[:1].lower()}{said[1:]}"
    return f"{place}: {said}" + (f" (and {more} more)" if more else "")
