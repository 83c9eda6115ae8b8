"""The closed list of what anyone may do (`scope:resource:action`), and roles as sets of it."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """One thing somebody may do."""

    SCAN = "detect:item:scan"
    MATCH = "detect:signal:match"
    MATCH_DEBUG = "detect:distance:read"
    LAW_READ = "law:profile:read"
    SERVICE_DECLARE = "node:service:declare"
    TECHNOLOGY_RECORD = "detect:technology:record"
    TECHNOLOGY_ACTIVATE = "detect:technology:activate"
    BANK_READ = "indicator:bank:read"
    BANK_EDIT = "indicator:bank:edit"
    INDICATOR_VERIFY = "indicator:entry:verify"
    INDICATOR_WITHDRAW = "indicator:entry:withdraw"
    CASE_READ = "case:case:read"
    CASE_DECIDE = "case:item:decide"
    CASE_SECOND = "case:decision:second"
    CASE_REVERSE = "case:decision:reverse"
    EVIDENCE_OPEN = "evidence:object:open"
    DELIVERY_READ = "webhook:delivery:read"
    DELIVERY_RETRY = "webhook:delivery:retry"
    AUDIT_VERIFY = "audit:log:verify"
    AUDIT_EXPORT = "audit:log:export"
    ACCOUNT_MANAGE = "access:account:manage"
    KEY_MANAGE = "access:key:manage"
    NODE_READ = "node:state:read"
    NODE_ADMINISTER = "node:state:administer"


P = Permission


class Role(StrEnum):
    """A named set of permissions. Nobody holds a permission but through a role."""

    REVIEWER = "reviewer"
    SENIOR = "senior"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    INTEGRATION = "integration"
    OPERATOR = "operator"


_REVIEWER = frozenset(
    {P.LAW_READ, P.NODE_READ, P.BANK_READ, P.CASE_READ, P.CASE_DECIDE, P.CASE_SECOND}
    | {P.EVIDENCE_OPEN, P.DELIVERY_READ}
)
_ADMINISTRATOR = frozenset(
    {P.SCAN, P.MATCH, P.LAW_READ, P.SERVICE_DECLARE, P.TECHNOLOGY_RECORD, P.TECHNOLOGY_ACTIVATE}
    | {P.BANK_READ, P.BANK_EDIT, P.INDICATOR_WITHDRAW, P.DELIVERY_READ, P.DELIVERY_RETRY}
    | {P.AUDIT_VERIFY, P.AUDIT_EXPORT, P.ACCOUNT_MANAGE, P.KEY_MANAGE, P.NODE_READ}
    | {P.NODE_ADMINISTER}
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.REVIEWER: _REVIEWER,
    Role.SENIOR: _REVIEWER
    | {P.CASE_REVERSE, P.INDICATOR_VERIFY, P.INDICATOR_WITHDRAW, P.DELIVERY_RETRY, P.MATCH_DEBUG},
    # Administrators run the node; they cannot open evidence or decide.
    Role.ADMINISTRATOR: _ADMINISTRATOR,
    # Auditors read logs only.
    Role.AUDITOR: frozenset({P.AUDIT_VERIFY, P.AUDIT_EXPORT, P.LAW_READ, P.NODE_READ}),
    # What an API key of a platform may hold.
    Role.INTEGRATION: frozenset({P.SCAN, P.MATCH}),
    # Whoever owns the node's folder, at its console. May read the queue, but deciding needs a
    # person's own account.
    Role.OPERATOR: _ADMINISTRATOR | {P.CASE_READ},
}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """The union of what `roles` grant."""
    return frozenset().union(*(GRANTS[role] for role in roles))
