"""The response codes of NCMEC's API: what each means, and who has to do what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What follows from a code."""

    DONE = "done"
    RETRY = "retry later"
    REQUEST = "our request is wrong"
    CREDENTIALS = "credentials"
    UNKNOWN_REPORT = "expired or unknown report"
    RETRACTED = "already retracted"
    FINISHED = "already finished"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Code:
    """A code, its name, what follows, and a sentence for the person who must act."""

    code: int
    name: str
    kind: Kind
    sentence: str


_LATER = "Nothing needs doing: it is tried again by itself."
_MAINTAINER = "The document breaks a rule of NCMEC's: correct the report, then send it again."
_ADMINISTRATOR = "An administrator has to ask NCMEC for the right, then send it again."

TABLE: tuple[Code, ...] = (
    Code(0, "success", Kind.DONE, "NCMEC did what was asked."),
    Code(1000, "server-error", Kind.RETRY, f"NCMEC's server failed. {_LATER}"),
    Code(1100, "save-failed", Kind.RETRY, f"NCMEC could not save the report. {_LATER}"),
    Code(1110, "upload-failed", Kind.RETRY, f"NCMEC could not save the upload. {_LATER}"),
    Code(1111, "file-upload-failed", Kind.RETRY, f"NCMEC could not save the file. {_LATER}"),
    Code(1210, "not-found", Kind.UNKNOWN_REPORT,
         "NCMEC could not find what was asked for. The report has to be opened anew."),
    Code(1300, "update-failed", Kind.RETRY, f"NCMEC could not update the report. {_LATER}"),
    Code(2000, "authentication-required", Kind.CREDENTIALS,
         "NCMEC did not accept the user name and password. An administrator has to set them anew."),
    Code(3000, "not-authorised", Kind.CREDENTIALS,
         f"This account may not use NCMEC's interface. {_ADMINISTRATOR}"),
    Code(3100, "submit-not-authorised", Kind.CREDENTIALS,
         f"This account may not submit reports. {_ADMINISTRATOR}"),
    Code(3300, "update-not-authorised", Kind.CREDENTIALS,
         f"This account may not change this report. {_ADMINISTRATOR}"),
    Code(4000, "invalid-request", Kind.REQUEST, f"NCMEC calls the request invalid. {_MAINTAINER}"),
    Code(4100, "validation-failed", Kind.REQUEST,
         f"The document does not follow NCMEC's schema. {_MAINTAINER}"),
    Code(4110, "malformed-xml", Kind.REQUEST, f"NCMEC could not read the XML. {_MAINTAINER}"),
    Code(4200, "malformed-file", Kind.REQUEST,
         "NCMEC could not read the file. Look whether its evidence is whole, then send it again."),
    Code(5001, "report-unknown", Kind.UNKNOWN_REPORT,
         "NCMEC knows no such report: an unfinished one is deleted after a time. It has to be "
         "opened anew."),
    Code(5002, "file-unknown", Kind.UNKNOWN_REPORT,
         "NCMEC knows no such file in this report. The file has to be uploaded anew."),
    Code(5101, "already-retracted", Kind.RETRACTED,
         "The report was retracted before. If it is still meant, it has to be opened anew."),
    Code(5102, "already-finished", Kind.FINISHED,
         "The report was finished before; NCMEC has it and it cannot be changed."),
)  # fmt: skip

_CODES = {one.code: one for one in TABLE}


def meaning(code: int) -> Code:
    """What a code means. NCMEC's list is not complete: one that is not in it is a refusal."""
    sentence = f"NCMEC refused with the code {code}, which is not documented. Ask NCMEC about it."
    return _CODES.get(code) or Code(code, "undocumented", Kind.REFUSED, sentence)
