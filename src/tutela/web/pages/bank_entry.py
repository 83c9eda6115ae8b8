"""One entry of a bank in words: its sources, its history, what people found. Never a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.casework.judged import feedback_on
from tutela.platform.permissions import Permission
from tutela.texts.phrase import word
from tutela.web.pages.words import short

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.casework.feedback import Feedback
    from tutela.indicators.model import Indicator, Statement
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What one source says of the entry, or said."""

    source: str
    label: str
    state: str
    batch: str
    added_at: datetime
    verified_by: str
    verified_at: datetime | None
    withdrawn_at: datetime | None
    cause: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """The entry; the source it leads with stands first. `found` is for who may read cases."""

    id: str
    short: str
    bank: str
    demo: bool
    state: str
    note: str
    kinds: str
    sources: tuple[SourceLine, ...]
    found: Feedback | None


def entry_view(node: Node, actor: Actor, one: Indicator) -> EntryView:
    """The view of an entry that `actor` opened."""
    return EntryView(
        id=str(one.id),
        short=short(one.id),
        bank=one.bank.name,
        demo=one.bank.demo,
        state=one.state.value,
        note=one.note or "",
        kinds=", ".join(sorted(kind.value.upper() for kind in one.kinds)),
        sources=(_line(one), *map(_line, one.beside)),
        found=feedback_on(node, actor, one.id) if actor.may(Permission.CASE_READ) else None,
    )


def _line(one: Indicator | Statement) -> SourceLine:
    said = one.provenance
    return SourceLine(
        source=said.source,
        label=f"{said.label} ({said.scheme})",
        state=one.state.value,
        batch=short(one.batch_id),
        added_at=one.added_at,
        verified_by=said.verified_by or "",
        verified_at=said.verified_at,
        withdrawn_at=one.withdrawn_at,
        cause=word(one.cause.value) if one.cause else "",
    )
