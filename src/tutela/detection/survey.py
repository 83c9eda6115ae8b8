"""What is declared and what happens here, at a glance: for the page and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.detection import store
from tutela.indicators import store as indicators
from tutela.platform.permissions import Permission
from tutela.platform.services import store as declarations
from tutela.platform.services.service import ServiceUnknown, SurfaceUnknown
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

    from tutela.detection.coverage import Coverage
    from tutela.detection.store import Ground
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.services.model import Service, Surface

JUST_DECLARED = phrase("It was declared a moment ago; ask again.")
NO_BANK = phrase("It is switched on, but there is no bank to compare with.")


@dataclass(frozen=True, slots=True)
class Gate:
    """A surface and the legal gate over it now: open with `banks`, or shut and `why`."""

    service_id: str
    surface: str
    kind: str
    encrypted: bool
    banks: tuple[str, ...]
    why: str

    @property
    def is_open(self) -> bool:
        return bool(self.banks)


@dataclass(frozen=True, slots=True)
class Running:
    """A technology switched on for a surface, on a ground, until a day."""

    surface: str
    profile: str
    basis: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Technology:
    """A technology's record and where it runs."""

    service_id: str
    name: str
    version: str
    demo: bool
    impact_assessment: str
    prior_consultation: str
    running: tuple[Running, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """Items of one day, surface, verdict and reason."""

    day: date
    service_id: str
    surface: str
    verdict: str
    reason: str
    items: int


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything at a glance; counts are newest first."""

    services: tuple[Service, ...]
    surfaces: tuple[Gate, ...]
    technologies: tuple[Technology, ...]
    counts: tuple[Count, ...]


def survey(node: Node, actor: Actor, coverage: Coverage, *, days: int) -> Survey:
    """The node at a glance, with the counts of the last `days` days. Raises Forbidden."""
    actor.require(Permission.NODE_READ)
    now = node.clock.now()
    since = (now - timedelta(days=days - 1)).date()
    with node.read() as connection:
        names = {one.id: one.name for one in indicators.banks(connection)}
        surfaces = declarations.surfaces(connection)
        return Survey(
            services=tuple(declarations.services(connection)),
            surfaces=tuple(_gate(coverage, one, names, now) for one in surfaces),
            technologies=tuple(_technologies(connection)),
            counts=tuple(_count(row) for row in store.counts(connection, since=since)),
        )


def suppressed_items(node: Node, actor: Actor, bank: str, *, days: int) -> int:
    """Items of the last `days` days of which this allow-bank suppressed matches."""
    actor.require(Permission.BANK_READ)
    since = (node.clock.now() - timedelta(days=days - 1)).date()
    with node.read() as connection:
        return store.suppressed_items(connection, bank, since=since)


def _gate(coverage: Coverage, one: Surface, names: dict[UUID, str], now: datetime) -> Gate:
    banks: tuple[str, ...] = ()
    try:
        answer = coverage.ask(one.service_id, one.name, now)
    except (ServiceUnknown, SurfaceUnknown):
        why = JUST_DECLARED
    else:
        banks = tuple(sorted(names.get(bank, str(bank)) for bank in answer.grounds))
        why = answer.refusal.sentence if answer.refusal else "" if banks else NO_BANK
    return Gate(one.service_id, one.name, one.kind.value, one.encrypted, banks, why)


def _technologies(connection: Connection) -> list[Technology]:
    grounds = store.running_grounds(connection)
    return [
        Technology(
            service_id=row.service_id,
            name=row.name,
            version=row.version,
            demo=row.demo,
            impact_assessment=row.impact_assessment,
            prior_consultation=row.prior_consultation,
            running=tuple(_running(one) for one in grounds if one.technology.id == str(row.id)),
        )
        for row in store.technologies(connection)
    ]


def _running(one: Ground) -> Running:
    basis = one.activation.legal_basis or "the profile, attested by the operator"
    return Running(one.surface, one.profile, basis, one.activation.ends)


def _count(row: Row[tuple[object, ...]]) -> Count:
    return Count(row.day, row.service_id, row.surface, row.verdict, row.reason, row.item_count)
