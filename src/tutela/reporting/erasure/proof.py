"""The daily proof: what was erased since the last certificate, and what outlived its clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.platform import log
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.audit.own import log_key
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission
from tutela.reporting.erasure import certificate, store
from tutela.reporting.erasure.certificate import Counts, Statement
from tutela.reporting.erasure.clocks import clocks
from tutela.reporting.erasure.errors import (
    CertificateForged,
    CertificateMalformed,
    CertificateUnknown,
)
from tutela.reporting.erasure.model import Certificate, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.reporting.erasure.certificate import Erased, Overdue

# A certificate speaks of what was due or erased an hour ago and more. Longer than any transaction
# may take, so nothing is committed behind its back; and the jobs that erase and delete have run.
GRACE: Final = timedelta(hours=1)
LONGEST_LIST: Final = 500


def prove(node: Node) -> UUID:
    """Makes the certificate of what happened since the last one; its id.

    Two at once take turns. While there is nothing further to speak of, the last one stands.
    """
    return _prove(node, NODE)


def prove_now(node: Node, actor: Actor) -> UUID:
    """The same for somebody who will not wait for the night."""
    actor.require(Permission.ERASURE_PROVE)
    return _prove(node, actor)


def certificates(node: Node, actor: Actor, *, limit: int = LONGEST_LIST) -> list[Certificate]:
    """Certificates, the latest first."""
    actor.require(Permission.ERASURE_PROVE)
    with node.read() as connection:
        return store.certificates(connection, limit)


def export(node: Node, actor: Actor, certificate_id: UUID) -> bytes:
    """A certificate as a file that a court can verify with the node's public key alone.

    Raises CertificateUnknown.
    """
    actor.require(Permission.ERASURE_PROVE)
    with node.read() as connection:
        one = store.find(connection, certificate_id)
    if one is None:
        raise CertificateUnknown(certificate=certificate_id)
    return certificate.export(one.statement, one.signature, log_key(node))


def standing(connection: Connection) -> Standing:
    """What the last certificate says, for whoever watches the node."""
    one = store.last(connection)
    return Standing(one.made_at, one.erased, one.overdue) if one else Standing(None, 0, 0)


def _prove(node: Node, actor: Actor) -> UUID:
    with node.work(actor, purpose="prove erasure") as work:
        store.lock(work.connection)
        work.waited()
        last, until = store.last(work.connection), work.now - GRACE
        before = _trusted(node, last)
        if last and before and until <= before.until:
            return last.id
        statement = _statement(work, before, last, until)
        made = _add(work, statement)
    if made.overdue:
        log.get("erasure").error("erasure-overdue", overdue=made.overdue)
    return made.id


def _trusted(node: Node, last: Certificate | None) -> Statement | None:
    """What the last certificate states; None if somebody changed it: then all is told anew."""
    if last is None:
        return None
    try:
        return certificate.verify(last.statement, last.signature, log_key(node))
    except (CertificateForged, CertificateMalformed):
        log.get("erasure").error("erasure-certificate-changed", certificate=str(last.id))
        return None


def _statement(
    work: Work, before: Statement | None, last: Certificate | None, until: datetime
) -> Statement:
    since = before.until if before else None
    overdue = _overdue(work, until)
    erased = _erased(work, since, until, before.overdue if before else (), overdue)
    held = [one for clock in clocks() for one in clock.held(work.connection, until)]
    return Statement(
        form=certificate.SCHEMA_HELD if held else certificate.SCHEMA,
        node=work.node.identity.origin,
        previous=certificate.digest(last.statement) if last else "",
        since=since,
        until=until,
        made_at=work.now,
        erased=tuple(erased),
        overdue=tuple(overdue),
        held=tuple(held),
        counts=Counts(erased=len(erased), overdue=len(overdue)),
        clocks=tuple(clock.checked(work.connection) for clock in clocks()),
    )


def _overdue(work: Work, until: datetime) -> list[Overdue]:
    found = [clock.overdue(work.node, work.connection, until) for clock in clocks()]
    return [one for each in found for one in each]


def _erased(
    work: Work,
    since: datetime | None,
    until: datetime,
    was_overdue: Sequence[Overdue],
    overdue: Sequence[Overdue],
) -> list[Erased]:
    """What is proven gone now, with what the last certificate could not yet call gone."""
    not_gone = {(one.kind, one.id) for one in overdue}
    found: list[Erased] = []
    for clock in clocks():
        also = [one.id for one in was_overdue if one.kind == clock.kind]
        found += clock.erased(work.connection, since, until, also)
    return [one for one in found if (one.kind, one.id) not in not_gone]


def _add(work: Work, statement: Statement) -> Certificate:
    text = certificate.write(statement)
    made = Certificate(
        id=work.new_id(),
        statement=text,
        signature=certificate.sign(text, work.node.keys.audit),
        erased=statement.counts.erased,
        overdue=statement.counts.overdue,
        made_at=work.now,
    )
    store.add(work.connection, made)
    work.record(
        Event.ERASURE_PROVE,
        subject=("erasure-certificate", made.id),
        service_id=NODE_SERVICE,
        erased=made.erased,
        overdue=made.overdue,
        sha256=certificate.digest(text),
    )
    return made
