"""What the schema has no element for, told in sentences: whose report, on what ground, what found.

A recipient and a court read them. They name technologies, indicators and law, and never quote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.reporting.model import ReportKind, Viewing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.reporting.model import Report, ReportedItem

VIEWED = {
    Viewing.WHOLE: "A person at the provider opened the whole file before this report.",
    Viewing.AT_PLATFORM: "A person at the provider says to have seen the file on the service.",
    Viewing.REDUCED: "A person at the provider saw a small grey preview only, not the file.",
    Viewing.NOBODY: "Nobody at the provider has seen it; it matches a listed fingerprint.",
}
_KINDS = {
    ReportKind.FIRST: "",
    ReportKind.SUPPLEMENT: "This supplements an earlier report about the same account.",
    ReportKind.CORRECTION: "This corrects an earlier report.",
}


def told(one: Report) -> Iterator[str]:
    """Lines about the report as a whole."""
    given = one.details
    if _KINDS[one.kind]:
        yield _KINDS[one.kind]
    if one.earlier:
        yield "Earlier reports: " + ", ".join(each.number for each in one.earlier) + "."
    yield from (text for text in (given.description, given.awareness_note) if text)
    yield from _measures(one)
    for each in given.earlier_reports:
        yield f"Also reported to {each.body}, reference {each.reference}."
    if given.other:
        yield given.other
    yield f"Reference of the provider: {one.id}."


def about_item(item: ReportedItem) -> Iterator[str]:
    """Lines about one item: who saw it, what a person found, what matched, on what ground."""
    yield VIEWED[item.viewing]
    verdict = item.verdict
    label = f" as {verdict.scheme}:{verdict.label}" if verdict.label else ""
    second = ", with a second person" if verdict.second_at else ""
    yield f"A person confirmed it{label} on {verdict.decided_at:%Y-%m-%d %H:%M} UTC{second}."
    for match in item.matches:
        how = "exact" if match.exact else "near"
        made = f"{match.technology.name} {match.technology.version}"
        yield f"{made}: {how} match of indicator {match.indicator_id} ({match.source})."
    grounds = sorted({match.legal_basis for match in item.matches if match.legal_basis})
    if grounds:
        yield f"Legal ground of the scan: {'; '.join(grounds)}."
    if item.detail.note:
        yield item.detail.note


def fingerprints(one: Report, room: int) -> list[str]:
    """One line for each item whose file does not go along, as far as `room` characters go.

    What does not fit is in the list of fingerprints that is uploaded beside.
    """
    lines = _fingerprints(one)
    left = room - sum(len(line) + 1 for line in told(one)) - _REST
    shown = list(_fitting(lines, left))
    more = len(lines) - len(shown)
    return (
        [*shown, f"Further items without a file: {more}, see the uploaded list."] if more else shown
    )


def all_fit(one: Report, room: int) -> bool:
    """Whether every such item has its line."""
    return fingerprints(one, room) == _fingerprints(one)


def _fitting(lines: list[str], left: int) -> Iterator[str]:
    for line in lines:
        left -= len(line) + 1
        if left < 0:
            return
        yield line


def _fingerprints(one: Report) -> list[str]:
    return [_fingerprint(item) for item in one.items if not item.attach]


_REST = 100  # characters for the line about what did not fit


def _fingerprint(item: ReportedItem) -> str:
    known = ", ".join(f"{kind} {value}" for kind, value in item.digests.each())
    seen = "seen by a person" if item.viewing.viewed else "not seen by a person"
    return f"{item.name} ({item.media_type or 'unknown type'}; {seen}): {known}."


def _measures(one: Report) -> Iterator[str]:
    done = one.details.measures
    if done.removed_at:
        yield f"Removed on {done.removed_at:%Y-%m-%d %H:%M %Z}."
    if done.disabled_at:
        yield f"Access was disabled on {done.disabled_at:%Y-%m-%d %H:%M %Z}."
    if done.decision:
        yield done.decision
    kept = sum(item.restricted for item in one.items)
    if kept:
        yield f"Kept from view on the service: {kept} of {len(one.items)} items."
