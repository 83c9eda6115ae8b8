"""What a demo node comes with: a service, its surfaces, a demo technology and demo banks.

Everything else ships switched off; a demo node may run at once, for it reaches nobody and holds
harmless pictures only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.detection import store, technologies
from tutela.detection.errors import DemoOnly
from tutela.detection.technologies import Basis, Record
from tutela.indicators.service import create_bank
from tutela.law.model import BankPurpose, SurfaceKind
from tutela.platform.services.model import Policy, Retention, SecondPerson
from tutela.platform.services.service import declare_service, declare_surface
from tutela.platform.services.store import find_service

if TYPE_CHECKING:
    from datetime import date

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

SERVICE = "demo"
UPLOADS = "uploads"
MESSAGES = "messages"
TECHNOLOGY = "demo-matching"
BANK = "demo"
TURNED_BANK = "demo-turned"
POLICY = Policy(
    retention=Retention.STATUTORY,
    retention_basis="Demo: harmless pictures, kept to show how evidence is sealed and opened.",
    second_person=SecondPerson.NEAR,
    scheme="tutela-demo",
)


def prepare(node: Node, actor: Actor) -> None:
    """Declares and activates what a demo node comes with. Safe to repeat. Raises DemoOnly."""
    if not node.identity.demo:
        raise DemoOnly
    with node.read() as connection:
        declared = find_service(connection, SERVICE)
    if declared is None:
        declare_service(node, actor, SERVICE, title="Demo platform", policy=POLICY)
    declare_surface(node, actor, SERVICE, UPLOADS, kind=SurfaceKind.HOSTING)
    declare_surface(node, actor, SERVICE, MESSAGES, kind=SurfaceKind.COMMUNICATION)
    create_bank(node, actor, BANK, purpose=BankPurpose.DEMO)
    create_bank(node, actor, TURNED_BANK, purpose=BankPurpose.DEMO, dihedral=True)
    now = node.clock.now()
    with node.read() as connection:
        running = {
            ground.surface
            for ground in store.running_grounds(connection)
            if ground.service_id == SERVICE and ground.activation.ends > now
        }
        recorded = store.find_technology(connection, SERVICE, TECHNOLOGY)
    if recorded is None:
        technologies.record(node, actor, SERVICE, _record(now.date()))
    if UPLOADS not in running:
        technologies.activate(node, actor, SERVICE, UPLOADS, TECHNOLOGY, _basis())


def _record(today: date) -> Record:
    return Record(
        name=TECHNOLOGY,
        version="1",
        impact_assessment="Demo: stands in for an impact assessment",
        impact_assessment_on=today,
        prior_consultation="Demo: stands in for a prior consultation",
        prior_consultation_on=today,
        rationale="Demo: no limits are set, nothing real is detected",
        demo=True,
    )


def _basis() -> Basis:
    return Basis(
        legal_basis="Demo: the operator's own pictures",
        terms_clause="Demo: stands in for the clause that tells users",
    )
