"""A person's counters in a unit of work: locked, read as of now, changed and written back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from tutela.evidence.looking import budget, store
from tutela.evidence.looking.errors import DayFull, NoLooking, OnBreak, PauseDue
from tutela.evidence.looking.model import NAMES, Limits, Reached

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from tutela.evidence.looking.model import Cost, Refusal, Spent
    from tutela.platform.node import Node
    from tutela.platform.settings import Settings
    from tutela.platform.work import Work

# As long as a clock that went back is made up for; then nobody's counters are needed any more.
KEPT: Final = budget.CORRECTED
# What the node's settings call each limit.
SETTINGS: Final = {
    name: name if name.startswith(("streak", "pause")) else f"look_{name}" for name in NAMES
}
_WHY: dict[Reached, type[NoLooking]] = {
    Reached.DAY: DayFull,
    Reached.STREAK: PauseDue,
    Reached.BREAK: OnBreak,
}


@dataclass
class Counters:
    """What one person has seen, as of now; nobody else changes it until the work ends."""

    work: Work
    account_id: str
    spent: Spent
    limits: Limits
    zone: ZoneInfo

    @property
    def seconds_left(self) -> int:
        return budget.seconds_left(self.spent, self.limits)

    def allow(self, weight: int | None) -> None:
        """Raises NoLooking unless a view may begin; `weight` of a new item, None for a step."""
        if found := budget.refusal(self.spent, self.limits, self.zone, weight):
            raise refused(found, self.work.now, self.zone)

    def charge(self, cost: Cost, closes_at: datetime) -> None:
        self.spent = budget.charged(self.spent, cost, closes_at)

    def give_back(self, seconds: int, opened_at: datetime) -> None:
        self.spent = budget.given_back(self.spent, seconds, opened_at, self.zone)

    def rest_from(self, instant: datetime) -> None:
        self.spent = replace(self.spent, resting_from=instant)

    def begin_break(self) -> datetime:
        """Begins a break as long as a pause; when it ends."""
        until = self.spent.latest + timedelta(minutes=self.limits.pause_minutes)
        self.spent = replace(self.spent, break_until=until)
        return until

    def extend(self) -> int:
        """Notes one extension more; how many there are today."""
        self.spent = replace(self.spent, extensions=self.spent.extensions + 1)
        return self.spent.extensions

    def save(self) -> None:
        store.save(self.work.connection, self.account_id, self.spent, self.spent.latest + KEPT)


def hold(work: Work, account_id: str) -> Counters:
    """The counters of a person, locked. Takes the instant of the work anew: others came before."""
    zone = zone_of(work.node.settings)
    empty = budget.none_yet(work.now, zone)
    left = store.lock(work.connection, account_id, empty, work.now + KEPT)
    work.waited()
    limits = limits_of(work.connection, work.node, account_id, left.day)
    spent = budget.as_of(left, work.now, zone, limits)
    if spent.day != left.day:
        limits = limits_of(work.connection, work.node, account_id, spent.day)
    return Counters(work, account_id, spent, limits, zone)


def read(connection: Connection, node: Node, account_id: str) -> tuple[Spent, Limits]:
    """A person's counters as of now and the limits they are held against, without a lock."""
    zone, now = zone_of(node.settings), node.clock.now()
    left = store.find(connection, account_id) or budget.none_yet(now, zone)
    limits = limits_of(connection, node, account_id, left.day)
    spent = budget.as_of(left, now, zone, limits)
    return spent, limits_of(connection, node, account_id, spent.day)


def limits_of(connection: Connection, node: Node, account_id: str, day: date) -> Limits:
    """What holds for a person on a day: their own limits, where these are the stricter ones."""
    own = in_force(store.own_limits(connection, account_id), day)
    bound = node_limits(node.settings)
    return bound.stricter(own) if own else bound


def in_force(begins: Sequence[tuple[date, Limits]], day: date) -> Limits | None:
    """Of own limits, in order of their first day, those of `day`; the first before they begin."""
    begun = [limits for first, limits in begins if first <= day]
    return begun[-1] if begun else next((limits for _, limits in begins), None)


def node_limits(settings: Settings) -> Limits:
    """The limits of the node's settings."""
    return Limits(**{name: getattr(settings, SETTINGS[name]) for name in NAMES})


def zone_of(settings: Settings) -> ZoneInfo:
    """The time zone by which a day begins."""
    return ZoneInfo(settings.day_zone)


def refused(found: Refusal, now: datetime, zone: ZoneInfo) -> NoLooking:
    """The refusal as an error, with the time as people of that zone read it."""
    until = found.until.astimezone(zone)
    seconds = max(1, round((found.until - now).total_seconds()))
    return _WHY[found.reached](until=f"{until:%Y-%m-%d %H:%M} ({zone.key})", seconds=seconds)
