"""Which indicators of a bank a command is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.signals.model import SignalKind


@dataclass(frozen=True, slots=True)
class ByIds:
    """The indicators of these ids."""

    ids: frozenset[UUID]

    @classmethod
    def of(cls, *ids: UUID) -> ByIds:
        return cls(frozenset(ids))


@dataclass(frozen=True, slots=True)
class ByBatch:
    """All that one import or addition brought in."""

    batch_id: UUID


@dataclass(frozen=True, slots=True, repr=False)
class BySignal:
    """The indicator that carries this fingerprint."""

    kind: SignalKind
    value: bytes


@dataclass(frozen=True, slots=True, repr=False)
class ByReference:
    """The indicators that their source knows under this reference; any source if None is named."""

    reference: str
    source: str | None = None


Selector = ByIds | ByBatch | BySignal | ByReference
