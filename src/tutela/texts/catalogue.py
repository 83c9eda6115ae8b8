"""The texts of one language, and how it writes numbers and lists."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from babel.core import Locale

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _one_or_many(number: int) -> int:
    return int(number != 1)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """What `language` says for our English texts. What it lacks is said in English.

    `plurals` has a pattern for each of the cases that `form` tells apart. A pattern that could not
    be filled never gets in (`tutela.texts.files`), so nothing here raises.
    """

    language: str
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    plurals: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    form: Callable[[int], int] = field(default=_one_or_many, repr=False)
    whole: bool = True  # whether it has every text there is
    public: bool = True  # whether it has every text that anybody may get to read

    @property
    def locale(self) -> Locale:
        """How people of this language write; what makes it known is slow to load."""
        from babel.core import Locale  # noqa: PLC0415 - a command needs none of it

        return Locale.parse(self.language, sep="-")

    @property
    def name(self) -> str:
        """The language by its own name: "Nederlands"."""
        return str(self.locale.get_display_name()).capitalize()

    def over(self, other: Catalogue) -> Catalogue:
        """This one, and what `other` has for texts that it lacks."""
        return replace(
            self,
            texts={**other.texts, **self.texts},
            plurals={**other.plurals, **self.plurals},
        )

    def text(self, message: str) -> str:
        """The pattern that stands for `message`."""
        return self.texts.get(message, message)

    def counted(self, one: str, many: str, number: int) -> str:
        """The pattern that stands for `one` or `many`, as fits `number`."""
        forms, english = self.plurals.get(one), one if number == 1 else many
        return forms[min(self.form(number), len(forms) - 1)] if forms else english

    def number(self, value: int) -> str:
        """A number with its digits in groups: 3,000."""
        if self is ENGLISH:
            return f"{value:,}"
        from babel.numbers import format_decimal  # noqa: PLC0415 - as above

        return format_decimal(value, locale=self.locale)

    def country(self, code: str) -> str:
        """A country by its two letters (ISO 3166): Germany. The letters where it is unknown."""
        return str(self.locale.territories.get(code.upper(), code))

    def day(self, value: date) -> str:
        """A day in words: 30 November 2026."""
        if self is ENGLISH:
            return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
        from babel.dates import format_date  # noqa: PLC0415 - as above

        return format_date(value, format="long", locale=self.locale)

    def listed(self, things: Sequence[str]) -> str:
        """Things as a sentence names them: "one, two and three"."""
        if self is ENGLISH:
            return " and ".join([", ".join(things[:-1]), things[-1]] if things[1:] else things)
        from babel.lists import format_list  # noqa: PLC0415 - as above

        return format_list(things, locale=self.locale)


ENGLISH = Catalogue("en")
