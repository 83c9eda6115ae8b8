"""What the log records: a closed list of events, and the row they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


class Event(StrEnum):
    """Everything that can happen here, as `noun:verb`. A state cannot move without one."""

    NODE_INIT = "node:init"
    NODE_SERVE = "node:serve"
    NODE_BACKUP = "node:backup"
    NODE_RESTORE = "node:restore"
    MASTER_KEY_ROTATE = "masterkey:rotate"
    MASTER_KEY_RETIRE = "masterkey:retire"
    SERVICE_DECLARE = "service:declare"
    SURFACE_DECLARE = "surface:declare"
    WEBHOOK_SET = "webhook:set"
    TECHNOLOGY_RECORD = "technology:record"
    TECHNOLOGY_ACTIVATE = "technology:activate"
    TECHNOLOGY_DEACTIVATE = "technology:deactivate"
    ACCOUNT_ADD = "account:add"
    ACCOUNT_DISABLE = "account:disable"
    ACCOUNT_PASSWORD = "account:password"  # noqa: S105
    ACCOUNT_GRANT = "account:grant"
    ROLE_DEFINE = "role:define"
    ROLE_CHANGE = "role:change"
    ROLE_END = "role:end"
    SESSION_OPEN = "session:open"
    SESSION_REFUSE = "session:refuse"
    SESSION_CLOSE = "session:close"
    SESSION_PROVE = "session:prove"
    FACTOR_ADD = "factor:add"
    FACTOR_REFUSE = "factor:refuse"
    FACTOR_REMOVE = "factor:remove"
    FACTOR_RESET = "factor:reset"
    RECOVERY_MAKE = "recovery:make"
    RECOVERY_USE = "recovery:use"
    KEY_CREATE = "key:create"
    KEY_REVOKE = "key:revoke"
    BANK_CREATE = "bank:create"
    BANK_IMPORT = "bank:import"
    BANK_ENABLE = "bank:enable"
    BANK_DISABLE = "bank:disable"
    BANK_WITHDRAW = "bank:withdraw"
    INDICATOR_ADD = "indicator:add"
    INDICATOR_VERIFY = "indicator:verify"
    INDICATOR_ACTIVATE = "indicator:activate"
    INDICATOR_WITHDRAW = "indicator:withdraw"
    SOURCE_ADD = "source:add"
    SOURCE_WITHDRAW = "source:withdraw"
    INDICATOR_OPEN = "indicator:open"
    ITEM_DETECT = "item:detect"
    EVIDENCE_KEEP = "evidence:keep"
    EVIDENCE_OPEN = "evidence:open"
    EVIDENCE_CLOSE = "evidence:close"
    EVIDENCE_ERASE = "evidence:erase"
    EVIDENCE_DAMAGE = "evidence:damage"
    EVIDENCE_RECOVER = "evidence:recover"
    EVIDENCE_MOVE = "evidence:move"
    EXPOSURE_EXTEND = "exposure:extend"
    CASE_OPEN = "case:open"
    CASE_EXTEND = "case:extend"
    CASE_VIEW = "case:view"
    CASE_CLOSE = "case:close"
    CASE_REOPEN = "case:reopen"
    CASE_COMMENT = "case:comment"
    CIRCUMSTANCE_SET = "circumstance:set"
    CIRCUMSTANCE_CLEAR = "circumstance:clear"
    CLAIM_TAKE = "claim:take"
    CLAIM_RELEASE = "claim:release"
    CLAIM_SKIP = "claim:skip"
    CLAIM_ESCALATE = "claim:escalate"
    CLAIM_REASSIGN = "claim:reassign"
    CLAIM_END = "claim:end"
    HOLD_START = "hold:start"
    HOLD_ALARM = "hold:alarm"
    HOLD_END = "hold:end"
    DECISION_PROPOSE = "decision:propose"
    DECISION_MAKE = "decision:make"
    DECISION_DECLINE = "decision:decline"
    DECISION_PASS = "decision:pass"  # noqa: S105 - no password
    DECISION_REVERSE = "decision:reverse"
    ACTION_REQUEST = "action:request"
    REPORT_OPEN = "report:open"
    REPORT_EXTEND = "report:extend"
    REPORT_DESCRIBE = "report:describe"
    REPORT_ATTACH = "report:attach"
    REPORT_VIEW = "report:view"
    REPORT_EXPORT = "report:export"
    REPORT_SEND = "report:send"
    REPORT_ATTEMPT = "report:attempt"
    REPORT_LAPSE = "report:lapse"
    REPORT_HAND = "report:hand"
    REPORT_FILE = "report:file"
    REPORT_REFUSE = "report:refuse"
    REPORT_FAIL = "report:fail"
    REPORT_DOUBT = "report:doubt"
    REPORT_SETTLE = "report:settle"
    REPORT_REVISE = "report:revise"
    REPORT_RETRY = "report:retry"
    REPORT_CANCEL = "report:cancel"
    REPORT_TAKE_BACK = "report:take-back"
    REPORT_RETRACT = "report:retract"
    REPORT_ERASE = "report:erase"
    OUTCOME_RECORD = "outcome:record"
    RECIPIENT_ADD = "recipient:add"
    RECIPIENT_CHANGE = "recipient:change"
    RECIPIENT_END = "recipient:end"
    RECIPIENT_CHECK = "recipient:check"
    THREAT_OPEN = "threat:open"
    THREAT_ASSESS = "threat:assess"
    THREAT_TELL = "threat:tell"
    PRESERVATION_OPEN = "preservation:open"
    PRESERVATION_DECIDE = "preservation:decide"
    ERASURE_PROVE = "erasure:prove"
    DELIVERY_SUCCEED = "delivery:succeed"
    DELIVERY_DIE = "delivery:die"
    DELIVERY_RETRY = "delivery:retry"
    REQUEST_ASK = "request:ask"
    REQUEST_APPROVE = "request:approve"
    REQUEST_DECLINE = "request:decline"
    REQUEST_RECALL = "request:recall"
    REQUEST_USE = "request:use"
    REQUEST_EXPIRE = "request:expire"
    AUDIT_EXPORT = "audit:export"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One row of the log. `facts` holds plain JSON: ids, counts, pseudonyms; never content."""

    id: UUID
    service_id: str
    at: datetime
    actor_kind: str
    actor_id: str
    event: str
    subject_kind: str
    subject_id: str
    purpose: str = ""
    reason: str = ""
    profile: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
