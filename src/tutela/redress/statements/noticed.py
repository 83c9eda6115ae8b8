"""Asking the platform to act on what a notice names, once a person found it right.

Regulation (EU) 2022/2065, Articles 16(6) and 17. The node does not know whose it is, nor whether it
lies there: the platform looks, removes it, and says so (`acted`). Then its user is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from tutela.platform.actor import NODE
from tutela.platform.webhooks import service as webhooks
from tutela.redress.notices import store as notices
from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.model import ACTED
from tutela.redress.statements import store_withholding
from tutela.redress.statements.model import Trigger
from tutela.redress.statements.public_reasons import OFFENCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.notices.model import Notice

ACT: Final = "notice.acted"
DOOR: Final = "/v1/notices/{notice}/takedowns"  # where the platform says what it removed


def follow(node: Node, *, subject_id: str) -> None:
    """Asks once for all notices about the same places; nothing where nothing is to be done. Safe to
    run again. Who gave notice is not told, nor what they wrote.
    """
    with node.work(NODE, purpose="ask the platform to act on a notice") as work:
        same = notices.lock_same(work.connection, UUID(subject_id))
        decided = [one for one in same if one.state is NoticeState.DECIDED]
        right = [one for one in decided if one.outcome in ACTED]
        if right and not any(one.asked_at for one in decided):
            _ask(work, right)
            notices.save(work.connection, right[0].id, asked_at=work.now)


def _ask(work: Work, same: Sequence[Notice]) -> None:
    """The places lie sealed until the message has arrived."""
    one = same[0]
    trusted = any(each.trusted for each in same)
    trigger = Trigger.TRUSTED_FLAGGER if trusted else Trigger.NOTICE
    body = {
        "notice": str(one.id),
        "case": str(one.case_id),
        "kind": one.kind.value,
        "outcome": one.outcome,
        "trigger": trigger.value,
        "id": one.item_ref or None,
        "places": None,  # theirs: they lie sealed beside this
        "tell_user": not _held_back(work, one),
        "takedowns": DOOR.format(notice=one.id) if one.kind in OFFENCES else None,
        "at": work.now.isoformat(),
    }
    places = [place.given for place in one.places]
    webhooks.send(work, one.service_id, ACT, body, secret={"places": places})


def _held_back(work: Work, one: Notice) -> bool:
    _, account = store_withholding.subject(work.connection, one.case_id)
    running = store_withholding.running(work.connection, one.service_id, account, one.case_id)
    return running is not None
