"""Reading cases of misuse: in a list, and one whole, which the log notes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tutela.platform.approvals import alone
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.redress.misuse import clocks, store, store_counts
from tutela.redress.misuse.assessing import name_of
from tutela.redress.misuse.errors import MisuseUnknown
from tutela.redress.misuse.public_policy import policy
from tutela.redress.statements import model as told
from tutela.redress.statements import store_suspensions

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.misuse.model import Misuse

LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """One case with what people call its party. `since`: what came after the warning arrived, None
    while it has not; `may_suspend_at`: from when on a suspension may follow. `statement_id`: what
    an account was told of its suspension, and `complains`: it complains of that itself.
    """

    one: Misuse
    name: str
    since: int | None = None
    may_suspend_at: datetime | None = None
    statement_id: UUID | None = None
    complains: bool = False


def list_cases(node: Node, actor: Actor) -> list[Shown]:
    """Those that are open first, the latest first. Raises Forbidden."""
    actor.require(Permission.MISUSE_READ)
    with node.read() as connection:
        keys = store_counts.names(connection)
        return [Shown(one, name_of(one.party, keys)) for one in store.listed(connection, LISTED)]


def show(node: Node, actor: Actor, misuse_id: UUID, *, purpose: str) -> Shown:
    """One case with what was weighed; the look is recorded. Raises MisuseUnknown, Forbidden."""
    actor.require(Permission.MISUSE_READ)
    with node.work(actor, purpose=purpose) as work:
        one = required(work, misuse_id)
        work.record(Event.MISUSE_VIEW, subject=("misuse", one.id), service_id=one.service_id)
        name = name_of(one.party, store_counts.names(work.connection))
        about = store_suspensions.told(work.connection, one.id, told.Kind.SUSPENSION)
        shown = Shown(
            one,
            name,
            statement_id=about.id if about else None,
            complains=about is not None and about.state is told.State.ISSUED,
        )
        if one.told_at is None:
            return shown
        since = store_counts.after(work.connection, one.kind, one.party, one.told_at)
        may_suspend_at = clocks.may_follow(one.told_at, node.settings)
        return replace(shown, since=since, may_suspend_at=may_suspend_at)


def policy_now(node: Node) -> tuple[str, ...]:
    """The policy against misuse, as the settings have it and as many people as work here."""
    with node.read() as connection:
        single = alone.in_force(connection)
    return policy(node.settings, alone=single)


def required(work: Work, misuse_id: UUID) -> Misuse:
    """A case, locked. Raises MisuseUnknown."""
    one = store.find(work.connection, misuse_id, locked=True)
    work.waited()
    if one is None:
        raise MisuseUnknown(misuse=misuse_id)
    return one
