"""Declaring a service and its surfaces. A surface is declared once: its kind cannot change."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tutela.law import classification, places
from tutela.platform.approvals import asking
from tutela.platform.approvals.errors import RequestStale
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.errors import BadInput, Conflict, NotFound
from tutela.platform.permissions import Permission
from tutela.platform.services import store, weakening
from tutela.platform.services.model import Policy, Retention, Service, Surface

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tutela.law.model import SurfaceKind
    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node
    from tutela.platform.work import Work

LONGEST_HOLD = 720  # hours
LONGEST_TITLE = 200  # characters
LONGEST_CONTACT = 200
_LANGUAGE = re.compile(r"[a-z]{2}")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,38}")


class NameInvalid(BadInput):
    """{name} cannot be a name here: use up to 39 lower-case letters, digits and hyphens,
    starting with a letter.
    """

    code = "name-invalid"


class ServiceUnknown(NotFound):
    """There is no service named {service}: it must be declared first."""

    code = "service-unknown"
    console = "Declare it with `tutela service declare {service}`."


class SurfaceUnknown(NotFound):
    """The service {service} has no surface named {surface}: it must be declared first."""

    code = "surface-unknown"
    console = "Declare it with `tutela service surface {service} {surface} --kind …`."


class SurfaceDeclared(Conflict):
    """The surface {surface} of {service} is already declared as {kind}. A surface is declared
    once; declare another one under another name.
    """

    code = "surface-declared"


class RetentionBasisMissing(BadInput):
    """Keeping more than facts needs a recorded basis: say which law or order with --retention-
    basis.
    """

    code = "retention-basis-missing"


class HoldHoursInvalid(BadInput):
    """A hold cannot last {hours} hours: give 1 to {longest}."""

    code = "hold-hours-invalid"


class LanguageInvalid(BadInput):
    """{language} is no language here: give the two letters of ISO 639-1, such as de or pt."""

    code = "language-invalid"


class ContactInvalid(BadInput):
    """Where users can complain must be one printable line of up to {longest} characters: an e-mail
    address, or the address of a page.
    """

    code = "contact-invalid"


class TerritoryInvalid(BadInput):
    """{country} is no country of the European Economic Area: give two letters of ISO 3166, such as
    DE. Greece is GR.
    """

    code = "territory-invalid"


class TitleInvalid(BadInput):
    """A service needs a title: one printable line of up to {longest} characters."""

    code = "title-invalid"


def declare_service(
    node: Node, actor: Actor, service_id: str, *, title: str, policy: Policy, reason: str = ""
) -> Service:
    """Declares a service, or changes the policy of a declared one; both are audited.

    Once the service is in use, a policy that is weaker anywhere waits for another person: raises
    AwaitsApproval, or AskingReasonMissing without `reason`. Raises NameInvalid, TitleInvalid,
    RetentionBasisMissing, HoldHoursInvalid, LanguageInvalid, ContactInvalid, TerritoryInvalid,
    law's SchemeUnknown.
    """
    actor.require(Permission.SERVICE_DECLARE)
    check_name(service_id)
    if not title.strip() or not title.isprintable() or len(title) > LONGEST_TITLE:
        raise TitleInvalid(longest=LONGEST_TITLE)
    _check_policy(policy)
    one = Service(id=service_id, title=title, policy=policy, webhook_url=None)
    with node.work(actor, purpose="declare a service") as work:
        before = store.find_service(work.connection, service_id, locked=True)
        changes = weakening.weakened(before.policy, policy) if before else ()
        if before is None or not changes or not asking.guarded(work, Act.POLICY, service_id):
            _declare(work, one)
            return require_service(work.connection, service_id)
        kept = {"before": before.policy.to_json(), "after": policy.to_json()}
        asked = Asked(Act.POLICY, service_id, service_id, changes, {"title": title, **kept})
        waits = asking.ask(work, asked, reason)
    raise waits


def carry_out(work: Work, request: Request) -> None:
    """Changes a policy that another person agreed to. Raises RequestStale if the policy is no
    longer what it was.
    """
    asked = request.asked
    now = store.find_service(work.connection, asked.service_id, locked=True)
    if now is None or now.policy != Policy.from_json(asked.payload["before"]):
        raise RequestStale
    policy = Policy.from_json(asked.payload["after"])
    _check_policy(policy)
    _declare(work, replace(now, title=asked.payload["title"], policy=policy))


def _declare(work: Work, one: Service) -> None:
    store.declare_service(work.connection, one, work.now)
    work.record(
        Event.SERVICE_DECLARE,
        subject=("service", one.id),
        service_id=one.id,
        reason=one.policy.retention_basis,
        retention=one.policy.retention.value,
        second_person=one.policy.second_person.value,
        hold_hours=one.policy.hold_hours,
        scheme=one.policy.scheme,
        language=one.policy.language or None,
        contact=one.policy.contact or None,
        territory=places.short(one.policy.territory) or None,
    )


def _check_policy(policy: Policy) -> None:
    if policy.retention is not Retention.FACTS and not policy.retention_basis.strip():
        raise RetentionBasisMissing
    if not 1 <= policy.hold_hours <= LONGEST_HOLD:
        raise HoldHoursInvalid(hours=policy.hold_hours, longest=LONGEST_HOLD)
    classification.scheme(policy.scheme)
    if policy.language and not _LANGUAGE.fullmatch(policy.language):
        raise LanguageInvalid(language=repr(policy.language))
    if not policy.contact.isprintable() or len(policy.contact) > LONGEST_CONTACT:
        raise ContactInvalid(longest=LONGEST_CONTACT)
    for country in policy.territory:
        if country not in places.EEA:
            raise TerritoryInvalid(country=repr(country))


def declare_surface(
    node: Node,
    actor: Actor,
    service_id: str,
    name: str,
    *,
    kind: SurfaceKind,
    encrypted: bool = False,
) -> Surface:
    """Declares a surface. Declaring it again as it is changes nothing."""
    actor.require(Permission.SERVICE_DECLARE)
    check_name(name)
    one = Surface(service_id, name, kind, encrypted)
    with node.work(actor, purpose="declare a surface") as work:
        require_service(work.connection, service_id)
        if not store.declare_surface(work.connection, one, work.now):
            declared = require_surface(work.connection, service_id, name)
            if declared == one:
                return one
            what = declared.kind.value + (" and encrypted" if declared.encrypted else "")
            raise SurfaceDeclared(surface=name, service=service_id, kind=what)
        work.record(
            Event.SURFACE_DECLARE,
            subject=("surface", f"{service_id}/{name}"),
            service_id=service_id,
            kind=kind.value,
            encrypted=encrypted,
        )
    return one


def require_service(connection: Connection, service_id: str) -> Service:
    """The declared service. Raises ServiceUnknown."""
    found = store.find_service(connection, service_id)
    if found is None:
        raise ServiceUnknown(service=service_id)
    return found


def require_surface(connection: Connection, service_id: str, name: str) -> Surface:
    """The declared surface. Raises ServiceUnknown and SurfaceUnknown."""
    require_service(connection, service_id)
    found = store.find_surface(connection, service_id, name)
    if found is None:
        raise SurfaceUnknown(service=service_id, surface=name)
    return found


def check_name(name: str) -> None:
    """Raises NameInvalid unless `name` can name a service, surface or bank."""
    if not _NAME.fullmatch(name) or name == NODE_SERVICE:
        raise NameInvalid(name=repr(name))
