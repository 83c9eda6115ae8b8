"""The form that describes a report: the usual fields of its details, and all of them as JSON.

Both read and write the one value `Details`. A field that the form does not show stays as it was.
"""

from __future__ import annotations

import json
import re
from datetime import UTC
from typing import TYPE_CHECKING, Any

from tutela.reporting import preparing
from tutela.reporting.details import Annotation, Details, Incident, Occasion
from tutela.texts.phrase import phrase
from tutela.web.pages.given import Given

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tutela.reporting.errors import DetailsInvalid

WHOLE = "whole"  # the field of the JSON form
MOST_SHOWN = 48 * 1024  # bytes: a page's form takes 64 KiB
INCIDENTS = {
    Incident.ABUSE_MATERIAL: phrase("Abuse material"),
    Incident.ENTICEMENT: phrase("Enticement of a child"),
    Incident.TRAFFICKING: phrase("Trafficking of a child"),
    Incident.SEX_TOURISM: phrase("Sex tourism"),
    Incident.MOLESTATION: phrase("Molestation of a child"),
    Incident.MISLEADING_DOMAIN: phrase("A misleading domain name"),
    Incident.MISLEADING_CONTENT: phrase("Misleading words or images"),
    Incident.UNSOLICITED_MATERIAL: phrase("Unsolicited material sent to a child"),
}
ANNOTATIONS = {
    Annotation.SEXTORTION: phrase("Sextortion"),
    Annotation.SOLICITATION_OF_MATERIAL: phrase("Material was asked for"),
    Annotation.BETWEEN_MINORS: phrase("Between minors"),
    Annotation.SPAM: phrase("Spam"),
    Annotation.SADISTIC_EXPLOITATION: phrase("Sadistic exploitation"),
    Annotation.INFORMATIONAL: phrase("For information only"),
    Annotation.AGGRAVATING_FACTORS: phrase("Aggravating factors"),
    Annotation.INSTRUMENTAL_USE: phrase("Instrumental use"),
}
OCCASIONS = {
    Occasion.UPLOAD: phrase("upload"),
    Occasion.LOGIN: phrase("login"),
    Occasion.REGISTRATION: phrase("registration"),
    Occasion.PURCHASE: phrase("purchase"),
    Occasion.OTHER: phrase("other"),
    Occasion.UNKNOWN: phrase("unknown"),
}
_PAGE = "web-page"
# Which field of the form a place in the details is shown by; the longest beginning counts.
_SHOWN_BY = {
    "incident": "incident",
    "annotations": "annotations",
    "description": "description",
    "urgent": "urgent",
    "happened_at": "happened_at",
    "locations": "url",
    "suspects": "screen_name",
    "suspects.0.emails": "email",
    "suspects.0.captures": "ip",
    "suspects.0.captures.0.port": "port",
    "suspects.0.captures.0.at": "seen_at",
}


def shown(details: Details) -> Given:
    """The form filled with what the details say."""
    suspect = next(iter(details.suspects), None)
    email = next(iter(suspect.emails), None) if suspect else None
    capture = next(iter(suspect.captures), None) if suspect else None
    page = next((one for one in details.locations if one.kind == _PAGE), None)
    fields = {
        "incident": details.incident.value,
        "description": details.description,
        "urgent": details.urgent,
        "happened_at": _instant(details.happened_at),
        "url": next(iter(page.urls), None) if page else None,
        "screen_name": suspect.screen_name if suspect else None,
        "email": email.address if email else None,
        "ip": str(capture.address) if capture else None,
        "port": str(capture.port) if capture and capture.port is not None else None,
        "seen_at": _instant(capture.at) if capture else None,
        "occasion": capture.occasion.value if capture else Occasion.UPLOAD.value,
        WHOLE: whole(details),
    }
    told = {name: (value,) for name, value in fields.items() if value}
    return Given({**told, "annotations": tuple(sorted(details.annotations))})


