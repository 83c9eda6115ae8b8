"""What people are told of: a closed list, and alerts as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.platform.permissions import Permission
from tutela.texts.phrase import Forms, forms, phrase

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
P = Permission


class Kind(StrEnum):
    """Everything somebody may be told of."""

    THREAT_WAITING = "threat-waiting"
    NOTICE_DANGER = "notice-danger"
    NOTICE_LATE = "notice-late"
    FLAG_LATE = "flag-late"
    COMPLAINT_LATE = "complaint-late"
    MISUSE_OUT = "misuse-stands-out"
    HOLD_OVERDUE = "hold-overdue"
    HOLD_ENDING = "hold-ending"
    HOLD_UNOPENED = "hold-unopened"
    NOBODY_HERE = "nobody-here"
    HOLD_STRANDED = "hold-stranded"
    SECOND_WAITING = "second-waiting"
    CLAIM_EXPIRED = "claim-expired"
    REPORT_STUCK = "report-stuck"
    REPORT_LAPSING = "report-lapsing"
    PRESERVATION_ENDING = "preservation-ending"
    STATEMENT_UNFIT = "statement-unfit"
    STATEMENT_HELD_LONG = "statement-held-long"
    STATEMENT_UNDELIVERED = "statement-undelivered"
    ORDER_OVERDUE = "order-overdue"
    ORDER_WAITING = "order-waiting"
    RECEIVED_LATE = "received-late"
    HOTLINE_LATE = "hotline-late"
    VICTIM_LATE = "victim-late"
    DELIVERY_DEAD = "delivery-dead"
    PEER_AWAY = "peer-away"
    MESSAGE_REFUSED = "message-refused"
    MESSAGE_STUCK = "message-stuck"
    PUBLICATION_STUCK = "publication-stuck"
    PUBLISHING_HALTED = "publishing-halted"
    EVIDENCE_DAMAGED = "evidence-damaged"
    PAPER_CHANGED = "paper-changed"
    MAIL_AWAY = "mail-away"
    ERASURE_OVERDUE = "erasure-overdue"
    INDEX_STALE = "index-stale"
    LOG_UNSEALED = "log-unsealed"
    WITNESS_AWAY = "witness-away"
    JOBS_LATE = "jobs-late"
    DISK_LOW = "disk-low"
    BACKUP_OLD = "backup-old"
    FACTOR_OPTIONAL = "factor-optional"
    PEOPLE_UNAGREED = "people-unagreed"
    CERTIFICATE_ENDING = "certificate-ending"


@dataclass(frozen=True, slots=True)
class About:
    """What is told of a kind, to whom, and how often.

    `said` has a number and nothing else. Who holds `permission` may see it.
    `essential`: at least one person must stay told of it. `again`: it is told anew after so long.
    """

    said: Forms
    todo: str
    path: str
    permission: Permission
    again: timedelta = DAY
    essential: bool = False

    def words(self, count: int) -> str:
        """The number with what it counts."""
        return self.said.of(count)


ABOUT: Final[dict[Kind, About]] = {
    Kind.THREAT_WAITING: About(
        forms(
            "A threat to life or safety waits to be assessed, or to be told to an authority",
            "{n} threats to life or safety wait to be assessed, or to be "
            "told to an authority",
        ),
        phrase("Assess it, and tell the authority (Article 18 DSA: promptly)."),
        "/reports", P.THREAT_ASSESS, HOUR, essential=True,
    ),
    Kind.NOTICE_DANGER: About(
        forms(
            "A notice from outside says that somebody is in danger",
            "{n} notices from outside say that somebody is in danger",
        ),
        phrase("Open it from the desk at once; its case offers the way to the authority."),
        "/notices", P.NOTICE_DECIDE, HOUR, essential=True,
    ),
    Kind.NOTICE_LATE: About(
        forms(
            "A notice from outside waits longer than it should",
            "{n} notices from outside wait longer than they should",
        ),
        phrase("Take its case from the desk, and decide it (Article 16 DSA)."),
        "/notices", P.NOTICE_DECIDE,
    ),
    Kind.FLAG_LATE: About(
        forms(
            "What a user flagged waits longer than it should",
            "{n} flags of users wait longer than they should",
        ),
        phrase("Take its case from the desk, and decide it."),
        "/flags", P.NOTICE_DECIDE,
    ),
    Kind.COMPLAINT_LATE: About(
        forms(
            "A complaint waits longer than it should",
            "{n} complaints wait longer than they should",
        ),
        phrase(
            "Somebody who had no hand in the decision has to answer it (Article 20 DSA); on a node "
            "of one person, that person, twelve hours after it came in."
        ),
        "/complaints", P.COMPLAINT_DECIDE,
    ),
    Kind.MISUSE_OUT: About(
        forms(
            "Somebody stands out for misuse, and nobody has looked at it",
            "{n} stand out for misuse, and nobody has looked at it",
        ),
        phrase("Look at what they gave, and warn them if you judge it to be misuse (Article 23)."),
        "/misuse", P.MISUSE_DECIDE,
    ),
    Kind.HOLD_OVERDUE: About(
        forms(
            "An item is kept from view past its clock, and nobody has decided",
            "{n} items are kept from view past their clock, and nobody "
            "has decided",
        ),
        phrase("Take its case from the desk; it stands ahead."),
        "/desk", P.CASE_DECIDE, 4 * HOUR, essential=True,
    ),
    Kind.HOLD_ENDING: About(
        forms(
            "The clock of an item kept from view has nearly run out",
            "The clocks of {n} items kept from view have nearly run out",
        ),
        phrase("Take its case from the desk before the clock ends."),
        "/desk", P.CASE_DECIDE, 8 * HOUR,
    ),
    Kind.HOLD_UNOPENED: About(
        forms(
            "An item is kept from view and nobody has opened its case for half of its clock",
            "{n} items are kept from view and nobody has opened their "
            "cases for half of the clock",
        ),
        phrase("Open the case from the desk."),
        "/desk", P.CASE_DECIDE, DAY, essential=True,
    ),
    Kind.NOBODY_HERE: About(
        forms(
            "Everybody who decides cases is away",
            "Everybody who decides cases is away, all {n} of them",
        ),
        phrase("Somebody comes back, or an administrator adds a person."),
        "/absences", P.NODE_READ, 8 * HOUR, essential=True,
    ),
    Kind.HOLD_STRANDED: About(
        forms(
            "An item is kept from view and everybody who could decide is away",
            "{n} items are kept from view and everybody who could decide "
            "is away",
        ),
        phrase("Somebody who decides must come back now."),
        "/absences", P.NODE_READ, HOUR, essential=True,
    ),
    Kind.SECOND_WAITING: About(
        forms(
            "A decision has waited for a second person for over eight hours",
            "{n} decisions have waited for a second person for over "
            "eight hours",
        ),
        phrase("Somebody else than its author agrees or declines."),
        "/desk?who=second", P.CASE_SECOND,
    ),
    Kind.CLAIM_EXPIRED: About(
        forms(
            "A claim on a case ran out with the work undone",
            "{n} claims on cases ran out with the work undone",
        ),
        phrase("The case is free again: take it from the desk."),
        "/desk", P.CASE_DECIDE,
    ),
    Kind.REPORT_STUCK: About(
        forms(
            "A report failed, was refused, or nobody knows whether it arrived",
            "{n} reports failed, were refused, or nobody knows whether "
            "they arrived",
        ),
        phrase("Open the report: it says what to do."),
        "/reports", P.REPORT_SEND, 12 * HOUR, essential=True,
    ),
    Kind.REPORT_LAPSING: About(
        forms(
            "A report lies open at its recipient, which soon forgets it",
            "{n} reports lie open at their recipient, which soon forgets "
            "them",
        ),
        phrase("See that the node is served and that the recipient answers."),
        "/reports", P.REPORT_SEND, HOUR,
    ),
    Kind.PRESERVATION_ENDING: About(
        forms(
            "The time for keeping what belongs to a report ends within two weeks, undecided",
            "The time for keeping what belongs to {n} reports ends "
            "within two weeks, undecided",
        ),
        phrase("Decide which law's end holds; undecided, the Union's limit does."),
        "/reports", P.PRESERVATION_DECIDE, 3 * DAY,
    ),
    Kind.STATEMENT_UNFIT: About(
        forms(
            "A user was not told of a restriction: the guard refused the letter",
            "{n} users were not told of a restriction: the guard refused the letter",
        ),
        phrase("Open the statement: it says what is wrong. Once that is right, it leaves."),
        "/statements?show=unfit", P.STATEMENT_READ, DAY, essential=True,
    ),
    Kind.STATEMENT_HELD_LONG: About(
        forms(
            "What a user is to be told has been held back for over three weeks",
            "What {n} users are to be told has been held back for over three weeks",
        ),
        phrase("Ask whoever wanted it whether it must go on; end it if not."),
        "/statements?show=held-back", P.STATEMENT_HOLD_BACK, 3 * DAY,
    ),
    Kind.STATEMENT_UNDELIVERED: About(
        forms(
            "A letter to a user did not arrive by e-mail, and they were told in no other way",
            "{n} letters to users did not arrive by e-mail, and they were told in no other way",
        ),
        phrase("Send it to another address, or say why it need not arrive."),
        "/statements?show=undelivered", P.DELIVERY_RETRY, DAY, essential=True,
    ),
    Kind.ORDER_OVERDUE: About(
        forms(
            "The time limit of an order has passed, and it has not taken effect",
            "The time limits of {n} orders have passed, and they have not taken effect",
        ),
        phrase("Open the order: it says what is missing."),
        "/orders", P.ORDER_DECIDE, 2 * HOUR, essential=True,
    ),
    Kind.ORDER_WAITING: About(
        forms(
            "An order waits too long to be registered, confirmed, carried out or reported",
            "{n} orders wait too long to be registered, confirmed, carried out or reported",
        ),
        phrase("Open the order: it says what is due (Articles 9 and 10 DSA: no undue delay)."),
        "/orders", P.ORDER_READ, 8 * HOUR, essential=True,
    ),
    Kind.RECEIVED_LATE: About(
        forms(
            "A received report waits too long for triage, for Europol or to be assessed",
            "{n} received reports wait too long for triage, for Europol or to be assessed",
        ),
        phrase("Open the report: it says what is due. Urgent ones come first."),
        "/received", P.RECEIVED_READ, 4 * HOUR,
    ),
    Kind.HOTLINE_LATE: About(
        forms(
            "A hotline case waits too long to be assessed, acted on or looked at again",
            "{n} hotline cases wait too long to be assessed, acted on or looked at again",
        ),
        phrase("Open the case: it says what is due. The times are our own: no law sets them."),
        "/hotline", P.HOTLINE_READ, 8 * HOUR,
    ),
    Kind.VICTIM_LATE: About(
        forms(
            "A victim's request waits longer than our own target",
            "{n} victims' requests wait longer than our own target",
        ),
        phrase("Open the request: it says what is missing. The days are our own: no law sets any."),
        "/victims", P.VICTIM_READ, DAY,
    ),
    Kind.DELIVERY_DEAD: About(
        forms(
            "A message to a platform was given up",
            "{n} messages to platforms were given up",
        ),
        phrase("See to the platform's address, then try again; or close it, and say why."),
        "/deliveries", P.DELIVERY_RETRY, DAY, essential=True,
    ),
    Kind.PEER_AWAY: About(
        forms(
            "Another node cannot be reached, or does not believe this one",
            "{n} other nodes cannot be reached, or do not believe this one",
        ),
        phrase("See what it answers, and call them. What waits for it is kept, and goes on."),
        "/peers", P.PEER_MANAGE,
    ),
    Kind.MESSAGE_REFUSED: About(
        forms(
            "Another node refused a message for good",
            "Other nodes refused {n} messages for good",
        ),
        phrase("See why, and send it again or give it up: what follows it waits."),
        "/peers", P.PEER_MANAGE,
    ),
    Kind.MESSAGE_STUCK: About(
        forms(
            "A message of another node is not acted on",
            "{n} messages of other nodes are not acted on",
        ),
        phrase("One before it may be missing: ask the sender. Or see what failed in the jobs."),
        "/peers", P.PEER_MANAGE,
    ),
    Kind.PUBLICATION_STUCK: About(
        forms(
            "A statement did not go to the Transparency Database",
            "{n} statements did not go to the Transparency Database",
        ),
        phrase("The page says why: correct it, try again, or close it."),
        "/publishing", P.PUBLISHING_SETTLE,
    ),
    Kind.PUBLISHING_HALTED: About(
        forms(
            "The Transparency Database refuses a token, or has not answered for a day",
            "The Transparency Database refuses {n} tokens, or has not answered for a day",
        ),
        phrase("Give another token, or see whether the database is there. Nothing is lost."),
        "/publishing", P.PUBLISHING_MANAGE,
    ),
    Kind.EVIDENCE_DAMAGED: About(
        forms(
            "A kept object is gone or changed",
            "{n} kept objects are gone or changed",
        ),
        phrase("Restore the bytes from a backup, and ask who changed them."),
        "/node/health", P.NODE_ADMINISTER, DAY, essential=True,
    ),
    Kind.PAPER_CHANGED: About(
        forms(
            "A closed paper is not what was closed",
            "{n} closed papers are not what was closed",
        ),
        phrase("Restore it from a backup, and ask who changed it. It is not given out."),
        "/papers", P.PAPER_CLOSE, DAY, essential=True,
    ),
    Kind.MAIL_AWAY: About(
        forms(
            "An alert could not be sent by e-mail",
            "{n} alerts could not be sent by e-mail",
        ),
        phrase("See to the mail server and to the settings that begin with mail_."),
        "/alerts", P.NODE_ADMINISTER,
    ),
    Kind.ERASURE_OVERDUE: About(
        forms(
            "Something is kept longer than its clock allows",
            "{n} things are kept longer than their clock allows",
        ),
        phrase("The page of the node says what to do."),
        "/node/health", P.NODE_ADMINISTER, DAY, essential=True,
    ),
    Kind.INDEX_STALE: About(
        forms(
            "A process does not know the indicators as they are",
            "A process does not know the indicators as they are",
        ),
        phrase("The page of the node says what to do."),
        "/node/health", P.NODE_ADMINISTER, HOUR,
    ),
    Kind.LOG_UNSEALED: About(
        forms(
            "The log is not sealed",
            "The log is not sealed",
        ),
        phrase("The page of the node says what to do."),
        "/node/health", P.NODE_ADMINISTER, 4 * HOUR,
    ),
    Kind.WITNESS_AWAY: About(
        forms(
            "The witness has not seen the end of the log",
            "The witness has not seen the end of the log",
        ),
        phrase("The page of the node says what to do."),
        "/node/health", P.NODE_ADMINISTER,
    ),
    Kind.JOBS_LATE: About(
        forms(
            "Later work stands still or was given up",
            "Later work stands still or was given up",
        ),
        phrase("The page of the node says what to do."),
        "/node/health", P.NODE_ADMINISTER, 4 * HOUR,
    ),
    Kind.DISK_LOW: About(
        forms(
            "A disk of the node is nearly full",
            "{n} disks of the node are nearly full",
        ),
        phrase("The page of the node says what to do."),
        "/node/health", P.NODE_ADMINISTER, 4 * HOUR, essential=True,
    ),
    Kind.BACKUP_OLD: About(
        forms(
            "The last backup of the node is old",
            "The last backup of the node is old",
        ),
        phrase("The page of the node says what to do."),
        "/node/health", P.NODE_ADMINISTER,
    ),
    Kind.PEOPLE_UNAGREED: About(
        forms(
            "An account was made or ended within a week without anybody's agreement",
            "{n} accounts were made or ended within a week without anybody's agreement",
        ),
        phrase("If you do not know why, ask whoever runs the node, and have the log read."),
        "/alerts", P.LAW_READ, DAY, essential=True,
    ),
    Kind.CERTIFICATE_ENDING: About(
        forms(
            "The node's certificate runs out within a week",
            "The node's certificate runs out within a week",
        ),
        phrase("Renew it, and start the node again."),
        "/node/health", P.NODE_ADMINISTER, DAY, essential=True,
    ),
    Kind.FACTOR_OPTIONAL: About(
        forms(
            "The node lets people in by a password alone",
            "The node lets people in by a password alone",
        ),
        phrase("Set second_factor to required, and start the node again."),
        "/node", P.NODE_ADMINISTER,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """So many things of a kind wait now, the first of them since `since`, where that is known."""

    count: int
    since: datetime | None = None

    @classmethod
    def of(cls, count: int, since: datetime | None = None) -> Finding | None:
        """The finding, or None where there is nothing to count."""
        return cls(count, since) if count else None


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that waits, from when it was found until its cause ended."""

    id: UUID
    kind: Kind
    count: int
    since: datetime | None
    raised_at: datetime

    @property
    def about(self) -> About:
        return ABOUT[self.kind]

    @property
    def words(self) -> str:
        return self.about.words(self.count)


