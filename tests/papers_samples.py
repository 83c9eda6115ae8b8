"""Papers to be printed: numbers of a year in which something happened, put together and closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.observatory import making, outside, reading
from tutela.observatory.categories import ABUSE
from tutela.observatory.editions import archive
from tutela.observatory.editions.model import Edition, Publication, State
from tutela.observatory.figures import FIGURES
from tutela.observatory.model import TOTAL, Kind, Numbers, Paper, Period, Scope
from tutela.observatory.words import Words

if TYPE_CHECKING:
    from tutela.observatory.editions.archive import Kept

AT = datetime(2026, 1, 14, 9, 30, tzinfo=UTC)
SCOPE = Scope("forum", Period.year(2025))
PROVIDER = "Forum Operations"
FOUND = {"right": 7919, "wrong": 1213, "waiting": 5639}
HELD, REMOVED = 4447, 3541


def numbers() -> Numbers:
    """Counts that are like no others, so that whoever looks for one finds it alone."""
    made: Numbers = {one.name: {(TOTAL, TOTAL): 0} for one in FIGURES}
    whole = sum(FOUND.values())
    for name in ("found", "found-in-communications"):
        rows = {("known: matching 1", key): count for key, count in FOUND.items()}
        made[name] = {(TOTAL, TOTAL): whole, ("known: matching 1", TOTAL): whole, **rows}
        kinds = {("known", key): count for key, count in FOUND.items()}
        made[f"{name}-kinds"] = {(TOTAL, TOTAL): whole, ("known", TOTAL): whole, **kinds}
    for row in (TOTAL, ABUSE):
        made["measures-illegal"] |= {
            (row, TOTAL): HELD + REMOVED, (row, "hold"): HELD, (row, "removal"): REMOVED
        }  # fmt: skip
        made["orders-to-act"] |= {(row, TOTAL): 6143, (row, "DE"): 6143}
        made["orders-to-act-effect"][row, TOTAL] = 3.5
    made["scanned"] |= {("communication", TOTAL): 81799, ("communication", "clear"): 81799}
    return made


def made(kind: Kind, words: Words | None = None) -> Paper:
    """The paper of these numbers."""
    said = words or Words({"provider": PROVIDER, "summary": "People decide."})
    return making.assembled(kind, numbers(), SCOPE, said, preliminary=False)


def closed(kind: Kind, words: Words | None = None, reason: str = "") -> tuple[Edition, Kept]:
    """The same as it was closed; with a reason as its second version."""
    data = archive.packed(made(kind, words), numbers(), reading.described(SCOPE))
    one = Edition(
        id=UUID(int=1),
        service_id=SCOPE.service_id,
        kind=kind,
        first=date(2025, 1, 1),
        last=date(2025, 12, 31),
        version=2 if reason else 1,
        reason=reason,
        sha256=sha256(data).hexdigest(),
        state=State.CLOSED,
        closed_at=AT,
        closed_by="1",
        closed_by_name="sara",
        erase_at=AT,
        erased_at=None,
        content_id=UUID(int=2),
    )
    return one, archive.unpacked(data)


def publication(kind: Kind, threshold: int = 5, service: str = "A forum") -> Publication:
    """The same as it was published."""
    seen = outside.seen(kind, numbers(), threshold)
    return Publication(UUID(int=3), kind, service, SCOPE.period, 1, True, AT, seen)  # noqa: FBT003


def of_before(kept: Kept) -> Kept:
    """A kept paper as an older program kept it: without queries and without what is unverified."""
    paper = {
        name: value for name, value in kept.paper.items() if name not in {"unverified", "provider"}
    }
    files = {name: data for name, data in kept.files.items() if name != archive.QUERIES}
    return replace(kept, files={**files, archive.PAPER: archive.written(paper)})
