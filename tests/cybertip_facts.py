"""What must stand in NCMEC's documents, written down from the report a second time, and a reader.

It shares no line with the mapping and knows only lxml and the model. A fact is a path and a text;
notes are not among them: what they say is free.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tutela.reporting import details as d
    from tutela.reporting.model import Contact, Report, ReportedItem

Fact = tuple[str, str]
Facts = Counter[Fact]

ANNOTATIONS = {
    "sextortion": "sextortion",
    "solicitation-of-material": "csamSolicitation",
    "between-minors": "minorToMinorInteraction",
    "spam": "spam",
    "sadistic-exploitation": "sadisticOnlineExploitation",
    "informational": "informational",
    "aggravating-factors": "potentialAggravatingFactors",
    "instrumental-use": "instrumentalUse",
}
FILE_ANNOTATIONS = {
    "drawn": "animeDrawingVirtualHentai",
    "meme": "potentialMeme",
    "viral": "viral",
    "self-produced": "possibleSelfProduction",
    "physical-harm": "physicalHarm",
    "violence": "violenceGore",
    "animal": "bestiality",
    "live-stream": "liveStreaming",
    "infant": "infant",
    "generated": "generativeAi",
}
# A word of each that no other of the eight has.
INCIDENTS = {
    "abuse-material": "possession",
    "enticement": "Enticement",
    "trafficking": "Trafficking",
    "sex-tourism": "Tourism",
    "molestation": "Molestation",
    "misleading-domain": "Domain",
    "misleading-content": "Misleading Words",
    "unsolicited-material": "Unsolicited",
}
PLACES = {
    "web-page": "webPageIncident",
    "email": "emailIncident",
    "newsgroup": "newsgroupIncident",
    "chat": "chatImIncident",
    "game": "onlineGamingIncident",
    "phone": "cellPhoneIncident",
    "offline": "nonInternetIncident",
    "peer-to-peer": "peer2peerIncident",
}
NAMES = {
    "newsgroup": "name",
    "chat": "chatClient",
    "game": "gameName",
    "offline": "locationName",
    "peer-to-peer": "client",
}
ROOMS = {"chat": "chatRoomName", "game": "console"}


# The reader.


def read(node: Any) -> Facts:
    """The facts of an element: its attributes, and the texts of what is in it."""
    return Counter(_read(node, ""))


def read_all(root: Any, tag: str) -> list[Facts]:
    """The facts of each such element, in order."""
    return [read(one) for one in root.findall(tag)]


def notes(root: Any) -> list[str]:
    """All free notes of a document."""
    return [one.text or "" for one in root.iter("additionalInfo")]


def parse(data: bytes) -> Any:
    return etree.fromstring(data)


def _read(node: Any, path: str) -> Iterator[Fact]:
    yield from ((f"{path}@{name}", value) for name, value in node.attrib.items())
    flags = node.tag.endswith("Annotations")
    for child in node:
        if child.tag != "additionalInfo":
            if len(child) == 0 and (child.text or flags):
                yield f"{path}{child.tag}", child.text or ""
            yield from _read(child, f"{path}{child.tag}.")


# What must be there.


def summary(report: Report) -> Facts:
    """All of the summary but the kind of incident."""
    told = report.details
    first = min((item.received_at for item in report.items), default=report.opened_at)
    happened = told.happened_at or min(first, report.made_at - timedelta(seconds=1))
    return _facts(
        ("platform", report.service_title),
        ("escalateToHighPriority", told.urgent),
        ("incidentDateTime", happened),
        ("incidentDateTimeDescription", told.happened_note),
        *((f"reportAnnotations.{ANNOTATIONS[one]}", "") for one in told.annotations),
    )


def places(report: Report) -> list[Facts]:
    """Where it happened, place by place."""
    if report.details.locations:
        return [Counter(_place(one)) for one in report.details.locations]
    urls = [item.detail.url for item in report.items if item.detail.url]
    return [_facts(*(("webPageIncident.url", url) for url in urls))]


def reported(report: Report) -> list[Facts]:
    """Who is reported; the report's account, and what items without a file tell, with its own."""
    told, account = list(report.details.suspects), report.account or None
    ours = [each for each in told if not each.of_other_service]
    named = [each for each in ours if account and each.account == account]
    free = [each for each in ours if each.account is None or account is None]
    mine = next(iter(named + free), None)
    loose = [item.detail for item in report.items if not item.attach]
    captures = [each.capture for each in loose if each.capture]
    devices = [seen for each in loose for seen in each.devices]
    first = list(_seen(captures, devices))
    numbers = [each.number for each in report.earlier]
    found = [
        _suspect(each, report, account, numbers, first)
        if each is mine
        else _suspect(each, report, None, [], [])
        for each in told
    ]
    if mine is None and (account or numbers or first):
        here = [("espService", report.service_title)] if account else []
        found.insert(
            0, _facts(("espIdentifier", account), *here, *_prior(numbers, "priorCTReports"), *first)
        )
    return found


def victims(report: Report) -> list[Facts]:
    return [
        _facts(*_known(one, "victimPerson."), *_account(one), ("schoolName", one.school))
        for one in report.details.victims
    ]


