"""What is told of a film before anybody looks at it: facts that the scan stored. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tutela.signals import strict
from tutela.signals.model import Film
from tutela.signals.stretch import clock
from tutela.texts.phrase import phrase

THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True)
class FilmFact:
    """A film's facts, and the sides of its pictures in pixels as they are stored."""

    film: Film
    width: int | None
    height: int | None

    @property
    def words(self) -> tuple[str, ...]:
        """Like "1:30 long", "1,920 by 1,080 pixels", "h264", "25 pictures a second"."""
        sides = rate = ""
        if self.width and self.height:
            sides = phrase("{wide:,} by {high:,} pixels", wide=self.width, high=self.height)
        if self.film.rate:
            pictures = f"{self.film.rate / THOUSAND:.4g}"
            rate = phrase("{pictures} pictures a second", pictures=pictures)
        long = phrase("{length} long", length=clock(self.film.length))
        return tuple(one for one in (long, sides, self.film.codec, rate) if one)


def film_of(signals: dict[str, object]) -> FilmFact | None:
    """The facts of an item that is a film, from its stored signals; None of any other."""
    if "film" not in signals:
        return None
    return FilmFact(
        Film.from_json(signals["film"]),
        strict.whole_or_none(signals.get("width")),
        strict.whole_or_none(signals.get("height")),
    )
