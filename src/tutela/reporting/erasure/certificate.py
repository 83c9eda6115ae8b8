"""Certificates of erasure: a statement in canonical JSON (RFC 8785), signed with Ed25519. Pure.

What is signed is one fixed line, then the statement's bytes. No note of the log begins with that
line, so a signature on the one is never one on the other, though both are made with the node's key.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal
from uuid import UUID

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import (
    AwareDatetime,
    ConfigDict,
    Field,
    NonNegativeInt,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    model_serializer,
)
from pydantic import ValidationError as Invalid

from tutela.platform.audit.canonical import instant_text
from tutela.platform.audit.note import LogKey, base64_bytes
from tutela.reporting.erasure.errors import CertificateForged, CertificateMalformed
from tutela.reporting.words import Value

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SCHEMA: Final = "tutela-erasure/1"
SCHEMA_HELD: Final = "tutela-erasure/2"  # the same, with what a legal hold keeps
EXPORT: Final = "tutela-erasure-certificate/1"
CONTEXT: Final = b"tutela certificate of erasure 1\n"
SCOPE: Final = "The database and the store of sealed objects of this node, without its backups."

At = Annotated[AwareDatetime, PlainSerializer(instant_text)]
Kind = Literal[
    "evidence", "report", "exposure", "notice", "complaint", "flag", "order", "paper", "mailbox",
    "misuse", "statement", "withholding", "received", "removal-order",
    "submission", "victim-request", "removal-request", "hotline",
]  # fmt: skip
Problem = Literal["not-erased", "no-clock", "content-left", "bytes-left"]


class Erased(Value):
    """One thing that is gone: its key, and all that was sealed with it."""

    kind: Kind
    id: UUID
    service: str
    erased_at: At
    due_at: At | None
    reason: str
    sha256: str | None = None  # of the plain bytes, for evidence


class Overdue(Value):
    """One thing that should be gone and is not, or not wholly."""

    kind: Kind
    id: UUID
    service: str
    due_at: At | None
    problem: Problem


class Held(Value):
    """One thing whose time is over, and that a legal hold keeps."""

    kind: Kind
    id: UUID
    service: str
    due_at: At | None


class Checked(Value):
    """One clock that was looked at: what still runs by it, and when the next one ends."""

    clock: str  # table and column
    kind: Kind
    running: NonNegativeInt
    next_due_at: At | None


class Counts(Value):
    """How long the lists are, so that a cut is seen."""

    erased: NonNegativeInt
    overdue: NonNegativeInt


class Statement(Value):
    """What is certified: all that was erased after `since` (none: ever) and by `until`.

    Overdue is what was due by `until` and is not gone at `made_at`; held, what a legal hold keeps.
    `previous` is the SHA-256 of the statement before, empty for the first: a missing one is
    noticed.
    """

    model_config = ConfigDict(populate_by_name=True)

    form: Literal["tutela-erasure/1", "tutela-erasure/2"] = Field(default=SCHEMA, alias="schema")
    node: str
    scope: str = SCOPE
    previous: str
    since: At | None
    until: At
    made_at: At
    erased: tuple[Erased, ...]
    overdue: tuple[Overdue, ...]
    held: tuple[Held, ...] = ()
    counts: Counts
    clocks: tuple[Checked, ...]

    @model_serializer(mode="wrap")
    def _as_first_written(self, made: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without holds, a statement reads as it did before there were any."""
        found: dict[str, Any] = made(self)
        if not self.held:
            found.pop("held")
        return found


def write(statement: Statement) -> str:
    """The statement as canonical JSON: exactly what is signed."""
    return rfc8785.dumps(statement.model_dump(mode="json", by_alias=True)).decode()


def digest(text: str) -> str:
    """The name by which the next statement and the log know this one."""
    return sha256(text.encode()).hexdigest()


def sign(text: str, private: Ed25519PrivateKey) -> str:
    """The signature on a statement, as base64."""
    return b64encode(private.sign(CONTEXT + text.encode())).decode()


def verify(text: str, signature: str, key: LogKey) -> Statement:
    """The statement that `key`'s node signed. Raises CertificateForged and CertificateMalformed."""
    public, made = Ed25519PublicKey.from_public_bytes(key.public), base64_bytes(signature)
    try:
        public.verify(made or b"", CONTEXT + text.encode("utf-8", "surrogatepass"))
    except InvalidSignature:
        raise CertificateForged(name=key.name) from None
    statement = read(text)
    if statement.node != key.name:
        raise CertificateForged(name=key.name)
    return statement


def read(text: str) -> Statement:
    """What `text` states, its signature not looked at. Raises CertificateMalformed."""
    try:
        statement = Statement.model_validate(_json(text))
    except Invalid:
        raise CertificateMalformed(problem="its fields are not those of version 1") from None
    if write(statement) != text:
        raise CertificateMalformed(problem="it is not in the canonical form")
    if statement.counts != Counts(erased=len(statement.erased), overdue=len(statement.overdue)):
        raise CertificateMalformed(problem="its counts are not those of its lists")
    if bool(statement.held) is not (statement.form == SCHEMA_HELD):
        raise CertificateMalformed(problem="its version is not that of its lists")
    return statement


def export(text: str, signature: str, key: LogKey) -> bytes:
    """A file that proves itself to whoever has the node's public key from elsewhere."""
    return rfc8785.dumps(
        {"schema": EXPORT, "statement": text, "signature": signature, "public_key": key.text}
    )


def verify_export(data: bytes, public_key: str) -> Statement:
    """What a file from `export` certifies, by the key that was published; needs no node.

    The key in the file only says which one to ask for: it proves nothing. Raises KeyMalformed,
    CertificateForged and CertificateMalformed.
    """
    key = LogKey.parse(public_key)
    try:
        found = _json(data.decode())
    except UnicodeDecodeError:
        raise CertificateMalformed(problem="it is not text") from None
    names = ("schema", "statement", "signature", "public_key")
    if not isinstance(found, dict) or sorted(found) != sorted(names) or found["schema"] != EXPORT:
        raise CertificateMalformed(problem="it is not a file of this kind")
    if not all(isinstance(found[name], str) for name in names):
        raise CertificateMalformed(problem="it is not a file of this kind")
    if found["public_key"] != key.text:
        raise CertificateForged(name=key.name)
    return verify(found["statement"], found["signature"], key)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise CertificateMalformed(problem="it is not JSON") from None
