"""A public page with a form: the token of its field stands in its cookie too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.errors import Unavailable
from tutela.web.access import FORM_COOKIE, form_token, set_cookie
from tutela.web.pages.given import Refusal, refusal
from tutela.web.public.frame import page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response

    from tutela.platform.errors import TutelaError
    from tutela.web.pages.given import Given


def form(request: Request, template: str, *, status: int = 200, **view: Any) -> Response:
    """`template` with a form that `double_submit` and `own_page` take; its field is `token`."""
    token = form_token(request)
    response = page(request, template, status=status, token=token, **view)
    set_cookie(request, response, FORM_COOKIE, token)
    return response


def refused(
    error: TutelaError,
    name: str,
    sent: Given,
    fields: Mapping[type[TutelaError], str],
    *,
    away: str,
) -> Refusal:
    """Why the form `name` was not taken, beside the field that `fields` names. `away` says it where
    a part of the node does not answer: whoever reads it has no other way to know.
    """
    if isinstance(error, Unavailable):
        return Refusal(away, error.status, name, "", sent)
    return refusal(error, name, sent, fields.get(type(error), ""))
