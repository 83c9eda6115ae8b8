"""What a court signed comes in by an authority's node: checked, and made an order of this node's.

At the provider it stands among the orders to be carried out, its clock running from our receipt; a
person carries it out. The Centre keeps its copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.federation.kinds import REMOVAL_RECEIVED
from tutela.law.machines.parts import Party
from tutela.orders import form as forms
from tutela.orders import registering
from tutela.orders import store as order_store
from tutela.orders.errors import OrderFieldsInvalid
from tutela.orders.model import UNION, Article, CameBy, IssuerKind, Verified
from tutela.orders.moves import KEEP
from tutela.orders.removal import checking, moves, papers, sealing, store, telling, words
from tutela.orders.removal.checking import Here, Refusal
from tutela.orders.removal.errors import OrderRefused, PaperUnreadable
from tutela.orders.removal.machine import Command, RemovalState
from tutela.orders.removal.model import BASIS, Removal, RemovalLine
from tutela.orders.removal.moves import Opened
from tutela.orders.removal.said import About
from tutela.orders.removal.sealing import Seal
from tutela.orders.removal.store import Stored
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole
from tutela.platform.services import store as services

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.federation.handling import Said
    from tutela.orders.model import Facts
    from tutela.orders.removal.papers import Order, Request
    from tutela.orders.removal.said import Issued
    from tutela.platform.work import Work

_CATEGORY = "CHILD_SEXUAL_ABUSE_MATERIAL"
_WITHHELD = "The court said so in the order (COM(2022) 209, Article 15(4))."


def hear(work: Work, said: Said, body: Issued) -> None:
    """Takes a signed order. Raises OrderRefused."""
    provider = work.node.identity.role is NodeRole.PROVIDER
    refusal = checking.order_refusal(body.order, _here(work, said, body.order, provider=provider))
    if refusal is not None:
        raise refused(refusal)
    order, _ = papers.read_order(body.order)
    if provider:
        _take(work, said, order, body.order)
    else:
        keep(work, order.request, NODE_SERVICE, body.order, received_at=said.received_at)


def refused(reason: Refusal) -> OrderRefused:
    return OrderRefused(problem=reason.words, reason=reason.value)


def keep(
    work: Work,
    request: Request,
    service_id: str,
    signed: dict[str, Any] | None = None,
    **values: Any,
) -> Opened:
    """Writes the row of an order, asked for or issued; locked, as it was just made. One that no
    court signs is erased after a year. Raises OrderRefused for one that is here already.
    """
    order = papers.read_order(signed)[0] if signed else None
    line = _line(work, request, order, values)
    wrapped = sealing.new_key(work.node, line.id)
    seal = Seal(work.node, line.id, wrapped)
    removal = Removal(
        line, papers.write_request(request), signed or {}, words=(), hindrance={}, report={}
    )
    content = moves.sealed(seal, removal)
    row = {name: getattr(line, name) for name in RemovalLine.__dataclass_fields__}
    row |= {"state": line.state.value, "service_id": service_id}
    if not store.add(work.connection, **row, wrapped_key=wrapped, content=content):
        raise refused(Refusal.REPLAYED)
    return Opened(Stored(line, service_id, wrapped, content), seal, removal)


def _line(work: Work, request: Request, order: Order | None, values: dict[str, Any]) -> RemovalLine:
    known: dict[str, Any] = dict.fromkeys(RemovalLine.__dataclass_fields__)
    known |= {
        "id": request.id,
        "state": RemovalState.ISSUED if order else RemovalState.REQUESTED,
        "authority_id": request.authority,
        "authority_name": request.authority_name,
        "provider_id": request.provider,
        "provider_name": request.provider_name,
        "court": order.court if order else "",
        "profile": request.profile,
        "items": len(request.targets),
        "made_at": work.now,
        "issued_at": order.issued_at if order else None,
        "extended": False,
        "was": "",
        "refusal": "",
        "erase_at": (moves.KEEP_OPEN if order else KEEP).after(work.now),
    }
    return RemovalLine(**known | values)


def _here(work: Work, said: Said, given: dict[str, Any], *, provider: bool) -> Here:
    settings = work.node.settings
    return Here(
        provider=work.node.identity.id if provider else _named(given),
        sender=said.sender.id,
        courts=store.compared(work.connection),
        now=said.received_at,
        known=_known(work, given),
        services=_services(work) if provider else None,
        hosts=settings.order_hosts if provider else (),
    )


def _services(work: Work) -> set[str]:
    return {one.id for one in services.services(work.connection)} - {NODE_SERVICE}


def _named(given: dict[str, Any]) -> UUID:
    """The provider that an order names; the Centre's copy is for whoever that is."""
    try:
        return papers.read_order(given)[0].request.provider
    except PaperUnreadable as error:
        reason = Refusal.UNSIGNED if papers.is_unsigned(given) else Refusal.UNREADABLE
        raise refused(reason) from error


