"""What a user is told of an order, in a language of theirs. Pure.

Regulation (EU) 2022/2065, Articles 9(5) and 10(5): that there is an order and that effect was
given, with its reasons, how to seek redress, and where it applies. What the authority wrote stays
in its own words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.orders.model import UNION, WORLD, Article
from tutela.redress.statements.words import plain
from tutela.texts.phrase import country, phrase, said, together

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutela.orders.model import Facts
    from tutela.texts.catalogue import Catalogue

_LONGEST: Final = 20_000
_WIDE: Final = {UNION: phrase("the whole European Union"), WORLD: phrase("the whole world")}


def letters(facts: Facts, catalogues: Iterable[Catalogue]) -> dict[str, dict[str, str]]:
    """The letter in each language, by its tag: `title` and `text`."""
    return {one.language: _letter(facts, one) for one in catalogues}


def _letter(facts: Facts, catalogue: Catalogue) -> dict[str, str]:
    title, what = _what(facts)
    authority, reference = plain(facts.issuer), plain(facts.reference)
    texts = (
        phrase("This was ordered by: {authority}.", authority=authority),
        phrase("The order's reference is: {reference}.", reference=reference),
        what,
        *_own_words(facts),
        *_scope(facts),
        phrase("And you can always go to court."),
    )
    title, *paragraphs = (said(one, catalogue) for one in (title, *texts))
    return {"title": title, "text": "\n\n".join((title, *paragraphs)) + "\n"}


def _what(facts: Facts) -> tuple[str, str]:
    if facts.article is Article.INFORMATION:
        return (
            phrase("An authority ordered that information about you be given to it"),
            phrase("The information was given."),
        )
    return (
        phrase("An authority ordered that something you shared be removed or hidden"),
        phrase("It was removed or hidden because of this order."),
    )


def _own_words(facts: Facts) -> tuple[str, ...]:
    """What the authority wrote, as far as it did."""
    basis, reasons, redress = (
        plain(text, _LONGEST) for text in (facts.legal_basis, facts.reasons, facts.redress)
    )
    told = (
        (basis, phrase("The law that the authority names: {words}", words=basis)),
        (reasons, phrase("Its reasons, in its own words: {words}", words=reasons)),
        (redress, phrase("What you can do about it, in its own words: {words}", words=redress)),
    )
    return tuple(sentence for words, sentence in told if words)


def _scope(facts: Facts) -> tuple[str, ...]:
    if not facts.scope or facts.article is Article.INFORMATION:
        return ()
    places = together(_WIDE[one] if one in _WIDE else country(one) for one in facts.scope)
    return (phrase("The order applies here: {places}.", places=places),)
