"""Errors at the web door: one table, a JSON problem for programs (RFC 9457), a page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from tutela.platform import log
from tutela.platform.accounts.factors.errors import FactorMissing, ProofNeeded
from tutela.platform.errors import (
    BadInput,
    Forbidden,
    NotFound,
    TooLarge,
    TutelaError,
    Unauthenticated,
)
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.public import frame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.requests import Request

API = "/v1"
METRICS = "/metrics"
LOGIN = "/login"
ACCOUNT = "/account"
PROVE = "/account/prove"
PROBLEM = "application/problem+json"
SHOWN_FAULTS = 5
LONGEST_PLACE = 80

# Every status an error may have, and how a page says it.
HEADINGS = {
    400: phrase("That cannot be used"),
    401: phrase("Please sign in"),
    403: phrase("Not open to you"),
    404: phrase("Nothing here"),
    405: phrase("Not possible here"),
    409: phrase("Not in this state"),
    410: phrase("No longer here"),
    413: phrase("Too large"),
    429: phrase("Please wait a little"),
    500: phrase("Something went wrong"),
    503: phrase("Not available right now"),
}
RETRY_SECONDS = 5  # what a program is told to wait when something is away


class AddressUnknown(NotFound):
    """There is nothing at this address. Check it, or begin at the start page."""

    code = "address-unknown"


class MethodNotAllowed(TutelaError):
    """This address does not take a {method} request."""

    code = "method-not-allowed"
    status = 405
    exit_code = 2


class RequestInvalid(BadInput):
    """The request cannot be used: {problem}."""

    code = "request-invalid"


class HostNotOurs(BadInput):
    """This node is not opened by that name. Open it at its own address, the setting `origin`."""

    code = "host-not-ours"


class TransportPlain(Forbidden):
    """This came without TLS, so others could have read it. Open {origin} instead."""

    code = "transport-plain"


class FormNotOurs(Forbidden):
    """The form did not come from a page of this node, or that page is too old. Load the page again and repeat what you did."""  # noqa: E501

    code = "form-not-ours"


class BodyTooLarge(TooLarge):
    """What was sent is larger than {limit} bytes, the most this address takes."""

    code = "body-too-large"


class TooManyAtOnce(TutelaError):
    """Too many requests of this address are under way at once. Wait for their answers, then go on;
    whoever runs this node can allow more (connections_per_address).
    """

    code = "too-many-at-once"
    status = 429
    exit_code = 2


class Unexpected(TutelaError):
    """Something went wrong on this node that should not have. It is in the node's log; nothing that was confirmed is lost."""  # noqa: E501

    code = "unexpected"


def answer(request: Request, error: TutelaError) -> Response:
    """What the caller gets for `error`: a problem under /v1, else a page or the way to sign in."""
    if error.status not in HEADINGS or (error.status == 500 and not isinstance(error, Unexpected)):  # noqa: PLR2004
        log.get("web").error("refused", error=error.code)
        error = Unexpected()
    headers = _headers(error)
    if _is_api(request):
        return problem(error, headers)
    if isinstance(error, Unauthenticated):
        return RedirectResponse(_to_login(request, error), status_code=303)
    if isinstance(error, FactorMissing | ProofNeeded):
        where = PROVE if isinstance(error, ProofNeeded) else ACCOUNT
        return RedirectResponse(where, status_code=303)
    view = {"heading": HEADINGS[error.status], "sentence": error.sentence, "code": error.code}
    ill = error.status == 503  # noqa: PLR2004
    if frame.is_public(request.url.path):
        page = frame.page(request, "public/error.html", status=error.status, **view)
    else:
        page = templates.page(request, "error.html", status=error.status, ill=ill, **view)
    page.headers.update(headers)
    return page


def problem(error: TutelaError, headers: Mapping[str, str]) -> JSONResponse:
    """`error` as an RFC 9457 problem."""
    content = {
        "type": f"urn:tutela:error:{error.code}",
        "title": HEADINGS[error.status],
        "status": error.status,
        "code": error.code,
        "detail": error.sentence,
    }
    return JSONResponse(content, error.status, dict(headers), media_type=PROBLEM)


def unexpected(request: Request, fault: BaseException) -> Response:
    """The answer to a fault of ours. The log gets its kind and place, never its text or values."""
    log.get("web").error("fault", kind=type(fault).__name__, at=_places(fault))
    return answer(request, Unexpected())


async def _tutela_error(request: Request, error: TutelaError) -> Response:
    return answer(request, error)


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    return answer(request, RequestInvalid(problem=_faults(error.errors())))


async def _http_error(request: Request, error: HTTPException) -> Response:
    ours = _HTTP.get(error.status_code, _unreadable)(request)
    response = answer(request, ours)
    if allow := (error.headers or {}).get("Allow"):
        response.headers["Allow"] = allow
    return response


def _unreadable(_: Request) -> TutelaError:
    return RequestInvalid(problem=phrase("it could not be read"))


_HTTP: dict[int, Callable[[Request], TutelaError]] = {
    404: lambda _: AddressUnknown(),
    405: lambda request: MethodNotAllowed(method=request.method),
    413: lambda _: TooLarge(),
}

HANDLERS: dict[int | type[Exception], Any] = {
    TutelaError: _tutela_error,
    RequestValidationError: _invalid,
    HTTPException: _http_error,
}


def _is_api(request: Request) -> bool:
    path = request.url.path
    return path in (API, METRICS) or path.startswith(API + "/")


def _headers(error: TutelaError) -> dict[str, str]:
    if error.status == 401:  # noqa: PLR2004
        return {"WWW-Authenticate": "Bearer"}
    return retry_after(error) if error.status in (429, 503) else {}


def retry_after(error: TutelaError) -> dict[str, str]:
    """The header that says when it is worth while to come back."""
    return {"Retry-After": str(error.facts.get("seconds", RETRY_SECONDS))}


def _to_login(request: Request, error: TutelaError) -> str:
    query = f"?why={error.code}"
    if request.method == "GET" and request.url.path != "/":
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        query += f"&next={quote(asked, safe='/')}"
    return LOGIN + query


def _faults(faults: Sequence[Mapping[str, Any]]) -> str:
    """The first faults as one phrase: where and what, never the value that was sent."""
    return "; ".join(_fault(one) for one in faults[:SHOWN_FAULTS])


def _fault(one: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in one["loc"])[:LONGEST_PLACE]
    if one["type"] == "json_invalid":
        return phrase("its body is not JSON")
    # A validator's own text may repeat the value.
    said = phrase("not valid") if one["type"] in ("value_error", "assertion_error") else one["msg"]
    return f"{place}: {said[:1].lower()}{said[1:]}"


def _places(fault: BaseException) -> list[str]:
    """The lines a fault passed through, innermost last."""
    places, trace = [], fault.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places