def recipients(report: Report) -> list[Facts]:
    return [
        _facts(
            *_known(one, "intendedRecipientPerson."),
            *_account(one),
            ("groupIdentifier", one.group),
        )
        for one in report.details.recipients
    ]


def reporter(report: Report) -> Facts:
    """All of the reporter but the template."""
    who = report.provider
    police = who.police_contact
    return _facts(
        *_desk(report, who.contact, "reportingPerson."),
        *(_desk(report, police, "contactPerson.") if police else ()),
        ("termsOfService", who.terms_of_service),
        ("legalURL", who.legal_url),
    )


def authority(report: Report) -> Facts:
    one = report.details.law_enforcement
    if one is None:
        return Counter()
    foreign = one.served_foreign_process
    country = one.foreign_country if foreign is not None else None
    return _facts(
        ("agencyName", one.agency),
        ("caseNumber", one.case_number),
        *(_reached(one.officer, "officerContact.") if one.officer else ()),
        ("reportedToLe", one.told),
        ("servedLegalProcessDomestic", one.served_domestic_process),
        ("servedLegalProcessInternational", foreign),
        ("servedLegalProcessInternational.@fleaCountry", country),
    )


def item(one: ReportedItem, *, classified: bool) -> Facts:
    """What is told of a file, but for the numbers and names that are given to it."""
    told = one.detail
    hashes = {"MD5": one.digests.md5, "SHA1": one.digests.sha1}
    hashes |= {"SHA256": one.digests.sha256, "PDQ": one.digests.pdq}
    return _facts(
        ("originalFileName", told.file_name),
        ("uploadedToEspTimestamp", told.uploaded_at or one.received_at),
        ("locationOfFile", told.url),
        ("fileViewedByEsp", one.viewing in {"whole", "at-platform"}),
        ("exifViewedByEsp", False),
        ("publiclyAvailable", told.public),
        ("fileRelevance", "Reported"),
        *((f"fileAnnotations.{FILE_ANNOTATIONS[each]}", "") for each in told.annotations),
        ("industryClassification", one.verdict.label if classified else None),
        *(("originalFileHash", value or None) for value in hashes.values()),
        *(("originalFileHash.@hashType", kind) for kind, value in hashes.items() if value),
        *_seen([told.capture] if told.capture else [], told.devices),
        ("details.@type", "EXIF" if told.metadata else None),
        *(("details.nameValuePair.name", name) for name, _ in told.metadata),
        *(("details.nameValuePair.value", value) for _, value in told.metadata),
    )


def _facts(*given: tuple[str, Any]) -> Facts:
    return Counter((path, _text(value)) for path, value in given if value is not None)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)


def _midnight(value: date | None) -> str | None:
    return f"{value}T00:00:00Z" if value else None


