"""What of an order for information its page shows: what is on record, chosen, given, received."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.orders.giving import keys, opening, service
from tutela.orders.giving.model import GivingState, Part
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase, several, together
from tutela.web.pages.words import minute, short, size

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.orders.giving.model import Giving, OnRecord
    from tutela.orders.model import Order
    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node

SHOWN_ITEMS = 200
BADGES = {
    GivingState.CHOSEN: ("waiting", phrase("chosen")),
    GivingState.GIVEN: ("closed", phrase("given")),
    GivingState.DROPPED: ("withdrawn", phrase("dropped")),
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item on record: its name for people, and what is known of it in a line."""

    id: UUID
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One answer. `choice` says what of what; `left` when, by whom and under which digest."""

    badge: tuple[str, str]
    asked: str
    choice: str
    note: str
    left: str
    sha256: str
    manifest: str
    received: str


@dataclass(frozen=True, slots=True)
class GivingPage:
    """What the page of an order for information shows; empty for other orders."""

    rows: tuple[GivenRow, ...] = ()
    items: tuple[ItemRow, ...] = ()
    more: str = ""
    wanted: str = ""
    issuer: str = ""
    key: str = ""
    verified: bool = False
    late: bool = False
    asked: Request | None = None
    may_choose: bool = False
    may_give: bool = False
    may_receive: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """What may be left out; the facts always leave."""
        return tuple(one for one in Part if one is not Part.FACTS)


def giving_page(node: Node, actor: Actor, one: Order, now: datetime) -> GivingPage:
    """The answers to one order, for this person."""
    standing = service.standing(node, actor, one)
    issuer = one.issuer
    if issuer is None or not (standing.givings or opening.gives(one)):
        return GivingPage()
    decides = actor.may(Permission.ORDER_DECIDE) and opening.gives(one)
    last = standing.givings[-1] if standing.givings else None
    return GivingPage(
        rows=tuple(_row(each) for each in standing.givings),
        items=tuple(_item(each) for each in standing.on_record[:SHOWN_ITEMS]),
        more=_more(len(standing.on_record) - SHOWN_ITEMS),
        wanted=one.facts.information if one.facts else "",
        issuer=issuer.name,
        key=keys.code_of(issuer.age_key) if issuer.age_key else "",
        verified=bool(issuer.verified),
        late=one.line.due_at is not None and one.line.due_at < now,
        asked=None if standing.permit else standing.asked,
        may_choose=decides and standing.asked is None,
        may_give=decides and standing.permit,
        may_receive=actor.may(Permission.ORDER_REGISTER)
        and one.erased_at is None
        and last is not None
        and last.state is GivingState.GIVEN
        and last.received_at is None,
    )


def _item(one: OnRecord) -> ItemRow:
    title = one.external_id or phrase("item {short}", short=short(one.id))
    came = phrase("came in {at}", at=minute(one.received_at))
    account = phrase("account {account}", account=one.account_ref) if one.account_ref else ""
    parts = (account, one.media_type, size(one.size), came, _kept(one))
    return ItemRow(one.id, title, together([part for part in parts if part], " · "))


def _kept(one: OnRecord) -> str:
    if one.kept:
        return phrase("kept")
    if one.erased_at is not None:
        return phrase("erased {at}", at=minute(one.erased_at))
    return phrase("not kept here")


def _row(one: Giving) -> GivenRow:
    received = one.received_at
    return GivenRow(
        badge=BADGES[one.state],
        asked=phrase("Chosen by {name}, {at}", name=one.asked_by_name, at=minute(one.asked_at)),
        choice=_choice(one),
        note=one.choice.note if one.choice else "",
        left=_left(one),
        sha256=one.sha256,
        manifest=one.manifest,
        received=phrase("The authority has it since {at}: {how}", at=minute(received),
                        how=one.received_how) if received else "",
    )  # fmt: skip


def _choice(one: Giving) -> str:
    if one.choice is None:
        return phrase("What was in it was erased with the order.")
    count = several(len(one.choice.items), "{n} item", "{n} items")
    parts = together([part.words for part in Part if part in one.choice.parts], "; ")
    return phrase("{count}: {parts}", count=count, parts=parts)


def _left(one: Giving) -> str:
    if one.given_at is None:
        return ""
    facts = {"name": one.given_by_name, "at": minute(one.given_at), "size": size(one.size)}
    if one.single_person:
        return phrase("Taken out by {name}, {at}, {size}, as one person's", **facts)
    return phrase("Taken out by {name}, {at}, {size}", **facts)


def _more(number: int) -> str:
    if number <= 0:
        return ""
    return several(number, "and {n} more, which the command names",
                   "and {n} more, which the command names")  # fmt: skip
