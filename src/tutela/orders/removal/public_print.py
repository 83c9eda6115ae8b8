"""Papers of removal orders as PDF: Annex IV as a court signs it, what it says later, Annexes V and
VI as a provider answers. They say what the JSON says; only that is signed.

What is fixed in them stands in the language of the order (COM(2022) 209, Articles 14(4) and 23(3)),
or in English where there is no catalogue for it. What a person wrote stays in their own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tutela.federation import signing
from tutela.law.draft import SENTENCE
from tutela.orders.removal import papers
from tutela.orders.removal.errors import PaperUnreadable
from tutela.orders.removal.model import Hindrance, Outcome
from tutela.orders.removal.public_words import DONE, FOUND, HINDERS, NOT_QUALIFIED, SAYS
from tutela.platform.typesetting import sheet
from tutela.platform.typesetting.sheet import Row, Section, Sheet, minute
from tutela.texts.catalogue import ENGLISH
from tutela.texts.phrase import country, phrase, said, several

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tutela.orders.removal.model import Removal
    from tutela.orders.removal.papers import Order, Request, Word
    from tutela.texts.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Paper:
    """All that is set of one paper, and in which language."""

    title: str
    order_id: str
    rows: Sequence[Row]
    sections: Sequence[Section]
    at: datetime
    read: Catalogue
    signed: bool = False


def paper(given: object, catalogues: Mapping[str, Catalogue], language: str | None = None) -> Paper:
    """A request, an order, or a court's later word; `catalogues` are the languages there are, by
    tag. A word does not say its `language`: it is that of its order. Raises PaperUnreadable.
    """
    kind = given.get("tutela") if isinstance(given, dict) else None
    if kind == "removal-request":
        asked = papers.read_request(given)
        return _request(asked, catalogues.get(asked.language, ENGLISH))
    if kind == "removal-order":
        order, signature = papers.read_order(given)
        return _order(order, signature, catalogues.get(order.request.language, ENGLISH))
    if kind == "removal-word":
        word, signature = papers.read_word(given)
        return _word(word, signature, catalogues.get(language or "", ENGLISH))
    raise PaperUnreadable(problem="it is none that can be set")


def answer(one: Removal, now: datetime, catalogues: Mapping[str, Catalogue]) -> Paper | None:
    """What the provider answered: Annex VI, or before that Annex V; None before either.

    Raises PaperUnreadable.
    """
    if not one.request or not (one.report or one.hindrance):
        return None
    request = papers.read_request(one.request)
    read = catalogues.get(request.language, ENGLISH)
    rows = [
        *_who(request),
        Row(phrase("Order"), str(request.id), mono=True),
        Row(phrase("Received"), minute(one.line.received_at or now)),
    ]
    if one.report:
        rows += [
            Row(phrase("What was done"), DONE[Outcome(one.report["outcome"])]),
            Row(phrase("When"), minute(datetime.fromisoformat(one.report["at"]))),
        ]
        title = phrase("Execution of a removal order")
        return Paper(title, str(request.id), rows, (), now, read)
    rows.append(Row(phrase("What hinders"), HINDERS[Hindrance(one.hindrance["what"])]))
    sections = [Section(phrase("Explanation"), [one.hindrance["words"]])]
    title = phrase("A removal order that cannot be carried out yet")
    return Paper(title, str(request.id), rows, sections, now, read)


def pdf(one: Paper) -> bytes:
    """A paper as PDF: the same again, the same bytes. Raises SheetUnset."""
    return sheet.pdf(sheet_of(one))


def sheet_of(one: Paper) -> Sheet:
    """What is set of a paper."""
    notices = [(phrase("Draft law"), SENTENCE)]
    if one.signed:
        notices.append((phrase("About the signature"), NOT_QUALIFIED))
    return Sheet(
        title=one.title,
        word=phrase("Order"),
        number=one.order_id,
        notices=notices,
        rows=one.rows,
        sections=one.sections,
        at=one.at,
        read=one.read,
    )


def _request(asked: Request, read: Catalogue) -> Paper:
    title, rows = phrase("Request for a removal order"), _asked(asked, read)
    return Paper(title, str(asked.id), rows, _reasons(asked), asked.made_at, read)


def _order(order: Order, signature: bytes, read: Catalogue) -> Paper:
    asked = order.request
    rows = [*_asked(asked, read), *_ordered(order, signature)]
    sections = [*_reasons(asked), Section(phrase("Redress"), [order.redress])]
    title = phrase("Removal order")
    return Paper(title, str(asked.id), rows, sections, order.issued_at, read, signed=True)


def _word(word: Word, signature: bytes, read: Catalogue) -> Paper:
    rows = [
        Row(phrase("Order"), str(word.order), mono=True),
        Row(phrase("Court"), word.court),
        Row(phrase("What it says"), SAYS[word.kind]),
        Row(phrase("When"), minute(word.said_at)),
        *([Row(phrase("More days untold"), str(word.days))] if word.days else []),
        *_key(word.key, signature),
    ]
    sections = [Section(phrase("In its own words"), [word.words])]
    title = phrase("A court's word about a removal order")
    return Paper(title, str(word.order), rows, sections, word.said_at, read, signed=True)


def _who(request: Request) -> list[Row]:
    return [
        Row(phrase("Authority"), request.authority_name),
        Row(phrase("Provider"), request.provider_name),
        Row(phrase("Service"), request.service),
    ]


def _asked(request: Request, read: Catalogue) -> list[Row]:
    tongue = read.locale.languages.get(request.language, request.language)
    found = "\n".join(said(FOUND[one], read) for one in request.definitions)
    return [
        *_who(request),
        Row(phrase("Found to be"), found),
        Row(phrase("Language"), tongue),
        Row(phrase("Users"), _users(request)),
        Row(phrase("Asked for"), minute(request.made_at)),
    ]


def _users(request: Request) -> str:
    if not request.days:
        return phrase("they are told")
    return several(
        request.days,
        "They must not be told for {n} day. The reason: {words}",
        "They must not be told for {n} days. The reason: {words}",
        words=request.days_reason,
    )


def _ordered(order: Order, signature: bytes) -> list[Row]:
    court = phrase("{court} ({place})", court=order.court, place=country(order.member_state))
    return [
        Row(phrase("Court"), court),
        Row(phrase("Issued"), minute(order.issued_at)),
        Row(phrase("To be brought until"), minute(order.valid_until)),
        Row(
            phrase("To be carried out"),
            phrase("within 24 hours of receipt, in all Member States"),
        ),
        Row(phrase("Digest"), papers.digest(order), mono=True),
        *_key(order.key, signature),
    ]


def _key(key: bytes, signature: bytes) -> list[Row]:
    return [
        Row(phrase("The key's code"), signing.code_of(key), mono=True),
        Row(phrase("Signature"), signing.text(signature), mono=True),
    ]


def _reasons(request: Request) -> list[Section]:
    return [
        Section(phrase("What it names"), request.targets, listed=True),
        Section(phrase("Reasons"), [request.reasons]),
    ]
