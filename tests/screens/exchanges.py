"""Indicators between institutions as the screens show them, on a provider's node."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.exchanges import accesses, sealing, store
from tutela.exchanges.machine import AccessState, SubmissionState
from tutela.exchanges.model import Category, Media, Sealed, Submission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


def play_exchanges(node: Node, sara: Actor, centre: UUID, more: str) -> UUID:
    """An access that is asked for, one that is granted, and a submission; the submission's id."""
    for category in Category:
        now = node.clock.now()
        one_id = accesses.ask(
            node,
            sara,
            centre,
            category=category,
            purpose=f"Carry the order out. {more}".strip(),
            basis="12 Gs 345/26",
            begins_at=now,
            ends_at=now + timedelta(days=30),
        )
    with node.work(sara, purpose="show an access that is granted") as work:
        store.save_access(
            work.connection, one_id, state=AccessState.GRANTED.value, bank="centre-new",
            number=1204, heard_at=work.now, refused=2,
        )  # fmt: skip
        submission_id = work.new_id()
        said = Sealed(f"Report 17 {more}".strip(), f"Two people looked at it. {more}".strip())
        one = Submission(
            id=submission_id,
            peer_id=centre,
            given_id=submission_id,
            category=Category.NEW,
            media=Media.FILM,
            language="de",
            scheme="a1-b2",
            label="A1",
            fingerprints={"sha256": "ab" * 32, "pdq": "5a" * 32},
            sealed=sealing.seal(node, submission_id, said),
            source="Autorité de coordination",
            state=SubmissionState.TAKEN,
            profile="com-2022",
            proposed_at=work.now,
            proposed_by="",
            proposed_by_name="",
            assessed_at=work.now,
            assessed_by_name="",
            first_assessor="acct_aaaaaaaaaaaaaaaa",
            second_assessor="acct_bbbbbbbbbbbbbbbb",
            decided_at=work.now,
            decided_by_name="olga",
            reason="",
            cause=None,
            reverify_by=work.now + timedelta(days=200),
            erase_at=None,
            erased_at=None,
        )
        store.add_submission(work.connection, one)
    return submission_id
