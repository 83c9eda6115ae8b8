"""Warning somebody: a person weighs what is known, and whoever it is about is told.

A warning restricts nobody, so one person gives it. What may follow it takes two (`suspending`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.casework.persons import require_person
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.services.service import require_service
from tutela.redress.misuse import store, store_counts, telling
from tutela.redress.misuse.errors import AlreadyWarned, NoMisuse, WeighingMissing
from tutela.redress.misuse.machine import MISUSE
from tutela.redress.misuse.model import Misuse
from tutela.redress.misuse.proposing import Thresholds
from tutela.reporting.words import is_plain

if TYPE_CHECKING:
    from typing import Any

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.redress.misuse.model import Count, Kind, Party, Weighing

LONGEST: Final = 2000


def warn(node: Node, actor: Actor, kind: Kind, party: Party, weighing: Weighing) -> Misuse:
    """Warns a party; as the case is then.

    Only a person does, who has weighed all that Article 23(3) names. No number forces or allows it:
    one grave misuse may be enough, and many may not. Raises PersonNeeded, Forbidden,
    WeighingMissing, ServiceUnknown, TellingHeldBack, NoMisuse, AlreadyWarned.
    """
    require_person(actor, Permission.MISUSE_DECIDE)
    if not all(is_plain(one, LONGEST) for one in (weighing.gravity, weighing.intention,
                                                  weighing.told)):  # fmt: skip
        raise WeighingMissing(most=LONGEST)
    with node.work(actor, purpose="warn of misuse") as work:
        service = require_service(work.connection, party.service_id)
        telling.require_open(work, kind, party)
        since = work.now - Thresholds.of(node.settings).period
        found = store_counts.counts(work.connection, kind, since, party)
        if not found:
            raise NoMisuse
        language = store.language_of(work.connection, party) if party.account else ""
        one = Misuse(
            id=work.new_id(),
            service_id=party.service_id,
            kind=kind,
            state=MISUSE.initial,
            key_id=party.key_id,
            account_ref=party.account,
            language=language or service.policy.language,
            factors=factors_of(found[0], node.settings.misuse_days),
            gravity=weighing.gravity.strip(),
            intention=weighing.intention.strip(),
            told=weighing.told.strip(),
            warned_at=work.now,
            warned_by=actor.id,
            warned_by_name=actor.name,
        )
        if not store.add(work.connection, one):
            before = store.open_of(work.connection, party, kind)
            raise AlreadyWarned(misuse=before.id if before else "")
        telling.tell(work, one, service)
        work.record(
            Event.MISUSE_WARN,
            subject=("misuse", one.id),
            service_id=one.service_id,
            kind=kind.value,
            misused=found[0].misused,
            given=found[0].given,
        )
    return one


def factors_of(one: Count, days: int) -> dict[str, Any]:
    """The counts as they stood when a person weighed them."""
    return {
        "misused": one.misused,
        "given": one.given,
        "danger": one.danger,
        "days": days,
        "sorts": dict(one.sorts),
    }
