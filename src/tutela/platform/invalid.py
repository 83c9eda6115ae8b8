"""What is wrong with given values, in one line that names the field and never repeats its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError

LONGEST = 200  # characters of a place


def first_problem(error: ValidationError) -> str:
    """The first problem, and how many more there are."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    one, more = found[0], len(found) - 1
    # An unknown field's name is somebody's text: only its parent is named.
    loc = one["loc"][:-1] if one["type"] == "extra_forbidden" else one["loc"]
    place = ".".join(str(part) for part in loc)[:LONGEST] or "the whole"
    said = one["msg"].removeprefix("Value error, ")
    said = f"{said[:1].lower()}{said[1:]}"
    return f"{place}: {said}" + (f" (and {more} more)" if more else "")
