"""The files that go along, and what NCMEC is told about each. Pure.

Reported files are the items somebody chose to attach. Supplemental ones are made here: the
conversation, the statement where it is too long for the report itself, and the list of the items
that the report itself has no room for.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.reporting.cybertip import mapping_people as people
from tutela.reporting.cybertip.elements.files import (
    Details,
    FileAnnotations,
    FileDetails,
    Hash,
    NameValue,
)
from tutela.reporting.cybertip.elements.words import (
    DetailsType,
    FileRelevance,
    IndustryClassification,
)
from tutela.reporting.cybertip.mapping import MOST_TEXT
from tutela.reporting.cybertip.telling import (
    SCHEME,
    STATEMENT,
    about_item,
    about_loose,
    fits,
    statement,
    unlisted,
)
from tutela.reporting.details import FileAnnotation
from tutela.reporting.national.naming import item_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from tutela.reporting.cybertip.options import CyberTipOptions
    from tutela.reporting.model import Report, ReportedItem

CONVERSATION, FINGERPRINTS = "conversation.csv", "fingerprints.csv"
_CLASSES = {one.value for one in IndustryClassification}
_ANNOTATIONS = {
    FileAnnotation.DRAWN: "anime_drawing_virtual_hentai",
    FileAnnotation.MEME: "potential_meme",
    FileAnnotation.VIRAL: "viral",
    FileAnnotation.SELF_PRODUCED: "possible_self_production",
    FileAnnotation.PHYSICAL_HARM: "physical_harm",
    FileAnnotation.VIOLENCE: "violence_gore",
    FileAnnotation.ANIMAL: "bestiality",
    FileAnnotation.LIVE_STREAM: "live_streaming",
    FileAnnotation.INFANT: "infant",
    FileAnnotation.GENERATED: "generative_ai",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """One file to upload: an item's bytes, fetched when needed, or `data` made here."""

    name: str
    media_type: str
    item: ReportedItem | None = None
    data: bytes = b""

    @property
    def item_id(self) -> UUID | None:
        return self.item.id if self.item else None


def uploads(one: Report) -> tuple[Upload, ...]:
    """Every file of a report, in a fixed order, each under a name of its own."""
    return (*_attached(one), *_made_here(one))


def file_details(
    upload: Upload, options: CyberTipOptions, report_id: int, file_id: str
) -> FileDetails:
    """What is told about an uploaded file."""
    if upload.item is None:
        return _supplemental(upload, report_id, file_id)
    return _reported(upload.item, options, upload.name, report_id, file_id)


def _attached(one: Report) -> Iterator[Upload]:
    names = item_names(one)
    for item in one.attached:
        suffix = item.media_type.partition("/")[2].partition("+")[0].partition(".")[0]
        name = f"{names[item.id]}.{suffix}" if suffix.isalnum() else names[item.id]
        yield Upload(name, item.media_type or "application/octet-stream", item)


def _made_here(one: Report) -> Iterator[Upload]:
    if one.details.messages:
        yield Upload(CONVERSATION, "text/csv", data=_conversation(one))
    if not fits(one, MOST_TEXT):
        yield Upload(STATEMENT, "text/plain", data=statement(one).encode())
    if more := unlisted(one, MOST_TEXT):
        yield Upload(FINGERPRINTS, "text/csv", data=_fingerprints(more))


def _conversation(one: Report) -> bytes:
    rows = [
        (each.at.isoformat() if each.at else "", each.sender, "yes" if each.reported else "",
         each.text)
        for each in one.details.messages
    ]  # fmt: skip
    return _csv(("time", "sender", "reported person", "text"), rows)


def _fingerprints(items: list[ReportedItem]) -> bytes:
    rows = [
        (each.name, each.media_type, str(each.size), each.digests.md5, each.digests.sha1,
         each.digests.sha256, each.digests.pdq, "yes" if each.viewing.viewed else "no",
         "\n".join(about_loose(each)))
        for each in items
    ]  # fmt: skip
    head = ("item", "type", "bytes", "MD5", "SHA1", "SHA256", "PDQ", "seen by a person", "more")
    return _csv(head, rows)


def _csv(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([head, *([_harmless(cell) for cell in row] for row in rows)])
    return out.getvalue().encode()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    first = unicodedata.normalize("NFKC", cell[:1])
    return f"'{cell}" if first in {"=", "+", "-", "@", "\t", "\r", "\n"} else cell


def _reported(
    item: ReportedItem, options: CyberTipOptions, name: str, report_id: int, file_id: str
) -> FileDetails:
    given = item.detail
    marks = {_ANNOTATIONS[each]: True for each in given.annotations}
    return FileDetails(
        report_id=report_id,
        file_id=file_id,
        file_name=name,
        original_file_name=given.file_name,
        uploaded_to_esp_timestamp=given.uploaded_at or item.received_at,
        location_of_file=given.url,
        file_viewed_by_esp=item.viewing.viewed,
        exif_viewed_by_esp=False,  # nothing here ever shows it
        publicly_available=given.public,
        file_relevance=FileRelevance.REPORTED,
        file_annotations=FileAnnotations(**marks) if marks else None,
        industry_classification=_classification(item, options),
        original_file_hash=tuple(
            Hash(value=value, hash_type=kind) for kind, value in item.digests.each()
        ),
        ip_capture_event=people.ip_capture(given.capture) if given.capture else None,
        device_id=tuple(people.device(each) for each in given.devices),
        details=_metadata(item),
        additional_info=tuple(_notes(item)),
    )


def _supplemental(upload: Upload, report_id: int, file_id: str) -> FileDetails:
    return FileDetails(
        report_id=report_id,
        file_id=file_id,
        file_name=upload.name,
        file_relevance=FileRelevance.SUPPLEMENTAL,
    )


def _notes(item: ReportedItem) -> Iterator[str]:
    """The lines about an item in as few notes as have room for them; then what somebody noted."""
    held: list[str] = []
    for line in about_item(item):
        if held and len("\n".join([*held, line])) > MOST_TEXT:
            yield "\n".join(held)
            held = []
        held.append(line)
    yield "\n".join(held)
    if item.detail.note:
        yield item.detail.note


def _classification(item: ReportedItem, options: CyberTipOptions) -> IndustryClassification | None:
    """The industry's label, only by those who signed its agreement, and only in its scheme."""
    verdict = item.verdict
    if not options.mou_signed or verdict.scheme != SCHEME or verdict.label not in _CLASSES:
        return None
    return IndustryClassification(verdict.label)


def _metadata(item: ReportedItem) -> tuple[Details, ...]:
    pairs = tuple(NameValue(name=name, value=value) for name, value in item.detail.metadata)
    return (Details(type=DetailsType.EXIF, name_value_pair=pairs),) if pairs else ()
