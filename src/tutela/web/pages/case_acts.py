"""Carrying out what a form of a case's page asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.responses import RedirectResponse

from tutela.casework.errors import CaseUnknown
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.platform.errors import TutelaError
from tutela.web.pages.case import page
from tutela.web.pages.given import refusal
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from fastapi import Request, Response

    from tutela.platform.accounts.model import Session
    from tutela.platform.node import Node
    from tutela.web.pages.given import Given


def acted(
    request: Request,
    session: Session,
    case_id: UUID,
    form: tuple[str, Given],
    act: Callable[[Node], None],
    there: str,
    fields: Mapping[type[TutelaError], str],
) -> Response:
    """Goes on to `there` once `act` is done; what it refuses comes back with the input.

    `form` is the form's name and what was sent; `fields` says beside which field an error stands.
    """
    name, sent = form
    try:
        act(program_of(request).node)
    except CaseUnknown:
        raise
    except AwaitsApproval:
        pass  # it is written down, and `there` says so
    except TutelaError as error:
        refused = refusal(error, name, sent, fields.get(type(error), ""))
        return page(request, session, case_id, refused=refused)
    return RedirectResponse(there, status_code=303)
