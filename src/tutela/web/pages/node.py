"""The node: whether each surface is open now and if not why, and what was scanned lately."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request

import tutela
from tutela import assembly
from tutela.detection.model import ADVICE, Reason, VerdictKind
from tutela.detection.store import ERROR, SUPPRESSED
from tutela.detection.survey import survey
from tutela.evidence import damage
from tutela.platform.accounts.factors import requiring
from tutela.platform.accounts.model import Session  # noqa: TC001 - read by FastAPI
from tutela.platform.approvals import store as approvals
from tutela.platform.masterkey import rotation, words
from tutela.platform.permissions import Permission
from tutela.reporting import receipt_store
from tutela.reporting.erasure import proof
from tutela.reporting.threats import service as threats
from tutela.texts.phrase import phrase, several
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import date

    from starlette.responses import Response

    from tutela.assembly import Program
    from tutela.detection.survey import Count

router = APIRouter(include_in_schema=False)
DAYS = 14


@dataclass(frozen=True, slots=True)
class Day:
    """What was scanned on one day, on all surfaces.

    `suppressed`: items of which an allow-bank suppressed matches; `wrong`: hits that proved wrong.
    """

    day: date
    clear: int
    held: int
    flagged: int
    unscanned: int
    suppressed: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Unscanned:
    """Why items could not be scanned, how many, and what the platform was advised to do."""

    reason: str
    items: int
    advice: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """How current the memory of this process is; `limit` is when scans answer stale. Seconds."""

    indicators: str
    index_age: str
    declarations_age: str
    stale: bool
    limit: float


@router.get("/node")
def node(
    request: Request, session: Annotated[Session, Depends(needs(Permission.NODE_READ))]
) -> Response:
    """How this node is doing."""
    program = program_of(request)
    now = program.node.clock.now()
    with program.node.read() as connection:
        errors = receipt_store.technology_errors(connection)
        alone_acts = approvals.single_person_acts(connection)
        alarm = threats.waiting(connection, now).sentence
        erasure = proof.standing(connection)
        kept = damage.standing(connection)
    master = rotation.progress(program.node, assembly.SEALED)
    found = survey(program.node, session.actor, program.coverage, days=DAYS)
    return templates.page(
        request,
        "node.html",
        identity=program.node.identity,
        version=tutela.__version__,
        now=now,
        alarm=alarm,
        single_person_acts=sorted(alone_acts.items()),
        withheld=[one.sentence for one in program.node.withheld],
        factor_optional=requiring.lets_in_without(program.node),
        erasure=erasure.sentence(now),
        erasure_good=erasure.good(now) or erasure.made_at is None,
        kept=kept,
        master_key=words.sentences(master),
        errors=errors,
        surfaces=found.surfaces,
        services=found.services,
        technologies=found.technologies,
        days=_days(found.counts),
        unscanned=_unscanned(found.counts),
        number_of_days=DAYS,
        fresh=_freshness(program),
    )


def _days(counts: tuple[Count, ...]) -> list[Day]:
    by_day: dict[date, dict[str, int]] = {}
    for one in counts:
        sums = by_day.setdefault(one.day, {})
        sums[one.verdict] = sums.get(one.verdict, 0) + one.items
    return [
        Day(day, *(sums.get(kind, 0) for kind in (*VerdictKind, SUPPRESSED, ERROR)))
        for day, sums in sorted(by_day.items(), reverse=True)
    ]


def _unscanned(counts: tuple[Count, ...]) -> list[Unscanned]:
    sums: dict[str, int] = {}
    for one in counts:
        if one.verdict == VerdictKind.UNSCANNED:
            sums[one.reason] = sums.get(one.reason, 0) + one.items
    return [
        Unscanned(reason, items, ADVICE[Reason(reason)].value)
        for reason, items in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _freshness(program: Program) -> Freshness:
    limit = program.node.settings.index_max_age
    ages = program.index.age_seconds(), program.coverage.age_seconds()
    return Freshness(
        indicators=_indicators(len(program.index), len(program.index.banks())),
        index_age=_age(ages[0]),
        declarations_age=_age(ages[1]),
        stale=max(ages) > limit,
        limit=limit,
    )


def _indicators(number: int, banks: int) -> str:
    of = several(banks, "{n} bank", "{n} banks")
    return several(number, "{n} fingerprint of {banks}", "{n} fingerprints of {banks}", banks=of)


def _age(seconds: float) -> str:
    return (
        phrase("never read") if math.isinf(seconds) else phrase("{seconds:.1f} s", seconds=seconds)
    )
