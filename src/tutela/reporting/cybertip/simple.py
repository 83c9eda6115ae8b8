"""The simple types of the schema: what a value may be, and how it is written and read.

Each type knows its XSD base, and its enumeration or pattern, so that the schema can be compared
with it. `wrong` judges a value in memory, by the schema and by NCMEC's documentation; `read` judges
how it is written in a document. Neither says the value.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from enum import StrEnum

XML_SPACE = " \t\r\n"
_INTEGER = re.compile(r"[+-]?[0-9]{1,20}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,4})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_WIDEST_OFFSET = timedelta(hours=14)  # of xs:dateTime


class Unfit(ValueError):
    """A text in a document is not of the type that belongs there; its sentence says which is."""


class Wrong(NamedTuple):
    """What is wrong with a value: a stable code, and a sentence that begins after the path."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Simple:
    """A simple type; each leaf replaces what differs."""

    base: ClassVar[str] = "string"

    @property
    def values(self) -> tuple[str, ...]:
        """The closed list it is from; empty when it is not."""
        return ()

    @property
    def xsd_pattern(self) -> str | None:
        """The pattern of the schema, if it has one."""
        return None

    def wrong(self, value: object) -> Wrong | None:
        """What is wrong with a value in memory, or None."""
        raise NotImplementedError

    def write(self, value: object) -> str:
        """A right value as it stands in a document."""
        return str(value)

    def read(self, text: str) -> object:
        """The value a text stands for. Raises Unfit."""
        return text


_TYPE = Wrong("wrong-type", "is not of the type that belongs here.")


@dataclass(frozen=True, slots=True)
class Text(Simple):
    """Characters a person can read, at most `limit`; of several `lines`, or of one."""

    limit: int | None = None
    lines: bool = False

    def wrong(self, value: object) -> Wrong | None:
        if not isinstance(value, str):
            return _TYPE
        if not value.strip():
            return Wrong("blank", "is blank.")
        if any(_unprintable(one) for one in value if not (self.lines and one in "\n\t")):
            return Wrong("control-character", "holds a control character.")
        if self.limit is not None and len(value) > self.limit:
            length = f"is {len(value)} characters long; at most {self.limit} are taken."
            return Wrong("too-long", length)
        return None


def _unprintable(one: str) -> bool:
    return unicodedata.category(one) in {"Cc", "Cs"} or one in "\ufffe\uffff"


@dataclass(frozen=True, slots=True)
class AnyText(Simple):
    """Whatever characters somebody else wrote."""

    def wrong(self, value: object) -> Wrong | None:
        return None if isinstance(value, str) else _TYPE


@dataclass(frozen=True, slots=True)
class Words(Text):
    """One line without white space, such as an address of the web or an opaque id."""

    def wrong(self, value: object) -> Wrong | None:
        # Called by name: slots make a new class, which a bare super() does not know of.
        found = Text.wrong(self, value)
        if found is None and isinstance(value, str) and any(one.isspace() for one in value):
            return Wrong("white-space", "holds white space.")
        return found


@dataclass(frozen=True, slots=True)
class Token(Words):
    """An opaque id; xs:token, so white space around it does not count."""

    base: ClassVar[str] = "token"

    def read(self, text: str) -> str:
        return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Patterned(Text):
    """A line of a given pattern, which is that of the schema."""

    pattern: str = ""
    meaning: str = ""

    @property
    def xsd_pattern(self) -> str:
        return self.pattern

    def wrong(self, value: object) -> Wrong | None:
        if isinstance(value, str) and not re.fullmatch(self.pattern, value):
            return Wrong("pattern", f"is not {self.meaning}.")
        return Text.wrong(self, value)


@dataclass(frozen=True, slots=True)
class IpAddress(Text):
    """An address of IP version 4 or 6."""

    def wrong(self, value: object) -> Wrong | None:
        try:
            ipaddress.ip_address(value if isinstance(value, str) else "")
        except ValueError:
            return Wrong("not-an-address", "is not an IP address.")
        return Text.wrong(self, value)


@dataclass(frozen=True, slots=True)
class OneOf(Simple):
    """A word of an enumeration."""

    words: type[StrEnum]

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(one.value for one in self.words)

    def wrong(self, value: object) -> Wrong | None:
        return None if isinstance(value, self.words) else _TYPE

    def read(self, text: str) -> StrEnum:
        try:
            return self.words(text)
        except ValueError:
            raise Unfit("is not in NCMEC's list.") from None


