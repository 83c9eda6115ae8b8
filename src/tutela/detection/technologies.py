"""Recording a technology, switching it on for a surface, and off again. All ships switched off."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.detection import store
from tutela.detection.errors import (
    ActivationRefused,
    ActivationUnknown,
    DemoOnly,
    TechnologyRecorded,
    TechnologyUnknown,
)
from tutela.detection.store import Ground
from tutela.law import catalogue, gate
from tutela.law.basis import Activation, Attestation
from tutela.law.model import BankPurpose, TechnologyKind
from tutela.platform.approvals import asking
from tutela.platform.approvals.errors import RequestStale
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.services.service import check_name, require_service, require_surface

if TYPE_CHECKING:
    from datetime import date

    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node
    from tutela.platform.services.model import Surface
    from tutela.platform.work import Work

LONGEST = timedelta(days=365)  # a ground nobody looks at again must not last for ever


@dataclass(frozen=True, slots=True)
class Record:
    """What is written down about a technology before it may run (Reg. (EU) 2021/1232, Art. 3).

    `max_error_rate` and `min_reviewed_share` are shares of one; no text sets them, so they have no
    default: the operator says them, with the `rationale`.
    """

    name: str
    version: str
    impact_assessment: str = ""
    impact_assessment_on: date | None = None
    prior_consultation: str = ""
    prior_consultation_on: date | None = None
    near_hits_hold: bool = False
    max_error_rate: float | None = None
    min_reviewed_share: float | None = None
    rationale: str = ""
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """On what ground a technology runs on a surface, and until when (a year, if not said)."""

    legal_basis: str = ""
    terms_clause: str = ""
    attestation: str = ""
    profile: str = catalogue.DEFAULT
    ends_at: datetime | None = None


def record(node: Node, actor: Actor, service_id: str, one: Record) -> UUID:
    """Writes a technology's record. A record never changes; a new version is a new record."""
    actor.require(Permission.TECHNOLOGY_RECORD)
    check_name(one.name)
    if one.demo and not node.identity.demo:
        raise DemoOnly
    with node.work(actor, purpose="record a technology") as work:
        require_service(work.connection, service_id)
        technology_id = work.new_id()
        values = {
            **asdict(one),
            "id": technology_id,
            "service_id": service_id,
            "kind": TechnologyKind.KNOWN.value,
            "recorded_at": work.now,
        }
        if not store.add_technology(work.connection, values):
            found = store.find_technology(work.connection, service_id, one.name, one.version)
            return _same(found, one)
        work.record(
            Event.TECHNOLOGY_RECORD,
            subject=("technology", technology_id),
            service_id=service_id,
            name=one.name,
            version=one.version,
            demo=one.demo,
        )
    return technology_id


def activate(
    node: Node,
    actor: Actor,
    service_id: str,
    surface_name: str,
    technology: str,
    basis: Basis,
    *,
    reason: str = "",
) -> UUID:
    """Switches a technology on for a surface, if the law lets it. Raises ActivationRefused.

    Once the service is in use this waits for another person: raises AwaitsApproval, or
    AskingReasonMissing without `reason`.
    """
    actor.require(Permission.TECHNOLOGY_ACTIVATE)
    with node.work(actor, purpose="activate a technology") as work:
        basis = replace(basis, ends_at=basis.ends_at or work.now + LONGEST)
        one = _Switch(service_id, surface_name, technology, basis, actor.name)
        ground = _permitted_ground(work, one)
        if not asking.guarded(work, Act.ACTIVATION, service_id):
            return _switch_on(work, one, ground)
        waits = asking.ask(work, _asked(one, ground), reason)
    raise waits


def carry_out(work: Work, request: Request) -> None:
    """Switches on what another person agreed to, if the law still lets it.

    Raises RequestStale where the name now means another record of the technology.
    """
    given = request.asked.payload
    basis = Basis(**given["basis"] | {"ends_at": datetime.fromisoformat(given["basis"]["ends_at"])})
    one = _Switch(
        request.asked.service_id, given["surface"], given["technology"], basis, request.asked_name
    )
    ground = _permitted_ground(work, one)
    if ground.technology.id != given.get("record"):
        raise RequestStale
    _switch_on(work, one, ground)


@dataclass(frozen=True, slots=True)
class _Switch:
    """A technology to be switched on, where, on what ground and by whose wish."""

    service_id: str
    surface: str
    technology: str
    basis: Basis
    by: str

    @property
    def ends_at(self) -> str:
        return self.basis.ends_at.isoformat() if self.basis.ends_at else ""


