"""`WHERE-TO-SEND.txt`: what the person who sends a pack reads first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.reporting.national.where import UNKNOWN, Fact, sheet, source_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.reporting.national.where import Body, Place

NAME = "WHERE-TO-SEND.txt"


def where_text(place: Place, send_to: str | None, *, stand_in: bool) -> str:
    """The text for one Member State. `send_to` is what this service agreed on, and comes first."""
    parts = (
        *_warning(stand_in=stand_in),
        f"Where to send this report: {place.name} ({place.country})",
        "For the person who sends it; it is not part of what is sent.",
        "",
        *_agreed(send_to),
        *_body("Authority", place.authority),
        *(line for one in place.hotlines for line in _body("Hotline", one)),
        *_hints(place),
    )
    return "\n".join(parts)


def _warning(*, stand_in: bool) -> Iterator[str]:
    if stand_in:
        yield from ("DEMO - NOT A REAL REPORT. Do not send it to anybody.", "")


def _agreed(send_to: str | None) -> Iterator[str]:
    if send_to is not None:
        yield from ("As set for this recipient, instead of what follows:", "", send_to, "")


def _body(kind: str, body: Body) -> Iterator[str]:
    yield f"{kind}: {body.name.value}"
    yield _source(body.name)
    for way, fact in body.ways:
        yield from _way(way, fact)
    if isinstance(body.note, Fact):
        yield from _way("note", body.note)
    yield ""


def _way(way: str, fact: Fact | str) -> Iterator[str]:
    if isinstance(fact, Fact):
        yield from (f"  {way}: {fact.value}", _source(fact))
    else:
        yield f"  {way}: {UNKNOWN}"


def _source(fact: Fact) -> str:
    source = source_of(fact)
    when = "undated, read" if source.undated else "as of"
    note = f" {source.note}" if source.note else ""
    return f"    [{source.url}, {when} {source.as_of.isoformat()}, not verified]{note}"


def _hints(place: Place) -> Iterator[str]:
    emergency = sheet().emergency
    yield f"Official languages: {', '.join(place.languages)}. Others that are taken: unknown."
    yield ""
    yield f"Where a life is in danger now, call {emergency.value} first."
    yield _source(emergency)
    yield ""
    yield "Look at the body's own page before you send: none of the above was checked with it."
    yield "Where no Member State can be told with reasonable certainty, Article 18(2) of Regulation"
    yield "(EU) 2022/2065 names the State of your establishment, or Europol, or both."
    yield "Then mark the report as sent, with the reference that you were given and the date."
    yield ""
