"""Which rooms have something to do after what: a command imports no more of them than it causes.

`assembly` gathers all tasks, which a serving process needs. A test compares both.
"""

from __future__ import annotations

from typing import Final

from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Tasks, TasksFoundLater

_CASEWORK = "tutela.casework.jobs:TASKS"
_COMPLAINTS = "tutela.redress.complaints.jobs:TASKS"
_FINGERPRINTS = "tutela.redress.fingerprints.jobs:TASKS"
_INFORMING = "tutela.redress.informing.jobs:TASKS"
_NOTICES = "tutela.redress.notices.jobs:TASKS"
_PRESERVATION = "tutela.reporting.preservation.jobs:TASKS"
_REMOVAL = "tutela.orders.removal.jobs:TASKS"
_REPORTING = "tutela.reporting.jobs:TASKS"
_STATEMENTS = "tutela.redress.statements.jobs:TASKS"
_THREATS = "tutela.reporting.threats.jobs:TASKS"

FOLLOWED: Final[dict[Event, tuple[str, ...]]] = {
    Event.MASTER_KEY_ROTATE: ("tutela.assembly:MASTER_KEY_TASKS",),
    Event.INDICATOR_WITHDRAW: (_CASEWORK,),
    Event.EVIDENCE_ERASE: ("tutela.evidence.jobs:TASKS",),
    Event.LEGAL_HOLD_LIFT: (_CASEWORK,),
    Event.ABSENCE_SAY: (_CASEWORK,),
    Event.DECISION_MAKE: (_REPORTING, _THREATS, _COMPLAINTS),
    Event.DECISION_REVERSE: (_REPORTING, _THREATS, _COMPLAINTS),
    Event.DECISION_DECLINE: (_COMPLAINTS,),
    Event.CIRCUMSTANCE_RECALL: (_REPORTING,),
    Event.REPORT_SEND: (_REPORTING,),
    Event.REPORT_FILE: (_REPORTING, _PRESERVATION, _INFORMING),
    Event.REPORT_SETTLE: (_REPORTING, _PRESERVATION, _INFORMING),
    Event.REPORT_RETRY: (_REPORTING,),
    Event.REPORT_CANCEL: (_PRESERVATION,),
    Event.REPORT_TAKE_BACK: (_REPORTING,),
    Event.REPORT_RETRACT: (_REPORTING, _PRESERVATION),
    Event.OUTCOME_RECORD: (_REPORTING,),
    Event.CENTRE_HEAR: (_INFORMING,),
    Event.ACTION_REQUEST: (_STATEMENTS,),
    Event.NOTICE_DECIDE: (_STATEMENTS,),
    Event.NOTICE_REDECIDE: (_STATEMENTS,),
    Event.WITHHOLDING_END: (_STATEMENTS,),
    Event.STATEMENT_ISSUE: ("tutela.redress.publishing.jobs:TASKS",),
    Event.COMPLAINT_RESUME: (_COMPLAINTS,),
    Event.MISUSE_LIFT: (_COMPLAINTS, _NOTICES),
    Event.MISUSE_LAPSE: (_COMPLAINTS, _NOTICES),
    Event.FINGERPRINT_RECEIVE: (_FINGERPRINTS,),
    Event.FINGERPRINT_ACCEPT: (_FINGERPRINTS,),
    Event.FINGERPRINT_DECLINE: (_FINGERPRINTS,),
    Event.FINGERPRINT_WITHDRAW: (_FINGERPRINTS,),
    Event.ORDER_WITHDRAW: (_REMOVAL,),
    Event.ORDER_REINSTATE: (_REMOVAL,),
    Event.ORDER_DISCLOSE: (_REMOVAL,),
}


def tasks() -> Tasks:
    """Every task, each room's only once it is needed."""
    return TasksFoundLater(FOLLOWED, "tutela.assembly:tasks")
