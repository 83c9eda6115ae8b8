"""Answering what another node said and should not have: it is told, and nothing else happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.federation import posting
from tutela.platform import log

if TYPE_CHECKING:
    from tutela.federation.handling import Said
    from tutela.federation.kinds import MessageKind
    from tutela.platform.work import Work


def refuse(
    work: Work, said: Said, kind: MessageKind, code: str, body: dict[str, Any] | None = None
) -> None:
    """Says to whoever said it, by a message of `kind`, what was refused and why, as a stable code;
    `body` where that kind says it in another form.
    """
    ignore(said, code)
    body = body or {"about": said.kind, "code": code}
    posting.offer(work, said.sender.id, kind, said.subject, body)


def ignore(said: Said, code: str) -> None:
    """Only writes down that nothing is done with it: whoever hears a refusal never answers it."""
    log.get("federation").warning(
        "message-refused", peer=str(said.sender.id), kind=said.kind, code=code
    )
