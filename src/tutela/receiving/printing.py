"""A received report as a sheet: what Europol or the police are given in the hand. Pure.

It holds the whole form of Annex III, field by field, and never the bytes of an item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.law.draft import SENTENCE
from tutela.platform.typesetting.sheet import Row, Section, Sheet, done, minute
from tutela.receiving.words import EVENTS, FINDINGS
from tutela.reporting.centre.model import Finding
from tutela.texts.phrase import phrase, said, together

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tutela.receiving.model import Received, ReceivedItem
    from tutela.texts.catalogue import Catalogue


def sheet_of(one: Received, at: datetime, read: Catalogue) -> Sheet:
    """The sheet of a report as it stands."""
    form = list(_fields(one.form)) if one.form else []
    return Sheet(
        title=phrase("Report of potential child sexual abuse"),
        word=phrase("Report"),
        number=one.line.number,
        notices=[(phrase("Draft law"), SENTENCE)],
        rows=list(_rows(one)),
        sections=[
            Section(phrase("Items"), [_item(each, read) for each in one.items]),
            Section(phrase("The form of Annex III, field by field"), form, listed=True),
            Section(phrase("What was done"), done(one.steps, EVENTS, read)),
        ],
        at=at,
        read=read,
    )


def _rows(one: Received) -> Iterator[Row]:
    line = one.line
    yield Row(phrase("Provider"), line.provider_name)
    yield Row(phrase("Came in"), minute(line.received_at))
    yield Row(phrase("Urgent"), phrase("yes") if line.urgent else phrase("no"))
    yield Row(phrase("How it stands"), line.state.sentence)
    yield Row(phrase("Member States"), ", ".join(line.countries) or phrase("not named"))
    if line.lacks:
        yield Row(phrase("It lacks"), together(each.words for each in line.lacks))
    if one.authority_name:
        yield Row(phrase("Passed to"), one.authority_name)
    if line.due_at:
        yield Row(phrase("To be assessed by"), minute(line.due_at))
    if line.hold_until:
        yield Row(phrase("The user is not told until"), minute(line.hold_until))
    yield Row(phrase("Legal profile"), line.profile, mono=True)


def _item(one: ReceivedItem, read: Catalogue) -> str:
    if not one.finding:
        return f"{one.id}: {said(phrase('Nobody has assessed it yet.'), read)}"
    found = said(FINDINGS[Finding(one.finding)], read)
    when = minute(one.assessed_at) if one.assessed_at else ""
    return f"{one.id}: {found} ({one.assessed_by_name}, {when}). {one.reason}".rstrip()


def _fields(value: Any, path: str = "") -> Iterator[str]:
    """Each field of a form that says something, with where it stands."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _fields(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _fields(inner, f"{path} {number}")
    elif value not in (None, ""):
        yield f"{path}: {value}"
