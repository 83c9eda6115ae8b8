"""Our report as NCMEC's `<report>`. Pure: what is not in our report is left out, never guessed.

What goes along as files is in `mapping_files`. Items without a file are told by their fingerprints.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.reporting.cybertip import mapping_people as people
from tutela.reporting.cybertip.elements import incident as theirs
from tutela.reporting.cybertip.elements.places import COUNTRIES
from tutela.reporting.cybertip.elements.report import (
    LawEnforcement,
    Report,
    Reporter,
    ServedLegalProcessInternational,
)
from tutela.reporting.cybertip.elements.words import IncidentType
from tutela.reporting.cybertip.telling import fingerprints, told
from tutela.reporting.details import Annotation, Incident, Location, Suspect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.reporting import details, model
    from tutela.reporting.cybertip.elements.accounts import PersonOrUserReported
    from tutela.reporting.cybertip.elements.people import Email

MOST_TEXT = 3000  # characters of an additionalInfo

_INCIDENTS = {
    Incident.ABUSE_MATERIAL: IncidentType.ABUSE_MATERIAL,
    Incident.ENTICEMENT: IncidentType.ENTICEMENT,
    Incident.TRAFFICKING: IncidentType.TRAFFICKING,
    Incident.SEX_TOURISM: IncidentType.TOURISM,
    Incident.MOLESTATION: IncidentType.MOLESTATION,
    Incident.MISLEADING_DOMAIN: IncidentType.MISLEADING_DOMAIN,
    Incident.MISLEADING_CONTENT: IncidentType.MISLEADING_WORDS,
    Incident.UNSOLICITED_MATERIAL: IncidentType.UNSOLICITED,
}
ANNOTATIONS = {
    Annotation.SEXTORTION: "sextortion",
    Annotation.SOLICITATION_OF_MATERIAL: "csam_solicitation",
    Annotation.BETWEEN_MINORS: "minor_to_minor_interaction",
    Annotation.SPAM: "spam",
    Annotation.SADISTIC_EXPLOITATION: "sadistic_online_exploitation",
    Annotation.INFORMATIONAL: "informational",
    Annotation.AGGRAVATING_FACTORS: "potential_aggravating_factors",
    Annotation.INSTRUMENTAL_USE: "instrumental_use",
}


def report(one: model.Report) -> Report:
    """The whole report, in the order of the schema."""
    given = one.details
    return Report(
        incident_summary=_summary(one),
        internet_details=tuple(_places(one)),
        law_enforcement=_law_enforcement(given.law_enforcement) if given.law_enforcement else None,
        reporter=_reporter(one.provider),
        person_or_user_reported=tuple(_reported(one)),
        intended_recipient=tuple(people.intended(each) for each in given.recipients),
        victim=tuple(people.victim(each) for each in given.victims),
        additional_info="\n".join([*told(one), *fingerprints(one, MOST_TEXT)])[:MOST_TEXT] or None,
    )


def _summary(one: model.Report) -> theirs.IncidentSummary:
    marks = {ANNOTATIONS[each]: True for each in one.details.annotations}
    return theirs.IncidentSummary(
        incident_type=_INCIDENTS[one.details.incident],
        platform=one.service_title,
        escalate_to_high_priority=one.details.urgent,
        report_annotations=theirs.ReportAnnotations(**marks) if marks else None,
        # NCMEC refuses what lies ahead, and its clock may be behind ours.
        incident_date_time=min(one.happened_at, one.made_at - timedelta(seconds=1)),
        incident_date_time_description=one.details.happened_note,
    )


def _places(one: model.Report) -> Iterator[theirs.InternetDetails]:
    """Where it happened: what was told, and by default the addresses of the items."""
    for each in one.details.locations:
        yield _PLACES[each.kind](each)
    if not one.details.locations:
        urls = tuple(item.detail.url for item in one.items if item.detail.url)
        surfaces = sorted({item.surface for item in one.items})
        where = f"On {one.service_title}" + (f": {', '.join(surfaces)}" if surfaces else "")
        page = theirs.WebPageIncident(url=urls, additional_info=where)
        yield theirs.InternetDetails(web_page_incident=page)


def _web_page(one: Location) -> theirs.InternetDetails:
    return theirs.InternetDetails(
        web_page_incident=theirs.WebPageIncident(
            third_party_hosted_content=one.third_party_hosted,
            url=one.urls,
            additional_info=_note(one),
        )
    )


def _email(one: Location) -> theirs.InternetDetails:
    return theirs.InternetDetails(
        email_incident=theirs.EmailIncident(
            email_address=_emails(one), content=one.content, additional_info=_note(one)
        )
    )


def _newsgroup(one: Location) -> theirs.InternetDetails:
    made = theirs.NewsgroupIncident(
        name=one.name, email_address=_emails(one), content=one.content, additional_info=one.note
    )
    return theirs.InternetDetails(newsgroup_incident=made)


def _chat(one: Location) -> theirs.InternetDetails:
    made = theirs.ChatImIncident(
        chat_client=one.name, chat_room_name=one.room, content=one.content, additional_info=one.note
    )
    return theirs.InternetDetails(chat_im_incident=made)


def _game(one: Location) -> theirs.InternetDetails:
    made = theirs.OnlineGamingIncident(
        game_name=one.name, console=one.room, content=one.content, additional_info=one.note
    )
    return theirs.InternetDetails(online_gaming_incident=made)


def _telephone(one: Location) -> theirs.InternetDetails:
    number = people.phone(one.phone) if one.phone else None
    made = theirs.CellPhoneIncident(
        phone_number=number,
        latitude=one.latitude,
        longitude=one.longitude,
        additional_info=_note(one),
    )
    return theirs.InternetDetails(cell_phone_incident=made)


def _offline(one: Location) -> theirs.InternetDetails:
    addresses = tuple(people.address(each) for each in one.addresses)
    made = theirs.NonInternetIncident(
        location_name=one.name, incident_address=addresses, additional_info=one.note
    )
    return theirs.InternetDetails(non_internet_incident=made)


def _peer_to_peer(one: Location) -> theirs.InternetDetails:
    seen = tuple(people.ip_capture(each) for each in one.captures)
    made = theirs.Peer2peerIncident(
        client=one.name, ip_capture_event=seen, file_names=one.file_names, additional_info=one.note
    )
    return theirs.InternetDetails(peer2peer_incident=made)


_PLACES = {
    "web-page": _web_page,
    "email": _email,
    "newsgroup": _newsgroup,
    "chat": _chat,
    "game": _game,
    "phone": _telephone,
    "offline": _offline,
    "peer-to-peer": _peer_to_peer,
}


def _emails(one: Location) -> tuple[Email, ...]:
    return tuple(people.email(each) for each in one.emails)


def _note(one: Location) -> str | None:
    """The note, with the name that this kind of place has no element for."""
    return "; ".join(part for part in (one.name, one.note) if part) or None


def _law_enforcement(one: details.LawEnforcement) -> LawEnforcement:
    country = one.foreign_country if one.foreign_country in COUNTRIES else None
    foreign = one.served_foreign_process
    return LawEnforcement(
        agency_name=one.agency,
        case_number=one.case_number,
        officer_contact=people.officer(one.officer) if one.officer else None,
        reported_to_le=one.told,
        served_legal_process_domestic=one.served_domestic_process,
        served_legal_process_international=None
        if foreign is None
        else ServedLegalProcessInternational(value=foreign, flea_country=country),
    )


def _reporter(provider: model.Provider) -> Reporter:
    about = [provider.name, provider.representative and f"Represented by {provider.representative}"]
    return Reporter(
        reporting_person=people.reporting_person(provider),
        contact_person=people.police_contact(provider),
        company_template="\n".join(part for part in about if part),
        terms_of_service=provider.terms_of_service,
        legal_url=provider.legal_url,
    )


def _reported(one: model.Report) -> Iterator[PersonOrUserReported]:
    """The account of the report first, whatever else was told of it."""
    earlier = [int(each.number) for each in one.earlier if each.number.isdecimal()]
    loose = [item.detail.capture for item in one.items if not item.attach and item.detail.capture]
    suspects = list(one.details.suspects)
    if one.account and not suspects:
        suspects = [Suspect()]
    for number, each in enumerate(suspects):
        first = number == 0
        named = each
        if first and one.account and each.account is None:
            named = each.model_copy(update={"account": one.account[:255]})
        if named.account and named.service is None:
            named = named.model_copy(update={"service": one.service_title[:100]})
        yield people.reported(named, earlier if first else (), loose if first else ())
