"""A case as an X-ARF report of the type content/csam, version 4.2 (xarf.org). Pure.

One incident, its address, and no evidence: never a picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ada_url import URL

from tutela.reporting.words import one_line

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.hotline.model import Item

VERSION: Final = "4.2.0"
# How the labels of our schemes are called there. What has no name there is told in words alone.
CLASSES: Final = {
    ("interpol-baseline", "baseline"): "baseline",
    **{("a1-b2", code): code for code in ("A1", "A2", "B1", "B2")},
}


def report(
    report_id: UUID, address: str, items: list[Item], *, org: str, contact: str, at: datetime
) -> dict[str, Any] | None:
    """The report; None where nothing that was found has a class there. `report_id` is a UUID of
    version 4, `contact` the hotline's own e-mail address.
    """
    found = [(CLASSES[key], one) for one in items if (key := (one.scheme, one.label)) in CLASSES]
    if not found:
        return None
    kind, first = found[0]
    party = {"org": one_line(org)[:200], "contact": contact, "domain": contact.partition("@")[2]}
    made: dict[str, Any] = {
        "xarf_version": VERSION,
        "report_id": str(report_id),
        "timestamp": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "reporter": party,
        "sender": party,
        "source_identifier": URL(address).hostname,
        "category": "content",
        "type": "csam",
        "url": address,
        "classification": kind,
        "detection_method": "manual_review",
        "verification_method": "manual",
    }
    return made | ({"hash_values": {"sha256": first.sha256}} if first.sha256 else {})