def _under(path: str, given: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    return ((f"{path}{name}", value) for name, value in given)


def _place(one: d.Location) -> Iterator[Fact]:
    kind, given = one.kind, list[tuple[str, Any]]()
    if kind == "web-page":
        given += [("@thirdPartyHostedContent", one.third_party_hosted)]
        given += [("url", url) for url in one.urls]
    if kind in {"email", "newsgroup"}:
        given += [fact for each in one.emails for fact in _email("emailAddress", each)]
    if kind in {"email", "newsgroup", "chat", "game"}:
        given += [("content", one.content)]
    if kind in NAMES:
        given += [(NAMES[kind], one.name)]
    if kind in ROOMS:
        given += [(ROOMS[kind], one.room)]
    if kind == "phone":
        given += [("latitude", one.latitude), ("longitude", one.longitude)]
        given += _phone("phoneNumber", one.phone) if one.phone else ()
    if kind == "offline":
        given += [fact for each in one.addresses for fact in _address("incidentAddress", each)]
    if kind == "peer-to-peer":
        given += [("fileNames", one.file_names), *_seen(one.captures, ())]
    return _facts(*_under(f"{PLACES[kind]}.", given)).elements()


def _suspect(
    one: d.Suspect,
    report: Report,
    account: str | None,
    numbers: list[str],
    more: list[tuple[str, Any]],
) -> Facts:
    known = one.account or account
    here = report.service_title if known and not one.of_other_service else None
    return _facts(
        *_known(one, "personOrUserReportedPerson."),
        *_account(one, account, here, numbers),
        *more,
        ("vehicleDescription", one.vehicle and re.sub(r"\s+", " ", one.vehicle)),
        ("thirdPartyUserReported", one.of_other_service),
        ("groupIdentifier", one.group),
        *(fact for each in one.associated for fact in _under("associatedAccount.", _other(each))),
    )


def _other(one: d.AssociatedAccount) -> Iterator[tuple[str, Any]]:
    relation = {"guardian": "Parent/Guardian"}.get(one.relation, one.relation.capitalize())
    yield "@type", relation
    if one.platform:
        yield "platform", one.platform
        yield "platform.@thirdPartyUser", one.on_other_platform
    yield from _reached(one, "")
    yield from (("approximateAge", one.age), ("dateOfBirth", one.born_on))
    yield "groupIdentifier", one.group
    elsewhere = ("estimatedLocation", "priorCTReports")
    yield from (fact for fact in _account(one) if not fact[0].startswith(elsewhere))
    yield from _prior(one.earlier_reports, "priorCTReport")


def _known(one: d.Person, path: str) -> Iterator[tuple[str, Any]]:
    yield from _reached(one, path)
    yield from ((f"{path}age", one.age), (f"{path}dateOfBirth", one.born_on))
    yield f"{path}ageAssertionDiscrepancy", one.age_doubted


def _reached(one: d.Person, path: str) -> Iterator[tuple[str, Any]]:
    yield from ((f"{path}firstName", one.first_name), (f"{path}lastName", one.last_name))
    for phone in one.phones:
        yield from _phone(f"{path}phone", phone)
    for email in one.emails:
        yield from _email(f"{path}email", email)
    for address in one.addresses:
        yield from _address(f"{path}address", address)


def _account(
    one: d.Person, account: str | None = None, service: str | None = None, numbers: Any = ()
) -> Iterator[tuple[str, Any]]:
    yield "espIdentifier", one.account or account
    yield "espService", one.service or service
    yield from (("compromisedAccount", one.compromised), ("screenName", one.screen_name))
    yield from (("displayName", each) for each in one.display_names)
    yield from (("profileUrl", each) for each in one.profile_urls)
    yield from (("profileBio", one.profile_text), ("allEmailsReported", one.all_emails_given))
    yield from _seen(one.captures, one.devices)
    yield from _prior([*numbers, *one.earlier_reports], "priorCTReports")
    yield from _suspension(one.suspension) if one.suspension else ()
    if one.location:
        yield from _under("estimatedLocation.", _location(one.location))


def _location(one: d.Place) -> Iterator[tuple[str, Any]]:
    yield from (("@verified", one.verified), ("@timestamp", one.at), ("city", one.city))
    yield from (("region", one.region), ("countryCode", one.country))


def _prior(references: Iterable[str], name: str) -> Iterator[tuple[str, Any]]:
    """Numbers of 64 bits, each once."""
    known = {int(one) for one in references if one.isdecimal()}
    return ((name, number) for number in known if 0 < number < 2**63)


def _suspension(one: d.Suspension) -> Iterator[tuple[str, Any]]:
    for_good = one.permanent and not one.lifted_at
    name = "accountPermanentlyDisabled" if for_good else "accountTemporarilyDisabled"
    yield from ((name, True), (f"{name}.@disabledDate", one.at))
    yield f"{name}.@userNotifiedDate", one.user_told_at
    yield f"{name}.@userNotified", True if one.user_told_at else None
    yield f"{name}.@reenabledDate", one.lifted_at


def _seen(
    captures: Iterable[d.IpCapture], devices: Iterable[d.Device]
) -> Iterator[tuple[str, Any]]:
    for one in captures:
        yield from (("ipCaptureEvent.ipAddress", one.address), ("ipCaptureEvent.dateTime", one.at))
        yield from (("ipCaptureEvent.port", one.port), ("ipCaptureEvent.possibleProxy", one.proxy))
        yield "ipCaptureEvent.eventName", one.occasion.capitalize()
    for each in devices:
        yield from (("deviceId.idType", each.kind), ("deviceId.idValue", each.identifier))
        yield from (("deviceId.dateTime", each.at), ("deviceId.eventName", each.occasion.title()))


def _email(name: str, one: d.EmailAddress) -> Iterator[tuple[str, Any]]:
    yield name, one.address
    yield f"{name}.@type", one.kind and one.kind.title()
    yield f"{name}.@verified", one.verified
    yield f"{name}.@verificationDate", _midnight(one.verified_on)


def _phone(name: str, one: d.PhoneNumber) -> Iterator[tuple[str, Any]]:
    yield name, one.number
    yield f"{name}.@type", one.kind and one.kind.title()
    yield f"{name}.@verified", one.verified
    yield f"{name}.@verificationDate", _midnight(one.verified_on)
    yield f"{name}.@countryCallingCode", one.country_code
    yield f"{name}.@extension", one.extension


def _address(name: str, one: d.PostalAddress) -> Iterator[tuple[str, Any]]:
    """Regions in the strategies are never codes of American states."""
    yield f"{name}.@type", one.kind and one.kind.title()
    yield from ((f"{name}.address", one.street), (f"{name}.city", one.city))
    yield from ((f"{name}.zipCode", one.postal_code), (f"{name}.nonUsaState", one.region))
    yield f"{name}.country", one.country


def _desk(report: Report, one: Contact, path: str) -> Iterator[tuple[str, Any]]:
    street, country = one.address or report.provider.address, report.provider.country
    yield from ((f"{path}firstName", one.first_name), (f"{path}lastName", one.name))
    yield from ((f"{path}email", one.email), (f"{path}email.@type", "Business"))
    if one.phone:
        yield from ((f"{path}phone", one.phone), (f"{path}phone.@type", "Business"))
    if street or country:
        yield from ((f"{path}address.@type", "Business"), (f"{path}address.address", street))
        yield f"{path}address.country", country
