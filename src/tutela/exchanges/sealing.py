"""What a submission rests on lies sealed by the node's key; it opens for its own row only."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import tink

from tutela.exchanges.errors import SubmissionUnreadable
from tutela.exchanges.model import Sealed
from tutela.exchanges.tables import indicator_submission
from tutela.platform.masterkey.sealed import Form, SealedColumn

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.node import Node


def seal(node: Node, submission_id: UUID, said: Sealed) -> bytes:
    return bytes(
        node.keys.evidence.encrypt(json.dumps(asdict(said)).encode(), _about(submission_id))
    )


def unseal(node: Node, submission_id: UUID, sealed: bytes) -> Sealed:
    """What it rests on. Raises SubmissionUnreadable."""
    try:
        found = json.loads(node.keys.evidence.decrypt(sealed, _about(submission_id)))
    except tink.TinkError:
        raise SubmissionUnreadable(submission=submission_id) from None
    return Sealed(**found)


def _about(submission_id: UUID) -> bytes:
    return f"indicator_submission:{submission_id}".encode()


SEALED = (
    SealedColumn(indicator_submission.c.sealed, indicator_submission.c.id, Form.BYTES, _about),
)
