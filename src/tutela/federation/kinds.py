"""What nodes may say to each other: a closed list. Pure.

Most of it rests on draft law (COM(2022) 209), and is said only between nodes set up for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from collections.abc import Mapping

ANYBODY: Final = frozenset(NodeRole)


@dataclass(frozen=True, slots=True)
class MessageKind:
    """A kind of message: its schema's version, and which kind of node says it to which."""

    name: str
    schema: int
    says: frozenset[NodeRole] = ANYBODY
    hears: frozenset[NodeRole] = ANYBODY

    def between(self, sender: NodeRole, recipient: NodeRole) -> bool:
        return sender in self.says and recipient in self.hears


GREETING: Final = MessageKind("node.greeting", 1)  # nothing but that the way is open
DESCRIPTOR: Final = MessageKind("node.descriptor", 1)  # another key, name or address
VOID: Final = MessageKind("node.void", 1)  # in place of one that need not arrive

_PROVIDER: Final = frozenset({NodeRole.PROVIDER})
_CENTRE: Final = frozenset({NodeRole.CENTRE})
_AUTHORITY: Final = frozenset({NodeRole.AUTHORITY})
_REPORTING: Final = _PROVIDER | _CENTRE | _AUTHORITY

# Reports (Articles 12, 36(3) and 48).
REPORT_FILED: Final = MessageKind("report.filed", 1, _PROVIDER, _CENTRE)
REPORT_TAKEN: Final = MessageKind("report.taken", 1, _CENTRE, _PROVIDER)
REPORT_QUESTION: Final = MessageKind("report.question", 1, _CENTRE, _PROVIDER)
REPORT_ANSWER: Final = MessageKind("report.answer", 1, _PROVIDER, _CENTRE)
REPORT_UNFOUNDED: Final = MessageKind("report.unfounded", 1, _CENTRE, _PROVIDER)
REPORT_FORWARDED: Final = MessageKind("report.forwarded", 1, _CENTRE, _AUTHORITY)
REPORT_ASSESSED: Final = MessageKind("report.assessed", 1, _AUTHORITY, _CENTRE)
REPORT_OUTCOME: Final = MessageKind("report.outcome", 1, _CENTRE, _PROVIDER)
REPORT_CONCLUDED: Final = MessageKind("report.concluded", 1, _AUTHORITY, _CENTRE)
REPORT_REFUSED: Final = MessageKind("report.refused", 1, _REPORTING, _REPORTING)
# That a user is not to be told of a report yet (Articles 12(2), 48(6) and (7)).
HOLD_ASKED: Final = MessageKind("report.hold-asked", 1, _AUTHORITY, _CENTRE)
HOLD_ENDED: Final = MessageKind("report.hold-ended", 1, _AUTHORITY, _CENTRE)
REPORT_HOLD: Final = MessageKind("report.hold", 1, _CENTRE, _PROVIDER)
REPORT_HOLD_OVER: Final = MessageKind("report.hold-over", 1, _CENTRE, _PROVIDER)
REPORT_TOLD: Final = MessageKind("report.user-told", 1, _PROVIDER, _CENTRE)
REPORT_KNOWN: Final = MessageKind("report.user-knows", 1, _CENTRE, _AUTHORITY)
HOLDS: Final = (
    HOLD_ASKED, HOLD_ENDED, REPORT_HOLD, REPORT_HOLD_OVER, REPORT_TOLD, REPORT_KNOWN,
)  # fmt: skip


def _removal(word: str, says: frozenset[NodeRole], hears: frozenset[NodeRole]) -> MessageKind:
    return MessageKind(f"removal-order.{word}", 1, says, hears)


# Removal orders (COM(2022) 209, Articles 14, 15 and 39(2)): what a court signed travels in them.
REMOVAL_ISSUED: Final = _removal("issued", _AUTHORITY, _PROVIDER | _CENTRE)
REMOVAL_WORD: Final = _removal("court-word", _AUTHORITY, _PROVIDER | _CENTRE)
REMOVAL_FINAL: Final = _removal("final", _AUTHORITY, _PROVIDER | _CENTRE)
REMOVAL_RECEIVED: Final = _removal("received", _PROVIDER, _AUTHORITY)
REMOVAL_HINDERED: Final = _removal("hindered", _PROVIDER, _AUTHORITY)
REMOVAL_EXECUTED: Final = _removal("executed", _PROVIDER, _AUTHORITY | _CENTRE)
REMOVAL_TOLD: Final = _removal("user-told", _PROVIDER, _AUTHORITY)
REMOVAL_CHALLENGED: Final = _removal("challenged", _PROVIDER, _AUTHORITY)
REMOVAL_REINSTATED: Final = _removal("reinstated", _PROVIDER, _AUTHORITY | _CENTRE)
REMOVAL_VERIFIED: Final = _removal("verified", _CENTRE, _AUTHORITY)
REMOVAL_COPY: Final = _removal("copy", _AUTHORITY, _AUTHORITY | _CENTRE)
REMOVAL_REFUSED: Final = _removal(
    "refused", _PROVIDER | _CENTRE | _AUTHORITY, _PROVIDER | _CENTRE | _AUTHORITY
)
REMOVALS: Final = (
    REMOVAL_ISSUED, REMOVAL_WORD, REMOVAL_FINAL, REMOVAL_RECEIVED, REMOVAL_HINDERED,
    REMOVAL_EXECUTED, REMOVAL_TOLD, REMOVAL_CHALLENGED, REMOVAL_REINSTATED, REMOVAL_VERIFIED,
    REMOVAL_COPY, REMOVAL_REFUSED,
)  # fmt: skip

