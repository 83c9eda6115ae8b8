"""Whether this process can do its work now, and the figures of the node: for machines that watch.

`/ready` is open to all, as the program that starts a node must ask it without a key. So it names
the checks that fail and says nothing else; it asks them at most once a second, whoever calls.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from tutela.operating import checks, figures
from tutela.operating.advice import advice
from tutela.platform.actor import Actor  # noqa: TC001 - read by FastAPI
from tutela.platform.permissions import Permission
from tutela.web import templates
from tutela.web.access import key_needs, open_to_all
from tutela.web.errors import METRICS
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.assembly import Program
    from tutela.operating.advice import Advice
    from tutela.platform.doctor import Check

router = APIRouter(include_in_schema=False)
KEPT = 1.0  # seconds
NOT_READY = 503


class Readiness:
    """The checks of one process, asked at most every KEPT seconds. Threads may share it."""

    def __init__(
        self, program: Program, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._program = program
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._checks: list[Check] = []
        self._until = 0.0

    def failing(self) -> list[str]:
        """The names of the checks that fail; none: it is ready."""
        with self._lock:
            if self._monotonic() >= self._until:
                self._checks = checks.readiness(self._program)
                self._until = self._monotonic() + KEPT
            return [check.name for check in self._checks if not check.good]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A failing check, with what everybody may know of it."""

    name: str
    advice: Advice


@router.get("/ready", dependencies=[Depends(open_to_all)])
def ready(request: Request) -> Response:
    """200, or 503 with the names of what fails: a page for a browser, else JSON."""
    failing = cast("Readiness", request.app.state.readiness).failing()
    status = NOT_READY if failing else 200
    if "text/html" in request.headers.get("accept", ""):
        troubles = [Trouble(name, advice(name)) for name in failing]
        return templates.page(request, "ready.html", status=status, troubles=troubles)
    return JSONResponse({"ready": not failing, "failing": failing}, status)


@router.get(METRICS)
def metrics(
    request: Request, _: Annotated[Actor, Depends(key_needs(Permission.METRICS_READ))]
) -> Response:
    """The figures of the node, as Prometheus reads them."""
    found = figures.text(program_of(request).node)
    return Response(found, media_type=figures.CONTENT_TYPE)
