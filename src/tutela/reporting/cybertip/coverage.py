"""Which field of ours fills which field of NCMEC's, and what is left out on purpose, and why.

In a pattern `*` stands for one step of a path, `**` for all that is below, and braces hold choices.
A test maps reports with everything in them and holds both tables against what is written: each of
NCMEC's fields stands in one row, each row is true, and each of our fields is sent or listed.
"""

from __future__ import annotations

import re

_PLACE = "report.internetDetails"
_REPORTER = "report.reporter.{reportingPerson,contactPerson}"
_REPORTED = "report.personOrUserReported"
_OTHER = f"{_REPORTED}.associatedAccount"
_ACCOUNT = "report.{personOrUserReported,intendedRecipient,victim}"
_ANY_ACCOUNT = f"{{{_ACCOUNT},{_OTHER}}}"
_PERSON = (
    f"{{{_REPORTED}.personOrUserReportedPerson,"
    "report.intendedRecipient.intendedRecipientPerson,report.victim.victimPerson}"
)
_CONTACT = f"{{{_PERSON},{_OTHER},report.lawEnforcement.officerContact}}"
_SEEN = f"{{{_ANY_ACCOUNT},{_PLACE}.peer2peerIncident,fileDetails}}"
_DEVICES = f"{{{_ANY_ACCOUNT},fileDetails}}"

