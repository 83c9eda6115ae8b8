"""Which banks may be compared with what, right now: the legal gate over what is declared.

A snapshot of the declared services, surfaces, activations and banks is kept in memory and renewed
about once a second, so that a clear item costs no database round trip. The gate itself is asked
for every item, with the server's clock at that moment: an activation that ends between two
renewals ends on time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.detection import store
from tutela.indicators import store as indicators
from tutela.law import catalogue, gate
from tutela.law.model import BankPurpose
from tutela.platform import log
from tutela.platform.errors import Unavailable
from tutela.platform.services import store as services
from tutela.platform.services.service import ServiceUnknown, SurfaceUnknown

if TYPE_CHECKING:
    import threading
    from datetime import datetime
    from uuid import UUID

    from tutela.detection.store import Ground
    from tutela.indicators.model import Bank
    from tutela.law.model import NearHits
    from tutela.law.refusals import Refusal
    from tutela.platform.node import Node
    from tutela.platform.services.model import Surface

RENEW_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Permitted:
    """The ground on which a bank is compared with an item. `profile` is empty where none holds."""

    activation_id: UUID
    profile: str
    near_hits: NearHits


@dataclass(frozen=True, slots=True)
class Answer:
    """The banks that may be used now, each with its ground; `refusal` says why there is none.

    `allowing` are the allow-banks that may be consulted in a scan that another bank opened.
    """

    grounds: dict[UUID, Permitted]
    refusal: Refusal | None = None
    allowing: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class _Snapshot:
    surfaces: dict[tuple[str, str], Surface]
    grounds: dict[tuple[str, str], tuple[Ground, ...]]
    banks: tuple[Bank, ...]
    taken_at: float


class Coverage:
    """What the law lets this node compare, from a snapshot that is renewed in the background."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._snapshot = self._take()

    def renew(self) -> None:
        """Reads the declarations again. Raises DatabaseAway."""
        self._snapshot = self._take()

    def age_seconds(self) -> float:
        """Seconds since the declarations were last read."""
        return time.monotonic() - self._snapshot.taken_at

    def surfaces(self) -> list[tuple[str, str]]:
        """Every declared (service, surface)."""
        return sorted(self._snapshot.surfaces)

    def ask(self, service_id: str, surface_name: str, now: datetime) -> Answer:
        """Which banks may be used for an item from this surface at `now`, the server's time.

        Raises ServiceUnknown and SurfaceUnknown.
        """
        snapshot = self._snapshot
        surface = snapshot.surfaces.get((service_id, surface_name))
        if surface is None:
            raise self._unknown(service_id, surface_name)
        grounds: dict[UUID, Permitted] = {}
        refusal: Refusal | None = None
        answers = [
            (bank, ground, self._decide(surface, ground, bank.purpose, now))
            for ground in snapshot.grounds.get((service_id, surface_name), ())
            for bank in snapshot.banks
            if bank.usable_by(service_id)
        ]
        allowing: set[UUID] = set()
        for bank, ground, answer in answers:
            if isinstance(answer, gate.Permit):
                if answer.ancillary:
                    allowing.add(bank.id)
                else:
                    profile = self._profile_id(ground, now)
                    permit = Permitted(ground.id, profile, answer.near_hits)
                    grounds.setdefault(bank.id, permit)
            else:
                refusal = refusal or answer
        if not grounds:
            return Answer({}, refusal or self._why_not(surface, now))
        return Answer(grounds, None, frozenset(allowing))

    def _why_not(self, surface: Surface, now: datetime) -> Refusal | None:
        """The refusal where no bank was even asked about; None if only banks are missing."""
        purposes = (BankPurpose.KNOWN_ABUSE_MATERIAL, BankPurpose.DEMO)
        answers = [
            self._decide(surface, ground, purpose, now)
            for ground in self._snapshot.grounds.get((surface.service_id, surface.name), ())
            for purpose in purposes
        ]
        if any(isinstance(answer, gate.Permit) for answer in answers):
            return None
        refusals = (one for one in answers if isinstance(one, gate.Refusal))
        return next(refusals, gate.Refusal(gate.RefusalCode.NOT_ACTIVATED))

    @staticmethod
    def _profile_id(ground: Ground, now: datetime) -> str:
        """The profile that holds now; none where a hosting surface goes on without one."""
        profile = catalogue.at(now, ground.profile)
        return profile.id if profile else ""

    def _decide(
        self, surface: Surface, ground: Ground, purpose: BankPurpose, now: datetime
    ) -> gate.Permit | Refusal:
        return gate.decide(
            profile=catalogue.at(now, ground.profile),
            surface=ground.legal_surface(surface),
            technology=ground.technology,
            activation=ground.activation,
            purpose=purpose,
            now=now,
            node_is_demo=self._node.identity.demo,
        )

    def _unknown(self, service_id: str, surface: str) -> Exception:
        known = {service for service, _ in self._snapshot.surfaces}
        if service_id in known:
            return SurfaceUnknown(service=service_id, surface=surface)
        return ServiceUnknown(service=service_id)

    def _take(self) -> _Snapshot:
        taken_at = time.monotonic()
        with self._node.read() as connection:
            declared = services.surfaces(connection)
            grounds: dict[tuple[str, str], tuple[Ground, ...]] = {}
            for ground in store.running_grounds(connection):
                key = (ground.service_id, ground.surface)
                grounds[key] = (*grounds.get(key, ()), ground)
            banks = tuple(one for one in indicators.banks(connection) if one.enabled)
        surfaces = {(one.service_id, one.name): one for one in declared}
        return _Snapshot(surfaces, grounds, banks, taken_at)

    def run(self, stop: threading.Event) -> None:
        """Renews the snapshot until `stop` is set; goes on when the database is away."""
        while not stop.wait(RENEW_SECONDS):
            try:
                self.renew()
            except Unavailable as error:
                log.get("detection").warning("coverage-waits", code=error.code)