def _known(work: Work, given: dict[str, Any]) -> bool:
    try:
        return store.is_known(work.connection, papers.read_order(given)[0].request.id)
    except PaperUnreadable:
        return False


def _take(work: Work, said: Said, order: Order, given: dict[str, Any]) -> None:
    request = order.request
    until = checking.hidden_until(order, said.received_at)
    # The facts first: what cannot be registered is refused before anything is written.
    facts = _facts(order, said.received_at, until, work.now)
    kept = keep(
        work,
        request,
        request.service,
        given,
        received_at=said.received_at,
        hidden_until=until,
    )
    received = moves.move(
        work, kept, Command.RECEIVE, Party.PROVIDER, at=said.received_at,
        told={"court": order.court, "peer": str(said.sender.id), "items": len(request.targets)},
    )  # fmt: skip
    _ensure_issuer(work, order)
    order_id = registering.put(work, request.service, facts, CameBy.NODE)
    order_store.save(work.connection, order_id, acknowledged_at=said.received_at)
    words.follow(work, moves.save(work, received, order_id=order_id))
    telling.answer(work, said, REMOVAL_RECEIVED, request.id, About(order=request.id))


def _facts(order: Order, received_at: datetime, until: datetime | None, now: datetime) -> Facts:
    """What the order says, as orders are registered. Raises OrderRefused."""
    request = order.request
    fields: dict[str, object] = {
        "article": Article.NATIONAL.value,
        "issuer": order.court,
        "reference": str(request.id),
        "language": request.language,
        "scope": (UNION,),
        "issued_at": min(order.issued_at, received_at),
        "received_at": received_at,
        "targets": request.targets,
        "legal_basis": f"{BASIS} (draft law)",
        "reasons": request.reasons,
        "redress": order.redress,
        "report_to": request.authority_name,
        "category": _CATEGORY,
        "withheld_until": until,
        "withheld_ground": (request.days_reason or _WITHHELD) if until else "",
    }
    try:
        return forms.facts(forms.from_fields(fields), received_at, now)
    except OrderFieldsInvalid:
        raise refused(Refusal.UNREADABLE) from None


def _ensure_issuer(work: Work, order: Order) -> None:
    """The court among the issuers. Its key was compared; one that is there already stands as it
    does: where somebody took back that it was verified, carrying out takes two people.
    """
    key = store.court_of(work.connection, order.key)
    by = key.compared_by_name if key else ""
    issuer_id = work.new_id()
    made = order_store.add_issuer(
        work.connection,
        id=issuer_id,
        service_id=order.request.service,
        name=order.court,
        kind=IssuerKind.COURT.value,
        member_state=order.member_state,
        contact=order.request.authority_name,
        verified=Verified.CERTIFICATE.value,
        verified_note="The code of its key was compared.",
        verified_by=work.actor.id,
        verified_by_name=by,
        verified_at=key.compared_at if key else work.now,
        added_by=work.actor.id,
        added_at=work.now,
    )
    if made:
        work.record(
            Event.ISSUER_ADD,
            subject=("issuer", issuer_id),
            service_id=order.request.service,
            kind=IssuerKind.COURT.value,
            member_state=order.member_state,
        )