# Indicators (COM(2022) 209, Articles 36, 44 and 46).
INDICATOR_SUBMITTED: Final = MessageKind("indicator.submitted", 1, _AUTHORITY, _CENTRE)
INDICATOR_TAKEN: Final = MessageKind("indicator.taken", 1, _CENTRE, _AUTHORITY)
INDICATOR_REFUSED: Final = MessageKind("indicator.refused", 1, _CENTRE, _AUTHORITY)
INDICATOR_WITHDRAWAL: Final = MessageKind("indicator.withdrawal", 1, _AUTHORITY, _CENTRE)
INDICATOR_DELISTED: Final = MessageKind("indicator.delisted", 1, _CENTRE, _AUTHORITY)
INDICATOR_ENTRIES: Final = MessageKind("indicator.entries", 1, _CENTRE, _PROVIDER)
INDICATOR_WITHDRAWN: Final = MessageKind("indicator.withdrawn", 1, _CENTRE, _PROVIDER)
INDICATOR_SOUGHT: Final = MessageKind("indicator.sought", 1, _PROVIDER, _CENTRE)
ACCESS_REQUESTED: Final = MessageKind("access.requested", 1, _PROVIDER, _CENTRE)
ACCESS_GRANTED: Final = MessageKind("access.granted", 1, _CENTRE, _PROVIDER)
ACCESS_REFUSED: Final = MessageKind("access.refused", 1, _CENTRE, _PROVIDER)
ACCESS_ENDED: Final = MessageKind("access.ended", 1, _CENTRE, _PROVIDER)
ACCESS_LONGER: Final = MessageKind("access.longer-asked", 1, _PROVIDER, _CENTRE)
ACCESS_PROLONGED: Final = MessageKind("access.prolonged", 1, _CENTRE, _PROVIDER)
ACCESS_KEPT: Final = MessageKind("access.kept", 1, _CENTRE, _PROVIDER)
ACCESS_OVER: Final = MessageKind("access.over", 1, _PROVIDER, _CENTRE)

INDICATORS: Final = (
    *(INDICATOR_SUBMITTED, INDICATOR_TAKEN, INDICATOR_REFUSED),
    *(INDICATOR_WITHDRAWAL, INDICATOR_DELISTED),
    *(INDICATOR_ENTRIES, INDICATOR_WITHDRAWN, INDICATOR_SOUGHT),
    *(ACCESS_REQUESTED, ACCESS_GRANTED, ACCESS_REFUSED, ACCESS_ENDED),
    *(ACCESS_LONGER, ACCESS_PROLONGED, ACCESS_KEPT, ACCESS_OVER),
)

# A victim's request (Articles 20 and 21).
VICTIM_SEARCH: Final = MessageKind("victim.search", 1, _AUTHORITY, _CENTRE)
VICTIM_FOUND: Final = MessageKind("victim.found", 1, _CENTRE, _AUTHORITY)
VICTIM_STANDS: Final = MessageKind("victim.stands", 1, _CENTRE, _AUTHORITY)
VICTIM_REMOVAL: Final = MessageKind("victim.removal-asked", 1, _CENTRE, _PROVIDER)
VICTIM_ANSWERED: Final = MessageKind("victim.removal-answered", 1, _PROVIDER, _CENTRE)
VICTIM_WITHDRAWN: Final = MessageKind(
    "victim.withdrawn", 1, _AUTHORITY | _CENTRE, _CENTRE | _PROVIDER
)
VICTIM_REFUSED: Final = MessageKind(
    "victim.refused", 1, _AUTHORITY | _CENTRE | _PROVIDER, _AUTHORITY | _CENTRE | _PROVIDER
)
VICTIM: Final = (
    VICTIM_SEARCH,
    VICTIM_FOUND,
    VICTIM_STANDS,
    VICTIM_REMOVAL,
    VICTIM_ANSWERED,
    VICTIM_WITHDRAWN,
    VICTIM_REFUSED,
)

_HOTLINE: Final = frozenset({NodeRole.HOTLINE})

# A case of a hotline, for the hotline of the country that hosts it.
CASE_HANDED: Final = MessageKind("case.handed", 1, _HOTLINE, _HOTLINE)
CASE_TAKEN: Final = MessageKind("case.taken", 1, _HOTLINE, _HOTLINE)
CASE_LOOKED: Final = MessageKind("case.looked", 1, _HOTLINE, _HOTLINE)
CASE_RETURNED: Final = MessageKind("case.returned", 1, _HOTLINE, _HOTLINE)
CASE_REFUSED: Final = MessageKind("case.refused", 1, _HOTLINE, _HOTLINE)
CASES: Final = (CASE_HANDED, CASE_TAKEN, CASE_LOOKED, CASE_RETURNED, CASE_REFUSED)

KINDS: Final[Mapping[str, MessageKind]] = {
    one.name: one
    for one in (
        GREETING, DESCRIPTOR, VOID,
        REPORT_FILED, REPORT_TAKEN, REPORT_QUESTION, REPORT_ANSWER, REPORT_UNFOUNDED,
        REPORT_FORWARDED, REPORT_ASSESSED, REPORT_OUTCOME, REPORT_CONCLUDED, REPORT_REFUSED,
        *HOLDS, *REMOVALS, *INDICATORS, *VICTIM, *CASES,
    )
}  # fmt: skip
