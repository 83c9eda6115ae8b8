"""What each permission lets somebody do, and who holds which role: for pages, commands and docs."""

from __future__ import annotations

from tutela.platform.permissions import Permission, Role

P = Permission
WORDS: dict[Permission, str] = {
    P.SCAN: "Have items scanned.",
    P.MATCH: "Have fingerprints matched, without the item.",
    P.MATCH_DEBUG: "See the distance of a match in a bank that is no demo bank.",
    P.LAW_READ: "Read the profiles and what they permit.",
    P.SERVICE_DECLARE: "Declare services, surfaces and webhooks.",
    P.TECHNOLOGY_RECORD: "Record a technology with its papers.",
    P.TECHNOLOGY_ACTIVATE: "Switch a technology on for a surface, and off.",
    P.BANK_READ: "See the banks and what is in them, counted.",
    P.BANK_EDIT: "Make banks and bring entries in, as proposed.",
    P.INDICATOR_VERIFY: "Verify entries that somebody else brought in.",
    P.INDICATOR_ACTIVATE: "Activate verified entries, so that they may hold an item.",
    P.INDICATOR_WITHDRAW: "Withdraw entries.",
    P.CASE_READ: "See the queue and the cases. Each look is in the log.",
    P.CASE_DECIDE: "Take, skip and escalate cases, and decide items. Only a person can.",
    P.CASE_COMMENT: "Comment on a case. Only a person can.",
    P.CASE_ASSIGN: "Give cases to somebody, and take those that were escalated.",
    P.CASE_SECOND: "Agree to another person's decision, or decline it.",
    P.CASE_REVERSE: "Reverse a decision.",
    P.EVIDENCE_OPEN: "Look at what was kept of a hit. Each look is counted and in the log.",
    P.CARE_EXTEND: "See who is near a limit of looking today, and extend another's day.",
    P.REPORT_READ: "See the reports. Each look at one is in the log.",
    P.REPORT_PREPARE: "Open, describe and change drafts of reports.",
    P.REPORT_SEND: "Send, mark, settle and take back reports. Only a person can.",
    P.REPORT_EXPORT: "Export the pack of a report.",
    P.REPORT_DETAILS: "Add what the platform knows to the drafts of its own service.",
    P.OUTCOME_RECORD: "Record what a recipient found, which can undo a decision.",
    P.RECIPIENT_READ: "See the recipients.",
    P.RECIPIENT_MANAGE: "Add, check and end recipients.",
    P.THREAT_ASSESS: "Assess a threat to life or safety, and record who was told.",
    P.PRESERVATION_DECIDE: "Decide between two duties of preservation.",
    P.ERASURE_PROVE: "See and verify certificates of erasure.",
    P.DELIVERY_READ: "See what the platform was told.",
    P.DELIVERY_RETRY: "Give a dead letter its tries again.",
    P.AUDIT_VERIFY: "Verify the log.",
    P.AUDIT_EXPORT: "Export the log.",
    P.ACCOUNT_MANAGE: "Say who may sign in, and as what; make and change roles.",
    P.KEY_MANAGE: "Make and end API keys.",
    P.NODE_READ: "See how the node stands.",
    P.NODE_ADMINISTER: "Serve the node and back it up.",
    P.METRICS_READ: "Read the figures of the node, as a program that watches it does.",
}
ROLES: dict[Role, str] = {
    Role.REVIEWER: "Decides cases.",
    Role.SENIOR: "Decides, reverses, verifies and activates entries.",
    Role.REPORTING_OFFICER: "Files what others decided; opens no evidence.",
    Role.ADMINISTRATOR: "Runs the node; opens no evidence and decides nothing.",
    Role.AUDITOR: "Reads and verifies the log, the law and proofs of erasure; nothing else.",
    Role.INTEGRATION: "A platform's program with an API key.",
    Role.MONITOR: "A program that watches the node, with an API key.",
    Role.OPERATOR: "Whoever owns the node's home, at its console. Decides nothing.",
}
