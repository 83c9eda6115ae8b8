"""Whether a court's paper is taken here: each reason has a name of its own, and is final. Pure.

Sources: COM(2022) 209, Articles 14(1) to (4), 15(4) and 39(2). A signature is believed only by a
key whose code people compared; who brings the paper proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tutela.law import catalogue
from tutela.law.draft import PROFILE
from tutela.law.durations import Duration
from tutela.orders.model import TargetKind
from tutela.orders.removal import papers
from tutela.orders.removal.errors import PaperUnreadable
from tutela.orders.removal.model import WordKind
from tutela.signals import url
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from uuid import UUID

    from tutela.orders.model import Target
    from tutela.orders.removal.papers import Order, Word

EXECUTE: Final = "removal-order.execute"
NONDISCLOSURE: Final = "removal-order.nondisclosure"
AHEAD: Final = timedelta(minutes=5)  # that a court's clock may be ahead of ours


class Refusal(StrEnum):
    """Why a paper is not taken."""

    UNREADABLE = "unreadable"
    UNSIGNED = "unsigned"
    NO_COURT = "no-court"
    FORGED = "forged"
    OWN_REQUEST = "own-request"
    OTHER_SENDER = "other-sender"
    OTHER_PROVIDER = "other-provider"
    OTHER_SERVICE = "other-service"
    OTHER_PLACE = "other-place"
    OTHER_LAW = "other-law"
    TOO_SECRET = "too-secret"  # noqa: S105 - not a password
    AHEAD = "ahead"
    EXPIRED = "expired"
    REPLAYED = "replayed"
    OTHER_ORDER = "other-order"
    UNTIMELY = "untimely"

    @property
    def words(self) -> str:
        return _WORDS[self]


_R = Refusal
_WORDS: Mapping[Refusal, str] = {
    _R.UNREADABLE: phrase("it cannot be read as what it should be"),
    _R.UNSIGNED: phrase("nobody signed it"),
    _R.NO_COURT: phrase("its key is not that of a court whose code was compared here"),
    _R.FORGED: phrase("the signature is not the court's, or it was changed since"),
    _R.OWN_REQUEST: phrase("who asked for it signed it"),
    _R.OTHER_SENDER: phrase("another authority asked for it than the one that sent it"),
    _R.OTHER_PROVIDER: phrase("it is for another provider"),
    _R.OTHER_SERVICE: phrase("it is for a service that is not declared here"),
    _R.OTHER_PLACE: phrase("it names an address of somebody else's service"),
    _R.OTHER_LAW: phrase("it rests on another text of the law than this node goes by"),
    _R.TOO_SECRET: phrase("users would be left untold for longer than the law allows"),
    _R.AHEAD: phrase("it says that it was signed later than now"),
    _R.EXPIRED: phrase("it was to be brought here sooner"),
    _R.REPLAYED: phrase("it came before"),
    _R.OTHER_ORDER: phrase("it is about an order that is not here, or about another text of it"),
    _R.UNTIMELY: phrase("it does not fit where the order stands"),
}


@dataclass(frozen=True, slots=True)
class Here:
    """What a node knows as it looks at an order. `courts` are the keys that were compared, with
    their names; `services` None where the node has none of its own; `hosts` empty: not checked.
    """

    provider: UUID
    sender: UUID
    courts: Mapping[bytes, str]
    now: datetime
    known: bool
    services: Collection[str] | None = None
    hosts: Collection[str] = ()


def order_refusal(given: object, here: Here) -> Refusal | None:
    """Why this order is not taken, if it is not: its signature first, then what it says."""
    try:
        order, signature = papers.read_order(given)
        named = papers.named(order.request)
    except PaperUnreadable:
        return _R.UNSIGNED if papers.is_unsigned(given) else _R.UNREADABLE
    if here.courts.get(order.key) != order.court:
        return _R.NO_COURT
    if not papers.is_order_signed(order, signature, order.key):
        return _R.FORGED
    return _whose(order, here) or _limits(order, named, here)


def word_refusal(given: object, about: Order | None, here: Here) -> Refusal | None:
    """Why this later word is not taken. `about` is the order as it is known here."""
    try:
        word, signature = papers.read_word(given)
    except PaperUnreadable:
        return _R.UNSIGNED if papers.is_unsigned(given) else _R.UNREADABLE
    if here.courts.get(word.key) != word.court:
        return _R.NO_COURT
    if not papers.is_word_signed(word, signature, word.key):
        return _R.FORGED
    if about is None or (word.order, word.order_sha256) != (
        about.request.id,
        papers.digest(about),
    ):
        return _R.OTHER_ORDER
    return _said(word, about, here)


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same to a reader."""
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def too_long(days: int, now: datetime) -> bool:
    """Whether so many days of non-disclosure are more than the law allows at once."""
    limit = catalogue.load(PROFILE).deadline(NONDISCLOSURE).limit
    return not isinstance(limit, Duration) or now + timedelta(days=days) > limit.after(now)


def hidden_until(order: Order, received_at: datetime) -> datetime | None:
    """Until when users must not be told: from the decision, or from our receipt if a court's clock
    says that the decision is yet to come.
    """
    if not order.request.days:
        return None
    return min(order.issued_at, received_at) + timedelta(days=order.request.days)


def _whose(order: Order, here: Here) -> Refusal | None:
    request = order.request
    if same_name(order.court, request.authority_name):
        return _R.OWN_REQUEST
    if request.authority != here.sender:
        return _R.OTHER_SENDER
    if request.provider != here.provider:
        return _R.OTHER_PROVIDER
    if here.services is not None and request.service not in here.services:
        return _R.OTHER_SERVICE
    return _R.OTHER_LAW if request.profile != PROFILE else None


def _limits(order: Order, named: tuple[Target, ...], here: Here) -> Refusal | None:
    if here.hosts and any(_elsewhere(one, here.hosts) for one in named):
        return _R.OTHER_PLACE
    if too_long(order.request.days, here.now):
        return _R.TOO_SECRET
    if order.issued_at > here.now + AHEAD:
        return _R.AHEAD
    if order.valid_until < here.now:
        return _R.EXPIRED
    return _R.REPLAYED if here.known else None


def _said(word: Word, about: Order, here: Here) -> Refusal | None:
    if same_name(word.court, about.request.authority_name):
        return _R.OWN_REQUEST
    # A higher court may annul; the rest is said by the court that issued it.
    if word.kind is not WordKind.ANNUL and word.key != about.key:
        return _R.NO_COURT
    if word.said_at > here.now + AHEAD:
        return _R.AHEAD
    extends = word.kind is WordKind.EXTEND
    if extends != bool(word.days) or too_long(word.days, here.now):
        return _R.TOO_SECRET
    return None


def _elsewhere(one: Target, hosts: Collection[str]) -> bool:
    """Whether an address lies at none of these hosts, nor below them."""
    if one.kind is not TargetKind.URL:
        return False
    host = url.canonical(one.value).partition("/")[0].partition(":")[0]
    return not any(host == each or host.endswith(f".{each}") for each in hosts)
