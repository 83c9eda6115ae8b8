"""A hit becomes part of a case: evidence, case, hold, action and audit rows in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework import actions, holds, legal_holds, place, store
from tutela.casework.model import ActionKind, SubjectKind
from tutela.casework.successor import open_case_of
from tutela.casework.tables import case_item
from tutela.detection.model import VerdictKind
from tutela.evidence import service as evidence
from tutela.platform.services.service import require_service

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.detection.model import Hit
    from tutela.platform.services.model import Service
    from tutela.platform.work import Work


def receive(work: Work, item_id: UUID, hit: Hit) -> None:
    """Takes the recorded item of `hit` into the open case of its subject, or into a new one."""
    service = require_service(work.connection, hit.incoming.service_id)
    held = hit.verdict is VerdictKind.HELD
    profile = hit.detections[0].ground.profile
    subject = _subject(item_id, hit)
    legal_holds.before_keeping(work, service.id, subject[1])
    case_id = open_case_of(work, service.id, subject, profile)
    evidence_id = _keep(work, service, hit)
    store.add_item(
        work.connection,
        service_id=service.id,
        item_id=item_id,
        case_id=case_id,
        evidence_id=evidence_id,
        restricted=held,
        severity=place.severity(
            work.connection, [one.match.indicator_id for one in hit.detections]
        ),
    )
    legal_holds.extend(work, case_id, evidence_id)
    if held:
        [item] = store.lock_items(work.connection, case_item.c.item_id == item_id)
        holds.start(work, item, service.policy.hold_hours)
        actions.request(work, item, ActionKind.HOLD, decision_id=None)
    place.renew(work, [case_id])


def is_restricted(connection: Connection, item_id: UUID) -> bool:
    """Whether an item taken before is kept from view now."""
    return store.is_restricted(connection, item_id)


def _subject(item_id: UUID, hit: Hit) -> tuple[SubjectKind, str]:
    """The account; where none was given, the same content shares a case."""
    signals = hit.signals
    if hit.incoming.account_ref:
        return SubjectKind.ACCOUNT, hit.incoming.account_ref
    frame = signals.frames[0].hex if signals.frames else ""
    return SubjectKind.UNKNOWN, (
        signals.sha256 or signals.sha1 or signals.md5 or frame or signals.url or str(item_id)
    )


def _keep(work: Work, service: Service, hit: Hit) -> UUID | None:
    if hit.data is None:
        return None
    kept = evidence.keep(
        work,
        service_id=service.id,
        data=hit.data,
        sha256=hit.signals.sha256,
        policy=service.policy,
        media_type=hit.signals.media_type or "application/octet-stream",
    )
    return kept.id if kept else None
