"""The frame around every page: whose node it is, who is signed in, where they may go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from fastapi.routing import iter_route_contexts

from tutela.platform.alerts import service as alerts
from tutela.platform.approvals import alone
from tutela.platform.approvals.listing import waiting_for
from tutela.platform.errors import TutelaError
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.platform.secret import Secret
from tutela.texts.phrase import phrase
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from starlette.requests import Request

    from tutela.platform.accounts.model import Session
    from tutela.platform.actor import Actor

SHORT_ID = 8
REQUESTS = "/requests"


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation, for those who hold `permission`, on the nodes of `roles`."""

    title: str
    path: str
    permission: Permission
    about: str
    roles: frozenset[NodeRole] = frozenset(NodeRole)
    waiting: int = 0  # what waits there for this person


PLACES = (
    Place(
        phrase("Desk"),
        "/desk",
        Permission.CASE_READ,
        phrase("Cases that wait for a person's decision"),
    ),
    Place(
        phrase("Notices"),
        "/notices",
        Permission.NOTICE_READ,
        phrase("What people outside say is illegal"),
    ),
    Place(
        phrase("Reports"),
        "/reports",
        Permission.REPORT_READ,
        phrase("What goes to those who can act"),
    ),
    Place(
        phrase("Received"),
        "/received",
        Permission.RECEIVED_READ,
        phrase("What others reported to this institution"),
        frozenset({NodeRole.CENTRE, NodeRole.AUTHORITY}),
    ),
    Place(
        phrase("Addresses"),
        "/hotline",
        Permission.HOTLINE_READ,
        phrase("What was reported to this hotline, until it is gone"),
        frozenset({NodeRole.HOTLINE}),
    ),
    Place(
        phrase("Removal orders"),
        "/removals",
        Permission.ORDER_READ,
        phrase("What courts order to be removed, and what became of it"),
        frozenset({NodeRole.CENTRE, NodeRole.AUTHORITY}),
    ),
    Place(
        phrase("Indicators"),
        "/exchanges",
        Permission.EXCHANGE_READ,
        phrase("What authorities submit, and providers have access to"),
        frozenset({NodeRole.CENTRE, NodeRole.AUTHORITY}),
    ),
    Place(
        phrase("Victims"),
        "/victims",
        Permission.VICTIM_READ,
        phrase("What victims ask this institution for"),
        frozenset({NodeRole.CENTRE, NodeRole.AUTHORITY}),
    ),
    Place(
        phrase("Orders"),
        "/orders",
        Permission.ORDER_READ,
        phrase("What courts and authorities order"),
        frozenset({NodeRole.PROVIDER, NodeRole.HOTLINE}),
    ),
    Place(
        phrase("Requests"), REQUESTS, Permission.REQUEST_READ, phrase("What needs a second person")
    ),
    Place(
        phrase("Banks"),
        "/banks",
        Permission.BANK_READ,
        phrase("Indicators, and who vouches for them"),
    ),
    Place(
        phrase("Statements"),
        "/statements",
        Permission.STATEMENT_READ,
        phrase("What users were told, and why"),
    ),
    Place(
        phrase("Complaints"),
        "/complaints",
        Permission.COMPLAINT_READ,
        phrase("What people say against a decision"),
    ),
    Place(
        phrase("Publishing"),
        "/publishing",
        Permission.PUBLISHING_READ,
        phrase("What goes to the Transparency Database"),
    ),
    Place(
        phrase("Papers"),
        "/papers",
        Permission.PAPER_READ,
        phrase("The yearly figures, and how each was counted"),
    ),
    Place(
        phrase("Deliveries"),
        "/deliveries",
        Permission.DELIVERY_READ,
        phrase("What was sent to the platform"),
    ),
    Place(
        phrase("Institutions"),
        "/peers",
        Permission.PEER_MANAGE,
        phrase("Other nodes, and what went between"),
    ),
    Place(
        phrase("Law"),
        "/law",
        Permission.LAW_READ,
        phrase("The profile in force and what it permits"),
    ),
    Place(phrase("Care"), "/care", Permission.CARE_EXTEND, phrase("Who has seen much today")),
    Place(
        phrase("Log"),
        "/log",
        Permission.AUDIT_VERIFY,
        phrase("The record of every act, and its proof"),
    ),
    Place(
        phrase("People"),
        "/people",
        Permission.ACCOUNT_MANAGE,
        phrase("Who may sign in, and as what"),
    ),
    Place(
        phrase("Keys"), "/keys", Permission.KEY_MANAGE, phrase("What programs call this node with")
    ),
    Place(phrase("Node"), "/node", Permission.NODE_READ, phrase("How this node is doing")),
)


@dataclass(frozen=True, slots=True)
class Shell:
    """What `base.html` shows around a page."""

    node: str
    demo: bool
    person: str
    places: tuple[Place, ...]
    here: str
    csrf: Secret
    alerts: int
    single_person: bool = False
    cooling: int = 0


def shell_of(request: Request) -> Shell:
    """The shell for whoever sent this request; signed out if no lock let them in."""
    node = program_of(request).node
    session: Session | None = getattr(request.state, "session", None)
    single, cooling = _alone(request) if session else (False, 0)
    free = session is not None and not session.must_enrol
    return Shell(
        node=str(node.identity.id)[-SHORT_ID:],
        demo=node.identity.demo,
        person=session.actor.name if session else "",
        places=_places(request, session.actor) if session and free else (),
        here=request.url.path,
        csrf=session.csrf if session else Secret(""),
        alerts=_counted(partial(alerts.calling, node, session)) if session and free else 0,
        single_person=single,
        cooling=cooling,
    )


def _alone(request: Request) -> tuple[bool, int]:
    """Whether the node is one person's, and how many requests cool off on it. A page that says the
    database is away says enough.
    """
    try:
        with program_of(request).node.read() as connection:
            return alone.standing(connection)
    except TutelaError:
        return False, 0


def _places(request: Request, actor: Actor) -> tuple[Place, ...]:
    """Where somebody may go, with how much waits for them."""
    node = program_of(request).node
    waiting = partial(waiting_for, node, actor)
    return tuple(
        replace(place, waiting=_counted(waiting)) if place.path == REQUESTS else place
        for place in places_for(request.app, actor, node.identity.role)
    )


def _counted(count: Callable[[], int]) -> int:
    """What `count` says; none on a page that says the database is away, which says enough."""
    try:
        return count()
    except TutelaError:
        return 0


def places_for(app: FastAPI, actor: Actor, role: NodeRole) -> tuple[Place, ...]:
    """Where `actor` may go on a node of that role, among the pages this program has."""
    return tuple(
        place for place in _existing(app) if role in place.roles and actor.may(place.permission)
    )


def _existing(app: FastAPI) -> tuple[Place, ...]:
    found: tuple[Place, ...] | None = getattr(app.state, "places", None)
    if found is None:
        paths = {route.path for route in iter_route_contexts(app.routes)}
        found = app.state.places = tuple(place for place in PLACES if place.path in paths)
    return found
