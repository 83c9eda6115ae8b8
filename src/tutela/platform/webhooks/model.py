"""A message to a platform and its fate, as values."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

# What an asynchronous scan answers. It may be about a clear item, of which nothing may remain: such
# a row is deleted once delivered, and forgotten when it cannot be.
VERDICT = "verdict"


class DeliveryState(StrEnum):
    """Where a message stands."""

    PENDING = "pending"
    UNSET = "unset"  # the service has no webhook yet; it is sent once one is set
    DELIVERED = "delivered"
    DEAD = "dead"
    CLOSED = "closed"  # a person said why it need not arrive any more


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message. `id` is its idempotency key: a platform that has seen it answers 2xx again."""

    id: UUID
    service_id: str
    kind: str
    body: dict[str, Any] = field(repr=False)
    state: DeliveryState
    attempts: int
    last_status: int | None
    last_error: str
    created_at: datetime
    finished_at: datetime | None
    sealed: str | None = field(default=None, repr=False)

    def payload(self, *, demo: bool, secret: Mapping[str, str] = MappingProxyType({})) -> str:
        """The JSON that is sent and signed; the same text on every try. `secret` is what the row
        keeps sealed.

        `timestamp` is when the message was caused. Messages may arrive out of order: of two about
        the same item the later timestamp holds.
        """
        content: dict[str, Any] = {
            "type": self.kind,
            "timestamp": self.created_at.isoformat(),
            "service": self.service_id,
            "data": {**self.body, **secret},
        }
        if demo:
            content["demo"] = True
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one try came to: the answered status, or the name of what failed."""

    status: int | None
    error: str

    @property
    def received(self) -> bool:
        """Whether the platform confirmed it: any status from 200 to 299."""
        return self.status is not None and not self.error
