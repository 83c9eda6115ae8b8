"""The web application without a node behind it: enough to describe it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from fastapi.routing import iter_route_contexts

from tutela.platform.settings import Settings
from tutela.web.access import KeyNeeds, Needs
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI
    from fastapi.dependencies.models import Dependant

    from tutela.assembly import Program
    from tutela.platform.permissions import Permission


@cache
def application() -> FastAPI:
    """The application, over nothing. It can be described; it answers no request."""
    settings = Settings(home=Path("node"))
    return create_app(cast("Program", SimpleNamespace(node=SimpleNamespace(settings=settings))))


def schema() -> dict[str, Any]:
    """What the node answers at /openapi.json."""
    return application().openapi()


def locks() -> list[tuple[Permission, str]]:
    """Every permission that an address needs, with `METHOD /path`, in the order of the routes."""
    found = []
    for route in iter_route_contexts(application().routes):
        dependant = getattr(route, "dependant", None)
        for call in _calls(dependant) if dependant else ():
            if isinstance(call, Needs | KeyNeeds) and call.permission is not None:
                found += [(call.permission, f"{method} {route.path}") for method in _methods(route)]
    return found


def _methods(route: Any) -> list[str]:
    return sorted(set(route.methods or ()) - {"HEAD"})


def _calls(dependant: Dependant) -> Iterator[object]:
    for one in dependant.dependencies:
        yield one.call
        yield from _calls(one)
