"""Asking the platform to act on what a notice names, once a person found it right.

Regulation (EU) 2022/2065, Articles 16(6) and 17. The node does not know whose it is, nor whether it
lies there: the platform looks and removes it. With it goes the letter for its user, in every
language there is, unless an item that was scanned here has its own, or a lawful ground forbids.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from tutela.casework import store_noticed
from tutela.platform import languages
from tutela.platform.actor import NODE
from tutela.platform.services.service import require_service
from tutela.platform.webhooks import service as webhooks
from tutela.redress.notices import store as notices
from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.model import ACTED
from tutela.redress.statements import guard, store_withholding
from tutela.redress.statements.deadline import complain_until
from tutela.redress.statements.model import Trigger
from tutela.redress.statements.public_noticed import letters
from tutela.redress.statements.words import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutela.platform.node import Node
    from tutela.platform.services.model import Service
    from tutela.platform.work import Work
    from tutela.redress.notices.model import Notice

ACT: Final = "notice.acted"


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
    held_back = _held_back(work, one)
    body = {
        "notice": str(one.id),
        "case": str(one.case_id),
        "kind": one.kind.value,
        "outcome": one.outcome,
        "trigger": trigger.value,
        "id": one.item_ref or None,
        "places": None,  # theirs: they lie sealed beside this
        "tell_user": not held_back,
        "statement": None if held_back else _statement(work, one, trigger),
        "at": work.now.isoformat(),
    }
    places = [place.given for place in one.places]
    webhooks.send(work, one.service_id, ACT, body, secret={"places": places})


def _held_back(work: Work, one: Notice) -> bool:
    _, account = store_withholding.subject(work.connection, one.case_id)
    running = store_withholding.running(work.connection, one.service_id, account, one.case_id)
    return running is not None


def _statement(work: Work, one: Notice, trigger: Trigger) -> dict[str, Any] | None:
    """What the user is to be told; None where an item that was scanned here has its own letter, and
    where the node cannot say the ground.
    """
    known = one.item_ref and store_noticed.subject_of(work.connection, one.service_id, one.item_ref)
    if known or one.outcome is None:
        return None
    service = _plain(require_service(work.connection, one.service_id))
    until = complain_until(work.now)
    catalogues = languages.public(work.node.settings)
    found = letters(one.kind, one.outcome, trigger, service, until, catalogues)
    if not found or any(guard.fault(text) for each in found.values() for text in each.values()):
        return None
    return {
        "ground": "illegal",
        "automated_detection": False,
        "automated_decision": False,
        "territory": list(service.policy.territory) or None,
        "complain_until": until.isoformat(),
        "complain_to": service.policy.contact or None,
        "letters": found,
    }


def _plain(service: Service) -> Service:
    """The service with what people typed made fit for a letter."""
    policy = replace(service.policy, contact=plain(service.policy.contact))
    return replace(service, title=plain(service.title), policy=policy)
