"""A request about a picture of oneself: two numbers are sent, the picture never is."""

# Annotations are not deferred here: FastAPI reads those of the routes.

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from tutela.platform.errors import TutelaError
from tutela.redress.fingerprints import service
from tutela.redress.fingerprints.model import FingerprintRequest, State, Whose
from tutela.redress.fingerprints.public_errors import WhoseMissing
from tutela.texts.phrase import phrase
from tutela.web.access import double_submit, open_to_all
from tutela.web.program import program_of
from tutela.web.public import frame
from tutela.web.public.form import form
from tutela.web.public.pace import paced

router = APIRouter(include_in_schema=False)
PATH = frame.PUBLIC + "/picture"
FOLLOW = PATH + "/follow"
LONGEST = 200

_STANDING = {
    State.RECEIVED: phrase("It was received, and waits its turn."),
    State.ENTERED: phrase(
        "It is watched for. Where it is found, people look before anything is decided."
    ),
    State.ACCEPTED: phrase(
        "Two people agreed. Where it is found, it is kept from view until a person has looked."
    ),
    State.DECLINED: phrase("It was declined: the numbers fit something else. They are erased."),
    State.WITHDRAWN: phrase("You took it back. The numbers are erased."),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody typed, to be shown again."""

    sha256: str = ""
    pdq: str = ""
    whose: str = ""


@router.get(PATH, dependencies=[Depends(open_to_all)])
def show(request: Request) -> Response:
    """The page on which a browser computes the numbers."""
    return _form(request)


@router.post(PATH, dependencies=[Depends(open_to_all), Depends(double_submit), Depends(paced)])
def send(
    request: Request,
    sha256: Annotated[str, Form(max_length=LONGEST)] = "",
    pdq: Annotated[str, Form(max_length=LONGEST)] = "",
    whose: Annotated[str, Form(max_length=LONGEST)] = "",
    honest: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """Takes the numbers in, and gives the code to follow them with."""
    filled = Filled(sha256, pdq, whose)
    try:
        if whose not in set(Whose) or not honest:
            raise WhoseMissing
        node = program_of(request).node
        code = service.receive(node, sha256=sha256, pdq=pdq, whose=Whose(whose))
    except TutelaError as error:
        return _form(request, error=error, filled=filled)
    return frame.page(request, "public/picture_sent.html", code=code.reveal(), follow=FOLLOW)


@router.get(FOLLOW, dependencies=[Depends(open_to_all)])
def ask_for_code(request: Request) -> Response:
    """The form for the code."""
    return _follow(request)


@router.post(FOLLOW, dependencies=[Depends(open_to_all), Depends(double_submit), Depends(paced)])
def follow(request: Request, code: Annotated[str, Form(max_length=LONGEST)] = "") -> Response:
    """How a request stands, and the way to take it back."""
    try:
        found = service.follow(program_of(request).node, code)
    except TutelaError as error:
        return _follow(request, error=error)
    return _follow(request, found=found, code=code)


@router.post(
    PATH + "/back", dependencies=[Depends(open_to_all), Depends(double_submit), Depends(paced)]
)
def take_back(request: Request, code: Annotated[str, Form(max_length=LONGEST)] = "") -> Response:
    """Ends a request: its numbers are erased."""
    try:
        service.take_back(program_of(request).node, code)
    except TutelaError as error:
        return _follow(request, error=error)
    return _follow(request, done=_STANDING[State.WITHDRAWN])


def _form(
    request: Request, *, error: TutelaError | None = None, filled: Filled | None = None
) -> Response:
    return _answer(request, "public/picture.html", error, filled=filled or Filled(), follow=FOLLOW)


def _follow(
    request: Request,
    *,
    error: TutelaError | None = None,
    found: FingerprintRequest | None = None,
    code: str = "",
    done: str = "",
) -> Response:
    view = {
        "standing": _STANDING[found.state] if found else "",
        "received_at": found.received_at if found else None,
        "can_end": found is not None and found.state is not State.DECLINED,
        "code": code,
        "done": done,
    }
    return _answer(request, "public/picture_follow.html", error, **view)


def _answer(request: Request, template: str, error: TutelaError | None, **view: Any) -> Response:
    """A form, with what was wrong if something was."""
    status, problem = (error.status, error.sentence) if error else (200, "")
    return form(request, template, status=status, problem=problem, **view)
