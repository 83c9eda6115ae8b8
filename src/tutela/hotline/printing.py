"""A hotline's case as a sheet: what the police or another body is given in the hand. Pure.

It tells what was found by labels of schemes, and never what anything shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.hotline.words import EVENTS
from tutela.law import classification
from tutela.platform.typesetting.sheet import Row, Section, Sheet, done, minute
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tutela.hotline.model import Case, Host, Item
    from tutela.texts.catalogue import Catalogue


def sheet_of(one: Case, at: datetime, read: Catalogue) -> Sheet:
    """The sheet of a case as it stands."""
    sections = [Section(phrase("What is there"), [_item(each) for each in one.items])]
    if one.hosts:
        hosts = [_host(each) for each in reversed(one.hosts)]
        sections.append(Section(phrase("Who hosts it, the last word first"), hosts))
    return Sheet(
        title=phrase("Case of a hotline"),
        word=phrase("Case"),
        number=str(one.line.id),
        notices=[(phrase("Nothing was fetched"), phrase(
            "People looked at the address and wrote down what is there. Do not open it without the "
            "right to."
        ))],
        rows=list(_rows(one)),
        sections=[*sections, Section(phrase("What was done"), done(one.steps, EVENTS, read))],
        at=at,
        read=read,
    )  # fmt: skip


def _rows(one: Case) -> Iterator[Row]:
    line = one.line
    yield Row(phrase("Address"), one.url or phrase("erased"), mono=bool(one.url))
    yield Row(phrase("How it stands"), line.state.sentence)
    yield Row(phrase("Urgent"), phrase("yes") if line.urgent else phrase("no"))
    yield Row(phrase("Reports"), str(line.reports))
    yield Row(phrase("First reported"), minute(line.opened_at))
    yield Row(phrase("Hosted in"), line.country or phrase("not known"))
    if one.hotline:
        yield Row(phrase("With"), one.hotline)
    if line.looked_at:
        yield Row(phrase("Last looked at"), minute(line.looked_at))


def _item(one: Item) -> str:
    label = classification.scheme(one.scheme).label(one.label)
    known = f"\nSHA-256 {one.sha256}" if one.sha256 else ""
    found = f"{one.assessed_by_name}, {minute(one.assessed_at)}"
    return f"{one.where or '-'}: {one.scheme} {one.label}, {label.title} ({found}){known}"


def _host(one: Host) -> str:
    known = [one.name or one.handle, one.country, one.contact]
    return f"{', '.join(each for each in known if each)} ({one.by_name}, {minute(one.at)})"
