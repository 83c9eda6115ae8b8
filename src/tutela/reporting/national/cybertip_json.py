"""A report in the shape in which NCMEC hands CyberTips to police, for the tools they have. Pure.

The shape is what such tools read (there is no public schema); any part may be null. It is not a
CyberTip: NCMEC never saw it, and `ncmecTags` is null because only NCMEC sets them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.reporting.details import Incident, Occasion
from tutela.reporting.model import ReportKind
from tutela.reporting.national.naming import item_names
from tutela.reporting.national.plain import instant, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tutela.reporting.details import IpCapture, Location, Person, PostalAddress
    from tutela.reporting.model import Report, ReportedItem

GENERATOR = "Tutela national report pack; not a report of NCMEC"

_Json = dict[str, Any]

_INCIDENTS = {
    Incident.ABUSE_MATERIAL: "Child Pornography (possession, manufacture, and distribution)",
    Incident.ENTICEMENT: "Online Enticement of Children for Sexual Acts",
    Incident.TRAFFICKING: "Child Sex Trafficking",
    Incident.SEX_TOURISM: "Child Sex Tourism",
    Incident.MOLESTATION: "Child Sexual Molestation",
    Incident.MISLEADING_DOMAIN: "Misleading Domain Name",
    Incident.MISLEADING_CONTENT: "Misleading Words or Digital Images on the Internet",
    Incident.UNSOLICITED_MATERIAL: "Unsolicited Obscene Material Sent to a Child",
}
_OCCASIONS = {one: one.value.capitalize() for one in Occasion}


def cybertip(report: Report) -> _Json:
    """The report in that shape."""
    return {
        "generator": GENERATOR,
        "reportId": str(report.id),
        "dateReceived": instant(report.made_at),
        "reportedInformation": {
            "reportingEsp": {"espName": report.provider.name, "lastName": _contact(report)},
            "incidentSummary": _summary(report),
            "incidentDetails": _incident(report.details.locations),
            "reportedPeople": {"reportedPersons": list(_reported(report))},
            "intendedRecipients": {
                "intendedRecipients": [_person(one) for one in report.details.recipients]
            },
            "victims": {"victims": [_person(one) for one in report.details.victims]},
            "uploadedFiles": {"uploadedFiles": list(_files(report))},
            "additionalInformations": _values(list(_remarks(report))),
        },
    }


def _contact(report: Report) -> str | None:
    who = report.provider.police_contact or report.provider.contact
    return who.name


def _summary(report: Report) -> _Json:
    told = report.details
    return {
        "incidentType": _INCIDENTS[told.incident],
        "incidentDateTime": instant(report.happened_at),
        "incidentDateTimeDescription": told.happened_note,
        "escalateToHighPriority": told.urgent,
    }


def _incident(locations: Sequence[Location]) -> _Json:
    mails = [one for one in locations if one.kind == "email"]
    pages = [one for one in locations if one.kind != "email"]
    return {
        "emailIncident": [{"contents": _values(_location(one))} for one in mails],
        "webpageIncident": [_page(one) for one in pages],
    }


def _page(location: Location) -> _Json:
    captures = [_capture_of("URL", url) for url in location.urls]
    captures += [_ip(one) for one in location.captures]
    return {
        "sourceInformation": {"sourceCaptures": captures},
        "additionalInformations": _values(_location(location)),
    }


def _location(location: Location) -> list[str]:
    mails = [one.address for one in location.emails]
    told = (location.kind, location.name, location.room, location.file_names, location.content)
    return [text for text in (*told, *mails, location.note) if text is not None]


def _reported(report: Report) -> Iterator[_Json]:
    suspects = report.details.suspects
    if not suspects and report.account:
        yield {"espUserId": report.account, "espService": report.service_title}
    for suspect in suspects:
        yield _person(suspect)
        yield from (_person(account) for account in suspect.associated)


def _person(person: Person) -> _Json:
    return {
        "firstName": person.first_name,
        "lastName": person.last_name,
        "screenName": _value(person.screen_name),
        "displayNames": list(person.display_names),
        "espUserId": person.account,
        "espService": person.service,
        "dateOfBirth": plain(person.born_on),
        "approximateAge": person.age,
        "emails": {"emails": [{"value": e.address, "verified": e.verified} for e in person.emails]},
        "phones": {"phones": [{"value": p.number, "verified": p.verified} for p in person.phones]},
        "addresses": {"addresses": [_address(one) for one in person.addresses]},
        "sourceInformation": {"sourceCaptures": _captures(person)},
        "additionalInformations": _values(_notes(person)),
    }


def _address(address: PostalAddress) -> _Json:
    return {
        "street1": address.street,
        "city": address.city,
        "state": address.region,
        "postalCode": address.postal_code,
        "country": address.country,
    }


def _captures(person: Person) -> list[_Json]:
    profiles = [_capture_of("Profile URL", url) for url in person.profile_urls]
    return [*(_ip(one) for one in person.captures), *profiles]


def _notes(person: Person) -> list[str]:
    return [text for text in (person.profile_text, person.group, person.note) if text is not None]


def _ip(capture: IpCapture) -> _Json:
    return _capture_of(
        "IP Address",
        str(capture.address),
        at=capture.at,
        event=_OCCASIONS[capture.occasion],
        port=capture.port,
    )


def _capture_of(
    kind: str,
    value: str,
    *,
    at: datetime | None = None,
    event: str | None = None,
    port: int | None = None,
) -> _Json:
    return {
        "captureType": kind,
        "value": value,
        "dateTime": plain(at),
        "eventName": event,
        "port": port,
    }


def _files(report: Report) -> Iterator[_Json]:
    names = item_names(report)
    return (_file(names[item.id], item) for item in report.items)


def _file(name: str, item: ReportedItem) -> _Json:
    told = item.detail
    captures = [] if told.capture is None else [_ip(told.capture)]
    captures += [] if told.url is None else [_capture_of("URL", told.url)]
    return {
        "filename": name,
        "originalFilename": told.file_name,
        "submittalId": str(item.id),
        "verificationHash": item.digests.md5 or None,
        "viewedByEsp": item.viewing.viewed,
        "sourceInformation": {"sourceCaptures": captures},
        "ncmecTags": None,
        "espMetadata": {"metadatas": _metadata(item)},
        "additionalInformations": _values([] if told.note is None else [told.note]),
    }


def _metadata(item: ReportedItem) -> list[_Json]:
    named = [*item.digests.each(), *item.detail.metadata]
    return [{"name": name, "value": value} for name, value in named]


def _remarks(report: Report) -> Iterator[str]:
    if report.stand_in:
        yield "Stand-ins only: not a real report."
    if report.kind is not ReportKind.FIRST:
        numbers = ", ".join(one.number for one in report.earlier)
        yield f"This is a {report.kind.value} to: {numbers or 'unknown'}."
    if report.single_person:
        yield "Decided and sent by a single person: nobody else at the provider agreed."
    told = report.details
    yield from (text for text in (told.description, told.other) if text is not None)
    yield from (_line(one.sender, one.text, one.at) for one in told.messages)


def _line(sender: str, text: str, at: datetime | None) -> str:
    return f"[{instant(at) if at else 'undated'}] {sender}: {text}"


def _value(text: str | None) -> _Json | None:
    return None if text is None else {"value": text}


def _values(texts: Sequence[str]) -> list[_Json]:
    return [{"value": text} for text in texts]
