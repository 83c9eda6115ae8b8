"""A court's own key and what it signs: in a folder of its own, on a machine that is no node.

The private half is sealed with a passphrase (age, scrypt). Whoever runs a node never has it: what
an authority asks for, only this folder and its passphrase can sign.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.federation import signing
from tutela.federation.wire import Key, Name
from tutela.law.draft import PROFILE
from tutela.orders.removal import checking, papers
from tutela.orders.removal.errors import (
    CourtAsksItself,
    CourtFolderRefused,
    CourtKeyUnreadable,
    CourtRefuses,
    PaperUnreadable,
)
from tutela.orders.removal.model import WordKind
from tutela.orders.removal.papers import MemberState, Order, Part, Word
from tutela.platform.backup.archive import NOT_OPENED, check_passphrase
from tutela.platform.keyfiles import read_key
from tutela.platform.newfile import write_new
from tutela.platform.settings import SETTINGS_FILE

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tutela.orders.removal.papers import Request
    from tutela.platform.secret import Secret

PUBLIC: Final = "court.json"
SEALED: Final = "court.key.age"
VALID_DAYS: Final = 14


class Public(Part):
    """What everybody may know of a court: its name, its Member State, and the key it signs with."""

    name: Name
    member_state: MemberState
    key: Key

    @property
    def code(self) -> str:
        """The code of its key, as nodes have it, to be read out."""
        return signing.code_of(self.key)


@dataclass(frozen=True, slots=True)
class Court:
    """A court with its key open."""

    public: Public
    key: Ed25519PrivateKey = field(repr=False)


def init(folder: Path, name: str, member_state: str, passphrase: Secret) -> Public:
    """Makes a key in a new folder (0700), sealed with the passphrase (0600).

    Raises CourtFolderRefused for a folder that is there, or is in or around a node's home;
    PaperUnreadable for a name that is none; PassphraseWeak.
    """
    check_passphrase(passphrase)
    key = Ed25519PrivateKey.generate()
    given = {
        "name": name.strip(),
        "member_state": member_state.strip().upper(),
        "key": signing.text(key.public_key().public_bytes_raw()),
    }
    public = read_public(given)
    sealed = pyrage.passphrase.encrypt(key.private_bytes_raw(), passphrase.reveal())
    _make(folder)
    write_new(folder / SEALED, sealed)
    write_new(folder / PUBLIC, json.dumps(given, indent=2).encode() + b"\n")
    return public


def show(folder: Path) -> Public:
    """The public half. Raises CourtKeyUnreadable."""
    try:
        return read_public(json.loads((folder / PUBLIC).read_bytes()))
    except (OSError, ValueError, RecursionError, PaperUnreadable):
        raise CourtKeyUnreadable(path=folder, problem=f"{PUBLIC} is not there or damaged") from None


def read_public(given: object) -> Public:
    """The public half as it is given away. Raises PaperUnreadable."""
    return papers.read_part(Public, given)


def opened(folder: Path, passphrase: Secret) -> Court:
    """The court with its key. Raises CourtKeyUnreadable, KeyMissing and KeyExposed."""
    public = show(folder)
    sealed = read_key(folder / SEALED)
    try:
        raw = pyrage.passphrase.decrypt(sealed, passphrase.reveal())
        key = Ed25519PrivateKey.from_private_bytes(raw)
    except pyrage.DecryptError as error:
        wrong = NOT_OPENED in str(error)
        problem = "the passphrase is another" if wrong else "it is damaged"
        raise CourtKeyUnreadable(path=folder, problem=problem) from None
    except ValueError:
        raise CourtKeyUnreadable(path=folder, problem="it is damaged") from None
    if key.public_key().public_bytes_raw() != public.key:
        raise CourtKeyUnreadable(path=folder, problem=f"it is not the key of {PUBLIC}")
    return Court(public, key)


def to_sign(
    public: Public, request: Request, redress: str, now: datetime, days: int = VALID_DAYS
) -> Order:
    """What the court would sign of a request, to be read first. It may be brought to the provider
    within `days`.

    Raises CourtAsksItself, CourtRefuses and PaperUnreadable.
    """
    if checking.same_name(public.name, request.authority_name):
        raise CourtAsksItself(name=public.name)
    if request.profile != PROFILE:
        raise CourtRefuses(problem=checking.Refusal.OTHER_LAW.words)
    if checking.too_long(request.days, now):
        raise CourtRefuses(problem=checking.Refusal.TOO_SECRET.words)
    papers.named(request)
    return papers.read_part(
        Order,
        {
            "request": papers.to_json(request),
            "court": public.name,
            "member_state": public.member_state,
            "key": signing.text(public.key),
            "redress": redress.strip(),
            "issued_at": papers.text_of(now),
            "valid_until": papers.text_of(now + timedelta(days=days)),
        },
    )


def word_to_sign(
    public: Public, kind: WordKind, order: Order, words: str, now: datetime, days: int = 0
) -> Word:
    """What the court would say later of an order. Raises CourtAsksItself, CourtRefuses and
    PaperUnreadable.
    """
    if checking.same_name(public.name, order.request.authority_name):
        raise CourtAsksItself(name=public.name)
    if (kind is WordKind.EXTEND) != bool(days) or checking.too_long(days, now):
        raise CourtRefuses(problem=checking.Refusal.TOO_SECRET.words)
    return papers.read_part(
        Word,
        {
            "kind": kind.value,
            "order": str(order.request.id),
            "order_sha256": papers.digest(order),
            "court": public.name,
            "key": signing.text(public.key),
            "words": words.strip(),
            "days": days,
            "said_at": papers.text_of(now),
        },
    )


def sign(one: Court, order: Order) -> dict[str, Any]:
    """The signed order, as JSON."""
    return papers.sign_order(order, one.key)


def sign_word(one: Court, word: Word) -> dict[str, Any]:
    """The signed word, as JSON."""
    return papers.sign_word(word, one.key)


def _make(folder: Path) -> None:
    """Raises CourtFolderRefused."""
    whole = folder.absolute()
    if any((each / SETTINGS_FILE).exists() for each in whole.resolve().parents):
        problem = "it lies in the home of a node; whoever runs a node must not have it"
        raise CourtFolderRefused(path=folder, problem=problem)
    try:
        whole.mkdir(mode=0o700)
    except FileExistsError:
        raise CourtFolderRefused(path=folder, problem="there is something already") from None
    except OSError as error:
        raise CourtFolderRefused(path=folder, problem=str(error.strerror)) from None
