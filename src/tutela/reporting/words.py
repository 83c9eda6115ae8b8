"""Kinds of text that people and platforms give for a report, bounded where they come in. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
)

_EARLIEST, _LATEST = 1970, 2199
_BREAKS = "\n\t"
_COUNTRY = re.compile(r"[A-Z]{2}")


class Value(BaseModel):
    """A frozen value that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def one_line(text: str) -> str:
    """A text without a line break. Raises ValueError."""
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise ValueError("must be one line without control characters")
    return text


def plain(text: str) -> str:
    """A text whose lines end as ours do. Raises ValueError."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as browsers and Windows write lines
    if any(sign not in _BREAKS and unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise ValueError("must not hold control characters")
    return text


def is_plain(text: str, most: int) -> bool:
    """Whether a text says something, in `most` signs, all of which people can read."""
    try:
        return bool(plain(text).strip()) and len(text) <= most
    except ValueError:
        return False


def _no_space(text: str) -> str:
    if any(sign.isspace() for sign in text):
        raise ValueError("must not hold white space")
    return one_line(text)


def _written(value: object) -> object:
    """A number could be seconds or milliseconds, so an instant is told in words (RFC 3339)."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError("must be written out, such as 2026-11-01T12:00:00Z")  # noqa: TRY004 - pydantic's
    return value


def _plausible(instant: datetime) -> datetime:
    """An instant that every calendar and zone can hold."""
    if not _EARLIEST <= instant.year <= _LATEST:
        raise ValueError(f"must lie between the years {_EARLIEST} and {_LATEST}")
    return instant


def _country(text: str) -> str:
    if not _COUNTRY.fullmatch(text):
        raise ValueError("must be a country as two capital letters (ISO 3166-1), such as DE")
    return text


# The lengths are the shortest that any recipient takes (`facts` of NCMEC's documentation), so that
# what is taken in here is never cut off later.
Name = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(one_line)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=255), AfterValidator(one_line)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=3000), AfterValidator(plain)]
Body = Annotated[str, StringConstraints(min_length=1, max_length=100_000), AfterValidator(plain)]
Url = Annotated[str, StringConstraints(min_length=1, max_length=2083), AfterValidator(_no_space)]
FileName = Annotated[
    str, StringConstraints(min_length=1, max_length=2056), AfterValidator(one_line)
]
Email = Annotated[
    str,
    StringConstraints(min_length=3, max_length=255, pattern=r"^[^@\s]+@[^@\s]+$"),
    AfterValidator(one_line),
]
Phone = Annotated[str, StringConstraints(min_length=1, max_length=50), AfterValidator(one_line)]
Country = Annotated[str, AfterValidator(_country)]
Instant = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_plausible)]
Day = Annotated[date, BeforeValidator(_written)]
