"""A published paper as PDF, in its reader's language, from what was kept of it as it was shown.

The same publication in the same language gives the same bytes. The hash of the closed paper is not
in it: who knew all else of its files could try the hidden numbers until the hash is right.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from tutela.observatory import public_reading
from tutela.observatory.forest import COUNTED_BY
from tutela.observatory.printing import blocks
from tutela.observatory.printing.papers import typeset
from tutela.observatory.public_words import PAPERS
from tutela.texts.phrase import day, phrase, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tutela.observatory.editions.model import Publication
    from tutela.observatory.outside import Seen
    from tutela.observatory.printing.blocks import Block
    from tutela.observatory.public_reading import Median, Rate, Table
    from tutela.texts.catalogue import Catalogue

    Say = Callable[[object], str]

KEPT: Final = 32  # PDFs that a process remembers: what is published never changes
HIDDEN: Final = phrase("hidden")
WHAT: Final = phrase("What")


@lru_cache(KEPT)
def pdf(one: Publication, read: Catalogue) -> bytes:
    """The PDF in the language of `read`. Raises PaperUnset."""
    say = partial(said, catalogue=read)
    days = say(phrase("{first} to {last}", first=day(one.period.first), last=day(one.period.last)))
    title, service = say(PAPERS[one.kind]), blocks.cell(one.service)
    facts = (
        (phrase("Service"), one.service),
        (phrase("Period"), days),
        (phrase("Version"), one.version),
        (phrase("Published on"), day(one.published_at.date())),
    )
    document = {
        "language": read.language,
        "name": f"{title}, {service}, {days}",
        "author": service,
        "title": title,
        "banner": None,
        "facts": [blocks.fact(say(name), say(value)) for name, value in facts],
        "foot": {"word": service, "code": "", "middle": days},
        "page": say(phrase("Page {page} of {pages}", page="{page}", pages="{pages}")),
        "notices": [],
        "none": say(HIDDEN),
        "sections": list(_sections(one.seen, say)),
    }
    return typeset(document, one.published_at)


def _sections(seen: Seen, say: Say) -> Iterator[Block]:
    hiding = phrase(
        "“Hidden” stands for a number below {threshold}, or for one from which such a number could "
        "be computed. That protects the few people it counts. Zero is shown.",
        threshold=seen.threshold,
    )
    yield blocks.section(say(phrase("What to know about it")), [blocks.text(say(hiding))])
    if rates := public_reading.rates(seen):
        yield _rates(rates, say)
    for one in public_reading.tables(seen):
        yield _table(one, say)
    if medians := public_reading.medians(seen):
        yield _medians(medians, say)


def _rates(rates: list[Rate], say: Say) -> Block:
    about = phrase(
        "Of what people looked at, how much they found not to be abuse. The true share lies "
        "between the two ends with a probability of 95 per cent: the fewer people looked at, the "
        "further apart they are."
    )
    head = (say(WHAT), say(phrase("Wrong, with both ends")))
    rows = [(_name(one, say), (), (_share(one, say),)) for one in rates]
    made = [blocks.text(say(about)), blocks.rates(head, rows)]
    return blocks.section(say(phrase("How often a program was wrong")), made)


def _name(one: Rate, say: Say) -> str:
    return _capital(f"{say(one.kind)}, {say(one.place)}" if one.place else say(one.kind))


def _share(one: Rate, say: Say) -> blocks.Share:
    words = HIDDEN if one.hidden else phrase("nobody looked at any")
    return blocks.Share(one.rate, one.least, one.most, say(words))


def _table(one: Table, say: Say) -> Block:
    columns = (
        blocks.Column(say(WHAT), 130),
        blocks.Column(say(phrase("How many")), 40, number=True),
    )
    rows = [(row.depth, _capital(say(row.name)), row.number or say(HIDDEN)) for row in one.lines]
    made = [blocks.text(say(one.about)), blocks.table(columns, rows, depths=True)]
    if queries := COUNTED_BY.get(one.code):
        counted = phrase("Counted by the queries {names}", names=", ".join(queries))
        made.append(blocks.text(say(counted), soft=True))
    return blocks.section(say(one.name), made, code=one.code)


def _medians(medians: list[Median], say: Say) -> Block:
    rows = [(say(one.name), say(_hours(one))) for one in medians]
    about = say(phrase("Half of them took less time, half took more."))
    made = [blocks.text(about), blocks.facts(rows)]
    return blocks.section(say(phrase("How long it took")), made)


def _hours(one: Median) -> str:
    if one.hidden:
        return HIDDEN
    if one.hours:
        return phrase("{hours} hours", hours=one.hours)
    return phrase("nothing was decided")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
