"""What people find at an address: each item by the labels of a scheme, and the case as a whole."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from tutela.hotline import handing, moves, store
from tutela.hotline.errors import FindingMissing, HotlineMoveRefused, ItemInvalid
from tutela.hotline.machine import Command, State
from tutela.law import classification
from tutela.law.errors import LabelUnknown, SchemeUnknown
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission
from tutela.reporting.words import one_line

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.hotline.model import CaseLine
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

SCHEMES: Final = ("interpol-baseline", "a1-b2", "no-abuse")
DEMO_SCHEMES: Final = ("tutela-demo",)
LONGEST_PLACE: Final = 500
MOST_ITEMS: Final = 2000
ADD_ITEM: Final = "add-item"
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_ASSESSING: Final = frozenset({State.OPEN, State.ILLEGAL})


def schemes(node: Node) -> tuple[str, ...]:
    """Which schemes of labels people choose from here."""
    return (*SCHEMES, *(DEMO_SCHEMES if node.identity.demo else ()))


def add_item(
    node: Node,
    actor: Actor,
    case_id: UUID,
    *,
    scheme: str,
    label: str,
    where: str,
    sha256: str = "",
) -> UUID:
    """Writes down one thing at the address and what this person finds it to be; its id.

    `where` tells it from others there, such as "third picture". Raises ItemInvalid,
    HotlineMoveRefused, HotlineCaseUnknown and HotlineErased.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    illegal = _illegal(node, scheme, label)
    details = _details(where, sha256)
    with node.work(actor, purpose="write down what is at an address") as work:
        one = moves.locked(work, case_id)
        if one.line.state not in _ASSESSING:
            raise HotlineMoveRefused(state=one.line.state.value, command=ADD_ITEM)
        if len(store.items(work.connection, case_id)) >= MOST_ITEMS:
            raise ItemInvalid(problem=f"there are {MOST_ITEMS} in this case")
        item_id = work.new_id()
        store.add_item(
            work.connection,
            id=item_id,
            service_id=NODE_SERVICE,
            case_id=case_id,
            scheme=scheme,
            label=label,
            illegal=illegal,
            details=one.seal.seal(f"item:{item_id}", details),
            assessed_by=actor.id,
            assessed_by_name=actor.name,
            assessed_at=work.now,
        )
        moves.record(
            work, Event.HOTLINE_ITEM, case_id, item=str(item_id), scheme=scheme, label=label
        )
    return item_id


def find_illegal(
    node: Node, actor: Actor, case_id: UUID, reason: str, *, police_first: bool = False
) -> None:
    """Says that something illegal is at the address. `police_first`: nobody else is told before the
    police answered or their time is over.

    Raises FindingMissing without an item that is illegal, and HotlineMoveRefused.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    said = moves.require_words(reason, "why")
    with node.work(actor, purpose="find an address illegal") as work:
        one = moves.locked(work, case_id)
        first = police_first or one.line.police_first
        moves.move(work, one, Command.FIND_ILLEGAL, words=said, police_first=first)
        if not _some_illegal(work, one.line):
            raise FindingMissing


def find_lawful(node: Node, actor: Actor, case_id: UUID, reason: str) -> None:
    """Says that nothing illegal is at the address; hotlines that handed it over are told.

    Raises HotlineMoveRefused, also where an item was found illegal.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    said = moves.require_words(reason, "why")
    with node.work(actor, purpose="find nothing illegal at an address") as work:
        one = moves.locked(work, case_id)
        if _some_illegal(work, one.line):
            raise HotlineMoveRefused(state=State.ILLEGAL.value, command=Command.FIND_LAWFUL.value)
        moves.move(work, one, Command.FIND_LAWFUL, words=said)
        handing.give_back(work, case_id, said)


def _some_illegal(work: Work, line: CaseLine) -> bool:
    """Whether an item was found illegal since the case was opened, or opened again."""
    found = store.items(work.connection, line.id)
    return any(item.illegal and item.assessed_at >= line.opened_at for item in found)


def _illegal(node: Node, scheme: str, label: str) -> bool:
    """Whether what has that label is abuse material. Raises ItemInvalid."""
    if scheme not in schemes(node):
        raise ItemInvalid(problem="its scheme is none of those that are used here")
    try:
        return classification.scheme(scheme).label(label).is_abuse_material
    except (SchemeUnknown, LabelUnknown):
        raise ItemInvalid(problem="its label is none of its scheme") from None


def _details(where: str, sha256: str) -> bytes:
    try:
        place = one_line(where.strip())
    except ValueError:
        place = ""
    if not 0 < len(place) <= LONGEST_PLACE:
        raise ItemInvalid(problem="say in one line which of the things at the address it is")
    if sha256 and not _SHA256.fullmatch(sha256):
        raise ItemInvalid(problem="its SHA-256 is no 64 hexadecimal digits")
    return json.dumps({"where": place, "sha256": sha256.lower()}).encode()
