"""Taking in what a user flagged: once, sealed, into the case of the item, for a person."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from tutela.casework import noticed
from tutela.law import catalogue
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.services.service import require_surface
from tutela.redress.flags import sealing, store
from tutela.redress.flags.errors import FlagRepeated, FlagUndisclosed
from tutela.redress.flags.machine import FlagState
from tutela.redress.flags.model import Flag
from tutela.reporting.threats import service as threats

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.flags.given import UserFlag


@dataclass(frozen=True, slots=True)
class Taken:
    """The node's id of a flag, and whether it came for the first time."""

    flag_id: UUID
    new: bool


def take_in(node: Node, actor: Actor, given: UserFlag) -> Taken:
    """Takes a flag of the key's service in: it waits in the case of its item, and holds nothing.

    The same id with the same content changes nothing. Where the user says that somebody is in
    danger, the case's assessment of threats is opened (Article 18 DSA). Raises FlagRepeated,
    FlagUndisclosed, SurfaceUnknown, Forbidden.
    """
    actor.require(Permission.FLAG_SEND)
    service_id = actor.service_id or ""
    with node.work(actor, purpose="take in a user's flag") as work:
        surface = require_surface(work.connection, service_id, given.surface)
        if surface.encrypted and not given.disclosed:
            raise FlagUndisclosed(surface=given.surface)
        ref_hash = sha256(f"{service_id}\n{given.id}".encode()).digest()
        content = sha256(given.model_dump_json().encode()).digest()
        store.take_turn(work.connection, ref_hash)
        if before := store.by_ref(work.connection, ref_hash):
            return _again(before, content)
        profile = catalogue.at(work.now) or catalogue.load(catalogue.DEFAULT)
        case_id = noticed.open_for_item(work, service_id, given.item, profile.id)
        work.waited()  # for another flag of the same case
        one = _flag(work, service_id, given, case_id, profile.id)
        return _keep(work, one, given, ref_hash, content)


def _again(before: tuple[Flag, bytes], content: bytes) -> Taken:
    one, known = before
    if known != content:
        raise FlagRepeated
    return Taken(one.id, new=False)


def _flag(work: Work, service_id: str, given: UserFlag, case_id: UUID, profile: str) -> Flag:
    return Flag(
        id=work.new_id(),
        service_id=service_id,
        ref=given.id,
        item_ref=given.item,
        surface=given.surface,
        category=given.category,
        state=FlagState.RECEIVED,
        danger=given.danger,
        child=given.child,
        harmed=given.harmed,
        disclosed=given.disclosed,
        language=given.language,
        reporter=work.node.pseudonyms.of(service_id, given.account),
        case_id=case_id,
        profile=profile,
        received_at=work.now,
        outcome=None,
        unfounded=False,
        decided_at=None,
        decided_by=None,
        decided_by_name=None,
        erase_at=None,
        erased_at=None,
    )


def _keep(work: Work, one: Flag, given: UserFlag, ref_hash: bytes, content: bytes) -> Taken:
    sealed = sealing.seal(work.node.keys.evidence, one.id, given.said)
    store.add(work.connection, one, ref_hash=ref_hash, content_hash=content, sealed=sealed)
    work.record(
        Event.FLAG_RECEIVE,
        subject=("flag", one.id),
        service_id=one.service_id,
        profile=one.profile,
        case=str(one.case_id),
        category=one.category.value,
        reporter=one.reporter,
        context=len(given.context),
        danger=one.danger,
        child=one.child,
        harmed=one.harmed,
        disclosed=one.disclosed,
    )
    if one.danger:
        threats.open_for_case(work, one.case_id, one.service_id)
    noticed.renew_flags(
        work, one.service_id, one.case_id, store.waiting(work.connection, one.case_id)
    )
    return Taken(one.id, new=True)