# Pattern of NCMEC's fields -> what of a `model.Report` fills them.
FILLED: dict[str, str] = {
    "report.incidentSummary": "in every report",
    "report.incidentSummary.incidentType": "details.incident",
    "report.incidentSummary.platform": "service_title",
    "report.incidentSummary.escalateToHighPriority": "details.urgent",
    "report.incidentSummary.reportAnnotations": "details.annotations",
    "report.incidentSummary.reportAnnotations.*": "details.annotations, as the schema knows them",
    "report.incidentSummary.incidentDateTime": "details.happened_at; else the first receipt",
    "report.incidentSummary.incidentDateTimeDescription": "details.happened_note",
    _PLACE: "details.locations; without any, the service and the addresses of the items",
    f"{_PLACE}.*": "Location.kind",
    f"{_PLACE}.*.additionalInfo": "Location.note, and what this kind has no element for",
    f"{_PLACE}.*.content": "Location.content",
    f"{_PLACE}.webPageIncident.@thirdPartyHostedContent": "Location.third_party_hosted",
    f"{_PLACE}.webPageIncident.url": "Location.urls; without locations, ItemDetail.url",
    f"{_PLACE}.*.emailAddress": "Location.emails",
    f"{_PLACE}.*.emailAddress.@*": "EmailAddress.kind, verified, verified_on",
    f"{_PLACE}.*.{{name,chatClient,gameName,locationName,client}}": "Location.name",
    f"{_PLACE}.*.{{chatRoomName,console}}": "Location.room",
    f"{_PLACE}.cellPhoneIncident.phoneNumber": "Location.phone",
    f"{_PLACE}.cellPhoneIncident.phoneNumber.@*": "the other fields of PhoneNumber",
    f"{_PLACE}.cellPhoneIncident.{{latitude,longitude}}": "Location.latitude, longitude",
    f"{_PLACE}.nonInternetIncident.incidentAddress": "Location.addresses",
    f"{_PLACE}.nonInternetIncident.incidentAddress.*": "the fields of PostalAddress",
    f"{_PLACE}.peer2peerIncident.fileNames": "Location.file_names",
    "report.lawEnforcement": "details.law_enforcement",
    "report.lawEnforcement.agencyName": "LawEnforcement.agency",
    "report.lawEnforcement.caseNumber": "LawEnforcement.case_number",
    "report.lawEnforcement.officerContact": "LawEnforcement.officer",
    "report.lawEnforcement.reportedToLe": "LawEnforcement.told",
    "report.lawEnforcement.servedLegalProcessDomestic": "LawEnforcement.served_domestic_process",
    "report.lawEnforcement.servedLegalProcessInternational": (
        "LawEnforcement.served_foreign_process"
    ),
    "report.lawEnforcement.servedLegalProcessInternational.@fleaCountry": (
        "LawEnforcement.foreign_country"
    ),
    "report.reporter": "provider",
    _REPORTER: "Provider.contact; Provider.police_contact",
    f"{_REPORTER}.{{firstName,lastName}}": "Contact.first_name, name",
    f"{_REPORTER}.{{phone,email}}": "Contact.phone, email",
    f"{_REPORTER}.{{phone,email,address}}.@type": "always Business",
    f"{_REPORTER}.address": "where there is an address or a country",
    f"{_REPORTER}.address.address": "Contact.address, else Provider.address",
    f"{_REPORTER}.address.country": "Provider.country",
    "report.reporter.companyTemplate": "Provider.name, representative",
    "report.reporter.termsOfService": "Provider.terms_of_service",
    "report.reporter.legalURL": "Provider.legal_url",
    _ACCOUNT: "details.suspects and the account of the report, recipients, victims",
    _PERSON: "where something is known of the person beside the account",
    _OTHER: "Suspect.associated",
    f"{_OTHER}.@type": "AssociatedAccount.relation",
    f"{_OTHER}.platform": "AssociatedAccount.platform",
    f"{_OTHER}.platform.@thirdPartyUser": "AssociatedAccount.on_other_platform",
    f"{_CONTACT}.{{firstName,lastName}}": "Person.first_name, last_name",
    f"{_CONTACT}.phone": "Person.phones",
    f"{_CONTACT}.phone.@*": "the other fields of PhoneNumber",
    f"{_CONTACT}.email": "Person.emails",
    f"{_CONTACT}.email.@*": "EmailAddress.kind, verified, verified_on",
    f"{_CONTACT}.address": "Person.addresses",
    f"{_CONTACT}.address.*": "the fields of PostalAddress; a region is a state only of the USA",
    f"{{{_PERSON}.age,{_OTHER}.approximateAge}}": "Person.age",
    f"{_PERSON}.ageAssertionDiscrepancy": "Person.age_doubted, where the schema knows it",
    f"{{{_PERSON},{_OTHER}}}.dateOfBirth": "Person.born_on",
    f"{_REPORTED}.vehicleDescription": "Suspect.vehicle",
    f"{_REPORTED}.thirdPartyUserReported": "Suspect.of_other_service",
    "report.victim.schoolName": "Victim.school",
    f"{_ANY_ACCOUNT}.espIdentifier": "Person.account; of the suspect also the report's account",
    f"{_ANY_ACCOUNT}.espService": "Person.service; of a suspect by default service_title",
    f"{_ANY_ACCOUNT}.compromisedAccount": "Person.compromised",
    f"{_ANY_ACCOUNT}.screenName": "Person.screen_name",
    f"{_ANY_ACCOUNT}.displayName": "Person.display_names",
    f"{_ANY_ACCOUNT}.profileUrl": "Person.profile_urls",
    f"{_ANY_ACCOUNT}.profileBio": "Person.profile_text",
    f"{_ANY_ACCOUNT}.{{accountTemporarilyDisabled,accountPermanentlyDisabled}}": (
        "Person.suspension: for good, unless it was lifted"
    ),
    f"{_ANY_ACCOUNT}.{{accountTemporarilyDisabled,accountPermanentlyDisabled}}.@*": (
        "the fields of Suspension"
    ),
    f"{_ACCOUNT}.estimatedLocation": "Person.location",
    f"{_ACCOUNT}.estimatedLocation.*": "the fields of Place",
    f"{_ANY_ACCOUNT}.allEmailsReported": "Person.all_emails_given",
    f"{{{_ACCOUNT}.priorCTReports,{_OTHER}.priorCTReport}}": (
        "Person.earlier_reports; of the suspect also `earlier`, what we filed about the account"
    ),
    f"{{{_REPORTED},report.intendedRecipient,{_OTHER}}}.groupIdentifier": "Person.group",
    f"{_ANY_ACCOUNT}.additionalInfo": "Person.note, and what has no element",
    f"{_SEEN}.ipCaptureEvent": "captures; of the suspect also those of items without a file",
    f"{_SEEN}.ipCaptureEvent.*": "the fields of IpCapture",
    f"{_DEVICES}.deviceId": "devices; of the suspect also those of items without a file",
    f"{_DEVICES}.deviceId.*": "the fields of Device",
    "report.additionalInfo": "`telling`: what has no element, and the items without a file",
    "fileDetails.{reportId,fileId}": "what NCMEC answered",
    "fileDetails.fileName": "a name made from the item's id, or that of a file made here",
    "fileDetails.originalFileName": "ItemDetail.file_name",
    "fileDetails.uploadedToEspTimestamp": "ItemDetail.uploaded_at, else ReportedItem.received_at",
    "fileDetails.locationOfFile": "ItemDetail.url",
    "fileDetails.fileViewedByEsp": "ReportedItem.viewing: whole or at the platform",
    "fileDetails.exifViewedByEsp": "always false: nothing here shows it",
    "fileDetails.publiclyAvailable": "ItemDetail.public",
    "fileDetails.fileRelevance": "whether it is an item or a file made here",
    "fileDetails.fileAnnotations": "ItemDetail.annotations",
    "fileDetails.fileAnnotations.*": "ItemDetail.annotations",
    "fileDetails.industryClassification": "Verdict.label, by who signed the agreement",
    "fileDetails.originalFileHash": "ReportedItem.digests",
    "fileDetails.originalFileHash.@hashType": "the kind of digest",
    "fileDetails.details": "ItemDetail.metadata",
    "fileDetails.details.**": "ItemDetail.metadata",
    "fileDetails.additionalInfo": "`telling`, and ItemDetail.note",
}

