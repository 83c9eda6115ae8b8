"""Kept objects, looks at them and proofs of erasure as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.services.model import Retention


class ViewKind(StrEnum):
    """What somebody saw of an object."""

    ORIGINAL = "original"
    TILES = "tiles"  # a coarse mosaic in grey
    GREY = "grey"  # made small and grey
    COLOUR = "colour"  # made small
    # What earlier versions showed:
    PREVIEW = "preview"  # made small, grey and blurred before it left the server
    UNBLURRED = "unblurred"  # made small and grey


@dataclass(frozen=True, slots=True)
class Sealed:
    """What sealing gave: everything a row needs to open the bytes again.

    `size` is in bytes, of the plain content; `sha256` is its digest in lower-case hexadecimal.
    """

    wrapped_key: str = field(repr=False)
    location: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class EvidenceObject:
    """One kept object. `wrapped_key` is None once it is erased: nobody can open it then."""

    id: UUID
    service_id: str
    sha256: str
    size: int
    media_type: str
    wrapped_key: str | None = field(repr=False)
    location: str
    retention: Retention
    basis: str
    kept_at: datetime
    erase_at: datetime | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """What a case remembers of a kept object. `reused`: the same bytes were kept before."""

    id: UUID
    size: int
    erase_at: datetime | None
    reused: bool


@dataclass(frozen=True, slots=True)
class View:
    """One look at an object, from the view log. `seconds`: how long; None while it lasts."""

    id: UUID
    object_id: UUID
    item_id: str
    account_id: str
    purpose: str
    kind: ViewKind
    at: datetime
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What can be shown of an erasure: the key is gone from the row, the bytes from the store."""

    object_id: UUID
    erased_at: datetime | None
    key_gone: bool
    bytes_gone: bool

    @property
    def proven(self) -> bool:
        return self.erased_at is not None and self.key_gone and self.bytes_gone


@dataclass(frozen=True, slots=True)
class Swept:
    """How many stored objects a sweep deleted: `orphans` of no row, `erased` without a key."""

    orphans: int
    erased: int


class Problem(StrEnum):
    """What is the matter with kept bytes."""

    MISSING = "missing"
    CHANGED = "changed"
    KEY_WRONG = "key-wrong"


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that were found gone or changed, and are not whole yet."""

    object_id: UUID
    service_id: str
    problem: Problem
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Verified:
    """What looking after kept bytes came to: how many were opened, and how many were not whole."""

    checked: int
    damaged: int


class HoldScope(StrEnum):
    """What a legal hold names."""

    OBJECT = "object"
    CASE = "case"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class LegalHold:
    """Why kept bytes must not be erased, by whom, and since when; `objects` counts them.

    `subject_ref` is the object's or the case's id, or the account's reference at its service.
    """

    id: UUID
    service_id: str
    scope: HoldScope
    subject_ref: str
    reason: str
    reference: str
    placed_by: str
    placed_by_name: str
    placed_at: datetime
    lifted_by: str | None
    lifted_by_name: str | None
    lifted_reason: str | None
    lifted_at: datetime | None
    objects: int
