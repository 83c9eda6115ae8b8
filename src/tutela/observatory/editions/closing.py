"""Closing a paper: from then on it is kept as it is, and a correction is a new version."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from tutela.observatory import making, reading
from tutela.observatory.editions import archive, store
from tutela.observatory.editions.model import LONGEST_REASON, Edition, State, kept_until
from tutela.observatory.errors import (
    EditionReasonMissing,
    EditionReasonUnfit,
    EditionReasonUnwanted,
    EditionSame,
    PeriodNotOver,
)
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.reporting.words import is_plain

if TYPE_CHECKING:
    from tutela.observatory.model import Kind, Scope
    from tutela.observatory.words import Words
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def close(
    node: Node,
    actor: Actor,
    kind: Kind,
    scope: Scope,
    words: Words | None = None,
    *,
    reason: str = "",
) -> Edition:
    """Counts once more and keeps what comes of it. After the first version of a period, `reason`
    says what the new one corrects.

    Raises PeriodNotOver, ServiceUnknown, SetWrong, EditionReasonMissing, EditionReasonUnwanted,
    EditionReasonUnfit and EditionSame.
    """
    actor.require(Permission.PAPER_CLOSE)
    if not scope.period.over(node.clock.now()):
        raise PeriodNotOver(last=scope.period.last)
    reason = reason.strip()
    if reason and not is_plain(reason, LONGEST_REASON):
        raise EditionReasonUnfit(most=LONGEST_REASON)
    made, numbers = making.make(node, actor, kind, scope, words)
    data = archive.packed(made, numbers, reading.described(scope))
    with node.work(actor, purpose="close a paper") as work:
        store.take_turn(work.connection, scope.service_id)
        work.waited()
        before = store.latest(work.connection, kind, scope)
        one = _edition(work, kind, scope, data, before, reason)
        store.add(work.connection, one, data)
        work.record(
            Event.PAPER_CLOSE,
            subject=("paper", one.id),
            service_id=one.service_id,
            reason=one.reason,
            paper=one.kind.value,
            period=str(one.period),
            version=one.version,
            sha256=one.sha256,
        )
        return one


def _edition(
    work: Work, kind: Kind, scope: Scope, data: bytes, before: Edition | None, reason: str
) -> Edition:
    digest = sha256(data).hexdigest()
    _require_due(before, digest, reason)
    return Edition(
        id=work.new_id(),
        service_id=scope.service_id,
        kind=kind,
        first=scope.period.first,
        last=scope.period.last,
        version=before.version + 1 if before else 1,
        reason=reason,
        sha256=digest,
        state=State.CLOSED,
        closed_at=work.now,
        closed_by=work.actor.id,
        closed_by_name=work.actor.name,
        erase_at=kept_until(work.now, work.node.settings.paper_years),
        erased_at=None,
        content_id=work.new_id(),
    )


def _require_due(before: Edition | None, digest: str, reason: str) -> None:
    """Raises what speaks against one more version."""
    if before is None:
        if reason:
            raise EditionReasonUnwanted
        return
    if not reason:
        raise EditionReasonMissing(version=before.version, next=before.version + 1)
    if digest == before.sha256:
        raise EditionSame(version=before.version)
