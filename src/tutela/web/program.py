"""The program behind a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from starlette.requests import Request

    from tutela.assembly import Program


def program_of(request: Request) -> Program:
    """The program that serves this request."""
    return cast("Program", request.app.state.program)
