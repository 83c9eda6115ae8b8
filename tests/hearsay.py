"""What a node may say of things that its hearer has never heard of: one whole body of each kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from tests.removals import made_court, request, signed, spoken

from tutela.federation import kinds
from tutela.orders.removal.model import WordKind

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODYS: Final = str(UUID(int=404))
_BEGIN, _END = "2026-11-21T12:00:00.000000Z", "2026-12-01T12:00:00.000000Z"
_SIGNALS = [{"kind": "sha256", "value": "ab" * 32}]
_COURT = made_court("a court that nobody here knows")
_ORDER = signed(_COURT, request())

UNHEARD_OF: Final[dict[str, dict[str, Any]]] = {
    kinds.REPORT_FILED.name: {"form": {}},
    kinds.REPORT_ANSWER.name: {"report": NOBODYS, "question": NOBODYS, "words": "so it is"},
    kinds.REPORT_FORWARDED.name: {"number": "1", "provider": "P", "form": {}, "reason": "theirs"},
    kinds.REPORT_ASSESSED.name: {
        "number": "1", "item": NOBODYS, "finding": "confirmed", "reason": "seen",
    },
    kinds.REPORT_CONCLUDED.name: {"number": "1", "outcome": "other-action", "reason": "seen"},
    kinds.REPORT_TAKEN.name: {"report": NOBODYS, "number": "1"},
    kinds.REPORT_QUESTION.name: {"report": NOBODYS, "question": NOBODYS, "words": "which?"},
    kinds.REPORT_UNFOUNDED.name: {"report": NOBODYS, "reason": "seen"},
    kinds.REPORT_OUTCOME.name: {
        "report": NOBODYS, "item": NOBODYS, "finding": "confirmed", "reason": "seen",
    },
    kinds.REPORT_REFUSED.name: {"about": "report.filed", "code": "body-unreadable"},
    kinds.HOLD_ASKED.name: {"number": "1", "until": _END, "reason": "seen"},
    kinds.HOLD_ENDED.name: {"number": "1", "reason": "seen"},
    kinds.REPORT_HOLD.name: {"report": NOBODYS, "until": _END},
    kinds.REPORT_HOLD_OVER.name: {"report": NOBODYS},
    kinds.REPORT_TOLD.name: {"report": NOBODYS, "at": _BEGIN},
    kinds.REPORT_KNOWN.name: {"number": "1", "at": _BEGIN},
    kinds.REMOVAL_ISSUED.name: {"order": _ORDER},
    kinds.REMOVAL_WORD.name: {"word": spoken(_COURT, WordKind.ANNUL, _ORDER)},
    kinds.REMOVAL_FINAL.name: {"order": NOBODYS, "words": ""},
    kinds.REMOVAL_RECEIVED.name: {"order": NOBODYS, "words": ""},
    kinds.REMOVAL_HINDERED.name: {"order": NOBODYS, "what": "unclear", "words": "which?"},
    kinds.REMOVAL_EXECUTED.name: {
        "order": NOBODYS, "outcome": "removed", "at": _BEGIN,
        "results": [{"number": 1, "found": True}],
    },
    kinds.REMOVAL_TOLD.name: {"order": NOBODYS, "words": ""},
    kinds.REMOVAL_CHALLENGED.name: {"order": NOBODYS, "words": "it is another"},
    kinds.REMOVAL_REINSTATED.name: {"order": NOBODYS, "words": ""},
    kinds.REMOVAL_VERIFIED.name: {"order": NOBODYS, "gone": True},
    kinds.REMOVAL_REFUSED.name: {"order": NOBODYS, "kind": "removal-order.issued", "code": "no"},
    kinds.REMOVAL_COPY.name: {"order": _ORDER},
    kinds.INDICATOR_SUBMITTED.name: {
        "submission": NOBODYS, "category": "known", "media": "picture", "language": "",
        "scheme": "a1-b2", "label": "A1", "fingerprints": {"sha256": "ab" * 32},
        "reference": "case 7", "reasons": "two looked", "first_assessor": "one",
        "second_assessor": "two", "assessed_at": _BEGIN,
    },
    kinds.INDICATOR_TAKEN.name: {"submission": NOBODYS},
    kinds.INDICATOR_REFUSED.name: {"submission": NOBODYS, "reason": "no"},
    kinds.INDICATOR_WITHDRAWAL.name: {
        "submission": NOBODYS, "cause": "wrong", "reason": "it is another",
    },
    kinds.INDICATOR_DELISTED.name: {
        "submission": NOBODYS, "cause": "wrong", "reason": "it is another",
    },
    kinds.INDICATOR_ENTRIES.name: {
        "access": NOBODYS, "after": 0, "upto": 1, "more": False, "entries": [],
    },
    kinds.INDICATOR_WITHDRAWN.name: {
        "access": NOBODYS, "entries": [{"entry": NOBODYS, "cause": "wrong"}],
    },
    kinds.INDICATOR_SOUGHT.name: {"access": NOBODYS, "after": 0},
    kinds.ACCESS_REQUESTED.name: {
        "access": NOBODYS, "category": "known", "purpose": "an order", "basis": "order 12",
        "begins_at": _BEGIN, "ends_at": _END,
    },
    kinds.ACCESS_GRANTED.name: {"access": NOBODYS, "begins_at": _BEGIN, "ends_at": _END},
    kinds.ACCESS_REFUSED.name: {"access": NOBODYS, "reason": "no"},
    kinds.ACCESS_ENDED.name: {"access": NOBODYS, "reason": "over"},
    kinds.ACCESS_LONGER.name: {"access": NOBODYS, "ends_at": _END, "basis": "order 13"},
    kinds.ACCESS_PROLONGED.name: {"access": NOBODYS, "ends_at": _END},
    kinds.ACCESS_KEPT.name: {"access": NOBODYS, "reason": "no"},
    kinds.ACCESS_OVER.name: {"access": NOBODYS},
    kinds.VICTIM_SEARCH.name: {
        "request": NOBODYS, "asked": "both", "signals": _SIGNALS, "profile": "com-2022",
    },
    kinds.VICTIM_FOUND.name: {"request": NOBODYS, "found": []},
    kinds.VICTIM_STANDS.name: {"request": NOBODYS, "stands": "removed", "steps": []},
    kinds.VICTIM_REMOVAL.name: {
        "asked": NOBODYS, "report": "1", "item": NOBODYS, "signals": _SIGNALS, "again": False,
        "profile": "com-2022",
    },
    kinds.VICTIM_ANSWERED.name: {"asked": NOBODYS, "removed": True, "reason": None},
    kinds.VICTIM_WITHDRAWN.name: {"request": NOBODYS},
    kinds.VICTIM_REFUSED.name: {"about": NOBODYS, "why": "unknown"},
    kinds.CASE_HANDED.name: {
        "case": NOBODYS, "url": "https://host.example/1", "urgent": False, "country": "NL",
        "items": [], "reason": "it is hosted there",
    },
    kinds.CASE_TAKEN.name: {"case": NOBODYS, "known": False},
    kinds.CASE_LOOKED.name: {"case": NOBODYS, "found": "gone"},
    kinds.CASE_RETURNED.name: {"case": NOBODYS, "reason": "it is lawful"},
    kinds.CASE_REFUSED.name: {"about": "case.handed", "code": "case-unknown"},
}  # fmt: skip

# What these say is something new, not about something that is known.
OPENING: Final = frozenset(
    one.name
    for one in (
        kinds.INDICATOR_SUBMITTED, kinds.ACCESS_REQUESTED, kinds.VICTIM_SEARCH,
        kinds.VICTIM_REMOVAL, kinds.CASE_HANDED,
    )
)  # fmt: skip
GARBAGE: Final[tuple[dict[str, Any], ...]] = ({}, {"a": 1}, {"": {"x": [None] * 1000}})
_WRONG: Final[tuple[Any, ...]] = (None, -1, "\x00", "x" * 50_000, [], {"id": {}}, NOBODYS)
_DEPTH: Final = 3


def spoilt(body: dict[str, Any], depth: int = _DEPTH) -> Iterator[dict[str, Any]]:
    """The same with one thing wrong, also inside; with a thing missing, or one too many."""
    yield body | {"more than it may say": 1}
    for name, value in body.items():
        yield {key: kept for key, kept in body.items() if key != name}
        for wrong in (*_WRONG, *_inside(value, depth - 1)):
            yield body | {name: wrong}


def _inside(value: Any, depth: int) -> Iterator[Any]:
    if isinstance(value, dict) and depth:
        yield from spoilt(value, depth)
    elif isinstance(value, list) and value:
        yield from ([one, *value[1:]] for one in (*_WRONG, *_inside(value[0], depth)))
        yield value * 3000


def of_others(body: dict[str, Any]) -> Any:
    """The same about something else that is nobody's, and another list: one access to each."""
    other = json.dumps(body).replace(NOBODYS, str(UUID(int=405)))
    return json.loads(other.replace('"category": "known"', '"category": "new"'))
