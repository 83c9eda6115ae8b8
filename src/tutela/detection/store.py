"""Technologies, activations, items, detections: all their SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, insert, literal, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.detection.tables import activation, counter, detection, item, technology
from tutela.indicators.model import VOUCHED
from tutela.indicators.tables import indicator
from tutela.law.basis import (
    Activation,
    Attestation,
    ImpactAssessment,
    PriorConsultation,
    TechnologyRecord,
)
from tutela.law.basis import Surface as LegalSurface
from tutela.law.model import InputKind, NearHits, TechnologyKind, WithdrawalCause

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from tutela.detection.model import Hit
    from tutela.platform.services.model import Surface

ERROR = "error"  # the counter's verdict for a hit that proved wrong
SUPPRESSED = "suppressed"  # beside an item's verdict; the reason is the allow-bank's name


@dataclass(frozen=True, slots=True)
class Ground:
    """A running activation with its technology, as the gate wants them."""

    id: UUID
    service_id: str
    surface: str
    profile: str
    technology: TechnologyRecord
    activation: Activation

    def legal_surface(self, surface: Surface) -> LegalSurface:
        return LegalSurface(surface.name, surface.kind, surface.encrypted)


def running_grounds(connection: Connection) -> list[Ground]:
    """Every activation that nobody has ended; whether it runs now is for the gate to say."""
    rows = connection.execute(
        select(activation, *(column.label(f"t_{column.name}") for column in technology.c))
        .join(technology, technology.c.id == activation.c.technology_id)
        .where(activation.c.ended_at.is_(None))
        .order_by(activation.c.starts_at, activation.c.id)
    )
    return [_ground(row) for row in rows]


def find_technology(
    connection: Connection, service_id: str, name: str, version: str | None = None
) -> Row[tuple[object, ...]] | None:
    """The newest record of that name (or that version of it), as a row of `technology`."""
    query = select(technology).where(
        technology.c.service_id == service_id, technology.c.name == name
    )
    if version is not None:
        query = query.where(technology.c.version == version)
    newest = (technology.c.recorded_at.desc(), technology.c.id.desc())
    return connection.execute(query.order_by(*newest).limit(1)).one_or_none()


def technologies(connection: Connection) -> list[Row[tuple[object, ...]]]:
    order = (technology.c.service_id, technology.c.name, technology.c.recorded_at)
    return list(connection.execute(select(technology).order_by(*order)))


def add_technology(connection: Connection, values: dict[str, object]) -> bool:
    """Writes a record; False if that name and version is recorded already."""
    statement = upsert(technology).values(values).on_conflict_do_nothing()
    # Not `rowcount`: of an INSERT it is not known.
    return connection.execute(statement.returning(technology.c.id)).one_or_none() is not None


def add_activation(connection: Connection, values: dict[str, object]) -> None:
    connection.execute(insert(activation).values(values))


def end_activation(connection: Connection, activation_id: UUID, now: datetime) -> str | None:
    """Ends a running activation; returns its service, or None if there is none running."""
    return connection.execute(
        update(activation)
        .where(activation.c.id == activation_id, activation.c.ended_at.is_(None))
        .values(ended_at=now)
        .returning(activation.c.service_id)
    ).scalar_one_or_none()


def still_standing(connection: Connection, indicator_ids: Collection[UUID]) -> set[UUID]:
    """Those of the indicators that are not withdrawn, locked against withdrawal until commit."""
    rows = connection.execute(
        select(indicator.c.id)
        .where(indicator.c.id.in_(indicator_ids), indicator.c.state != "withdrawn")
        .order_by(indicator.c.id)
        .with_for_update(read=True, key_share=False)
    )
    return set(rows.scalars())


def sent_before(connection: Connection, hit: Hit) -> list[UUID]:
    """The items of earlier, identical requests (same service, name and content), newest first."""
    incoming = hit.incoming
    same = item.c.id == incoming.item_id
    if incoming.external_id:
        same = or_(same, _same_request(hit))
    newest = (item.c.received_at.desc(), item.c.id.desc())
    return list(connection.execute(select(item.c.id).where(same).order_by(*newest)).scalars())


def indicators_of(connection: Connection, item_ids: Collection[UUID]) -> set[UUID]:
    """The indicators that these items were matched by."""
    rows = connection.execute(
        select(detection.c.indicator_id).where(detection.c.item_id.in_(item_ids)).distinct()
    )
    return set(rows.scalars())


def _same_request(hit: Hit) -> ColumnElement[bool]:
    incoming, signals = hit.incoming, hit.signals
    # Who sends signals alone may not know the SHA-256: then all that was sent must be equal.
    same = item.c.signals == literal(signals.to_json(), JSONB)
    return and_(
        item.c.service_id == incoming.service_id,
        item.c.surface == incoming.surface,
        item.c.external_id == incoming.external_id,
        item.c.account_ref == incoming.account_ref,
        item.c.sha256 == signals.sha256,
        *([] if signals.sha256 else [same]),
    )


def lock_request(connection: Connection, hit: Hit) -> None:
    """Makes two identical requests at once take turns; a request without a name has no twin."""
    incoming = hit.incoming
    named = incoming.external_id or incoming.item_id
    if named:
        name = f"{incoming.service_id}/{incoming.surface}/{named}"
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def add_item(connection: Connection, item_id: UUID, hit: Hit) -> None:
    connection.execute(
        insert(item).values(
            id=item_id,
            service_id=hit.incoming.service_id,
            surface=hit.incoming.surface,
            account_ref=hit.incoming.account_ref,
            external_id=hit.incoming.external_id,
            verdict=hit.verdict.value,
            sha256=hit.signals.sha256,
            size=hit.size,
            media_type=hit.signals.media_type or "",
            language=hit.incoming.language,
            signals=hit.signals.to_json(),
            received_at=hit.received_at,
        )
    )


def add_detections(
    connection: Connection, item_id: UUID, hit: Hit, ids: list[UUID], holding: list[bool]
) -> None:
    connection.execute(
        insert(detection),
        [
            {
                "id": row_id,
                "service_id": hit.incoming.service_id,
                "item_id": item_id,
                "indicator_id": one.match.indicator_id,
                "bank_id": one.match.bank.id,
                "activation_id": one.ground.activation_id,
                "profile": one.ground.profile,
                "exact": one.match.exact,
                "distance": one.match.distance,
                "quality": one.match.quality,
                "holds": holds,
                "contested_by_id": one.contested_by.indicator_id if one.contested_by else None,
                "detected_at": hit.received_at,
            }
            for row_id, one, holds in zip(ids, hit.detections, holding, strict=True)
        ],
    )


def was_exact(connection: Connection, item_id: UUID) -> bool:
    """Whether an exact hit of an indicator that still stands brought the item here."""
    return bool(connection.execute(select(is_exact(literal(item_id)))).scalar_one())


def is_exact(item_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """The same of an item that a statement names."""
    return exists().where(
        detection.c.item_id == item_id,
        detection.c.exact,
        indicator.c.id == detection.c.indicator_id,
        indicator.c.state.in_([state.value for state in VOUCHED]),
    )


def withdrawal_cause(connection: Connection, indicator_id: UUID) -> WithdrawalCause | None:
    cause = connection.execute(
        select(indicator.c.cause).where(indicator.c.id == indicator_id)
    ).scalar_one_or_none()
    return WithdrawalCause(cause) if cause else None


def items_caused_only_by_wrong(connection: Connection, indicator_id: UUID) -> list[UUID]:
    """Items that this indicator matched, that no right one matches, and that nobody undid yet."""
    other, standing = detection.alias(), indicator.alias()
    still_matched = exists().where(
        and_(
            other.c.item_id == detection.c.item_id,
            standing.c.id == other.c.indicator_id,
            or_(standing.c.state != "withdrawn", standing.c.cause != WithdrawalCause.WRONG.value),
        )
    )
    rows = connection.execute(
        select(detection.c.item_id)
        .where(
            detection.c.indicator_id == indicator_id,
            detection.c.undone_at.is_(None),
            ~still_matched,
        )
        .distinct()
    )
    return list(rows.scalars())


def items_matched_by(indicator_id: UUID) -> Select[tuple[UUID]]:
    """A query for the items that this indicator matched."""
    return select(detection.c.item_id).where(detection.c.indicator_id == indicator_id)


def mark_undone(connection: Connection, item_id: UUID, now: datetime) -> None:
    """Notes that what wrong indicators caused to this item was undone: once is enough."""
    connection.execute(
        update(detection)
        .where(detection.c.item_id == item_id, detection.c.undone_at.is_(None))
        .values(undone_at=now)
    )


def count_error(connection: Connection, service_id: str, surface: str, day: date) -> None:
    """Counts a hit that proved wrong, beside the scans of the day it was found out."""
    values = {
        "service_id": service_id,
        "day": day,
        "surface": surface,
        "verdict": ERROR,
        "reason": "indicator wrong",
        "item_count": 1,
        "byte_count": 0,
    }
    key = ["service_id", "day", "surface", "verdict", "reason"]
    connection.execute(
        upsert(counter)
        .values(values)
        .on_conflict_do_update(index_elements=key, set_={"item_count": counter.c.item_count + 1})
    )


def suppressed_items(connection: Connection, bank: str, *, since: date) -> int:
    """Items of which this allow-bank suppressed matches, from the day `since` on."""
    number = func.coalesce(func.sum(counter.c.item_count), 0)
    query = select(number).where(
        counter.c.verdict == SUPPRESSED, counter.c.reason == bank, counter.c.day >= since
    )
    return int(connection.execute(query).scalar_one())


def counts(connection: Connection, *, since: date | None = None) -> list[Row[tuple[object, ...]]]:
    """The counters, newest day first; all of them, or those of the days from `since` on."""
    order = (counter.c.day.desc(), counter.c.service_id, counter.c.surface, counter.c.verdict)
    query = select(counter).order_by(*order)
    return list(connection.execute(query.where(counter.c.day >= since) if since else query))


def _ground(row: Row[tuple[object, ...]]) -> Ground:
    attestation = (
        Attestation(row.profile, row.activated_by, row.starts_at)
        if row.attestation.strip()
        else None
    )
    return Ground(
        id=row.id,
        service_id=row.service_id,
        surface=row.surface,
        profile=row.profile,
        technology=record_of(row, prefix="t_"),
        activation=Activation(
            id=str(row.id),
            surface=row.surface,
            technology=str(row.technology_id),
            starts=row.starts_at,
            ends=row.ends_at,
            legal_basis=row.legal_basis or None,
            terms_clause=row.terms_clause or None,
            attestation=attestation,
        ),
    )


def record_of(row: Row[tuple[object, ...]], *, prefix: str = "") -> TechnologyRecord:
    """A row of the table `technology` as the law sees it."""
    values = {name: getattr(row, prefix + name) for name in technology.c.keys()}  # noqa: SIM118
    near = NearHits.HOLD if values["near_hits_hold"] else NearHits.FLAG
    assessed, consulted = values["impact_assessment"], values["prior_consultation"]
    return TechnologyRecord(
        id=str(values["id"]),
        version=values["version"],
        kind=TechnologyKind(values["kind"]),
        inputs=frozenset({InputKind.IMAGE}),
        # A paper without its date says nothing of whether it was there in time.
        impact_assessment=ImpactAssessment(assessed, values["impact_assessment_on"], near)
        if assessed.strip() and values["impact_assessment_on"]
        else None,
        prior_consultation=PriorConsultation(consulted, values["prior_consultation_on"])
        if consulted.strip() and values["prior_consultation_on"]
        else None,
        is_demo=values["demo"],
    )
