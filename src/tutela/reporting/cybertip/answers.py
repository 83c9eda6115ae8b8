"""What NCMEC answered, read strictly: an answer that is not whole is no answer."""

from __future__ import annotations

from typing import TypeVar

from tutela.reporting.cybertip.codes import Code, meaning
from tutela.reporting.cybertip.elements.replies import ReportDoneResponse, ReportResponse
from tutela.reporting.cybertip.errors import AnswerUnreadable, DocumentUnreadable
from tutela.reporting.cybertip.reading import read
from tutela.reporting.cybertip.xmlform import Form

F = TypeVar("F", bound=Form)


def read_response(data: bytes) -> ReportResponse:
    """The answer to `/status`, `/submit`, `/upload`, `/fileinfo`, `/retract`.

    Raises AnswerUnreadable for anything but a whole `reportResponse`: a page of HTML, a truncated
    answer, another namespace, nothing.
    """
    return _read(data, ReportResponse)


def read_done(data: bytes) -> ReportDoneResponse:
    """The answer to `/finish`. Raises AnswerUnreadable for anything but a `reportDoneResponse`.

    A refusal to finish may come as a `reportResponse`: see `read_finish`.
    """
    return _read(data, ReportDoneResponse)


def read_finish(data: bytes) -> ReportDoneResponse | ReportResponse:
    """The answer to `/finish`, whichever of the two it is. Raises AnswerUnreadable.

    A `reportResponse` is only ever a refusal here: code 0 without the list of files is unreadable.
    """
    try:
        return read_done(data)
    except AnswerUnreadable as unreadable:
        refusal = read_response(data)
        if refusal.response_code == 0:
            raise unreadable from None
        return refusal


def code_of(answer: ReportResponse | ReportDoneResponse) -> Code:
    """What the answer's code means."""
    return meaning(answer.response_code)


def _read(data: bytes, model: type[F]) -> F:
    try:
        return read(data, model)
    except DocumentUnreadable as unreadable:
        problem = f"{unreadable.facts['path']} {unreadable.facts['problem']}"
        raise AnswerUnreadable(problem=problem) from None
