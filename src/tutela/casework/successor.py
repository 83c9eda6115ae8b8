"""A closed case stays closed: what goes on does so in the open case of the same subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework import legal_holds, store
from tutela.casework.model import SubjectKind
from tutela.platform.audit.model import Event

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.casework.store import LockedItem
    from tutela.platform.work import Work


def case_to_go_on(work: Work, item: LockedItem) -> UUID:
    """The item's own case while it is open, else the open case of the same subject.

    There what is kept of the item comes under the legal holds of that case too.
    """
    if item.case_state == store.OPEN:
        return item.case_id
    case_id = open_case_of(work, item.service_id, item.subject)
    legal_holds.extend(work, case_id, item.evidence_id)
    return case_id


def open_case_of(
    work: Work, service_id: str, subject: tuple[SubjectKind, str], profile: str = ""
) -> UUID:
    """The open case of `subject`, extended, or a new one that succeeds the last closed one."""
    kind, ref = subject
    case_id, made = store.open_case(
        work.connection,
        new_id=work.new_id(),
        service_id=service_id,
        subject=subject,
        now=work.now,
    )
    predecessor = store.set_predecessor(work.connection, case_id) if made else None
    is_account = kind is SubjectKind.ACCOUNT
    work.record(
        Event.CASE_OPEN if made else Event.CASE_EXTEND,
        subject=("case", case_id),
        service_id=service_id,
        profile=profile,
        account=work.node.pseudonyms.of(service_id, ref) if is_account else None,
        predecessor=str(predecessor) if predecessor else None,
    )
    return case_id
