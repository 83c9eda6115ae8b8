"""Words kept with a case. The log holds who noted something, and its SHA-256; never the words."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from tutela.casework.claims import store
from tutela.casework.claims.model import Note, NoteKind, SkipReason
from tutela.platform.audit.model import Event

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Row

    from tutela.platform.work import Work


def add(
    work: Work,
    row: Row[Any],
    kind: NoteKind,
    words: str,
    *,
    why: SkipReason | None = None,
    until: datetime | None = None,
) -> dict[str, str]:
    """Keeps a note of whoever acts; returns what the log says of it, for the move it belongs to."""
    note = Note(
        id=work.new_id(),
        case_id=row.id,
        kind=kind,
        words=words.strip(),
        by=work.actor.id,
        by_name=work.actor.name,
        at=work.now,
        why=why,
        until=until,
    )
    store.add_note(work.connection, note, row.service_id)
    return {"note": str(note.id), "sha256": digest(note.id, note.words)}


def comment(work: Work, row: Row[Any], words: str) -> None:
    """Keeps a comment, and its digest in the log."""
    noted = add(work, row, NoteKind.COMMENT, words)
    work.record(Event.CASE_COMMENT, subject=("case", row.id), service_id=row.service_id, **noted)


def is_noted(work: Work, case_id: UUID, words: str) -> bool:
    """Whether just this was noted on a case before."""
    return any(one.words == words for one in store.notes(work.connection, case_id))


def digest(note: UUID, words: str) -> str:
    """SHA-256 over the note's id, a colon and its words: equal words have different digests."""
    return sha256(f"{note}:{words}".encode()).hexdigest()
