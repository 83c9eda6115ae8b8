"""Where views that run, the ends of views, a person's counters and their own limits live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Text,
    Uuid,
)

from tutela.evidence.looking.model import NAMES
from tutela.platform.database.tables import SCHEMA, instant, reference, table

if TYPE_CHECKING:
    from uuid import UUID


def _view() -> Column[UUID]:
    target = ForeignKey(f"{SCHEMA}.evidence_view.id")
    return Column("view_id", Uuid(as_uuid=True), target, primary_key=True)


evidence_view_open = table(
    "evidence_view_open",
    _view(),
    reference("object_id", "evidence_object"),
    Column("look_id", Uuid(as_uuid=True), nullable=False),
    Column("item_id", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    instant("opened_at"),
    instant("closes_at"),
    Index("ix_evidence_view_open_closes_at", "closes_at"),
    Index("ix_evidence_view_open_account_id", "account_id"),
    comment="Views that have not ended; each row goes when its end is written.",
)

evidence_view_end = table(
    "evidence_view_end",
    _view(),
    Column("ending", String(20), nullable=False),
    Column("seconds", Integer, nullable=False),
    instant("at"),
    comment="How each view ended and how long it lasted; only ever added to.",
)

exposure = table(
    "exposure",
    Column("account_id", Text, primary_key=True),
    Column("day", Date, nullable=False),
    instant("latest"),
    Column("items", Integer, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("streak_items", Integer, nullable=False),
    Column("streak_seconds", Integer, nullable=False),
    Column("streak_points", Integer, nullable=False),
    instant("resting_from", nullable=True),
    instant("break_until", nullable=True),
    Column("extensions", Integer, nullable=False),
    instant("erase_at"),
    Index("ix_exposure_erase_at", "erase_at"),
    comment="What a person has seen today and in a row, as counts; one row, never a history.",
)

exposure_limit = table(
    "exposure_limit",
    Column("account_id", Text, nullable=False),
    Column("from_day", Date, nullable=False),
    *(Column(name, Integer, nullable=False) for name in NAMES),
    PrimaryKeyConstraint("account_id", "from_day"),
    comment="A person's own limits, from that day; a looser one begins on a later day.",
)
