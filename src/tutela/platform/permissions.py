"""The closed list of what anyone may do (`scope:resource:action`), and roles as sets of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


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
    INDICATOR_ACTIVATE = "indicator:entry:activate"
    INDICATOR_WITHDRAW = "indicator:entry:withdraw"
    CASE_READ = "case:case:read"
    CASE_DECIDE = "case:item:decide"
    CASE_COMMENT = "case:case:comment"
    CASE_ASSIGN = "case:claim:assign"
    CASE_SECOND = "case:decision:second"
    CASE_REVERSE = "case:decision:reverse"
    EVIDENCE_OPEN = "evidence:object:open"
    CARE_EXTEND = "evidence:exposure:extend"
    STATEMENT_READ = "redress:statement:read"
    STATEMENT_HOLD_BACK = "redress:statement:withhold"
    REPORT_READ = "report:report:read"
    REPORT_PREPARE = "report:report:prepare"
    REPORT_SEND = "report:report:send"
    REPORT_EXPORT = "report:pack:export"
    REPORT_DETAILS = "report:details:supply"
    OUTCOME_RECORD = "report:outcome:record"
    RECIPIENT_READ = "report:recipient:read"
    RECIPIENT_MANAGE = "report:recipient:manage"
    THREAT_ASSESS = "report:threat:assess"
    ORDER_READ = "order:order:read"
    ORDER_REGISTER = "order:order:register"
    ORDER_DECIDE = "order:order:decide"
    ORDER_SUBMIT = "order:order:submit"
    ORDER_EFFECT = "order:effect:record"
    RECEIVED_READ = "receive:report:read"
    RECEIVED_TRIAGE = "receive:report:triage"
    RECEIVED_ASSESS = "receive:report:assess"
    WAITING_READ = "institution:waiting:read"
    HOTLINE_REPORT = "hotline:report:send"
    HOTLINE_READ = "hotline:case:read"
    HOTLINE_WORK = "hotline:case:work"
    EXCHANGE_READ = "indicator:exchange:read"
    EXCHANGE_DECIDE = "indicator:exchange:decide"
    EXCHANGE_ASK = "indicator:exchange:ask"
    PRESERVATION_DECIDE = "report:preservation:decide"
    LEGAL_HOLD = "evidence:hold:decide"
    ERASURE_PROVE = "evidence:erasure:prove"
    NOTICE_READ = "redress:notice:read"
    NOTICE_DECIDE = "redress:notice:decide"
    NOTICE_GIVE = "redress:notice:give"
    TAKEDOWN_RECORD = "redress:takedown:record"
    COMPLAINT_LODGE = "redress:complaint:lodge"
    COMPLAINT_READ = "redress:complaint:read"
    COMPLAINT_DECIDE = "redress:complaint:decide"
    FLAG_SEND = "redress:flag:send"
    VICTIM_READ = "redress:victim:read"
    VICTIM_DECIDE = "redress:victim:decide"
    MISUSE_READ = "redress:misuse:read"
    MISUSE_DECIDE = "redress:misuse:decide"
    FLAGGER_MANAGE = "redress:flagger:manage"
    PUBLISHING_READ = "redress:publishing:read"
    PUBLISHING_SETTLE = "redress:publishing:settle"
    PUBLISHING_MANAGE = "redress:publishing:manage"
    PAPER_READ = "observatory:paper:read"
    PAPER_CLOSE = "observatory:paper:close"
    DELIVERY_READ = "webhook:delivery:read"
    DELIVERY_RETRY = "webhook:delivery:retry"
    AUDIT_VERIFY = "audit:log:verify"
    AUDIT_EXPORT = "audit:log:export"
    ACCOUNT_MANAGE = "access:account:manage"
    KEY_MANAGE = "access:key:manage"
    REQUEST_READ = "approval:request:read"
    SAFEGUARD_APPROVE = "approval:safeguard:approve"
    PEER_MANAGE = "federation:peer:manage"
    NODE_READ = "node:state:read"
    NODE_ADMINISTER = "node:state:administer"
    METRICS_READ = "node:metrics:read"


P = Permission


class Role(StrEnum):
    """A named set of permissions. Nobody holds a permission but through a role."""

    REVIEWER = "reviewer"
    SENIOR = "senior"
    REPORTING_OFFICER = "reporting-officer"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    INTEGRATION = "integration"
    MONITOR = "monitor"
    AUTHORITY = "authority"
    CASE_SYSTEM = "case-system"
    OPERATOR = "operator"


_REVIEWER = frozenset(
    {P.LAW_READ, P.NODE_READ, P.BANK_READ, P.CASE_READ, P.CASE_DECIDE, P.CASE_SECOND}
    | {P.CASE_COMMENT, P.EVIDENCE_OPEN, P.DELIVERY_READ, P.STATEMENT_READ}
    | {P.REPORT_READ, P.REPORT_PREPARE, P.RECIPIENT_READ, P.THREAT_ASSESS, P.ERASURE_PROVE}
    | {P.REQUEST_READ, P.NOTICE_READ, P.NOTICE_DECIDE, P.PUBLISHING_READ, P.ORDER_READ}
    | {P.COMPLAINT_READ, P.MISUSE_READ}
)
_SENDING = frozenset(
    {P.REPORT_SEND, P.REPORT_EXPORT, P.OUTCOME_RECORD, P.PRESERVATION_DECIDE, P.DELIVERY_RETRY}
    | {P.REQUEST_READ, P.LEGAL_HOLD, P.PUBLISHING_READ, P.PUBLISHING_SETTLE}
    | {P.ORDER_READ, P.ORDER_REGISTER, P.ORDER_DECIDE, P.PAPER_READ, P.PAPER_CLOSE}
)
_RECEIVING = frozenset({P.RECEIVED_READ, P.RECEIVED_TRIAGE, P.RECEIVED_ASSESS})
_HOTLINE = frozenset({P.HOTLINE_READ, P.HOTLINE_WORK})
_EXCHANGING = frozenset({P.EXCHANGE_READ, P.EXCHANGE_DECIDE})
_VICTIMS = frozenset({P.VICTIM_READ, P.VICTIM_DECIDE})
_ADMINISTRATOR = frozenset(
    {P.LAW_READ, P.SERVICE_DECLARE, P.TECHNOLOGY_RECORD, P.TECHNOLOGY_ACTIVATE}
    | {P.BANK_READ, P.BANK_EDIT, P.INDICATOR_WITHDRAW, P.DELIVERY_READ, P.DELIVERY_RETRY}
    | {P.AUDIT_VERIFY, P.AUDIT_EXPORT, P.ACCOUNT_MANAGE, P.KEY_MANAGE, P.NODE_READ}
    | {P.NODE_ADMINISTER, P.RECIPIENT_READ, P.RECIPIENT_MANAGE, P.ERASURE_PROVE, P.REQUEST_READ}
    | {P.PUBLISHING_READ, P.PUBLISHING_SETTLE, P.PUBLISHING_MANAGE, P.PEER_MANAGE}
)

# What only a program may hold, as the scopes of its key; a person never does.
FOR_KEYS = frozenset(
    {P.SCAN, P.MATCH, P.REPORT_DETAILS, P.METRICS_READ, P.NOTICE_GIVE, P.FLAG_SEND}
    | {P.COMPLAINT_LODGE, P.ORDER_SUBMIT, P.ORDER_EFFECT, P.TAKEDOWN_RECORD}
    | {P.WAITING_READ, P.HOTLINE_REPORT}
)
_CASE_SYSTEM = frozenset({P.WAITING_READ, P.HOTLINE_REPORT})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.REVIEWER: _REVIEWER,
    Role.SENIOR: _REVIEWER
    | _SENDING
    | _RECEIVING
    | _HOTLINE
    | _EXCHANGING
    | _VICTIMS
    | {
        P.EXCHANGE_ASK,
        P.CASE_REVERSE,
        P.CASE_ASSIGN,
        P.CARE_EXTEND,
        P.INDICATOR_VERIFY,
        P.INDICATOR_ACTIVATE,
        P.INDICATOR_WITHDRAW,
    }
    | {P.MATCH_DEBUG, P.SAFEGUARD_APPROVE, P.STATEMENT_HOLD_BACK, P.FLAGGER_MANAGE}
    | {P.COMPLAINT_DECIDE, P.MISUSE_DECIDE},
    # Files what others have decided; decides nothing and opens no evidence.
    Role.REPORTING_OFFICER: _SENDING
    | {P.LAW_READ, P.NODE_READ, P.CASE_READ, P.CASE_COMMENT, P.DELIVERY_READ, P.STATEMENT_READ}
    | {P.REPORT_READ, P.REPORT_PREPARE, P.RECIPIENT_READ, P.THREAT_ASSESS, P.ERASURE_PROVE}
    | {P.NOTICE_READ, P.COMPLAINT_READ},
    # Works for an institution on what others report to it; decides no case of a service.
    Role.OFFICER: _RECEIVING
    | _HOTLINE
    | _EXCHANGING
    | _VICTIMS
    | {P.LAW_READ, P.NODE_READ, P.REQUEST_READ}
    | {P.ORDER_READ, P.ORDER_REGISTER, P.ORDER_DECIDE},
    # Administrators run the node; they cannot open evidence or decide.
    Role.ADMINISTRATOR: _ADMINISTRATOR | {P.SAFEGUARD_APPROVE},
    # Auditors read logs only: the log, the law it names, and the proofs of erasure in it.
    Role.AUDITOR: frozenset({P.AUDIT_VERIFY, P.AUDIT_EXPORT, P.LAW_READ, P.ERASURE_PROVE}),
    # What an API key of a platform may hold.
    Role.INTEGRATION: FOR_KEYS - {P.METRICS_READ, P.ORDER_SUBMIT} - _CASE_SYSTEM,
    # What a key of the program that watches the node holds: figures, and nothing else.
    Role.MONITOR: frozenset({P.METRICS_READ}),
    # What a key of an authority's program holds: it sends orders, and reads nothing.
    Role.AUTHORITY: frozenset({P.ORDER_SUBMIT}),
    # What a key of an institution's own case system holds: it sees what waits, and says nothing.
    Role.CASE_SYSTEM: _CASE_SYSTEM,
    # Whoever owns the node's folder, at its console. May scan files and read the queue, but
    # deciding needs a person's own account.
    Role.OPERATOR: _ADMINISTRATOR
    | {P.SCAN, P.MATCH, P.CASE_READ, P.REPORT_READ, P.STATEMENT_READ, P.NOTICE_READ}
    | {P.ORDER_READ, P.ORDER_SUBMIT, P.PAPER_READ, P.COMPLAINT_READ, P.MISUSE_READ}
    | {P.RECEIVED_READ, P.EXCHANGE_READ, P.VICTIM_READ, P.HOTLINE_READ},
}
# What keys are made for: no person's role.
KEY_ROLES = frozenset({Role.INTEGRATION, Role.MONITOR, Role.AUTHORITY, Role.CASE_SYSTEM})
# What a person's account may hold. The operator is whoever owns the node's folder.
ACCOUNT_ROLES = frozenset(Role) - KEY_ROLES - {Role.OPERATOR}


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """The union of what those of `roles` grant that are built in."""
    return frozenset().union(*(GRANTS[role] for role in Role if role in frozenset(roles)))
