"""A statement of reasons as values: what it is about, and what became of it. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from tutela.law.model import Finding
from tutela.redress.notices.model import NoticeKind
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.casework.model import ActionKind


class Kind(StrEnum):
    """What happened to the item, or to the account."""

    HOLD = "hold"  # kept from view until a person looks
    REMOVAL = "removal"  # removed after a decision
    KEPT = "kept"  # people could not tell an age: kept from view until a clock
    SUSPENSION = "suspension"  # the account is suspended until a clock (Article 23(1))
    ENDED = "ended"  # what was restricted is so no longer

    @property
    def restricts(self) -> bool:
        return self is not Kind.ENDED


# What can happen to an item; the other one is of an account.
OF_CONTENT: Final = (Kind.HOLD, Kind.REMOVAL, Kind.KEPT)


class Trigger(StrEnum):
    """What led to it (Article 17(3)(b))."""

    DETECTION = "detection"  # of the service's own accord, by a list that people had checked
    UNCHECKED = "unchecked"  # the same, by an entry that nobody had checked yet
    NOTICE = "notice"  # somebody's notice (Article 16)
    TRUSTED_FLAGGER = "trusted-flagger"  # a trusted flagger's notice (Article 22)
    USER = "user"  # a flag of somebody who uses the service
    ORDER = "order"  # of an authority or court (Article 9)

    @property
    def automated(self) -> bool:
        """Whether the item was found by automated means (Article 17(3)(c))."""
        return self in _AUTOMATED


_AUTOMATED = (Trigger.DETECTION, Trigger.UNCHECKED)


class Ground(StrEnum):
    """On what it rests (Article 17(3)(d) and (e))."""

    ILLEGAL = "illegal"
    TERMS = "terms"


class Content(StrEnum):
    """What kind of thing it is."""

    PICTURE = "picture"
    FILM = "film"
    TEXT = "text"
    ADDRESS = "address"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a letter may say of one restriction, and nothing else: no indicator, no bank, no
    distance, no score, and nobody's name.

    `trigger` is what led to it first, `also` what else did, in the order it came.
    `finding` is a person's; None while nobody decided, and where a clock ended it. `until`: of a
    hold, when a person is to have looked; of what is kept, its last moment. `circumstance` is set
    where the account is a child's. `offence` is what a notice was about that a person found right;
    None where the restriction rests on an item. What people typed is cleaned by `words.plain`
    before.

    `suspends`: it is about the account, and so is its end; the rest of it speaks of what it put
    there last. `misused` of what it put there was manifestly illegal within `within_days`, and it
    went on after the warning of `warned_at`; `told` is what a person chose to say of it. `by_two`:
    two people decided. `lifted`: people ended it, not its clock.
    """

    kind: Kind
    trigger: Trigger
    ground: Ground
    finding: Finding | None
    content: Content
    service: str
    put_at: datetime
    at: datetime
    until: datetime | None
    complain_until: datetime
    basis: str  # the law on which the service looked
    terms_clause: str
    contact: str  # where the service takes complaints; empty: it has said none here
    closes_account: bool = False
    circumstance: str = ""
    delayed: bool = False  # it was held back until now
    by_link: bool = False  # a link comes with the letter, which takes a complaint
    also: tuple[Trigger, ...] = ()
    reopens_account: bool = False  # it was to be closed because of this, and no more is
    territory: tuple[str, ...] = ()  # where it acts, by ISO 3166; empty: wherever it is offered
    offence: NoticeKind | None = None
    suspends: bool = False
    misused: int = 0
    within_days: int = 0
    warned_at: datetime | None = None
    told: str = ""
    by_two: bool = False
    lifted: bool = False

    @property
    def causes(self) -> tuple[Trigger, ...]:
        """All that led to it, in the order it came."""
        return (self.trigger, *self.also)

    @property
    def automated(self) -> bool:
        """Whether the item was found by automated means as well (Article 17(3)(c))."""
        return any(one.automated for one in self.causes)

    def counted(self) -> Facts:
        """What is left of it once it is erased: what is counted, on days instead of at moments, and
        nothing that anybody typed or that tells of the account.
        """
        return replace(
            self,
            service="",
            put_at=_day(self.put_at),
            at=_day(self.at),
            until=_day(self.until) if self.until else None,
            complain_until=_day(self.complain_until),
            basis="",
            terms_clause="",
            contact="",
            circumstance="",
            delayed=False,
            by_link=False,
            misused=0,
            within_days=0,
            warned_at=None,
            told="",
        )

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, to be stored with the statement."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Facts:
        """What `to_json` wrote."""
        until, offence = values["until"], values.get("offence")
        warned_at = values.get("warned_at")
        return cls(
            **values
            | {
                "kind": Kind(values["kind"]),
                "trigger": Trigger(values["trigger"]),
                "also": tuple(Trigger(one) for one in values.get("also", ())),
                "territory": tuple(values.get("territory", ())),
                "ground": Ground(values["ground"]),
                "finding": Finding(values["finding"]) if values["finding"] else None,
                "content": Content(values["content"]),
                "offence": NoticeKind(offence) if offence else None,
                "put_at": datetime.fromisoformat(values["put_at"]),
                "at": datetime.fromisoformat(values["at"]),
                "until": datetime.fromisoformat(until) if until else None,
                "warned_at": datetime.fromisoformat(warned_at) if warned_at else None,
                "complain_until": datetime.fromisoformat(values["complain_until"]),
            }
        )


def _day(at: datetime) -> datetime:
    """The beginning of its day, in UTC."""
    return datetime.combine(at.astimezone(UTC).date(), time(), UTC)


