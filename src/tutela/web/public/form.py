"""A public page with a form: the token of its field stands in its cookie too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.web.access import FORM_COOKIE, form_token, set_cookie
from tutela.web.public.frame import page

if TYPE_CHECKING:
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import Response


def form(request: Request, template: str, *, status: int = 200, **view: Any) -> Response:
    """`template` with a form that the lock `double_submit` takes; its field is `token`."""
    token = form_token(request)
    response = page(request, template, status=status, token=token, **view)
    set_cookie(request, response, FORM_COOKIE, token)
    return response
