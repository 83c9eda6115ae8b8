"""A paper with every number as PDF, for the authority: a draft, or as it was closed.

In English, as its tables are. The same closed paper gives the same bytes. Who closed it is not
in it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tutela.observatory.model import Kind
from tutela.observatory.printing import blocks, parts
from tutela.observatory.printing.names import TITLES
from tutela.observatory.printing.papers import typeset
from tutela.observatory.shown import as_json
from tutela.texts.catalogue import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tutela.observatory.editions.archive import Kept
    from tutela.observatory.editions.model import Edition
    from tutela.observatory.model import Numbers, Paper
    from tutela.observatory.printing.parts import Queries

_DRAFT: Final = {"title": "DRAFT · NOT A REPORT", "note": "nothing of it is kept"}


def closed(one: Edition, kept: Kept) -> bytes:
    """A closed paper, from what was kept of it alone. Raises PaperUnset."""
    facts = [
        blocks.fact("State", f"closed on {_moment(one.closed_at)}, version {one.version}"),
        *([blocks.fact("It corrects", one.reason)] if one.reason else []),
        blocks.fact("SHA-256 of its files", one.sha256, mono=True),
    ]
    about = {"banner": None, "facts": facts, "foot": f"version {one.version}"}
    return _typeset(about, kept.paper, kept.numbers, kept.queries, one.closed_at)


def draft(made: Paper, numbers: Numbers, queries: Queries, at: datetime) -> bytes:
    """A paper as it was counted at that moment, marked as a draft. Raises PaperUnset."""
    facts = [blocks.fact("State", f"draft, counted on {_moment(at)}")]
    about = {"banner": _DRAFT, "facts": facts, "foot": "draft"}
    return _typeset(about, as_json(made), numbers, queries, at)


def _typeset(
    about: Mapping[str, Any], paper: Mapping[str, Any], numbers: Numbers, queries: Queries,
    at: datetime,
) -> bytes:  # fmt: skip
    kind, service, days = Kind(paper["paper"]), blocks.cell(paper["service"]), _days(paper)
    provider = blocks.cell(paper.get("provider", ""))
    unverified = paper.get("unverified", ())
    data = {
        "language": ENGLISH.language,
        "name": f"{TITLES[kind]}, {service}, {days}, {about['foot']}",
        "author": provider or service,
        "title": TITLES[kind],
        "banner": about["banner"],
        "facts": [
            *([blocks.fact("Provider", paper["provider"])] if provider else []),
            blocks.fact("Service", paper["service"]),
            blocks.fact("Period", f"{days}, whole days of UTC"),
            *about["facts"],
        ],
        "foot": {"word": about["foot"].capitalize(), "code": "", "middle": f"{service} · {days}"},
        "page": "Page {page} of {pages}",
        "none": blocks.BLANK,
        "notices": [{"title": "Not verified", "texts": list(map(blocks.cell, unverified))}]
        if unverified
        else [],
        "sections": [
            parts.notes(one for one in paper["notes"] if one not in unverified),
            *parts.parts(kind, paper, numbers),
            parts.counted(numbers, queries),
        ],
    }
    return typeset(data, at)


def _days(paper: Mapping[str, Any]) -> str:
    first, _, last = paper["period"].partition("/")
    return " to ".join(ENGLISH.day(date.fromisoformat(one)) for one in (first, last))


def _moment(at: datetime) -> str:
    return f"{ENGLISH.day(at.date())} at {at:%H:%M} UTC"
