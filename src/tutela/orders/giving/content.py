"""What was chosen and given, as the JSON that is sealed with the order's key. Pure."""

from __future__ import annotations

import json
from uuid import UUID

from tutela.orders.giving.model import Choice, Part


def write(choice: Choice, manifest: str = "") -> bytes:
    """The choice, and once it left the list of its files, as bytes to be sealed."""
    return json.dumps(
        {
            "items": [str(one) for one in choice.items],
            "parts": sorted(choice.parts),
            "note": choice.note,
            "still_wanted": choice.still_wanted,
            "manifest": manifest,
        },
        ensure_ascii=False,
    ).encode()


def read(data: bytes) -> tuple[Choice, str]:
    """What `write` wrote."""
    plain = json.loads(data)
    choice = Choice(
        items=tuple(UUID(one) for one in plain["items"]),
        parts=frozenset(Part(one) for one in plain["parts"]),
        note=plain["note"],
        still_wanted=plain["still_wanted"],
    )
    return choice, plain["manifest"]
