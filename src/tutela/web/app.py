"""The web application, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

import tutela
from tutela.casework.counting import Counting
from tutela.federation.wire import LARGEST_POST
from tutela.orders.form import LARGEST as LARGEST_FORM
from tutela.orders.paper import LARGEST_DOCUMENT
from tutela.platform import languages
from tutela.redress.flags.given import LARGEST as LARGEST_FLAG
from tutela.redress.notices.given import LARGEST as LARGEST_NOTICE
from tutela.web import (
    api,
    complaints_api,
    envelopes_api,
    flags_api,
    institutions_api,
    notices_api,
    orders_api,
    pages,
    readiness,
    reports_api,
    signin,
    sso,
    takedowns_api,
)
from tutela.web import open as open_pages
from tutela.web.access import key_holder
from tutela.web.errors import HANDLERS
from tutela.web.faults import Faults
from tutela.web.headers import Headers
from tutela.web.hosts import Hosts
from tutela.web.limits import BodyLimit, Limits
from tutela.web.places import AtOnce
from tutela.web.public import routers as public_pages
from tutela.web.public.pace import Pace
from tutela.web.templates import STATIC
from tutela.web.waiting import Waiting

if TYPE_CHECKING:
    from fastapi import APIRouter
    from fastapi.telemetry import TelemetryConfig
    from starlette.requests import Request

    from tutela.assembly import Program
    from tutela.platform.settings import Settings

MEBIBYTE = 1024 * 1024
# A batch is held in memory at once: it may have as many bytes as this many of the largest items.
BATCH_ITEMS = 4

# Every room's routers, in the order they are tried. Add yours here.
ROUTERS: tuple[APIRouter, ...] = (
    open_pages.router,
    readiness.router,
    signin.router,
    sso.router,
    api.router,
    reports_api.router,
    notices_api.router,
    takedowns_api.router,
    complaints_api.router,
    flags_api.router,
    orders_api.router,
    institutions_api.router,
    envelopes_api.router,
    *pages.ROUTERS,
    *public_pages.ROUTERS,
)
# The framework could send requests and faults to a collector that the environment names. Never.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


def create_app(program: Program, waiting: Waiting | None = None) -> FastAPI:
    """The application that serves `program`. Every route is locked, or marked open to all.

    `waiting` is where pictures wait for a browser; by default, in this process.
    Raises CatalogueWrong and LanguageUnknown.
    """
    languages.default(program.node.settings)  # all of them are read now, not at the first page
    waiting = waiting or Waiting()
    app = FastAPI(
        title="Tutela",
        version=tutela.__version__,
        openapi_url=None,  # `open.py` serves it; no page that loads scripts from elsewhere
        redirect_slashes=False,
        exception_handlers=HANDLERS,
        telemetry=NO_TELEMETRY,
        middleware=[
            Middleware(Headers, embedders=program.node.settings.notice_embedders),
            Middleware(Faults),
            Middleware(AtOnce, most=program.node.settings.connections_per_address),
            Middleware(Hosts, settings=program.node.settings),
            Middleware(BodyLimit, limits=limits(program.node.settings), check_key=_known),
        ],
    )
    app.state.program = program
    app.state.previews = waiting.previews
    app.state.sheets = waiting.sheets
    app.state.pace = Pace(program.node.settings.public_forms_per_hour)
    app.state.counting = Counting(program.node)
    app.state.readiness = readiness.Readiness(program)
    for router in ROUTERS:
        app.include_router(router)
    described = reports_api.with_details(app.openapi)
    app.openapi = notices_api.with_notices(described)  # type: ignore[method-assign]  # FastAPI's way
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def built(app: FastAPI) -> FastAPI:
    """`app` with all its routes built. FastAPI builds them at the first request, which would wait
    for seconds, and hides a warning meanwhile, in a way that two threads undo for each other.
    """
    list(iter_route_contexts(app.routes))
    return app


def _known(request: Request) -> object:
    """Who may send much: the holder of a key, or a node that is believed. Raises Unauthenticated,
    SenderUnknown and what else speaks against a pass.
    """
    if request.url.path.startswith(envelopes_api.PATH):
        return envelopes_api.sender_of(request)
    return key_holder(request)


def limits(settings: Settings) -> Limits:
    """Most bytes a request may carry, by path: an item and what a multipart form adds to it."""
    item = settings.max_item_bytes + MEBIBYTE
    return Limits(
        {
            "/orders/upload": LARGEST_DOCUMENT + MEBIBYTE,
            "/v1/": MEBIBYTE,
            "/v1/orders": LARGEST_FORM + MEBIBYTE,
            "/v1/scan": item,
            "/v1/scan/batch": item * BATCH_ITEMS,
            "/v1/notices": LARGEST_NOTICE,
            "/v1/flags": LARGEST_FLAG,
            envelopes_api.PATH: LARGEST_POST,
        }
    )
