"""What is wrong with this node, what it means and what to do; then what is in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, Request

from tutela.operating import checks, rules, store
from tutela.operating.advice import Advice, advice
from tutela.operating.pulse import FIRST
from tutela.platform import doctor
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.words import Moment, ago, size
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.responses import Response

    from tutela.operating.model import Pulse
    from tutela.platform.doctor import Check

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A check as the page shows it."""

    name: str
    sentence: str
    since: Moment | None
    advice: Advice


@dataclass(frozen=True, slots=True)
class Process:
    """A process of the node, as it last said of itself."""

    role: str
    pid: int
    heard: Moment
    silent: bool
    memory: str
    decoders: str
    index_age: str


@router.get("/node/health", dependencies=[Depends(needs(Permission.NODE_READ))])
def health(request: Request) -> Response:
    """The checks of `tutela doctor`, and how the work goes."""
    program = program_of(request)
    now = program.node.clock.now()
    found = checks.merged(doctor.standing(program.node.settings), checks.everything(program))
    with program.node.read() as connection:
        pulses = store.pulses(connection, now - rules.GONE)
    return templates.page(
        request,
        "health.html",
        bad=[_line(one, now) for one in found if not one.good],
        good=[_line(one, now) for one in found if one.good],
        processes=[_process(one, now) for one in pulses],
        looked_at=now,
    )


def _line(check: Check, now: datetime) -> Line:
    since = ago(check.since, now) if check.since else None
    return Line(check.name, check.sentence, since, advice(check.name))


def _process(one: Pulse, now: datetime) -> Process:
    figures = one.figures
    return Process(
        role=phrase("first") if one.role == FIRST else phrase("serving"),
        pid=one.pid,
        heard=ago(one.seen_at, now),
        silent=now - one.seen_at > rules.SILENT,
        memory=size(figures.resident_bytes),
        decoders=phrase(
            "{busy_decoders} of {decoders} busy",
            busy_decoders=figures.busy_decoders,
            decoders=figures.decoders,
        ),
        index_age=phrase("never")
        if figures.index_age is None
        else phrase("{index_age:.1f} s ago", index_age=figures.index_age),
    )