def _asked(one: _Switch, ground: Ground) -> Asked:
    basis = asdict(one.basis) | {"ends_at": one.ends_at}
    said = one.basis.legal_basis or one.basis.attestation or "no ground is given"
    named = f"{one.technology} {ground.technology.version}"
    changes = (
        f"{named} runs on {one.surface} of {one.service_id} until {one.ends_at[:10]}.",
        f"Ground: {said}. Profile: {one.basis.profile}.",
    )
    payload = {
        "surface": one.surface,
        "technology": one.technology,
        "record": ground.technology.id,
        "basis": basis,
    }
    subject = f"{one.service_id}/{one.surface}: {one.technology}"
    return Asked(Act.ACTIVATION, one.service_id, subject, changes, payload)


def _permitted_ground(work: Work, one: _Switch) -> Ground:
    """The ground of the new activation. Raises TechnologyUnknown and ActivationRefused."""
    surface = require_surface(work.connection, one.service_id, one.surface)
    row = store.find_technology(work.connection, one.service_id, one.technology)
    if row is None:
        raise TechnologyUnknown(service=one.service_id, name=one.technology)
    activation_id = work.new_id()
    ground = Ground(
        id=activation_id,
        service_id=one.service_id,
        surface=one.surface,
        profile=one.basis.profile,
        technology=store.record_of(row),
        activation=_activation(activation_id, one.surface, row.id, one.basis, one.by, work.now),
    )
    _require_permit(work.node, ground, surface, work.now)
    return ground


def _switch_on(work: Work, one: _Switch, ground: Ground) -> UUID:
    values = {
        **asdict(one.basis),
        "id": ground.id,
        "service_id": one.service_id,
        "surface": one.surface,
        "technology_id": UUID(ground.activation.technology),
        "activated_by": one.by,
        "starts_at": work.now,
    }
    store.add_activation(work.connection, values)
    work.record(
        Event.TECHNOLOGY_ACTIVATE,
        subject=("activation", ground.id),
        service_id=one.service_id,
        reason=one.basis.legal_basis or one.basis.attestation,
        profile=one.basis.profile,
        surface=one.surface,
        technology=one.technology,
        ends_at=one.ends_at or None,
    )
    return ground.id


def deactivate(node: Node, actor: Actor, activation_id: UUID, reason: str) -> None:
    """Switches it off; scans of that surface answer `unscanned: no legal basis` from then on."""
    actor.require(Permission.TECHNOLOGY_ACTIVATE)
    with node.work(actor, purpose="deactivate a technology") as work:
        service_id = store.end_activation(work.connection, activation_id, work.now)
        if service_id is None:
            raise ActivationUnknown(activation=activation_id)
        work.record(
            Event.TECHNOLOGY_DEACTIVATE,
            subject=("activation", activation_id),
            service_id=service_id,
            reason=reason,
        )


def _same(row: object, one: Record) -> UUID:
    """The recorded technology if it says the same; recording twice changes nothing."""
    if all(getattr(row, name, None) == value for name, value in asdict(one).items()):
        return UUID(str(row.id))  # type: ignore[attr-defined]
    raise TechnologyRecorded(name=one.name, version=one.version)


def _activation(
    activation_id: UUID,
    surface: str,
    technology_id: UUID,
    basis: Basis,
    by: str,
    now: datetime,
) -> Activation:
    attested = Attestation(basis.profile, by, now) if basis.attestation.strip() else None
    return Activation(
        id=str(activation_id),
        surface=surface,
        technology=str(technology_id),
        starts=now,
        ends=basis.ends_at or now + LONGEST,
        legal_basis=basis.legal_basis or None,
        terms_clause=basis.terms_clause or None,
        attestation=attested,
    )


def _require_permit(node: Node, ground: Ground, surface: Surface, now: datetime) -> None:
    demo = ground.technology.is_demo
    answer = gate.decide(
        profile=catalogue.at(now, ground.profile),
        surface=ground.legal_surface(surface),
        technology=ground.technology,
        activation=ground.activation,
        purpose=BankPurpose.DEMO if demo else BankPurpose.KNOWN_ABUSE_MATERIAL,
        now=now,
        node_is_demo=node.identity.demo,
    )
    if not isinstance(answer, gate.Permit):
        raise ActivationRefused(surface=surface.name, sentence=answer.sentence)
