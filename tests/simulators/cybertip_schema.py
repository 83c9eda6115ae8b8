"""What the simulated CyberTipline takes: its schema, and the rules the schema does not hold.

The schema beside this file is written anew and says what the published one of November 2025 says.
It knows only lxml: it must not share a mistake with Tutela's own elements.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).with_name("cybertip.xsd")
NEWER_ANNOTATIONS = ("informational", "potentialAggravatingFactors", "instrumentalUse")
CHANGED_ELEMENT = "reportingChannel"

INVALID_REQUEST, INVALID, MALFORMED = 4000, 4100, 4110

_XS = "{http://www.w3.org/2001/XMLSchema}"
_EXTENDED_TYPE = "reportAnnotations"
# Characters, by element name or by parent and name. The documentation states them; the schema does
# not.
_LONGEST = {
    "firstName": 100,
    "middleName": 100,
    "lastName": 100,
    "email": 255,
    "emailAddress": 255,
    "phone": 50,
    "phoneNumber": 50,
    "platform": 256,
    "espIdentifier": 255,
    "espService": 100,
    "screenName": 256,
    "url": 2083,
    "profileUrl": 2083,
    "legalURL": 2083,
    "locationOfFile": 2083,
    "originalFileName": 2056,
    "escalateToHighPriority": 3000,
    "additionalInfo": 3000,
    "termsOfService": 3000,
    "nameValuePair/name": 64,
}
_LONGEST_HASH_TYPE = 64
_SUPPLEMENTAL = "Supplemental Reported"
_NOT_IN_A_URL = re.compile(r"[\s\x00-\x20\x7f]")


class Refused(Exception):
    """The service does not take it: its code, and what it says."""

    def __init__(self, code: int, description: str) -> None:
        self.code = code
        self.description = description
        super().__init__(description)


@dataclass(frozen=True)
class Schema:
    """A schema as it is served, and what it enforces."""

    text: bytes
    _compiled: etree.XMLSchema

    def check(self, root: etree._Element) -> None:
        """Raises Refused(4100) for what the schema does not take."""
        try:
            self._compiled.assertValid(root)
        except etree.DocumentInvalid as error:
            raise Refused(INVALID, str(error)) from None


def schema(*, newer: bool = False, changed: bool = False) -> Schema:
    """The served schema.

    `newer` adds the annotations that came after November 2025; `changed` demands an element at
    the end of `incidentSummary` that no client knows yet.
    """
    root = _plain(etree.parse(str(FILE)).getroot())
    if newer:
        flags = root.find(f"{_XS}complexType[@name='{_EXTENDED_TYPE}']/{_XS}all")
        for name in NEWER_ANNOTATIONS:
            _append(flags, name=name, type="xs:boolean", fixed="true", minOccurs="0")
    if changed:
        parts = root.find(f"{_XS}element[@name='incidentSummary']/{_XS}complexType/{_XS}sequence")
        _append(parts, name=CHANGED_ELEMENT, type="xs:string")
    text = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return Schema(text, etree.XMLSchema(root))


def _plain(root: etree._Element) -> etree._Element:
    """The schema as the real service writes it: without named groups, each in its places."""
    named = {one.get("name"): one for one in root.findall(f"{_XS}group")}
    while (reference := root.find(f".//{_XS}group[@ref]")) is not None:
        place = reference.getparent()
        if place is None:
            raise LookupError(reference.get("ref"))
        at = place.index(reference)
        place.remove(reference)
        for child in reversed(deepcopy(named[reference.get("ref")])[0]):
            place.insert(at, child)
    for one in named.values():
        root.remove(one)
    return root


def _append(parent: etree._Element | None, **attributes: str) -> None:
    if parent is None:
        raise LookupError(attributes["name"])
    etree.SubElement(parent, f"{_XS}element", attributes)


def parse(body: bytes) -> etree._Element:
    """The root of `body`. Raises Refused(4110); a document type is refused, not read."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(MALFORMED, f"Malformed XML: {error}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(MALFORMED, "Malformed XML: a document type is not allowed")
    return root


def check_report(root: etree._Element, schema: Schema, now: datetime) -> None:
    """Raises Refused(4100) for a report the service does not take at `now`."""
    _expect(root, "report")
    schema.check(root)
    for problem in _problems(root, now):
        raise Refused(INVALID, problem)


def check_file_details(root: etree._Element, schema: Schema) -> tuple[int, str]:
    """The report id and file id a `<fileDetails>` is about. Raises Refused(4100)."""
    _expect(root, "fileDetails")
    schema.check(root)
    for problem in (*_too_long(root), *_supplemental(root)):
        raise Refused(INVALID, problem)
    return int(_text(root, "reportId")), _text(root, "fileId")


def _expect(root: etree._Element, name: str) -> None:
    if root.tag != name:
        raise Refused(INVALID, f"Expected <{name}> and found <{root.tag!s}>")


def _problems(root: etree._Element, now: datetime) -> Iterator[str]:
    if root.find("internetDetails") is None:
        yield "At least one internetDetails is required"
    if not _text(root, "reporter/reportingPerson/email").strip():
        yield "The e-mail address of the reportingPerson is required"
    if not _is_past(_text(root, "incidentSummary/incidentDateTime"), now):
        yield "incidentDateTime must be in the past"
    urgent = root.find("incidentSummary/escalateToHighPriority")
    if urgent is not None and not (urgent.text or "").strip():
        yield "escalateToHighPriority must not be blank"
    if any(_NOT_IN_A_URL.search(url.text or "") for url in root.iter("url")):
        yield "A url must not contain spaces or control characters"
    yield from _too_long(root)


def _is_past(text: str, now: datetime) -> bool:
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        return False
    return (when if when.tzinfo else when.replace(tzinfo=UTC)) < now


def _too_long(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        length, limit = len(element.text or ""), _limit(element)
        if limit and length > limit:
            yield f"{element.tag!s} must not be longer than {limit} characters"
        if len(element.get("hashType", "")) > _LONGEST_HASH_TYPE:
            yield f"hashType must not be longer than {_LONGEST_HASH_TYPE} characters"


def _limit(element: etree._Element) -> int | None:
    parent = element.getparent()
    within = f"{parent.tag!s}/{element.tag!s}" if parent is not None else ""
    return _LONGEST.get(within) or _LONGEST.get(str(element.tag))


def _supplemental(root: etree._Element) -> Iterator[str]:
    if _text(root, "fileRelevance") != _SUPPLEMENTAL:
        return
    for name in ("potentialMeme", "fileAnnotations/potentialMeme", "industryClassification"):
        if root.find(name) is not None:
            yield f"A supplemental file must not carry {name.rpartition('/')[2]}"


def _text(root: etree._Element, path: str) -> str:
    return (root.findtext(path) or "").strip()