@dataclass(frozen=True, slots=True)
class Shown:
    """An alert as one person sees it: when and at which number they acknowledged it."""

    alert: Alert
    seen_at: datetime | None = None
    seen_count: int = 0

    def fresh(self, now: datetime) -> bool:
        """Whether it wants their eye: new, more than they saw, or seen too long ago."""
        if self.seen_at is None or self.alert.count > self.seen_count:
            return True
        return now - self.seen_at >= self.alert.about.again


@dataclass(frozen=True, slots=True)
class Wishes:
    """Where a person wants to be told, and of what not."""

    address: str = ""
    muted: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True)
class Listener:
    """A person who may be told by e-mail, with what they may see."""

    account_id: UUID
    name: str
    permissions: frozenset[Permission]
    wishes: Wishes

    def hears(self, kind: Kind) -> bool:
        """Whether they are told of this kind by e-mail."""
        allowed = ABOUT[kind].permission in self.permissions
        return bool(self.wishes.address) and allowed and kind not in self.wishes.muted


class MailState(StrEnum):
    """Where a message to a person stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Mail:
    """A message to a person: the kinds it tells of with their numbers, and its fate."""

    id: UUID
    account_id: UUID
    told: dict[str, int]
    state: MailState
    tries: int
    last_error: str
    made_at: datetime
    finished_at: datetime | None = None