class State(StrEnum):
    """Where a statement stands."""

    MADE = "made"  # nothing has left yet; ends with the work that made it
    ISSUED = "issued"
    HELD_BACK = "held-back"  # a recorded lawful ground runs
    UNFIT = "unfit"  # the guard refused its letter: nothing left
    UNREACHABLE = "unreachable"  # nobody knows whom to tell (Article 17(2))
    ERASED = "erased"  # its time is over: only what is counted is left


@dataclass(frozen=True, slots=True)
class Put:
    """What kind of thing an account put there, and when."""

    content: Content
    at: datetime


@dataclass(frozen=True, slots=True)
class Restriction:
    """What the platform was asked to do with an item, and all that its statement rests on.

    `looked_by` is when the clock of its hold ends; `causes`, of which there is one at least, what
    led to it, in the order it came; `profile` is empty where none was asked for.
    """

    action_id: UUID
    action: ActionKind
    decision_id: UUID | None
    at: datetime
    service_id: str
    item_id: UUID
    case_id: UUID
    account_ref: str
    external_id: str
    language: str
    content: Content
    put_at: datetime
    finding: Finding | None
    closes_account: bool
    reopens_account: bool
    circumstance: str
    looked_by: datetime | None
    causes: tuple[Trigger, ...]
    profile: str
    legal_basis: str
    terms_clause: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a statement is for, and what the platform calls what it is about; either may be empty.

    `notice_id`: after which notice it was removed, where it rests on no item.
    """

    account_ref: str = field(repr=False)
    external_id: str = field(repr=False)
    notice_id: UUID | None

    @property
    def known(self) -> bool:
        """Whether the platform can tell whom to tell."""
        return bool(self.account_ref or self.external_id or self.notice_id)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: about one restriction, or about its end. `problem`: why its letter is unfit.

    It rests on an item, by what the platform was asked to do with it (`action_id`), on what the
    platform removed after a notice (`takedown_id`), or on what was decided about an account
    (`suspension_id`).

    `ended_at` says since when what it told is no longer so, `ended_by_id` which statement said so.
    `erase_at` is None while the clock of its keeping has not begun, and while something stops it.
    """

    id: UUID
    service_id: str
    item_id: UUID | None
    case_id: UUID
    action_id: UUID | None
    decision_id: UUID | None
    kind: Kind
    state: State
    facts: Facts
    language: str
    problem: str
    made_at: datetime
    issued_at: datetime | None
    ended_at: datetime | None
    ended_by_id: UUID | None
    takedown_id: UUID | None = None
    suspension_id: UUID | None = None
    erase_at: datetime | None = None
    erased_at: datetime | None = None

    @property
    def by_person(self) -> bool:
        """Whether people decided what it tells."""
        return any((self.decision_id, self.takedown_id, self.suspension_id))


class Why(StrEnum):
    """The lawful grounds to hold a statement back: a closed list."""

    INVESTIGATION = "investigation"  # an authority asks that nobody be warned
    ORDER = "order"  # an order of an authority or court forbids to tell
    SAFETY = "safety"  # telling would endanger somebody's life or safety

    @property
    def sentence(self) -> str:
        return _WHY[self]


_WHY = {
    Why.INVESTIGATION: phrase("An authority asks that nobody be warned while it investigates."),
    Why.ORDER: phrase("An order of an authority or a court forbids to tell."),
    Why.SAFETY: phrase("Telling now would endanger somebody's life or safety."),
}


@dataclass(frozen=True, slots=True)
class Withholding:
    """What holds back statements to an account (or about a case, where none is known), until when,
    and who asked for it: `source`. It ends by itself; `end_reason` says why it did.
    """

    id: UUID
    service_id: str
    case_id: UUID
    account_ref: str
    why: Why
    source: str
    until: datetime
    placed_by: str
    placed_by_name: str
    placed_at: datetime
    renewed_by: str = ""
    renewed_by_name: str = ""
    renewed_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by_name: str = ""
    end_reason: str = ""


class Way(StrEnum):
    """How somebody was told."""

    WEBHOOK = "webhook"
    E_MAIL = "e-mail"


class MailState(StrEnum):
    """Where a letter by e-mail stands."""

    WAITING = "waiting"
    SENT = "sent"  # the mail server took it, and has not sent it back
    FAILED = "failed"
    BOUNCED = "bounced"
    CLOSED = "closed"  # a person said that it need not arrive


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter by e-mail. `sealed`: what leaves, and where to, as long as it waits.

    `until` is set with the first try, and says when it is given up.
    """

    id: UUID
    service_id: str
    statement_id: UUID
    state: MailState
    sealed: str | None
    digest: bytes
    tries: int
    last_error: str
    made_at: datetime
    due_at: datetime
    until: datetime | None = None
    finished_at: datetime | None = None
    bounced_at: datetime | None = None
    closed_by_name: str = ""
    close_reason: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """One message about a statement, and whether it arrived.

    `state` is that of its delivery, or of its mail; `received_at` is the receipt: the platform has
    it, or a mail server has and did not send it back. `by_name`: who asked that it be sent again;
    empty for the first. `problem` and `mail_id` are of an e-mail.
    """

    id: UUID
    statement_id: UUID
    way: Way
    sent_at: datetime
    by_name: str
    state: str
    received_at: datetime | None
    problem: str = ""
    mail_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A statement with whom it is for and what the platform calls what it is about, and how they
    were told. `notice_id`: after which notice it was removed, where it rests on no item.
    """

    statement: Statement
    account_ref: str
    external_id: str
    tellings: tuple[Telling, ...] = ()
    notice_id: UUID | None = None

    @property
    def received_at(self) -> datetime | None:
        """When the user was informed, from which the time to complain runs (Article 20(2)): the
        first receipt of any way. A letter that bounced has none.
        """
        return min((one.received_at for one in self.tellings if one.received_at), default=None)
