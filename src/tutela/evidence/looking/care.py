"""Care: a person's own counters, limits and breaks; for seniors, who is near a limit today.

Counters serve the person. Nobody sees another's figures, there is no order among people, and what
somebody does for their own sake (a break, limits of their own) is written into no log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.evidence.looking import budget, counters, store, weights
from tutela.evidence.looking.counters import in_force, node_limits, refused, zone_of
from tutela.evidence.looking.errors import (
    ExtendedEnough,
    ExtensionReasonMissing,
    LimitLooser,
    LimitUnusable,
    LooksAtNothing,
    OwnExtension,
)
from tutela.evidence.looking.model import MOST_EXTENSIONS, NAMES, WORDS, Limits
from tutela.platform.accounts import store as accounts
from tutela.platform.accounts.errors import AccountUnknown
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from tutela.evidence.looking.errors import NoLooking
    from tutela.evidence.looking.model import Refusal, Spent
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


MOST = 100_000  # of any limit that somebody writes down


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody sees of themselves. `later`: own limits that begin tomorrow."""

    spent: Spent
    limits: Limits  # the day's with what was extended
    node_limits: Limits
    chosen: Limits
    later: Limits | None
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody a senior may have to care for today. No figures: what is seen is nobody's rank."""

    name: str
    near: bool
    at_limit: bool
    extensions: int


def stopped(node: Node, own: Own) -> str:
    """Why nothing more is shown to somebody today; empty while something is."""
    if own.refusal is None:
        return ""
    return refused(own.refusal, node.clock.now(), zone_of(node.settings)).sentence


def own(node: Node, actor: Actor) -> Own:
    """The counters and limits of whoever asks; nobody can ask for another's."""
    with node.read() as connection:
        spent, limits = counters.read(connection, node, actor.id)
        begins = store.own_limits(connection, actor.id)
    bound = node_limits(node.settings)
    later = [one for first, one in begins if first > spent.day]
    return Own(
        spent=spent,
        limits=limits.extended(spent.extensions),
        node_limits=bound,
        chosen=bound.stricter(in_force(begins, spent.day) or bound),
        later=later[-1] if later else None,
        refusal=budget.refusal(spent, limits, zone_of(node.settings), 0),
    )


def may_look(connection: Connection, node: Node, actor: Actor, item_id: str) -> NoLooking | None:
    """Why this item would not be shown to whoever acts now; None if it would be."""
    zone = zone_of(node.settings)
    spent, limits = counters.read(connection, node, actor.id)
    weight = weights.weight(store.labels(connection, item_id))
    found = budget.refusal(spent, limits, zone, weight)
    return counters.refused(found, node.clock.now(), zone) if found else None


def set_limits(node: Node, actor: Actor, wanted: Limits) -> None:
    """Takes a person's own limits. What is stricter holds at once, what is looser from tomorrow.

    Raises LimitUnusable, and LimitLooser where one is looser than the node's.
    """
    bound = node_limits(node.settings)
    for name in NAMES:
        if getattr(wanted, name) < 1:
            raise LimitUnusable(what=WORDS[name])
    for name in wanted.looser_than(bound):
        limit = getattr(bound, name)
        raise LimitLooser(what=WORDS[name], bound=_bound(name, limit))
    with node.work(actor, purpose="choose own limits") as work:
        held = counters.hold(work, actor.id)  # two forms at once take turns
        begins = _begins(held.spent.day, held.limits, wanted)
        store.set_own_limits(work.connection, actor.id, begins)
        held.save()


def _bound(name: str, limit: int) -> str:
    if name == "pause_minutes":
        return phrase("{limit} or more", limit=limit)
    return phrase("{limit} or less", limit=limit)


def _begins(day: date, held: Limits, wanted: Limits) -> list[tuple[date, Limits]]:
    today = wanted.stricter(held)
    begins = [(day, today)]
    return begins if today == wanted else [*begins, (day + timedelta(days=1), wanted)]


def take_break(node: Node, actor: Actor) -> datetime:
    """Begins a break of whoever asks, as long as the pause after a row; when it ends.

    Nothing is shown in it, and only the clock ends it.
    """
    with node.work(actor, purpose="take a break") as work:
        held = counters.hold(work, actor.id)
        until = held.begin_break()
        held.save()
    return until


def neighbours(node: Node, actor: Actor) -> list[Neighbour]:
    """Who is near the day's limit or at it, or was extended today; by name."""
    actor.require(Permission.CARE_EXTEND)
    with node.read() as connection:
        found = [
            _neighbour(name, *counters.read(connection, node, account_id))
            for account_id, name in store.everybody(connection)
        ]
    return [one for one in found if one.near or one.extensions]


def _neighbour(name: str, spent: Spent, limits: Limits) -> Neighbour:
    full = budget.full(spent, limits)
    return Neighbour(name, full >= budget.NEAR, full >= budget.FULL, spent.extensions)


def extend(node: Node, actor: Actor, name: str, *, reason: str) -> int:
    """Lets somebody see a quarter of their day's limits more, today; how often that was done.

    It lifts no pause. Raises AccountUnknown, OwnExtension, ExtensionReasonMissing, LooksAtNothing
    and ExtendedEnough.
    """
    actor.require(Permission.CARE_EXTEND)
    if not reason.strip():
        raise ExtensionReasonMissing
    with node.work(actor, purpose="care for a reviewer") as work:
        account = accounts.find_account(work.connection, name)
        if account is None or account.disabled_at is not None:
            raise AccountUnknown(name=name)
        if account.actor.id == actor.id:
            raise OwnExtension
        if not account.actor.may(Permission.EVIDENCE_OPEN):
            raise LooksAtNothing(name=name)
        held = counters.hold(work, account.actor.id)
        if held.spent.extensions >= MOST_EXTENSIONS:
            raise ExtendedEnough(name=name, times=MOST_EXTENSIONS)
        times = held.extend()
        held.save()
        work.record(
            Event.EXPOSURE_EXTEND,
            subject=("account", account.id),
            service_id=NODE_SERVICE,
            reason=reason.strip(),
            times=times,
        )
    return times
