"""The key of an authority, to which answers are sealed, and its short code.

A letter can bring any key. So whoever records one calls the authority, by the number that it was
verified with, has it read out its code, and types what was heard: the key is kept only if both
agree. The code is the beginning of the key's SHA-256, which every system computes:
`printf %s KEY | sha256sum`.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from tutela.orders import issuers, store
from tutela.orders.errors import IssuerNotVerified, KeyCodeDiffers
from tutela.orders.model import Verified
from tutela.orders.moves import require_person, require_words
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.reporting.national.sealing import public_key

if TYPE_CHECKING:
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

_DIGITS, _GROUP = 16, 4


def code_of(key: str) -> str:
    """The short code of a key: sixteen digits in groups of four, to be read out."""
    digits = sha256(key.encode()).hexdigest()[:_DIGITS]
    return "-".join(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def record(
    node: Node, actor: Actor, service_id: str, name: str, *, key: str, code: str, note: str
) -> str:
    """Records the key of a verified authority; its code. `code` is what they read out.

    Raises IssuerUnknown, IssuerNotVerified, KeyUnusable, KeyCodeDiffers, OrderWordsMissing,
    OrderNeedsPerson.
    """
    require_person(actor, Permission.ORDER_DECIDE)
    words = require_words(note, "whom you reached, and by which number")
    plain = key.strip()
    public_key(plain)
    if _digits(code) != _digits(code_of(plain)):
        raise KeyCodeDiffers
    with node.work(actor, purpose="record the key of an authority") as work:
        one = issuers.require(work.connection, service_id, name, locked=True)
        if one.verified is Verified.NOT:
            raise IssuerNotVerified(name=one.name)
        store.save_issuer(
            work.connection, one.id,
            age_key=plain, age_key_by_name=actor.name, age_key_at=work.now,
        )  # fmt: skip
        work.record(
            Event.ISSUER_KEY,
            subject=("issuer", one.id),
            service_id=service_id,
            reason=words,
            code=code_of(plain),
            replaced=one.age_key is not None,
        )
    return code_of(plain)


def _digits(code: str) -> str:
    return "".join(sign for sign in code.lower() if sign.isalnum())