# Pattern of NCMEC's fields -> why nothing of ours ever fills them.
NOT_FILLED: dict[str, str] = {
    "report.batchedReport": "a report here is about one account, never about many at once",
    "report.batchedReport.@reason": "no report is batched",
    f"{_REPORTER}.{{phone,email}}.{{@verified,@verificationDate}}": "a desk's own contact",
    f"{_REPORTER}.phone.{{@countryCallingCode,@extension}}": "a contact's number is one text",
    f"{_REPORTER}.address.{{city,zipCode,state,nonUsaState}}": "a provider's address is one line",
    "report.reporter.reportingPerson.{age,ageAssertionDiscrepancy,dateOfBirth}": (
        "the age of who reports is nobody's business"
    ),
    f"{_OTHER}.middleName": "not asked for: it is part of the first name",
    "report.victim.associatedAccount": "other accounts of a child are not asked for",
    "report.victim.associatedAccount.**": "not asked for",
    "fileDetails.potentialMeme": "the older spelling; the annotation says it",
}

# Field of a `model.Report` -> why changing it changes nothing that is sent.
NOT_SENT: dict[str, str] = {
    "environment": "it chooses the address, not the words",
    "demo": "it keeps a report from leaving at all",
    "node_id": "it names a machine",
    "service_id": "the title names the service",
    "case_id": "the report's id leads to the case",
    "profile": "each match names its legal ground",
    "opened_at": "only where nothing else says when it happened",
    "earlier.report_id": "NCMEC knows the number, not our id",
    "items.surface_kind": "the surface is named, and the law that held for it",
    "items.account": "a report is about one account, which it names once",
    "items.kept": "whether the file goes along says what matters",
    "items.matches.bank": "the source of the indicator is named; the bank is this node's",
    "items.matches.scheme": "what a list says of its entry is not what a person found",
    "items.matches.label": "what a list says of its entry is not what a person found",
    "items.matches.technology.id": "its name and version are told",
    "items.matches.profile": "the legal ground is told",
    "items.matches.demo": "it keeps a report from leaving production",
    "items.verdict.decision_id": "it leads to nothing outside",
    "items.verdict.reason": "words between reviewers",
    "items.verdict.decided_by": "who decided is told to a court, by the provider",
    "items.verdict.second_by": "that there was a second person is told",
    "details.items": "`items.detail` is what is sent; this is where it is kept",
    "details.law_enforcement.officer": "an officer is known by name and how to reach them",
}


def rows_of(path: str) -> list[str]:
    """The patterns of NCMEC's fields that a path matches; there should be one."""
    return [pattern for pattern in (*FILLED, *NOT_FILLED) if matches(pattern, path)]


def matches(pattern: str, path: str) -> bool:
    """Whether a dotted path is one that the pattern stands for."""
    return re.fullmatch(_expression(pattern), path) is not None


_SIGNS = {r"\*\*": ".+", r"\*": "[^.]+", r"\{": "(?:", r"\}": ")", ",": "|"}


def _expression(pattern: str) -> str:
    made = re.escape(pattern)
    for sign, meaning in _SIGNS.items():
        made = made.replace(sign, meaning)
    return made
