"""What each permission lets somebody do, and who holds which role: for pages, commands and docs."""

from __future__ import annotations

from tutela.platform.permissions import Permission, Role
from tutela.texts.phrase import phrase

P = Permission
WORDS: dict[Permission, str] = {
    P.SCAN: phrase("Have items scanned."),
    P.MATCH: phrase("Have fingerprints matched, without the item."),
    P.MATCH_DEBUG: phrase("See the distance of a match in a bank that is no demo bank."),
    P.LAW_READ: phrase("Read the profiles and what they permit."),
    P.SERVICE_DECLARE: phrase("Declare services, surfaces and webhooks."),
    P.TECHNOLOGY_RECORD: phrase("Record a technology with its papers."),
    P.TECHNOLOGY_ACTIVATE: phrase("Switch a technology on for a surface, and off."),
    P.BANK_READ: phrase("See the banks and what is in them, counted."),
    P.BANK_EDIT: phrase("Make banks and bring entries in, as proposed."),
    P.INDICATOR_VERIFY: phrase("Verify entries that somebody else brought in."),
    P.INDICATOR_ACTIVATE: phrase("Activate verified entries, so that they may hold an item."),
    P.INDICATOR_WITHDRAW: phrase("Withdraw entries."),
    P.CASE_READ: phrase("See the queue and the cases. Each look is in the log."),
    P.CASE_DECIDE: phrase("Take, skip and escalate cases, and decide items. Only a person can."),
    P.CASE_COMMENT: phrase("Comment on a case. Only a person can."),
    P.CASE_ASSIGN: phrase("Give cases to somebody, and take those that were escalated."),
    P.CASE_SECOND: phrase("Agree to another person's decision, or decline it."),
    P.CASE_REVERSE: phrase("Reverse a decision."),
    P.EVIDENCE_OPEN: phrase("Look at what was kept of a hit. Each look is counted and in the log."),
    P.CARE_EXTEND: phrase("See who is near a limit of looking today, and extend another's day."),
    P.STATEMENT_READ: phrase("See what users were told of restrictions. Each look is in the log."),
    P.STATEMENT_HOLD_BACK: phrase(
        "Hold back what a user is told, on a lawful ground and for a time. Only a person can."
    ),
    P.REPORT_READ: phrase("See the reports. Each look at one is in the log."),
    P.REPORT_PREPARE: phrase("Open, describe and change drafts of reports."),
    P.REPORT_SEND: phrase("Send, mark, settle and take back reports. Only a person can."),
    P.REPORT_EXPORT: phrase("Export the pack of a report."),
    P.REPORT_DETAILS: phrase("Add what the platform knows to the drafts of its own service."),
    P.OUTCOME_RECORD: phrase("Record what a recipient found, which can undo a decision."),
    P.RECIPIENT_READ: phrase("See the recipients."),
    P.RECIPIENT_MANAGE: phrase("Add, check and end recipients."),
    P.THREAT_ASSESS: phrase("Assess a threat to life or safety, and record who was told."),
    P.ORDER_READ: phrase("See the orders of authorities. Each look at one is in the log."),
    P.ORDER_REGISTER: phrase("Register what an order says, and confirm its receipt."),
    P.ORDER_DECIDE: phrase(
        "Check orders, verify who issued them, and say whether they take effect. Only a person can."
    ),
    P.ORDER_SUBMIT: phrase("Send orders in, to be registered by a person."),
    P.ORDER_EFFECT: phrase("Say what became of the targets of an order, as the platform."),
    P.RECEIVED_READ: phrase(
        "See the reports that other institutions sent. Each look at one is in the log."
    ),
    P.RECEIVED_TRIAGE: phrase(
        "Ask for what a received report lacks, and say where it goes. Only a person can."
    ),
    P.RECEIVED_ASSESS: phrase(
        "Say of each item of a received report what it is, and what came of it. Only a person can."
    ),
    P.WAITING_READ: phrase(
        "See what waits for people of an institution, and until when; nothing of what it says."
    ),
    P.HOTLINE_REPORT: phrase("Hand in reports of addresses to a hotline, as its own form does."),
    P.HOTLINE_READ: phrase("See a hotline's cases. Each look at one is in the log."),
    P.HOTLINE_WORK: phrase(
        "Take reports of addresses in, say what is there, and tell who can act. Only a person can."
    ),
    P.EXCHANGE_READ: phrase("See what goes between institutions about indicators."),
    P.EXCHANGE_DECIDE: phrase(
        "Submit indicators for an authority, or take them in and grant access for the Centre. Only "
        "a person can."
    ),
    P.EXCHANGE_ASK: phrase("Ask the EU Centre for access to its indicators. Only a person can."),
    P.PRESERVATION_DECIDE: phrase("Decide between two duties of preservation."),
    P.LEGAL_HOLD: phrase("Put kept bytes under legal hold, and lift it. Only a person can."),
    P.ERASURE_PROVE: phrase("See and verify certificates of erasure."),
    P.NOTICE_READ: phrase(
        "See notices from outside and what users flagged. Each look at one is in the log."
    ),
    P.NOTICE_DECIDE: phrase(
        "Decide notices from outside and what users flagged. Only a person can."
    ),
    P.NOTICE_GIVE: phrase("Give notice to the service of the key."),
    P.TAKEDOWN_RECORD: phrase("Say what was removed after a notice, as the platform."),
    P.COMPLAINT_LODGE: phrase("Hand on complaints that users made on the platform."),
    P.COMPLAINT_READ: phrase("See complaints. Each look at one is in the log."),
    P.COMPLAINT_DECIDE: phrase(
        "Decide complaints about what others decided, and record what other bodies decide. Only a "
        "person can."
    ),
    P.FLAG_SEND: phrase("Hand on what users of the service flagged."),
    P.VICTIM_READ: phrase("See what victims ask for. Each look at one is in the log."),
    P.VICTIM_DECIDE: phrase(
        "Check, pass on and answer what victims ask for, and search for it. Only a person can."
    ),
    P.MISUSE_READ: phrase("See who gives what is manifestly unfounded or illegal, and how often."),
    P.MISUSE_DECIDE: phrase(
        "Warn whoever misuses notices, complaints or the service, and ask to suspend them. Only a "
        "person can."
    ),
    P.FLAGGER_MANAGE: phrase(
        "Say who is a trusted flagger, and how that status stands. Only a person can."
    ),
    P.PUBLISHING_READ: phrase("See what goes to the Transparency Database."),
    P.PUBLISHING_SETTLE: phrase("Correct, retry and close what did not go there."),
    P.PUBLISHING_MANAGE: phrase("Say where a service's statements go, and switch it on and off."),
    P.PAPER_READ: phrase("See the periodic papers and their figures."),
    P.PAPER_CLOSE: phrase(
        "Close a paper of a period that is over, and agree that anybody sees it."
    ),
    P.DELIVERY_READ: phrase("See what the platform was told."),
    P.DELIVERY_RETRY: phrase("Give a dead letter its tries again, or close it."),
    P.AUDIT_VERIFY: phrase("Verify the log."),
    P.AUDIT_EXPORT: phrase("Export the log."),
    P.ACCOUNT_MANAGE: phrase("Say who may sign in, and as what; make and change roles."),
    P.KEY_MANAGE: phrase("Make and end API keys."),
    P.REQUEST_READ: phrase("See what waits for a second person, and recall what you asked for."),
    P.SAFEGUARD_APPROVE: phrase("Agree to what somebody else asked for that weakens a safeguard."),
    P.PEER_MANAGE: phrase("Say which other nodes are believed. Only a person can."),
    P.NODE_READ: phrase("See how the node stands."),
    P.NODE_ADMINISTER: phrase("Serve the node and back it up."),
    P.METRICS_READ: phrase("Read the figures of the node, as a program that watches it does."),
}
ROLES: dict[Role, str] = {
    Role.REVIEWER: phrase("Decides cases."),
    Role.SENIOR: phrase("Decides, reverses, verifies and activates entries."),
    Role.REPORTING_OFFICER: phrase("Files what others decided; opens no evidence."),
    Role.OFFICER: phrase("Works for an institution on the reports that others send to it."),
    Role.ADMINISTRATOR: phrase("Runs the node; opens no evidence and decides nothing."),
    Role.AUDITOR: phrase(
        "Reads and verifies the log, the law and proofs of erasure; nothing else."
    ),
    Role.INTEGRATION: phrase("A platform's program with an API key."),
    Role.MONITOR: phrase("A program that watches the node, with an API key."),
    Role.AUTHORITY: phrase("A program of an authority, with an API key: it sends orders."),
    Role.CASE_SYSTEM: phrase("An institution's own case system, with an API key."),
    Role.OPERATOR: phrase("Whoever owns the node's home, at its console. Decides nothing."),
}
