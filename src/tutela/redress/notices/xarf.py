"""Reading X-ARF 4.2 reports of the types content/csam and content/csem as notices. Pure.

Source: X-ARF v4.2 (xarf.org): one incident per report, `url` required for csam, and never visual
content for either type. What a report attaches is refused if it could be seen or heard, and not
kept in any case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from tutela.platform.invalid import first_problem
from tutela.redress.notices import given
from tutela.redress.notices.errors import NoticeInvalid, VisualEvidence
from tutela.redress.notices.model import NoticeKind

if TYPE_CHECKING:
    from tutela.redress.notices.given import Given

# What can be read and not looked at; an archive or a stream could hold anything.
READABLE: Final = frozenset({"text/plain", "text/csv", "application/json"})
_MOST_EVIDENCE = 50
_UUID4: Final = (
    r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"
)
Line = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Version = Annotated[str, StringConstraints(pattern=r"^4\.\d{1,4}\.\d{1,4}$")]


class _Party(BaseModel):
    model_config = ConfigDict(frozen=True)

    org: Line
    contact: Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
    domain: Line


class _Evidence(BaseModel):
    model_config = ConfigDict(frozen=True)

    content_type: Annotated[str, StringConstraints(max_length=200)]


class _Hashes(BaseModel):
    model_config = ConfigDict(frozen=True)

    md5: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{32}$")] | None = None
    sha1: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{40}$")] | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$")] | None = None


class _Report(BaseModel):
    """The fields that we read of a report; the standard lets others stand beside them."""

    model_config = ConfigDict(frozen=True)

    xarf_version: Version
    report_id: Annotated[str, StringConstraints(pattern=_UUID4)]
    timestamp: AwareDatetime
    reporter: _Party
    sender: _Party
    source_identifier: Line
    category: Literal["content"]
    url: Annotated[str, StringConstraints(min_length=1, max_length=8192)] = ""
    description: Annotated[str, StringConstraints(max_length=given.LONGEST_REASONS - 500)] = ""
    evidence: Annotated[tuple[_Evidence, ...], Field(max_length=_MOST_EVIDENCE)] = ()


class _Csam(_Report):
    type: Literal["csam"]
    url: Annotated[str, StringConstraints(min_length=1, max_length=8192)]
    classification: Literal["baseline", "A1", "A2", "B1", "B2"]
    detection_method: Literal[
        "hash_match", "ai_detection", "manual_review", "user_report", "automated_scan"
    ]
    media_type: Line | None = None
    hash_values: _Hashes | None = None


class _Csem(_Report):
    type: Literal["csem"]
    exploitation_type: Literal[
        "grooming", "solicitation", "sextortion", "trafficking", "distribution", "production",
        "possession",
    ]  # fmt: skip
    detection_method: Line


class _Any(BaseModel):
    report: Annotated[_Csam | _Csem, Field(discriminator="type")]


def is_report(values: object) -> bool:
    """Whether this JSON can only be meant as an X-ARF report."""
    return isinstance(values, dict) and "xarf_version" in values


def read(values: dict[str, Any]) -> tuple[str, Given, dict[str, Any]]:
    """The report's id, the notice in it, and what else is kept of it.

    Raises NoticeInvalid, which never repeats a value, and VisualEvidence.
    """
    _refuse_visual(values)
    try:
        one = _Any.model_validate({"report": values}).report
    except ValidationError as error:
        raise NoticeInvalid(problem=first_problem(error)) from None
    if not one.url:
        raise NoticeInvalid(problem="report.url: say exactly where it is (DSA, Article 16(2)(b))")
    made = given.made(
        {
            "kind": _kind(one),
            "urls": (one.url,),
            "reasons": _reasons(one),
            "good_faith": True,  # its sender answers for what it reports
            "name": one.reporter.org[:200],
            "email": one.reporter.contact,
        }
    )
    return one.report_id.lower(), made, _details(one)


def _refuse_visual(values: dict[str, Any]) -> None:
    """Looks at what is attached before anything else is read of it."""
    attached = values.get("evidence")
    for number, one in enumerate(attached if isinstance(attached, list) else [], 1):
        kind = one.get("content_type", "") if isinstance(one, dict) else ""
        plain = str(kind).partition(";")[0].strip().lower()
        if plain not in READABLE:
            raise VisualEvidence(where=f"evidence.{number}")


def _kind(one: _Csam | _Csem) -> NoticeKind:
    if isinstance(one, _Csam):
        return NoticeKind.MATERIAL
    return _EXPLOITATION.get(one.exploitation_type, NoticeKind.MATERIAL)


_EXPLOITATION: Final = {
    "grooming": NoticeKind.SOLICITATION,
    "solicitation": NoticeKind.SOLICITATION,
    "sextortion": NoticeKind.EXTORTION,
    "trafficking": NoticeKind.ABUSE,
}


def _reasons(one: _Csam | _Csem) -> str:
    found = one.classification if isinstance(one, _Csam) else one.exploitation_type
    said = f"X-ARF content/{one.type}: {found}, found by {one.detection_method.replace('_', ' ')}."
    return f"{said}\n{one.description}".strip()


def _details(one: _Csam | _Csem) -> dict[str, Any]:
    """What is kept beside the notice: who says so, and fingerprints; nothing of the evidence."""
    details: dict[str, Any] = {
        "xarf": one.xarf_version,
        "type": f"content/{one.type}",
        "report_id": one.report_id.lower(),
        "reported_at": one.timestamp.isoformat(),
        "source_identifier": one.source_identifier,
        "evidence": len(one.evidence),
    }
    if isinstance(one, _Csam):
        details["classification"] = one.classification
        details["hashes"] = one.hash_values.model_dump(exclude_none=True) if one.hash_values else {}
    return details
