"""What is kept of a published paper, as bytes: written as of today, read as of any day. Pure.

Nobody rewrites a publication, so every shape that was ever written stays readable. The first had
neither the service's title nor the notes.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from tutela.observatory.outside import NOTES, Seen


class Published(NamedTuple):
    """The service by the title that it had, empty where that was not kept; and what is shown."""

    service: str
    seen: Seen


def written(one: Published) -> bytes:
    """The bytes that are kept."""
    return json.dumps(
        {
            "service": one.service,
            "threshold": one.seen.threshold,
            "notes": one.seen.notes,
            "rows": one.seen.rows,
        },
        ensure_ascii=False,
    ).encode()


def read(data: bytes) -> Published:
    """What was kept, in whichever shape."""
    found = json.loads(data)
    rows = tuple(tuple(row) for row in found["rows"])
    notes = tuple(found.get("notes", NOTES))
    return Published(found.get("service", ""), Seen(found["threshold"], rows, notes))
