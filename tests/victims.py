"""A received report that fits what a victim asks about, as the Centre has it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import insert

from tutela.law import draft
from tutela.platform.database.tables import NODE_SERVICE
from tutela.receiving.machine import State
from tutela.receiving.tables import received_item, received_report, received_signal

if TYPE_CHECKING:
    from tutela.platform.work import Work

SHA256 = "ab" * 32


def add_report(
    work: Work, provider: UUID, name: str, authority: UUID, sha256: str = SHA256
) -> UUID:
    """A report of `provider` about that item, forwarded to `authority`; its id."""
    report_id, now = work.new_id(), work.now
    work.connection.execute(
        insert(received_report).values(
            service_id=NODE_SERVICE,
            id=report_id,
            peer_id=provider,
            reference=f"report {report_id}",
            number=str(report_id),
            provider_name=name,
            state=State.FORWARDED.value,
            urgent=False,
            items=1,
            countries=["NL"],
            lacks=[],
            profile=draft.PROFILE,
            authority_id=authority,
            wrapped_key="k",
            received_at=now,
            forwarded_at=now,
            erase_at=now,
        )
    )
    about = {"service_id": NODE_SERVICE, "report_id": report_id, "item_id": uuid4()}
    work.connection.execute(insert(received_item).values(**about, restricted=False))
    work.connection.execute(
        insert(received_signal).values(**about, kind="sha256", digest=bytes.fromhex(sha256))
    )
    return report_id
