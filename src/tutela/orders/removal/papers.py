"""What an authority asks, a court signs and nodes carry, read strictly and bounded. Pure.

Each is a file `{"tutela": …, "v": 1, "content": …}`; what a court says has a `signature` too. It is
Ed25519 (RFC 8032) over the canonical form of the content (RFC 8785), after a word that says what it
is. Nothing of a value is repeated in an error.
"""

from __future__ import annotations

import json
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

from tutela.federation import signing, wire
from tutela.federation.wire import Key, Name, Signature
from tutela.law.places import MEMBER_STATES
from tutela.orders import targets
from tutela.orders.errors import TargetInvalid, TooManyTargets
from tutela.orders.removal.errors import PaperUnreadable
from tutela.orders.removal.model import Definition, WordKind
from tutela.platform.audit.canonical import instant_text
from tutela.platform.invalid import first_problem
from tutela.reporting.words import one_line, plain

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from tutela.orders.model import Target

ORDER: Final = b"tutela removal order 1\n"
WORD: Final = b"tutela removal word 1\n"
LARGEST: Final = 2 * 1024 * 1024
MOST_ITEMS: Final = 1000
LONGEST: Final = 20_000

T = TypeVar("T", bound=BaseModel)


def _member_state(text: str) -> str:
    if text not in MEMBER_STATES:
        raise ValueError("it must be a Member State as two letters, such as DE")
    return text


def _written(value: object) -> object:
    """What our own code gives, as it travels."""
    if isinstance(value, UUID):
        return str(value)
    return instant_text(value) if isinstance(value, datetime) else value


Id = Annotated[wire.Id, BeforeValidator(_written)]
Instant = Annotated[wire.Instant, BeforeValidator(_written)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST), AfterValidator(plain)]
Said = Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(plain)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(one_line)]
Days = Annotated[int, Field(ge=0, le=366)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
MemberState = Annotated[str, AfterValidator(_member_state)]


class Part(BaseModel):
    """A frozen value that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Request(Part):
    """What an authority asks a court for (Article 14(1), Annex IV). `targets` are lines as
    `orders.targets` reads them; `days` are those of non-disclosure, none for 0.
    """

    id: Id
    authority: Id
    authority_name: Name
    provider: Id
    provider_name: Name
    service: Annotated[Name, StringConstraints(max_length=40)]
    profile: Annotated[Name, StringConstraints(max_length=40)]
    definitions: Annotated[
        tuple[Annotated[Definition, Field(strict=False)], ...],
        Field(strict=False, min_length=1, max_length=len(Definition)),
    ]
    targets: Annotated[
        tuple[Line, ...],
        Field(strict=False, min_length=1, max_length=MOST_ITEMS),
    ]
    reasons: Words
    language: Language
    days: Days
    days_reason: Said
    made_at: Instant


class Order(Part):
    """What a court signs: the request as it was asked, by whom, where redress is sought, and until
    when it may be brought to the provider.
    """

    request: Request
    court: Name
    member_state: MemberState
    key: Key
    redress: Words
    issued_at: Instant
    valid_until: Instant


class Word(Part):
    """What a court says later of the order whose content has this digest. `days` are more of
    non-disclosure.
    """

    kind: Annotated[WordKind, Field(strict=False)]
    order: Id
    order_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    court: Name
    key: Key
    words: Words
    days: Days
    said_at: Instant


class _RequestPaper(Part):
    tutela: Literal["removal-request"]
    v: Literal[1]
    content: Request


class _OrderPaper(Part):
    tutela: Literal["removal-order"]
    v: Literal[1]
    content: Order
    signature: Signature


class _WordPaper(Part):
    tutela: Literal["removal-word"]
    v: Literal[1]
    content: Word
    signature: Signature


def read_request(given: object) -> Request:
    """A request. Raises PaperUnreadable."""
    return read_part(_RequestPaper, given).content


def read_order(given: object) -> tuple[Order, bytes]:
    """An order and its signature, not checked yet. Raises PaperUnreadable."""
    found = read_part(_OrderPaper, given)
    return found.content, found.signature


def read_word(given: object) -> tuple[Word, bytes]:
    """A later word and its signature, not checked yet. Raises PaperUnreadable."""
    found = read_part(_WordPaper, given)
    return found.content, found.signature


def is_unsigned(given: object) -> bool:
    """Whether a paper of a court lacks its signature altogether."""
    return isinstance(given, dict) and not given.get("signature")


def write_request(one: Request) -> dict[str, Any]:
    """The file that goes to the court."""
    return {"tutela": "removal-request", "v": 1, "content": to_json(one)}


def sign_order(one: Order, key: Ed25519PrivateKey) -> dict[str, Any]:
    """The order as the court gives it away."""
    return _signed("removal-order", one, ORDER, key)


def sign_word(one: Word, key: Ed25519PrivateKey) -> dict[str, Any]:
    """A later word as the court gives it away."""
    return _signed("removal-word", one, WORD, key)


def is_order_signed(one: Order, signature: bytes, key: bytes) -> bool:
    return signing.is_signed(key, ORDER, to_json(one), signature)


def is_word_signed(one: Word, signature: bytes, key: bytes) -> bool:
    return signing.is_signed(key, WORD, to_json(one), signature)


def digest(one: Order) -> str:
    """What names an order for good: the SHA-256 of its content's canonical form, in hex."""
    return sha256(rfc8785.dumps(to_json(one))).hexdigest()


def named(request: Request) -> tuple[Target, ...]:
    """What it names. Raises PaperUnreadable."""
    try:
        return targets.read(request.targets)
    except (TargetInvalid, TooManyTargets) as error:
        raise PaperUnreadable(problem=str(error.sentence).rstrip(".")) from None


def from_file(data: bytes) -> object:
    """What JSON a file holds. Raises PaperUnreadable."""
    if len(data) > LARGEST:
        raise PaperUnreadable(problem=f"it is larger than {LARGEST:,} bytes")
    try:
        found: object = json.loads(data)
    except (ValueError, RecursionError):
        raise PaperUnreadable(problem="it is not JSON") from None
    return found


def to_json(one: BaseModel) -> dict[str, Any]:
    """A paper's content as plain JSON, as it is signed."""
    return {name: _plain(getattr(one, name)) for name in type(one).model_fields}


def read_part(model: type[T], given: object) -> T:
    """A part of a paper. Raises PaperUnreadable."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise PaperUnreadable(problem=first_problem(error)) from None
    except (RecursionError, UnicodeError, ValueError):
        raise PaperUnreadable(problem="it cannot be read") from None


def text_of(at: datetime) -> str:
    """An instant as papers have it."""
    return instant_text(at)


def _plain(value: object) -> Any:
    if isinstance(value, BaseModel):
        return to_json(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, bytes):
        return signing.text(value)
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, UUID):
        return str(value)
    return value if value is None or isinstance(value, dict | int) else str(value)


def _signed(name: str, one: Part, word: bytes, key: Ed25519PrivateKey) -> dict[str, Any]:
    content = to_json(one)
    signature = signing.text(signing.sign(key, word, content))
    return {"tutela": name, "v": 1, "content": content, "signature": signature}
