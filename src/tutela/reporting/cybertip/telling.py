"""What the schema has no element for, told in sentences: whose report, on what ground, what found.

A recipient and a court read them. They name technologies, indicators and law, and never quote. The
classification of the industry is never among them: only its own element may carry it.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from tutela.law.model import Finding
from tutela.reporting.details import Awareness
from tutela.reporting.model import ReportKind, Viewing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tutela.reporting.model import Match, Report, ReportedItem, Verdict

SCHEME = "a1-b2"  # of the industry's classification
STATEMENT = "statement.txt"
VIEWED = {
    Viewing.WHOLE: "A person at the provider opened the whole file before this report.",
    Viewing.AT_PLATFORM: "A person at the provider says to have seen the file on the service.",
    Viewing.REDUCED: "A person at the provider saw a small grey preview only, not the file.",
    Viewing.NOBODY: "Nobody at the provider has seen it.",
}
_KINDS = {
    ReportKind.FIRST: "",
    ReportKind.SUPPLEMENT: "This supplements an earlier report about the same account.",
    ReportKind.CORRECTION: "This corrects an earlier report.",
}
_AWARENESS = {
    Awareness.OWN_MOTION: "The provider found it of its own motion.",
    Awareness.USER_FLAG: "A user of the service reported it to the provider.",
    Awareness.TRUSTED_FLAGGER: "A trusted flagger reported it to the provider.",
    Awareness.PUBLIC_AUTHORITY: "A public authority told the provider of it.",
    Awareness.DETECTION_ORDER: "The provider found it under a detection order.",
    Awareness.OTHER: "The provider learnt of it in another way.",
}
SINGLE = "Decided and sent by a single person: nobody else at the provider agreed."
_REST = 100  # characters for the line about what did not fit
_CONTINUED = f" …\nThe whole text is in the uploaded file {STATEMENT}."


def told(one: Report) -> Iterator[str]:
    """Lines about the report as a whole, what is short first."""
    given = one.details
    if _KINDS[one.kind]:
        yield _KINDS[one.kind]
    if one.earlier:
        yield "Earlier reports: " + ", ".join(each.number for each in one.earlier) + "."
    yield f"Reference of the provider: {one.id}."
    yield _AWARENESS[given.awareness]
    if one.single_person:
        yield SINGLE
    yield from (text for text in (given.awareness_note, given.description) if text)
    yield from _measures(one)
    for each in given.earlier_reports:
        yield f"Also reported to {each.body}, reference {each.reference}."
    if given.member_states:
        yield f"Member States that seem concerned: {', '.join(given.member_states)}."
    if given.other:
        yield given.other


def about_item(item: ReportedItem) -> Iterator[str]:
    """Lines about one item: who saw it, what a person found, what matched, on what ground."""
    seen = f" First on {_when(item.viewed_at)}." if item.viewed_at else ""
    yield VIEWED[item.viewing] + seen
    yield _found(item.verdict)
    named = f" as {item.external_id}" if item.external_id else ""
    yield f"Received on {item.surface}{named} on {_when(item.received_at)}."
    yield from (_matched(match) for match in item.matches)
    for ground in sorted({match.legal_basis for match in item.matches if match.legal_basis}):
        yield f"Legal ground of the scan: {ground}."


def additional_info(one: Report, room: int) -> str:
    """What is told of the report, then of each item whose file does not go along.

    At most `room` characters, and no item in part. What does not fit is in uploaded files: all of
    the text where `fits` denies it, and the items of `unlisted`.
    """
    lines = [_head(one, room), *_listed(one, room)]
    if more := len(unlisted(one, room)):
        lines.append(f"Further items without a file: {more}, see the uploaded list.")
    return "\n".join(lines)


def statement(one: Report) -> str:
    """All that is told of the report as a whole."""
    return "\n".join(told(one))


def fits(one: Report, room: int) -> bool:
    """Whether the statement has room in the report itself."""
    return len(statement(one)) <= room - _REST


def unlisted(one: Report, room: int) -> list[ReportedItem]:
    """The items without a file that the report itself has no room for."""
    return loose(one)[len(_listed(one, room)) :]


def loose(one: Report) -> list[ReportedItem]:
    """The items whose file does not go along."""
    return [item for item in one.items if not item.attach]


def about_loose(item: ReportedItem) -> Iterator[str]:
    """Lines about an item without a file: also what an element would say of a file."""
    given = item.detail
    yield from about_item(item)
    if given.file_name:
        yield f"Named {given.file_name}."
    if given.uploaded_at:
        yield f"Uploaded on {_when(given.uploaded_at)}."
    if given.url:
        yield f"At {given.url}"
    if given.public is not None:
        yield "Publicly available." if given.public else "Not publicly available."
    if given.annotations:
        yield f"Marked as: {', '.join(sorted(given.annotations))}."
    yield from (f"{name}: {value}" for name, value in given.metadata)
    if given.note:
        yield given.note


def _head(one: Report, room: int) -> str:
    whole = statement(one)
    return whole if fits(one, room) else _cut(whole, room - _REST - len(_CONTINUED)) + _CONTINUED


def _cut(text: str, most: int) -> str:
    """The beginning of a text, where possible up to the end of a word."""
    words = text[: most + 1].rsplit(maxsplit=1)
    return words[0] if len(words) > 1 and len(words[0]) <= most else text[:most]


def _listed(one: Report, room: int) -> list[str]:
    """One block of lines for each item without a file, in order, as long as there is room."""
    left, found = room - _REST - len(_head(one, room)), list[str]()
    for item in loose(one):
        block = "\n".join([_fingerprint(item), *about_loose(item)])
        left -= len(block) + 1
        if left < 0:
            break
        found.append(block)
    return found


def _fingerprint(item: ReportedItem) -> str:
    known = ", ".join(f"{kind} {value}" for kind, value in item.digests.each())
    seen = "seen by a person" if item.viewing.viewed else "not seen by a person"
    what = f"{item.media_type or 'unknown type'}, {item.size} bytes"
    return f"{item.name} ({what}; {seen}): {known or 'no fingerprint'}."


def _found(verdict: Verdict) -> str:
    labelled = verdict.label and verdict.scheme != SCHEME
    label = f" as {verdict.scheme}:{verdict.label}" if labelled else ""
    second = f", a second person on {_when(verdict.second_at)}" if verdict.second_at else ""
    confirmed = verdict.finding is Finding.CONFIRMED
    what = "A person confirmed it" if confirmed else f"A person found: {verdict.finding};"
    return f"{what}{label} on {_when(verdict.decided_at)}{second}."


def _matched(match: Match) -> str:
    made = f"{match.technology.name} {match.technology.version}"
    part = match.distance is None
    near = "one digest or address, no exact" if part else f"near at distance {match.distance}"
    how = "exact" if match.exact else near
    return f"{made}: {how} match of indicator {match.indicator_id} ({match.source})."


def _measures(one: Report) -> Iterator[str]:
    done = one.details.measures
    if done.removed_at:
        yield f"Removed on {_when(done.removed_at)}."
    if done.disabled_at:
        yield f"Access was disabled on {_when(done.disabled_at)}."
    if done.decision:
        yield done.decision
    kept = sum(item.restricted for item in one.items)
    if kept:
        yield f"Kept from view on the service: {kept} of {len(one.items)} items."


def _when(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
