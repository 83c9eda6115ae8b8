"""What a letter by e-mail carries: sealed in its row by the master key until it has left."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import tink

from tutela.platform.masterkey.sealed import Form, SealedColumn
from tutela.redress.statements.errors import LetterUnreadable
from tutela.redress.statements.tables import statement_mail

if TYPE_CHECKING:
    from uuid import UUID

    from tink import aead


@dataclass(frozen=True, slots=True)
class Envelope:
    """One letter whole: to whom, from which service, in which language, and its code."""

    to: str = field(repr=False)
    service: str
    language: str
    title: str
    text: str
    code: str = field(repr=False)


def seal(master: aead.Aead, mail_id: UUID, one: Envelope) -> str:
    """The letter sealed for its row; it opens there only."""
    sealed = master.encrypt(json.dumps(asdict(one)).encode(), _context(mail_id))
    return base64.b64encode(sealed).decode()


def unseal(master: aead.Aead, mail_id: UUID, sealed: str) -> Envelope:
    """What `seal` sealed. Raises LetterUnreadable."""
    try:
        opened = master.decrypt(base64.b64decode(sealed), _context(mail_id))
    except (tink.TinkError, ValueError):
        raise LetterUnreadable(mail=mail_id) from None
    return Envelope(**json.loads(opened))


def _context(mail_id: UUID) -> bytes:
    return f"statement-mail:{mail_id}".encode()


SEALED = (SealedColumn(statement_mail.c.sealed, statement_mail.c.id, Form.TEXT, _context),)
