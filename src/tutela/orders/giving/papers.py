"""The papers of an answer: a letter, the facts with where each comes from, rows of the log. Pure.

Source: Regulation (EU) 2022/2065, Article 10(2)(b): an order reaches only information "already
collected for the purposes of providing the service and which lies within its control".
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tutela.orders.giving.model import Part
from tutela.orders.model import TargetKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Row

    from tutela.orders.giving.model import Choice, OnRecord
    from tutela.orders.model import Facts, Target

    Rows = Sequence[Row[Any]]

SCHEMA = "tutela.order-answer/1"
LETTER, FACTS, LOG = "ANSWER.txt", "facts.json", "log.csv"
PURPOSE = (
    "Given to this authority, for this order and for nothing else. Any other use needs a legal "
    "ground of its own."
)
_CONFIRM = (
    "The file that holds this was sealed to your key. manifest-sha256.txt lists every part with "
    "its SHA-256. Please confirm that you have it and can open it."
)
STAND_IN = "DEMO - NOT A REAL ANSWER. Everything in it is a stand-in."
PROVENANCE = {
    "facts": "What the platform's program said when it sent the item in; received_at and the "
    "fingerprint are this node's own.",
    "matches": "What this node computed when it compared the item, with the legal ground that was "
    "switched on at that moment.",
    "decisions": "What people found who looked at it for the platform.",
    "log": "Rows of this node's append-only log, with their place in it and their hash (RFC 9162). "
    "A place is empty where a row is younger than the last signed head.",
    "media": "The bytes as they came in, kept sealed since; their SHA-256 is the item's.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that the papers say."""

    order: Facts
    choice: Choice
    items: tuple[OnRecord, ...]
    matches: Mapping[UUID, Rows]
    decisions: Rows
    log: Rows
    node_id: UUID
    service_id: str
    given_at: datetime
    stand_in: bool

    def has(self, part: Part) -> bool:
        return part in self.choice.parts

    def media(self) -> tuple[OnRecord, ...]:
        """The chosen items whose bytes leave."""
        return tuple(one for one in self.items if one.kept) if self.has(Part.MEDIA) else ()


def papers(answer: Answer) -> list[tuple[str, bytes]]:
    """The papers with their names."""
    found = [(LETTER, _letter(answer).encode()), (FACTS, _facts(answer))]
    return [*found, (LOG, _log(answer.log))] if answer.has(Part.LOG) else found


def left_out(answer: Answer) -> list[str]:
    """What was chosen and cannot leave, each in a sentence."""
    if not answer.has(Part.MEDIA):
        return []
    return [f"{one.name}: {_why_not(one)}" for one in answer.items if not one.kept]


def names(target: Target, one: OnRecord) -> bool:
    """Whether a target names an item."""
    value = {
        TargetKind.ACCOUNT: one.account_ref,
        TargetKind.ITEM: one.external_id,
        TargetKind.SHA256: one.sha256,
    }.get(target.kind)
    return value == target.value


def _why_not(one: OnRecord) -> str:
    if one.erased_at is not None:
        return f"its bytes were erased at {one.erased_at:%Y-%m-%d %H:%M} UTC"
    return "its bytes are not kept here"


def _letter(answer: Answer) -> str:
    order = answer.order
    missing = left_out(answer)
    parts = [
        STAND_IN if answer.stand_in else "",
        f"To: {order.report_to or order.issuer}",
        _about(order),
        f"This answer holds, of {len(answer.items):,} items on record:\n"
        + "\n".join(f"- {PROVENANCE[one.value]}" for one in sorted(answer.choice.parts)),
        _targets(answer),
        "Not in it:\n" + "\n".join(f"- {one}" for one in missing) if missing else "",
        answer.choice.note,
        PURPOSE,
        _CONFIRM,
    ]
    return "\n\n".join(one for one in parts if one.strip()) + "\n"


def _about(order: Facts) -> str:
    day = f"{order.issued_at:%Y-%m-%d}"
    return f"Your order {order.reference} of {day} under Article 10 of Regulation (EU) 2022/2065"


def _targets(answer: Answer) -> str:
    lines = []
    for target in answer.order.targets:
        found = [one.name for one in answer.items if names(target, one)]
        said = ", ".join(found) if found else "nothing of it is in this answer"
        lines.append(f"{target.number}. {target.value}: {said}")
    return "\n".join(lines)


def _facts(answer: Answer) -> bytes:
    order = answer.order
    said = {
        "schema": SCHEMA,
        "stand_in": answer.stand_in,
        "purpose": PURPOSE,
        "order": {
            "authority": order.issuer,
            "reference": order.reference,
            "issued_at": _text(order.issued_at),
            "legal_basis": order.legal_basis,
            "information": order.information,
        },
        "node": str(answer.node_id),
        "service": answer.service_id,
        "given_at": _text(answer.given_at),
        "provenance": {one.value: PROVENANCE[one.value] for one in sorted(answer.choice.parts)},
        "items": [_item(answer, one) for one in answer.items],
        "left_out": left_out(answer),
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _item(answer: Answer, one: OnRecord) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": one.name,
        "account": one.account_ref,
        "reference": one.external_id,
        "surface": one.surface,
        "media_type": one.media_type,
        "size": one.size,
        "sha256": one.sha256,
        "received_at": _text(one.received_at),
        "bytes_erased_at": _text(one.erased_at),
    }
    if answer.has(Part.MATCHES):
        found["matches"] = [_match(row) for row in answer.matches.get(one.id, ())]
    if answer.has(Part.DECISIONS):
        mine = [row for row in answer.decisions if row.item_id == one.id]
        found["decisions"] = [_decision(row) for row in mine]
    return found


def _match(row: Row[Any]) -> dict[str, Any]:
    return {
        "exact": row.exact,
        "distance": row.distance,
        "indicator": str(row.indicator_id),
        "scheme": row.scheme,
        "label": row.label,
        "legal_basis": row.legal_basis,
        "profile": row.profile,
        "technology": f"{row.technology} {row.version}",
    }


def _decision(row: Row[Any]) -> dict[str, Any]:
    return {
        "finding": row.finding,
        "scheme": row.scheme,
        "label": row.label,
        "state": row.state,
        "decided_at": _text(row.decided_at),
        "seconded_at": _text(row.second_at),
        "reverses": str(row.reverses_id) if row.reverses_id else None,
    }


def _log(rows: Rows) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("place", "hash", "at", "event", "by", "item"))
    for row in rows:
        hashed = row.leaf_hash.hex() if row.leaf_hash else ""
        place = "" if row.position is None else row.position
        writer.writerow((place, hashed, _text(row.at), row.event, row.actor_kind, row.item))
    return out.getvalue().encode()


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
