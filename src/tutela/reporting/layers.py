"""What was added to a report, in two layers: by people, and by the platform.

What a person wrote is never overwritten by a program; the platform may say its part as often as it
likes. Both are sealed together with the report's key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tutela.reporting import store
from tutela.reporting.details import Details
from tutela.reporting.errors import ReportErased
from tutela.reporting.sealing import Seal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.reporting.records import ReportRow

DETAILS = "details"


@dataclass(frozen=True, slots=True)
class Layers:
    """Fields as plain JSON; those of a person win."""

    person: dict[str, Any] = field(default_factory=dict, repr=False)
    platform: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def details(self) -> Details:
        """What holds."""
        return Details.model_validate_json(json.dumps({**self.platform, **self.person}))

    @property
    def empty(self) -> bool:
        return not (self.person or self.platform)

    @property
    def telling(self) -> bool:
        """Whether it says something that is worth a report without any item."""
        return bool(self.details.description or self.details.messages)

    def over(self, other: Layers) -> Layers:
        """Both; where they differ, these fields hold."""
        return Layers({**other.person, **self.person}, {**other.platform, **self.platform})


def plain(details: Details) -> dict[str, Any]:
    """The fields that were given, as plain JSON."""
    given: dict[str, Any] = json.loads(details.model_dump_json(exclude_unset=True))
    return given


def read(node: Node, connection: Connection, row: ReportRow) -> Layers:
    """What was added to a report. Raises ReportErased and ReportUnreadable."""
    if row.wrapped_key is None:
        raise ReportErased(report=row.id, erased_at=row.erased_at)
    sealed, _ = store.content(connection, row.id)
    if sealed is None:
        return Layers()
    return Layers(**json.loads(Seal(node, row.id, row.wrapped_key).open(DETAILS, sealed)))


def write(work: Work, row: ReportRow, layers: Layers) -> None:
    """Stores both layers of a report that the caller has locked. Raises ReportErased."""
    if row.wrapped_key is None:
        raise ReportErased(report=row.id, erased_at=row.erased_at)
    text = json.dumps({"person": layers.person, "platform": layers.platform}).encode()
    sealed = Seal(work.node, row.id, row.wrapped_key).seal(DETAILS, text)
    store.save(work.connection, row.id, details=sealed, urgent=layers.details.urgent is not None)
