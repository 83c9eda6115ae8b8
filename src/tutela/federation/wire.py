"""Posts, descriptors and receipts as JSON, read strictly and bounded. Pure.

Whoever sends them may be anybody: nothing of a value is repeated in an error.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar
from uuid import UUID

import rfc8785
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from tutela.federation import signing
from tutela.federation.errors import DescriptorInvalid, EnvelopeInvalid, PassInvalid, PostTooLarge
from tutela.federation.model import (
    DIGEST_BYTES,
    KEY_BYTES,
    SIGNATURE_BYTES,
    Descriptor,
    Envelope,
    Header,
    Receipt,
)
from tutela.platform.audit import canonical
from tutela.platform.audit.errors import FactUnrecordable
from tutela.platform.invalid import first_problem
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SCHEME: Final = "Tutela "
MOST: Final = 100  # envelopes in one post
LARGEST_BODY: Final = 4 * 1024 * 1024
LARGEST_POST: Final = 8 * 1024 * 1024
LARGEST_DESCRIPTOR: Final = 16 * 1024
LONGEST_NAME: Final = 200
LONGEST_ADDRESS: Final = 2000
FRESH_SECONDS: Final = 300
_BIGGEST: Final = 2**31 - 1

T = TypeVar("T", bound=BaseModel)


def _bytes_of(length: int) -> BeforeValidator:
    def read(given: object) -> bytes:
        raw = signing.raw(given) if isinstance(given, str) else b""
        if len(raw) != length:
            raise ValueError(f"it must be {length} bytes in base64")
        return raw

    return BeforeValidator(read)


def _instant(given: object) -> datetime:
    try:
        return canonical.instant(given)
    except FactUnrecordable:
        raise ValueError("it must be RFC 3339 in UTC with microseconds") from None


def _uuid(given: object) -> UUID:
    try:
        found = UUID(given) if isinstance(given, str) else None
    except ValueError:
        found = None
    if found is None or str(found) != given:
        raise ValueError("it must be a UUID in its usual spelling")
    return found


def _line(text: str) -> str:
    if not text.isprintable() or text != text.strip():
        raise ValueError("it must be one line of text")
    return text


Key = Annotated[bytes, _bytes_of(KEY_BYTES)]
Signature = Annotated[bytes, _bytes_of(SIGNATURE_BYTES)]
Digest = Annotated[bytes, _bytes_of(DIGEST_BYTES)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Id = Annotated[UUID, BeforeValidator(_uuid)]
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_NAME), AfterValidator(_line)
]
Number = Annotated[int, Field(ge=1, le=_BIGGEST)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class _Descriptor(_Model):
    node: Id
    role: Annotated[NodeRole, Field(strict=False)]
    name: Name
    address: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ADDRESS)]
    demo: bool
    key: Key
    number: Number
    made_at: Instant


class _SignedDescriptor(_Model):
    tutela: Literal["descriptor"]
    v: Literal[1]
    descriptor: _Descriptor
    signature: Signature


class _Header(_Model):
    id: Id
    sender: Id
    recipient: Id
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z-]+(\.[a-z-]+)+$", max_length=60)]
    schema_: Annotated[int, Field(alias="schema", ge=1, le=_BIGGEST)]
    subject: Annotated[Name, StringConstraints(max_length=100)]
    number: Number
    sent_at: Instant
    body_sha256: Digest


class _Envelope(_Model):
    header: _Header
    body: dict[str, Any]
    signature: Signature


class _Revocation(_Model):
    node: Id
    key: Key
    signature: Signature


class _Receipt(_Model):
    envelope: Id
    sender: Id
    recipient: Id
    digest: Digest
    received_at: Instant


class _SignedReceipt(_Model):
    receipt: _Receipt
    signature: Signature


class _Refusal(_Model):
    refused: Annotated[str, StringConstraints(pattern=r"^[a-z-]+$", max_length=60)]
    said: Annotated[str, StringConstraints(max_length=1000)]
    final: bool


class _Pass(_Model):
    sender: Id
    recipient: Id
    at: Instant
    sha256: Digest


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """A receipt with its signature, and as the text that is kept."""

    receipt: Receipt
    signature: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an envelope was not taken; `final`: it never will be."""

    code: str
    said: str
    final: bool


@dataclass(frozen=True, slots=True)
class Pass:
    """What lets a post in before it is read: who sends what to whom, and when."""

    sender: UUID
    recipient: UUID
    at: datetime
    sha256: bytes

    def to_json(self) -> dict[str, Any]:
        """As it is signed and sent."""
        return {
            "sender": str(self.sender),
            "recipient": str(self.recipient),
            "at": canonical.instant_text(self.at),
            "sha256": signing.text(self.sha256),
        }


def write_descriptor(one: Descriptor, signature: bytes) -> dict[str, Any]:
    """A descriptor to be given away."""
    return {
        "tutela": "descriptor",
        "v": 1,
        "descriptor": signing.of_descriptor(one),
        "signature": signing.text(signature),
    }


def read_descriptor(given: bytes | str) -> Descriptor:
    """A descriptor that its own key signed. Raises DescriptorInvalid."""
    if len(given) > LARGEST_DESCRIPTOR:
        raise DescriptorInvalid(problem=f"it is larger than {LARGEST_DESCRIPTOR} bytes")
    return _descriptor(
        _read(_SignedDescriptor, given, lambda said: DescriptorInvalid(problem=said))
    )


