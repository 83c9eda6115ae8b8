"""What one person may never hold together, as a table with reasons.

The rules are about permissions, so they hold for any roles, the node's own and several at once.
Nobody can switch one off. Granting refuses what breaks a rule (`accounts/granting.py`); and what
was granted otherwise, before a rule was there, opens nothing (`kept`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.permissions import FOR_KEYS, Permission, Role
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

P = Permission
RUNNING = frozenset({P.ACCOUNT_MANAGE, P.KEY_MANAGE, P.NODE_ADMINISTER})
LOOKING = frozenset({P.EVIDENCE_OPEN})
DECIDING = frozenset(
    {P.CASE_DECIDE, P.CASE_SECOND, P.CASE_REVERSE, P.CASE_ASSIGN}
    | {P.NOTICE_DECIDE, P.COMPLAINT_DECIDE, P.MISUSE_DECIDE, P.ORDER_DECIDE}
    | {P.RECEIVED_TRIAGE, P.RECEIVED_ASSESS, P.EXCHANGE_DECIDE}
    | {P.VICTIM_DECIDE, P.HOTLINE_WORK}
)
SENDING = frozenset({P.REPORT_SEND, P.REPORT_EXPORT, P.OUTCOME_RECORD})
JUDGING_THE_LOG = frozenset({P.AUDIT_VERIFY, P.AUDIT_EXPORT})


@dataclass(frozen=True, slots=True)
class Rule:
    """Whoever holds one of `first` holds none of `second`; were both granted, `second` falls."""

    name: str
    first: frozenset[Permission]
    second: frozenset[Permission]
    reason: str


RULES = (
    Rule(
        "run-and-look",
        RUNNING,
        LOOKING,
        phrase(
            "Who runs the node, or says who comes in, must not see what it keeps: nobody could "
            "hold them back."
        ),
    ),
    Rule(
        "run-and-decide",
        RUNNING,
        DECIDING,
        phrase(
            "Who says who may decide decides nothing: otherwise one person could be both the first "
            "and the second."
        ),
    ),
    Rule(
        "direct-and-send",
        RUNNING | {P.RECIPIENT_MANAGE},
        SENDING,
        phrase(
            "Who says where reports go, or who sends them, sends none: one person alone could "
            "lead a report astray."
        ),
    ),
    Rule(
        "audit-and-act",
        JUDGING_THE_LOG,
        LOOKING | DECIDING | SENDING,
        phrase("Who judges the log must not be whom the log is about."),
    ),
)
# A role that stands alone, and why.
ALONE = {
    Role.AUDITOR: phrase("An auditor reads logs only, so nobody is an auditor and something else."),
}
KEYS_ONLY = phrase(
    "Scanning, matching, supplying details, giving notice and reading figures are for keys, never "
    "for a person."
)


def broken(permissions: frozenset[Permission]) -> tuple[Rule, ...]:
    """The rules that one holder of all `permissions` would break."""
    return tuple(rule for rule in RULES if permissions & rule.first and permissions & rule.second)


def objections(roles: Iterable[str], permissions: frozenset[Permission]) -> list[str]:
    """Why nobody may hold `roles`, which grant `permissions`; nothing if somebody may."""
    held = frozenset(roles)
    found = [rule.reason for rule in broken(permissions)]
    found += [why for role, why in ALONE.items() if role in held and len(held) > 1]
    return found + ([KEYS_ONLY] if permissions & FOR_KEYS else [])


def kept(permissions: frozenset[Permission]) -> frozenset[Permission]:
    """What a person may use of `permissions`, whatever was granted: it breaks no rule."""
    falls = frozenset().union(*(rule.second for rule in broken(permissions)))
    return permissions - falls - FOR_KEYS