def whole(details: Details) -> str:
    """All details as JSON for a person to change; empty where they are too long for a form."""
    text = details.model_dump_json(exclude_unset=True, indent=2)
    return text if len(text.encode()) <= MOST_SHOWN else ""


def merged(before: Details, given: Given) -> Details:
    """The details with what the form says. Raises DetailsInvalid and InstantUnreadable."""
    told = before.model_dump(mode="json", exclude_unset=True)
    told["incident"] = given.one("incident") or before.incident.value
    told["annotations"] = list(given.many("annotations"))
    for name in ("description", "urgent"):
        _set(told, name, _text(given.one(name)))
    _set(told, "happened_at", _zoned(given.instant("happened_at")))
    told["suspects"] = _first(told.get("suspects", []), _suspect, given)
    told["locations"] = _place(told.get("locations", []), given.one("url"))
    return _parsed(told)


def parsed(given: Given) -> Details:
    """The details as the JSON form says. Raises DetailsInvalid."""
    return preparing.parse(given.one(WHOLE).encode())


def field_of(error: DetailsInvalid) -> str:
    """The field of the form that shows what is wrong, if one does."""
    path = re.split(r"[:\s]", str(error.facts.get("problem", "")), maxsplit=1)[0]
    fitting = [begin for begin in _SHOWN_BY if path == begin or path.startswith(f"{begin}.")]
    return _SHOWN_BY[max(fitting, key=len)] if fitting else ""


def _suspect(before: dict[str, Any], given: Given) -> dict[str, Any]:
    one = dict(before)
    _set(one, "screen_name", given.one("screen_name"))
    email = given.one("email")
    emails = [{**(one.get("emails") or [{}])[0], "address": email}] if email else []
    _set(one, "emails", emails + one.get("emails", [])[1:])
    _set(one, "captures", _captures(one.get("captures", []), given))
    return one


def _captures(before: list[dict[str, Any]], given: Given) -> list[dict[str, Any]]:
    """The first capture is the form's; what it does not show, such as `proxy`, stays."""
    address = given.one("ip")
    if not address:
        return before[1:]
    one = {**(before or [{}])[0], "address": address}
    port = given.one("port")
    _set(one, "port", int(port) if port.isascii() and port.isdigit() else port)
    _set(one, "at", _zoned(given.instant("seen_at")))
    _set(one, "occasion", given.one("occasion"))
    return [one, *before[1:]]


def _first(before: list[Any], change: Any, given: Given) -> list[Any]:
    changed = change(before[0] if before else {}, given)
    return ([changed] if changed else []) + before[1:]


def _place(before: list[dict[str, Any]], url: str) -> list[dict[str, Any]]:
    """The first web page's first address is the form's."""
    at = next((at for at, one in enumerate(before) if one["kind"] == _PAGE), None)
    if at is None:
        return [*before, {"kind": _PAGE, "urls": [url]}] if url else before
    one = dict(before[at])
    _set(one, "urls", ([url] if url else []) + one.get("urls", [])[1:])
    kept = [one] if set(one) - {"kind"} else []
    return [*before[:at], *kept, *before[at + 1 :]]


def _set(told: dict[str, Any], name: str, value: Any) -> None:
    """Sets a field, or takes it away where there is nothing to say."""
    if value in ("", None, []):
        told.pop(name, None)
    else:
        told[name] = value


def _parsed(told: dict[str, Any]) -> Details:
    said = dict(_told(told))
    return preparing.parse(json.dumps(said).encode())


def _told(told: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is said at all: an empty list was said by the form, not by a person."""
    return ((name, value) for name, value in told.items() if value != [])


def _text(value: str) -> str:
    return value.replace("\r\n", "\n")  # as browsers send the ends of lines


def _instant(value: datetime | None) -> str | None:
    """An instant as a form's field has it: in UTC, without a zone."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") if value else None


def _zoned(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
