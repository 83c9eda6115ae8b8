"""What NCMEC answers with."""

from typing import Annotated

from tutela.reporting.cybertip.elements.values import INT, Opaque, ReportNumber
from tutela.reporting.cybertip.simple import AnyText, Whole
from tutela.reporting.cybertip.xmlform import Form, form

ResponseNumber = Annotated[int, Whole(-INT - 1, INT)]


@form
class ReportResponse(Form):
    """The answer to every call but `/finish`. `hash` is the MD5 of an upload, as NCMEC got it."""

    response_code: ResponseNumber
    response_description: Annotated[str, AnyText()]
    report_id: ReportNumber | None = None
    file_id: Opaque | None = None
    hash: Opaque | None = None


@form
class Files(Form):
    """The files of a finished report."""

    file_id: tuple[Annotated[str, AnyText()], ...] = ()


@form
class ReportDoneResponse(Form):
    """The answer to `/finish`."""

    response_code: ResponseNumber
    report_id: ReportNumber
    files: Files