@dataclass(frozen=True, slots=True)
class Code(Simple):
    """A code from a long closed list."""

    codes: tuple[str, ...]

    @property
    def values(self) -> tuple[str, ...]:
        return self.codes

    def wrong(self, value: object) -> Wrong | None:
        return None if value in self.codes else Wrong("not-in-list", "is not in NCMEC's list.")


@dataclass(frozen=True, slots=True)
class Whole(Simple):
    """A whole number; both bounds belong to it."""

    low: int
    high: int

    base: ClassVar[str] = "int"

    def wrong(self, value: object) -> Wrong | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return _TYPE
        return None if self.low <= value <= self.high else _outside(self.low, self.high)

    def read(self, text: str) -> int:
        if not _INTEGER.fullmatch(found := text.strip(XML_SPACE)):
            raise Unfit("is not a whole number.")
        return int(found)


@dataclass(frozen=True, slots=True)
class Long(Whole):
    """A whole number of 64 bits."""

    base: ClassVar[str] = "long"


@dataclass(frozen=True, slots=True)
class Degrees(Simple):
    """Degrees of latitude or longitude; plus is north and east."""

    low: float
    high: float

    base: ClassVar[str] = "double"

    def wrong(self, value: object) -> Wrong | None:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return _TYPE
        return None if self.low <= value <= self.high else _outside(self.low, self.high)

    def read(self, text: str) -> float:
        if not _DECIMAL.fullmatch(found := text.strip(XML_SPACE)):
            raise Unfit("is not a decimal number.")
        return float(found)


def _outside(low: float, high: float) -> Wrong:
    return Wrong("out-of-range", f"is not between {low} and {high}.")


@dataclass(frozen=True, slots=True)
class Boolean(Simple):
    """True or false."""

    base: ClassVar[str] = "boolean"

    def wrong(self, value: object) -> Wrong | None:
        return None if isinstance(value, bool) else _TYPE

    def write(self, value: object) -> str:
        return "true" if value else "false"

    def read(self, text: str) -> bool:
        found = text.strip(XML_SPACE)
        if found not in {"true", "1", "false", "0"}:
            raise Unfit("is neither true nor false.")
        return found in {"true", "1"}


@dataclass(frozen=True, slots=True)
class Presence(Boolean):
    """True by being there: an empty element, or none. xs:boolean fixed to true."""

    def write(self, value: object) -> str:
        del value
        return ""

    def read(self, text: str) -> bool:
        if text not in {"", "true"}:
            raise Unfit("is a flag: it is empty, or it says true.")
        return True


@dataclass(frozen=True, slots=True)
class Day(Simple):
    """A day of the calendar, without an offset."""

    base: ClassVar[str] = "date"

    def wrong(self, value: object) -> Wrong | None:
        return None if isinstance(value, date) and not isinstance(value, datetime) else _TYPE

    def read(self, text: str) -> date:
        found = text.strip(XML_SPACE)
        try:
            return date.fromisoformat(_lexical(_DAY, found))
        except ValueError:
            raise Unfit("is not a day such as 2026-01-15.") from None


@dataclass(frozen=True, slots=True)
class Moment(Simple):
    """An instant. Written in UTC; read only with an offset, for without one it is a guess."""

    base: ClassVar[str] = "dateTime"

    def wrong(self, value: object) -> Wrong | None:
        if not isinstance(value, datetime):
            return _TYPE
        if value.utcoffset() is None:
            return Wrong("no-offset", "does not say its offset from UTC.")
        try:
            value.astimezone(UTC)
        except OverflowError:
            return Wrong("out-of-range", "is not between the years 1 and 9999.")
        return None

    def write(self, value: object) -> str:
        if not isinstance(value, datetime):
            raise TypeError("a datetime is needed")
        return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"

    def read(self, text: str) -> datetime:
        try:
            return _in_utc(_lexical(_MOMENT, text.strip(XML_SPACE)))
        except (ValueError, OverflowError):
            raise Unfit("is not an instant such as 2026-01-15T12:00:00Z.") from None


def _in_utc(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if abs(found.utcoffset() or timedelta()) > _WIDEST_OFFSET:
        raise ValueError
    return found.astimezone(UTC)


def _lexical(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError
    return text
