"""The events of the log, each with what it tells."""

from __future__ import annotations

from docs.generators import markdown

from tutela.platform.audit.model import Event

E = Event
WORDS: dict[Event, str] = {
    E.NODE_INIT: "The node was made, or brought up to date.",
    E.NODE_SERVE: "The node began to serve.",
    E.NODE_BACKUP: "A backup was written.",
    E.NODE_RESTORE: "The node was made again from a backup; the log starts a new epoch.",
    E.SERVICE_DECLARE: "A service was declared, or its policy changed.",
    E.SURFACE_DECLARE: "A surface of a service was declared.",
    E.WEBHOOK_SET: "A service got its webhook, or another one.",
    E.TECHNOLOGY_RECORD: "A technology was recorded with its papers.",
    E.TECHNOLOGY_ACTIVATE: "A technology was switched on for a surface.",
    E.TECHNOLOGY_DEACTIVATE: "A technology was switched off on a surface.",
    E.ACCOUNT_ADD: "A person got an account.",
    E.ACCOUNT_DISABLE: "An account was ended.",
    E.ACCOUNT_PASSWORD: "An account got a new password.",
    E.SESSION_OPEN: "A person signed in.",
    E.SESSION_REFUSE: "A sign-in was refused.",
    E.SESSION_CLOSE: "A session ended.",
    E.KEY_CREATE: "An API key was made.",
    E.KEY_REVOKE: "An API key was ended.",
    E.BANK_CREATE: "A bank was made.",
    E.BANK_IMPORT: "A list was imported into a bank.",
    E.BANK_ENABLE: "A bank was switched on again.",
    E.BANK_DISABLE: "A bank was switched off.",
    E.BANK_WITHDRAW: "Entries of a bank were withdrawn together.",
    E.INDICATOR_ADD: "A picture was added to a bank.",
    E.INDICATOR_VERIFY: "Proposed entries were verified.",
    E.INDICATOR_ACTIVATE: "Verified entries were activated: they may hold an item.",
    E.INDICATOR_WITHDRAW: "An entry was withdrawn.",
    E.SOURCE_ADD: "A picture was added that another source had brought in: both vouch for it.",
    E.SOURCE_WITHDRAW: "A source took back entries for which others still vouch.",
    E.INDICATOR_OPEN: "Somebody looked at an entry.",
    E.ITEM_DETECT: "An item matched an indicator, with the legal ground of the scan.",
    E.EVIDENCE_KEEP: "The bytes of an item were sealed and kept.",
    E.EVIDENCE_OPEN: "Somebody opened kept bytes.",
    E.EVIDENCE_ERASE: "Kept bytes were erased.",
    E.CASE_OPEN: "A case was opened.",
    E.CASE_EXTEND: "An item was added to an open case.",
    E.CASE_VIEW: "Somebody looked at a case.",
    E.CASE_CLOSE: "The last item of a case was decided.",
    E.CASE_REOPEN: "An item waits again, because an indicator behind it was withdrawn as wrong.",
    E.HOLD_START: "An item was kept from view, and its clock started.",
    E.HOLD_ALARM: "The clock of a hold ran out before anybody decided.",
    E.HOLD_END: "A hold ended.",
    E.DECISION_PROPOSE: "A person decided an item, and a second person must agree.",
    E.DECISION_MAKE: "A decision on an item took effect.",
    E.DECISION_DECLINE: "A second person declined a proposed decision.",
    E.DECISION_REVERSE: "A decision was reversed; the earlier one stays in the log.",
    E.ACTION_REQUEST: "The platform was asked to hold, remove or restore an item.",
    E.REPORT_OPEN: "A report was drafted for a recipient, after a person confirmed an item.",
    E.REPORT_EXTEND: "Another confirmed item joined a draft, or one that was undone left it.",
    E.REPORT_DESCRIBE: "Somebody added details to a report.",
    E.REPORT_ATTACH: "Somebody chose whether the bytes of an item go along.",
    E.REPORT_VIEW: "Somebody looked at a report.",
    E.REPORT_EXPORT: "Somebody exported the pack of a report.",
    E.REPORT_SEND: "A person sent a report on its way.",
    E.REPORT_ATTEMPT: "A report was opened, or is about to be, at its recipient.",
    E.REPORT_LAPSE: "An opened report came to nothing: retracted, lapsed, or without a name.",
    E.REPORT_HAND: "A pack is ready for a person to send.",
    E.REPORT_FILE: "A report has its receipt.",
    E.REPORT_REFUSE: "A report cannot go as it is; the page says why.",
    E.REPORT_FAIL: "A report used up its tries.",
    E.REPORT_DOUBT: "It is unclear whether a report was filed; a person must ask the recipient.",
    E.REPORT_SETTLE: "A person settled whether an unclear report was filed.",
    E.REPORT_REVISE: "A report became a draft again.",
    E.REPORT_RETRY: "A failed report got its tries again.",
    E.REPORT_CANCEL: "A report was dropped before it was sent.",
    E.REPORT_TAKE_BACK: "Somebody asked for a report to be taken back.",
    E.REPORT_RETRACT: "A report was taken back before it was filed.",
    E.REPORT_ERASE: "The content of a report was erased.",
    E.OUTCOME_RECORD: "What a recipient found was recorded.",
    E.RECIPIENT_ADD: "A recipient was added.",
    E.RECIPIENT_CHANGE: "A recipient got other options or another password.",
    E.RECIPIENT_END: "A recipient was ended.",
    E.RECIPIENT_CHECK: "A recipient was checked.",
    E.THREAT_OPEN: "An assessment under Article 18 of the DSA was opened.",
    E.THREAT_ASSESS: "A person assessed whether life or safety is threatened.",
    E.THREAT_TELL: "An authority was told of a threat.",
    E.PRESERVATION_OPEN: "A preservation clock started.",
    E.PRESERVATION_DECIDE: "A person decided between two duties of preservation.",
    E.ERASURE_PROVE: "A signed certificate says what was erased and that nothing is overdue.",
    E.DELIVERY_SUCCEED: "The platform confirmed a message.",
    E.DELIVERY_DIE: "A message used up its tries and is a dead letter.",
    E.DELIVERY_RETRY: "A dead letter got its tries again.",
    E.AUDIT_EXPORT: "The log was exported.",
}
INTRODUCTION = """\
What the log can say. The list is closed: a state cannot move without one of these events, and each
is written in the transaction that moves the state. Names read `noun:verb`. A row says who did it,
when, why, for what purpose and under which profile. It holds ids, counts and keyed pseudonyms of
accounts, never content. Anybody can check it: [verify the log](../how-to/verify-the-log.md).
"""


def page() -> str:
    rows = [(markdown.code(one.value), WORDS[one]) for one in Event]
    return markdown.page("Events", INTRODUCTION, markdown.table(("event", "what it tells"), rows))
