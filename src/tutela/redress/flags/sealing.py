"""What a flag says lies sealed by the master key; it opens for its own row only."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import tink

from tutela.platform.masterkey.sealed import Form, SealedColumn
from tutela.redress.flags.errors import FlagUnreadable
from tutela.redress.flags.model import Piece, Said
from tutela.redress.flags.tables import user_flag

if TYPE_CHECKING:
    from uuid import UUID

    from tink import aead


def seal(master: aead.Aead, flag_id: UUID, said: Said) -> str:
    """What a flag says, sealed for its row."""
    return base64.b64encode(
        master.encrypt(json.dumps(asdict(said)).encode(), _context(flag_id))
    ).decode()


def unseal(master: aead.Aead, flag_id: UUID, sealed: str) -> Said:
    """What a flag says. Raises FlagUnreadable."""
    try:
        found = json.loads(master.decrypt(base64.b64decode(sealed), _context(flag_id)))
    except (tink.TinkError, ValueError):
        raise FlagUnreadable(flag=flag_id) from None
    pieces = tuple(Piece(**one) for one in found["context"])
    return Said(found["account"], found["words"], pieces)


def _context(flag_id: UUID) -> bytes:
    return f"user-flag:{flag_id}".encode()


SEALED = (SealedColumn(user_flag.c.sealed, user_flag.c.id, Form.TEXT, _context),)