def descriptor_in(body: dict[str, Any]) -> Descriptor:
    """The descriptor that a message carries. Raises DescriptorInvalid."""
    try:
        return _descriptor(_SignedDescriptor.model_validate(body.get("descriptor")))
    except (ValidationError, RecursionError) as error:
        raise DescriptorInvalid(problem=_first(error)) from None


def _descriptor(found: _SignedDescriptor) -> Descriptor:
    one = Descriptor(**dict(found.descriptor))
    content = signing.of_descriptor(one)
    if not signing.is_signed(one.key, signing.DESCRIPTOR, content, found.signature):
        raise DescriptorInvalid(problem="its signature is not that of its key")
    return one


def write_post(envelopes: Sequence[Envelope]) -> bytes:
    """Envelopes as they travel together."""
    return json.dumps(
        {
            "envelopes": [
                {
                    "header": signing.of_header(one.header),
                    "body": one.body,
                    "signature": signing.text(one.signature),
                }
                for one in envelopes
            ]
        },
        separators=(",", ":"),
    ).encode()


def read_post(given: bytes) -> list[object]:
    """The envelopes of a post, each still to be read. Raises PassInvalid, PostTooLarge."""
    try:
        found = json.loads(given)
    except (ValueError, RecursionError):
        raise PassInvalid(problem="its body is not JSON") from None
    envelopes = found.get("envelopes") if isinstance(found, dict) else None
    if not isinstance(envelopes, list) or not envelopes:
        raise PassInvalid(problem="it has no envelopes")
    if len(envelopes) > MOST:
        raise PostTooLarge(most=MOST)
    return envelopes


def read_envelope(given: object) -> Envelope:
    """One envelope, whose body is what its header says. Raises EnvelopeInvalid."""
    try:
        found = _Envelope.model_validate(given)
    except (ValidationError, RecursionError) as error:
        raise EnvelopeInvalid(problem=_first(error)) from None
    header = {**dict(found.header), "schema": found.header.schema_}
    del header["schema_"]
    try:
        written = rfc8785.dumps(found.body)
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError):
        raise EnvelopeInvalid(problem="its body has no canonical form") from None
    if len(written) > LARGEST_BODY:
        raise EnvelopeInvalid(problem=f"its body is larger than {LARGEST_BODY} bytes")
    if sha256(written).digest() != found.header.body_sha256:
        raise EnvelopeInvalid(problem="its body is not the one that was signed")
    return Envelope(Header(**header), found.body, found.signature)


def write_receipt(receipt: Receipt, signature: bytes) -> dict[str, Any]:
    return {"receipt": signing.of_receipt(receipt), "signature": signing.text(signature)}


def read_answers(given: bytes, count: int) -> list[SignedReceipt | Refusal]:
    """What a peer answered to `count` envelopes, in their order. Raises PassInvalid."""
    try:
        found = json.loads(given)
    except (ValueError, RecursionError):
        raise PassInvalid(problem="its answer is not JSON") from None
    answers = found.get("answers") if isinstance(found, dict) else None
    if not isinstance(answers, list) or len(answers) != count:
        raise PassInvalid(problem="it did not answer to each envelope")
    return [_answer(one) for one in answers]


def write_revocation(node: UUID, key: bytes, sign: Callable[[dict[str, Any]], bytes]) -> str:
    """That a key is ended, as text to be sent."""
    said = {"node": str(node), "key": signing.text(key)}
    return json.dumps(said | {"signature": signing.text(sign(said))})


def read_revocation(given: bytes) -> tuple[UUID, bytes]:
    """Whose key is ended, and which, as that key itself says. Raises PassInvalid."""
    if len(given) > LARGEST_DESCRIPTOR:
        raise PassInvalid(problem="it is too large")
    found = _read(_Revocation, given, lambda said: PassInvalid(problem=said))
    said = {"node": str(found.node), "key": signing.text(found.key)}
    if not signing.is_signed(found.key, signing.REVOCATION, said, found.signature):
        raise PassInvalid(problem="its signature is not that of the key")
    return found.node, found.key


def write_pass(one: Pass, signature: bytes) -> str:
    """The value of the header `Authorization`."""
    content = json.dumps(one.to_json(), separators=(",", ":")).encode()
    return f"{SCHEME}{signing.text(content)}.{signing.text(signature)}"


def read_pass(given: str) -> tuple[Pass, bytes]:
    """A pass and its signature, which nobody has checked. Raises PassInvalid."""
    content, _, signed = given.removeprefix(SCHEME).partition(".")
    try:
        found = _Pass.model_validate_json(signing.raw(content))
        signature = signing.raw(signed)
    except ValueError:
        raise PassInvalid(problem="its pass cannot be read") from None
    return Pass(**dict(found)), signature


def _answer(given: object) -> SignedReceipt | Refusal:
    try:
        if isinstance(given, dict) and "refused" in given:
            no = _Refusal.model_validate(given)
            return Refusal(no.refused, no.said, no.final)
        yes = _SignedReceipt.model_validate(given)
    except (ValidationError, RecursionError):
        raise PassInvalid(problem="one of its answers cannot be read") from None
    return SignedReceipt(Receipt(**dict(yes.receipt)), yes.signature)


def _read(model: type[T], given: bytes | str, refusal: Callable[[str], Exception]) -> T:
    try:
        return model.model_validate_json(given)
    except ValidationError as error:
        raise refusal(first_problem(error)) from None


def _first(error: ValidationError | RecursionError) -> str:
    return first_problem(error) if isinstance(error, ValidationError) else "it is nested too deeply"
