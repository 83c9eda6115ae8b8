"""Signed checkpoints: C2SP `tlog-checkpoint` in a C2SP `signed-note`, with Ed25519.

tutela.log/1b4e28ba2fa1         the origin: which log
1729                            its size
uYd9…=                          its root hash, base64
n 12                            the checkpoint's number, from 1, without gaps
at 2026-01-31T12:00:00.000000Z  when it was signed
epoch 1                         counts the node's restores, from 1

— tutela.log/1b4e28ba2fa1 base64(4 bytes of key hash, then the signature)
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tutela.platform.audit.canonical import instant, instant_text
from tutela.platform.audit.errors import (
    FactUnrecordable,
    KeyMalformed,
    NoteForged,
    NoteMalformed,
    NoteUnsigned,
)
from tutela.platform.audit.merkle import HASH_BYTES

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ED25519 = b"\x01"
KEY_HASH_BYTES = 4
SIGNATURE_BYTES = 64
LONGEST_NOTE = 64 * 1024
MOST_SIGNATURES = 100

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log as it is signed. `size` is in rows, `root` has 32 bytes."""

    origin: str
    size: int
    root: bytes
    number: int
    at: datetime
    epoch: int

    def text(self) -> str:
        """The lines that are signed."""
        lines = (
            self.origin,
            str(self.size),
            b64encode(self.root).decode(),
            f"n {self.number}",
            f"at {instant_text(self.at)}",
            f"epoch {self.epoch}",
        )
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class LogKey:
    """The public key of a log: all that a verifier needs. `public` has 32 bytes (RFC 8032)."""

    name: str
    public: bytes

    @classmethod
    def of(cls, private: Ed25519PrivateKey, name: str) -> Self:
        """The key of the log called `name`, which `private` signs."""
        return cls(name, private.public_key().public_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key written by `text`. Raises KeyMalformed."""
        parts = text.strip().split("+", 2)  # base64 may hold a plus, names may not
        if len(parts) != 3 or not _is_name(parts[0]):  # noqa: PLR2004
            raise KeyMalformed(problem="it has not the three parts of a key")
        material = base64_bytes(parts[2])
        if material is None or len(material) != 1 + HASH_BYTES or material[:1] != ED25519:
            raise KeyMalformed(problem="its third part is not an Ed25519 key")
        key = cls(parts[0], material[1:])
        if parts[1] != key.hash.hex():
            raise KeyMalformed(problem="its key hash does not fit, so it was mistyped")
        return key

    @property
    def text(self) -> str:
        """The key to publish: `name+keyhash+base64`."""
        return f"{self.name}+{self.hash.hex()}+{b64encode(ED25519 + self.public).decode()}"

    @property
    def hash(self) -> bytes:
        """The first 4 bytes of the hash of name and key, which say whose signature it is."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:KEY_HASH_BYTES]


def sign(text: str, private: Ed25519PrivateKey, name: str) -> str:
    """The note of `text` (lines, the last one ended) signed by the key called `name`."""
    key = LogKey.of(private, name)
    signature = b64encode(key.hash + private.sign(text.encode())).decode()
    return f"{text}\n— {name} {signature}\n"


def sign_checkpoint(checkpoint: Checkpoint, private: Ed25519PrivateKey) -> str:
    """The note of `checkpoint`, signed by the log it names."""
    return sign(checkpoint.text(), private, checkpoint.origin)


def open_note(note: str, key: LogKey) -> str:
    """The signed text. Raises NoteMalformed, NoteUnsigned and NoteForged.

    Signatures of other keys are passed over; one of `key` that does not hold refuses the note.
    """
    text, signatures = _split(note)
    own = [value for name, value in signatures if name == key.name and value[:4] == key.hash]
    if not own:
        raise NoteUnsigned(name=key.name)
    public = Ed25519PublicKey.from_public_bytes(key.public)
    try:
        for value in own:
            public.verify(value[KEY_HASH_BYTES:], text.encode())
    except InvalidSignature:
        raise NoteForged(name=key.name) from None
    return text


def open_checkpoint(note: str, key: LogKey) -> Checkpoint:
    """The checkpoint that `key`'s log signed. Raises as `open_note` does."""
    checkpoint = parse_checkpoint(open_note(note, key))
    if checkpoint.origin != key.name:
        raise NoteUnsigned(name=key.name)
    return checkpoint


def read_checkpoint(note: str) -> Checkpoint:
    """What `note` says, its signature not looked at. Raises NoteMalformed."""
    return parse_checkpoint(_split(note)[0])


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint written by `Checkpoint.text`. Raises NoteMalformed for anything else."""
    lines = text.split("\n")
    if len(lines) != 7 or lines[-1]:  # noqa: PLR2004
        raise NoteMalformed(problem="it has not the six lines of a checkpoint")
    origin, size, root, *extensions = lines[:-1]
    number, at, epoch = (
        _extension(line, name) for line, name in zip(extensions, ("n", "at", "epoch"), strict=True)
    )
    hashed = base64_bytes(root)
    if not origin or hashed is None or len(hashed) != HASH_BYTES:
        raise NoteMalformed(problem="its origin or its root hash is not one")
    return Checkpoint(
        origin, _decimal(size), hashed, _decimal(number), _instant(at), _decimal(epoch)
    )


def _split(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text with its last newline, and the signatures as (name, bytes)."""
    if len(note) > LONGEST_NOTE or _CONTROL.search(note):
        raise NoteMalformed(problem="it is too long, or has control characters")
    text, found, block = note.rpartition("\n\n")
    if not found or not text or not block.endswith("\n"):
        raise NoteMalformed(problem="it has no signatures after a blank line")
    lines = block[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteMalformed(problem="it has too many signatures")
    return text + "\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    value = base64_bytes(encoded)
    if dash != "—" or not _is_name(name) or value is None or len(value) <= KEY_HASH_BYTES:
        raise NoteMalformed(problem="a signature line is not one")
    return name, value


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(sign.isspace() for sign in name)


def _extension(line: str, name: str) -> str:
    found, _, value = line.partition(" ")
    if found != name:
        raise NoteMalformed(problem=f"its line `{name}` is missing")
    return value


def _decimal(text: str) -> int:
    if not _DECIMAL.fullmatch(text):
        raise NoteMalformed(problem="a number in it is not one")
    return int(text)


def _instant(text: str) -> datetime:
    try:
        return instant(text)
    except FactUnrecordable:
        raise NoteMalformed(problem="its instant is not one") from None


def base64_bytes(text: str) -> bytes | None:
    """The decoded bytes, or None unless `text` is their one spelling."""
    try:
        decoded = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        return None
    return decoded if b64encode(decoded).decode() == text else None
